/// Reads the times that data files hold: `2015-02-26 21:42:53`, ISO 8601 (`2015-02-26T21:42:53.5Z`, `…+02:00`), a day
/// alone, or seconds since 1970. A time without zone is UTC.
enum Timestamp {
  /// Seconds since 1970, or nil.
  static func seconds(_ text: some StringProtocol) -> Double? {
    var text = Array(text.utf8)[...]
    guard text.count > 4, text[text.startIndex + 4] == UInt8(ascii: "-") else {
      let number = Double(String(decoding: text, as: UTF8.self))
      return number.flatMap { $0.isFinite && abs($0) < 1e11 ? $0 : nil }
    }
    guard let year = number(&text, digits: 4), skip(&text, "-"), let month = number(&text, digits: 2),
      skip(&text, "-"), let day = number(&text, digits: 2), (1...12).contains(month),
      (1...daysInMonth(month, of: year)).contains(day)
    else { return nil }
    let midnight = Double(daysSince1970(year: year, month: month, day: day)) * 86_400
    if text.isEmpty { return midnight }
    guard skip(&text, " ") || skip(&text, "T") || skip(&text, "t"), let clock = clock(&text),
      let zone = zone(&text), text.isEmpty
    else { return nil }
    return midnight + clock - zone
  }

  private static func clock(_ text: inout ArraySlice<UInt8>) -> Double? {
    guard let hour = number(&text, digits: 2), skip(&text, ":"), let minute = number(&text, digits: 2), hour < 24,
      minute < 60
    else { return nil }
    var seconds = Double(hour * 3600 + minute * 60)
    guard skip(&text, ":") else { return seconds }
    guard let second = number(&text, digits: 2), second <= 60 else { return nil }
    seconds += Double(second)
    if skip(&text, ".") || skip(&text, ",") {
      var unit = 0.1
      guard let first = text.first, isDigit(first) else { return nil }
      while let digit = text.first, isDigit(digit) {
        seconds += Double(digit - 48) * unit
        unit /= 10
        text.removeFirst()
      }
    }
    return seconds
  }

  private static func zone(_ text: inout ArraySlice<UInt8>) -> Double? {
    if text.isEmpty || skip(&text, "Z") || skip(&text, "z") { return 0 }
    let sign: Double = skip(&text, "-") ? -1 : 1
    if sign > 0, !skip(&text, "+") { return nil }
    guard let hours = number(&text, digits: 2), hours < 24 else { return nil }
    _ = skip(&text, ":")
    guard !text.isEmpty else { return sign * Double(hours) * 3600 }
    guard let minutes = number(&text, digits: 2), minutes < 60 else { return nil }
    return sign * Double(hours * 3600 + minutes * 60)
  }

  private static func number(_ text: inout ArraySlice<UInt8>, digits: Int) -> Int? {
    guard text.count >= digits, text.prefix(digits).allSatisfy(isDigit) else { return nil }
    let number = text.prefix(digits).reduce(0) { $0 * 10 + Int($1 - 48) }
    text.removeFirst(digits)
    return number
  }

  private static func skip(_ text: inout ArraySlice<UInt8>, _ mark: Unicode.Scalar) -> Bool {
    guard text.first == UInt8(ascii: mark) else { return false }
    text.removeFirst()
    return true
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

  private static func daysInMonth(_ month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days of the Gregorian calendar: years begin in March, so that the leap day is the last of its year.
  private static func daysSince1970(year: Int, month: Int, day: Int) -> Int {
    let shifted = month > 2 ? year : year - 1
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
  }
}
