/// Which bracket of a text that people wrote is left open. A missing bracket is noticed only where nothing else could
/// explain the text, often at its end; how the lines are indented tells where it should have stood.
struct JSONNesting {
  private struct Opener {
    let offset: Int
    let line: Int
    /// Blanks and tabs before the first sign of its line.
    let indent: Int
  }

  private var open: [Opener] = []
  private var line = 1
  private var indent = 0
  private var isLineStart = true
  private var isIndented = true
  private var suspect: Int?

  /// The first bracket that holds a line which is indented no deeper than its own; `nil` where all lines are as they
  /// should be, or where nothing is indented at all.
  /// - Parameter end: where reading failed, in bytes.
  static func suspect(in bytes: [UInt8], before end: Int) -> Int? {
    var nesting = JSONNesting()
    var at = 0
    while at < min(end + 1, bytes.count), nesting.suspect == nil, nesting.isIndented { at = nesting.read(bytes, at) }
    return nesting.isIndented ? nesting.suspect : nil
  }

  /// - Returns: where to read on.
  private mutating func read(_ bytes: [UInt8], _ at: Int) -> Int {
    let byte = bytes[at]
    switch byte {
    case UInt8(ascii: "\n"):
      (line, indent, isLineStart) = (line + 1, 0, true)
      return at + 1
    case 0x20, 0x09:
      if isLineStart { indent += 1 }
      return at + 1
    case UInt8(ascii: "\r"): return at + 1
    case UInt8(ascii: "/"): return Self.end(ofComment: bytes, at)
    default: break
    }
    if isLineStart { judge(byte) }
    isLineStart = false
    switch byte {
    case UInt8(ascii: "\""): return Self.end(ofText: bytes, at)
    case UInt8(ascii: "{"), UInt8(ascii: "["): open.append(Opener(offset: at, line: line, indent: indent))
    case UInt8(ascii: "}"), UInt8(ascii: "]"): _ = open.popLast()
    default: break
    }
    return at + 1
  }

  /// How many brackets more are closed than opened from `start` to the end.
  static func closed(in bytes: [UInt8], from start: Int) -> Int {
    var (at, count) = (start, 0)
    while at < bytes.count {
      switch bytes[at] {
      case UInt8(ascii: "\""): at = end(ofText: bytes, at)
      case UInt8(ascii: "/"): at = end(ofComment: bytes, at)
      case let byte:
        count += byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") ? 1 : 0
        count -= byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") ? 1 : 0
        at += 1
      }
    }
    return count
  }

  /// The first bracket from `start` that closes what was opened before it.
  static func closer(in bytes: [UInt8], from start: Int) -> Int? {
    var (at, depth) = (start, 0)
    while at < bytes.count {
      switch bytes[at] {
      case UInt8(ascii: "\""): at = end(ofText: bytes, at)
      case UInt8(ascii: "/"): at = end(ofComment: bytes, at)
      case UInt8(ascii: "{"), UInt8(ascii: "["): (at, depth) = (at + 1, depth + 1)
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if depth == 0 { return at }
        (at, depth) = (at + 1, depth - 1)
      default: at += 1
      }
    }
    return nil
  }

  /// - Parameter byte: what its line begins with.
  private mutating func judge(_ byte: UInt8) {
    guard let inner = open.last, inner.line < line else { return }
    let isCloser = byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]")
    let isKey = byte == UInt8(ascii: "\"")
    guard isKey ? indent <= inner.indent : isCloser && indent < inner.indent else { return }
    // The whole is closed last: if what it holds is not indented, nothing is.
    if open.count == 1 { isIndented = false } else { suspect = inner.offset }
  }

  static func end(ofText bytes: [UInt8], _ start: Int) -> Int {
    var at = start + 1
    while at < bytes.count, bytes[at] != UInt8(ascii: "\""), bytes[at] != UInt8(ascii: "\n") {
      at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1
    }
    return at < bytes.count && bytes[at] == UInt8(ascii: "\"") ? at + 1 : min(at, bytes.count)
  }

  static func end(ofComment bytes: [UInt8], _ start: Int) -> Int {
    var at = start + 1
    if at < bytes.count, bytes[at] == UInt8(ascii: "*") {
      while at + 1 < bytes.count, !(bytes[at] == UInt8(ascii: "*") && bytes[at + 1] == UInt8(ascii: "/")) { at += 1 }
      return min(at + 2, bytes.count)
    }
    while at < bytes.count, bytes[at] != UInt8(ascii: "\n") { at += 1 }
    return at
  }
}
