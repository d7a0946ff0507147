public import FoundationEssentials

/// Something that happened: in a community, on the clock, or to one of our own actions.
public struct Event: Sendable, Hashable {
  /// The platform's own id of this delivery. A delivery that comes again with it is dropped.
  public var id: ID<Event>
  /// What it is about: kind, object and version. Two deliveries with one key are one event, whatever their ids.
  public var key: String
  public var community: ID<Community>
  /// When the platform says that it happened, not when it reached us: freshness is judged by it.
  public var at: Date
  /// 0: the world did it. n + 1: an action of ours on an event of depth n caused it.
  public var depth: Int
  public var kind: Kind

  public init(
    id: ID<Event>, key: String, community: ID<Community>, at: Date, depth: Int = 0, kind: Kind
  ) {
    self.id = id
    self.key = key
    self.community = community
    self.at = at
    self.depth = depth
    self.kind = kind
  }

  public enum Kind: Sendable, Hashable {
    case memberJoined(member: Member, channel: ID<Channel>?, via: Provenance)
    case memberLeft(member: Member, channel: ID<Channel>?)
    case joinRequested(member: Member, channel: ID<Channel>?, answer: String?)
    case messagePosted(message: Message)
    case messageEdited(message: Message)
    case messageDeleted(id: ID<Message>, channel: ID<Channel>)
    case reacted(emoji: String, member: Member, message: ID<Message>, channel: ID<Channel>)
    case unreacted(emoji: String, member: Member, message: ID<Message>, channel: ID<Channel>)
    case reported(message: ID<Message>, channel: ID<Channel>, by: Member, reason: String)
    case command(name: String, arguments: String, message: Message)
    /// The bot began to run with this configuration. Every plugin instance gets it, once per start or reload.
    case started
    /// A timer of the plugin instance fell due; `planned` is when it was meant to.
    case due(timer: String, planned: Date)
    /// A `fetch` of the plugin instance was answered; `status` 0 says that no answer came, `body` then why.
    case fetched(name: String, status: Int, body: String)
    /// A `post` of the plugin instance that was given a name stands on the platform.
    case delivered(name: String, message: ID<Message>)
    /// A person has acknowledged, snoozed (until a time) or resolved a flag that has a name, or it opens again.
    case settled(flag: String, as: Flag.State, until: Date?, by: String)
    /// What a connector has no better word for; `detail` is the platform's own JSON.
    case other(name: String, detail: String)
  }

  /// How a membership became known.
  public enum Provenance: String, Sendable, Hashable {
    /// The platform said that somebody joined just now.
    case transition
    /// The member was found in a list; when they joined is not known.
    case snapshot
  }
}

extension Event {
  /// The message that was posted, edited, or held the command.
  public var message: Message? {
    switch kind {
    case .messagePosted(let message), .messageEdited(let message), .command(_, _, let message): message
    case .memberJoined, .memberLeft, .joinRequested, .messageDeleted, .reacted, .unreacted, .reported, .started, .due,
      .fetched, .delivered, .settled, .other:
      nil
    }
  }

  /// Who did it, where somebody did.
  public var actor: Member? {
    switch kind {
    case .memberJoined(let member, _, _), .memberLeft(let member, _), .joinRequested(let member, _, _),
      .reacted(_, let member, _, _), .unreacted(_, let member, _, _), .reported(_, _, let member, _):
      member
    case .messagePosted(let message), .messageEdited(let message), .command(_, _, let message): message.author
    case .messageDeleted, .started, .due, .fetched, .delivered, .settled, .other: nil
    }
  }

  public var trigger: Trigger {
    switch kind {
    case .memberJoined: .memberJoined
    case .memberLeft: .memberLeft
    case .joinRequested: .joinRequested
    case .messagePosted: .messagePosted
    case .messageEdited: .messageEdited
    case .messageDeleted: .messageDeleted
    case .reacted: .reacted
    case .unreacted: .unreacted
    case .reported: .reported
    case .command: .command
    case .started: .started
    case .due: .due
    case .fetched: .fetched
    case .delivered: .delivered
    case .settled: .settled
    case .other: .other
    }
  }
}

/// The kinds of event that a plugin may ask for.
public enum Trigger: String, Sendable, Hashable, CaseIterable {
  case memberJoined, memberLeft, joinRequested
  case messagePosted, messageEdited, messageDeleted
  case reacted, unreacted, reported, command
  case started, due, fetched, delivered, settled, other
}
