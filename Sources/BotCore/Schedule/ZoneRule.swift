/// A zone's closing rule, in the POSIX notation of a TZif footer, such as "GMT0BST,M3.5.0/1,M10.5.0".
struct ZoneRule: Sendable, Hashable {
  let standard: ZoneKind
  /// The second clock of the year and its two changes; `nil` when the clocks are never changed.
  let daylight: Daylight?

  struct Daylight: Sendable, Hashable {
    let kind: ZoneKind
    /// Told by the standard clock.
    let begins: Change
    /// Told by the daylight clock.
    let ends: Change
  }

  /// A moment of every year: a day, and seconds from its midnight, which may reach a week to either side.
  struct Change: Sendable, Hashable {
    let day: Day
    let secondOfDay: Int

    /// Seconds from 1970 on the clock that the change is told by.
    func second(in year: Int) -> Int {
      day.dayNumber(in: year) * 86_400 + secondOfDay
    }
  }

  enum Day: Sendable, Hashable {
    /// 1 to 365; 29 February is never counted.
    case julian(Int)
    /// 0 to 365; 29 February is counted.
    case ofYear(Int)
    /// Month 1 to 12; week 1 to 5, where 5 is the last; weekday 0 (Sunday) to 6.
    case weekday(month: Int, week: Int, weekday: Int)

    func dayNumber(in year: Int) -> Int {
      let newYear = CivilDate(year: year, month: 1, day: 1).dayNumber
      switch self {
      case .julian(let day):
        return newYear + day - 1 + (CivilDate.isLeap(year) && day >= 60 ? 1 : 0)
      case .ofYear(let day):
        return newYear + day
      case .weekday(let month, let week, let weekday):
        let first = CivilDate(year: year, month: month, day: 1).dayNumber
        let firstWeekday = (first + 4).remainder(flooredBy: 7)
        let nth = first + (weekday - firstWeekday).remainder(flooredBy: 7) + (week - 1) * 7
        return nth < first + CivilDate.daysInMonth(month, of: year) ? nth : nth - 7
      }
    }
  }
}
