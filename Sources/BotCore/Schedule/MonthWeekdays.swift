/// The days of a month that fall on certain weekdays, as bits 1 to 31.
enum MonthWeekdays {
  /// - Parameter firstDay: the number of the month's first day, counted from 1970-01-01.
  static func all(_ weekday: Weekday, firstDay: Int, length: Int) -> UInt64 {
    let first = 1 + (weekday.rawValue - Weekday(dayNumber: firstDay).rawValue).remainder(flooredBy: 7)
    // Every seventh bit, five times.
    let weekly: UInt64 = 0x1020_4081
    return weekly << UInt64(first) & lengthMask(length)
  }

  /// The nth such weekday, counted from the end when n is negative; empty when the month has fewer.
  static func nth(_ ordinal: Int, _ weekday: Weekday, firstDay: Int, length: Int) -> UInt64 {
    let days = all(weekday, firstDay: firstDay, length: length).bits
    let index = ordinal > 0 ? ordinal - 1 : days.count + ordinal
    return days.indices.contains(index) ? 1 << UInt64(days[index]) : 0
  }

  /// Bits 1 to `length`.
  static func lengthMask(_ length: Int) -> UInt64 {
    (1 << UInt64(length + 1)) - 2
  }
}
