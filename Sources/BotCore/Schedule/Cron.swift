/// A cron line's five fields: minute, hour, day of month, month, day of week. Local times at second 0.
///
/// Each field is `*`, or a list of numbers, names (`jan`, `mon`), ranges (`1-5`) and steps (`*/15`, `8-18/2`). Sunday
/// is 0 or 7. A day of month may also be `L`, the month's last; a day of week may be `fri#2`, the second Friday of the
/// month, or `friL`, its last. `@hourly`, `@daily` (`@midnight`), `@weekly`, `@monthly` and `@yearly` (`@annually`)
/// stand for whole lines.
///
/// As in Vixie cron, a day matches either day field when both are restricted, and must match both when one of them
/// begins with `*`.
public struct Cron: Sendable, Hashable {
  /// The line as written.
  public let text: String
  /// Bit n stands for the number n, in all of these.
  let minutes: UInt64
  let hours: UInt64
  let months: UInt64
  let days: CronDays
  let namesEveryHour: Bool

  /// - Throws: `ScheduleError` that names the field, its fault and the remedy.
  public init(_ text: String) throws(ScheduleError) {
    self.text = text
    let line = try CronParser.expand(text)
    minutes = try CronParser.numbers(line[0], .minute)
    hours = try CronParser.numbers(line[1], .hour)
    months = try CronParser.numbers(line[3], .month)
    days = try CronParser.days(ofMonth: line[2], ofWeek: line[4])
    namesEveryHour = line[1] == "*"
  }
}

extension Cron: CustomStringConvertible {
  public var description: String { text }
}

extension Cron: LocalTimePattern {
  /// Longest wait for a day that comes at all: five of one weekday in February, from 2072 to 2112.
  static let yearsSearched = 40

  func first(atOrAfter time: LocalTime) -> LocalTime? {
    let whole = LocalTime(seconds: time.seconds + (60 - time.second) % 60)
    let date = whole.date
    if days.contains(date), months.has(date.month), let second = firstSecond(from: whole.secondOfDay) {
      return LocalTime(dayNumber: whole.dayNumber, secondOfDay: second)
    }
    guard let day = firstDay(after: date), let second = firstSecond(from: 0) else { return nil }
    return LocalTime(dayNumber: day.dayNumber, secondOfDay: second)
  }

  /// The first second of the day that matches minute and hour.
  private func firstSecond(from second: Int) -> Int? {
    let hour = second / 3600
    if hours.has(hour), let minute = minutes.firstBit(from: second / 60 % 60) { return hour * 3600 + minute * 60 }
    guard let later = hours.firstBit(from: hour + 1), let minute = minutes.firstBit(from: 0) else { return nil }
    return later * 3600 + minute * 60
  }

  private func firstDay(after date: CivilDate) -> CivilDate? {
    var from = date.day + 1
    var month = date.month
    for year in date.year...min(date.year + Self.yearsSearched, 9999) {
      while let match = months.firstBit(from: month) {
        if match != month { from = 1 }
        if let day = days.mask(year: year, month: match).firstBit(from: from) {
          return CivilDate(year: year, month: match, day: day)
        }
        month = match + 1
        from = 1
      }
      month = 1
      from = 1
    }
    return nil
  }
}
