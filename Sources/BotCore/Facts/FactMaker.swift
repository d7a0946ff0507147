import FoundationEssentials

/// Makes facts of events. Who has the key can tell whether a fact is of a member whose id they know, and nobody else.
public struct FactMaker: Sendable {
  private let key: SipHash

  public init(_ key: SipHash) { self.key = key }

  public func hash(_ member: ID<Member>) -> UInt64 { key.hash(member.raw.utf8) }

  /// Some platforms count messages within each channel.
  public func hash(_ message: ID<Message>, in channel: ID<Channel>) -> UInt64 {
    key.hash("\(channel)/\(message)".utf8)
  }

  public func hash(_ message: MessageRef) -> UInt64 { hash(message.id, in: message.channel) }

  /// The number of a flag.
  public func hash(flag: Int64, in community: ID<Community>) -> UInt64 { key.hash("flag \(community)/\(flag)".utf8) }

  /// - Returns: `nil` for events that no figure counts. An edit is the message that was posted, so it is no fact.
  public func fact(of event: Event, in community: Community) -> Fact? {
    let at = event.at.milliseconds
    switch event.kind {
    case .memberJoined(let member, _, let via):
      return Fact(.joined, at: at, member: hash(member.id), traits: traits(member, via == .snapshot ? .found : []))
    case .memberLeft(let member, _): return Fact(.left, at: at, member: hash(member.id), traits: traits(member))
    case .messagePosted(let message): return posted(message, at, community)
    case .messageDeleted(let id, let channel):
      return Fact(.deleted, at: at, place: channel.raw, message: hash(id, in: channel))
    case .reacted(let emoji, let member, let message, let channel):
      return reaction(emoji, member, message, channel, at, value: 1)
    case .unreacted(let emoji, let member, let message, let channel):
      return reaction(emoji, member, message, channel, at, value: 0)
    case .reported(let message, let channel, let member, _):
      return Fact(
        .reported, at: at, member: hash(member.id), place: channel.raw, message: hash(message, in: channel))
    case .messageEdited, .joinRequested, .command, .started, .due, .fetched, .delivered, .settled, .other: return nil
    }
  }

  private func posted(_ message: Message, _ at: Int64, _ community: Community) -> Fact {
    var traits = traits(message.author, AskedMark.isIn(message.text) ? .asks : [])
    let isApart = message.isDirect || community.moderators.map({ message.isIn($0.raw) }) == true
    if isApart || CommandMark.isIn(message.text) { traits.insert(.aside) }
    return Fact(
      .posted, at: at, member: hash(message.author.id), place: message.isDirect ? "" : message.channel.raw,
      message: hash(message.id, in: message.channel), root: message.thread.map { hash($0, in: message.channel) },
      traits: traits)
  }

  private func reaction(
    _ emoji: String, _ member: Member, _ message: ID<Message>, _ channel: ID<Channel>, _ at: Int64, value: Int
  ) -> Fact {
    Fact(
      .reacted, at: at, member: hash(member.id), place: channel.raw, message: hash(message, in: channel),
      root: key.hash(emoji.utf8), value: value, traits: traits(member))
  }

  private func traits(_ member: Member, _ more: Fact.Traits = []) -> Fact.Traits {
    member.isBot ? more.union(.bot) : more
  }
}
