public import FoundationEssentials

/// How connectors make events, so that every platform's keys are made alike. `id` is the platform's delivery id where
/// it has one; without one, the key serves.
extension Event {
  public static func posted(_ message: Message, in community: ID<Community>, at: Date, id: String? = nil) -> Event {
    make(postedKey(message.id, in: message.channel), id, community, at, .messagePosted(message: message))
  }

  /// The key under which a message was posted.
  public static func postedKey(_ message: ID<Message>, in channel: ID<Channel>) -> String {
    "posted/\(channel)/\(message)"
  }

  public static func edited(_ message: Message, in community: ID<Community>, at: Date, id: String? = nil) -> Event {
    make(
      "edited/\(message.channel)/\(message.id)/\(message.version)", id, community, at, .messageEdited(message: message))
  }

  public static func deleted(
    _ message: ID<Message>, channel: ID<Channel>, in community: ID<Community>, at: Date, id: String? = nil
  ) -> Event {
    make("deleted/\(channel)/\(message)", id, community, at, .messageDeleted(id: message, channel: channel))
  }

  /// - Parameter mark: what tells this joining from an earlier one of the same member: the platform's id or time of it.
  public static func joined(
    _ member: Member, channel: ID<Channel>?, in community: ID<Community>, at: Date, mark: String,
    via provenance: Provenance = .transition, id: String? = nil
  ) -> Event {
    make(
      "joined/\(channel?.raw ?? "")/\(member.id)/\(mark)", id, community, at,
      .memberJoined(member: member, channel: channel, via: provenance))
  }

  public static func left(
    _ member: Member, channel: ID<Channel>?, in community: ID<Community>, at: Date, mark: String, id: String? = nil
  ) -> Event {
    make(
      "left/\(channel?.raw ?? "")/\(member.id)/\(mark)", id, community, at,
      .memberLeft(member: member, channel: channel))
  }

  public static func reacted(
    _ emoji: String, by member: Member, to message: ID<Message>, channel: ID<Channel>, in community: ID<Community>,
    at: Date, mark: String, id: String? = nil
  ) -> Event {
    make(
      "reacted/\(channel)/\(message)/\(member.id)/\(emoji)/\(mark)", id, community, at,
      .reacted(emoji: emoji, member: member, message: message, channel: channel))
  }

  public static func unreacted(
    _ emoji: String, by member: Member, to message: ID<Message>, channel: ID<Channel>, in community: ID<Community>,
    at: Date, mark: String, id: String? = nil
  ) -> Event {
    make(
      "unreacted/\(channel)/\(message)/\(member.id)/\(emoji)/\(mark)", id, community, at,
      .unreacted(emoji: emoji, member: member, message: message, channel: channel))
  }

  /// - Parameter answer: what the member wrote when asked why.
  public static func joinRequested(
    _ member: Member, channel: ID<Channel>?, answer: String?, in community: ID<Community>, at: Date, mark: String,
    id: String? = nil
  ) -> Event {
    make(
      "asked/\(channel?.raw ?? "")/\(member.id)/\(mark)", id, community, at,
      .joinRequested(member: member, channel: channel, answer: answer))
  }

  /// - Parameter mark: the platform's id of the report.
  public static func reported(
    _ message: ID<Message>, channel: ID<Channel>, by member: Member, reason: String, in community: ID<Community>,
    at: Date, mark: String, id: String? = nil
  ) -> Event {
    make(
      "reported/\(channel)/\(message)/\(mark)", id, community, at,
      .reported(message: message, channel: channel, by: member, reason: reason))
  }

  /// - Parameter name: without a slash.
  public static func command(
    _ name: String, _ arguments: String, _ message: Message, in community: ID<Community>, at: Date, id: String? = nil
  ) -> Event {
    make(
      "command/\(message.channel)/\(message.id)", id, community, at,
      .command(name: name, arguments: arguments, message: message))
  }

  /// - Parameters:
  ///   - name: the platform's own word for it.
  ///   - mark: what tells this one from others of its name.
  public static func other(
    _ name: String, _ detail: JSON, in community: ID<Community>, at: Date, mark: String, id: String? = nil
  ) -> Event {
    make("other/\(name)/\(mark)", id, community, at, .other(name: name, detail: detail.text))
  }

  private static func make(_ key: String, _ id: String?, _ community: ID<Community>, _ at: Date, _ kind: Kind) -> Event
  {
    Event(id: ID(id ?? key), key: key, community: community, at: at, kind: kind)
  }
}
