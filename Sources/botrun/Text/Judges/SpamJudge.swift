import BotCore
import TextAnalysis

struct SpamJudge: Judge {
  private static let foundFrom = 0.5
  private static let sureFrom = 0.9
  private var reader = SpamReader()
  private let explains: Bool

  init(explains: Bool) { self.explains = explains }

  mutating func verdict(_ text: String, _ tokens: Tokens, _ guess: LanguageGuess) -> TextVerdict {
    let explanation = explains ? reader.explain(text) : nil
    let score = explanation?.score ?? reader.judge(tokens)
    let isSpam = score >= Self.foundFrom
    let isForeign = guess.rulesOut(.english)
    let label = isForeign ? "unknown" : isSpam ? "spam" : "ham"
    return TextVerdict(
      label: label, confidence: max(score, 1 - score), score: score, isFound: isSpam,
      isFlagged: isSpam && !isForeign, isActedOn: score >= Self.sureFrom && !isForeign,
      json: .compact(
        ("label", .string(label)), ("score", .rounded(score)),
        (
          "why",
          explanation.map {
            .array($0.shares.map { .compact(("words", .string($0.words)), ("share", .rounded($0.share))) })
          }
        )))
  }
}
