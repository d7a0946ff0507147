/// How local times are spelled.
enum LocalTimeText {
  /// Year, month, day, hour, minute and second out of "2026-10-25", "2026-10-25T01:30" or "2026-10-25T01:30:00".
  /// Only the shape is checked, not the ranges.
  static func fields(_ text: [UInt8]) -> [Int]? {
    let shape = Array("0000-00-00T00:00:00".utf8)
    guard [10, 16, 19].contains(text.count) else { return nil }
    var fields = [0]
    for (byte, expected) in zip(text, shape) {
      switch expected {
      case UInt8(ascii: "0"):
        guard let digit = digit(byte) else { return nil }
        fields[fields.count - 1] = fields[fields.count - 1] * 10 + digit
      case UInt8(ascii: "T"):
        guard byte == expected || byte == UInt8(ascii: " ") else { return nil }
        fields.append(0)
      default:
        guard byte == expected else { return nil }
        fields.append(0)
      }
    }
    return fields + Array(repeating: 0, count: 6 - fields.count)
  }

  static func digit(_ byte: UInt8) -> Int? {
    UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte ? Int(byte - UInt8(ascii: "0")) : nil
  }

  /// The number with zeros in front up to `width` digits.
  static func digits(_ number: Int, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
  }
}
