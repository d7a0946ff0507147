/// A cursor over UTF-8.
struct TextSource {
  let text: UnsafeBufferPointer<UInt8>
  var index = 0

  init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

  var isAtEnd: Bool { index >= text.count }

  /// The byte `offset` further on; 0 beyond either end.
  @inline(__always)
  func peek(_ offset: Int = 0) -> UInt8 {
    let place = index + offset
    return place >= 0 && place < text.count ? text[place] : 0
  }

  /// The code point at `place` and how many bytes it takes; U+FFFD of one byte for what is not valid.
  @inline(__always)
  func scalar(at place: Int) -> (value: UInt32, count: Int) {
    let first = text[place]
    if first < 0x80 { return (UInt32(first), 1) }
    let count = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0
    guard count > 0, place + count <= text.count else { return (0xFFFD, 1) }
    var value = UInt32(first) & (0x7F >> UInt32(count))
    for offset in 1..<count {
      let byte = text[place + offset]
      guard byte & 0xC0 == 0x80 else { return (0xFFFD, 1) }
      value = value << 6 | UInt32(byte & 0x3F)
    }
    return (value, count)
  }
}

/// Classes of ASCII bytes.
enum ASCII {
  static let letter: UInt8 = 1
  static let digit: UInt8 = 2
  static let blank: UInt8 = 4
  static let capital: UInt8 = 8
  /// Stands first in an emoticon.
  static let face: UInt8 = 16
  static let control: UInt8 = 32

  /// By byte; 0 for punctuation and for bytes beyond ASCII. A tuple would not index; the array is read through a pointer.
  static let classes: [UInt8] = (0..<256).map { value in
    let byte = UInt8(value)
    var found: UInt8 = 0
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"): found = letter
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): found = letter | capital
    case UInt8(ascii: "0")...UInt8(ascii: "9"): found = digit
    case 0x09...0x0D, 0x20: found = blank
    case 0...0x1F, 0x7F: found = control
    default: break
    }
    if Emoticons.openers.contains(byte) { found |= face }
    return found
  }

  @inline(__always) static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10
  }
  @inline(__always) static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
  @inline(__always) static func isSmall(_ byte: UInt8) -> Bool { byte &- 0x61 < 26 }
  @inline(__always) static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
  @inline(__always) static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte &- 9 < 5 }
  @inline(__always) static func lowered(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }
}
