import BotCore
import Glibc
import TextAnalysis

/// `botrun text bench [FILE …]`: how many texts a second each kind judges, on one core.
enum BenchCommand {
  private static let least = 1.0

  static func run(_ files: [String], _ arguments: Arguments) throws -> ExitCode {
    var texts = try files.flatMap { LabelledTexts.lines(try LabelledTexts.contents($0)) }.filter { !$0.isEmpty }
    if texts.isEmpty { texts = samples }
    let lines = texts.map { Array($0.utf8) }
    let bytes = lines.reduce(0) { $0 + $1.count }
    var figures = [
      Figure("texts", .int(lines.count)), Figure("bytes a text", .rounded(Double(bytes) / Double(lines.count))),
    ]
    var tokens = Tokens()
    figures.append(rate("tokens", lines) { tokens.read($0) })
    var sentiment = SentimentReader()
    figures.append(rate("sentiment", lines) { _ = sentiment.read($0) })
    var safety = SafetyReader()
    var skeleton = Skeleton()
    figures.append(
      rate("safety", lines) {
        tokens.read($0)
        skeleton.read(tokens)
        _ = safety.read(tokens, skeleton)
      })
    var abuse = AbuseReader()
    figures.append(
      rate("abuse and safety", lines) {
        tokens.read($0)
        skeleton.read(tokens)
        _ = abuse.read(tokens, skeleton, safety.read(tokens, skeleton))
      })
    var spam = SpamReader()
    figures.append(rate("spam", lines) { _ = spam.read($0) })
    figures.append(try questions(lines, arguments))
    Terminal.say(
      arguments.has("--json")
        ? JSON.object(JSONObject(figures.map { ($0.name, $0.value) })).text
        : figures.map {
          $0.name.padded(to: 30) + $0.value.text + ($0.name == "texts" || $0.name.hasPrefix("bytes") ? "" : " a second")
        }.joined(separator: "\n"))
    return .ok
  }

  /// Ranked by the FAQ that is given, else by one that is made up.
  private static func questions(_ lines: [[UInt8]], _ arguments: Arguments) throws -> Figure {
    let given = try arguments.value("--faq").map { try FAQSource($0).questionEntries }
    let entries = given ?? SampleFAQ.entries(200, phrasings: 5)
    let ranker = QuestionRanker(entries)
    var ranking = Ranking()
    let phrasings = entries.reduce(0) { $0 + $1.phrasings.count + 1 }
    return rate(
      "questions, \(phrasings) phrasings", given == nil ? SampleFAQ.questions(400).map { Array($0.utf8) } : lines
    ) {
      ranker.rank($0, into: &ranking)
    }
  }

  private static func rate(_ name: String, _ lines: [[UInt8]], _ body: (UnsafeBufferPointer<UInt8>) -> Void) -> Figure {
    // Once before the clock starts: buffers grow and tables are paged in.
    for line in lines { line.withUnsafeBufferPointer(body) }
    var count = 0
    let start = processorSeconds
    while processorSeconds - start < least {
      for line in lines { line.withUnsafeBufferPointer(body) }
      count += lines.count
    }
    return Figure(name, .int(Int(Double(count) / (processorSeconds - start))))
  }

  /// Of this process, so that other work on the machine does not count.
  private static var processorSeconds: Double { Double(clock()) / Double(CLOCKS_PER_SEC) }

  private static let samples = [
    "Thanks a lot, that solved it for me! The docs could be clearer about it though.",
    "I have been waiting for three days now and nobody answers, this is really frustrating :(",
    "Does anyone know whether the workshop on Thursday will be recorded?",
    "See https://example.org/notes for the notes of today's meeting.",
    "@anna the second one works, the first one crashes with an out of memory error on my machine",
  ]
}
