/// Whether a message to the bot alone asks for no more private messages: nothing but one of the words, in any case,
/// whatever stands around it ("Stop!").
public struct OptOut: Sendable {
  public static let words = ["stop", "unsubscribe", "opt out"]
  /// What the bot takes for it in every community, whichever plugins run.
  public static let usual = OptOut(words)

  private let words: [String]

  public init(_ words: [String]) { self.words = words.map { $0.lowercased() } }

  public func isMeant(by message: Message) -> Bool {
    guard message.isDirect, message.text.utf8.count <= 64 else { return false }
    let said = message.text.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: " ")
    return words.contains(said)
  }
}

/// A plugin that has an answer of its own for who wants no more messages.
public protocol OptOutAnswerer {
  func answersOptOut(_ message: Message) -> Bool
}
