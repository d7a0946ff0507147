internal import BotCore

/// A chat, or one topic of a forum, as settings and channel ids name it: `-1001234567890`, `-1001234567890/42`,
/// `@username`, `@username/42` or a link to it.
struct TelegramPlace: Hashable, Sendable {
  enum Chat: Hashable, Sendable {
    case id(Int)
    /// Without `@`.
    case username(String)
  }

  var chat: Chat
  /// The topic's `message_thread_id`.
  var topic: Int?

  init(_ chat: Chat, topic: Int? = nil) { (self.chat, self.topic) = (chat, topic) }

  /// `nil` for anything else, such as the title of a chat.
  init?(_ text: String) {
    var parts = Self.withoutHost(text).split(separator: "/", omittingEmptySubsequences: false)
    let isInner = parts.count > 1 && parts[0] == "c" && Self.isLink(text)
    if isInner { parts.removeFirst() }
    guard (1...2).contains(parts.count) else { return nil }
    if parts.count == 2 {
      guard let number = Int(parts[1]), number > 0 else { return nil }
      topic = number
    }
    let name = parts[0]
    if let id = Int(name), name.first != "+", id.magnitude < 1 << 53 {
      chat = .id(isInner ? -1_000_000_000_000 - id : id)
    } else if Self.isUsername(name.hasPrefix("@") ? name.dropFirst() : name), name.hasPrefix("@") || Self.isLink(text) {
      chat = .username(String(name.hasPrefix("@") ? name.dropFirst() : name))
    } else {
      return nil
    }
  }

  /// As the Bot API takes it.
  var json: JSON {
    switch chat {
    case .id(let id): .int(id)
    case .username(let name): .string("@" + name)
    }
  }

  /// What the pacing of the chat is called.
  var bucket: String {
    switch chat {
    case .id(let id): "chat/\(id)"
    case .username(let name): "chat/@\(name.lowercased())"
    }
  }

  /// Whether it is the conversation with one person: those have the person's own, positive id.
  var isPrivate: Bool {
    if case .id(let id) = chat { id > 0 } else { false }
  }

  static func isUsername(_ text: some StringProtocol) -> Bool {
    let isLetter: (UInt8) -> Bool = { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20) }
    return (4...32).contains(text.utf8.count) && text.utf8.first.map(isLetter) == true
      && text.utf8.allSatisfy {
        isLetter($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "_")
      }
  }

  private static let hosts = ["https://t.me/", "http://t.me/", "t.me/"]

  private static func isLink(_ text: String) -> Bool { hosts.contains { text.hasPrefix($0) } }

  private static func withoutHost(_ text: String) -> Substring {
    hosts.first { text.hasPrefix($0) }.map { text.dropFirst($0.count) } ?? Substring(text)
  }
}
