/// A text made comparable: lower case, invisible characters left out, white space as single blanks, and for every byte
/// whether it belongs to a word.
///
/// Scripts that write no blanks between words (Chinese, Japanese, Thai) give one long word a run of letters.
public struct Words: Sendable {
  /// What words are made of.
  public enum Alphabet: Sendable {
    /// Letters and digits of any script; an apostrophe between two letters.
    case lettersAndDigits
    /// Letters of any script; a straight apostrophe anywhere, a curly one between two letters.
    case letters
  }

  /// UTF-8.
  public private(set) var bytes: [UInt8] = []
  /// As long as `bytes`.
  private(set) var inWord: [Bool] = []
  /// A `?`, or the full-width or Arabic one, anywhere in the text.
  public private(set) var hasQuestionMark = false

  public init(_ text: String, _ alphabet: Alphabet = .lettersAndDigits) {
    var text = text
    text.withUTF8 { read($0, alphabet) }
    if bytes.last == UInt8(ascii: " ") {
      bytes.removeLast()
      inWord.removeLast()
    }
  }

  /// Where the words stand in `bytes`, in their order.
  public var ranges: [Range<Int>] {
    var ranges: [Range<Int>] = []
    var start = 0
    for index in 0...inWord.count {
      if index < inWord.count, inWord[index] { continue }
      if start < index { ranges.append(start..<index) }
      start = index + 1
    }
    return ranges
  }

  /// The words as texts: for a few of them, such as a setting's, rather than for every message.
  public var words: [String] { ranges.map(string) }

  public func string(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  /// FNV-1a (Fowler, Noll, Vo) over the word's bytes: the same on every machine and in every run.
  public func hash(_ range: Range<Int>) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for index in range { hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01b3 }
    return hash
  }

  /// Whether a word may begin or end between the byte before `index` and the byte there.
  func isBoundary(_ index: Int) -> Bool {
    index == 0 || index == inWord.count || !inWord[index - 1] || !inWord[index]
  }
}

extension Words {
  private mutating func read(_ text: UnsafeBufferPointer<UInt8>, _ alphabet: Alphabet) {
    bytes.reserveCapacity(text.count)
    inWord.reserveCapacity(text.count)
    var index = 0
    while index < text.count {
      let byte = text[index]
      if byte < 0x80 {
        readASCII(byte, in: text, at: index, alphabet)
        index += 1
      } else {
        let (scalar, length) = Self.scalar(in: text, at: index)
        readScalar(scalar, next: index + length < text.count ? text[index + length] : 0, alphabet)
        index += length
      }
    }
  }

  private mutating func readASCII(
    _ byte: UInt8, in text: UnsafeBufferPointer<UInt8>, at index: Int, _ alphabet: Alphabet
  ) {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"): append(byte, true)
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): append(byte | 0x20, true)
    case UInt8(ascii: "0")...UInt8(ascii: "9"): append(byte, alphabet == .lettersAndDigits)
    case UInt8(ascii: "'"):
      let next = index + 1 < text.count ? text[index + 1] : 0
      append(byte, alphabet == .letters || isInside(next))
    case 0x09...0x0D, UInt8(ascii: " "): appendBlank()
    case UInt8(ascii: "?"):
      hasQuestionMark = true
      append(byte, false)
    default: append(byte, false)
    }
  }

  private mutating func readScalar(_ scalar: Unicode.Scalar, next: UInt8, _ alphabet: Alphabet) {
    switch scalar.value {
    // Soft hyphen, zero-width and bidirectional marks, word joiners, byte-order mark, variation selectors.
    case 0xAD, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2069, 0xFEFF, 0xFE00...0xFE0F: break
    case 0xA0, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: appendBlank()
    case 0x2018, 0x2019, 0x02BC:
      if isInside(next) { append(UInt8(ascii: "'"), true) } else { appendBlank() }
    case 0xFF1F, 0x061F:
      hasQuestionMark = true
      append(UInt8(ascii: "?"), false)
    default: appendLowered(scalar, alphabet)
    }
  }

  private mutating func appendLowered(_ scalar: Unicode.Scalar, _ alphabet: Alphabet) {
    let properties = scalar.properties
    let isDigit = properties.numericType != nil
    let isMark = properties.generalCategory == .nonspacingMark || properties.generalCategory == .spacingMark
    let isPart = properties.isAlphabetic || isMark || (isDigit && alphabet == .lettersAndDigits)
    for byte in properties.lowercaseMapping.utf8 { append(byte, isPart) }
  }

  /// Whether what stands here is between a word that was begun and a letter.
  private func isInside(_ next: UInt8) -> Bool {
    guard inWord.last == true else { return false }
    return next >= 0x80 || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(next | 0x20)
  }

  private mutating func append(_ byte: UInt8, _ isPart: Bool) {
    bytes.append(byte)
    inWord.append(isPart)
  }

  private mutating func appendBlank() {
    guard let last = bytes.last, last != UInt8(ascii: " ") else { return }
    append(UInt8(ascii: " "), false)
  }

  /// Decodes one scalar; a `String`'s UTF-8 is always valid.
  private static func scalar(in text: UnsafeBufferPointer<UInt8>, at index: Int) -> (Unicode.Scalar, Int) {
    let first = text[index]
    let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    var value = UInt32(first & (0x7F >> UInt8(length)))
    for offset in 1..<length { value = value << 6 | UInt32(text[index + offset] & 0x3F) }
    return (Unicode.Scalar(value) ?? "\u{FFFD}", length)
  }
}
