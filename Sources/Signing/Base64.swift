/// Base 64 with the standard alphabet and padding (RFC 4648, 4).
public enum Base64 {
  public static func encode(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let bits = group.enumerated().reduce(UInt32(0)) { $0 | UInt32($1.element) << (16 - 8 * UInt32($1.offset)) }
      for place in 0..<4 {
        text.append(place <= group.count ? alphabet[Int(bits >> (18 - 6 * UInt32(place)) & 63)] : padding)
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// With `-` and `_` for `+` and `/`, and without padding (RFC 7515, 2).
  public static func encodeURL(_ bytes: [UInt8]) -> String {
    let text = encode(bytes).utf8.filter { $0 != padding }.map { byte in
      switch byte {
      case UInt8(ascii: "+"): UInt8(ascii: "-")
      case UInt8(ascii: "/"): UInt8(ascii: "_")
      default: byte
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// `nil` where the length is no multiple of four, a character is outside the alphabet, or bits are left over.
  public static func decode(_ text: some StringProtocol) -> [UInt8]? {
    var characters = Array(text.utf8)
    guard characters.count.isMultiple(of: 4) else { return nil }
    let padded = characters.suffix(2).reversed().prefix { $0 == padding }.count
    characters.removeLast(padded)
    var bytes: [UInt8] = []
    var bits: UInt32 = 0
    var held = 0
    for character in characters {
      guard let value = values[Int(character)] else { return nil }
      bits = (bits << 6 | UInt32(value)) & 0xFFFF
      held += 6
      if held >= 8 {
        held -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(held)))
      }
    }
    return bits & ((1 << UInt32(held)) - 1) == 0 ? bytes : nil
  }

  private static let padding = UInt8(ascii: "=")
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let values: [UInt8?] = (0...255).map { code in
    alphabet.firstIndex(of: UInt8(code)).map { UInt8($0) }
  }
}
