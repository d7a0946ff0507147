/// Reads the POSIX notation of a closing rule, with RFC 8536's extension: hours from -167 to 167.
struct ZoneRuleParser {
  private let bytes: [UInt8]
  private var position = 0

  /// `nil` when the text is not such a rule, or goes on after it.
  static func parse(_ bytes: [UInt8]) -> ZoneRule? {
    var parser = ZoneRuleParser(bytes: bytes)
    guard let rule = parser.rule(), parser.position == bytes.count else { return nil }
    return rule
  }

  private init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  private mutating func rule() -> ZoneRule? {
    guard let name = name(), let west = time(hours: 0...24) else { return nil }
    let standard = ZoneKind(offset: -west, abbreviation: name)
    guard position < bytes.count else { return ZoneRule(standard: standard, daylight: nil) }
    guard let daylight = daylight(after: standard) else { return nil }
    return ZoneRule(standard: standard, daylight: daylight)
  }

  private mutating func daylight(after standard: ZoneKind) -> ZoneRule.Daylight? {
    guard let name = name() else { return nil }
    var offset = standard.offset + 3600
    if peek() != UInt8(ascii: ",") {
      guard let west = time(hours: 0...24) else { return nil }
      offset = -west
    }
    guard skip(","), let begins = change(), skip(","), let ends = change() else { return nil }
    return ZoneRule.Daylight(kind: ZoneKind(offset: offset, abbreviation: name), begins: begins, ends: ends)
  }

  /// Three or more letters, or digits and signs between angle brackets.
  private mutating func name() -> String? {
    let quoted = skip("<")
    let start = position
    while let byte = peek(), Self.isLetter(byte) || (quoted && Self.isDigitOrSign(byte)) { position += 1 }
    let name = String(decoding: bytes[start..<position], as: UTF8.self)
    guard name.utf8.count >= 3, !quoted || skip(">") else { return nil }
    return name
  }

  private mutating func change() -> ZoneRule.Change? {
    guard let day = day() else { return nil }
    guard skip("/") else { return ZoneRule.Change(day: day, secondOfDay: 7200) }
    return time(hours: 0...167).map { ZoneRule.Change(day: day, secondOfDay: $0) }
  }

  private mutating func day() -> ZoneRule.Day? {
    if skip("J") { return number(1...365).map { .julian($0) } }
    guard skip("M") else { return number(0...365).map { .ofYear($0) } }
    guard let month = number(1...12), skip("."), let week = number(1...5), skip("."), let weekday = number(0...6)
    else { return nil }
    return .weekday(month: month, week: week, weekday: weekday)
  }

  /// `[+|-]hh[:mm[:ss]]`, in seconds.
  private mutating func time(hours: ClosedRange<Int>) -> Int? {
    let sign = skip("-") ? -1 : 1
    if sign == 1 { _ = skip("+") }
    guard let hour = number(hours) else { return nil }
    var seconds = hour * 3600
    for unit in [60, 1] where skip(":") {
      guard let part = number(0...59) else { return nil }
      seconds += part * unit
    }
    return sign * seconds
  }

  private mutating func number(_ range: ClosedRange<Int>) -> Int? {
    var value: Int?
    while let byte = peek(), let digit = LocalTimeText.digit(byte), (value ?? 0) < 1000 {
      value = (value ?? 0) * 10 + digit
      position += 1
    }
    return value.flatMap { range.contains($0) ? $0 : nil }
  }

  private func peek() -> UInt8? {
    position < bytes.count ? bytes[position] : nil
  }

  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard peek() == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
  }

  private static func isDigitOrSign(_ byte: UInt8) -> Bool {
    LocalTimeText.digit(byte) != nil || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
  }
}
