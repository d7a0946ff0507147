import Testing

@testable import TextAnalysis

@Suite struct SentimentTests {
  private func judge(_ text: String) -> Sentiment {
    var reader = SentimentReader()
    return reader.read(text, in: .english)
  }

  @Test(arguments: [
    ("I love this, it is great", Sentiment.Label.positive), ("Thanks for the help!", .positive),
    ("What a wonderful day :)", .positive), ("This works perfectly, you are awesome 🎉", .positive),
    ("not good at all", .negative), ("I don't like it", .negative),
    ("The build is broken again and nobody cares :(", .negative), ("I hate this stupid bug", .negative),
    ("How do I install the package?", .neutral), ("The meeting is on Tuesday at 3 pm.", .neutral),
    ("See https://example.org/docs for the list of options", .neutral),
  ])
  func aPlainSentenceIsSorted(_ text: String, _ label: Sentiment.Label) {
    #expect(judge(text).label == label)
  }

  @Test func negationTurnsAVerdict() {
    #expect(judge("It was good").score > 0.3)
    #expect(judge("It was not good").score < -0.2)
  }

  @Test func whatFollowsAButDecides() {
    let good = judge("The docs are terrible but this is awesome")
    #expect(good.score > judge("This is awesome but the docs are terrible").score)
    #expect(judge("This is awesome but the docs are terrible").label == .negative)
  }

  @Test func emphasisStrengthensAScore() {
    let plain = judge("This is good").score
    #expect(judge("This is very good").score > plain)
    #expect(judge("This is good!!!").score > plain)
    #expect(judge("This is GOOD").score > plain)
  }

  @Test func emojiAndShortCodesCarryFeelings() {
    #expect(judge("😍").score > 0.3)
    #expect(judge("👍🏽").score == judge("👍").score)
    #expect(judge("release 2.0 is out :tada:").score > judge("release 2.0 is out").score)
  }

  @Test func probabilitiesAddUpAndAgreeWithTheLabel() throws {
    for text in ["great", "awful", "a table", "😀", "!!!", "x"] {
      let found = judge(text)
      let chances = try #require(found.probabilities)
      let sum: Double = chances.negative + chances.neutral + chances.positive
      #expect(abs(sum - 1) < 1e-5)
      #expect(chances[found.label] == max(chances.negative, chances.neutral, chances.positive))
      #expect((-1...1).contains(found.score))
      #expect(found.label != .positive || found.score >= 0)
      #expect(found.label != .negative || found.score <= 0)
    }
  }

  @Test func aTextWithoutModelIsUnknown() {
    var reader = SentimentReader()
    #expect(reader.read("Das ist leider überhaupt nicht so gut, wie ich dachte") == .unknown)
    #expect(reader.read("なぜ動かないのか分かりません") == .unknown)
    #expect(reader.read("I think this is great") != .unknown)
    #expect(reader.read("great", in: Language(rawValue: "de")) == .unknown)
  }

  @Test(arguments: ["", "   ", "\n\n", "\u{200B}"])
  func anEmptyTextIsUnknown(_ text: String) {
    #expect(judge(text) == .unknown)
  }

  @Test func strangeTextsAreJudgedWithoutHarm() {
    for text in [
      String(repeating: "a", count: 10_000), String(repeating: "not ", count: 5_000),
      String(repeating: "😡", count: 500),
      String(repeating: "!?", count: 3_000), "\u{0}\u{1}\u{FFFD}", "a", "<", "#", "# #a @b", "\u{FDFA}\u{FDFA}",
    ] {
      #expect((-1...1).contains(judge(text).score))
    }
  }

  @Test func bytesThatAreNotTextAreJudgedWithoutHarm() {
    var reader = SentimentReader()
    var bytes = [UInt8](repeating: 0, count: 300)
    for round in 0..<200 {
      for index in bytes.indices {
        bytes[index] = UInt8(truncatingIfNeeded: (index &* 167 &+ round &* 71) ^ (index >> 2))
      }
      let found = bytes.withUnsafeBufferPointer { reader.read($0) }
      #expect((-1...1).contains(found.score))
    }
  }

  @Test func oneReaderJudgesAsFreshOnesDo() {
    var reader = SentimentReader()
    let texts = ["I love it", String(repeating: "long and bad ", count: 100), "not good", "😀", "plain"]
    #expect(texts.map { reader.read($0, in: .english) } == texts.map(judge))
  }

  @Test func explanationNamesTheWordsThatCarried() throws {
    let text = "Sorry, but THIS is Awesome"
    let shares = SentimentReader().explain(Tokens(text))
    let first = try #require(shares.first)
    #expect(first.word == "awesome")
    #expect(first.share > 0.3)
    #expect(Array(text.utf8)[first.source].elementsEqual("Awesome".utf8))
    #expect(shares.first { $0.word == "sorry" }.map { $0.share < 0 } == true)
    #expect(shares.reduce(0) { $0 + abs($1.share) } <= 1.0001)
  }

  @Test func explanationOfNothingIsEmpty() {
    let reader = SentimentReader()
    #expect(reader.explain(Tokens("")).isEmpty)
    #expect(reader.explain(Tokens("sehr gut"), in: Language(rawValue: "de")).isEmpty)
    #expect(reader.explain(Tokens("I love and hate and like and fear it"), count: 2).count == 2)
  }

  @Test func evaluationKeepsClassesAndGrades() throws {
    var figures = SentimentEvaluation(SentimentReader(), in: .english)
    figures.add("I love it", label: .positive)
    figures.add("I hate it", label: .negative)
    figures.add("The file is in the folder", label: .neutral)
    for (text, grade) in [("great", 3.0), ("bad", -2.5), ("the chair", 0)] { figures.add(text, grade: grade) }
    #expect(figures.classes.accuracy == 1)
    #expect(try #require(figures.grades.pearson) > 0.9)
    #expect(["0", "neutral", "POS", "?"].map(SentimentEvaluation.label) == [.negative, .neutral, .positive, nil])
  }
}
