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

extension JSON {
  /// A member that holds an id; `nil` where it is none.
  func snowflake(_ key: String) -> Snowflake? { Snowflake(self[key]?.string) }
}

enum DiscordTime {
  /// Seconds since 1970 as `2021-04-20 21:20 UTC`.
  static func text(_ seconds: Int64) -> String {
    let stamp = Date(milliseconds: seconds * 1000).timestamp
    return stamp.prefix(10) + " " + stamp.dropFirst(11).prefix(5) + " UTC"
  }
}
