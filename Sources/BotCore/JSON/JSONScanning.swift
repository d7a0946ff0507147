/// Strings, numbers, and the space between: the leaves of the grammar.
extension JSONParser {
  mutating func skipSpace() throws(JSONSyntaxError) {
    while let byte = current {
      if byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
        at += 1
      } else if relaxed, byte == UInt8(ascii: "/") {
        try skipComment()
      } else if relaxed, byte >= 0x80, isInvisible {
        throw fault(
          "an invisible character stands here, as word processors and web pages put it",
          "remove it; where a blank is wanted, type one")
      } else {
        return
      }
    }
  }

  private mutating func skipComment() throws(JSONSyntaxError) {
    let start = at
    let next = at + 1 < bytes.count ? bytes[at + 1] : 0
    if next == UInt8(ascii: "/") {
      while at < bytes.count, bytes[at] != 0x0A { at += 1 }
    } else if next == UInt8(ascii: "*") {
      at += 2
      while at + 1 < bytes.count, !(bytes[at] == UInt8(ascii: "*") && bytes[at + 1] == UInt8(ascii: "/")) { at += 1 }
      guard at + 1 < bytes.count else { throw fault("this comment is never closed", "close it with */", at: start) }
      at += 2
    } else {
      throw fault("a single '/' starts no comment", "write // or /* … */")
    }
  }

  mutating func number() throws(JSONSyntaxError) -> JSON {
    let start = at
    var isInteger = true
    if current == UInt8(ascii: "-") { at += 1 }
    let firstDigit = at
    try digits()
    if at - firstDigit > 1, bytes[firstDigit] == UInt8(ascii: "0") {
      throw fault("a number cannot start with 0", "remove the leading zero, or quote it as a text", at: start)
    }
    if current == UInt8(ascii: ".") {
      isInteger = false
      at += 1
      try digits()
    }
    if let byte = current, byte | 0x20 == UInt8(ascii: "e") {
      isInteger = false
      at += 1
      if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { at += 1 }
      try digits()
    }
    let text = String(decoding: bytes[start..<at], as: UTF8.self)
    if isInteger, let value = Int(text) { return .int(value) }
    guard let value = Double(text), value.isFinite else {
      throw fault("this number is too large", "write a smaller one", at: start)
    }
    return .double(value)
  }

  private mutating func digits() throws(JSONSyntaxError) {
    let start = at
    while let byte = current, Self.isDigit(byte) { at += 1 }
    guard at > start else { throw fault("a digit is missing", "write numbers like 3, -3, 0.5 or 1e6") }
  }

  mutating func string() throws(JSONSyntaxError) -> String {
    let open = at
    at += 1
    let start = at
    while let byte = current, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { at += 1 }
    if current == UInt8(ascii: "\"") {
      defer { at += 1 }
      return String(decoding: bytes[start..<at], as: UTF8.self)
    }
    var buffer = Array(bytes[start..<at])
    while let byte = current, byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw controlFault(byte, open: open) }
      at += 1
      if byte == UInt8(ascii: "\\") { try escape(into: &buffer) } else { buffer.append(byte) }
    }
    guard current != nil else { throw fault("this text is never closed", "close it with a double quote", at: open) }
    at += 1
    return String(decoding: buffer, as: UTF8.self)
  }

  private mutating func escape(into buffer: inout [UInt8]) throws(JSONSyntaxError) {
    guard let byte = current else {
      throw fault("the file ends after a backslash", "close the text with a double quote")
    }
    at += 1
    switch byte {
    case UInt8(ascii: "n"): buffer.append(0x0A)
    case UInt8(ascii: "t"): buffer.append(0x09)
    case UInt8(ascii: "r"): buffer.append(0x0D)
    case UInt8(ascii: "b"): buffer.append(0x08)
    case UInt8(ascii: "f"): buffer.append(0x0C)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): buffer.append(byte)
    case UInt8(ascii: "u"): buffer.append(contentsOf: String(Character(try unicodeEscape())).utf8)
    default: throw fault("this backslash starts no escape", "write \\\\ for a backslash itself", at: at - 2)
    }
  }

  private func controlFault(_ byte: UInt8, open: Int) -> JSONSyntaxError {
    if byte == 0x0A || byte == 0x0D {
      if let quote = Self.typographicQuotes.first(where: { Self.holds(bytes[open..<at], $0) }) {
        return fault(
          "this text is not closed: \(quote) is a typographic quotation mark, as word processors write it",
          "write a straight \" in its stead", at: open)
      }
      return fault(
        "this text is not closed before the end of the line",
        "close it with a double quote, and write \\n for a line break", at: open)
    }
    if byte == 0x09 { return fault("a tab stands in this text", "write a blank in its stead, or \\t for a tab") }
    return fault("a control character stands in this text", "remove it, or write it as \\u and four digits")
  }

  /// Blanks that are none to JSON, and marks without width.
  private var isInvisible: Bool {
    [
      "\u{A0}", "\u{AD}", "\u{2002}", "\u{2003}", "\u{2009}", "\u{200B}", "\u{200C}", "\u{200D}", "\u{200E}",
      "\u{200F}", "\u{2028}", "\u{2029}", "\u{202F}", "\u{2060}", "\u{3000}", "\u{FEFF}",
    ].contains { bytes[at...].starts(with: $0.utf8) }
  }

  private static let typographicQuotes = ["“", "”", "„", "‟", "‘", "’", "‚", "«", "»", "″"]

  private static func holds(_ bytes: ArraySlice<UInt8>, _ text: String) -> Bool {
    let wanted = Array(text.utf8)
    return bytes.indices.dropLast(wanted.count - 1).contains { bytes[$0...].starts(with: wanted) }
  }

  /// What is wrong where something else than a straight double quote opens a text.
  var quoteFault: JSONSyntaxError? {
    if current == UInt8(ascii: "'") {
      return fault("a text stands in single quotes", "write double quotes: \"…\"")
    }
    guard let quote = Self.typographicQuotes.first(where: { bytes[at...].starts(with: $0.utf8) }) else { return nil }
    return fault(
      "\(quote) is a typographic quotation mark, as word processors write it",
      "write a straight \" at both ends of every key and text")
  }

  private mutating func unicodeEscape() throws(JSONSyntaxError) -> Unicode.Scalar {
    let high = try hex4()
    guard (0xD800..<0xDC00).contains(high) else { return Unicode.Scalar(high) ?? "\u{FFFD}" }
    guard at + 1 < bytes.count, bytes[at] == UInt8(ascii: "\\"), bytes[at + 1] == UInt8(ascii: "u") else {
      return "\u{FFFD}"
    }
    let back = at
    at += 2
    let low = try hex4()
    guard (0xDC00..<0xE000).contains(low) else {
      at = back
      return "\u{FFFD}"
    }
    return Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)) ?? "\u{FFFD}"
  }

  private mutating func hex4() throws(JSONSyntaxError) -> UInt32 {
    guard at + 4 <= bytes.count, bytes[at] != UInt8(ascii: "+"), bytes[at] != UInt8(ascii: "-"),
      let value = UInt32(String(decoding: bytes[at..<at + 4], as: UTF8.self), radix: 16)
    else { throw fault("\\u needs four hexadecimal digits", "write for example \\u00e9") }
    at += 4
    return value
  }
}
