public import FoundationEssentials

/// All that a plugin may know beside the event itself.
public struct Context {
  public let community: Community
  /// The time of this turn. Under replay it is the history's time.
  public let now: Date
  /// Seeded by event and plugin instance: a turn that is run again rolls the same dice.
  public var random: SeededRandom
  /// What this plugin instance remembers in this community.
  public var store: Draft
  /// Whether scheduled posts are held at this time, as in a crisis.
  public let isHeld: Bool
  /// Which rules this turn met. The plugin adds to it; nothing but what people are shown depends on it.
  public private(set) var reasons: [Reason] = []
  /// What else this turn has to say of why it did something or nothing: what waits and until when, what came in between.
  /// No rule was met by it, so it is not counted as one.
  public private(set) var remarks: [Reason] = []
  private let answer: (MessageRef) throws -> ID<Message>?
  private let message: (MessageRef) throws -> Message?

  public init(
    community: Community, now: Date, random: SeededRandom, store: Draft, isHeld: Bool = false,
    answer: @escaping (MessageRef) throws -> ID<Message>? = { _ in nil },
    message: @escaping (MessageRef) throws -> Message? = { _ in nil }
  ) {
    self.community = community
    self.now = now
    self.random = random
    self.store = store
    self.isHeld = isHeld
    self.answer = answer
    self.message = message
  }

  /// The bot's answer to a message, as it stands on the platform, by whatever plugin of the community that answers
  /// questions.
  public func answer(to message: MessageRef) throws -> ID<Message>? { try answer(message) }

  /// What was said there, as far as the bot still knows it: for those who may read all, such as the moderators.
  public func message(_ message: MessageRef) throws -> Message? { try self.message(message) }

  /// Notes that a rule was met.
  public mutating func note(_ reason: Reason) { reasons.append(reason) }

  /// Notes something for those who ask afterwards.
  public mutating func remark(_ remark: Reason) { remarks.append(remark) }
}

/// A record of a plugin instance: a small JSON value under a key.
public struct Record: Sendable, Hashable {
  public var value: JSON
  /// Whose data it is, so that it can be exported and erased with the member.
  public var member: ID<Member>?
  /// When it may be forgotten. `nil`: kept for ever.
  public var expires: Date?

  public init(_ value: JSON, of member: ID<Member>? = nil, expires: Date? = nil) {
    self.value = value
    self.member = member
    self.expires = expires
  }
}

/// The records of one plugin instance as this turn sees them. What is written reaches the store only with the turn.
public struct Draft {
  /// What the turn wrote: `nil` removes the record.
  public private(set) var written: [String: Record?] = [:]
  private let read: (String) throws -> Record?
  private let scan: (_ prefix: String, _ limit: Int) throws -> [(String, Record)]

  public init(
    read: @escaping (String) throws -> Record?, scan: @escaping (String, Int) throws -> [(String, Record)]
  ) {
    self.read = read
    self.scan = scan
  }

  /// - Throws: what the store threw; the turn then counts as not having happened.
  public func record(_ key: String) throws -> Record? {
    if let draft = written[key] { return draft }
    return try read(key)
  }

  public func value(_ key: String) throws -> JSON? { try record(key)?.value }

  public func contains(_ key: String) throws -> Bool { try record(key) != nil }

  /// Keeps a value. Name the member whose data it is, so that it can be erased with them.
  public mutating func set(_ key: String, _ value: JSON, of member: ID<Member>? = nil, expires: Date? = nil) {
    written[key] = Record(value, of: member, expires: expires)
  }

  public mutating func remove(_ key: String) { written[key] = .some(nil) }

  /// Records whose key starts with `prefix`, in the order of their keys.
  public func records(startingWith prefix: String, limit: Int = 1000) throws -> [(key: String, record: Record)] {
    var found: [String: Record] = [:]
    for (key, record) in try scan(prefix, limit + written.count) { found[key] = record }
    for (key, record) in written where key.hasPrefix(prefix) { found[key] = record }
    return found.sorted { $0.key < $1.key }.prefix(limit).map { ($0.key, $0.value) }
  }
}
