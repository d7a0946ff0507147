public import BotCore
public import FoundationEssentials

/// What the erasure of a member removed and changed, by class of data.
public struct Erasure: Sendable, Hashable {
  public let community: ID<Community>
  /// Rows that are gone.
  public internal(set) var removed: [String: Int] = [:]
  /// Rows that stay without what told of the member.
  public internal(set) var changed: [String: Int] = [:]

  public var isEmpty: Bool { removed.isEmpty && changed.isEmpty }

  mutating func remove(_ what: String, _ count: Int = 1) {
    if count > 0 { removed[what, default: 0] += count }
  }

  mutating func change(_ what: String) { changed[what, default: 0] += 1 }
}

extension SQLiteStore {
  /// Removes all that the store holds of a member and remembers by a hash that they were erased: what the platform delivers
  /// again of the time before is not taken in any more. A running bot sees it at its next step. What was still to be sent
  /// to or about the member is not sent. To be used within a transaction; `forgetCopies` is to follow when it has ended.
  /// - Parameter names: under which the member is known, beside those that the store finds by itself.
  public func eraseRows(
    of member: ID<Member>, in community: ID<Community>, names: Set<String> = [], now: Date
  ) throws -> Erasure {
    try settleRecords()
    let found = try MemberFindings(member, names, in: community, self)
    var erasure = Erasure(community: community)
    try eraseEvents(found, &erasure)
    try eraseRecords(found, &erasure)
    try eraseDeliveries(found, &erasure, now: now)
    try eraseAddressee(member, in: community)
    try eraseFlags(found, &erasure, now: now)
    try eraseSuggestions(found, &erasure, now: now)
    for row in found.reasons { try db.run("DELETE FROM reasons WHERE id = ?", .int(row.number)) }
    erasure.remove("reasons", found.reasons.count)
    let hash = try hash(of: member, in: community)
    for rows in HashedRows.all { erasure.remove(rows.table, try rows.erase(self, member, community)) }
    try eraseMarks(found, in: community, &erasure)
    try db.run(
      "INSERT OR REPLACE INTO erased (community, member, at) VALUES (?, ?, ?)", .id(community), .text(hash),
      .date(now))
    if !erasure.isEmpty { try setMeta(Self.copies, "to be forgotten") }
    return erasure
  }

  /// What the store notes of an erasure until `forgetCopies` has come to its end.
  private static let copies = "copies"

  /// After an erasure: empties the log, which still holds the old pages, and builds the file anew. SQLite clears what is
  /// deleted, but not the copies that stay behind in a page when rows move to another. It takes twice as much free space
  /// as the file has, in its folder, and nobody can write meanwhile: some six seconds for a gigabyte.
  /// - Returns: what may have stayed, and what to do, for whoever erased; `nil` where all is gone. The next call makes up
  ///   for it.
  public func forgetCopies() -> String? {
    do {
      guard try meta(Self.copies) != nil else { return nil }
      // What stands in the file itself goes first, as building it anew may fail.
      guard try emptyLog() else { return Self.isRead }
      let db = try db
      // The file that is being built must not stand in memory.
      try db.execute("PRAGMA temp_store = FILE")
      defer { try? db.execute("PRAGMA temp_store = MEMORY") }
      try db.execute("VACUUM")
      guard try emptyLog() else { return Self.isRead }
      try setMeta(Self.copies, nil)
      return nil
    } catch {
      return "copies of what was erased may stay in the file: \(error). Then erase once more"
    }
  }

  private static let isRead =
    "what was erased may still stand in the file, as something else is at work on it: "
    + "wait until a backup or another command has ended, then erase once more"

  /// - Returns: whether it is empty; it is not where somebody reads what it holds.
  private func emptyLog() throws -> Bool {
    try db.first("PRAGMA wal_checkpoint(TRUNCATE)", read: { $0.int(0) }) == 0
  }

  /// When the member was erased last.
  public func erased(_ member: ID<Member>, in community: ID<Community>) throws -> Date? {
    let db = try db
    guard try db.first("SELECT 1 FROM erased LIMIT 1", read: { _ in true }) != nil else { return nil }
    return try db.first(
      "SELECT at FROM erased WHERE community = ? AND member = ?", .id(community),
      .text(try hash(of: member, in: community)), read: { $0.date(0) })
  }

  /// Whether an event tells of somebody from before they were erased. Who is found in a list of members was a member
  /// before, and is not met anew.
  func tellsOfErased(_ event: Event) throws -> Bool {
    guard let actor = event.actor, let date = try erased(actor.id, in: event.community) else { return false }
    if case .memberJoined(_, _, .snapshot) = event.kind { return true }
    return event.at <= date
  }

  private static let gone = Event.Kind.other(name: "erased", detail: "")

  /// A row stays for each event, as the numbers of rows must only grow.
  private func eraseEvents(_ found: MemberFindings, _ erasure: inout Erasure) throws {
    for row in found.events {
      if row.isOwn(of: found.member) {
        try db.run(
          """
          UPDATE events SET id = 'erased/' || sequence, key = 'erased/' || sequence, kind = ?, body = ?, note = '',
            state = CASE state WHEN 'pending' THEN 'done' ELSE state END WHERE sequence = ?
          """, .text(Trigger.other.rawValue), .json(Self.gone.fields), .int(row.number))
        erasure.remove("events")
      } else {
        try db.run(
          "UPDATE events SET id = ?, key = ?, body = ?, note = ? WHERE sequence = ?",
          .text(found.traces.scrubbed(row.event.raw)), .text(found.traces.scrubbed(row.key)),
          .json(found.traces.scrubbed(row.body)), .text(found.traces.scrubbed(row.note)), .int(row.number))
        erasure.change("events")
      }
    }
    for row in found.turns {
      if row.isOwn(of: found.member) {
        try db.run("DELETE FROM turns WHERE rowid = ?", .int(row.number))
        erasure.remove("waiting turns")
      } else {
        try db.run(
          "UPDATE OR REPLACE turns SET event = ?, body = ?, note = ? WHERE rowid = ?",
          .text(found.traces.scrubbed(row.key)), .json(found.traces.scrubbed(row.body)),
          .text(found.traces.scrubbed(row.note)), .int(row.number))
        erasure.change("waiting turns")
      }
    }
  }

  private func eraseRecords(_ found: MemberFindings, _ erasure: inout Erasure) throws {
    for row in found.records {
      let kept: Record?
      if row.member == found.member {
        kept = nil
        erasure.remove("records")
      } else {
        kept = try record(row.key, of: row.instance)
        erasure.change("records")
      }
      try write(nil, row.key, of: row.instance)
      guard var record = kept else { continue }
      record.value = found.scrubbed(row, record.value)
      let key = found.traces.byID.scrubbed(row.key)
      if try self.record(key, of: row.instance) == nil { try write(record, key, of: row.instance) }
    }
  }

  private func eraseDeliveries(_ found: MemberFindings, _ erasure: inout Erasure, now: Date) throws {
    for row in found.deliveries {
      try db.run(
        """
        UPDATE deliveries SET event = ?, ordering = ?, action = ?, note = ? WHERE id = ?
        """, .text(found.traces.scrubbed(row.event.raw)), .text(found.traces.scrubbed(row.key)),
        .json(found.erased(row.body)), .text(found.traces.scrubbed(row.note)), .int(row.number))
      try lapse(row.number, now: now)
      try db.run("UPDATE suggestions SET why = '' WHERE delivery = ?", .int(row.number))
      erasure.change("deliveries")
      // Others may have used the same words.
      guard found.tells(row) else { continue }
      let stopped = try db.run(
        """
        UPDATE deliveries SET state = 'dead', note = 'the member was erased', updated = ?
        WHERE id = ? AND state IN ('queued', 'retrying', 'held', 'unknown')
        """, .date(now), .int(row.number))
      erasure.remove("messages that were still to be sent", stopped)
    }
  }

  /// What is for others as well goes out, and does not tell that it was for the member.
  private func eraseAddressee(_ member: ID<Member>, in community: ID<Community>) throws {
    try db.run(
      """
      UPDATE deliveries SET members = (SELECT json_group_array(value) FROM json_each(members) WHERE value <> ?1)
      WHERE community = ?2 AND EXISTS (SELECT 1 FROM json_each(members) WHERE value = ?1)
      """, .id(member), .id(community))
  }

  /// What is suggested of the member, or by their words, is not done any more, and its announcement says so.
  private func lapse(_ delivery: Int64, now: Date) throws {
    guard var suggestion = try suggestion(delivery), suggestion.state == .open else { return }
    suggestion.state = .lapsed
    try update(suggestion)
    try tellAnew(suggestion, at: now)
  }

  private func eraseSuggestions(_ found: MemberFindings, _ erasure: inout Erasure, now: Date) throws {
    for row in found.suggestions {
      if found.traces.isIn(row.key) {
        try lapse(row.number, now: now)
        try db.run("UPDATE suggestions SET why = '' WHERE delivery = ?", .int(row.number))
      }
      try db.run(
        "UPDATE suggestions SET person = ? WHERE delivery = ?", .text(found.traces.scrubbed(row.note)),
        .int(row.number))
      erasure.change("suggestions")
    }
  }

  private func eraseFlags(_ found: MemberFindings, _ erasure: inout Erasure, now: Date) throws {
    for row in found.flags {
      var flag = found.traces.scrubbed(row.body)
      if row.isFlag(about: found.member), var object = flag.object {
        (object["member"], object["message"], object["link"]) = (nil, nil, nil)
        object["text"] = .string(MemberFindings.erasedText)
        flag = .object(object)
      }
      let name = row.key.isEmpty ? nil : found.traces.scrubbed(row.key)
      try db.run(
        "UPDATE flags SET flag = ?, name = ?, person = ? WHERE id = ?", .json(flag), .text(name),
        .text(found.traces.scrubbed(row.note)), .int(row.number))
      erasure.change("flags")
    }
  }

  private func eraseMarks(
    _ found: MemberFindings, in community: ID<Community>, _ erasure: inout Erasure
  ) throws {
    for row in found.names.posts {
      try db.run("DELETE FROM posted WHERE instance = ? AND name = ?", .id(row.instance), .text(row.key))
    }
    erasure.remove("names of posts", found.names.posts.count)
    for row in found.names.timers { try setTimer(row.key, of: row.instance, at: nil) }
    erasure.remove("timers", found.names.timers.count)
    for token in found.marks.seen {
      try db.run("DELETE FROM seen WHERE community = ? AND token = ?", .id(community), .text(token))
    }
    erasure.remove("marks of deliveries", found.marks.seen.count)
    for row in found.marks.counters { try db.run("DELETE FROM counters WHERE name = ?", .text(row.key)) }
    for row in found.marks.pauses {
      try db.run("DELETE FROM pauses WHERE name = ?", .text(row.key))
      if !found.traces.isIn(row.key) { try setPause(row.key, until: row.at, note: found.traces.scrubbed(row.note)) }
    }
    for word in found.marks.words { try rename(word, to: found.traces.scrubbed(word)) }
    // Holds the last mark that was looked at.
    try setMeta("prune.seen", nil)
  }

  /// A place of facts that was called after the member. There may be one of the new name from an earlier erasure.
  private func rename(_ word: String, to other: String) throws {
    try db.run(
      """
      INSERT INTO fact_words (word, used) SELECT ?1, used FROM fact_words WHERE word = ?2
      ON CONFLICT (word) DO UPDATE SET used = max(used, excluded.used)
      """, .text(other), .text(word))
    try db.run(
      """
      UPDATE facts SET place = (SELECT id FROM fact_words WHERE word = ?1)
      WHERE place = (SELECT id FROM fact_words WHERE word = ?2)
      """, .text(other), .text(word))
    try db.run("DELETE FROM fact_words WHERE word = ?", .text(word))
    factWords = [:]
  }
}

// MARK: What stays

extension MemberFindings {
  fileprivate static let erasedText = "What this was about was erased with the member."

  /// A record of somebody else, or of nobody.
  fileprivate func scrubbed(_ row: MemberRow, _ value: JSON) -> JSON {
    holdsID(row.key) ? traces.scrubbed(value) : traces.scrubbed(ofOthers: value)
  }

  /// An action. Of what went to the member alone, or tells the moderators of them alone, nothing stays.
  fileprivate func erased(_ action: JSON) -> JSON {
    let scrubbed = traces.scrubbed(action)
    guard var object = scrubbed.object, object["text"] != nil, isAllOfMember(action) else { return scrubbed }
    object["text"] = .string(Self.erasedText)
    return .object(object)
  }

  /// Whether a delivery is to or about the member, and does not only hold words that they have used as well.
  fileprivate func tells(_ row: MemberRow) -> Bool {
    isAllOfMember(row.body) || traces.byWords.isIn(row.body)
      || [row.key, row.event.raw, row.note].contains(where: traces.byWords.isIn)
  }

  private func isAllOfMember(_ action: JSON) -> Bool {
    action["kind"]?.string == "direct" && action["to"]?.string == member.raw || action.announces(ownFlags)
  }
}

extension MemberRow {
  func isFlag(about member: ID<Member>) -> Bool { body["member"]?.string == member.raw }
}

extension JSON {
  /// Of an action: whether it, or a part of it, tells the moderators of one of these flags.
  func announces(_ flags: Set<Int64>) -> Bool {
    self["named"]?.string.flatMap(FlagName.flag(of:)).map(flags.contains) == true
  }
}
