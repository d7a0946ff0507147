/// Which days a recurrence rule's `BYMONTH`, `BYMONTHDAY` and `BYDAY` name.
struct RecurrenceDays {
  let parts: RecurrenceParts

  /// Whether a day fits, ordinals aside: a day, week or hour has none.
  func contains(_ day: Int) -> Bool {
    let date = CivilDate(dayNumber: day)
    guard parts.months?.has(date.month) ?? true, parts.weekdays?.has(Weekday(dayNumber: day).rawValue) ?? true
    else { return false }
    guard parts.monthDays != nil else { return true }
    return monthDays(length: CivilDate.daysInMonth(date.month, of: date.year)).has(date.day)
  }

  /// The first day after one that does not fit which may: the next, or the next month's first.
  func nextCandidate(after day: Int) -> Int {
    let date = CivilDate(dayNumber: day)
    guard let months = parts.months, !months.has(date.month) else { return day + 1 }
    return day - date.day + 1 + CivilDate.daysInMonth(date.month, of: date.year)
  }

  /// Day numbers, ascending.
  func ofMonth(_ month: Int, of year: Int) -> [Int] {
    guard parts.months?.has(month) ?? true else { return [] }
    let first = CivilDate(year: year, month: month, day: 1).dayNumber
    let length = CivilDate.daysInMonth(month, of: year)
    let days = monthDays(length: length) & weekdays(firstDay: first, length: length)
    return days.bits.map { first + $0 - 1 }
  }

  /// Day numbers, ascending. Ordinals count within the months when months are named, else within the year.
  func ofYear(_ year: Int) -> [Int] {
    if parts.ordinals.isEmpty || parts.months != nil { return (1...12).flatMap { ofMonth($0, of: year) } }
    let first = CivilDate(year: year, month: 1, day: 1).dayNumber
    let length = CivilDate.isLeap(year) ? 366 : 365
    let counted = Set(parts.ordinals.compactMap { nth($0, firstDay: first, length: length) })
    return (first..<first + length).filter { day in
      let isNamed = parts.weekdays?.has(Weekday(dayNumber: day).rawValue) == true
      return (isNamed || counted.contains(day)) && fitsMonthDays(day)
    }
  }

  /// The nth such weekday of a stretch of days, or from its end; `nil` when it has fewer.
  private func nth(_ ordinal: OrdinalWeekday, firstDay: Int, length: Int) -> Int? {
    let offset = (ordinal.weekday.rawValue - Weekday(dayNumber: firstDay).rawValue).remainder(flooredBy: 7)
    let count = (length - offset + 6) / 7
    let index = ordinal.ordinal > 0 ? ordinal.ordinal - 1 : count + ordinal.ordinal
    return 0..<count ~= index ? firstDay + offset + index * 7 : nil
  }

  private func fitsMonthDays(_ day: Int) -> Bool {
    guard parts.monthDays != nil else { return true }
    let date = CivilDate(dayNumber: day)
    return monthDays(length: CivilDate.daysInMonth(date.month, of: date.year)).has(date.day)
  }

  /// Bits 1 to 31.
  private func monthDays(length: Int) -> UInt64 {
    guard let monthDays = parts.monthDays else { return MonthWeekdays.lengthMask(length) }
    let fromEnd = UInt64(bits: parts.monthDaysFromEnd.bits.map { length + 1 - $0 }.filter { $0 > 0 })
    return (monthDays | fromEnd) & MonthWeekdays.lengthMask(length)
  }

  /// Bits 1 to 31.
  private func weekdays(firstDay: Int, length: Int) -> UInt64 {
    guard let weekdays = parts.weekdays else { return MonthWeekdays.lengthMask(length) }
    var days: UInt64 = 0
    for weekday in Weekday.allCases where weekdays.has(weekday.rawValue) {
      days |= MonthWeekdays.all(weekday, firstDay: firstDay, length: length)
    }
    for ordinal in parts.ordinals {
      days |= MonthWeekdays.nth(ordinal.ordinal, ordinal.weekday, firstDay: firstDay, length: length)
    }
    return days
  }
}
