import BotCore
import FoundationEssentials

/// Reads the times that exports write: ISO 8601 with or without zone (without: UTC), and seconds since 1970.
enum HistoryTime {
  static func date(_ json: JSON?) -> Date? {
    switch json {
    case .int(let seconds): seconds > 100_000_000_000 ? epoch(Double(seconds) / 1000) : epoch(Double(seconds))
    case .double(let seconds): epoch(seconds)
    case .string(let text): date(text)
    case .null, .bool, .array, .object, nil: nil
    }
  }

  static func date(_ text: String) -> Date? {
    if let seconds = Double(text) { return epoch(seconds) }
    let bytes = Array(text.utf8)
    guard bytes.count >= 16, bytes[4] == UInt8(ascii: "-"), bytes[10] == UInt8(ascii: "T") || bytes[10] == 0x20,
      let local = LocalTime(String(decoding: bytes.prefix(10), as: UTF8.self) + "T" + clock(bytes))
    else { return nil }
    var rest = bytes.dropFirst(19)
    var seconds = 0.0
    if rest.first == UInt8(ascii: ".") {
      let digits = rest.dropFirst().prefix { $0 >= 0x30 && $0 <= 0x39 }
      seconds = Double("0." + String(decoding: digits, as: UTF8.self)) ?? 0
      rest = rest.dropFirst(digits.count + 1)
    }
    guard let offset = offset(rest), let date = Zone.utc.instants(of: local).first else { return nil }
    return date.addingTimeInterval(seconds - Double(offset))
  }

  private static func clock(_ bytes: [UInt8]) -> String {
    let text = String(decoding: bytes.dropFirst(11).prefix(8), as: UTF8.self)
    return bytes.count >= 19 ? text : String(text.prefix(5)) + ":00"
  }

  /// Seconds east of UTC of `Z`, `+01:00`, `-0530` or nothing.
  private static func offset(_ bytes: ArraySlice<UInt8>) -> Int? {
    guard let sign = bytes.first, sign != UInt8(ascii: "Z") else { return 0 }
    guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return nil }
    let digits = bytes.dropFirst().filter { $0 != UInt8(ascii: ":") }
    guard digits.count == 4 || digits.count == 2, let number = Int(String(decoding: digits, as: UTF8.self)) else {
      return nil
    }
    let seconds = digits.count == 2 ? number * 3600 : (number / 100) * 3600 + (number % 100) * 60
    return sign == UInt8(ascii: "-") ? -seconds : seconds
  }

  private static func epoch(_ seconds: Double) -> Date? {
    seconds.isFinite && abs(seconds) < 1e11 ? Date(timeIntervalSince1970: seconds) : nil
  }
}
