public import FoundationEssentials

/// What a plugin wants done, as a plain value. The outbox performs it after the turn is on disk.
public enum Action: Sendable, Hashable {
  /// `named` lets the same plugin instance edit the post later; a name stands for the newest post of that name.
  case post(text: Text, in: ID<Channel>, named: String?)
  /// `named`: as of a post.
  case reply(text: Text, to: MessageRef, named: String? = nil)
  /// Handed to the platform now, which posts it at this time even if the bot is not running then.
  case schedule(text: Text, in: ID<Channel>, at: Date)
  case direct(text: Text, to: ID<Member>)
  case edit(named: String, text: Text)
  case react(emoji: String, to: MessageRef)
  case pin(message: MessageRef)
  case hide(message: MessageRef, reason: String)
  case delete(message: MessageRef, reason: String)
  case timeout(member: ID<Member>, until: Date, reason: String)
  case ban(member: ID<Member>, reason: String)
  case grant(role: String, to: ID<Member>)
  case approve(member: ID<Member>)
  case decline(member: ID<Member>, reason: String)
  /// A person must look: goes to the moderators' queue, never into a public channel.
  case flag(Flag)
  /// What the plugin flagged under this name is over: the flag is resolved, and its announcement says so.
  case settle(flag: String)
  /// Holds what the community's scheduled plugins want to post, until this time at the latest; `nil` ends it and lets go
  /// out what was held.
  case hold(until: Date?, reason: String)
  /// `nil` cancels. Comes back as `.due`; setting a timer again moves it.
  case timer(name: String, at: Date?)
  /// Comes back as `.fetched`.
  case fetch(name: String, url: String)
  /// Feeds the reports: what was measured of this message, by or for whom the event names.
  case measure(name: String, value: Double, of: MessageRef? = nil)
}

/// A message and where it stands: most platforms need both to answer, react or delete.
public struct MessageRef: Sendable, Hashable {
  public var id: ID<Message>
  public var channel: ID<Channel>
  /// The message that the thread hangs on; `nil` where the message itself starts one.
  public var thread: ID<Message>?

  public init(_ id: ID<Message>, in channel: ID<Channel>, thread: ID<Message>? = nil) {
    self.id = id
    self.channel = channel
    self.thread = thread
  }

  /// Begins the names of answers.
  public static let answerName = "answer/"

  /// What a plugin that answers questions calls its answer to this message, so that other plugins can know of it.
  public var answerName: String { "\(Self.answerName)\(channel)/\(id)" }
}

extension Message {
  public var ref: MessageRef { MessageRef(id, in: channel, thread: thread) }
}

/// What a connector can do for plugins, or bring to them.
public enum Capability: String, Sendable, Hashable, CaseIterable {
  case joins, messages, edits, deletions, reactions, joinRequests, reports, commands
  /// The list of members can be read: who came while the bot was away is found in it.
  case members
  case post, reply, direct, schedule, edit, react, pin, hide, delete, timeout, ban, grant, approve
}

extension Action {
  /// What of the platform it needs; `nil` for what never leaves the bot.
  public var capability: Capability? {
    switch self {
    case .post: .post
    case .reply: .reply
    case .schedule: .schedule
    case .direct: .direct
    case .edit: .edit
    case .react: .react
    case .pin: .pin
    case .hide: .hide
    case .delete: .delete
    case .timeout: .timeout
    case .ban: .ban
    case .grant: .grant
    case .approve, .decline: .approve
    case .flag, .settle, .hold, .timer, .fetch, .measure: nil
    }
  }
}

extension Capability {
  /// What the bot does, as against what it hears of.
  public static let acts: Set<Capability> = [
    .post, .reply, .direct, .schedule, .edit, .react, .pin, .hide, .delete, .timeout, .ban, .grant, .approve,
  ]
}
