public import BotCore
public import FoundationEssentials

// A row of facts is some 50 bytes: communities, channels and names are numbers of `fact_words`, members and messages
// keyed hashes. There is no index: rows come at the end, and a report reads through all of them.
extension SQLiteStore {
  private static let keyName = "facts.key"

  public func keep(_ fact: Fact, of community: ID<Community>) throws {
    try db.run(
      """
      INSERT INTO facts (community, at, kind, member, place, message, root, value, traits)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      .int(try number(of: community.raw, at: fact.at)), .int(fact.at), .int(fact.kind.rawValue), .bits(fact.member),
      fact.place.isEmpty ? .int(0) : .int(try number(of: fact.place, at: fact.at)), .bits(fact.message),
      .bits(fact.root),
      .int(fact.value), .int(fact.traits.rawValue))
  }

  public func facts(of community: ID<Community>, from: Date, through: Date) throws -> [Fact] {
    let db = try db
    let words = try db.rows("SELECT id, word FROM fact_words", read: { ($0.int(0), $0.text(1)) })
    let names = Dictionary(uniqueKeysWithValues: words)
    guard let number = words.first(where: { $0.1 == community.raw })?.0 else { return [] }
    return try db.rows(
      """
      SELECT at, kind, member, place, message, root, value, traits FROM facts
      WHERE community = ? AND at BETWEEN ? AND ?
      """, .int(number), .date(from), .date(through)
    ) { row in
      // What a newer version wrote and this one does not know is left out.
      Fact.Kind(rawValue: row.count(1)).map { kind in
        Fact(
          kind, at: row.int(0), member: row.bits(2), place: names[row.int(3)] ?? "", message: row.bits(4),
          root: row.bits(5), value: row.count(6), traits: Fact.Traits(rawValue: row.count(7)))
      }
    }.compactMap(\.self)
  }

  public func eraseFacts(of member: ID<Member>, in community: ID<Community>) throws -> Int {
    guard let maker = try factMaker() else { return 0 }
    return try db.run(
      """
      DELETE FROM facts WHERE member = ? AND community = (SELECT id FROM fact_words WHERE word = ?)
      """, .bits(maker.hash(member)), .id(community))
  }

  public func pruneFacts(now: Date, keep: Duration, limit: Int) throws -> Int {
    let db = try db
    // Those that came first lie in front.
    return try transaction {
      let facts = try db.run(
        "DELETE FROM facts WHERE id IN (SELECT id FROM (SELECT id, at FROM facts ORDER BY id LIMIT ?2) WHERE at < ?1)",
        .date(now - keep), .int(limit))
      if facts < limit { try pruneWord(db, now - keep - Self.wordsKeptLonger) }
      return facts
    }
  }

  /// One at a time: to know that no fact stands under it, all of them are looked through. A number that is given again
  /// while facts have it would put them into another channel.
  private func pruneWord(_ db: SQLiteConnection, _ oldest: Date) throws {
    let words = try db.run(
      """
      DELETE FROM fact_words WHERE id = (SELECT id FROM fact_words WHERE used < ? ORDER BY used LIMIT 1)
        AND NOT EXISTS (SELECT 1 FROM facts WHERE place = fact_words.id OR community = fact_words.id)
      """, .date(oldest))
    if words > 0 { factWords = [:] }
  }

  public func factMaker() throws -> FactMaker? {
    // Nobody reads the facts of a replay.
    if replay != nil { return nil }
    if let known = factKey { return FactMaker(known) }
    let halves = try meta(Self.keyName)?.split(separator: " ").compactMap { UInt64($0, radix: 16) } ?? []
    guard halves.count == 2 else { return nil }
    let key = SipHash(halves[0], halves[1])
    factKey = key
    return FactMaker(key)
  }

  public func makeFactKey() throws {
    guard try factMaker() == nil else { return }
    let (low, high) = Entropy.words()
    try setMeta(Self.keyName, String(low, radix: 16) + " " + String(high, radix: 16))
  }

  /// Facts may go a little later than their time.
  private static let wordsKeptLonger = Duration.days(30)
  private static let day: Int64 = 86_400_000

  /// - Parameter time: of the fact. That the word is in use is written once a day.
  private func number(of word: String, at time: Int64) throws -> Int64 {
    if let known = factWords[word], time / Self.day <= known.day { return known.number }
    let db = try db
    try db.run(
      """
      INSERT INTO fact_words (word, used) VALUES (?1, ?2) ON CONFLICT (word) DO UPDATE SET used = max(used, ?2)
      """, .text(word), .int(time))
    let number = try db.first("SELECT id FROM fact_words WHERE word = ?", .text(word), read: { $0.int(0) }) ?? 0
    factWords[word] = (number, time / Self.day)
    return number
  }
}

extension SQLiteValue {
  fileprivate static func bits(_ value: UInt64?) -> SQLiteValue { value.map { .int(Int64(bitPattern: $0)) } ?? .null }
}

extension SQLiteRow {
  fileprivate func bits(_ column: Int32) -> UInt64? { isNull(column) ? nil : UInt64(bitPattern: int(column)) }
}
