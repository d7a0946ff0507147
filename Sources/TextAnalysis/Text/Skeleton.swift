/// A second reading of words that somebody may have disguised, for flags only: look-alike letters of other alphabets and
/// digits or marks that stand for letters as the letters they stand for, accents off, and letters that are spread with
/// points or blanks put together ("f.r.e.e", "f r e e").
///
/// Only what looks disguised is read anew, so that ordinary text costs one look per token: a chunk (tokens without
/// white space between them) that mixes letters with digits or marks inside, or holds letters beyond ASCII; and runs of
/// three single letters or more.
public struct Skeleton: Sendable {
  public struct Reading: Sendable, Hashable {
    /// ASCII letters; `*` and `#` are kept for masked ones ("f**k").
    public let letters: Range<Int>
    /// The tokens that it was read from.
    public let tokens: Range<Int>
  }

  /// The letters of all readings.
  public private(set) var bytes: [UInt8] = []
  public private(set) var readings: [Reading] = []

  public init() {}

  public mutating func read(_ tokens: Tokens) {
    bytes.removeAll(keepingCapacity: true)
    readings.removeAll(keepingCapacity: true)
    var first = 0
    while first < tokens.list.count {
      var next = first + 1
      while next < tokens.list.count, !tokens.list[next].flags.contains(.gapBefore) { next += 1 }
      if isSuspicious(tokens, first..<next) { addChunk(tokens, first..<next) }
      first = next
    }
    addSpread(tokens)
  }

  public func string(_ reading: Reading) -> String { String(decoding: bytes[reading.letters], as: UTF8.self) }

  /// Letters with digits or marks among them, or letters beyond ASCII; not an address, code or a mere ending mark.
  private func isSuspicious(_ tokens: Tokens, _ chunk: Range<Int>) -> Bool {
    var words = 0
    var hasDisguise = false
    for index in chunk {
      let token = tokens.list[index]
      switch token.kind {
      case .url, .code, .emoticon, .hashtag: return false
      case .mention:
        // "@ss" is read as a mention; a name that somebody has is far longer than that or is not a word at all.
        if token.count > 8 { return false }
        hasDisguise = true
        words += 1
      case .word:
        words += 1
        if token.flags.contains(.beyondASCII) || tokens.bytes[token.range].contains(where: ASCII.isDigit) {
          hasDisguise = true
        }
      case .emoji: hasDisguise = true
      case .number: hasDisguise = hasDisguise || chunk.count > 1
      case .punctuation:
        let byte = tokens.bytes[Int(token.start)]
        let isInside = index > chunk.lowerBound && index < chunk.upperBound - 1
        let isLetter = standsForALetter(byte) && chunk.count > 1
        if byte == UInt8(ascii: "*") ? chunk.count > 2 : isInside || isLetter { hasDisguise = true }
      }
    }
    return hasDisguise && (words > 0 || chunk.count > 2)
  }

  private mutating func addChunk(_ tokens: Tokens, _ chunk: Range<Int>) {
    let start = bytes.count
    for index in chunk {
      let token = tokens.list[index]
      // A mark at the end belongs to the sentence.
      let isEnding = token.kind == .punctuation && index == chunk.upperBound - 1
      if isEnding, !standsForALetter(tokens.bytes[Int(token.start)]) { continue }
      tokens.bytes.withUnsafeBufferPointer { addLetters(UnsafeBufferPointer(rebasing: $0[token.range])) }
    }
    finish(start, chunk)
  }

  /// Marks that no sentence ends with.
  private func standsForALetter(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "*") || byte == UInt8(ascii: "$") || byte == UInt8(ascii: "@")
  }

  private mutating func addLetters(_ text: UnsafeBufferPointer<UInt8>) {
    var source = TextSource(text)
    while !source.isAtEnd {
      let (scalar, length) = source.scalar(at: source.index)
      source.index += length
      if scalar < 0x80 {
        let byte = UInt8(scalar)
        if ASCII.isLetter(byte) || byte == UInt8(ascii: "*") || byte == UInt8(ascii: "#") {
          bytes.append(byte)
        } else if let letter = Confusables.leet(byte) {
          bytes.append(letter)
        }
      } else if let letter = Confusables.latin(scalar) ?? plain(scalar) {
        bytes.append(letter)
      }
    }
  }

  /// The ASCII letter below the accents of a composite.
  private func plain(_ scalar: UInt32) -> UInt8? {
    let letter = PlainLetters.shared.letter(scalar)
    return letter == 0 ? nil : letter
  }

  /// "f r e e": three single letters or more with blanks between them.
  private mutating func addSpread(_ tokens: Tokens) {
    var first = 0
    while first < tokens.list.count {
      var next = first
      while next < tokens.list.count, isSingle(tokens.list[next]) { next += 1 }
      if next - first >= 3 {
        let start = bytes.count
        for index in first..<next { bytes.append(tokens.bytes[Int(tokens.list[index].start)]) }
        finish(start, first..<next)
      }
      first = max(next, first + 1)
    }
  }

  private func isSingle(_ token: Token) -> Bool {
    token.kind == .word && token.count == 1 && token.flags.contains(.gapBefore)
  }

  private mutating func finish(_ start: Int, _ tokens: Range<Int>) {
    guard bytes.count - start >= 2 else { return bytes.removeSubrange(start...) }
    readings.append(Reading(letters: start..<bytes.count, tokens: tokens))
  }
}
