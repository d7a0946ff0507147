import BotCore
import FoundationEssentials
import Testing

/// `botrun text`: what the plugins see in texts.
@Suite struct TextCommandTests {
  private let home = Home()

  private func lines(_ finished: Home.Finished) throws -> [JSON] {
    try finished.output.split(separator: "\n").map { try JSON(parsing: Array($0.utf8)) }
  }

  @Test func eachLineIsJudgedInItsOrder() async throws {
    let text = try await home.run(
      "text", "sentiment",
      reading:
        "I love it, thank you so much!\nThis is awful and I hate it.\nDas ist ein ganz normaler deutscher Satz.\n")
    #expect(text.end == .exited(0))
    #expect(try lines(text).map { $0["label"]?.string } == ["positive", "negative", "unknown"])
  }

  @Test func anExplanationNamesTheWords() async throws {
    let text = try await home.run("text", "safety", "--explain", reading: "i want to kill myself\nthis bug kills me\n")
    let verdicts = try lines(text)
    #expect(verdicts.map { $0["category"]?.string } == ["self_harm", "none"])
    #expect(verdicts[0]["why"]?[0]?["words"]?.string?.contains("kill myself") == true)
  }

  @Test func aMemberOfJSONLinesIsRead() async throws {
    let text = try await home.run(
      "text", "language", "--field", "text", reading: "{\"text\":\"where is the key of the door\"}\nno JSON\n")
    let verdicts = try lines(text)
    #expect(verdicts[0]["language"]?.string == "en")
    #expect(verdicts[1]["error"]?.string == "no JSON object with the member text")
  }

  @Test func aLineWithoutEndEndsNothing() async throws {
    let endless = String(repeating: "a ", count: 700_000)
    let text = try await home.run("text", "spam", reading: "hello\n\(endless)\nhow are you\n\(endless)")
    #expect(text.end == .exited(0))
    let verdicts = try lines(text)
    #expect(verdicts.map { $0["label"]?.string } == ["ham", nil, "ham", nil])
    #expect(verdicts[1]["error"]?.string == "line 2 is longer than 1 MB")
  }

  @Test func questionsAreRankedAndLeftAlone() async throws {
    try home.write(
      "## How do I reset my password?\n\nUse the link.\n\n## Where is the office?\n\nIn Graz.\n", to: "faq.md")
    let text = try await home.run(
      "text", "rank", "--faq", home.file("faq.md"), "--top", "1",
      reading: "how can i reset my password\nwhat is the weather like on Mars\n")
    let ranked = try lines(text)
    #expect(ranked.map { $0["verdict"]?.string } == ["answer", "abstain"])
    #expect(ranked[0]["entry"]?.string == "How do I reset my password?")
    #expect(ranked[0]["ranked"]?.array?.count == 1)
  }

  @Test func aLabelledFileIsEvaluated() async throws {
    try home.write(
      "positive\tI love it, thank you!\nnegative\tI hate it, it is awful.\nneutral\tThe meeting is at ten.\n",
      to: "labelled.tsv")
    let text = try await home.run("text", "evaluate", "sentiment", home.file("labelled.tsv"), "--json")
    let figures = try JSON(parsing: Array(text.output.utf8))
    #expect(figures["texts"]?.int == 3)
    #expect(figures["accuracy"]?.double == 1)
  }

  @Test func humanMeansAreCorrelated() async throws {
    try home.write("mean,text\n3.2,I love it so much!\n-3.1,I hate it\n0.1,It is a table.\n", to: "means.csv")
    let text = try await home.run("text", "evaluate", "sentiment", home.file("means.csv"), "--json")
    let figures = try JSON(parsing: Array(text.output.utf8))
    #expect((figures["Pearson r"]?.double ?? 0) > 0.9)
  }

  @Test func aBurstIsOneAlarm() async throws {
    let quiet = (0..<400).map { "\(1_767_225_600 + $0 * 300),\(10 + $0 % 3)" }
    let loud = (400..<412).map { "\(1_767_225_600 + $0 * 300),200" }
    let text = try await home.run(
      "text", "bursts", reading: (["timestamp,value"] + quiet + loud).joined(separator: "\n") + "\n")
    #expect(text.end == .exited(0))
    let rows = text.output.split(separator: "\n")
    #expect(rows.count == 413)
    #expect(rows.filter { $0.contains("began") }.count == 1)
  }

  @Test(arguments: [
    (["text", "sentimnt"], "botrun: the kind sentimnt is not known; did you mean sentiment? See botrun text --help"),
    (["text", "spam", "--faq", "x"], "botrun: botrun text spam has no --faq; it belongs to bench, evaluate, rank"),
    (["text", "spam", "a.txt"], "botrun: botrun text spam reads standard input: botrun text spam < a.txt"),
    (["text", "rank"], "botrun: botrun text rank needs the questions and answers: --faq faq.md"),
    (["text", "evaluate", "spam"], "botrun: botrun text evaluate spam needs a file of labelled texts"),
    (["text", "evaluate", "spam", "none.csv"], "botrun: none.csv: No such file or directory"),
    (["text", "sentiment", "--lexicon", "x.tsv"], "botrun: --lexicon needs the language it is for: --language de"),
  ])
  func aMistakeIsToldWithItsRemedy(arguments: [String], sentence: String) async throws {
    let text = try await home.run(arguments)
    #expect(text.end != .exited(0))
    #expect(text.errors == sentence + "\n")
  }
}
