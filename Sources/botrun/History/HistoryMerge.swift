import BotCore
import FoundationEssentials

/// Several histories as one, by time; at the same time in the order in which they were named.
struct HistoryMerge {
  private struct Head: Comparable {
    let entry: HistoryEntry
    let source: Int

    static func < (a: Head, b: Head) -> Bool { (a.entry.at, a.source) < (b.entry.at, b.source) }
    static func == (a: Head, b: Head) -> Bool { a.entry.at == b.entry.at && a.source == b.source }
  }

  private let readers: [any HistoryReader]
  private var heads = Heap<Head>()

  init(_ readers: [any HistoryReader]) throws {
    self.readers = readers
    if readers.count > 1 { for index in readers.indices { try pull(index) } }
  }

  mutating func next() throws -> HistoryEntry? {
    if readers.count == 1 { return try readers[0].next() }
    guard let head = heads.popFirst() else { return nil }
    try pull(head.source)
    return head.entry
  }

  private mutating func pull(_ source: Int) throws {
    if let entry = try readers[source].next() { heads.insert(Head(entry: entry, source: source)) }
  }
}
