/// The name of a place where messages stand; a phantom type for `ID`.
public enum Channel: Sendable {}

/// Something said in a channel, in a thread of it, or to the bot alone.
public struct Message: Sendable, Hashable {
  public var id: ID<Message>
  public var channel: ID<Channel>
  /// Without a leading `#`, where the platform tells it.
  public var channelName: String?
  /// The message that the thread hangs on; `nil` outside threads.
  public var thread: ID<Message>?
  public var author: Member
  /// Plain text: mentions and links written out, no markup.
  public var text: String
  public var mentions: [ID<Member>]
  /// The bot is among those whom it mentions: plugins do not know the bot's own id.
  public var mentionsBot: Bool
  /// Said to the bot alone, not to a group.
  public var isDirect: Bool
  /// Where a person can open the message.
  public var link: String?
  /// 0 when posted; each edit counts one up, or carries the platform's own version.
  public var version: Int

  public init(
    _ id: ID<Message>, in channel: ID<Channel>, named channelName: String? = nil, thread: ID<Message>? = nil,
    by author: Member, _ text: String, mentions: [ID<Member>] = [], mentionsBot: Bool = false, isDirect: Bool = false,
    link: String? = nil, version: Int = 0
  ) {
    self.id = id
    self.channel = channel
    self.channelName = channelName
    self.thread = thread
    self.author = author
    self.text = text
    self.mentions = mentions
    self.mentionsBot = mentionsBot
    self.isDirect = isDirect
    self.link = link
    self.version = version
  }

  /// Whether a setting such as `#help` or `C0123` means this message's channel. `#help` means `#help:example.org` too.
  public func isIn(_ name: String) -> Bool {
    if name == channel.raw { return true }
    guard let channelName else { return false }
    let plain = name.hasPrefix("#") ? name.dropFirst() : Substring(name)
    return plain == channelName || plain == channelName.prefix { $0 != ":" }
  }
}

extension Message {
  /// What a person says at the bot's own page, as if in the moderators' channel. The answer is shown on that page.
  /// - Parameter mark: what tells it from all others.
  public static func atConsole(_ text: String, by author: Member, mark: String, in community: Community) -> Message {
    Message(
      ID(ID<Message>.consoleMark + mark), in: community.moderators ?? "console", by: author, text,
      isDirect: community.moderators == nil)
  }

  /// Whether it was said at the bot's own page. The engine takes no such message from a connector.
  public var isFromConsole: Bool { id.isFromConsole }
}

extension ID<Message> {
  /// Begins with a sign that no platform writes.
  fileprivate static var consoleMark: String { "\u{1E}console/" }

  public var isFromConsole: Bool { raw.hasPrefix(Self.consoleMark) }
}

extension ID<Channel> {
  /// Whether both may stand for one channel: a name may stand for any, two different numbers are two. For the ids of
  /// messages, which some platforms count within each channel.
  public func mayBe(_ other: ID<Channel>) -> Bool { self == other || Int64(raw) == nil || Int64(other.raw) == nil }
}
