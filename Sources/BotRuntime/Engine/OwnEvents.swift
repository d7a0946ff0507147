public import BotCore

/// The ids of events that the bot's own clock and its own actions bring about. The store does not hold them.
extension ID where Of == Event {
  private static var due: String { "due/" }

  init(due timer: StoredTimer) { self.init("\(Self.due)\(timer.instance)/\(timer.name)/\(timer.at.milliseconds)") }

  /// Whether a timer brought it about, so that it names neither members nor messages.
  public var isByClock: Bool { raw.hasPrefix(Self.due) }

  /// What happened, in words: "a post of the bot came to stand there". `nil` for what came from outside.
  public var ownCause: String? {
    if isByClock { return "the bot's own clock" }
    let parts = raw.split(separator: "/")
    return switch parts.first {
    case "started": "the start of the bot"
    case "delivered": "a post of the bot's own that stands there now"
    case "settled": "what became of flag \(parts.dropFirst().first ?? "")"
    case "engine": "something that the bot itself had to tell"
    default: nil
    }
  }
}
