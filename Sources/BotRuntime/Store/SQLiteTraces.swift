public import BotCore
public import FoundationEssentials

/// An event as the store holds it, with when it came and what became of it.
public struct StoredEvent: Sendable, Hashable {
  public let event: Event
  public let received: Date
  public let state: InboxState
  public let note: String
}

/// What the store holds about one event, message or delivery, for people who ask. These read through whole tables: for
/// commands, not for the engine.
extension SQLiteStore {
  /// Events with this id or key, and those about the message of this id or link; oldest first.
  public func events(about word: String, limit: Int) throws -> [StoredEvent] {
    try db.rows(
      """
      SELECT community, id, key, at, received, depth, kind, state, note, body, sequence FROM events
      WHERE id = ?1 OR key = ?1
        OR ?1 IN (json_extract(body, '$.message.id'), json_extract(body, '$.message.link'))
        OR (kind IN ('messageDeleted', 'reacted', 'unreacted', 'reported') AND json_extract(body, '$.message') = ?1)
      ORDER BY sequence LIMIT ?2
      """, .text(word), .int(limit), read: storedEvent)
  }

  /// The names of members and the words of messages that sentences about these actions, waits and messages need, as far as
  /// newer events and deliveries tell them.
  public func names(
    for actions: [Action], _ waits: [Waiting] = [], about subjects: [MessageRef] = [], in community: ID<Community>
  ) throws -> SentenceNames {
    var names = SentenceNames()
    if actions.contains(where: { $0.namesMember }) || waits.contains(where: { $0.wait.about?.isMember == true }) {
      names.members = try memberNames(of: community)
    }
    let named = actions.compactMap(\.subject) + waits.compactMap { $0.wait.about?.message } + subjects
    let messages = Set(named.map(\.id))
    if messages.isEmpty { return names }
    let own: [(ID<Message>, JSON)] = try db.rows(
      """
      SELECT remote, action FROM deliveries
      WHERE community = ?1 AND id > (SELECT coalesce(max(id), 0) FROM deliveries) - ?3
        AND remote IN (SELECT value FROM json_each(?2))
        AND json_extract(action, '$.kind') IN ('post', 'reply', 'direct') ORDER BY id
      """, .id(community), .words(messages.map(\.raw)), .int(Self.reach), read: { ($0.id(0), try $0.json(1)) })
    for (message, json) in own {
      guard let action = try? Action(json: json), let place = action.place, let text = action.text else { continue }
      names.note(SentenceNames.Said(text.plain, by: nil), as: message, in: place)
    }
    let said: [(ID<Message>, ID<Channel>, SentenceNames.Said)] = try db.rows(
      """
      SELECT json_extract(body, '$.message.id'), json_extract(body, '$.message.channel'),
        json_extract(body, '$.message.text'), json_extract(body, '$.message.author.name')
      FROM events WHERE community = ?1 AND sequence > (SELECT coalesce(max(sequence), 0) FROM events) - ?3
        AND kind IN ('messagePosted', 'messageEdited', 'command')
        AND json_extract(body, '$.message.id') IN (SELECT value FROM json_each(?2)) ORDER BY sequence
      """, .id(community), .words(messages.map(\.raw)), .int(Self.reach),
      read: { ($0.id(0), $0.id(1), SentenceNames.Said($0.text(2), by: $0.text(3))) })
    for (message, channel, words) in said { names.note(words, as: message, in: channel) }
    return names
  }

  /// The ids of messages, also of the bot's own, and the keys of what else happened, that have this short name; the newest
  /// first.
  public func words(shortName: String) throws -> [String] {
    let wanted = shortName.lowercased()
    var words: [String] = []
    let rows: [(String, String?, String?)] = try db.rows(
      """
      SELECT key, coalesce(json_extract(body, '$.message.id'),
          CASE WHEN kind IN ('messageDeleted', 'reacted', 'unreacted', 'reported')
            THEN json_extract(body, '$.message') END),
        coalesce(json_extract(body, '$.message.channel'), json_extract(body, '$.channel'))
      FROM events ORDER BY sequence DESC
      """, read: { ($0.text(0), $0.isNull(1) ? nil : $0.text(1), $0.isNull(2) ? nil : $0.text(2)) })
    for (key, message, channel) in rows {
      let word = message ?? key
      let name = message.map { ShortName.of(ID($0), in: ID(channel ?? "")) } ?? ShortName.of(key: key)
      if name == wanted, !words.contains(word) { words.append(word) }
    }
    for (message, channels) in try ownMessages() {
      let isMeant = channels.contains { ShortName.of(message, in: $0) == wanted }
      if isMeant, !words.contains(message.raw) { words.append(message.raw) }
    }
    return words
  }

  /// What the bot posted lately, with the channels that it may stand in. Where a conversation in private has an id of its
  /// own, that is not known.
  private func ownMessages() throws -> [(ID<Message>, [ID<Channel>])] {
    try db.rows(
      """
      SELECT remote, coalesce(json_extract(action, '$.in'), json_extract(action, '$.to.channel'), ''),
        CASE json_extract(action, '$.kind') WHEN 'direct' THEN json_extract(action, '$.to') END
      FROM deliveries WHERE id > (SELECT coalesce(max(id), 0) FROM deliveries) - ?
        AND remote IS NOT NULL AND json_extract(action, '$.kind') IN ('post', 'reply', 'direct', 'flag')
      ORDER BY id DESC
      """, .int(Self.reach)
    ) { row in
      if let member: ID<Member> = row.optionalID(2) { return (row.id(0), [ID(member.raw), ID("direct-\(member)")]) }
      let name = row.text(1)
      return (row.id(0), [ID(name), ID(name.first == "#" ? String(name.dropFirst()) : name)])
    }
  }

  /// What was decided on these events of a community, is about one of these messages or stands as one; oldest first.
  public func deliveries(
    on events: Set<ID<Event>>, about messages: Set<MessageRef>, in community: ID<Community>, limit: Int
  ) throws -> [Delivery] {
    try db.rows(
      """
      SELECT id FROM deliveries WHERE community = ?3 AND (event IN (SELECT value FROM json_each(?1))
        OR json_extract(action, '$.message.id') IN (SELECT value FROM json_each(?2))
        OR json_extract(action, '$.to.id') IN (SELECT value FROM json_each(?2))
        OR remote IN (SELECT value FROM json_each(?2)))
      ORDER BY id
      """, .words(events.map(\.raw)), .words(messages.map(\.id.raw)), .id(community), atMost: limit
    ) { row in
      try delivery(row.int(0)).flatMap { one in
        events.contains(one.event) || messages.contains { one.isAbout($0) } ? one : nil
      }
    }
  }

  /// What stands on the platform as a message of this id, oldest first.
  /// - Parameter places: the communities and channels to look at; empty: all.
  public func deliveries(
    standingAs message: ID<Message>, in places: [(community: ID<Community>, channel: ID<Channel>)] = [], limit: Int
  ) throws -> [Delivery] {
    try db.rows(
      "SELECT id FROM deliveries WHERE remote = ? ORDER BY id", .id(message), atMost: limit
    ) { row in
      try delivery(row.int(0)).flatMap { one in
        let isMeant = places.isEmpty || places.contains { $0.community == one.community && one.stands(in: $0.channel) }
        return isMeant && one.action.subject?.id != message ? one : nil
      }
    }
  }

  /// What the bot's own clock had plugins do for a member since a time, oldest first: what names them as those whom it is
  /// for, notifies them or goes to them.
  public func clockDeliveries(
    for member: ID<Member>, in community: ID<Community>, since: Date, limit: Int
  ) throws -> [Delivery] {
    let numbers = try db.rows(
      """
      SELECT id FROM deliveries WHERE community = ?1 AND created >= ?2 AND substr(event, 1, 4) = 'due/' AND (
        EXISTS (SELECT 1 FROM json_each(members) WHERE value = ?3)
        OR EXISTS (SELECT 1 FROM json_tree(action) WHERE key = 'mention' AND atom = ?3)
        OR json_extract(action, '$.kind') = 'direct' AND json_extract(action, '$.to') = ?3)
      ORDER BY id LIMIT ?4
      """, .id(community), .date(since), .id(member), .int(limit), read: { $0.int(0) })
    return try numbers.compactMap { try delivery($0) }
  }

  /// When members joined a community, up to a time; oldest first.
  public func joins(
    of members: [ID<Member>], in community: ID<Community>, until: Date, limit: Int
  ) throws -> [StoredEvent] {
    try db.rows(
      """
      SELECT community, id, key, at, received, depth, kind, state, note, body, sequence FROM events
      WHERE community = ?1 AND kind = 'memberJoined' AND received <= ?2
        AND json_extract(body, '$.member.id') IN (SELECT value FROM json_each(?3)) ORDER BY sequence LIMIT ?4
      """, .id(community), .date(until), .words(members.map(\.raw)), .int(limit), read: storedEvent)
  }

  /// Flags about a message, oldest first.
  public func flags(about message: ID<Message>, limit: Int) throws -> [StoredFlag] {
    let numbers = try db.rows(
      "SELECT id FROM flags WHERE json_extract(flag, '$.message.id') = ? ORDER BY id LIMIT ?", .id(message),
      .int(limit), read: { $0.int(0) })
    return try numbers.compactMap { try flag($0) }
  }

  /// What told the moderators of a flag, oldest first.
  public func deliveries(announcing flag: Int64, limit: Int) throws -> [Delivery] {
    let numbers = try db.rows(
      "SELECT id FROM deliveries WHERE json_extract(action, '$.named') = ? ORDER BY id LIMIT ?",
      .text(FlagName.of(flag)), .int(limit), read: { $0.int(0) })
    return try numbers.compactMap { try delivery($0) }
  }

  /// Turns on these events that failed or wait.
  public func turns(on events: Set<ID<Event>>) throws -> [DeferredTurn] {
    try db.rows(
      """
      SELECT instance, attempts, due, note, body FROM turns
      WHERE event IN (SELECT value FROM json_each(?)) ORDER BY rowid
      """, .words(events.map(\.raw)), read: turn)
  }

  private func storedEvent(_ row: SQLiteRow) throws -> StoredEvent {
    let kind = try reading("event \(row.int(10))") {
      guard let trigger = Trigger(rawValue: row.text(6)) else {
        throw JSONShapeError(unknown: row.text(6), of: "an event")
      }
      return try Event.Kind(trigger, fields: row.json(9))
    }
    guard let state = InboxState(rawValue: row.text(7)) else {
      return try reading("event \(row.int(10))") { throw JSONShapeError(unknown: row.text(7), of: "an event") }
    }
    let event = Event(
      id: row.id(1), key: row.text(2), community: row.id(0), at: row.date(3), depth: row.count(5), kind: kind)
    return StoredEvent(event: event, received: row.date(4), state: state, note: row.text(8))
  }
}

extension Delivery {
  /// Whether it stands in this channel, as far as is known: an edit does not tell.
  fileprivate func stands(in channel: ID<Channel>) -> Bool { action.place?.mayBe(channel) ?? true }

  fileprivate func isAbout(_ message: MessageRef) -> Bool {
    if let subject = action.subject, subject.id == message.id, subject.channel.mayBe(message.channel) { return true }
    return remote == message.id && stands(in: message.channel)
  }
}

extension Wait.Subject {
  fileprivate var isMember: Bool { if case .member = self { true } else { false } }
  fileprivate var message: MessageRef? { if case .message(let message) = self { message } else { nil } }
}
