/// What begins with an ASCII mark: code, mentions, hashtags, short codes, a platform's own forms in angle brackets.
enum Marked {
  /// - Returns: what it is and how many bytes it takes; no kind when it is punctuation.
  static func span(at source: TextSource) -> (kind: Token.Kind?, count: Int) {
    switch source.peek() {
    case UInt8(ascii: "`"): code(source)
    case UInt8(ascii: "<"): bracketed(source)
    case UInt8(ascii: "@"): name(source, .mention)
    case UInt8(ascii: "#"): name(source, .hashtag)
    case UInt8(ascii: ":"): shortCode(source)
    default: (nil, 0)
    }
  }

  /// A run of back-ticks up to the next run of as many; a fence that is not closed goes on to the end.
  private static func code(_ source: TextSource) -> (Token.Kind?, Int) {
    var ticks = 0
    while source.peek(ticks) == UInt8(ascii: "`") { ticks += 1 }
    var end = ticks
    var run = 0
    while source.index + end < source.text.count {
      let byte = source.peek(end)
      end += 1
      if byte == UInt8(ascii: "`") {
        run += 1
        if run == ticks, source.peek(end) != UInt8(ascii: "`") { return (.code, end) }
      } else {
        if ticks < 3, byte == 0x0A { return (nil, 0) }
        run = 0
      }
    }
    return ticks >= 3 ? (.code, end) : (nil, 0)
  }

  private static let longestBracket = 400

  /// "<@U1>", "<!here>", "<#C1|name>", "<https://…|label>", "<:name:1>".
  private static func bracketed(_ source: TextSource) -> (Token.Kind?, Int) {
    var end = 1
    while end < longestBracket, source.peek(end) != UInt8(ascii: ">") {
      if source.index + end >= source.text.count || source.peek(end) == 0x0A || source.peek(end) == UInt8(ascii: "<") {
        return (nil, 0)
      }
      end += 1
    }
    guard source.peek(end) == UInt8(ascii: ">"), end > 2 else { return (nil, 0) }
    switch source.peek(1) {
    case UInt8(ascii: "@"), UInt8(ascii: "!"): return (.mention, end + 1)
    case UInt8(ascii: "#"): return (.hashtag, end + 1)
    case UInt8(ascii: ":"): return (.emoji, end + 1)
    case UInt8(ascii: "a") where source.peek(2) == UInt8(ascii: ":"): return (.emoji, end + 1)
    default: break
    }
    var inner = source
    inner.index += 1
    return Links.count(at: inner) > 4 ? (.url, end + 1) : (nil, 0)
  }

  /// "@name" or "#word"; the byte before must not belong to a word.
  private static func name(_ source: TextSource, _ kind: Token.Kind) -> (Token.Kind?, Int) {
    guard !ASCII.isAlphanumeric(source.peek(-1)) else { return (nil, 0) }
    var end = 1
    while isNamePart(source.peek(end), kind) { end += 1 }
    while end > 1, !ASCII.isAlphanumeric(source.peek(end - 1)), source.peek(end - 1) < 0x80 { end -= 1 }
    guard end > 1 else { return (nil, 0) }
    if kind == .hashtag, !(1..<end).contains(where: { !ASCII.isDigit(source.peek($0)) }) { return (nil, 0) }
    return (kind, end)
  }

  private static func isNamePart(_ byte: UInt8, _ kind: Token.Kind) -> Bool {
    if ASCII.isAlphanumeric(byte) || byte >= 0x80 || byte == UInt8(ascii: "_") { return true }
    return kind == .mention && (byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: ":"))
  }

  private static let longestShortCode = 40

  /// ":tada:"; not the colons of "a:b:c" or of a time.
  private static func shortCode(_ source: TextSource) -> (Token.Kind?, Int) {
    guard !ASCII.isAlphanumeric(source.peek(-1)) else { return (nil, 0) }
    var end = 1
    var hasLetter = false
    while end < longestShortCode {
      let byte = source.peek(end)
      if ASCII.isLetter(byte) { hasLetter = true }
      let isPart =
        ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
        || byte == UInt8(ascii: "+")
      if !isPart { break }
      end += 1
    }
    let isClosed = source.peek(end) == UInt8(ascii: ":") && end > 1
    return isClosed && (hasLetter || source.peek(1) == UInt8(ascii: "+")) ? (.emoji, end + 1) : (nil, 0)
  }
}
