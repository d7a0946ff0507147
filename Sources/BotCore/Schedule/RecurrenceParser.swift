import FoundationEssentials

/// Reads a recurrence rule's text.
enum RecurrenceParser {
  static let highestCount = 10_000

  static func parse(_ text: String, start: LocalTime) throws(ScheduleError) -> RecurrenceParts {
    var parts = RecurrenceParts()
    var names: Set<String> = []
    for piece in pieces(text) {
      guard let equals = piece.firstIndex(of: "=") else {
        throw ScheduleError(
          place: "rrule", fault: "“\(piece.prefix(40))” has no value",
          remedy: "write NAME=VALUE, such as \(meant(by: piece))")
      }
      let value = piece[piece.index(after: equals)...].uppercased()
      let part = RecurrencePart(name: piece[..<equals].uppercased(), value: Substring(value))
      guard names.insert(part.name).inserted else { throw part.fault("is given twice", "keep one") }
      try read(part, into: &parts)
    }
    try check(parts, names)
    parts.complete(from: start)
    return parts
  }

  private static func pieces(_ text: String) -> [Substring] {
    let rule = text.prefix(6).uppercased() == "RRULE:" ? text.dropFirst(6) : Substring(text)
    return rule.split(separator: ";")
  }

  /// What words of a person come to: "every week", "mondays".
  private static func meant(by words: Substring) -> String {
    let words = words.lowercased()
    let names = Weekday.allCases.filter { words.contains($0.name) }.map { $0.name.prefix(2).uppercased() }
    if !names.isEmpty { return "FREQ=WEEKLY;BYDAY=\(names.joined(separator: ","))" }
    let periods = [
      ("hour", "HOURLY"), ("week", "WEEKLY"), ("month", "MONTHLY"), ("year", "YEARLY"), ("annual", "YEARLY"),
    ]
    return "FREQ=" + (periods.first { words.contains($0.0) }?.1 ?? "DAILY")
  }

  private static func read(_ part: RecurrencePart, into parts: inout RecurrenceParts) throws(ScheduleError) {
    switch part.name {
    case "FREQ": parts.frequency = try part.frequency()
    case "INTERVAL": parts.interval = try part.number(1...10_000)
    case "COUNT": parts.count = try part.number(1...highestCount)
    case "UNTIL": try readUntil(part, into: &parts)
    case "BYMONTH": parts.months = UInt64(bits: try part.numbers(1...12))
    case "BYMONTHDAY":
      let days = try part.numbers(1...31, signed: true)
      parts.monthDays = UInt64(bits: days.filter { $0 > 0 })
      parts.monthDaysFromEnd = UInt64(bits: days.filter { $0 < 0 }.map { -$0 })
    case "BYDAY":
      let days = try part.weekdays()
      parts.weekdays = UInt64(bits: days.filter { $0.ordinal == 0 }.map(\.weekday.rawValue))
      parts.ordinals = days.filter { $0.ordinal != 0 }
    case "BYHOUR": parts.hours = UInt64(bits: try part.numbers(0...23))
    case "BYMINUTE": parts.minutes = UInt64(bits: try part.numbers(0...59))
    case "BYSETPOS": parts.setPositions = Set(try part.numbers(1...366, signed: true)).sorted()
    case "WKST": parts.weekStart = try part.weekday()
    case "BYSECOND": throw part.fault("is not supported", "leave it out; the start's second counts")
    case "BYYEARDAY", "BYWEEKNO": throw part.fault("is not supported", "use BYMONTH with BYMONTHDAY or BYDAY")
    default:
      throw ScheduleError(
        place: "rrule", fault: "there is no part “\(part.name.prefix(40))”",
        remedy: "use FREQ, INTERVAL, COUNT, UNTIL, BYMONTH, BYMONTHDAY, BYDAY, BYHOUR, BYMINUTE, BYSETPOS or WKST")
    }
  }

  private static func readUntil(_ part: RecurrencePart, into parts: inout RecurrenceParts) throws(ScheduleError) {
    let (time, isInstant) = try part.until()
    if isInstant {
      parts.untilInstant = Date(flooredSeconds: time.seconds)
    } else {
      parts.untilLocal = time
    }
  }

  /// What RFC 5545 forbids between parts.
  private static func check(_ parts: RecurrenceParts, _ names: Set<String>) throws(ScheduleError) {
    guard names.contains("FREQ") else {
      throw ScheduleError(place: "rrule part FREQ", fault: "is missing", remedy: "add it, such as FREQ=WEEKLY")
    }
    if parts.count != nil, names.contains("UNTIL") {
      throw ScheduleError(place: "rrule part COUNT", fault: "cannot stand beside UNTIL", remedy: "keep one of them")
    }
    if parts.frequency == .weekly, parts.monthDays != nil {
      throw ScheduleError(
        place: "rrule part BYMONTHDAY", fault: "does not go with FREQ=WEEKLY", remedy: "use FREQ=MONTHLY or BYDAY")
    }
    try checkOrdinals(parts)
    if !parts.setPositions.isEmpty, names.filter({ $0.hasPrefix("BY") }).count == 1 {
      throw ScheduleError(
        place: "rrule part BYSETPOS", fault: "has nothing to pick from", remedy: "add BYDAY or another BY part")
    }
  }

  private static func checkOrdinals(_ parts: RecurrenceParts) throws(ScheduleError) {
    guard let highest = parts.ordinals.map({ abs($0.ordinal) }).max() else { return }
    let inMonth = parts.frequency == .monthly || parts.months != nil
    switch parts.frequency {
    case .weekly, .daily, .hourly:
      throw ScheduleError(
        place: "rrule part BYDAY", fault: "numbers a weekday, which \(parts.frequency.rawValue) has only one of",
        remedy: "drop the number, or use FREQ=MONTHLY")
    case .monthly, .yearly:
      guard inMonth, highest > 5 else { return }
      throw ScheduleError(
        place: "rrule part BYDAY", fault: "\(highest) is above 5, the most of one weekday in a month",
        remedy: "use 1 to 5, or -1 to -5 from the end")
    }
  }
}
