import BotCore

/// A date or time of iCalendar, and whose clocks it means (RFC 5545, 3.3.4, 3.3.5).
struct ICalendarTime: Hashable {
  enum Clock: Hashable {
    /// Whoever reads it: the zone of the setting or community.
    case floating
    case utc
    /// As `TZID` names it.
    case zone(String)
  }

  let local: LocalTime
  let clock: Clock
  /// A date without a time of day.
  let isDate: Bool

  /// Reads `20260105`, `20260105T090000` and `20260105T090000Z`.
  init?(_ value: some StringProtocol, zone: String?) {
    let parts = value.split(separator: "T", omittingEmptySubsequences: false)
    guard let date = parts.first, parts.count <= 2, let day = Self.numbers(date, [4, 2, 2]) else { return nil }
    var time = [0, 0, 0]
    var isUTC = false
    if parts.count == 2 {
      isUTC = parts[1].hasSuffix("Z")
      guard let read = Self.numbers(isUTC ? parts[1].dropLast() : parts[1], [2, 2, 2]) else { return nil }
      time = read
    }
    guard
      let local = LocalTime(
        year: day[0], month: day[1], day: day[2], hour: time[0], minute: time[1], second: min(time[2], 59))
    else { return nil }
    self.local = local
    isDate = parts.count == 1
    clock = isUTC ? .utc : zone.map { .zone($0) } ?? .floating
  }

  private static func numbers(_ text: some StringProtocol, _ widths: [Int]) -> [Int]? {
    let digits = text.utf8.map { Int($0) - 48 }
    guard digits.count == widths.reduce(0, +), digits.allSatisfy((0...9).contains) else { return nil }
    var rest = ArraySlice(digits)
    return widths.map { width in
      defer { rest = rest.dropFirst(width) }
      return rest.prefix(width).reduce(0) { $0 * 10 + $1 }
    }
  }

  /// Reads a length of time such as `PT1H30M` or `P2D` (3.3.6), in seconds.
  static func seconds(_ text: String) -> Int? {
    var rest = Substring(text)
    guard rest.popFirst() == "P" else { return nil }
    var total = 0
    var isTime = false
    while let character = rest.first {
      if character == "T" {
        isTime = true
        rest.removeFirst()
        continue
      }
      let digits = rest.prefix(while: \.isNumber)
      rest = rest.dropFirst(digits.count)
      guard let count = Int(digits), count < 1_000_000, let unit = rest.popFirst() else { return nil }
      switch (unit, isTime) {
      case ("W", false): total += count * 604_800
      case ("D", false): total += count * 86_400
      case ("H", true): total += count * 3600
      case ("M", true): total += count * 60
      case ("S", true): total += count
      default: return nil
      }
    }
    return total
  }
}
