public import BotCore
public import FoundationEssentials

/// One action on its way out: a row of the outbox.
public struct Delivery: Sendable, Hashable {
  public enum State: String, Sendable, Hashable, CaseIterable {
    /// Waits for its turn.
    case queued
    /// Handed to the connector. Found at start, nobody knows what came of it.
    case sending
    /// The platform took it.
    case sent
    /// Provably not done; tried again when due.
    case retrying
    /// Nobody knows whether it was done; being settled, or waiting for a person.
    case unknown
    /// The platform refused it for good.
    case failed
    /// Given up after too many tries or too long a time.
    case dead
    /// Waits for a person: budget exceeded, observe mode.
    case held

    /// Whether the outbox still has something to do with it.
    public var isOpen: Bool {
      switch self {
      case .queued, .sending, .retrying, .unknown: true
      case .sent, .failed, .dead, .held: false
      }
    }

    /// Whether it ended without being done.
    var isLost: Bool { self == .failed || self == .dead }
  }

  /// More urgent lanes go first where a limit lets only one pass.
  public enum Lane: Int, Sendable, Hashable, Comparable, CaseIterable {
    case crisis, moderation, answers, scheduled

    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
  }

  /// The note of what a person put in line again: it goes out whatever became of others.
  public static let byHand = "to be sent again, by hand"

  /// The note of what a person is to do.
  public static let draft = "a draft: a person does it, see \"botrun drafts\""

  /// The note of what waits because the community's scheduled posts are held.
  public static let heldBack = "scheduled posts are held; it goes out when that is over"

  /// The note of what a person is to accept or refuse.
  public static let suggested = "a suggestion: \"botrun outbox send\" does it, \"drop\" refuses it"

  /// The note of what would have gone out.
  public static let dryRun = "dry run: it would have gone out"

  public var isSuggestion: Bool { state == .held && note == Self.suggested }

  public var isDraft: Bool { state == .held && note == Self.draft }

  /// 0 before it is stored.
  public var id: Int64 = 0
  /// Derived from instance, event and step: the same decision made again is the same delivery.
  public var key: String
  public var community: ID<Community>
  public var instance: ID<Instance>
  /// The event that caused it, as `Event.id`.
  public var event: ID<Event>
  public var depth: Int
  public var lane: Lane
  /// Deliveries of one order key go out one after the other: a channel with its thread, a member.
  public var order: String
  public var action: Action
  public var state: State
  public var attempts = 0
  /// Not before this.
  public var due: Date
  public var created: Date
  /// When the first try began; what was posted cannot be older.
  public var firstTry: Date?
  public var updated: Date
  /// What stands on the platform now.
  public var remote: ID<Message>?
  /// Why it is in this state, for a person.
  public var note = ""
  /// The hash of the configuration that decided it.
  public var config: String
  /// The members that the turn's reasons name, at most 200; kept for what the bot's own clock brought about, at the first
  /// part of a text alone.
  public var members: [ID<Member>] = []

  public init(
    key: String, community: ID<Community>, instance: ID<Instance>, event: ID<Event>, depth: Int, lane: Lane,
    order: String, action: Action, state: State = .queued, now: Date, config: String
  ) {
    self.key = key
    self.community = community
    self.instance = instance
    self.event = event
    self.depth = depth
    self.lane = lane
    self.order = order
    self.action = action
    self.state = state
    self.due = now
    self.created = now
    self.updated = now
    self.config = config
  }
}
