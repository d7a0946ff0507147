import BotCore
import FoundationEssentials

/// What a store in memory knows for a replay without asking SQLite: which events were seen, of which nothing else is
/// kept, and when the next timer and the next turn are due.
struct ReplayMemory {
  /// As long as a running bot knows at least by which ids an event was known.
  private static let kept: Duration = .days(8)

  /// By the day on which they were seen.
  private var seen: [Int: Set<UInt64>] = [:]
  /// Of the transaction that is open.
  private var added: [(day: Int, mark: UInt64)] = []
  private var count: Int64 = 0
  /// `nil`: not known.
  var nextTimer: Date??
  var nextTurn: Date??

  /// - Returns: a number for the event; `nil` where it was seen before.
  mutating func admit(_ event: Event, now: Date) -> Int64? {
    let marks = [
      FNV("\(event.community)\u{0}id \(event.id)".utf8), FNV("\(event.community)\u{0}key \(event.key)".utf8),
    ]
    .map(\.value)
    guard !marks.contains(where: { mark in seen.values.contains { $0.contains(mark) } }) else { return nil }
    let day = Int((now.timeIntervalSince1970 / 86_400).rounded(.down))
    if seen[day] == nil { forget(before: day) }
    for mark in marks where seen[day, default: []].insert(mark).inserted { added.append((day, mark)) }
    count += 1
    return count
  }

  private mutating func forget(before day: Int) {
    let oldest = day - Int(Self.kept.seconds / 86_400)
    for known in seen.keys where known < oldest { seen[known] = nil }
    seen[day] = []
  }

  mutating func begin() { added.removeAll(keepingCapacity: true) }

  mutating func undo() {
    for (day, mark) in added { seen[day]?.remove(mark) }
    begin()
    forgetDue()
  }

  mutating func forgetDue() { (nextTimer, nextTurn) = (nil, nil) }
}
