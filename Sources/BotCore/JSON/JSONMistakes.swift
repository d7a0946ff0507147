/// What is wrong where something else stands than should: told as the mistake that people make there.
extension JSONParser {
  /// Where a key should stand.
  /// - Parameter isFirst: whether its object is still empty.
  func keyFault(isFirst: Bool) -> JSONSyntaxError {
    if at >= bytes.count { return missingAtEnd(UInt8(ascii: "}")) }
    return bracketFault(isFirst: isFirst) ?? quoteFault ?? commentFault ?? decimalFault
      ?? fault("a key in double quotes is expected here", "write \"key\": value")
  }

  /// Where "0,92" goes on.
  private var decimalFault: JSONSyntaxError? {
    guard relaxed, at >= 2, bytes[at - 1] == UInt8(ascii: ","), Self.isDigit(bytes[at - 2]) else { return nil }
    let rest = bytes[at...].prefix(while: Self.isDigit)
    let whole = bytes[..<(at - 1)].suffix(from: (bytes[..<(at - 1)].lastIndex { !Self.isDigit($0) } ?? -1) + 1)
    guard !rest.isEmpty else { return nil }
    let number = "\(String(decoding: whole, as: UTF8.self)).\(String(decoding: rest, as: UTF8.self))"
    return fault("a number has a point where this has a comma", "write \(number)", at: whole.startIndex)
  }

  private func bracketFault(isFirst: Bool) -> JSONSyntaxError? {
    guard relaxed, let byte = current else { return nil }
    if Self.isCloser(byte) { return closerFault() }
    if Self.isOpener(byte) { return openerFault(isFirst: isFirst, comma: nil) }
    return byte == UInt8(ascii: ",") ? commaFault(isFirst: isFirst) : nil
  }

  /// A comma more than is needed, or one whose bracket was left out.
  private func commaFault(isFirst: Bool) -> JSONSyntaxError {
    var ahead = self
    ahead.at += 1
    if (try? ahead.skipSpace()) != nil, let byte = ahead.current, Self.isOpener(byte) {
      return ahead.openerFault(isFirst: isFirst, comma: at)
    }
    return fault("there is a comma too many here", "remove it")
  }

  /// Where the entry of a list should stand.
  var entryFault: JSONSyntaxError {
    current == UInt8(ascii: ",") ? fault("there is a comma too many here", "remove it") : closerFault()
  }

  /// Behind a key.
  func colonFault(key: String, at keyAt: Int) -> JSONSyntaxError {
    guard relaxed, let byte = current else { return usualColonFault }
    let isValue = UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || "\"-[{".utf8.contains(byte)
    if key.contains(":"), !isValue {
      return fault("the double quote at the end of this key is missing", "write \"key\": value", at: keyAt)
    }
    switch byte {
    case UInt8(ascii: "="): return fault("'=' stands here in place of a colon", "write \"key\": value")
    case UInt8(ascii: "]"): return closerFault()
    case UInt8(ascii: ","), UInt8(ascii: "}"): return fault("this key has no value", "write \"key\": value", at: keyAt)
    default: return usualColonFault
    }
  }

  private var usualColonFault: JSONSyntaxError {
    fault("a colon is missing after the key", "write \"key\": value")
  }

  /// Behind a value.
  /// - Parameters:
  ///   - value: from where to where it stands.
  ///   - key: where its key begins; `nil` in a list.
  func separatorFault(closing: UInt8, after value: Range<Int>, key: Int?) -> JSONSyntaxError {
    guard let byte = current else { return missingAtEnd(closing) }
    if Self.isCloser(byte) { return closerFault() }
    if relaxed, byte == UInt8(ascii: ":"), bytes[value.lowerBound] == UInt8(ascii: "\"") {
      return braceFault(before: value.lowerBound, key: key)
    }
    if relaxed, key != nil, Self.isOpener(byte) { return openerFault(isFirst: false, comma: nil) }
    if byte == UInt8(ascii: ";") { return fault("a semicolon stands here in place of a comma", "write a comma") }
    if let comment = commentFault { return comment }
    return at == value.upperBound ? adjoiningFault(value) : commaMissing(value.upperBound)
  }

  /// What begins directly behind a value.
  private func adjoiningFault(_ value: Range<Int>) -> JSONSyntaxError {
    let last = bytes[value.upperBound - 1]
    if last == UInt8(ascii: "\""), current != UInt8(ascii: "\"") {
      return fault(
        "the text ends at the quotation mark before this", "write \\\" for a quotation mark within a text")
    }
    if Self.isDigit(last), current == UInt8(ascii: "%") {
      return fault("a number stands alone", "leave out the %; half of all is 0.5")
    }
    if Self.isWordByte(last) { return bare(value.lowerBound) }
    return commaMissing(value.upperBound)
  }

  private func commaMissing(_ end: Int) -> JSONSyntaxError {
    fault("a comma is missing here", "write a comma between two values", at: end)
  }

  private func bare(_ offset: Int) -> JSONSyntaxError {
    fault("a text stands here without quotes", "put it into double quotes: \"…\"", at: offset)
  }

  /// Where a value begins with a letter, a bracket of another kind, or a sign of a name.
  var bareFault: JSONSyntaxError? {
    if current == UInt8(ascii: "("), relaxed {
      return fault("'(' opens no list", "write [ for a list, { for an object")
    }
    if let fault = wordFault ?? commentFault { return fault }
    let digits = bytes[at...].dropFirst().prefix(while: Self.isDigit)
    if current == UInt8(ascii: "."), !digits.isEmpty {
      return fault("a number begins with a digit", "write 0.\(String(decoding: digits, as: UTF8.self))")
    }
    return current == UInt8(ascii: "#") || current == UInt8(ascii: "@") ? bare(at) : nil
  }

  /// A word that is no value. It is repeated only where it is one of a few: it may be a secret.
  var wordFault: JSONSyntaxError? {
    let word = String(decoding: bytes[at...].prefix { $0 | 0x20 > 0x60 && $0 | 0x20 < 0x7B }, as: UTF8.self)
    let (small, values) = (word.lowercased(), ["true", "false", "null"])
    if !relaxed, word == small, current.map({ "tfn".utf8.contains($0) }) == true { return nil }
    if values.contains(small), word != small {
      return fault("\(word) is no value", "write \(small) in small letters")
    }
    if ["yes", "no", "on", "off"].contains(small) { return fault("\(word) is no value", "write true or false") }
    if ["none", "nil", "undefined"].contains(small) {
      return fault("\(word) is no value", "write null for nothing, or leave out the key")
    }
    if let meant = Spelling.nearest(to: word, in: values) { return fault("this is no value", "did you mean \(meant)?") }
    return word.isEmpty ? nil : bare(at)
  }

  /// What begins a comment elsewhere.
  private var commentFault: JSONSyntaxError? {
    guard relaxed else { return nil }
    let rest = bytes[at...]
    let isHash = current == UInt8(ascii: "#") && (rest.dropFirst().first.map { $0 == 0x20 || $0 == 0x23 } ?? true)
    guard isHash || rest.starts(with: "<!--".utf8) else { return nil }
    return fault("this begins no comment here", "write // in its stead, on each line of the comment")
  }

  static func endsValue(_ byte: UInt8) -> Bool { byte == UInt8(ascii: ",") || isCloser(byte) }
  static func isCloser(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") }
  static func isOpener(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") }

  private static func isWordByte(_ byte: UInt8) -> Bool { isDigit(byte) || 0x61...0x7A ~= byte | 0x20 }
}
