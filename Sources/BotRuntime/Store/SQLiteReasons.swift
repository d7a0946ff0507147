public import BotCore
public import FoundationEssentials

/// What a plugin instance said of an event when it decided what to do.
public struct StoredReason: Sendable, Hashable {
  public let community: ID<Community>
  public let instance: ID<Instance>
  public let event: ID<Event>
  public let at: Date
  public let reason: Reason
}

extension SQLiteStore {
  public func keep(_ reasons: [Reason], of instance: ID<Instance>, on event: Event, now: Date) throws {
    // A replay tells its witness.
    if replay != nil { return }
    for reason in reasons {
      let member = reason.member ?? event.actor?.id
      try db.run(
        "INSERT INTO reasons (community, instance, event, member, at, reason) VALUES (?, ?, ?, ?, ?, ?)",
        .id(event.community), .id(instance), .id(event.id), .text(member?.raw), .date(now), .json(reason.json))
    }
  }

  /// Oldest first. Reads through all of them: for commands, not for the engine.
  /// - Parameter messages: that a timer or another event brought something about for.
  public func reasons(
    on events: Set<ID<Event>>, about messages: Set<MessageRef> = [], in community: ID<Community>, limit: Int
  ) throws -> [StoredReason] {
    try db.rows(
      """
      SELECT id, instance, event, at, reason, community FROM reasons WHERE community = ?1 AND (
        event IN (SELECT value FROM json_each(?2))
        OR json_extract(reason, '$.message.id') IN (SELECT value FROM json_each(?3))) ORDER BY id
      """, .id(community), .words(events.map(\.raw)), .words(messages.map(\.id.raw)), atMost: limit
    ) { row in
      let one = try storedReason(row)
      return events.contains(one.event) || messages.contains { $0.isSame(as: one.reason.message) } ? one : nil
    }
  }

  /// What was said of a member since a time, whatever event brought it about; oldest first.
  public func reasons(
    about member: ID<Member>, in community: ID<Community>, since: Date, limit: Int
  ) throws -> [StoredReason] {
    try db.rows(
      """
      SELECT id, instance, event, at, reason, community FROM reasons
      WHERE community = ?1 AND member = ?2 AND at >= ?3 ORDER BY id LIMIT ?4
      """, .id(community), .id(member), .date(since), .int(limit), read: storedReason)
  }

  func storedReason(_ row: SQLiteRow) throws -> StoredReason {
    let reason = try reading("reason \(row.int(0))") { try Reason(json: row.json(4)) }
    return StoredReason(community: row.id(5), instance: row.id(1), event: row.id(2), at: row.date(3), reason: reason)
  }

  func memberReasons(
    _ words: [String], of member: ID<Member>, in community: ID<Community>
  ) throws -> [MemberRow] {
    try db.rows(
      """
      SELECT id, instance, reason, member, event, at FROM reasons WHERE community = ?1 AND (member = ?3 OR EXISTS (
        SELECT 1 FROM json_each(?2) WHERE instr(reasons.event || char(10) || reasons.reason, value) > 0)) ORDER BY id
      """, .id(community), .words(words), .id(member)
    ) { row in
      MemberRow(
        number: row.int(0), instance: row.id(1), body: (try? row.json(2)) ?? .null, member: row.optionalID(3),
        event: row.id(4), at: row.date(5))
    }
  }
}

extension MessageRef {
  fileprivate func isSame(as other: MessageRef?) -> Bool {
    other.map { $0.id == id && $0.channel.mayBe(channel) } ?? false
  }
}
