import Testing

@testable import TextAnalysis

@Suite struct SafetyReaderTests {
  private func read(_ text: String) -> SafetyVerdict {
    var reader = SafetyReader()
    return reader.read(text)
  }

  @Test(arguments: [
    "I don't want to live anymore", "dont wanna be here anymore", "I've been thinking about killing myself",
    "everyone would be better off without me", "i cut myself again last night", "I wish I was dead",
    "there is no reason to live", "this is goodbye, thank you all for being kind to me",
  ])
  func aSpeakerInDangerIsFound(text: String) {
    #expect(read(text).category == .selfHarm)
    #expect(read(text).level >= .look)
  }

  @Test(arguments: [
    "my friend told me she wants to die", "@sam posted a suicide note", "I think my brother is suicidal",
    "someone please check on her, she said she doesn't want to be alive", "Anna wants to die",
    "Anna tried to kill herself last night", "Zoë keeps talking about killing herself",
    "Sam doesn't want to live anymore",
    "I think Kim is going to hurt themselves",
  ])
  func worryAboutSomebodyElseIsFound(text: String) {
    #expect(read(text).category == .thirdPerson)
  }

  @Test(arguments: ["I'm going to kill you", "I know where you live", "watch your back", "you're dead, you hear me?"])
  func threatsAreFound(text: String) {
    #expect(read(text).category == .threat)
  }

  @Test(arguments: [
    "You are all idiots and I will find out where you live", "i'll find out where u work",
    "I'm going to figure out who you are and where you live", "we found out where you live", "I will find you.",
    "And I will find you", "you can run but I'll find you", "no matter where you are, I'll find you",
    "gonna find you, coward", "I will come to your house", "keep posting, we'll come to your house with some friends",
  ])
  func whoIsGoingToBeSoughtOutIsThreatened(text: String) {
    #expect(read(text).category == .threat)
  }

  @Test(arguments: [
    "tell us where you live", "I'll find you a link", "Can I find you on Mastodon?", "I'll find you at the booth",
    "I know where you live, right around the corner from the cafe :)", "see you at the meetup, I'll find you",
    "I will find out where the cable goes", "fill this in so that I can find out where you live",
    "I'll find out where you live and send you a postcard", "I can come to your house and look at the router",
    "I'll come to your house after work", "if you bake that again I will come to your house",
    "how do I find out where you are in the build?", "don't worry, we'll find you somebody",
    "find out where you live up to your own rules", "run the tests and I'll find you the culprit",
  ])
  func whoIsLookedForAmongFriendsIsNot(text: String) {
    #expect(read(text) == .none)
  }

  @Test(arguments: ["kys", "kill yourself", "k y s", "go kill urself", "nobody would miss you if you died"])
  func whoTellsAnotherToDieIsTold(text: String) {
    #expect(read(text).category == .abuse)
  }

  @Test(arguments: [
    "this bug makes me want to die", "I'm dying of laughter", "kill the process", "the KMS key was rotated",
    "AWS KMS decrypt fails", "I would never kill myself", "you're killing it", "don't shoot yourself in the foot",
    "the daemon commits suicide when its parent is gone", "career suicide", "suicide squad is on tonight",
    "`kill myself`", "> I want to die\nwhat a film", "this will kill performance", "not a hill I want to die on",
    "my laptop wants to die", "nobody wants to die", "who wants to die?", "the process tried to kill itself",
    "this thing wants to die", "everyone wants to die happy", "I cut myself while cooking",
    "goodbye everyone, see you tomorrow", "self.harm = 0", "kill_myself()",
  ])
  func figuresOfSpeechAndCodeAreNot(text: String) {
    #expect(read(text) == .none)
  }

  @Test func aJokeIsLookedAtLater() {
    #expect(read("i want to die").level == .now)
    #expect(read("i want to die lol").level == .look)
    #expect(read("not joking, i want to die").level == .now)
  }

  @Test func weakSignsAddUp() {
    #expect(read("I have a plan").level == .none)
    #expect(read("I have a plan and i'm not scared of it").level == .look)
    #expect(read("sorry mom. sorry mom. sorry mom.").level == .none)
  }

  @Test func disguisedWordsAreRead() {
    #expect(read("i want to k1ll mys3lf").category == .selfHarm)
    #expect(read("k.y.s").category == .abuse)
  }

  @Test func theExplanationNamesPhraseAndWords() {
    var reader = SafetyReader()
    let found = reader.explain("Honestly, I want to die of laughter")
    #expect(found.verdict == .none)
    let piece = found.pieces.first
    #expect(piece?.words == "I want to die")
    guard case .silenced(.selfHarm, let line) = piece?.effect else {
      Issue.record("not silenced: \(found.pieces)")
      return
    }
    #expect(line.hasPrefix("quiet: (die | dying"))
    let other = reader.explain("I want to die")
    #expect(other.pieces.map(\.points).max() == 100)
    #expect(other.verdict.confidence == 1)
  }

  @Test func quotedWordsWeighHalf() {
    #expect(read("\"i want to die\" he sang").points == 50)
  }

  @Test func aReaderIsUsedAgain() {
    var reader = SafetyReader()
    let texts = ["i want to die", "hello", "kys", "the weather is nice", ""]
    let once = texts.map { read($0) }
    #expect(texts.map { reader.read($0) } == once)
    #expect(texts.reversed().map { reader.read($0) } == once.reversed())
  }

  @Test func longAndStrangeTextsAreRead() {
    #expect(read(String(repeating: "i want to ", count: 20_000)) == .none)
    #expect(read(String(repeating: "\"", count: 999)) == .none)
    #expect(read(String(repeating: "i want to die ", count: 2_000)).category == .selfHarm)
  }

  @Test func sentencesEndPhrases() {
    #expect(read("I want to. Die Hard is on tonight") == .none)
    #expect(read("I know you want to die") == .none)
  }
}
