/// How features become numbers. Training and reading share these: what they give must never change for a shipped model.
enum SentimentHash {
  /// Stands before the first and after the last token.
  static let edge: UInt64 = 0x6564_6765_0000_0001
  static let link: UInt64 = 0x6C69_6E6B_0000_0003
  static let mention: UInt64 = 0x6D65_6E74_0000_0005
  static let number: UInt64 = 0x6E75_6D62_0000_0007
  static let code: UInt64 = 0x636F_6465_0000_0009
  /// Marks a word within the reach of a negation.
  static let turned: UInt64 = 0xA5A5_5A5A_C3C3_3C3C
  static let opening = UInt64(UInt8(ascii: "<"))
  static let closing = UInt64(UInt8(ascii: ">"))

  /// What stands for a token in the word table and in pairs: a hashtag is its word, and all links are one.
  @inline(__always)
  static func token(_ token: Token, _ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    switch token.kind {
    case .word, .punctuation, .emoticon: FNV.hash(bytes, token.range)
    case .hashtag: FNV.hash(bytes, Int(token.start) + 1..<Int(token.end))
    case .emoji: emoji(bytes, token.range)
    case .url: link
    case .mention: mention
    case .number: number
    case .code: code
    }
  }

  /// An emoji without variation selectors (U+FE0F) and skin tones (U+1F3FB to U+1F3FF), which change no feeling.
  static func emoji(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> UInt64 {
    var hash = FNV.seed
    var index = range.lowerBound
    while index < range.upperBound {
      if index + 2 < range.upperBound, bytes[index] == 0xEF, bytes[index + 1] == 0xB8, bytes[index + 2] == 0x8F {
        index += 3
      } else if index + 3 < range.upperBound, bytes[index] == 0xF0, bytes[index + 1] == 0x9F, bytes[index + 2] == 0x8F,
        bytes[index + 3] >= 0xBB
      {
        index += 4
      } else {
        hash = FNV.mixed(hash, bytes[index])
        index += 1
      }
    }
    return hash
  }

  @inline(__always)
  static func pair(_ first: UInt64, _ second: UInt64) -> UInt32 {
    let mixed = (first &* 0x9E37_79B9_7F4A_7C15 ^ second) &* 0xD6E8_FEB8_6659_FD93
    return UInt32(truncatingIfNeeded: (mixed ^ mixed >> 29) &* 0x94D0_49BB_1331_11EB >> 32)
  }

  /// The lower `count` bytes of a window.
  @inline(__always)
  static func run(_ window: UInt64, _ count: UInt64) -> UInt32 {
    let kept = window & (1 &<< (count &* 8) &- 1) | count &<< 56
    return UInt32(truncatingIfNeeded: (kept &* 0x9E37_79B9_7F4A_7C15) >> 32)
  }

  /// Whether a mark ends what a negation reaches.
  @inline(__always)
  static func endsReach(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: "!"),
      UInt8(ascii: "?"):
      true
    default: false
    }
  }
}
