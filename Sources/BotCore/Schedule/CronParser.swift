/// Reads the fields of a cron line.
enum CronParser {
  /// The line's five fields in small letters, shorthands such as `@daily` written out.
  static func expand(_ text: String) throws(ScheduleError) -> [Substring] {
    let lowered = text.lowercased()
    let fields = lowered.split { $0 == " " || $0 == "\t" }
    if fields.count == 1, let line = shorthands[String(fields[0])] { return line.split(separator: " ") }
    if let first = fields.first, first.hasPrefix("@") {
      throw ScheduleError(
        place: "cron", fault: "there is no shorthand “\(clip(first))”",
        remedy: "use @hourly, @daily, @weekly, @monthly or @yearly")
    }
    guard fields.count == 5 else {
      throw ScheduleError(
        place: "cron", fault: "the line has \(fields.count) field\(fields.count == 1 ? "" : "s")",
        remedy: "write five: minute, hour, day of month, month, day of week")
    }
    return fields
  }

  private static let shorthands = [
    "@hourly": "0 * * * *", "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *", "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *",
  ]

  /// A field's numbers as bits.
  static func numbers(_ text: Substring, _ field: CronField) throws(ScheduleError) -> UInt64 {
    var numbers: UInt64 = 0
    for part in parts(text) { numbers |= try self.part(part, field) }
    return numbers
  }

  /// The two day fields, with `L` and the nth weekdays.
  static func days(ofMonth monthText: Substring, ofWeek weekText: Substring) throws(ScheduleError) -> CronDays {
    var days = CronDays()
    for part in parts(monthText) {
      if part == "l" { days.lastDay = true } else { days.daysOfMonth |= try self.part(part, .dayOfMonth) }
    }
    for part in parts(weekText) {
      if let ordinal = try ordinal(part) {
        days.ordinals.append(ordinal)
      } else {
        for number in try self.part(part, .dayOfWeek).bits { days.weekdays |= 1 << UInt64(number == 0 ? 7 : number) }
      }
    }
    days.eitherMatches = !monthText.hasPrefix("*") && !weekText.hasPrefix("*")
    return days
  }

  private static func parts(_ text: Substring) -> [Substring] {
    text.split(separator: ",", omittingEmptySubsequences: false)
  }

  /// `fri#2`, `5#2`, `fril` or `5l`; `nil` for anything else.
  private static func ordinal(_ text: Substring) throws(ScheduleError) -> OrdinalWeekday? {
    if text.count > 1, text.last == "l", text.contains(where: { $0 != "l" }) {
      return OrdinalWeekday(ordinal: -1, weekday: weekday(try number(text.dropLast(), .dayOfWeek)))
    }
    guard let hash = text.firstIndex(of: "#") else { return nil }
    let day = weekday(try number(text[..<hash], .dayOfWeek))
    guard let nth = Int(text[text.index(after: hash)...]), 1...5 ~= nth else {
      throw fault(.dayOfWeek, "“\(clip(text))” names no week", "use #1 to #5, or \(text[..<hash])L for the last")
    }
    return OrdinalWeekday(ordinal: nth, weekday: day)
  }

  private static func weekday(_ number: Int) -> Weekday {
    Weekday.allCases[(number + 6) % 7]
  }

  /// `*`, a number or a range, with or without a step.
  private static func part(_ text: Substring, _ field: CronField) throws(ScheduleError) -> UInt64 {
    let pieces = text.split(separator: "/", omittingEmptySubsequences: false)
    guard pieces.count <= 2 else { throw fault(field, "“\(clip(text))” has two steps", "keep one") }
    guard let range = try range(pieces[0], field) else {
      let number = try number(pieces[0], field)
      if pieces.count == 1 { return 1 << UInt64(number) }
      throw fault(
        field, "“\(clip(text))” puts a step on a single number",
        "write \(number)-\(field.range.upperBound)/\(pieces[1])")
    }
    guard pieces.count == 2 else { return UInt64(bits: range) }
    guard let step = Int(pieces[1]), 1...field.range.upperBound ~= step else {
      throw fault(field, "“\(clip(pieces[1]))” is no step", "use 1 to \(field.range.upperBound) after the slash")
    }
    return UInt64(bits: stride(from: range.lowerBound, through: range.upperBound, by: step))
  }

  /// `nil` when the text is neither `*` nor a range.
  private static func range(_ text: Substring, _ field: CronField) throws(ScheduleError) -> ClosedRange<Int>? {
    // Day 7 is Sunday again and would be struck a second time by a step.
    if text == "*" { return field == .dayOfWeek ? 0...6 : field.range }
    guard let dash = text.firstIndex(of: "-"), dash != text.startIndex else { return nil }
    let low = try number(text[..<dash], field)
    var high = try number(text[text.index(after: dash)...], field)
    if field == .dayOfWeek, high == 0, low > 0 { high = 7 }
    guard low <= high else {
      throw fault(
        field, "the range \(clip(text)) runs backwards",
        "write \(low)-\(field.range.upperBound),\(field.range.lowerBound)-\(high)")
    }
    return low...high
  }

  private static func number(_ text: Substring, _ field: CronField) throws(ScheduleError) -> Int {
    if let named = field.number(named: text) { return named }
    let advice = field.advice
    guard !text.isEmpty else { throw fault(field, "a number is missing", advice) }
    guard text.utf8.allSatisfy({ LocalTimeText.digit($0) != nil }), let number = Int(text) else {
      throw fault(field, "“\(clip(text))” is no number", advice)
    }
    guard number <= field.range.upperBound else {
      throw fault(field, "\(number) is above \(field.range.upperBound)", advice)
    }
    guard number >= field.range.lowerBound else {
      throw fault(field, "\(number) is below \(field.range.lowerBound)", advice)
    }
    return number
  }

  private static func fault(_ field: CronField, _ fault: String, _ remedy: String) -> ScheduleError {
    ScheduleError(place: field.place, fault: fault, remedy: remedy)
  }

  /// Keeps a hostile line from filling the error.
  private static func clip(_ text: Substring) -> Substring {
    text.prefix(40)
  }
}
