public import BotCore
public import FoundationEssentials

extension SQLiteStore {
  public func admit(_ event: Event, state: InboxState, now: Date) throws -> Int64? {
    if replay != nil, state == .done { return replay?.admit(event, now: now) }
    let db = try db
    guard try !tellsOfErased(event) else { return nil }
    let fresh = try db.run(
      "INSERT OR IGNORE INTO seen (community, token, at) VALUES (?1, 'id ' || ?2, ?4), (?1, 'key ' || ?3, ?4)",
      .id(event.community), .id(event.id), .text(event.key), .date(now))
    guard fresh == 2 else { return nil }
    try db.run(
      """
      INSERT INTO events (community, id, key, at, received, depth, kind, state, attempts, note, body)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, '', ?)
      """,
      .id(event.community), .id(event.id), .text(event.key), .date(event.at), .date(now), .int(event.depth),
      .text(event.trigger.rawValue), .text(state.rawValue), .json(event.kind.fields))
    return db.lastRow
  }

  /// Takes in what works once, whichever process is asked, also after a restart. Known for as long as events are.
  /// - Returns: whether it was not used before.
  public func useUp(_ word: String, now: Date) throws -> Bool {
    try db.run(
      "INSERT OR IGNORE INTO seen (community, token, at) VALUES ('', 'once ' || ?1, ?2)", .text(word), .date(now)) == 1
  }

  public func setState(_ state: InboxState, attempts: Int, note: String, ofEvent sequence: Int64) throws {
    try db.run(
      "UPDATE events SET state = ?, attempts = ?, note = ? WHERE sequence = ?",
      .text(state.rawValue), .int(attempts), .text(note), .int(sequence))
  }

  public func events(in state: InboxState, limit: Int) throws -> [InboxRow] {
    switch state {
    case .done:
      try db.rows(
        """
        SELECT sequence, community, id, key, at, depth, kind, attempts, note, body FROM events
        WHERE state = 'done' ORDER BY sequence LIMIT ?
        """, .int(limit), read: inboxRow)
    case .pending:
      try pendingEvents(limit)
    case .parked:
      try db.rows(
        """
        SELECT sequence, community, id, key, at, depth, kind, attempts, note, body FROM events
        INDEXED BY events_open WHERE state = 'parked' AND state <> 'done' ORDER BY sequence LIMIT ?
        """, .int(limit), read: inboxRow)
    }
  }

  public func events(_ ids: Set<ID<Event>>) throws -> [Event] {
    try db.rows(
      """
      SELECT sequence, community, id, key, at, depth, kind, attempts, note, body FROM events
      WHERE id IN (SELECT value FROM json_each(?)) ORDER BY sequence
      """, SQLiteValue.words(ids.map(\.raw)), read: inboxRow
    ).map(\.event)
  }

  /// One look through the newest events, as for `scenes`.
  public func message(_ message: MessageRef, in community: ID<Community>) throws -> Message? {
    try db.rows(
      """
      SELECT sequence, community, id, key, at, depth, kind, attempts, note, body FROM events
      WHERE sequence > (SELECT coalesce(max(sequence), 0) FROM events) - ?3 AND key = ?2 AND community = ?1
      """, .id(community), .text(Event.postedKey(message.id, in: message.channel)), .int(Self.reach), read: inboxRow
    ).first?.event.message
  }

  private func pendingEvents(_ limit: Int) throws -> [InboxRow] {
    let db = try db
    let rows = try db.rows(
      """
      SELECT sequence, community, id, key, at, depth, kind, attempts, note, body FROM events
      INDEXED BY events_open WHERE state = 'pending' AND state <> 'done' ORDER BY sequence LIMIT ?
      """, .int(limit), read: { row in (row.int(0), Result { try inboxRow(row) }) })
    let events = try readable(rows) { number, reason in
      try db.run("UPDATE events SET state = 'parked', note = ? WHERE sequence = ?", .text(reason), .int(number))
    }
    // Fewer than the limit says that there are no more.
    return events.count == rows.count ? events : try pendingEvents(limit)
  }

  func inboxRow(_ row: SQLiteRow) throws -> InboxRow {
    let sequence = row.int(0)
    let kind = try reading("event \(sequence)") {
      let name = row.text(6)
      guard let trigger = Trigger(rawValue: name) else {
        throw JSONShapeError(unknown: name, of: "an event")
      }
      return try Event.Kind(trigger, fields: row.json(9))
    }
    let event = Event(
      id: row.id(2), key: row.text(3), community: row.id(1), at: row.date(4), depth: row.count(5), kind: kind)
    return InboxRow(sequence: sequence, event: event, attempts: row.count(7), note: row.text(8))
  }
}
