public import BotCore
public import FoundationEssentials

/// What the bot's own page shows of the store, beside what the engine itself asks for. Each look is bounded, and none is
/// made on the engine's thread.
extension SQLiteStore {
  /// Newest events that are looked through for what a page shows.
  static let reach = 50_000

  /// Of one community, newest first.
  public func newestEvents(of community: ID<Community>, limit: Int) throws -> [InboxRow] {
    try db.rows(
      """
      SELECT sequence, community, id, key, at, depth, kind, attempts, note, body FROM events
      WHERE community = ? AND sequence > (SELECT coalesce(max(sequence), 0) FROM events) - ?
      AND kind NOT IN ('due', 'started', 'fetched', 'delivered') ORDER BY sequence DESC LIMIT ?
      """, .id(community), .int(Self.reach), .int(limit), read: inboxRow)
  }

  /// Of one community, newest first.
  public func newestDeliveries(
    of community: ID<Community>, in states: Set<Delivery.State>, limit: Int
  ) throws -> [Delivery] {
    let words = SQLiteValue.words(states.map(\.rawValue))
    guard states.contains(.sent) else {
      return try db.rows(
        """
        SELECT id, key, community, instance, event, depth, lane, ordering, action, state, attempts, due, created,
          first_try, updated, remote, note, config, members FROM deliveries INDEXED BY deliveries_unsent
        WHERE state <> 'sent' AND community = ? AND state IN (SELECT value FROM json_each(?)) ORDER BY id DESC LIMIT ?
        """, .id(community), words, .int(limit), read: delivery)
    }
    return try db.rows(
      """
      SELECT id, key, community, instance, event, depth, lane, ordering, action, state, attempts, due, created,
        first_try, updated, remote, note, config, members FROM deliveries
      WHERE community = ? AND id > (SELECT coalesce(max(id), 0) FROM deliveries) - ?
      AND state IN (SELECT value FROM json_each(?)) ORDER BY id DESC LIMIT ?
      """, .id(community), .int(Self.reach), words, .int(limit), read: delivery)
  }

  /// What an event that came just now made the bot do, in its order.
  public func newDeliveries(after event: ID<Event>) throws -> [Delivery] {
    try db.rows(
      """
      SELECT id, key, community, instance, event, depth, lane, ordering, action, state, attempts, due, created,
        first_try, updated, remote, note, config, members FROM deliveries
      WHERE id > (SELECT coalesce(max(id), 0) FROM deliveries) - 500 AND event = ? ORDER BY id
      """, .id(event), read: delivery)
  }

  /// How many deliveries of a community are not sent, by state; what was dropped by hand left out, drafts by themselves.
  public func unsent(of community: ID<Community>) throws -> (states: [Delivery.State: Int], drafts: Int) {
    var states: [Delivery.State: Int] = [:]
    var drafts = 0
    let rows = try db.rows(
      """
      SELECT state, note = ?, count(*) FROM deliveries INDEXED BY deliveries_unsent
      WHERE state <> 'sent' AND community = ? AND note <> ? GROUP BY 1, 2
      """, .text(Delivery.draft), .id(community), .text(Delivery.dropped),
      read: { ($0.text(0), $0.int(1) != 0, $0.count(2)) })
    for (word, isDraft, count) in rows {
      guard let state = Delivery.State(rawValue: word) else { continue }
      if isDraft, state == .held { drafts += count } else { states[state, default: 0] += count }
    }
    return (states, drafts)
  }

  /// A quarter of an hour, by which days of every zone can be told apart.
  public struct Quarter: Sendable, Hashable {
    /// Its beginning.
    public let at: Date
    /// A kind of event (`messagePosted`), or of what the bot did (`reply`).
    public let kind: String
    public let count: Int
  }

  /// How many events of each kind came since a time.
  public func eventCounts(of community: ID<Community>, since: Date) throws -> [Quarter] {
    try db.rows(
      "SELECT at / 900000, kind, count(*) FROM events WHERE community = ? AND at >= ? GROUP BY 1, 2",
      .id(community), .date(since), read: quarter)
  }

  /// How many actions of each kind the bot did since a time.
  public func sentCounts(of community: ID<Community>, since: Date) throws -> [Quarter] {
    try db.rows(
      """
      SELECT updated / 900000, json_extract(action, '$.kind'), count(*) FROM deliveries
      WHERE community = ? AND updated >= ? AND state = 'sent' GROUP BY 1, 2
      """, .id(community), .date(since), read: quarter)
  }

  private func quarter(_ row: SQLiteRow) -> Quarter {
    Quarter(at: Date(timeIntervalSince1970: Double(row.int(0)) * 900), kind: row.text(1), count: row.count(2))
  }

  /// How many flags of a community are not resolved, by what people have made of them.
  public func unresolvedFlagCounts(of community: ID<Community>) throws -> [Flag.State: Int] {
    let rows = try db.rows(
      "SELECT state, count(*) FROM flags WHERE community = ? AND state <> 'resolved' GROUP BY 1", .id(community),
      read: { ($0.text(0), $0.count(1)) })
    return rows.reduce(into: [:]) { counts, row in
      if let state = Flag.State(rawValue: row.0) { counts[state] = row.1 }
    }
  }
}
