/// Words and numbers.
extension TokenReader {
  /// What a word has shown so far.
  private struct Shape {
    var capitals = 0
    var small = 0
    var others = 0
    var firstIsCapital = false
    var digits = 0
    var isElongated = false
    var isBeyondASCII = false
    /// The last code point that was written, and how many times in a row it stood.
    var last: UInt32 = 0
    var run = 0
    /// Where the last starter was written, for marks that combine with it.
    var starter = 0 { didSet { isFull = false } }
    /// Whether further marks of that starter are left out.
    var isFull = false
    var isJoined = false

    var flags: Token.Flags {
      var flags: Token.Flags = []
      if capitals >= 2, small == 0 { flags.insert(.allCaps) }
      if firstIsCapital { flags.insert(.capitalised) }
      if isElongated { flags.insert(.elongated) }
      if isBeyondASCII { flags.insert(.beyondASCII) }
      return flags
    }

    var hasLetters: Bool { capitals + small + others > 0 }
  }

  mutating func readWord(_ list: inout [Token]) {
    let opened = begin()
    var shape = Shape()
    shape.starter = count
    while !source.isAtEnd {
      let byte = source.peek()
      let isRead = byte < 0x80 ? readASCII(byte, &shape) : readScalar(&shape)
      if !isRead { break }
    }
    letters += shape.capitals + shape.small + shape.others
    capitals += shape.capitals
    if count == opened.start {
      // A letter that begins no word here (U+02BC, an apostrophe) is passed over: whatever is called must move on.
      if source.index == opened.source { source.index += source.scalar(at: source.index).count }
      return
    }
    end(shape.hasLetters ? .word : .number, opened, shape.flags, &list)
  }

  private mutating func readASCII(_ byte: UInt8, _ shape: inout Shape) -> Bool {
    if ASCII.isLetter(byte) {
      if shape.isJoined { return false }
      let isCapital = byte & 0x20 == 0
      if isCapital { shape.capitals += 1 } else { shape.small += 1 }
      if isCapital, shape.capitals + shape.small + shape.others == 1 { shape.firstIsCapital = true }
      note(.latin)
      source.index += 1
      putLetter(UInt32(byte | 0x20), &shape)
      return true
    }
    if ASCII.isDigit(byte) {
      if shape.isJoined { return false }
      shape.digits += 1
      source.index += 1
      shape.last = 0
      shape.starter = count
      put(byte)
      return true
    }
    return readInner(byte, &shape)
  }

  /// An apostrophe between letters, or a point, comma or colon between digits of a number.
  private mutating func readInner(_ byte: UInt8, _ shape: inout Shape) -> Bool {
    let next = source.peek(1)
    switch byte {
    case UInt8(ascii: "'") where shape.hasLetters && (ASCII.isLetter(next) || next >= 0xC3):
      break
    case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ":"):
      guard !shape.hasLetters, shape.digits > 0, ASCII.isDigit(next) else { return false }
    default: return false
    }
    source.index += 1
    shape.last = 0
    put(byte)
    return true
  }

  /// Cuts what stands three times or more in a row to two.
  @inline(__always)
  private mutating func putLetter(_ scalar: UInt32, _ shape: inout Shape) {
    if scalar == shape.last {
      shape.run += 1
      if shape.run > 2 {
        shape.isElongated = true
        return
      }
    } else {
      shape.last = scalar
      shape.run = 1
    }
    shape.starter = count
    if scalar < 0x80 { put(UInt8(scalar)) } else { putScalar(scalar) }
  }

  private mutating func readScalar(_ shape: inout Shape) -> Bool {
    let (scalar, length) = source.scalar(at: source.index)
    if scalar == 0x2019 || scalar == 0x2BC || scalar == 0x2018 { return readCurly(length, &shape) }
    let entry = Folding.shared.entry(scalar)
    switch entry.kind {
    case .ignorable:
      source.index += length
      return true
    case .mark:
      source.index += length
      shape.isBeyondASCII = true
      putMark(scalar, entry, &shape)
      return true
    case .letter, .digit:
      return readLetter(scalar, length, entry, &shape)
    // A code point such as "①" or "🅰" that folds to letters is read as what it is folded to, as part of the word.
    case .symbol, .other, .blank, .punctuation, .emoji:
      return false
    }
  }

  private mutating func readLetter(_ scalar: UInt32, _ length: Int, _ entry: Folding.Entry, _ shape: inout Shape)
    -> Bool
  {
    let joins = entry.script.joinsWords
    if shape.hasLetters || shape.digits > 0 {
      // Characters of scripts without blanks do not stand in one word with those of others, and those of Han alone.
      if joins != shape.isJoined || (joins && entry.script == .han) || (joins && shape.last == 0) { return false }
    }
    source.index += length
    shape.isBeyondASCII = true
    if entry.kind == .digit {
      shape.digits += 1
      shape.starter = count
      putFolded(scalar, entry)
      shape.last = 0
      return true
    }
    note(entry.script)
    shape.isJoined = joins
    if !entry.isItself {
      shape.capitals += 1
      if shape.capitals + shape.small + shape.others == 1 { shape.firstIsCapital = true }
    } else {
      shape.others += 1
    }
    putFoldedLetter(scalar, entry, &shape)
    // A Han character ends its word: `last` at 0 with `isJoined` set refuses whatever follows.
    if entry.script == .han { shape.last = 0 }
    return true
  }

  private mutating func putFoldedLetter(_ scalar: UInt32, _ entry: Folding.Entry, _ shape: inout Shape) {
    guard !entry.isItself else { return putComposed(scalar, &shape) }
    let mapped = Folding.shared.mapped(entry)
    var place = TextSource(mapped)
    while !place.isAtEnd {
      let (part, length) = place.scalar(at: place.index)
      place.index += length
      putComposed(part, &shape)
    }
  }

  /// Hangul letters join into syllables; everything else is a letter of its own.
  private mutating func putComposed(_ scalar: UInt32, _ shape: inout Shape) {
    if (0x1161..<0x11C3).contains(scalar), let syllable = Folding.shared.composed(shape.last, scalar) {
      count = shape.starter
      shape.last = syllable
      return putScalar(syllable)
    }
    // A mark out of a folding ("İ" gives "i" and a dot) stays with its starter, so that further marks sort with it.
    if scalar >= 0x300, Folding.shared.entry(scalar).combining != 0 { return putScalar(scalar) }
    putLetter(scalar, &shape)
  }

  /// A typographic apostrophe between letters is made straight; elsewhere it is a quotation mark and ends the word.
  private mutating func readCurly(_ length: Int, _ shape: inout Shape) -> Bool {
    let next = source.scalarAfter(length)
    guard shape.hasLetters, !shape.isJoined else { return false }
    guard next < 0x80 ? ASCII.isLetter(UInt8(next)) : Folding.shared.entry(next).kind == .letter else { return false }
    source.index += length
    shape.last = 0
    put(UInt8(ascii: "'"))
    return true
  }

  /// Writes a mark and brings it and those before it into canonical order and composition with their starter.
  private mutating func putMark(_ scalar: UInt32, _ entry: Folding.Entry, _ shape: inout Shape) {
    if shape.isFull && entry.combining != 0 { return }
    putFolded(scalar, entry)
    guard entry.combining != 0, shape.starter < count else { return }
    var marks = CombiningRun(out, from: shape.starter, to: count)
    count = shape.starter
    shape.isFull = marks.isFull
    let composed = marks.composed()
    for part in composed { putScalar(part) }
    shape.last = composed.count == 1 ? composed[0] : 0
    if shape.last == 0 { shape.run = 0 }
  }
}
