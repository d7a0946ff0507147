/// A name for something that happened which is short enough to be read out and typed: "e-3fa91c". `botrun explain` knows
/// it. All that happens to a message has the message's. One of some 16 million: two may be called alike.
public enum ShortName {
  private static let prefix = "e-"
  private static let digits = 6

  public static func of(_ message: ID<Message>, in channel: ID<Channel>) -> String { short("\(channel)/\(message)") }

  public static func isOne(_ word: String) -> Bool {
    word.utf8.count == prefix.utf8.count + digits && word.hasPrefix(prefix)
      && word.utf8.dropFirst(prefix.utf8.count).allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
  }

  /// - Parameter key: of an event that is about no message.
  public static func of(key: String) -> String { short(key) }

  private static func short(_ text: String) -> String {
    let hex = String(FNV(text.utf8).value, radix: 16)
    return prefix + (String(repeating: "0", count: 16 - hex.count) + hex).suffix(digits)
  }
}

extension MessageRef {
  public var shortName: String { ShortName.of(id, in: channel) }
}

extension Message {
  public var shortName: String { ref.shortName }
}

extension Event {
  /// That of the message it is about, else its own.
  public var shortName: String {
    switch kind {
    case .messagePosted(let message), .messageEdited(let message), .command(_, _, let message): message.shortName
    case .messageDeleted(let id, let channel), .reacted(_, _, let id, let channel),
      .unreacted(_, _, let id, let channel), .reported(let id, let channel, _, _):
      ShortName.of(id, in: channel)
    case .memberJoined, .memberLeft, .joinRequested, .started, .due, .fetched, .delivered, .settled, .other:
      ShortName.of(key: key)
    }
  }
}
