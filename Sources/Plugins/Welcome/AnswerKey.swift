import BotCore
import TextAnalysis

/// The right answers to a question, in whatever case, with whatever marks, also within a short sentence.
struct AnswerKey: Sendable {
  /// Longer answers have to be one of the right ones word for word, so that nobody passes by saying everything.
  private static let longest = 8

  private let answers: [[String]]

  init(_ answers: [String]) { self.answers = answers.map(Self.words).filter { !$0.isEmpty } }

  func isRight(_ text: String) -> Bool {
    let said = Self.words(String(text.prefix(500)))
    if answers.contains(said) { return true }
    guard said.count <= Self.longest, !said.contains(where: Self.negations.contains) else { return false }
    return answers.contains { Self.contains(said, $0) }
  }

  /// For telling whether two said the same.
  static func plain(_ text: String) -> String { words(String(text.prefix(500))).joined(separator: " ") }

  private static let negations: Set<String> = ["not", "no", "isn't", "don't", "nicht", "kein", "keine", "nein"]

  private static func words(_ text: String) -> [String] { Tokens(text).strings([.word, .number]) }

  private static func contains(_ words: [String], _ part: [String]) -> Bool {
    guard words.count >= part.count else { return false }
    return (0...(words.count - part.count)).contains { words[$0..<($0 + part.count)].elementsEqual(part) }
  }
}
