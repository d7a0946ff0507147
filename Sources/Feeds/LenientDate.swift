package import BotCore
package import FoundationEssentials

/// Reads times as they are really written: RFC 3339 and its relatives, the dates of mails, seconds and milliseconds.
package enum LenientDate {
  /// A text of any of these forms, or a number.
  package static func read(_ json: JSON) -> Date? {
    switch json {
    case .int, .double: json.double.flatMap { epoch($0) }
    case .string(let text): read(text)
    case .null, .bool, .array, .object: nil
    }
  }

  /// `2026-03-29T01:30:00.5+02:00` with parts left out from the end, `Sun, 29 Mar 2026 01:30:00 +0200`, or a number.
  /// Without a zone it is UTC.
  package static func read(_ text: String) -> Date? {
    let text = text.filter { !$0.isNewline }.drop(while: \.isWhitespace)
    return iso(text) ?? mail(text) ?? number(text).flatMap { epoch($0) }
  }

  private static func number(_ text: Substring) -> Double? {
    let digits = text.prefix { !$0.isWhitespace }
    return text.dropFirst(digits.count).allSatisfy(\.isWhitespace) ? Double(digits) : nil
  }

  /// Seconds since 1970, or milliseconds, or microseconds: whichever gives a year before 5138.
  private static func epoch(_ number: Double) -> Date? {
    guard number.isFinite, number > 0 else { return nil }
    var seconds = number
    for _ in 0..<2 where seconds >= 1e11 { seconds /= 1000 }
    return seconds < 1e11 ? Date(timeIntervalSince1970: seconds) : nil
  }

  private static func iso(_ text: Substring) -> Date? {
    var scanner = DateScanner(text)
    guard let year = scanner.digits(4...4) else { return nil }
    var parts = [year, 1, 1, 0, 0, 0]
    if !scanner.isAtEnd {
      guard scanner.take("-"), let month = scanner.digits(1...2) else { return nil }
      parts[1] = month
      if scanner.take("-") {
        guard let day = scanner.digits(1...2) else { return nil }
        parts[2] = day
      }
    }
    if scanner.take("T") || scanner.take("t") || scanner.take(" ") {
      guard let hour = scanner.digits(1...2), scanner.take(":"), let minute = scanner.digits(2...2) else { return nil }
      (parts[3], parts[4]) = (hour, minute)
      if scanner.take(":") {
        guard let second = scanner.digits(2...2) else { return nil }
        parts[5] = second
      }
    }
    return date(parts, fraction: scanner.fraction(), zone: scanner.rest)
  }

  /// RFC 822 and its successors: the weekday, the seconds and the zone may be missing, a year may have two digits.
  private static func mail(_ text: Substring) -> Date? {
    var scanner = DateScanner(text)
    if scanner.rest.first?.isLetter == true {
      scanner.skip { $0.isLetter }
      _ = scanner.take(",") || scanner.take(".")
      scanner.skipSpace()
    }
    guard let day = scanner.digits(1...2) else { return nil }
    scanner.skip { $0.isWhitespace || $0 == "-" }
    guard let month = scanner.month() else { return nil }
    scanner.skip { $0.isWhitespace || $0 == "-" || $0 == "." }
    guard let written = scanner.digits(2...4) else { return nil }
    let year = written > 99 ? written : written + (written < 70 ? 2000 : 1900)
    scanner.skipSpace()
    var parts = [year, month, day, 0, 0, 0]
    if let hour = scanner.digits(1...2) {
      guard scanner.take(":"), let minute = scanner.digits(1...2) else { return nil }
      (parts[3], parts[4]) = (hour, minute)
      if scanner.take(":") { parts[5] = scanner.digits(1...2) ?? 0 }
    }
    return date(parts, fraction: scanner.fraction(), zone: scanner.rest)
  }

  private static func date(_ parts: [Int], fraction: Double, zone: Substring) -> Date? {
    // A leap second is taken for the one before it; 24:00 is the end of the day.
    let isMidnight = parts[3] == 24 && parts[4] == 0 && parts[5] == 0
    func padded(_ number: Int, _ width: Int) -> String {
      let text = String(number)
      return String(repeating: "0", count: max(0, width - text.count)) + text
    }
    let day = "\(padded(parts[0], 4))-\(padded(parts[1], 2))-\(padded(parts[2], 2))"
    let hour = padded(isMidnight ? 0 : parts[3], 2)
    let time = "\(hour):\(padded(parts[4], 2)):\(padded(min(parts[5], 59), 2))"
    guard parts[5] <= 60, let date = Date(timestamp: "\(day)T\(time)Z"), let offset = offset(zone) else { return nil }
    // Events are kept by the millisecond.
    let milliseconds = date.milliseconds + Int64((fraction * 1000).rounded()) - Int64(offset) * 1000
    return Date(milliseconds: milliseconds + (isMidnight ? 86_400_000 : 0))
  }

  /// Seconds east of Greenwich. An unknown name counts as UTC, as RFC 2822 (4.3) says of the military letters.
  private static func offset(_ text: Substring) -> Int? {
    var scanner = DateScanner(text)
    scanner.skipSpace()
    guard let sign = scanner.rest.first, sign == "+" || sign == "-" else {
      return zones[scanner.rest.prefix { $0.isLetter }.uppercased()].map { $0 * 3600 } ?? 0
    }
    scanner.rest.removeFirst()
    guard let hours = scanner.digits(1...2) else { return nil }
    _ = scanner.take(":")
    let minutes = scanner.digits(2...2) ?? 0
    guard hours < 24, minutes < 60 else { return nil }
    return (hours * 3600 + minutes * 60) * (sign == "-" ? -1 : 1)
  }

  private static let zones = [
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "CET": 1, "CEST": 2,
    "BST": 1, "EET": 2, "EEST": 3, "JST": 9,
  ]
}

/// Takes numbers and marks from the front of a text.
private struct DateScanner {
  var rest: Substring

  init(_ text: Substring) { rest = text }

  var isAtEnd: Bool { rest.allSatisfy(\.isWhitespace) }

  mutating func digits(_ count: ClosedRange<Int>) -> Int? {
    let digits = rest.prefix { $0.isASCII && $0.isNumber }.prefix(count.upperBound)
    guard digits.count >= count.lowerBound else { return nil }
    rest = rest.dropFirst(digits.count)
    return Int(digits)
  }

  mutating func take(_ mark: Character) -> Bool {
    guard rest.first == mark else { return false }
    rest.removeFirst()
    return true
  }

  mutating func skip(_ isSkipped: (Character) -> Bool) { rest = rest.drop(while: isSkipped) }
  mutating func skipSpace() { skip(\.isWhitespace) }

  /// What follows a point or a comma, as a part of a second.
  mutating func fraction() -> Double {
    guard rest.first == "." || rest.first == "," else { return 0 }
    let digits = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
    rest = rest.dropFirst(1 + digits.count)
    return Double("0." + digits) ?? 0
  }

  /// English, by its first three letters.
  mutating func month() -> Int? {
    let word = rest.prefix(while: \.isLetter)
    let known = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    guard let index = known.firstIndex(of: word.lowercased().prefix(3).description) else { return nil }
    rest = rest.dropFirst(word.count)
    return index + 1
  }
}
