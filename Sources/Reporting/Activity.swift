import BotCore
import FoundationEssentials

/// Who takes part, by day, week and month.
struct Activity {
  let messages: Int
  let members: Int
  /// Active members of each day of the period.
  let daily: [Int]
  /// Distinct members of the 7 and of the 30 days that end with the last day; `nil` where the record begins later.
  let weekly: Int?
  let monthly: Int?
  /// The mean of the 30 days' active members by their distinct members.
  let stickiness: Ratio?
  let reactions: Int

  var dailyMean: Ratio? { Ratio(daily.reduce(0, +), daily.count) }

  init(_ ledger: Ledger, _ period: Period) {
    let counts = ledger.counts(in: period)
    messages = counts.values.reduce(0, +)
    members = counts.count
    let last = period.days.upperBound
    let month = Self.members(ledger, Period(last - 29...last, in: period.zone, until: .distantFuture))
    let known = ledger.start.map { period.zone.local(.init(milliseconds: $0)).dayNumber }
    func isKnown(_ days: Int) -> Bool { known.map { $0 <= last - days + 1 } ?? false }
    daily =
      period.days.count <= 30
      ? month.suffix(period.days.count).map(\.count) : Self.members(ledger, period).map(\.count)
    weekly = isKnown(7) ? Self.distinct(month.suffix(7)) : nil
    monthly = isKnown(30) ? Self.distinct(month[...]) : nil
    stickiness = monthly.flatMap { Ratio(month.reduce(0) { $0 + $1.count }, 30 * $0) }
    reactions = Self.reactions(ledger, period)
  }

  private static func distinct(_ days: ArraySlice<Set<UInt64>>) -> Int {
    days.reduce(into: Set<UInt64>()) { $0.formUnion($1) }.count
  }

  private static func members(_ ledger: Ledger, _ period: Period) -> [Set<UInt64>] {
    var days = [Set<UInt64>](repeating: [], count: period.days.count)
    for post in ledger.posts(in: period) {
      let day = period.zone.local(.init(milliseconds: post.at)).dayNumber - period.days.lowerBound
      if days.indices.contains(day) { days[day].insert(post.member) }
    }
    return days
  }

  private struct Reaction: Hashable {
    let member: UInt64?
    let message: UInt64?
    let emoji: UInt64?
  }

  /// Those that still stand.
  private static func reactions(_ ledger: Ledger, _ period: Period) -> Int {
    var standing: Set<Reaction> = []
    for fact in ledger.facts(.reacted, in: period) where !fact.traits.contains(.bot) {
      let reaction = Reaction(member: fact.member, message: fact.message, emoji: fact.root)
      if fact.value > 0 { standing.insert(reaction) } else { standing.remove(reaction) }
    }
    return standing.count
  }
}
