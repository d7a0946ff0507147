import BotCore
import Plugins
import TextAnalysis

/// `botrun text rank --faq FILE`: questions to ranked entries.
struct RankCommand {
  private let ranker: QuestionRanker
  private let names: [String: String]
  private let top: Int
  private let explains: Bool
  private let field: String?

  init(_ arguments: Arguments) throws {
    guard let path = arguments.value("--faq") else {
      throw Failure(.usage, "botrun text rank needs the questions and answers: --faq faq.md")
    }
    let faq = try FAQSource(path, filter: try arguments.filter())
    ranker = QuestionRanker(faq.questionEntries, model: try Self.model(arguments))
    names = Dictionary(uniqueKeysWithValues: faq.entries.enumerated().map { (String($0.offset), $0.element.name) })
    top = try arguments.number("--top", in: 1...100).map { Int($0) } ?? 3
    explains = arguments.has("--explain")
    field = arguments.value("--field")
  }

  static func model(_ arguments: Arguments) throws -> RankModel {
    var model = RankModel.shipped
    if let threshold = try arguments.number("--threshold", in: 0...1) { model.threshold = Float(threshold) }
    if let margin = try arguments.number("--margin", in: 0...4) { model.margin = Float(margin) }
    return model
  }

  func run() throws -> ExitCode {
    var ranking = Ranking()
    try TextLines.each(tooLong: TextLines.tooLong) { line, output in
      guard let text = TextLines.text(line, field) else { return output.add(TextLines.fault(field).bytes) }
      ranker.rank(text, limit: max(top, 2), into: &ranking)
      output.add(json(text, ranking).bytes)
    }
    return .ok
  }

  private func json(_ question: String, _ ranking: Ranking) -> JSON {
    .compact(
      ("verdict", .string(ranking.verdict.rawValue)), ("confidence", .rounded(ranking.confidence)),
      ("entry", ranking.verdict == .answer ? ranking.entries.first.map { .string(name($0.id)) } : nil),
      (
        "ranked",
        .array(
          ranking.entries.prefix(top).map { .compact(("entry", .string(name($0.id))), ("score", .rounded($0.score))) })
      ),
      ("why", explains ? ranking.entries.first.flatMap { ranker.explain($0.id, for: question) }.map(why) : nil))
  }

  private func name(_ id: String) -> String { names[id] ?? id }

  private func why(_ explanation: RankExplanation) -> JSON {
    .compact(
      ("nearest", .optional(explanation.phrasing)), ("cosine", .rounded(explanation.cosine)),
      (
        "words",
        .array(
          explanation.words.map { .compact(("word", .string($0.text)), ("share", .rounded($0.share))) })
      ),
      ("features", .object(JSONObject(explanation.features.map { ($0.name, .rounded($0.share)) }))))
  }
}

extension FAQSource {
  /// The entries as the ranker takes them, named by their places.
  var questionEntries: [QuestionEntry] {
    entries.enumerated().map { number, named in
      QuestionEntry(
        id: String(number), heading: named.entry.question, phrasings: named.entry.phrasings, answer: named.entry.answer,
        tags: named.entry.keywords + named.entry.tags)
    }
  }
}
