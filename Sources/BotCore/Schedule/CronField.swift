/// One of a cron line's fields: what it is called, its numbers and its names.
enum CronField: Int, Sendable {
  case minute = 1
  case hour
  case dayOfMonth
  case month
  case dayOfWeek

  /// The place that errors name, such as "cron field 2 (hour)".
  var place: String {
    "cron field \(rawValue) (\(label))"
  }

  private var label: String {
    switch self {
    case .minute: "minute"
    case .hour: "hour"
    case .dayOfMonth: "day of month"
    case .month: "month"
    case .dayOfWeek: "day of week"
    }
  }

  var range: ClosedRange<Int> {
    switch self {
    case .minute: 0...59
    case .hour: 0...23
    case .dayOfMonth: 1...31
    case .month: 1...12
    case .dayOfWeek: 0...7
    }
  }

  /// What errors recommend, such as "use 0 to 23".
  var advice: String {
    let numbers = "use \(range.lowerBound) to \(range.upperBound)"
    switch self {
    case .minute, .hour: return numbers
    case .dayOfMonth: return numbers + ", or L for the last day"
    case .month: return numbers + ", or jan to dec"
    case .dayOfWeek: return numbers + ", or sun to sat"
    }
  }

  /// The number that a name stands for.
  func number(named name: Substring) -> Int? {
    switch self {
    case .minute, .hour, .dayOfMonth:
      return nil
    case .month:
      let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
      return months.firstIndex(of: String(name)).map { $0 + 1 }
    case .dayOfWeek:
      return name.count >= 3 ? Weekday(name).map { $0.rawValue % 7 } : nil
    }
  }
}
