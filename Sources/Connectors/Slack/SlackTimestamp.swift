internal import BotCore
internal import FoundationEssentials

/// Slack's `ts`: seconds since 1970 with six decimals, as text. It is the id of a message within its channel.
struct SlackTimestamp: Hashable, Comparable {
  /// As Slack wrote it; only this form is understood when it is sent back.
  let raw: String
  let microseconds: Int

  /// `nil` for anything but digits, or digits, a point and up to six digits.
  init?(_ raw: String?) {
    guard let raw else { return nil }
    let parts = raw.utf8.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    let decimals = parts.count == 2 ? parts[1] : Substring("0").utf8
    guard let seconds = Self.number(parts[0]), parts[0].count <= 11, decimals.count <= 6,
      let fraction = Self.number(decimals)
    else { return nil }
    self.raw = raw
    let scale = (decimals.count..<6).reduce(1) { scale, _ in scale * 10 }
    microseconds = seconds * 1_000_000 + fraction * scale
  }

  init(_ date: Date) {
    let seconds = max(0, Int(date.timeIntervalSince1970))
    raw = "\(seconds).000000"
    microseconds = seconds * 1_000_000
  }

  var date: Date { Date(timeIntervalSince1970: Double(microseconds) / 1_000_000) }
  var seconds: Int { microseconds / 1_000_000 }

  static func < (a: Self, b: Self) -> Bool { a.microseconds < b.microseconds }

  private static func number(_ digits: Substring.UTF8View) -> Int? {
    digits.isEmpty || !digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      ? nil : Int(Substring(digits))
  }
}

extension JSON {
  /// A member that holds a `ts`; some event times come as numbers.
  func timestamp(_ key: String) -> SlackTimestamp? {
    SlackTimestamp(self[key]?.string ?? self[key]?.int.map { String($0) })
  }
}
