public import BotCore
public import FoundationEssentials

extension SQLiteStore {
  public func enqueue(_ delivery: Delivery) throws -> Int64? {
    let db = try db
    let added = try db.run(
      """
      INSERT INTO deliveries (key, community, instance, event, depth, lane, ordering, action, state, attempts, due,
        created, first_try, updated, remote, note, config, members)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING
      """,
      .text(delivery.key), .id(delivery.community), .id(delivery.instance), .id(delivery.event), .int(delivery.depth),
      .int(delivery.lane.rawValue), .text(delivery.order), .json(delivery.action.json), .text(delivery.state.rawValue),
      .int(delivery.attempts), .date(delivery.due), .date(delivery.created), .date(delivery.firstTry),
      .date(delivery.updated), .text(delivery.remote?.raw), .text(delivery.note), .text(delivery.config),
      .words(delivery.members.map(\.raw)))
    return added == 1 ? db.lastRow : nil
  }

  public func update(_ delivery: Delivery) throws {
    try db.run(
      """
      UPDATE deliveries SET state = ?, attempts = ?, due = ?, first_try = ?, updated = ?, remote = ?, note = ?
      WHERE id = ?
      """,
      .text(delivery.state.rawValue), .int(delivery.attempts), .date(delivery.due), .date(delivery.firstTry),
      .date(delivery.updated), .text(delivery.remote?.raw), .text(delivery.note), .int(delivery.id))
  }

  public func setAction(_ action: Action, ofDelivery id: Int64) throws {
    try db.run("UPDATE deliveries SET action = ? WHERE id = ?", .json(action.json), .int(id))
  }

  public func delivery(_ id: Int64) throws -> Delivery? {
    try db.first(
      """
      SELECT id, key, community, instance, event, depth, lane, ordering, action, state, attempts, due, created,
        first_try, updated, remote, note, config, members FROM deliveries WHERE id = ?
      """, .int(id), read: delivery)
  }

  public func delivery(key: String) throws -> Delivery? {
    try db.first(
      """
      SELECT id, key, community, instance, event, depth, lane, ordering, action, state, attempts, due, created,
        first_try, updated, remote, note, config, members FROM deliveries WHERE key = ?
      """, .text(key), read: delivery)
  }

  public func deliveries(in states: Set<Delivery.State>, after: Int64, limit: Int) throws -> [Delivery] {
    let words = SQLiteValue.words(states.map(\.rawValue))
    guard states.contains(.sent) else {
      return try db.rows(
        """
        SELECT id, key, community, instance, event, depth, lane, ordering, action, state, attempts, due, created,
          first_try, updated, remote, note, config, members FROM deliveries INDEXED BY deliveries_unsent
        WHERE id > ? AND state <> 'sent' AND state IN (SELECT value FROM json_each(?)) ORDER BY id LIMIT ?
        """, .int(after), words, .int(limit), read: delivery)
    }
    return try db.rows(
      """
      SELECT id, key, community, instance, event, depth, lane, ordering, action, state, attempts, due, created,
        first_try, updated, remote, note, config, members FROM deliveries
      WHERE id > ? AND state IN (SELECT value FROM json_each(?)) ORDER BY id LIMIT ?
      """, .int(after), words, .int(limit), read: delivery)
  }

  public func lostDeliveries(of instance: ID<Instance>, limit: Int) throws -> [Delivery] {
    try db.rows(
      """
      SELECT id, key, community, instance, event, depth, lane, ordering, action, state, attempts, due, created,
        first_try, updated, remote, note, config, members FROM deliveries INDEXED BY deliveries_unsent
      WHERE state <> 'sent' AND state IN ('failed', 'dead') AND instance = ? ORDER BY id DESC LIMIT ?
      """, .id(instance), .int(limit), read: delivery)
  }

  public func posted(named name: String, by instance: ID<Instance>) throws -> MessageRef? {
    try db.first(
      "SELECT message, channel, thread FROM posted WHERE instance = ? AND name = ?", .id(instance), .text(name)
    ) { row in
      MessageRef(row.id(0), in: row.id(1), thread: row.optionalID(2))
    }
  }

  public func names(ofPost message: ID<Message>, in community: ID<Community>) throws -> [(
    instance: ID<Instance>, name: String
  )] {
    try db.rows(
      "SELECT instance, name FROM posted WHERE message = ?", .id(message), read: { ($0.id(0), $0.text(1)) }
    ).filter { (instance: ID<Instance>, _) in instance.raw.hasPrefix("\(community)/") }
  }

  public func setPosted(_ message: MessageRef, named name: String, by instance: ID<Instance>, now: Date) throws {
    try db.run(
      "INSERT OR REPLACE INTO posted (instance, name, message, channel, thread, at) VALUES (?, ?, ?, ?, ?, ?)",
      .id(instance), .text(name), .id(message.id), .id(message.channel), .text(message.thread?.raw), .date(now))
  }

  public func forgetPosted(startingWith prefix: String, by instance: ID<Instance>) throws {
    try db.run(
      "DELETE FROM posted WHERE instance = ? AND name >= ? AND name < ?", .id(instance), .text(prefix),
      .text(prefix + "\u{10FFFF}"))
  }

  func delivery(_ row: SQLiteRow) throws -> Delivery {
    let id = row.int(0)
    let action = try reading("delivery \(id)") { try Action(json: row.json(8)) }
    guard let lane = Delivery.Lane(rawValue: row.count(6)), let state = Delivery.State(rawValue: row.text(9)) else {
      return try reading("delivery \(id)") { throw JSONShapeError(unknown: row.text(9), of: "a delivery") }
    }
    var delivery = Delivery(
      key: row.text(1), community: row.id(2), instance: row.id(3), event: row.id(4), depth: row.count(5), lane: lane,
      order: row.text(7), action: action, state: state, now: row.date(12), config: row.text(17))
    delivery.id = id
    delivery.attempts = row.count(10)
    delivery.due = row.date(11)
    delivery.firstTry = row.optionalDate(13)
    delivery.updated = row.date(14)
    delivery.remote = row.optionalID(15)
    delivery.note = row.text(16)
    if row.text(18) != "[]" {
      delivery.members = try reading("delivery \(id)") {
        try row.json(18).array?.compactMap(\.string).map { ID($0) } ?? []
      }
    }
    return delivery
  }
}
