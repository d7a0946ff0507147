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

  /// Of whom plugins of a community keep something.
  public struct MetMember: Sendable, Hashable {
    public let id: ID<Member>
    /// As the newest event or record has it; the id where neither has.
    public let name: String
    /// How many records each plugin instance keeps.
    public let records: [ID<Instance>: Int]
  }

  /// - Parameter search: a part of the id or the name.
  /// - Returns: by name, and whether there are more.
  public func metMembers(of community: ID<Community>, search: String, limit: Int) throws -> (
    members: [MetMember], isAll: Bool
  ) {
    try flushRecords()
    var records: [ID<Member>: [ID<Instance>: Int]] = [:]
    let kept: [(ID<Member>, ID<Instance>, Int)] = try db.rows(
      """
      SELECT member, instance, count(*) FROM records
      WHERE instance >= ?1 || '/' AND instance < ?1 || '0' AND member IS NOT NULL GROUP BY 1, 2
      """, .id(community), read: { ($0.id(0), $0.id(1), $0.count(2)) })
    for (member, instance, count) in kept { records[member, default: [:]][instance] = count }
    let names = try memberNames(of: community)
    let wanted = search.lowercased()
    let found = records.map { MetMember(id: $0.key, name: names[$0.key] ?? $0.key.raw, records: $0.value) }
      .filter { wanted.isEmpty || $0.name.lowercased().contains(wanted) || $0.id.raw.lowercased().contains(wanted) }
      .sorted { ($0.name.lowercased(), $0.id) < ($1.name.lowercased(), $1.id) }
    return (Array(found.prefix(limit)), found.count <= limit)
  }

  /// What plugins keep of one member.
  public func records(
    of member: ID<Member>, in community: ID<Community>, limit: Int
  ) throws -> [(instance: ID<Instance>, key: String, record: Record)] {
    try flushRecords()
    return try db.rows(
      """
      SELECT instance, key, value, member, expires FROM records
      WHERE instance >= ?1 || '/' AND instance < ?1 || '0' AND member = ?2 ORDER BY instance, key LIMIT ?3
      """, .id(community), .text(member.raw), .int(limit)
    ) { row in
      let (instance, key): (ID<Instance>, String) = (row.id(0), row.text(1))
      let value = try reading("the record \(key) of \(instance)") { try row.json(2) }
      return (instance, key, Record(value, of: row.optionalID(3), expires: row.optionalDate(4)))
    }
  }

  /// As the newest events that are kept tell them.
  public func memberNames(of community: ID<Community>) throws -> [ID<Member>: String] {
    var names: [ID<Member>: String] = [:]
    let rows: [(String, String)] = try db.rows(
      """
      SELECT coalesce(json_extract(body, '$.member.id'), json_extract(body, '$.message.author.id')),
        coalesce(json_extract(body, '$.member.name'), json_extract(body, '$.message.author.name'))
      FROM events WHERE community = ? AND sequence > (SELECT coalesce(max(sequence), 0) FROM events) - ?
      AND kind IN ('memberJoined', 'messagePosted', 'joinRequested', 'reacted') ORDER BY sequence
      """, .id(community), .int(Self.reach), read: { ($0.text(0), $0.text(1)) })
    for (id, name) in rows where !id.isEmpty && !name.isEmpty { names[ID(id)] = name }
    return names
  }
}
