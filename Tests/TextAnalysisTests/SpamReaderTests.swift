import Testing

@testable import TextAnalysis

@Suite struct SpamReaderTests {
  @Test(arguments: [
    "Congratulations! You have won a £1000 prize. Call 09061701461 now to claim",
    "check out my new channel and subscribe please!!",
    "🚀🚀 Free Nitro for everyone! claim here https://discord-gift.xyz/nitro 🚀",
    "I made $5000 in a week with this crypto trading platform, contact Mr. Smith on telegram to invest",
    "http://www.gofundme.com/gvr7xg",
  ]) func advertisingIsFound(text: String) {
    var reader = SpamReader()
    #expect(reader.read(text) > 0.9)
  }

  @Test(arguments: [
    "Thanks!", "lol", "hey are you coming to the meeting later?", "good morning everyone!!", "hi all",
    "I think you need to rebase on main first, then `git push -f`", "https://github.com/apple/swift/issues/123",
    "https://docs.python.org/3/library/os.html", "does anyone know how to fix this error? I get a segfault on line 42",
    "the release is planned for 2026-03-01, 10:30 UTC", "how do I make money with open source?",
    "LOL!!!! that is AWESOME",
    "привет, как дела?", "我明天来",
  ]) func ordinaryTalkIsNot(text: String) {
    var reader = SpamReader()
    #expect(reader.read(text) < 0.5)
  }

  @Test(arguments: [
    "you need to subscribe to the observable first",
    "`subscribe()` is never called, so nothing happens", "can two consumers subscribe to one topic?",
    "how many event subscribers does the bus have", "the mailing list has 40 subscribers",
    "do you subscribe to the announce list? the date was there", "we subscribe to window resize events in Main",
  ]) func subscribersInTalkOfProgramsAreNoSpam(text: String) {
    var reader = SpamReader()
    #expect(reader.read(text) < 0.5)
  }

  @Test(arguments: [
    "subscribe to my channel", "please subscribe guys, I make gaming videos",
    "hey everyone check out my new song and subscribe to me", "don't forget to subscribe to my youtube channel!!",
  ]) func subscribersWantedAre(text: String) {
    var reader = SpamReader()
    #expect(reader.read(text) > 0.5)
  }

  @Test func nothingIsNoSpam() {
    var reader = SpamReader()
    #expect(["", " \n", "\u{200B}"].map { reader.read($0) } == [0, 0, 0])
  }

  @Test func whoWroteItCounts() {
    var reader = SpamReader()
    let text = "have a look at https://someblog.dev/post/cool-thing"
    var newcomer = SpamSender()
    newcomer.earlierMessages = 0
    newcomer.accountAge = 3600
    newcomer.repetitions = 2
    var regular = SpamSender()
    regular.earlierMessages = 300
    regular.accountAge = 1e8
    let alone = reader.read(text)
    #expect(reader.read(text, from: newcomer) > alone && reader.read(text, from: regular) < alone)
    #expect(reader.read(text, from: SpamSender()) == alone)
  }

  @Test func factsAboutTheSenderAddUp() {
    var sender = SpamSender()
    sender.earlierMessages = 0
    sender.accountAge = 86_400 * 3
    sender.repetitions = 9
    sender.mentions = 5
    sender.isForeignScript = true
    #expect(sender.shares(hasLink: true).map(\.share) == [1.2, 0.4, 4.5, 1, 0.7])
    #expect(sender.shares(hasLink: false).map(\.share) == [0.4, 0.4, 4.5, 1, 0.7])
    sender = SpamSender()
    sender.earlierMessages = 2
    #expect(sender.shares(hasLink: false).isEmpty)
  }

  @Test func whatCarriedTheScoreIsTold() {
    var reader = SpamReader()
    var sender = SpamSender()
    sender.earlierMessages = 0
    let text = "Free prize! Call 09061701461"
    let (score, shares) = reader.explain(text, from: sender, most: 40)
    #expect(score == reader.read(text, from: sender))
    let prize = shares.first { $0.words == "prize" }
    #expect(prize?.source == 5..<10 && prize!.share > 0.5)
    #expect(shares.contains { $0.words == "first message" && $0.source == nil && $0.share == 0.4 })
    #expect(shares.map { abs($0.share) } == shares.map { abs($0.share) }.sorted(by: >))
    #expect(reader.explain(text, most: 3).shares.count == 3)
    #expect(reader.explain("").shares.isEmpty)
  }

  @Test func theSharesAddUpToTheScore() {
    var reader = SpamReader()
    let (score, shares) = reader.explain("win a free phone, text WIN to 80086 now", most: 100)
    let odds = Exponent.logarithm(score / (1 - score))
    // What is left out is below 0.05 each.
    let told = shares.reduce(Double(SpamModel.shared.bias)) { $0 + $1.share }
    #expect(abs(odds - told) < 1)
  }

  @Test func aTextOfMegabytesCostsNoMoreThanItsBeginning() {
    var reader = SpamReader()
    let beginning = String(repeating: "hello there ", count: 500)
    #expect(reader.read(beginning + String(repeating: "free prize ", count: 100_000)) == reader.read(beginning))
  }
}
