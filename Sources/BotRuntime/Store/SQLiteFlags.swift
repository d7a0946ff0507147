import BotCore
public import FoundationEssentials

extension SQLiteStore {
  public func insert(_ flag: StoredFlag) throws -> Int64 {
    let db = try db
    try db.run(
      """
      INSERT INTO flags (community, instance, flag, state, created, updated, person) VALUES (?, ?, ?, ?, ?, ?, ?)
      """,
      .id(flag.community), .id(flag.instance), .json(flag.flag.json), .text(flag.state.rawValue), .date(flag.created),
      .date(flag.updated), .text(flag.by))
    return db.lastRow
  }

  public func flags(in states: Set<StoredFlag.State>, limit: Int) throws -> [StoredFlag] {
    try db.rows(
      """
      SELECT id, community, instance, flag, state, created, updated, person FROM flags
      WHERE state IN (SELECT value FROM json_each(?)) ORDER BY id LIMIT ?
      """, .words(states.map(\.rawValue)), .int(limit)
    ) { row in
      let id = row.int(0)
      let flag = try reading("flag \(id)") { try Flag(json: row.json(3)) }
      guard let state = StoredFlag.State(rawValue: row.text(4)) else {
        return try reading("flag \(id)") { throw JSONShapeError(unknown: row.text(4), of: "a flag") }
      }
      return StoredFlag(
        id: id, community: row.id(1), instance: row.id(2), flag: flag, state: state, created: row.date(5),
        updated: row.date(6), by: row.text(7))
    }
  }

  public func setFlag(_ id: Int64, to state: StoredFlag.State, by person: String, now: Date) throws -> Bool {
    try db.run(
      "UPDATE flags SET state = ?, person = ?, updated = ? WHERE id = ?",
      .text(state.rawValue), .text(person), .date(now), .int(id)) == 1
  }
}
