import BotCore
import TextAnalysis

/// Judges texts one after the other, in one of several ways, and writes each verdict as a JSON object.
struct TextJudge {
  enum Kind: String, CaseIterable {
    case language, safety

    var summary: String {
      switch self {
      case .language: "which language a text is written in, if that can be told"
      case .safety: "whether somebody may hurt themselves or others"
      }
    }
  }

  private let kind: Kind
  private let explains: Bool
  private let field: String?
  private var tokens = Tokens()
  private var safety: SafetyReader

  init(_ kind: Kind, _ arguments: Arguments) throws {
    self.kind = kind
    explains = arguments.has("--explain")
    field = arguments.value("--field")
    safety = SafetyReader(try Self.phrases(arguments))
  }

  private static func phrases(_ arguments: Arguments) throws -> SafetyPhrases {
    guard let path = arguments.value("--phrases") else { return .english }
    let text = try LabelledTexts.contents(path)
    do throws(SafetyPhrases.Problems) {
      return try SafetyPhrases(text)
    } catch {
      throw Failure(.badData, error.list.map { "\(path), \($0)" }.joined(separator: "\n"))
    }
  }

  /// - Parameter line: UTF-8, a text or, with `--field`, a JSON object that has it.
  mutating func judge(_ line: ArraySlice<UInt8>, into output: inout OutputBuffer) {
    guard let field else { return output.add(verdict(String(decoding: line, as: UTF8.self)).bytes) }
    guard let text = (try? JSON(parsing: line))?[field]?.string else {
      return output.add(JSON.compact(("error", .string("no JSON object with the member \(field)"))).bytes)
    }
    output.add(verdict(text).bytes)
  }

  private mutating func verdict(_ text: String) -> JSON {
    switch kind {
    case .language: language(text)
    case .safety: safety(text)
    }
  }

  private mutating func language(_ text: String) -> JSON {
    tokens.read(text)
    let guess = LanguageReader.shared.guess(tokens)
    return .compact(
      ("language", guess.language.map { .string($0.rawValue) } ?? .null), ("confidence", .rounded(guess.confidence)),
      ("script", .string("\(guess.script)")), ("words", .int(guess.words)))
  }

  private mutating func safety(_ text: String) -> JSON {
    guard explains else { return Self.json(safety.read(text), nil) }
    let explanation = safety.explain(text)
    return Self.json(explanation.verdict, explanation.pieces.map(Self.json))
  }

  private static func json(_ verdict: SafetyVerdict, _ why: [JSON]?) -> JSON {
    .compact(
      ("category", .string(verdict.category?.rawValue ?? "none")), ("level", .string(verdict.level.rawValue)),
      ("confidence", .rounded(verdict.confidence)), ("why", why.map { .array($0) }))
  }

  private static func json(_ piece: SafetyExplanation.Piece) -> JSON {
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

extension JSON {
  /// Four decimals, which is more than any of these figures is good for.
  static func rounded(_ value: Double) -> JSON { .double((value * 10_000).rounded() / 10_000) }
  static func rounded(_ value: Float) -> JSON { rounded(Double(value)) }
}
