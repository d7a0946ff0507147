public import BotCore
public import FoundationEssentials

extension SQLiteStore {
  public func setTimer(_ name: String, of instance: ID<Instance>, at date: Date?) throws {
    replay?.nextTimer = nil
    guard let date else {
      try db.run("DELETE FROM timers WHERE instance = ? AND name = ?", .id(instance), .text(name))
      return
    }
    try db.run(
      "INSERT OR REPLACE INTO timers (instance, name, at) VALUES (?, ?, ?)", .id(instance), .text(name), .date(date))
  }

  public func nextTimer() throws -> Date? {
    if let known = replay?.nextTimer { return known }
    let next = try db.first("SELECT min(at) FROM timers", read: { $0.optionalDate(0) }) ?? nil
    replay?.nextTimer = .some(next)
    return next
  }

  public func dueTimers(now: Date, limit: Int) throws -> [StoredTimer] {
    if replay != nil, try nextTimer().map({ $0 > now }) ?? true { return [] }
    return try db.rows(
      "SELECT instance, name, at FROM timers WHERE at <= ? ORDER BY at, instance, name LIMIT ?",
      .date(now), .int(limit)
    ) { row in
      StoredTimer(instance: row.id(0), name: row.text(1), at: row.date(2))
    }
  }

  public func cursor(of community: ID<Community>) throws -> Cursor? {
    try db.first("SELECT cursor FROM cursors WHERE community = ?", .id(community), read: { Cursor($0.text(0)) })
  }

  public func setCursor(_ cursor: Cursor?, of community: ID<Community>) throws {
    guard let cursor else {
      try db.run("DELETE FROM cursors WHERE community = ?", .id(community))
      return
    }
    try db.run(
      "INSERT OR REPLACE INTO cursors (community, cursor) VALUES (?, ?)", .id(community), .text(cursor.raw))
  }
}
