internal import BotCore
internal import FoundationEssentials

/// Discord's id of everything: a number that grows with time. Its upper 42 bits are milliseconds since the first second
/// of 2015 (Discord's documentation, "Snowflakes").
struct Snowflake: Hashable, Comparable, Sendable {
  let value: UInt64

  private static let epoch: Int64 = 1_420_070_400_000

  /// `nil` for anything but digits without a leading zero.
  init?(_ text: String?) {
    guard let text, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let value = UInt64(text), String(value) == text
    else { return nil }
    self.value = value
  }

  /// The smallest id that can be given out at a time.
  init(_ date: Date) { value = UInt64(max(0, date.milliseconds - Self.epoch)) << 22 }

  init(value: UInt64) { self.value = value }

  var text: String { String(value) }
  var date: Date { Date(milliseconds: Int64(value >> 22) + Self.epoch) }

  static func < (a: Self, b: Self) -> Bool { a.value < b.value }

  static func isID(_ text: String) -> Bool { Snowflake(text) != nil }
}

/// Discord's times: `2024-10-18T14:42:53.064834+00:00`, with or without the fraction and the zone.
enum DiscordTime {
  static func date(_ text: String?) -> Date? {
    guard let bytes = text.map({ Array($0.utf8) }), bytes.count >= 19,
      let whole = Date(timestamp: String(decoding: bytes[..<19], as: UTF8.self) + "Z")
    else { return nil }
    var rest = bytes[19...]
    var milliseconds: Int64 = 0
    if rest.first == UInt8(ascii: ".") {
      let digits = rest.dropFirst().prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      guard !digits.isEmpty else { return nil }
      let three = String(decoding: digits.prefix(3), as: UTF8.self)
      milliseconds = Int64(three + String(repeating: "0", count: 3 - three.count)) ?? 0
      rest = rest.dropFirst(1 + digits.count)
    }
    guard let offset = minutes(rest) else { return nil }
    return Date(milliseconds: whole.milliseconds + milliseconds - Int64(offset) * 60_000)
  }

  /// Nothing, `Z`, or hours and minutes east of Greenwich.
  private static func minutes(_ zone: ArraySlice<UInt8>) -> Int? {
    let text = String(decoding: zone, as: UTF8.self)
    guard let sign = text.first, text != "Z" else { return 0 }
    let parts = text.dropFirst().split(separator: ":")
    guard sign == "+" || sign == "-", parts.count == 2, let hours = Int(parts[0]), let minutes = Int(parts[1]) else {
      return nil
    }
    return (sign == "-" ? -1 : 1) * (hours * 60 + minutes)
  }
}

extension JSON {
  /// A member that holds an id; `nil` where it is none.
  func snowflake(_ key: String) -> Snowflake? { Snowflake(self[key]?.string) }
}

extension DiscordTime {
  /// Seconds since 1970 as `2021-04-20 21:20 UTC`.
  static func text(_ seconds: Int64) -> String {
    let stamp = Date(milliseconds: seconds * 1000).timestamp
    return stamp.prefix(10) + " " + stamp.dropFirst(11).prefix(5) + " UTC"
  }
}
