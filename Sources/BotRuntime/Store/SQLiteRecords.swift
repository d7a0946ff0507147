public import BotCore

/// Whatever else in this process reads the table of the records calls `flushRecords` first; what changes it
/// calls `settleRecords`, or has the cache forget the rows that it changed.
extension SQLiteStore {
  public func record(_ key: String, of instance: ID<Instance>) throws -> Record? {
    guard usesCache else { return try read(key, of: instance) }
    let name = RecordCache.Key(instance: instance, key: key)
    if let known = cache.find(name) { return known }
    let record = try read(key, of: instance)
    cache.keep(record, name)
    try makeRoom()
    return record
  }

  public func records(
    startingWith prefix: String, limit: Int, of instance: ID<Instance>
  ) throws -> [(String, Record)] {
    try flushRecords(of: instance)
    // U+10FFFF is no character and sorts after all of them.
    return try db.rows(
      """
      SELECT key, value, member, expires FROM records WHERE instance = ?1 AND key >= ?2 AND key < ?2 || ?3
      ORDER BY key LIMIT ?4
      """, .id(instance), .text(prefix), .text("\u{10FFFF}"), .int(limit)
    ) { row in
      let key = row.text(0)
      return (key, try record(row, from: 1, key, instance))
    }
  }

  public func write(_ record: Record?, _ key: String, of instance: ID<Instance>) throws {
    let name = RecordCache.Key(instance: instance, key: key)
    guard usesCache else {
      cache.forget(name)
      return try put(record, key, of: instance)
    }
    cache.write(record, name)
    try makeRoom()
  }

  /// Writes all that is only in memory to the file, and reads from there from now on.
  public func settleRecords() throws {
    try flushRecords()
    cache.forget()
  }

  /// - Parameter instance: `nil`: of all.
  func flushRecords(of instance: ID<Instance>? = nil) throws {
    try cache.flush(of: instance) { record, key in try put(record, key.key, of: key.instance) }
  }

  private func makeRoom() throws {
    guard cache.isFull else { return }
    try flushRecords()
    cache.age()
  }

  private func read(_ key: String, of instance: ID<Instance>) throws -> Record? {
    try db.first(
      "SELECT value, member, expires FROM records WHERE instance = ? AND key = ?", .id(instance), .text(key)
    ) { row in
      try record(row, from: 0, key, instance)
    }
  }

  private func put(_ record: Record?, _ key: String, of instance: ID<Instance>) throws {
    guard let record else {
      try db.run("DELETE FROM records WHERE instance = ? AND key = ?", .id(instance), .text(key))
      return
    }
    try db.run(
      "INSERT OR REPLACE INTO records (instance, key, value, member, expires) VALUES (?, ?, ?, ?, ?)",
      .id(instance), .text(key), .json(record.value), .text(record.member?.raw), .date(record.expires))
  }

  private func record(
    _ row: SQLiteRow, from column: Int32, _ key: String, _ instance: ID<Instance>
  ) throws -> Record {
    let value = try reading("the record \(key) of \(instance)") { try row.json(column) }
    return Record(value, of: row.optionalID(column + 1), expires: row.optionalDate(column + 2))
  }
}
