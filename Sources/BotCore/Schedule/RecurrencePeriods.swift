/// The years, months, weeks, days or hours that a rule looks into, numbered from the one that holds the start and
/// already an interval apart.
struct RecurrencePeriods {
  let parts: RecurrenceParts
  let start: LocalTime

  /// The number of the last period that begins at or before a time, which is not before the start.
  func index(containing time: LocalTime) -> Int {
    (unit(of: time) - unit(of: start)) / parts.interval
  }

  /// The number of the first period that begins on a day or later.
  func index(startingFrom day: Int) -> Int {
    let distance = unit(of: LocalTime(dayNumber: day, secondOfDay: 0)) - unit(of: start)
    return (distance + parts.interval - 1).floored(by: parts.interval)
  }

  func firstDay(of index: Int) -> Int {
    let unit = unit(of: start) + index * parts.interval
    switch parts.frequency {
    case .yearly: return CivilDate(year: unit, month: 1, day: 1).dayNumber
    case .monthly: return CivilDate(year: unit.floored(by: 12), month: unit % 12 + 1, day: 1).dayNumber
    case .weekly: return unit * 7 + weekShift
    case .daily: return unit
    case .hourly: return unit.floored(by: 24)
    }
  }

  func period(_ index: Int) -> RecurrencePeriod {
    let first = firstDay(of: index)
    let date = CivilDate(dayNumber: first)
    let days = RecurrenceDays(parts: parts)
    switch parts.frequency {
    case .yearly: return RecurrencePeriod(days: days.ofYear(date.year), times: parts.times)
    case .monthly: return RecurrencePeriod(days: days.ofMonth(date.month, of: date.year), times: parts.times)
    case .weekly: return RecurrencePeriod(days: (first..<first + 7).filter(days.contains), times: parts.times)
    case .daily: return day(first, days: days, times: parts.times)
    case .hourly:
      let hour = (unit(of: start) + index * parts.interval).remainder(flooredBy: 24)
      if let hours = parts.hours, !hours.has(hour) { return RecurrencePeriod(days: [], times: []) }
      return day(first, days: days, times: parts.times.map { hour * 3600 + $0 })
    }
  }

  /// A period within one day, which says where to go on when the day does not fit.
  private func day(_ day: Int, days: RecurrenceDays, times: [Int]) -> RecurrencePeriod {
    if days.contains(day) { return RecurrencePeriod(days: [day], times: times) }
    return RecurrencePeriod(days: [], times: [], resumeDay: days.nextCandidate(after: day))
  }

  /// The year, month, week, day or hour of a time, counted from a fixed one.
  private func unit(of time: LocalTime) -> Int {
    switch parts.frequency {
    case .yearly: return time.year
    case .monthly:
      let date = time.date
      return date.year * 12 + date.month - 1
    case .weekly: return (time.dayNumber - weekShift).floored(by: 7)
    case .daily: return time.dayNumber
    case .hourly: return time.seconds.floored(by: 3600)
    }
  }

  /// Days from 1970-01-01, a Thursday, to the first start of a week.
  private var weekShift: Int {
    (parts.weekStart.rawValue - Weekday.thursday.rawValue).remainder(flooredBy: 7)
  }
}

/// What a rule names within one period: each of the days at each of the times of day, both ascending.
struct RecurrencePeriod {
  let days: [Int]
  let times: [Int]
  /// The first later day that may fit, when no earlier one can.
  var resumeDay: Int?

  /// - Parameter positions: `BYSETPOS`, which picks from the period's times by number, from the end when negative.
  func first(atOrAfter time: LocalTime, positions: [Int]) -> LocalTime? {
    if positions.isEmpty { return first(atOrAfter: time) }
    let count = days.count * times.count
    let picked = positions.map { $0 > 0 ? $0 - 1 : count + $0 }.filter { 0..<count ~= $0 }.sorted()
    return picked.lazy.map { LocalTime(dayNumber: days[$0 / times.count], secondOfDay: times[$0 % times.count]) }
      .first { $0 >= time }
  }

  private func first(atOrAfter time: LocalTime) -> LocalTime? {
    guard let earliest = times.first else { return nil }
    let today = time.dayNumber
    for day in days where day >= today {
      if day > today { return LocalTime(dayNumber: day, secondOfDay: earliest) }
      if let later = times.first(where: { $0 >= time.secondOfDay }) {
        return LocalTime(dayNumber: day, secondOfDay: later)
      }
    }
    return nil
  }
}
