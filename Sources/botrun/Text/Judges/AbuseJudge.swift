import BotCore
import TextAnalysis

struct AbuseJudge: Judge {
  private var reader: AbuseReader
  private let explains: Bool

  init(_ phrases: SafetyPhrases, explains: Bool) {
    reader = AbuseReader(phrases)
    self.explains = explains
  }

  mutating func verdict(_ text: String, _ tokens: Tokens, _ guess: LanguageGuess) -> TextVerdict {
    let explanation = explains ? reader.explain(text) : nil
    let verdict = explanation?.verdict ?? reader.read(text)
    // Of what is surely another language only the phrases that threaten are known.
    let action = guess.rulesOut(.english) && verdict.threat == nil ? nil : verdict.action
    let label = action?.rawValue ?? "unknown"
    return TextVerdict(
      label: label, confidence: max(verdict.offensive, 1 - verdict.offensive), score: verdict.score,
      isFound: verdict.isOffensive, isFlagged: (action ?? .none) > .none, isActedOn: action == .act,
      json: .compact(
        ("action", .string(label)), ("offensive", .rounded(verdict.offensive)),
        ("hate", .rounded(verdict.hate)), ("threat", .optional(verdict.threat?.rawValue)),
        ("score", .rounded(verdict.score)), ("why", explanation.map { .array(Self.why($0)) })))
  }

  private static func why(_ explanation: AbuseExplanation) -> [JSON] {
    explanation.shares.map { .compact(("word", .string($0.word)), ("share", .rounded($0.action))) }
      + explanation.phrases.map(SafetyJudge.json)
  }
}
