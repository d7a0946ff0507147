import BotCore
import TextAnalysis

/// Judges texts one after the other, in one of several ways.
struct TextJudge {
  enum Kind: String, CaseIterable {
    case sentiment, abuse, safety, spam, language

    var summary: String {
      switch self {
      case .sentiment: "how a text feels: negative, neutral or positive, and a score from -1 to 1"
      case .abuse: "whether a text insults, hates or threatens"
      case .safety: "whether somebody may hurt themselves or others"
      case .spam: "how much a text looks like advertising by strangers"
      case .language: "which language a text is written in, if that can be told"
      }
    }

    /// The members of its JSON lines.
    var prints: String {
      switch self {
      case .sentiment: "label, score, and how likely each of the three is"
      case .abuse: "action none, queue (a person should look) or act (sure); offensive and hate, 0 to 1; threat"
      case .safety: "category, level none, look or now; confidence, 0 to 1"
      case .spam: "label ham or spam (score from 0.5), score, 0 to 1"
      case .language: "language, or unknown; confidence, script, words that were looked at"
      }
    }
  }

  private let field: String?
  private var tokens = Tokens()
  private var judge: any Judge

  init(_ kind: Kind, _ arguments: Arguments) throws {
    field = arguments.value("--field")
    let explains = arguments.has("--explain")
    judge =
      switch kind {
      case .sentiment: try SentimentJudge(arguments, explains: explains)
      case .abuse: AbuseJudge(try SafetyJudge.phrases(arguments), explains: explains)
      case .safety: SafetyJudge(try SafetyJudge.phrases(arguments), explains: explains)
      case .spam: SpamJudge(explains: explains)
      case .language: LanguageJudge()
      }
  }

  /// - Parameter line: UTF-8, a text or, with `--field`, a JSON object that has it.
  mutating func judge(_ line: ArraySlice<UInt8>, into output: inout OutputBuffer) {
    guard let text = TextLines.text(line, field) else { return output.add(TextLines.fault(field).bytes) }
    output.add(verdict(text).json.bytes)
  }

  mutating func verdict(_ text: String) -> TextVerdict {
    tokens.read(text)
    return judge.verdict(text, tokens, LanguageReader.shared.guess(tokens))
  }
}

/// One way to judge.
protocol Judge {
  /// - Parameters:
  ///   - tokens: of the text.
  ///   - guess: of the tokens.
  mutating func verdict(_ text: String, _ tokens: Tokens, _ guess: LanguageGuess) -> TextVerdict
}

struct LanguageJudge: Judge {
  func verdict(_ text: String, _ tokens: Tokens, _ guess: LanguageGuess) -> TextVerdict {
    let code = guess.language?.rawValue ?? "unknown"
    return TextVerdict(
      label: code, confidence: guess.confidence,
      json: .compact(
        ("language", .string(code)), ("confidence", .rounded(guess.confidence)),
        ("script", .string("\(guess.script)")), ("words", .int(guess.words))))
  }
}

extension JSON {
  /// Four decimals, which is more than any of these figures is good for.
  static func rounded(_ value: Double) -> JSON { .double((value * 10_000).rounded() / 10_000) }
  static func rounded(_ value: Float) -> JSON { rounded(Double(value)) }
}
