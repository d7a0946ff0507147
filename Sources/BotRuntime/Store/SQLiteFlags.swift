public import BotCore
import FoundationEssentials

extension SQLiteStore {
  public func insert(_ flag: StoredFlag) throws -> Int64 {
    let db = try db
    try db.run(
      """
      INSERT INTO flags (community, instance, flag, state, created, updated, person, name, until, gravity)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      .id(flag.community), .id(flag.instance), .json(flag.flag.json), .text(flag.state.rawValue), .date(flag.created),
      .date(flag.updated), .text(flag.by), .text(flag.flag.name), .date(flag.until),
      .int(flag.gravity))
    let id = db.lastRow
    try keepFact(of: flag, number: id)
    return id
  }

  // Kept here, whichever process changes a flag.
  private func keepFact(of flag: StoredFlag, number: Int64) throws {
    guard let hash = try factMaker()?.hash(flag: number, in: flag.community) else { return }
    let fact = Fact.flagged(
      hash, flag.state, flag.flag.severity, flag.flag.category, at: flag.updated.milliseconds)
    try keep(fact, of: flag.community)
  }

  public func flags(in states: Set<StoredFlag.State>, limit: Int) throws -> [StoredFlag] {
    try db.rows(
      """
      SELECT id, community, instance, flag, state, created, updated, person, until FROM flags
      WHERE state IN (SELECT value FROM json_each(?)) ORDER BY id LIMIT ?
      """, .words(states.map(\.rawValue)), .int(limit), read: storedFlag)
  }

  public func flag(_ id: Int64) throws -> StoredFlag? {
    try db.first(
      "SELECT id, community, instance, flag, state, created, updated, person, until FROM flags WHERE id = ?",
      .int(id), read: storedFlag)
  }

  public func unresolvedFlags(
    of community: ID<Community>, limit: Int
  ) throws -> (gravest: [StoredFlag], count: Int) {
    let db = try db
    let gravest = try db.rows(
      """
      SELECT id, community, instance, flag, state, created, updated, person, until FROM flags
      WHERE community = ? AND state <> 'resolved'
      ORDER BY gravity, created, id LIMIT ?
      """, .id(community), .int(limit), read: storedFlag)
    let count = try db.first(
      "SELECT count(*) FROM flags WHERE community = ? AND state <> 'resolved'", .id(community), read: { $0.count(0) })
    return (gravest, count ?? 0)
  }

  public func unresolvedFlag(named name: String, of instance: ID<Instance>) throws -> StoredFlag? {
    try db.first(
      """
      SELECT id, community, instance, flag, state, created, updated, person, until FROM flags
      WHERE instance = ? AND name = ? AND name IS NOT NULL AND state <> 'resolved' ORDER BY id DESC LIMIT 1
      """, .id(instance), .text(name), read: storedFlag)
  }

  func storedFlag(_ row: SQLiteRow) throws -> StoredFlag {
    let id = row.int(0)
    let flag = try reading("flag \(id)") { try Flag(json: row.json(3)) }
    guard let state = StoredFlag.State(rawValue: row.text(4)) else {
      return try reading("flag \(id)") { throw JSONShapeError(unknown: row.text(4), of: "a flag") }
    }
    return StoredFlag(
      id: id, community: row.id(1), instance: row.id(2), flag: flag, state: state, created: row.date(5),
      updated: row.date(6), by: row.text(7), until: row.optionalDate(8))
  }

  public func update(_ flag: StoredFlag) throws {
    try db.run(
      "UPDATE flags SET flag = ?, state = ?, person = ?, updated = ?, until = ?, gravity = ? WHERE id = ?",
      .json(flag.flag.json), .text(flag.state.rawValue), .text(flag.by), .date(flag.updated), .date(flag.until),
      .int(flag.gravity), .int(flag.id))
    try keepFact(of: flag, number: flag.id)
  }
}

extension SQLiteStore {
  /// Newest first.
  public func resolvedFlags(of community: ID<Community>, limit: Int) throws -> [StoredFlag] {
    try db.rows(
      """
      SELECT id, community, instance, flag, state, created, updated, person, until FROM flags
      WHERE community = ? AND state = 'resolved' ORDER BY updated DESC LIMIT ?
      """, .id(community), .int(limit), read: storedFlag)
  }
}

extension StoredFlag {
  /// As the store orders by it: what nobody takes care of yet, then what was put off; danger to somebody first.
  fileprivate var gravity: Int {
    let standing =
      switch state {
      case .open: 0
      case .acknowledged: 1
      case .snoozed, .resolved: 2
      }
    let severity =
      switch flag.severity {
      case .urgent: 1
      case .warning: 2
      case .notice: 3
      }
    return standing * 10 + (flag.isDanger ? 0 : severity)
  }
}
