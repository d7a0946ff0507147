/// What the ranker reads of a text: stems of words, runs of letters within words, and word pieces.
///
/// One value is used for text after text: once its buffers have grown, reading allocates nothing.
struct TermReader: Sendable {
  /// A word of letters and digits, accents off.
  struct Word: Sendable {
    /// In `letters`.
    let start: Int32
    let end: Int32
    /// In the UTF-8 of the text.
    let sourceStart: Int32
    let sourceEnd: Int32
    /// FNV-1a of the stem.
    let stem: UInt64
    /// Where its rows end in `rows`; they begin where those of the word before end.
    let rowEnd: Int32
    /// The same of `grams`.
    let gramEnd: Int32
    /// How much the word says in any text: the square root of its vector's length, 1 when it has none.
    let weight: Float
  }

  /// At most this many words of a text are read.
  static let mostWords = 2000

  private(set) var words: [Word] = []
  private(set) var letters: [UInt8] = []
  /// Hashes of the runs of three and of four letters of each word, with its edges.
  private(set) var grams: [UInt64] = []
  /// Rows of `TokenVectors`.
  private(set) var rows: [UInt16] = []
  private var tokens = Tokens()
  private var pieces = PieceReader()
  private var stem: [UInt8] = []
  private var sum = [Float](repeating: 0, count: TextVector.count)

  init() {}

  mutating func read(_ text: String) {
    tokens.read(text)
    readTokens()
  }

  mutating func read(_ text: UnsafeBufferPointer<UInt8>) {
    tokens.read(text)
    readTokens()
  }

  /// The letters of a word, for explanations.
  func string(_ word: Word) -> String { String(decoding: letters[Int(word.start)..<Int(word.end)], as: UTF8.self) }

  private mutating func readTokens() {
    words.removeAll(keepingCapacity: true)
    letters.removeAll(keepingCapacity: true)
    grams.removeAll(keepingCapacity: true)
    rows.removeAll(keepingCapacity: true)
    for token in tokens.list {
      switch token.kind {
      case .word, .number, .hashtag, .code: split(token)
      // The words of an address are terms, but say too little of a sentence's sense to have a vector.
      case .url: split(token, hasPieces: false)
      case .emoji, .emoticon, .mention, .punctuation: break
      }
      if words.count >= Self.mostWords { return }
    }
  }

  /// Cuts a token at everything that is neither letter nor digit; an apostrophe and what follows it is left out.
  private mutating func split(_ token: Token, hasPieces: Bool = true) {
    var index = Int(token.start)
    let end = Int(token.end)
    var start = letters.count
    while index < end {
      let byte = tokens.bytes[index]
      if byte >= 0x80 {
        index += copyBeyondASCII(at: index, end)
      } else if isLetterOrDigit(byte) {
        letters.append(byte)
        index += 1
      } else {
        close(&start, token, hasPieces)
        index += 1
        // "don't" is "don" and "t", but "what's" is "what".
        if byte == 0x27, index < end, tokens.bytes[index] == UInt8(ascii: "s"), index + 1 == end { index += 1 }
      }
    }
    close(&start, token, hasPieces)
  }

  @inline(__always)
  private func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (byte >= 0x61 && byte <= 0x7A) || (byte >= 0x30 && byte <= 0x39)
  }

  /// Copies a code point as the letter beneath its accents, or as it is. Returns its bytes.
  private mutating func copyBeyondASCII(at index: Int, _ end: Int) -> Int {
    let lead = tokens.bytes[index]
    let size = min(lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2, end - index)
    var scalar = UInt32(lead) & (lead >= 0xF0 ? 7 : lead >= 0xE0 ? 15 : 31)
    for offset in 1..<max(size, 1) { scalar = scalar << 6 | UInt32(tokens.bytes[index + offset] & 63) }
    let plain = PlainLetters.shared.letter(scalar)
    if plain > 0 {
      letters.append(plain)
    } else {
      for offset in 0..<size { letters.append(tokens.bytes[index + offset]) }
    }
    return size
  }

  private mutating func close(_ start: inout Int, _ token: Token, _ hasPieces: Bool) {
    guard letters.count > start else { return }
    let range = start..<letters.count
    let hash = stemHash(range)
    let firstRow = rows.count
    readGrams(range)
    letters.withUnsafeBufferPointer { pieces.read(UnsafeBufferPointer(rebasing: $0[range]), into: &rows) }
    let weight = weight(firstRow)
    if !hasPieces { rows.removeLast(rows.count - firstRow) }
    words.append(
      Word(
        start: Int32(range.lowerBound), end: Int32(range.upperBound), sourceStart: Int32(token.sourceStart),
        sourceEnd: Int32(token.sourceEnd), stem: hash, rowEnd: Int32(rows.count), gramEnd: Int32(grams.count),
        weight: weight))
    start = letters.count
  }

  private mutating func weight(_ firstRow: Int) -> Float {
    guard firstRow < rows.count else { return 1 }
    return rows.withUnsafeBufferPointer { rows in
      sum.withUnsafeMutableBufferPointer { sum in
        guard let base = sum.baseAddress else { return 1 }
        base.update(repeating: 0, count: TextVector.count)
        for row in rows[firstRow...] { TokenVectors.shared.add(Int(row), to: base) }
        return TextVector.dot(base, base).squareRoot().squareRoot()
      }
    }
  }

  private mutating func stemHash(_ range: Range<Int>) -> UInt64 {
    stem.removeAll(keepingCapacity: true)
    for index in range { stem.append(letters[index]) }
    return stem.withUnsafeMutableBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return 1 }
      return FNV.hash(UnsafeBufferPointer(start: base, count: Stemmer.stem(base, bytes.count)))
    }
  }

  /// Runs of three and four bytes of the word between two blanks.
  private mutating func readGrams(_ range: Range<Int>) {
    var window: UInt32 = 0x20
    var filled = 1
    for index in range.lowerBound...range.upperBound {
      window = window << 8 | UInt32(index < range.upperBound ? letters[index] : 0x20)
      filled += 1
      if filled >= 3 { grams.append(Self.gram(window & 0xFF_FFFF)) }
      if filled >= 4 { grams.append(Self.gram(window)) }
    }
  }

  /// Spreads the bytes of a gram over 64 bits (Fibonacci hashing, Knuth 6.4).
  @inline(__always)
  private static func gram(_ bytes: UInt32) -> UInt64 {
    let mixed = (UInt64(bytes) &+ 1) &* 0x9E37_79B9_7F4A_7C15
    return mixed ^ mixed >> 32
  }
}
