import BotCore
import TextAnalysis

struct SentimentJudge: Judge {
  private var reader: SentimentReader
  private let explains: Bool

  init(_ arguments: Arguments, explains: Bool) throws {
    reader = SentimentReader(lexicons: try Self.lexicons(arguments))
    self.explains = explains
  }

  private static func lexicons(_ arguments: Arguments) throws -> [Language: SentimentLexicon] {
    guard let path = arguments.value("--lexicon") else { return [:] }
    guard let language = arguments.value("--language") else {
      throw Failure(.usage, "--lexicon needs the language it is for: --language de")
    }
    let text = try LabelledTexts.contents(path)
    do throws(SentimentLexicon.Problems) {
      return [Language(rawValue: language): try SentimentLexicon(text)]
    } catch {
      throw Failure(.badData, error.list.map { "\(path), \($0)" }.joined(separator: "\n"))
    }
  }

  mutating func verdict(_ text: String, _ tokens: Tokens, _ guess: LanguageGuess) -> TextVerdict {
    let verdict = reader.judge(tokens, guess)
    let language = guess.permits(.english) ? .english : guess.language
    let why = explains ? language.map { reader.explain(tokens, in: $0) } : nil
    return TextVerdict(
      label: verdict.label.rawValue, confidence: verdict.probabilities?[verdict.label], score: verdict.score,
      json: .compact(
        ("label", .string(verdict.label.rawValue)), ("score", .rounded(verdict.score)),
        ("negative", verdict.probabilities.map { .rounded($0.negative) }),
        ("neutral", verdict.probabilities.map { .rounded($0.neutral) }),
        ("positive", verdict.probabilities.map { .rounded($0.positive) }),
        (
          "why",
          why.map { .array($0.map { .compact(("word", .string($0.word)), ("share", .rounded($0.share))) }) }
        )))
  }
}
