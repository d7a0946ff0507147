public import BotCore

/// Hours at which people are there: "mon-fri 09:00-17:00", "sat 10:00-12:30", "every day 00:00-24:00".
public struct OpenHours: SettingValue, Hashable {
  let text: String
  let days: Set<Weekday>
  /// Seconds since midnight as the clocks count them; the end is at most 86 400.
  let start: Int
  let end: Int

  public static var schema: JSON {
    [
      "type": "string", "pattern": "^\\s*[A-Za-z].* [0-9:]+-[0-9:]+$",
      "examples": ["mon-fri 09:00-17:00", "every day 00:00-24:00"],
    ]
  }
  public var json: JSON? { .string(text) }

  public static func read(_ node: SettingNode) -> OpenHours? {
    guard let text = String.read(node) else { return nil }
    if let hours = OpenHours(parsing: text) { return hours }
    node.fail(
      "\(Spelling.quoted(text)) are no hours",
      "write them like \"mon-fri 09:00-17:00\" or \"sat,sun 10:00-12:00\"; hours over midnight as two entries")
    return nil
  }

  init?(parsing text: String) {
    guard let blank = text.lastIndex(of: " "), let days = Self.days(text[..<blank].trimmed.lowercased()) else {
      return nil
    }
    let times = text[text.index(after: blank)...].split(separator: "-", omittingEmptySubsequences: false).map(Self.time)
    guard times.count == 2, let start = times[0], let end = times[1], start < end else { return nil }
    self.text = text
    self.days = days
    self.start = start
    self.end = end
  }

  private static func days(_ text: String) -> Set<Weekday>? {
    if text == "every day" || text == "daily" { return Set(Weekday.allCases) }
    var days: Set<Weekday> = []
    for part in text.split(separator: ",") {
      let names = part.split(separator: "-", omittingEmptySubsequences: false)
      let ends = names.compactMap { Weekday($0.trimmed) }
      guard ends.count == names.count, ends.count <= 2, let first = ends.first, let last = ends.last else { return nil }
      var day = first.rawValue
      while true {
        if let weekday = Weekday(rawValue: day) { days.insert(weekday) }
        if day == last.rawValue { break }
        day = day % 7 + 1
      }
    }
    return days.isEmpty ? nil : days
  }

  /// "09:00", "9:00" or "24:00".
  private static func time(_ text: Substring) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let hour = Int(parts[0]), let minute = Int(parts[1]), (0...24).contains(hour),
      (0...59).contains(minute), hour * 60 + minute <= 1440, !parts[0].hasPrefix("+"), !parts[1].hasPrefix("+")
    else { return nil }
    return hour * 3600 + minute * 60
  }
}

extension OpenHours: ExpressibleByStringLiteral {
  /// For defaults in code; a literal that is none is a mistake of ours and stops the program.
  public init(stringLiteral text: String) {
    guard let hours = OpenHours(parsing: text) else { preconditionFailure("\"\(text)\" are no hours") }
    self = hours
  }
}

/// A day on which nobody is there: "2026-12-25", or "12-25" of each year.
public struct Holiday: SettingValue, Hashable {
  let text: String
  /// `nil`: each year.
  let year: Int?
  let month: Int
  let day: Int

  public static var schema: JSON {
    ["type": "string", "pattern": "^([0-9]{4}-)?[0-9]{2}-[0-9]{2}$", "examples": ["2026-12-25", "12-25"]]
  }
  public var json: JSON? { .string(text) }

  public static func read(_ node: SettingNode) -> Holiday? {
    guard let text = String.read(node) else { return nil }
    if let holiday = Holiday(text) { return holiday }
    node.fail("\(Spelling.quoted(text)) is no day", "write it like \"2026-12-25\", or \"12-25\" for each year")
    return nil
  }

  init?(_ text: String) {
    // 2024 had a 29 February.
    let isYearly = text.utf8.count == 5
    guard let day = LocalTime(isYearly ? "2024-" + text : text), text.utf8.count == (isYearly ? 5 : 10) else {
      return nil
    }
    self.text = text
    year = isYearly ? nil : day.year
    month = day.month
    self.day = day.day
  }

  func falls(on day: LocalTime) -> Bool {
    month == day.month && self.day == day.day && (year.map { $0 == day.year } ?? true)
  }
}
