public import BotCore
public import FoundationEssentials

/// All state of a bot. Used by one thread; everything that belongs together happens inside `transaction`.
/// Every call may throw `StoreError`; inside a transaction that undoes the whole of it, caught or not. Times are kept to
/// the millisecond, in the years 1 to 9999.
public protocol Store: AnyObject {
  /// Commits what `body` did when it returns, undoes it when it throws. Does not nest.
  func transaction<R>(_ body: () throws -> R) throws -> R
  /// Within a transaction: undoes only what `body` did when it throws.
  func savepoint<R>(_ body: () throws -> R) throws -> R
  /// Changes whenever another process has written.
  func foreignVersion() throws -> Int
  /// Within a transaction: throws where the disk does not take as much as a busy second writes. A commit that wrote
  /// little, or nothing, may pass on a full disk.
  func proveSpace() throws
  /// What is damaged, for a person to read; empty where nothing is. Reads the whole store.
  func integrity() throws -> [String]

  // Inbox
  /// Keeps the event unless its id or its key was seen before, or it tells of somebody from before they were erased.
  /// `nil`: it was, or does.
  func admit(_ event: Event, state: InboxState, now: Date) throws -> Int64?
  func setState(_ state: InboxState, attempts: Int, note: String, ofEvent sequence: Int64) throws
  /// Events in a state, oldest first. One that is pending but cannot be read is parked and left out.
  func events(in state: InboxState, limit: Int) throws -> [InboxRow]

  /// Those events that are still kept; reads through all of them.
  func events(_ ids: Set<ID<Event>>) throws -> [Event]

  /// What was said there, if a newer event tells it.
  func message(_ message: MessageRef, in community: ID<Community>) throws -> Message?

  // Turns that could not be run yet, or failed
  /// Keeps the turn, in place of an earlier one of the same instance and event.
  func postpone(_ turn: DeferredTurn) throws
  /// Earliest first. One that cannot be read is parked and left out.
  func dueTurns(now: Date, limit: Int) throws -> [DeferredTurn]
  func nextTurn() throws -> Date?
  func parkedTurns(limit: Int) throws -> [DeferredTurn]
  /// Forgets the turn of this instance and event: it was run.
  func finish(_ turn: DeferredTurn) throws

  // Records of plugin instances
  func record(_ key: String, of instance: ID<Instance>) throws -> Record?
  func records(startingWith prefix: String, limit: Int, of instance: ID<Instance>) throws -> [(String, Record)]
  func write(_ record: Record?, _ key: String, of instance: ID<Instance>) throws

  // Who wants no message of the bot's own accord
  /// `nil` takes it back. Within a transaction.
  func setOptOut(_ member: ID<Member>, in community: ID<Community>, at date: Date?) throws
  /// Since when; `nil` for somebody who has not said so.
  func optedOut(_ member: ID<Member>, in community: ID<Community>) throws -> Date?

  // Outbox
  /// `nil`: a delivery with the same key is there already.
  func enqueue(_ delivery: Delivery) throws -> Int64?
  /// Writes state, attempts, due, firstTry, updated, remote and note.
  func update(_ delivery: Delivery) throws
  /// What it does turned out to be something else than was decided: an edit of what is not there yet is a post.
  func setAction(_ action: Action, ofDelivery id: Int64) throws
  func delivery(_ id: Int64) throws -> Delivery?
  func delivery(key: String) throws -> Delivery?
  /// Oldest first. `after`: only ids above it.
  func deliveries(in states: Set<Delivery.State>, after: Int64, limit: Int) throws -> [Delivery]
  /// What failed, or was given up, of what the instance wanted; newest first.
  func lostDeliveries(of instance: ID<Instance>, limit: Int) throws -> [Delivery]
  /// The newest post that the instance gave this name.
  func posted(named name: String, by instance: ID<Instance>) throws -> MessageRef?
  /// Which instances of the community gave which names to this post.
  func names(ofPost message: ID<Message>, in community: ID<Community>) throws -> [(
    instance: ID<Instance>, name: String
  )]
  /// - Parameter now: a post that nobody named or edited for a year is forgotten.
  func setPosted(_ message: MessageRef, named name: String, by instance: ID<Instance>, now: Date) throws
  func forgetPosted(startingWith prefix: String, by instance: ID<Instance>) throws

  /// Where and by whom messages were said, of those that newer events still tell of.
  func scenes(of messages: [MessageRef], in community: ID<Community>) throws -> [MessageRef: Scene]

  // Timers
  /// `nil` cancels.
  func setTimer(_ name: String, of instance: ID<Instance>, at date: Date?) throws
  func nextTimer() throws -> Date?
  /// Earliest first.
  func dueTimers(now: Date, limit: Int) throws -> [StoredTimer]

  // Cursors
  func cursor(of community: ID<Community>) throws -> Cursor?
  func setCursor(_ cursor: Cursor?, of community: ID<Community>) throws

  // Flags
  /// Returns the flag's number; the one it came with does not matter.
  func insert(_ flag: StoredFlag) throws -> Int64
  /// Oldest first.
  func flags(in states: Set<StoredFlag.State>, limit: Int) throws -> [StoredFlag]
  func flag(_ id: Int64) throws -> StoredFlag?
  /// Those of a community that are not resolved: the gravest of them, of equals the oldest first, and how many there are.
  func unresolvedFlags(of community: ID<Community>, limit: Int) throws -> (gravest: [StoredFlag], count: Int)
  /// The newest that the instance gave this name and that is not resolved.
  func unresolvedFlag(named name: String, of instance: ID<Instance>) throws -> StoredFlag?
  /// Writes the flag itself, state, updated, by and until.
  func update(_ flag: StoredFlag) throws

  // Why plugins did what they did
  /// Keeps what an instance said of an event, for those who ask afterwards.
  func keep(_ reasons: [Reason], of instance: ID<Instance>, on event: Event, now: Date) throws

  // Suggestions: deliveries that wait for a person's yes
  func insert(_ suggestion: Suggestion) throws
  func suggestion(_ delivery: Int64) throws -> Suggestion?
  /// Writes state and person.
  func update(_ suggestion: Suggestion) throws
  /// The oldest of a community that are open.
  func openSuggestions(of community: ID<Community>, limit: Int) throws -> [Suggestion]
  /// Those that stand in one announcement, oldest first.
  func suggestions(toldAs name: String, limit: Int) throws -> [Suggestion]
  /// When the next of a community that is open lapses.
  func nextLapse(of community: ID<Community>) throws -> Date?

  // Counters and pauses that outlive a restart
  /// Counts within a fixed window and returns the new count. `window` is the start of the window.
  func count(_ name: String, window: Date, by step: Int) throws -> Int
  func setPause(_ name: String, until: Date, note: String) throws
  func pauses() throws -> [Pause]
  /// The clock shows less than before by so many seconds: what waits, and is not due by it, waits no longer for that.
  func setBack(by seconds: Double, now: Date) throws

  // Facts
  func keep(_ fact: Fact, of community: ID<Community>) throws
  /// In the order in which they were kept, which need not be that of their times.
  func facts(of community: ID<Community>, from: Date, through: Date) throws -> [Fact]
  /// Forgets all that a member did, and all that was done for them; reports count without them from then on.
  /// - Returns: how many rows there were.
  func eraseFacts(of member: ID<Member>, in community: ID<Community>) throws -> Int
  /// Forgets those that are older than `keep`, at most `limit`; a transaction of its own.
  func pruneFacts(now: Date, keep: Duration, limit: Int) throws -> Int
  /// `nil` before there is a key.
  func factMaker() throws -> FactMaker?
  /// Makes the random key that facts are hashed with, unless there is one.
  func makeFactKey() throws

  func measure(_ name: String, value: Double, of instance: ID<Instance>, at: Date) throws
  func meta(_ key: String) throws -> String?
  func setMeta(_ key: String, _ value: String?) throws

  /// Forgets, at most `limit` rows of each kind, and returns how many it forgot. What nothing will happen with any more
  /// goes after its retention: handled and parked events, parked turns, deliveries that are not open, resolved flags,
  /// measures. Records and pauses go when they have expired, what was seen and counted with the events but not before 8
  /// days. A transaction of its own.
  func prune(now: Date, keep: Retention, limit: Int) throws -> Int
  /// A consistent copy of the store, made while it is in use. Refuses to overwrite a file.
  func backup(to path: String) throws
  /// Rows by table and state (`deliveries.queued`), those that are not 0, for `botrun outbox`, metrics and tests.
  /// Counts row by row: some 30 ms for each 100 000 events.
  func tallies() throws -> [String: Int]
  func close()
}

extension Store {
  /// Everything after the same time.
  func prune(now: Date, keep: Duration, limit: Int) throws -> Int {
    try prune(now: now, keep: Retention(keep), limit: limit)
  }

  func count(_ name: String, window: Date) throws -> Int { try count(name, window: window, by: 1) }

  /// Notes where a named post stands. With its first message the further ones of an older post of that name are
  /// forgotten.
  func notePosted(_ message: MessageRef, named name: String, by instance: ID<Instance>, now: Date) throws {
    if !PartName.isPart(name) { try forgetPosted(startingWith: PartName.prefix(of: name), by: instance) }
    try setPosted(message, named: name, by: instance, now: now)
  }
}

public enum InboxState: String, Sendable, Hashable, CaseIterable {
  /// Stored, not handled yet.
  case pending
  case done
  /// Handling it brought the process down again and again.
  case parked
}

public struct InboxRow: Sendable, Hashable {
  public let sequence: Int64
  public let event: Event
  public let attempts: Int
  public let note: String
}

/// A turn (one instance, one event) that waits to be run again, or waits for a person.
public struct DeferredTurn: Sendable, Hashable {
  public var event: Event
  public var instance: ID<Instance>
  public var attempts: Int
  /// `nil`: parked.
  public var due: Date?
  public var note: String
}

public struct StoredTimer: Sendable, Hashable {
  public let instance: ID<Instance>
  public let name: String
  public let at: Date
}

public struct StoredFlag: Sendable, Hashable {
  public typealias State = Flag.State

  public var id: Int64
  public var community: ID<Community>
  public var instance: ID<Instance>
  public var flag: Flag
  public var state: State
  public var created: Date
  public var updated: Date
  /// Who made it what it is: acknowledged, put off or resolved it.
  public var by: String
  /// When one that was put off opens again.
  public var until: Date?
}

/// Something that must wait: a pacing bucket, a credential, a channel that is gone.
public struct Pause: Sendable, Hashable {
  public let name: String
  public let until: Date
  public let note: String
}

/// What went wrong with the store, with what an operator can do.
public struct StoreError: Error, Sendable, Hashable, CustomStringConvertible {
  public let fault: String
  public let remedy: String
  /// Everything else will fail in the same way until somebody mends it: a full disk, a damaged file.
  var isLasting = false
  /// The file does not hold what was written to it.
  var isDamage = false
  /// The store works; one row of it cannot be read.
  var isOfOneRow = false
  /// Whether another process owns the store, so that trying later may work.
  public var isInUse = false

  public var description: String { "\(fault); \(remedy)" }
}
