import BotCore
public import FoundationEssentials

extension SQLiteStore {
  // Platforms deliver again for days, and by whatever id an event was seen, it must stay known that long. Counters have
  // windows of hours; those of a week would still be safe.
  private static let leastKept = Duration.days(8)
  /// A post of that name may still be edited.
  private static let namedKept = Duration.days(366)

  public func prune(now: Date, keep: Retention, limit: Int) throws -> Int {
    let db = try db
    let oldest = now - max(keep.events, Self.leastKept)
    let forgotten = try transaction {
      try pruneEvents(db, now - keep.events, limit) + pruneDeliveries(db, now - keep.deliveries, limit)
        + pruneSmall(db, now, keep, limit) + pruneMembers(db, now, keep.members, limit)
        + pruneNames(db, now - max(keep.deliveries, Self.namedKept), limit) + pruneParts(db, limit)
        + pruneSeen(db, oldest, limit)
        + db.run(
          """
          DELETE FROM counters WHERE (window, name) IN
            (SELECT window, name FROM counters WHERE window < ? ORDER BY window LIMIT ?)
          """, .date(oldest), .int(limit))
    }
    // Gives free pages back to the disk; SQLite hands over one page at each row of the answer.
    _ = try db.rows("PRAGMA incremental_vacuum(1000)") { _ in }
    return forgotten
  }

  // Rows lie in the order of their coming, so the old ones are at the front, among the few that are still open. The
  // newest row stays, or SQLite would give its number to another: numbers only grow, as readers by number expect.
  private func pruneEvents(_ db: SQLiteConnection, _ old: Date, _ limit: Int) throws -> Int {
    try db.run(
      """
      DELETE FROM events WHERE sequence IN (
        SELECT sequence FROM (
          SELECT sequence, state, received FROM events ORDER BY sequence
          LIMIT ?2 + (SELECT count(*) FROM events INDEXED BY events_open WHERE state <> 'done'))
        WHERE state <> 'pending' AND received < ?1 LIMIT ?2)
      AND sequence < (SELECT max(sequence) FROM events)
      """, .date(old), .int(limit))
  }

  private func pruneDeliveries(_ db: SQLiteConnection, _ old: Date, _ limit: Int) throws -> Int {
    try db.run(
      """
      DELETE FROM deliveries WHERE id IN (
        SELECT id FROM (
          SELECT id, state, updated FROM deliveries ORDER BY id
          LIMIT ?2 + (SELECT count(*) FROM deliveries INDEXED BY deliveries_unsent WHERE state <> 'sent'))
        WHERE state IN ('sent', 'failed', 'dead', 'held') AND updated < ?1 LIMIT ?2)
      AND id < (SELECT max(id) FROM deliveries)
      """, .date(old), .int(limit))
  }

  private func pruneMembers(
    _ db: SQLiteConnection, _ now: Date, _ keep: Duration?, _ limit: Int
  ) throws -> Int {
    guard let keep else { return 0 }
    try flushRecords()
    try db.run(
      """
      UPDATE records SET same_since = ? WHERE (instance, key) IN (
        SELECT instance, key FROM records INDEXED BY records_same
        WHERE member IS NOT NULL AND expires IS NULL AND same_since IS NULL LIMIT ?)
      """, .date(now), .int(limit))
    let records = try db.rows(
      """
      DELETE FROM records WHERE (instance, key) IN (
        SELECT instance, key FROM records INDEXED BY records_same
        WHERE member IS NOT NULL AND expires IS NULL AND same_since < ? LIMIT ?) RETURNING instance, key
      """, .date(now - keep), .int(limit), read: { RecordCache.Key(instance: $0.id(0), key: $0.text(1)) })
    for record in records { cache.forget(record) }
    return records.count
  }

  private func pruneSmall(_ db: SQLiteConnection, _ now: Date, _ keep: Retention, _ limit: Int) throws -> Int {
    let resolved = SQLiteValue.date(now - keep.flags)
    try flushRecords()
    let records = try db.rows(
      """
      DELETE FROM records WHERE (instance, key) IN
        (SELECT instance, key FROM records WHERE expires <= ? ORDER BY expires LIMIT ?) RETURNING instance, key
      """, .date(now), .int(limit), read: { RecordCache.Key(instance: $0.id(0), key: $0.text(1)) })
    for record in records { cache.forget(record) }
    let turns = try db.run(
      "DELETE FROM turns WHERE rowid IN (SELECT rowid FROM turns WHERE due IS NULL AND at < ? LIMIT ?)",
      .date(now - keep.events), .int(limit))
    try db.run(
      """
      DELETE FROM posted WHERE (instance, name) IN (
        SELECT instance, char(30) || 'flag/' || id FROM flags WHERE state = 'resolved' AND updated < ?
        ORDER BY updated LIMIT ?)
      """, resolved, .int(limit))
    let flags = try db.run(
      """
      DELETE FROM flags WHERE id IN
        (SELECT id FROM flags WHERE state = 'resolved' AND updated < ? ORDER BY updated LIMIT ?)
      AND id < (SELECT max(id) FROM flags)
      """, resolved, .int(limit))
    let pauses = try db.run(
      "DELETE FROM pauses WHERE name IN (SELECT name FROM pauses WHERE until <= ? LIMIT ?)", .date(now), .int(limit))
    let measures = try db.run(
      """
      DELETE FROM measures WHERE id IN
        (SELECT id FROM (SELECT id, at FROM measures ORDER BY id LIMIT ?2) WHERE at < ?1)
      """, .date(now - keep.measures), .int(limit))
    let suggestions = try db.run(
      """
      DELETE FROM suggestions WHERE delivery IN
        (SELECT delivery FROM (SELECT delivery, expires, state FROM suggestions ORDER BY delivery LIMIT ?2)
         WHERE expires < ?1 AND state <> 'open')
      """, .date(now - keep.deliveries), .int(limit))
    let reasons = try db.run(
      "DELETE FROM reasons WHERE id IN (SELECT id FROM (SELECT id, at FROM reasons ORDER BY id LIMIT ?2) WHERE at < ?1)",
      .date(now - keep.events), .int(limit))
    return records.count + turns + flags + pauses + measures + suggestions + reasons
  }

  private func pruneNames(_ db: SQLiteConnection, _ old: Date, _ limit: Int) throws -> Int {
    try db.run(
      "DELETE FROM posted WHERE (instance, name) IN (SELECT instance, name FROM posted WHERE at < ? ORDER BY at LIMIT ?)",
      .date(old), .int(limit))
  }

  // In how many messages a post stands is noted before it goes out. Each call looks at the next of these notes.
  private func pruneParts(_ db: SQLiteConnection, _ limit: Int) throws -> Int {
    let start = try meta(Self.partsPlace) ?? PartsNote.prefix
    let notes = try db.rows(
      "SELECT key FROM meta WHERE key > ? AND key < ? ORDER BY key LIMIT ?", .text(start), .text(PartsNote.end),
      .int(limit), read: { $0.text(0) })
    try setMeta(Self.partsPlace, notes.count == limit ? notes.last : nil)
    let left = try notes.filter { note in
      guard let (instance, name) = PartsNote.read(note) else { return true }
      return try posted(named: name, by: instance) == nil && !isUnderWay(instance, db)
    }
    for note in left { try setMeta(note, nil) }
    return left.count
  }

  private static let partsPlace = "prune.parts"

  /// Whether something of an instance may still come to stand on the platform, were it by a person's hand.
  private func isUnderWay(_ instance: ID<Instance>, _ db: SQLiteConnection) throws -> Bool {
    try db.first(
      """
      SELECT 1 FROM deliveries INDEXED BY deliveries_unsent
      WHERE state <> 'sent' AND instance = ? LIMIT 1
      """, .id(instance), read: { _ in true }) != nil
  }

  // An index by time would make `seen` twice as large and every event dearer. Instead each call looks at the next part
  // of the table, from where the last call stopped, and starts over at the end.
  private func pruneSeen(_ db: SQLiteConnection, _ oldest: Date, _ limit: Int) throws -> Int {
    let start = try meta("prune.seen").flatMap { try? JSON(parsing: $0) }
    let (community, token) = (start?[0]?.string ?? "", start?[1]?.string ?? "")
    let end = try db.first(
      """
      SELECT community, token FROM seen WHERE (community, token) > (?1, ?2) ORDER BY community, token LIMIT 1 OFFSET ?3
      """, .text(community), .text(token), .int(limit - 1)
    ) { row in
      (row.text(0), row.text(1))
    }
    guard let end else {
      try setMeta("prune.seen", nil)
      return try db.run(
        "DELETE FROM seen WHERE (community, token) > (?1, ?2) AND at < ?3",
        .text(community), .text(token), .date(oldest))
    }
    try setMeta("prune.seen", JSON.array([.string(end.0), .string(end.1)]).text)
    return try db.run(
      "DELETE FROM seen WHERE (community, token) > (?1, ?2) AND (community, token) <= (?3, ?4) AND at < ?5",
      .text(community), .text(token), .text(end.0), .text(end.1), .date(oldest))
  }
}
