import BotCore
import FoundationEssentials

/// How often phrases were said, in bounded memory: the "space saving" count of frequent items (Metwally, Agrawal, El
/// Abbadi, 2005), in sixteen parts. What messages say is collected first, so that most of them touch one small record.
///
/// A count may be too high by `error`, never too low; what was said more often than one in 2000 phrases is never lost.
struct PhraseTable {
  struct Entry: Hashable {
    let phrase: String
    var count: Int
    /// By so much the count may be too high.
    var error: Int
    /// A bit for each of 64 groups of members.
    var members: UInt64
  }

  private static let parts = 16
  private static let mostOfAPart = 128
  private static let mostBefore = 400
  private static let memory = Duration.days(40)
  private static let keyBefore = "phrases-before"
  private static let keyPending = "phrases-pending"
  /// Bytes of phrases that are collected before they are counted.
  private static let mostPending = 3000

  private(set) var entries: [Entry] = []
  /// Of the periods before, the most frequent ones.
  private(set) var before: [String: Int] = [:]
  /// What is not in `before` was said at most so often then.
  private(set) var leastBefore = 0

  private static func key(_ part: Int) -> String { "phrases/\(part)" }

  /// Counts the phrases of a message.
  static func add(_ phrases: [String], by member: ID<Member>, _ context: inout Context) throws {
    if phrases.isEmpty { return }
    var random = SeededRandom(seed: member.raw)
    let group = random.next() % 64
    var pending = try context.store.value(keyPending)?.string ?? ""
    for phrase in phrases { pending += "\(phrase)\t\(group)\n" }
    guard pending.utf8.count > mostPending else {
      return context.store.set(keyPending, .string(pending), expires: context.now + memory)
    }
    context.store.remove(keyPending)
    for (part, said) in Said.byPart(pending) {
      var entries = Self.entries(try context.store.value(key(part)))
      for one in said { add(one.phrase, one.member, to: &entries) }
      context.store.set(key(part), json(entries), expires: context.now + memory)
    }
  }

  /// A phrase of a message that is not counted yet, and the bit of its author's group.
  private struct Said {
    let phrase: String
    let member: UInt64

    static func byPart(_ pending: String) -> [(key: Int, value: [Said])] {
      let said = pending.utf8.split(separator: 0x0A).compactMap { line -> Said? in
        let fields = line.split(separator: 0x09).map { Substring($0) }
        guard fields.count == 2, let group = UInt64(fields[1]), group < 64 else { return nil }
        return Said(phrase: String(fields[0]), member: 1 << group)
      }
      return Dictionary(grouping: said) { Int(FNV($0.phrase.utf8).value % UInt64(parts)) }.sorted { $0.key < $1.key }
    }
  }

  static func add(_ phrase: String, _ bit: UInt64, to entries: inout [Entry]) {
    if let index = entries.firstIndex(where: { $0.phrase == phrase }) {
      entries[index].count += 1
      entries[index].members |= bit
    } else if entries.count < mostOfAPart {
      entries.append(Entry(phrase: phrase, count: 1, error: 0, members: bit))
    } else if let least = entries.indices.min(by: { entries[$0].count < entries[$1].count }) {
      let error = entries[least].count
      entries[least] = Entry(phrase: phrase, count: error + 1, error: error, members: bit)
    }
  }

  static func read(_ store: Draft) throws -> PhraseTable {
    var table = PhraseTable()
    let pending = Dictionary(uniqueKeysWithValues: Said.byPart(try store.value(keyPending)?.string ?? ""))
    for part in 0..<parts {
      var entries = Self.entries(try store.value(key(part)))
      for one in pending[part] ?? [] { add(one.phrase, one.member, to: &entries) }
      table.entries += entries
    }
    let before = try store.value(keyBefore)
    table.leastBefore = before?["least"]?.int ?? 0
    for entry in entries(before?["phrases"]) { table.before[entry.phrase] = entry.count }
    return table
  }

  /// The next period begins: what was counted becomes what was before. What was said in earlier periods fades, so that a
  /// phrase that everybody knows is not new after a week without it.
  func roll(_ context: inout Context) throws {
    var counts = before.mapValues { $0 * 3 / 4 }
    for entry in entries { counts[entry.phrase] = max(counts[entry.phrase] ?? 0, entry.count - entry.error) }
    let sure = counts.map { Entry(phrase: $0.key, count: $0.value, error: 0, members: 0) }
      .filter { $0.count > 1 }.sorted { ($0.count, $1.phrase) > ($1.count, $0.phrase) }
    let kept = Array(sure.prefix(Self.mostBefore))
    let least = sure.count > kept.count ? kept.last?.count ?? 0 : 0
    let expires = context.now + Self.memory
    context.store.set(Self.keyBefore, ["least": .int(least), "phrases": Self.json(kept)], expires: expires)
    for part in 0..<Self.parts { context.store.remove(Self.key(part)) }
    context.store.remove(Self.keyPending)
  }

  /// A phrase a line: a tree of values would be ten times as large.
  private static func json(_ entries: [Entry]) -> JSON {
    var text = ""
    for entry in entries {
      text += "\(entry.phrase)\t\(entry.count)\t\(entry.error)\t\(String(entry.members, radix: 36))\n"
    }
    return .string(text)
  }

  private static func entries(_ json: JSON?) -> [Entry] {
    (json?.string ?? "").utf8.split(separator: 0x0A).compactMap { line in
      let fields = line.split(separator: 0x09).map { Substring($0) }
      guard fields.count == 4, let count = Int(fields[1]), let error = Int(fields[2]),
        let members = UInt64(fields[3], radix: 36)
      else { return nil }
      return Entry(phrase: String(fields[0]), count: count, error: error, members: members)
    }
  }
}

extension PhraseTable {
  struct Emerging: Hashable {
    let phrase: String
    let count: Int
    let before: Int
  }

  private static let leastMembers = 3
  private static let leastGrowth = 3.0
  private static let leastDeviations = 3.0
  /// What was not counted before may have been said once.
  private static let unseen = 0.5

  /// What comes up far more than before: by three members or more, three times as often, and three standard deviations
  /// above what was to be expected.
  ///
  /// - Parameter growth: messages read now for one that was read before.
  func emerging(_ minimum: Int, growth: Double, most: Int = 8) -> [Emerging] {
    let found = entries.compactMap { entry -> (Emerging, Double)? in
      let sure = entry.count - entry.error
      guard sure >= minimum, entry.members.nonzeroBitCount >= Self.leastMembers else { return nil }
      let before = max(Double(before[entry.phrase] ?? leastBefore), Self.unseen)
      let expected = before * growth
      let deviations = (Double(sure) - expected) / max(expected, 1).squareRoot()
      guard Double(sure) >= Self.leastGrowth * max(expected, 1), deviations >= Self.leastDeviations else { return nil }
      return (Emerging(phrase: entry.phrase, count: sure, before: self.before[entry.phrase] ?? 0), deviations)
    }
    return found.sorted { ($0.1, $1.0.phrase) > ($1.1, $0.0.phrase) }.prefix(most).map(\.0)
  }
}
