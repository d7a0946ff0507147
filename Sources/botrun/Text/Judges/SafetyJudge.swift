import BotCore
import TextAnalysis

struct SafetyJudge: Judge {
  private var reader: SafetyReader
  private let explains: Bool

  init(_ phrases: SafetyPhrases, explains: Bool) {
    reader = SafetyReader(phrases)
    self.explains = explains
  }

  static func phrases(_ arguments: Arguments) throws -> SafetyPhrases {
    guard let path = arguments.value("--phrases") else { return .english }
    let text = try LabelledTexts.contents(path)
    do throws(SafetyPhrases.Problems) {
      return try SafetyPhrases(text)
    } catch {
      throw Failure(.badData, error.list.map { "\(path), \($0)" }.joined(separator: "\n"))
    }
  }

  mutating func verdict(_ text: String, _ tokens: Tokens, _ guess: LanguageGuess) -> TextVerdict {
    let explanation = explains ? reader.explain(text) : nil
    let verdict = explanation?.verdict ?? reader.read(text)
    // What was found stands whatever the language; that nothing was found says nothing in another one.
    let isSilent = verdict.category == nil && !guess.permits(.english)
    let label = verdict.category?.rawValue ?? "none"
    return TextVerdict(
      label: label, score: verdict.confidence, isFound: verdict.category != nil, isFlagged: verdict.level > .none,
      isActedOn: verdict.level == .now,
      json: .compact(
        ("category", .string(isSilent ? "unknown" : label)), ("level", .string(verdict.level.rawValue)),
        ("confidence", .rounded(verdict.confidence)), ("why", explanation.map { .array($0.pieces.map(Self.json)) })))
  }

  static func json(_ piece: SafetyExplanation.Piece) -> JSON {
    let effect: String
    var silencedBy: JSON?
    switch piece.effect {
    case .found(let category): effect = category.rawValue
    case .silenced(let category, let phrase):
      effect = "not " + category.rawValue
      silencedBy = .string(phrase)
    case .calmed: effect = "calmed"
    }
    return .compact(
      ("words", .string(piece.words)), ("points", .int(piece.points)), ("effect", .string(effect)),
      ("phrase", .string(piece.phrase)), ("silencedBy", silencedBy))
  }
}
