/// A civil date and time of day without a zone: what a clock on the wall and the calendar beside it show.
///
/// Years 1 to 9999 of the proleptic Gregorian calendar, whole seconds, no leap seconds. Written as
/// "2026-10-25T01:30:00"; ordered by what the clock shows.
public struct LocalTime: Sendable, Hashable {
  /// Seconds on this clock since it showed 1970-01-01T00:00:00.
  let seconds: Int

  static let minimumSeconds = -62_135_596_800
  static let maximumSeconds = 253_402_300_799

  /// `nil` when there is no such date or time of day, such as 30 February or hour 24.
  public init?(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
    guard 1...9999 ~= year, 1...12 ~= month, 1...CivilDate.daysInMonth(month, of: year) ~= day,
      0...23 ~= hour, 0...59 ~= minute, 0...59 ~= second
    else { return nil }
    let date = CivilDate(year: year, month: month, day: day)
    self.init(dayNumber: date.dayNumber, secondOfDay: hour * 3600 + minute * 60 + second)
  }

  /// Reads "2026-10-25" (midnight), "2026-10-25T01:30" or "2026-10-25T01:30:00"; a space may stand for the T.
  /// `nil` for anything else, zone suffixes included.
  public init?(_ text: String) {
    guard let fields = LocalTimeText.fields(Array(text.utf8)) else { return nil }
    self.init(
      year: fields[0], month: fields[1], day: fields[2], hour: fields[3], minute: fields[4], second: fields[5])
  }

  init(seconds: Int) {
    self.seconds = min(max(seconds, Self.minimumSeconds), Self.maximumSeconds)
  }

  init(dayNumber: Int, secondOfDay: Int) {
    self.init(seconds: dayNumber * 86_400 + secondOfDay)
  }

  public var year: Int { date.year }
  /// 1 to 12.
  public var month: Int { date.month }
  /// 1 to 31.
  public var day: Int { date.day }
  /// 0 to 23.
  public var hour: Int { secondOfDay / 3600 }
  /// 0 to 59.
  public var minute: Int { secondOfDay / 60 % 60 }
  /// 0 to 59.
  public var second: Int { secondOfDay % 60 }
  public var weekday: Weekday { Weekday(dayNumber: dayNumber) }
  /// Days since 1970-01-01, negative before.
  public var dayNumber: Int { seconds.floored(by: 86_400) }
  /// Seconds since this day's midnight as the clock counts them: 0 to 86 399.
  public var secondOfDay: Int { seconds.remainder(flooredBy: 86_400) }

  var date: CivilDate { CivilDate(dayNumber: dayNumber) }

  /// Midnight of the day.
  public var startOfDay: LocalTime { LocalTime(dayNumber: dayNumber, secondOfDay: 0) }

  /// What the clock shows after so many seconds if nobody moves it; kept within the years 1 to 9999.
  public func adding(seconds more: Int) -> LocalTime { LocalTime(seconds: seconds + more) }

  public func adding(days: Int) -> LocalTime { adding(seconds: days * 86_400) }
}

extension LocalTime: Comparable {
  public static func < (left: LocalTime, right: LocalTime) -> Bool {
    left.seconds < right.seconds
  }
}

extension LocalTime: CustomStringConvertible {
  public var description: String {
    let date = date
    return LocalTimeText.digits(date.year, 4) + "-" + LocalTimeText.digits(date.month, 2) + "-"
      + LocalTimeText.digits(date.day, 2) + "T" + LocalTimeText.digits(hour, 2) + ":"
      + LocalTimeText.digits(minute, 2) + ":" + LocalTimeText.digits(second, 2)
  }
}

extension LocalTime {
  /// For a person, without the seconds: "2026-10-25 01:30".
  public var shown: String { String(exact.prefix(16)) }

  /// For a person, where things happen within seconds: "2026-10-25 01:30:00".
  public var exact: String { String(description.map { $0 == "T" ? " " : $0 }) }
}

extension LocalTime: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let time = LocalTime(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "“\(text)” is no local time; write it like 2026-10-25T01:30:00")
    }
    self = time
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
