import BotCore
public import FoundationEssentials

extension SQLiteStore {
  public func postpone(_ turn: DeferredTurn) throws {
    replay?.nextTurn = nil
    try db.run(
      """
      INSERT INTO turns (instance, event, at, attempts, due, note, body) VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (instance, event) DO UPDATE SET attempts = excluded.attempts, due = excluded.due, note = excluded.note
      """,
      .id(turn.instance), .id(turn.event.id), .date(turn.event.at), .int(turn.attempts), .date(turn.due),
      .text(turn.note), .json(turn.event.json))
  }

  public func dueTurns(now: Date, limit: Int) throws -> [DeferredTurn] {
    let db = try db
    let rows = try db.rows(
      "SELECT instance, attempts, due, note, body, rowid FROM turns WHERE due <= ? ORDER BY due, rowid LIMIT ?",
      .date(now), .int(limit), read: { row in (row.int(5), Result { try turn(row) }) })
    let turns = try readable(rows) { number, reason in
      replay?.nextTurn = nil
      try db.run("UPDATE turns SET due = NULL, note = ? WHERE rowid = ?", .text(reason), .int(number))
    }
    return turns.count == rows.count ? turns : try dueTurns(now: now, limit: limit)
  }

  public func nextTurn() throws -> Date? {
    if let known = replay?.nextTurn { return known }
    let next = try db.first("SELECT min(due) FROM turns WHERE due IS NOT NULL", read: { $0.optionalDate(0) }) ?? nil
    replay?.nextTurn = .some(next)
    return next
  }

  public func parkedTurns(limit: Int) throws -> [DeferredTurn] {
    try db.rows(
      "SELECT instance, attempts, due, note, body FROM turns WHERE due IS NULL ORDER BY rowid LIMIT ?",
      .int(limit), read: turn)
  }

  public func finish(_ turn: DeferredTurn) throws {
    replay?.nextTurn = nil
    try db.run("DELETE FROM turns WHERE instance = ? AND event = ?", .id(turn.instance), .id(turn.event.id))
  }

  func turn(_ row: SQLiteRow) throws -> DeferredTurn {
    let instance: ID<Instance> = row.id(0)
    let event = try reading("the waiting turn of \(instance)") { try Event(json: row.json(4)) }
    return DeferredTurn(
      event: event, instance: instance, attempts: row.count(1), due: row.optionalDate(2), note: row.text(3))
  }
}
