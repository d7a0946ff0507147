public import BotCore
public import FoundationEssentials

/// The days that a report is about, by the community's clocks, and until when it is known what came of them.
public struct Period: Sendable, Hashable {
  public let zone: Zone
  /// Days since 1970-01-01, both within.
  public let days: ClosedRange<Int>
  /// Milliseconds since 1970 at which the first day begins and the last has ended.
  public let instants: Range<Int64>
  /// Nothing is known of what came later.
  public let until: Int64

  public init(_ days: ClosedRange<Int>, in zone: Zone, until: Date) {
    self.zone = zone
    self.days = days
    self.until = until.milliseconds
    let start = Self.start(of: days.lowerBound, zone)
    instants = start..<max(start, Self.start(of: days.upperBound + 1, zone))
  }

  /// So many whole weeks, Monday to Sunday, of which the last is over at `now`.
  public init(weeks: Int, before now: Date, in zone: Zone) {
    let monday = Self.monday(of: zone.local(now).dayNumber)
    self.init(monday - 7 * max(1, weeks)...monday - 1, in: zone, until: now)
  }

  /// The same, or of a record that begins later than that, all of it, with what there is of today.
  public init(weeks: Int, before now: Date, in zone: Zone, of ledger: Ledger) {
    self.init(weeks: weeks, before: now, in: zone)
    guard let start = ledger.start, start > instants.lowerBound else { return }
    let first = zone.local(Date(milliseconds: start)).dayNumber
    self.init(first...max(first, zone.local(now).dayNumber), in: zone, until: now)
  }

  /// The Monday of the day's week.
  static func monday(of day: Int) -> Int { day - ((day + 3) % 7 + 7) % 7 }

  static func start(of day: Int, _ zone: Zone) -> Int64 {
    zone.firstInstant(atOrAfter: Day.midnight(day)).milliseconds
  }

  /// The Mondays of the weeks of which a day is within.
  var mondays: [Int] { Array(stride(from: Self.monday(of: days.lowerBound), through: days.upperBound, by: 7)) }

  func contains(_ at: Int64) -> Bool { instants.contains(at) }

  /// The part of the week that is within.
  func week(_ monday: Int) -> Period {
    let days = max(monday, days.lowerBound)...min(monday + 6, days.upperBound)
    return Period(days, in: zone, until: Date(milliseconds: until))
  }
}

/// A day as a number since 1970-01-01.
enum Day {
  private static let first = LocalTime("1970-01-01")

  static func midnight(_ day: Int) -> LocalTime {
    guard let first else { preconditionFailure("1970-01-01 is a day") }
    return first.adding(days: day)
  }

  /// "2026-01-05".
  static func text(_ day: Int) -> String { String(midnight(day).description.prefix(10)) }
}

/// Lengths of time in milliseconds.
enum Span {
  static let hour: Int64 = 3_600_000
  static let day: Int64 = 24 * hour
}
