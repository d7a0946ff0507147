/// One `NAME=VALUE` of a recurrence rule, in capitals, and how values are read.
struct RecurrencePart {
  let name: String
  let value: Substring

  func frequency() throws(ScheduleError) -> RecurrenceParts.Frequency {
    if let frequency = RecurrenceParts.Frequency(rawValue: String(value)) { return frequency }
    let choice = "use YEARLY, MONTHLY, WEEKLY, DAILY or HOURLY"
    let isFiner = value == "MINUTELY" || value == "SECONDLY"
    throw fault("is “\(shown)”", isFiner ? choice + "; for every few minutes write a cron such as */5 * * * *" : choice)
  }

  func number(_ range: ClosedRange<Int>) throws(ScheduleError) -> Int {
    try number(value, range, signed: false)
  }

  /// A list of numbers; when signed, of their negatives too.
  func numbers(_ range: ClosedRange<Int>, signed: Bool = false) throws(ScheduleError) -> [Int] {
    var numbers: [Int] = []
    for item in items { numbers.append(try number(item, range, signed: signed)) }
    return numbers
  }

  func weekday() throws(ScheduleError) -> Weekday {
    try weekday(value)
  }

  /// A list of weekdays such as `MO`, `2TU` or `-1FR`; the ordinal is 0 where none is given.
  func weekdays() throws(ScheduleError) -> [OrdinalWeekday] {
    var days: [OrdinalWeekday] = []
    for item in items {
      let ordinal = item.dropLast(2)
      days.append(
        OrdinalWeekday(
          ordinal: ordinal.isEmpty ? 0 : try number(ordinal, 1...53, signed: true), weekday: try weekday(item.suffix(2))
        ))
    }
    return days
  }

  /// `20261231` (the end of that day), `20261231T170000`, or with a `Z` behind it, an instant.
  func until() throws(ScheduleError) -> (time: LocalTime, isInstant: Bool) {
    let bytes = Array(value.utf8)
    let isInstant = bytes.count == 16 && bytes.last == UInt8(ascii: "Z")
    let digits = bytes.filter { LocalTimeText.digit($0) != nil }
    let isDate = bytes.count == 8 && digits.count == 8
    let isTime = (bytes.count == 15 || isInstant) && digits.count == 14 && bytes[8] == UInt8(ascii: "T")
    guard isDate || isTime, let time = Self.localTime(digits + Array((isDate ? "235959" : "").utf8)) else {
      throw fault("“\(shown)” is no date", "write it like 20261231, 20261231T170000 or 20261231T170000Z")
    }
    return (time, isInstant)
  }

  func fault(_ fault: String, _ remedy: String) -> ScheduleError {
    ScheduleError(place: "rrule part \(name.prefix(40))", fault: fault, remedy: remedy)
  }

  private var items: [Substring] {
    value.split(separator: ",", omittingEmptySubsequences: false)
  }

  private var shown: Substring {
    value.prefix(40)
  }

  private func number(_ text: Substring, _ range: ClosedRange<Int>, signed: Bool) throws(ScheduleError) -> Int {
    let span = "\(range.lowerBound) to \(range.upperBound)"
    let remedy = signed ? "use \(span), or -\(range.lowerBound) to -\(range.upperBound) from the end" : "use \(span)"
    guard let number = Int(text) else { throw fault("“\(text.prefix(40))” is no number", remedy) }
    let isInRange = range.contains(number) || (signed && number < 0 && range.contains(Int(clamping: number.magnitude)))
    guard isInRange else { throw fault("\(number) is out of range", remedy) }
    return number
  }

  private func weekday(_ text: Substring) throws(ScheduleError) -> Weekday {
    guard text.count == 2, let weekday = Weekday(text) else {
      throw fault("“\(text.prefix(40))” is no weekday", "use MO, TU, WE, TH, FR, SA or SU")
    }
    return weekday
  }

  /// From fourteen digits in ASCII.
  private static func localTime(_ digits: [UInt8]) -> LocalTime? {
    func number(_ range: Range<Int>) -> Int {
      digits[range].reduce(0) { $0 * 10 + Int($1) - 0x30 }
    }
    return LocalTime(
      year: number(0..<4), month: number(4..<6), day: number(6..<8), hour: number(8..<10), minute: number(10..<12),
      second: number(12..<14))
  }
}
