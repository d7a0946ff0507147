import BotCore
import FoundationEssentials

/// One row that may tell of a member. `number`: its row id, where the table has one.
struct MemberRow: Sendable, Hashable {
  var number: Int64 = 0
  var instance: ID<Instance> = ""
  /// What it is known by: the key of a record, the name of a timer, the order of a delivery.
  var key = ""
  /// Its JSON, or as much of it as can be read.
  var body: JSON = .null
  var note = ""
  var state = ""
  var member: ID<Member>?
  /// The event itself, or the one that brought it about.
  var event: ID<Event> = ""
  var at = Date.distantPast
}

/// The rows that hold one of some words, table by table, for the export and the erasure of a member. Each look reads
/// through its table.
extension SQLiteStore {
  func memberEvents(_ words: [String], in community: ID<Community>) throws -> [MemberRow] {
    try db.rows(
      """
      SELECT sequence, key, body, note, kind, at, id FROM events WHERE community = ?1 AND EXISTS (
        SELECT 1 FROM json_each(?2)
        WHERE instr(events.id || char(10) || events.key || char(10) || note || char(10) || body, value) > 0)
      ORDER BY sequence
      """, .id(community), .words(words)
    ) { row in
      MemberRow(
        number: row.int(0), key: row.text(1), body: (try? row.json(2)) ?? .null,
        note: row.text(3), state: row.text(4), event: row.id(6), at: row.date(5))
    }
  }

  func memberTurns(_ words: [String], in community: ID<Community>) throws -> [MemberRow] {
    try db.rows(
      """
      SELECT rowid, instance, event, body, note, at FROM turns WHERE substr(instance, 1, length(?1)) = ?1 AND EXISTS (
        SELECT 1 FROM json_each(?2)
        WHERE instr(turns.event || char(10) || turns.note || char(10) || turns.body, value) > 0) ORDER BY rowid
      """, .text("\(community)/"), .words(words)
    ) { row in
      MemberRow(
        number: row.int(0), instance: row.id(1), key: row.text(2), body: (try? row.json(3)) ?? .null,
        note: row.text(4), at: row.date(5))
    }
  }

  func memberRecords(
    _ words: [String], of member: ID<Member>, in community: ID<Community>
  ) throws -> [MemberRow] {
    try db.rows(
      """
      SELECT instance, records.key, records.value, member FROM records
      WHERE substr(instance, 1, length(?1)) = ?1 AND (member = ?3 OR EXISTS (
        SELECT 1 FROM json_each(?2) AS words
        WHERE instr(records.key || char(10) || records.value || char(10) || coalesce(member, ''), words.value) > 0))
      ORDER BY instance, records.key
      """, .text("\(community)/"), .words(words), .id(member)
    ) { row in
      MemberRow(
        instance: row.id(0), key: row.text(1), body: (try? row.json(2)) ?? .null, member: row.optionalID(3))
    }
  }

  func memberDeliveries(_ words: [String], in community: ID<Community>) throws -> [MemberRow] {
    try db.rows(
      """
      SELECT id, instance, ordering, action, note, state, created, event FROM deliveries WHERE community = ?1 AND EXISTS (
        SELECT 1 FROM json_each(?2)
        WHERE instr(event || char(10) || ordering || char(10) || note || char(10) || action, value) > 0) ORDER BY id
      """, .id(community), .words(words), read: deliveryRow)
  }

  /// What was for the member among others, as the deliveries themselves tell.
  func deliveries(addressing member: ID<Member>, in community: ID<Community>) throws -> [MemberRow] {
    try db.rows(
      """
      SELECT id, instance, ordering, action, note, state, created, event FROM deliveries
      WHERE community = ?1 AND members <> '[]' AND EXISTS (SELECT 1 FROM json_each(members) WHERE value = ?2) ORDER BY id
      """, .id(community), .id(member), read: deliveryRow)
  }

  private func deliveryRow(_ row: SQLiteRow) -> MemberRow {
    MemberRow(
      number: row.int(0), instance: row.id(1), key: row.text(2), body: (try? row.json(3)) ?? .null,
      note: row.text(4), state: row.text(5), event: row.id(7), at: row.date(6))
  }

  func memberFlags(_ words: [String], in community: ID<Community>) throws -> [MemberRow] {
    try db.rows(
      """
      SELECT id, instance, coalesce(name, ''), flag, person, state, created FROM flags WHERE community = ?1 AND EXISTS (
        SELECT 1 FROM json_each(?2)
        WHERE instr(coalesce(name, '') || char(10) || person || char(10) || flag, value) > 0) ORDER BY id
      """, .id(community), .words(words)
    ) { row in
      MemberRow(
        number: row.int(0), instance: row.id(1), key: row.text(2), body: (try? row.json(3)) ?? .null,
        note: row.text(4), state: row.text(5), at: row.date(6))
    }
  }

  func memberSuggestions(_ words: [String], in community: ID<Community>) throws -> [MemberRow] {
    try db.rows(
      """
      SELECT delivery, why, person, state, expires FROM suggestions WHERE community = ?1 AND EXISTS (
        SELECT 1 FROM json_each(?2) WHERE instr(why || char(10) || person, value) > 0)
      """, .id(community), .words(words)
    ) { row in
      MemberRow(number: row.int(0), key: row.text(1), note: row.text(2), state: row.text(3), at: row.date(4))
    }
  }

  /// Named posts and timers.
  func memberNames(_ words: [String], in community: ID<Community>) throws -> (posts: [MemberRow], timers: [MemberRow]) {
    let posts = try db.rows(
      """
      SELECT instance, name, channel, at FROM posted WHERE substr(instance, 1, length(?1)) = ?1 AND EXISTS (
        SELECT 1 FROM json_each(?2) WHERE instr(name || char(10) || channel, value) > 0) ORDER BY instance, name
      """, .text("\(community)/"), .words(words)
    ) { row in
      MemberRow(instance: row.id(0), key: row.text(1), body: .string(row.text(2)), at: row.date(3))
    }
    let timers = try db.rows(
      """
      SELECT instance, name, at FROM timers WHERE substr(instance, 1, length(?1)) = ?1 AND EXISTS (
        SELECT 1 FROM json_each(?2) WHERE instr(name, value) > 0) ORDER BY instance, name
      """, .text("\(community)/"), .words(words)
    ) { row in
      MemberRow(instance: row.id(0), key: row.text(1), at: row.date(2))
    }
    return (posts, timers)
  }

  /// The tokens by which deliveries of platforms are known again, the counters and the pauses.
  func memberMarks(
    _ words: [String], in community: ID<Community>
  ) throws -> (seen: [String], words: [String], counters: [MemberRow], pauses: [MemberRow]) {
    let seen = try db.rows(
      """
      SELECT token FROM seen WHERE community = ?1 AND EXISTS (
        SELECT 1 FROM json_each(?2) WHERE instr(token, value) > 0)
      """, .id(community), .words(words), read: { $0.text(0) })
    // Names of places; that of a private conversation may be the member's.
    let names = try db.rows(
      "SELECT word FROM fact_words WHERE EXISTS (SELECT 1 FROM json_each(?1) WHERE instr(word, value) > 0)",
      .words(words), read: { $0.text(0) })
    let counters = try db.rows(
      """
      SELECT DISTINCT name, max(window) FROM counters WHERE EXISTS (
        SELECT 1 FROM json_each(?1) WHERE instr(name, value) > 0) GROUP BY name
      """, .words(words), read: { MemberRow(key: $0.text(0), at: $0.date(1)) })
    let pauses = try db.rows(
      """
      SELECT name, note, until FROM pauses WHERE EXISTS (
        SELECT 1 FROM json_each(?1) WHERE instr(name || char(10) || note, value) > 0)
      """, .words(words), read: { MemberRow(key: $0.text(0), note: $0.text(1), at: $0.date(2)) })
    return (seen, names, counters, pauses)
  }
}
