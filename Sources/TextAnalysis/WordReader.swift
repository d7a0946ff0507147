/// Fills the buffers of `Words` in one pass over a text.
struct WordReader {
  private let text: UnsafeBufferPointer<UInt8>
  private let alphabet: Words.Alphabet
  private let bytes: UnsafeMutableBufferPointer<UInt8>
  private let inWord: UnsafeMutableBufferPointer<Bool>
  private var count = 0
  private var hasQuestionMark = false

  /// - Parameter text: valid UTF-8, as that of a `String` always is.
  static func read(_ text: UnsafeBufferPointer<UInt8>, _ alphabet: Words.Alphabet) -> ([UInt8], [Bool], Bool) {
    // No scalar's lower case takes more than half as many bytes again.
    let capacity = text.count * 2
    var inWord: [Bool] = []
    var hasQuestionMark = false
    let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { bytes, count in
      inWord = [Bool](unsafeUninitializedCapacity: capacity) { marks, markCount in
        var reader = WordReader(text: text, alphabet: alphabet, bytes: bytes, inWord: marks)
        reader.read()
        (count, markCount, hasQuestionMark) = (reader.count, reader.count, reader.hasQuestionMark)
      }
    }
    return (bytes, inWord, hasQuestionMark)
  }

  private init(
    text: UnsafeBufferPointer<UInt8>, alphabet: Words.Alphabet, bytes: UnsafeMutableBufferPointer<UInt8>,
    inWord: UnsafeMutableBufferPointer<Bool>
  ) {
    self.text = text
    self.alphabet = alphabet
    self.bytes = bytes
    self.inWord = inWord
  }

  private mutating func read() {
    var index = 0
    while index < text.count {
      let byte = text[index]
      if byte < 0x80 {
        readASCII(byte, next: index + 1)
        index += 1
      } else {
        let (scalar, length) = scalar(at: index)
        read(scalar, next: index + length)
        index += length
      }
    }
    if count > 0, bytes[count - 1] == UInt8(ascii: " ") { count -= 1 }
  }

  private mutating func readASCII(_ byte: UInt8, next: Int) {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"): append(byte, true)
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): append(byte | 0x20, true)
    case UInt8(ascii: "0")...UInt8(ascii: "9"): append(byte, alphabet == .lettersAndDigits)
    case UInt8(ascii: "'"): append(byte, alphabet == .letters || isInside(next))
    case 0x09...0x0D, UInt8(ascii: " "): appendBlank()
    case UInt8(ascii: "?"):
      hasQuestionMark = true
      append(byte, false)
    default: append(byte, false)
    }
  }

  private mutating func read(_ scalar: Unicode.Scalar, next: Int) {
    switch scalar.value {
    // Soft hyphen, zero-width and bidirectional marks, word joiners, byte-order mark, variation selectors.
    case 0xAD, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2069, 0xFEFF, 0xFE00...0xFE0F: break
    case 0xA0, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: appendBlank()
    case 0x2018, 0x2019, 0x02BC:
      if isInside(next) { append(UInt8(ascii: "'"), true) } else { appendBlank() }
    case 0xFF1F, 0x061F:
      hasQuestionMark = true
      append(UInt8(ascii: "?"), false)
    default: appendLowered(scalar)
    }
  }

  private mutating func appendLowered(_ scalar: Unicode.Scalar) {
    let properties = scalar.properties
    let isPart =
      switch properties.generalCategory {
      case .decimalNumber, .letterNumber, .otherNumber: alphabet == .lettersAndDigits
      case .nonspacingMark, .spacingMark: true
      default: properties.isAlphabetic
      }
    for byte in properties.lowercaseMapping.utf8 { append(byte, isPart) }
  }

  /// Whether what stands before `next` is between a word that was begun and a letter.
  private func isInside(_ next: Int) -> Bool {
    guard count > 0, inWord[count - 1], next < text.count else { return false }
    if text[next] >= 0x80 { return scalar(at: next).0.properties.isAlphabetic }
    return (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(text[next] | 0x20)
  }

  private mutating func append(_ byte: UInt8, _ isPart: Bool) {
    precondition(count < bytes.count)
    bytes[count] = byte
    inWord[count] = isPart
    count += 1
  }

  private mutating func appendBlank() {
    if count > 0, bytes[count - 1] != UInt8(ascii: " ") { append(UInt8(ascii: " "), false) }
  }

  private func scalar(at index: Int) -> (Unicode.Scalar, Int) {
    let first = text[index]
    let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    var value = UInt32(first & (0x7F >> UInt8(length)))
    for offset in 1..<length { value = value << 6 | UInt32(text[index + offset] & 0x3F) }
    return (Unicode.Scalar(value) ?? "\u{FFFD}", length)
  }
}
