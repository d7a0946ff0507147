import BotCore

/// Who came, wrote, and came back.
struct Newcomers {
  static let activationSpan = 7 * Span.day
  /// How long there must have been a record before somebody who first writes counts as new.
  static let recordBefore = 30 * Span.day
  private static let returnSpan = 7 * Span.day

  /// Those who came in one week, and how many of them came back.
  struct Cohort {
    let monday: Int
    let size: Int
    /// `nil`: it is too early to tell.
    let returned7: Int?
    let returned30: Int?
  }

  let joined: Int
  let left: Int
  /// Of those whose 7 days are over, who wrote within them.
  let activation: Ratio?
  /// Of whoever came in the period, and whose time is over.
  let retention7: Ratio?
  let retention30: Ratio?
  let cohorts: [Cohort]

  init(_ ledger: Ledger, _ period: Period) {
    let joiners = ledger.joins.filter { period.contains($0.value) }
    joined = joiners.count
    left = Set(ledger.facts(.left, in: period).filter { !$0.traits.contains(.bot) }.compactMap(\.member)).count
    let wrote = Self.times(ledger)
    let over = joiners.filter { $0.value + Self.activationSpan <= period.until }
    activation = Ratio(over.count { Self.has(wrote, $0.key, $0.value, 0, Self.activationSpan) }, over.count)

    let entries = Self.entries(ledger, wrote).filter { period.contains($0.value) }
    retention7 = Self.retention(entries, wrote, after: 7, period)
    retention30 = Self.retention(entries, wrote, after: 30, period)
    cohorts = period.mondays.compactMap { monday in
      let week = period.week(monday)
      let entries = entries.filter { week.contains($0.value) }
      guard !entries.isEmpty else { return nil }
      return Cohort(
        monday: monday, size: entries.count, returned7: Self.returned(entries, wrote, after: 7, week),
        returned30: Self.returned(entries, wrote, after: 30, week))
    }
  }

  private static func times(_ ledger: Ledger) -> [UInt64: [Int64]] {
    ledger.posts.reduce(into: [:]) { $0[$1.member, default: []].append($1.at) }
  }

  /// When each member came: by joining, or where nobody told of it, by their first message.
  private static func entries(_ ledger: Ledger, _ wrote: [UInt64: [Int64]]) -> [UInt64: Int64] {
    var entries = ledger.joins
    guard let start = ledger.start else { return [:] }
    for (member, times) in wrote where entries[member] == nil && !ledger.found.contains(member) {
      if let first = times.first, first >= start + recordBefore { entries[member] = first }
    }
    return entries
  }

  private static func has(
    _ wrote: [UInt64: [Int64]], _ member: UInt64, _ entry: Int64, _ start: Int64, _ end: Int64
  ) -> Bool {
    wrote[member]?.hasOne(in: entry + start..<entry + end) ?? false
  }

  private static func count(_ entries: [UInt64: Int64], _ wrote: [UInt64: [Int64]], after days: Int) -> Int {
    let start = Int64(days) * Span.day
    return entries.count { has(wrote, $0.key, $0.value, start, start + returnSpan) }
  }

  private static func retention(
    _ entries: [UInt64: Int64], _ wrote: [UInt64: [Int64]], after days: Int, _ period: Period
  ) -> Ratio? {
    let over = entries.filter { $0.value + Int64(days) * Span.day + returnSpan <= period.until }
    return Ratio(count(over, wrote, after: days), over.count)
  }

  /// Of a whole week: none before the last of them had the time.
  private static func returned(
    _ entries: [UInt64: Int64], _ wrote: [UInt64: [Int64]], after days: Int, _ week: Period
  ) -> Int? {
    let end = week.instants.upperBound + Int64(days) * Span.day + returnSpan
    return end <= week.until ? count(entries, wrote, after: days) : nil
  }
}
