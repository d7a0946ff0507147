public import BotCore
import FoundationEssentials

/// What the bot's own page shows of members: of the newest rows, and bounded as its other looks.
extension SQLiteStore {
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

  /// The newest of something, first, and how many there are.
  public struct Newest<Row: Sendable>: Sendable {
    public let rows: [Row]
    public let count: Int

    fileprivate init(_ rows: [(Row, Int)]) { (self.rows, count) = (rows.map(\.0), rows.first?.1 ?? 0) }
  }

  /// What a member wrote and did.
  public func events(of member: ID<Member>, in community: ID<Community>, limit: Int) throws -> Newest<InboxRow> {
    Newest(
      try db.rows(
        """
        SELECT sequence, community, id, key, at, depth, kind, attempts, note, body, count(*) OVER () FROM events
        WHERE community = ?1 AND sequence > (SELECT coalesce(max(sequence), 0) FROM events) - ?3
        AND ?2 IN (json_extract(body, '$.member.id'), json_extract(body, '$.message.author.id'),
          json_extract(body, '$.by.id'))
        ORDER BY sequence DESC LIMIT ?4
        """, .id(community), .id(member), .int(Self.reach), .int(limit), read: { (try inboxRow($0), $0.count(10)) }))
  }

  /// What the bot did for a member, or was going to, alone or among others.
  public func deliveries(to member: ID<Member>, in community: ID<Community>, limit: Int) throws -> Newest<Delivery> {
    Newest(
      try db.rows(
        """
        SELECT id, key, community, instance, event, depth, lane, ordering, action, state, attempts, due, created,
          first_try, updated, remote, note, config, members, count(*) OVER () FROM deliveries
        WHERE community = ?1 AND id > (SELECT coalesce(max(id), 0) FROM deliveries) - ?3
        AND (?2 IN (json_extract(action, '$.member'), json_extract(action, '$.to'))
          OR EXISTS (SELECT 1 FROM json_each(members) WHERE value = ?2))
        ORDER BY id DESC LIMIT ?4
        """, .id(community), .id(member), .int(Self.reach), .int(limit), read: { (try delivery($0), $0.count(19)) }))
  }

  /// What moderators were told of a member.
  public func flags(about member: ID<Member>, in community: ID<Community>, limit: Int) throws -> Newest<StoredFlag> {
    Newest(
      try db.rows(
        """
        SELECT id, community, instance, flag, state, created, updated, person, until, count(*) OVER () FROM flags
        WHERE community = ?1 AND json_extract(flag, '$.member') = ?2 ORDER BY id DESC LIMIT ?3
        """, .id(community), .id(member), .int(limit), read: { (try storedFlag($0), $0.count(9)) }))
  }

  /// Why the bot did something about a member.
  public func reasons(about member: ID<Member>, in community: ID<Community>, limit: Int) throws -> Newest<StoredReason>
  {
    Newest(
      try db.rows(
        """
        SELECT id, instance, event, at, reason, community, count(*) OVER () FROM reasons
        WHERE community = ?1 AND member = ?2 ORDER BY id DESC LIMIT ?3
        """, .id(community), .id(member), .int(limit), read: { (try storedReason($0), $0.count(6)) }))
  }
}
