import FoundationEssentials

/// A recurrence rule of iCalendar (RFC 5545, section 3.3.10) with the local time at which it starts.
///
/// `FREQ` is `YEARLY`, `MONTHLY`, `WEEKLY`, `DAILY` or `HOURLY`; `INTERVAL`, `COUNT`, `UNTIL`, `BYMONTH`,
/// `BYMONTHDAY`, `BYDAY`, `BYHOUR`, `BYMINUTE`, `BYSETPOS` and `WKST` are understood. Where the RFC leaves room:
/// - The start is an occurrence only if it fits the rule.
/// - `COUNT` counts local times, before the zone skips or repeats any; at most 10 000.
/// - `UNTIL` without a time of day means the whole of that day; with a `Z` it is an instant.
/// - A local time that the clocks jump over falls due at the jump (the RFC would keep the old offset for it).
public struct RecurrenceRule: Sendable, Hashable {
  /// The rule as written.
  public let text: String
  public let start: LocalTime
  let parts: RecurrenceParts
  /// The last local time that may occur, from `COUNT` or a local `UNTIL`.
  private(set) var last: LocalTime?

  /// - Parameter text: such as "FREQ=MONTHLY;BYDAY=-1FR;BYHOUR=17", with or without "RRULE:" in front, in any case.
  /// - Throws: `ScheduleError` that names the part, its fault and the remedy.
  public init(_ text: String, start: LocalTime) throws(ScheduleError) {
    self.text = text
    self.start = start
    parts = try RecurrenceParser.parse(text, start: start)
    last = parts.untilLocal
    if let count = parts.count { last = lastOf(count) }
  }

  /// Whether an instant lies behind `UNTIL`.
  func ends(before instant: Date) -> Bool {
    parts.untilInstant.map { $0 < instant } ?? false
  }

  /// The local time that uses up the count; one before the start when there is none at all.
  private func lastOf(_ count: Int) -> LocalTime {
    var last = LocalTime(seconds: start.seconds - 1)
    for _ in 0..<count {
      guard let next = first(atOrAfter: LocalTime(seconds: last.seconds + 1)), next > last else { break }
      last = next
    }
    return last
  }
}

extension RecurrenceRule: CustomStringConvertible {
  public var description: String { text }
}

extension RecurrenceRule: LocalTimePattern {
  var namesEveryHour: Bool {
    parts.frequency == .hourly && parts.interval == 1 && parts.hours == nil
  }

  func first(atOrAfter time: LocalTime) -> LocalTime? {
    let from = max(time, start)
    let periods = RecurrencePeriods(parts: parts, start: start)
    // One cycle of the calendar: what has not come by then never will, unless the interval is enormous.
    // A week before the calendar's own end, so that no period reaches beyond it.
    let lastDay = min(from.dayNumber + CivilDate.daysInCycle, LocalTime(seconds: .max).dayNumber - 7)
    var index = periods.index(containing: from)
    while periods.firstDay(of: index) <= lastDay {
      let period = periods.period(index)
      if let found = period.first(atOrAfter: from, positions: parts.setPositions) {
        return last.map { found > $0 } ?? false ? nil : found
      }
      index = max(index + 1, period.resumeDay.map(periods.index(startingFrom:)) ?? 0)
    }
    return nil
  }
}
