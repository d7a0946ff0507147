public import FoundationEssentials

extension Date {
  /// Whole milliseconds since 1970, rounded; years before 1 and after 9999 are taken as the first and the last instant
  /// of that range, and what is no time at all as 1970.
  public var milliseconds: Int64 {
    let exact = timeIntervalSince1970 * 1000
    guard !exact.isNaN else { return 0 }
    let range = Timestamp.range
    return Int64(min(max(exact.rounded(), Double(range.lowerBound)), Double(range.upperBound)))
  }

  public init(milliseconds: Int64) { self.init(timeIntervalSince1970: Double(milliseconds) / 1000) }

  /// `2026-03-29T01:30:00.000Z`: RFC 3339 in UTC, to the millisecond.
  public var timestamp: String { Timestamp.text(milliseconds) }

  /// Reads what `timestamp` writes; the fraction may be missing.
  public init?(timestamp: String) {
    guard let milliseconds = Timestamp.read(Array(timestamp.utf8)) else { return nil }
    self.init(milliseconds: milliseconds)
  }
}

extension JSON {
  var date: Date? { string.flatMap { Date(timestamp: $0) } }
  static func date(_ date: Date) -> JSON { .string(date.timestamp) }
}

/// Times as text, without Foundation's formatter: it costs more than the rest of an event together.
private enum Timestamp {
  /// From 0001-01-01T00:00:00.000Z to 9999-12-31T23:59:59.999Z.
  static let range: ClosedRange<Int64> = -62_135_596_800_000...253_402_300_799_999
  private static let dayLength: Int64 = 86_400_000

  static func text(_ milliseconds: Int64) -> String {
    // Days are counted from 0000-03-01, so that the leap day is the last of its year and divisions round down.
    let fromMarch = milliseconds + 719_468 * dayLength
    let (day, inDay) = (fromMarch / dayLength, fromMarch % dayLength)
    let date = civil(day)
    return String(unsafeUninitializedCapacity: 24) { out in
      func digits(_ value: Int64, at start: Int, _ count: Int, then mark: Unicode.Scalar) {
        var rest = value
        for index in stride(from: start + count - 1, through: start, by: -1) {
          out[index] = UInt8(ascii: "0") + UInt8(rest % 10)
          rest /= 10
        }
        out[start + count] = UInt8(ascii: mark)
      }
      digits(date.year, at: 0, 4, then: "-")
      digits(date.month, at: 5, 2, then: "-")
      digits(date.day, at: 8, 2, then: "T")
      digits(inDay / 3_600_000, at: 11, 2, then: ":")
      digits(inDay / 60_000 % 60, at: 14, 2, then: ":")
      digits(inDay / 1000 % 60, at: 17, 2, then: ".")
      digits(inDay % 1000, at: 20, 3, then: "Z")
      return 24
    }
  }

  /// Civil date of a day since 0000-03-01 (Hinnant, "chrono-compatible low-level date algorithms", civil_from_days).
  private static func civil(_ day: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let era = day / 146_097
    let dayOfEra = day % 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
  }

  /// The inverse: days since 0000-03-01.
  private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = shiftedYear / 400
    let yearOfEra = shiftedYear % 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
  }

  static func read(_ text: [UInt8]) -> Int64? {
    let form = Array("0000-00-00T00:00:00.000Z".utf8)
    guard text.count == 24 || text.count == 20, text.last == UInt8(ascii: "Z") else { return nil }
    for (byte, expected) in zip(text.dropLast(), form) {
      let isDigit = byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
      guard expected == UInt8(ascii: "0") ? isDigit : byte == expected else { return nil }
    }
    func number(_ start: Int, _ count: Int) -> Int64 {
      text[start..<start + count].reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
    }
    let (year, month, day) = (number(0, 4), number(5, 2), number(8, 2))
    let (hour, minute, second) = (number(11, 2), number(14, 2), number(17, 2))
    guard year >= 1, (1...12).contains(month), day >= 1, hour < 24, minute < 60, second < 60 else { return nil }
    let days = days(year: year, month: month, day: day)
    guard civil(days) == (year, month, day) else { return nil }
    let time = (hour * 3600 + minute * 60 + second) * 1000 + (text.count == 24 ? number(20, 3) : 0)
    return (days - 719_468) * dayLength + time
  }
}
