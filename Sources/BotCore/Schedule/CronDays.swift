/// The two day fields of a cron line.
struct CronDays: Sendable, Hashable {
  /// Bits 1 to 31.
  var daysOfMonth: UInt64 = 0
  /// `L` in the day of month.
  var lastDay = false
  /// Bits 1 to 7, Monday to Sunday.
  var weekdays: UInt64 = 0
  /// `fri#2` as 2, `friL` as -1.
  var ordinals: [OrdinalWeekday] = []
  /// Whether a day that matches one field only matches: both are restricted.
  var eitherMatches = false

  func contains(_ date: CivilDate) -> Bool {
    mask(year: date.year, month: date.month).has(date.day)
  }

  /// The matching days of a month as bits 1 to 31.
  func mask(year: Int, month: Int) -> UInt64 {
    let length = CivilDate.daysInMonth(month, of: year)
    let all = MonthWeekdays.lengthMask(length)
    let byDate = (daysOfMonth | (lastDay ? 1 << UInt64(length) : 0)) & all
    // Spares the common line without weekdays the look at the calendar.
    guard weekdays != Self.everyWeekday else { return byDate }
    let firstDay = CivilDate(year: year, month: month, day: 1).dayNumber
    var byWeekday: UInt64 = 0
    for weekday in Weekday.allCases where weekdays.has(weekday.rawValue) {
      byWeekday |= MonthWeekdays.all(weekday, firstDay: firstDay, length: length)
    }
    for ordinal in ordinals {
      byWeekday |= MonthWeekdays.nth(ordinal.ordinal, ordinal.weekday, firstDay: firstDay, length: length)
    }
    return eitherMatches ? byDate | byWeekday : byDate & byWeekday
  }

  static let everyWeekday = UInt64(bits: 1...7)
}

/// The nth weekday of a month or year, counted from the end when n is negative.
struct OrdinalWeekday: Sendable, Hashable {
  let ordinal: Int
  let weekday: Weekday
}
