import BotCore

/// Whether a message to the bot alone asks for no more private messages: nothing but one of the words, in any case,
/// whatever stands around it ("Stop!").
struct OptOut: Sendable {
  static let words = ["stop", "unsubscribe", "opt out"]

  private let words: [String]

  init(_ words: [String]) { self.words = words.map { $0.lowercased() } }

  func isMeant(by message: Message) -> Bool {
    guard message.isDirect, message.text.utf8.count <= 64 else { return false }
    let said = message.text.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: " ")
    return words.contains(said)
  }
}
