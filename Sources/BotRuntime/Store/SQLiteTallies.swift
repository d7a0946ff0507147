extension SQLiteStore {
  public func tallies() throws -> [String: Int] {
    let db = try db
    try flushRecords()
    var tallies: [String: Int] = [:]
    func read(_ rows: [(String, Int)]) { for (name, count) in rows { tallies[name] = count } }
    // Counting all rows reads a table's leaves or its smallest index, never the bodies.
    read(
      try db.rows(
        """
        SELECT 'events.' || state, count(*) FROM events WHERE state <> 'done' GROUP BY state
        UNION ALL SELECT 'events.done',
          (SELECT count(*) FROM events) - (SELECT count(*) FROM events WHERE state <> 'done')
        UNION ALL SELECT 'deliveries.' || state, count(*) FROM deliveries WHERE state <> 'sent' GROUP BY state
        UNION ALL SELECT 'deliveries.sent',
          (SELECT count(*) FROM deliveries) - (SELECT count(*) FROM deliveries WHERE state <> 'sent')
        UNION ALL SELECT 'flags.' || state, count(*) FROM flags GROUP BY state
        UNION ALL SELECT 'turns.waiting', count(*) FROM turns WHERE due IS NOT NULL
        UNION ALL SELECT 'turns.parked', count(*) FROM turns WHERE due IS NULL
        UNION ALL SELECT 'seen', count(*) FROM seen
        UNION ALL SELECT 'records', count(*) FROM records
        UNION ALL SELECT 'timers', count(*) FROM timers
        UNION ALL SELECT 'counters', count(*) FROM counters
        UNION ALL SELECT 'facts', count(*) FROM facts
        UNION ALL SELECT 'reasons', count(*) FROM reasons
        UNION ALL SELECT 'measures', count(*) FROM measures
        """, read: { ($0.text(0), $0.count(1)) }))
    return tallies.filter { $0.value > 0 }
  }
}
