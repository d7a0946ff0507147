/// Fills the buffers of `Tokens` in one pass over a text.
struct TokenReader {
  var source: TextSource
  let out: UnsafeMutableBufferPointer<UInt8>
  private let scripts: UnsafeMutableBufferPointer<Int>
  /// Bytes written to `out`.
  var count = 0
  var letters = 0
  var capitals = 0
  /// White space, or the beginning of the text, stands before what comes next.
  private var gap = true
  private var lineStart = true
  private var quoted = false

  init(
    text: UnsafeBufferPointer<UInt8>, bytes: UnsafeMutableBufferPointer<UInt8>, scripts: UnsafeMutableBufferPointer<Int>
  ) {
    source = TextSource(text)
    out = bytes
    self.scripts = scripts
  }

  mutating func read(into list: inout [Token]) {
    ASCII.classes.withUnsafeBufferPointer { classes in
      while !source.isAtEnd {
        let byte = source.peek()
        let found = classes[Int(byte)]
        if found & (ASCII.blank | ASCII.control) != 0 {
          skipBlank(byte)
        } else if byte >= 0x80 {
          readBeyondASCII(&list)
        } else if found & ASCII.face != 0, readEmoticon(&list) {
          continue
        } else if found & (ASCII.letter | ASCII.digit) != 0 {
          readWordOrLink(&list)
        } else {
          readMark(byte, &list)
        }
      }
    }
  }

  private mutating func skipBlank(_ byte: UInt8) {
    source.index += 1
    if byte == 0x0A || byte == 0x0D {
      lineStart = true
      quoted = false
    }
    gap = true
  }

  /// Opens a token: writes the blank before it and gives its place.
  mutating func begin() -> (start: Int, source: Int, flags: Token.Flags) {
    var flags: Token.Flags = []
    if gap {
      flags.insert(.gapBefore)
      if count > 0 { put(0x20) }
    }
    if lineStart { flags.insert(.lineStart) }
    if quoted { flags.insert(.quoted) }
    gap = false
    lineStart = false
    return (count, source.index, flags)
  }

  mutating func end(
    _ kind: Token.Kind, _ opened: (start: Int, source: Int, flags: Token.Flags), _ further: Token.Flags = [],
    _ list: inout [Token]
  ) {
    list.append(
      Token(
        kind: kind, flags: opened.flags.union(further), start: UInt32(opened.start), end: UInt32(count),
        sourceStart: UInt32(opened.source), sourceEnd: UInt32(source.index)))
  }

  @inline(__always)
  mutating func put(_ byte: UInt8) {
    out[count] = byte
    count += 1
  }

  @inline(__always)
  mutating func note(_ script: Script) { scripts[Int(script.rawValue)] += 1 }

  /// Copies bytes of the source as they are, but ASCII capitals made small.
  mutating func copy(_ length: Int) {
    for _ in 0..<length {
      put(ASCII.lowered(source.peek()))
      source.index += 1
    }
  }

  private mutating func readEmoticon(_ list: inout [Token]) -> Bool {
    // Most words that begin with such a letter go on in small ones, and no face does.
    guard !ASCII.isLetter(source.peek()) || !ASCII.isSmall(source.peek(1)) else { return false }
    let length = Emoticons.count(at: source)
    guard length > 0 else { return false }
    let opened = begin()
    for _ in 0..<length {
      put(source.peek())
      source.index += 1
    }
    end(.emoticon, opened, &list)
    return true
  }

  private mutating func end(
    _ kind: Token.Kind, _ opened: (start: Int, source: Int, flags: Token.Flags), _ list: inout [Token]
  ) {
    end(kind, opened, [], &list)
  }

  private mutating func readWordOrLink(_ list: inout [Token]) {
    if ASCII.isDigit(source.peek()), source.peek(1) >= 0x80, EmojiSpan.isKeyCap(source) { return readEmoji(&list) }
    let length = Links.count(at: source)
    guard length == 0 else {
      let opened = begin()
      copy(length)
      return end(.url, opened, &list)
    }
    readWord(&list)
  }

  private mutating func readMark(_ byte: UInt8, _ list: inout [Token]) {
    if byte == UInt8(ascii: ">"), lineStart {
      source.index += 1
      quoted = true
      return
    }
    let (kind, length) = Marked.span(at: source)
    guard let kind else { return readPunctuation(byte, &list) }
    let opened = begin()
    copy(length)
    end(kind, opened, &list)
  }

  /// One mark, a run of the same, or a run of "!" and "?"; of more than three, three are kept.
  private mutating func readPunctuation(_ byte: UInt8, _ list: inout [Token]) {
    let opened = begin()
    let isLoud = byte == UInt8(ascii: "!") || byte == UInt8(ascii: "?")
    var length = 0
    while true {
      let next = source.peek()
      guard next == byte || (isLoud && (next == UInt8(ascii: "!") || next == UInt8(ascii: "?"))) else { break }
      if length < 3 { put(next) }
      length += 1
      source.index += 1
    }
    end(.punctuation, opened, length > 3 ? .elongated : [], &list)
  }

  /// What begins with a byte that is not ASCII.
  private mutating func readBeyondASCII(_ list: inout [Token]) {
    let (scalar, length) = source.scalar(at: source.index)
    let entry = Folding.shared.entry(scalar)
    switch entry.kind {
    case .blank:
      source.index += length
      if scalar == 0x2028 || scalar == 0x2029 || scalar == 0x85 { lineStart = true }
      gap = true
    case .ignorable, .other: source.index += length
    case .letter, .mark, .digit: readWord(&list)
    case .emoji: readEmoji(&list)
    case .punctuation, .symbol:
      if EmojiSpan.isPresented(scalar, then: source.scalarAfter(length)) { return readEmoji(&list) }
      let opened = begin()
      source.index += length
      putFolded(scalar, entry)
      end(.punctuation, opened, .beyondASCII, &list)
    }
  }

  private mutating func readEmoji(_ list: inout [Token]) {
    let opened = begin()
    let length = EmojiSpan.count(at: source)
    for _ in 0..<length {
      put(source.peek())
      source.index += 1
    }
    end(.emoji, opened, .beyondASCII, &list)
  }

  /// Writes a code point's folded form.
  @inline(__always)
  mutating func putFolded(_ scalar: UInt32, _ entry: Folding.Entry) {
    if entry.isItself {
      putScalar(scalar)
    } else {
      for byte in Folding.shared.mapped(entry) { put(byte) }
    }
  }

  mutating func putScalar(_ scalar: UInt32) {
    switch scalar {
    case 0..<0x80: put(UInt8(scalar))
    case 0x80..<0x800:
      put(UInt8(0xC0 | scalar >> 6))
      put(UInt8(0x80 | scalar & 63))
    case 0x800..<0x10000:
      put(UInt8(0xE0 | scalar >> 12))
      put(UInt8(0x80 | scalar >> 6 & 63))
      put(UInt8(0x80 | scalar & 63))
    default:
      put(UInt8(0xF0 | scalar >> 18))
      put(UInt8(0x80 | scalar >> 12 & 63))
      put(UInt8(0x80 | scalar >> 6 & 63))
      put(UInt8(0x80 | scalar & 63))
    }
  }
}

extension TextSource {
  /// The code point that stands `offset` bytes further on; 0 at the end.
  func scalarAfter(_ offset: Int) -> UInt32 {
    index + offset < text.count ? scalar(at: index + offset).value : 0
  }
}
