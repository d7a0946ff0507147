public import BotCore
public import FoundationEssentials

extension SQLiteStore {
  public func count(_ name: String, window: Date, by step: Int) throws -> Int {
    try db.first(
      """
      INSERT INTO counters (window, name, count) VALUES (?, ?, ?)
      ON CONFLICT (window, name) DO UPDATE SET count = count + excluded.count RETURNING count
      """, .date(window), .text(name), .int(step), read: { $0.count(0) }) ?? 0
  }

  public func setPause(_ name: String, until: Date, note: String) throws {
    try db.run(
      "INSERT OR REPLACE INTO pauses (name, until, note) VALUES (?, ?, ?)", .text(name), .date(until), .text(note))
  }

  public func pauses() throws -> [Pause] {
    try db.rows("SELECT name, until, note FROM pauses ORDER BY name") { row in
      Pause(name: row.text(0), until: row.date(1), note: row.text(2))
    }
  }

  public func setBack(by seconds: Double, now: Date) throws {
    replay?.nextTurn = nil
    let step = SQLiteValue.int(Int64(seconds * 1000))
    try db.run(
      "UPDATE deliveries SET due = due - ? WHERE state IN ('queued', 'retrying', 'unknown') AND due > ? AND due < ?",
      step, .date(now), .date(.distantFuture))
    try db.run("UPDATE turns SET due = due - ? WHERE due > ?", step, .date(now))
    try db.run("UPDATE pauses SET until = until - ? WHERE until > ?", step, .date(now))
  }

  public func measure(_ name: String, value: Double, of instance: ID<Instance>, at: Date) throws {
    // SQLite keeps what is no number as NULL, which no sum or mean counts.
    try db.run(
      "INSERT INTO measures (instance, name, value, at) VALUES (?, ?, ?, ?)",
      .id(instance), .text(name), value.isFinite ? .double(value) : .null, .date(at))
  }

  public func meta(_ key: String) throws -> String? {
    try db.first("SELECT value FROM meta WHERE key = ?", .text(key), read: { $0.text(0) })
  }

  public func setMeta(_ key: String, _ value: String?) throws {
    guard let value else {
      try db.run("DELETE FROM meta WHERE key = ?", .text(key))
      return
    }
    try db.run("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", .text(key), .text(value))
  }
}
