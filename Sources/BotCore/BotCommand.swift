/// What somebody told the bot to do: a slash command of the platform, or a message that begins with `!` and a name.
public struct BotCommand: Sendable, Hashable {
  /// Lower case, without the sign before it.
  public let name: String
  /// What follows the name, without the blanks around it.
  public let arguments: String
  public let message: Message

  /// - Parameter names: the commands that are asked for, in lower case. `nil` for anything else: ordinary messages cost
  ///   one look at their first letter.
  public init?(_ event: Event, _ names: Set<String>) {
    switch event.kind {
    case .command(let name, let arguments, let message):
      self.init(name: name, arguments: arguments[...], message, names)
    case .messagePosted(let message) where message.text.utf8.first == UInt8(ascii: "!"):
      let text = message.text.dropFirst()
      let name = text.prefix { !$0.isWhitespace }
      self.init(name: String(name), arguments: text[name.endIndex...], message, names)
    case .messagePosted, .messageEdited, .messageDeleted, .memberJoined, .memberLeft, .joinRequested, .reacted,
      .unreacted, .reported, .started, .due, .fetched, .delivered, .settled, .other:
      return nil
    }
  }

  private init?(name: String, arguments: Substring, _ message: Message, _ names: Set<String>) {
    let name = name.lowercased()
    guard names.contains(name) else { return nil }
    self.name = name
    let start = arguments.drop { $0.isWhitespace }
    self.arguments = String(start.prefix(start.count - start.reversed().prefix { $0.isWhitespace }.count))
    self.message = message
  }

  /// The arguments apart by blanks; no more than `most`, of which the last holds all the rest.
  public func words(most: Int = .max) -> [String] {
    arguments.split(maxSplits: most == .max ? .max : most - 1, whereSeparator: \.isWhitespace).map(String.init)
  }
}

extension Reason {
  /// Why nothing came of a command that somebody gave who is no manager.
  public static func notObeyed(_ command: BotCommand) -> Reason {
    Reason("!\(command.name) is for managers: its author is none, and it was not given among the moderators")
  }
}

extension Context {
  /// Whether the bot obeys who gave a command of managers. If not, those who ask why are told.
  public mutating func obeys(_ command: BotCommand) -> Bool {
    if community.isManaged(by: command.message) { return true }
    remark(.notObeyed(command))
    return false
  }
}
