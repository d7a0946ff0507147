/// Brackets that do not match. Whether one is missing or one is too many, the number of those that follow tells, and the way
/// in which people indent their lines.
extension JSONParser {
  func missingAtEnd(_ closing: UInt8) -> JSONSyntaxError {
    let missing = Self.shown(closing)
    return unclosed(fault("\(missing) is missing before the end of the file", "add \(missing)"), opener: openers.last)
  }

  /// The bracket at `at` closes something else than what was opened last.
  func closerFault() -> JSONSyntaxError {
    if let fault = listFault { return fault }
    let closer = bytes[at]
    let missing = closer == UInt8(ascii: "}") ? UInt8(ascii: "]") : UInt8(ascii: "}")
    let (found, wanted) = (Self.shown(closer), Self.shown(missing))
    let usual = fault("\(wanted) is missing before this \(found)", "add \(wanted)")
    guard relaxed, let inner = openers.last else { return usual }
    if let suspect = suspect { return suspect }
    let opener = "\(Self.shown(bytes[inner]))" + (line(inner) == line(at) ? "" : " of line \(line(inner))")
    switch blame(closer, inner) {
    case .missing: return usual
    case .wrong:
      return fault("this \(found) closes the \(opener)", "write \(Character(Unicode.Scalar(missing))) in its stead")
    case .extra:
      let other = closer == UInt8(ascii: "]") && !beginsLine(at) ? ", or write [ where its list begins" : ""
      return fault("this \(found) is one too many: what is open here is the \(opener)", "remove it\(other)")
    }
  }

  private enum Blame { case missing, wrong, extra }

  private func blame(_ closer: UInt8, _ inner: Int) -> Blame {
    switch left(after: at + 1) {
    case 0: return .extra
    case 1: return .wrong
    case 2: return .missing
    default: return blameByLines(closer, inner)
    }
  }

  /// How many of the brackets that are open now nothing behind `offset` closes.
  private func left(after offset: Int) -> Int { openers.count - JSONNesting.closed(in: bytes, from: offset) }

  private func blameByLines(_ closer: UInt8, _ inner: Int) -> Blame {
    let opening = closer == UInt8(ascii: "}") ? UInt8(ascii: "{") : UInt8(ascii: "[")
    let meant = openers.last { bytes[$0] == opening }
    guard beginsLine(at) else {
      if let meant, line(meant) == line(at) { return .missing }
      return line(inner) == line(at) ? .wrong : .extra
    }
    if let meant, line(meant) == line(inner) || indent(meant) == indent(inner) { return .missing }
    if indent(at) == indent(inner) { return .wrong }
    return meant.map { indent(at) == indent($0) } == true ? .missing : .extra
  }

  /// A bracket opens at `at` where a key should stand.
  /// - Parameters:
  ///   - isFirst: whether nothing stands in the object yet.
  ///   - comma: the comma before it that has nothing in front of it.
  func openerFault(isFirst: Bool, comma: Int?) -> JSONSyntaxError {
    guard let inner = openers.last else { return fault("a key is missing here", "write \"key\": value") }
    if let fault = listFault { return fault }
    if let suspect { return suspect }
    let found = Self.shown(bytes[at])
    if isFirst, bytes[at] == UInt8(ascii: "{") {
      return fault("this '{' holds a list of { … }", "write [ in its stead, and ] where it ends", at: inner)
    }
    if let tooEarly = closedTooEarly(UInt8(ascii: "]"), before: at) { return tooEarly }
    let isByLines = beginsLine(at) ? indent(at) <= indent(inner) : line(inner) == line(at)
    guard !isFirst, left(after: at) == 1 || isByLines else {
      return fault("a key is missing before this \(found)", "write \"key\": before it")
    }
    let which = line(inner) == line(at) ? "before it" : "of line \(line(inner))"
    return fault(
      "the '{' \(which) is not closed before this \(found)",
      comma == nil ? "write }, before it" : "write } before the comma", at: at)
  }

  /// A text at `offset` is followed by a colon, as only keys are.
  /// - Parameter key: whose value the text would be; `nil` in a list.
  func braceFault(before offset: Int, key: Int?) -> JSONSyntaxError {
    let missing = "'{' is missing before this key"
    guard let key else {
      if let tooEarly = closedTooEarly(UInt8(ascii: "}"), before: offset) { return tooEarly }
      return fault("\(missing), which stands in a list", "write { before it", at: offset)
    }
    if beginsLine(offset), indent(offset) <= indent(key) {
      return fault("this key has no value", "write \"key\": value", at: key)
    }
    return fault(missing, "write { before it", at: offset)
  }

  /// Behind the whole.
  var trailingFault: JSONSyntaxError {
    let usual = fault("there is more text after the end of the value", "remove it")
    if relaxed, current == UInt8(ascii: ":"), let key = bytes.firstIndex(of: UInt8(ascii: "\"")) {
      return fault("'{' is missing before this key", "write { before it", at: key)
    }
    guard relaxed, let whole = lastClosed, let byte = current else { return usual }
    let (opener, closer) = (Self.shown(bytes[whole.opener]), Self.shown(bytes[whole.closer]))
    if Self.isCloser(byte) {
      return fault(
        "this \(Self.shown(byte)) is one too many: line \(line(whole.closer)) closes the \(opener) of line "
          + "\(line(whole.opener)) already", "remove it")
    }
    guard byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") else { return usual }
    return fault(
      "this \(closer) closes the \(opener) of line \(line(whole.opener)) and ends the file, but more follows",
      "remove it, or what follows", at: whole.closer)
  }

  /// What stands at `at` goes on with a list, or closes it, and the value of the key before it, an object, would be its
  /// first entry: the bracket that opens the list is missing.
  private var listFault: JSONSyntaxError? {
    guard relaxed, let pair = lastClosed, let byte = current, byte != UInt8(ascii: "}"),
      isOnlySpace(pair.closer + 1, at),
      openers.last.map({ bytes[$0] == UInt8(ascii: "{") && $0 < pair.opener }) == true,
      bytes[pair.opener] == UInt8(ascii: "{"), let end = JSONNesting.closer(in: bytes, from: at),
      bytes[end] == UInt8(ascii: "]"), left(after: at) < 0,
      bytes[..<pair.opener].last(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) == UInt8(ascii: ":")
    else { return nil }
    let place = line(end) == line(pair.opener) ? "" : " of line \(line(end))"
    return fault(
      "'[' is missing before this '{': it begins a list, which the ']'\(place) closes",
      end == at ? "write [ before it, or remove the ']'" : "write [ before it", at: pair.opener)
  }

  /// Blanks, commas and comments.
  private func isOnlySpace(_ start: Int, _ end: Int) -> Bool {
    var next = start
    while next < end {
      switch bytes[next] {
      case 0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: ","): next += 1
      case UInt8(ascii: "/"): next = JSONNesting.end(ofComment: bytes, next)
      default: return false
      }
    }
    return true
  }

  /// The last bracket that was closed, where what follows it belongs into it and it is not where it should be.
  private func closedTooEarly(_ closing: UInt8, before offset: Int) -> JSONSyntaxError? {
    guard let pair = lastClosed, bytes[pair.closer] == closing, beginsLine(offset),
      line(pair.opener) != line(pair.closer), indent(offset) > indent(pair.opener),
      isOnlySpace(pair.closer + 1, offset)
    else { return nil }
    // A missing '{' on a line of its own leaves the same behind; but then what is before it is closed as it should be.
    if closing == UInt8(ascii: "}"), beginsLine(pair.closer), indent(pair.closer) == indent(pair.opener) { return nil }
    return fault(
      "this \(Self.shown(closing)) closes the \(Self.shown(bytes[pair.opener])) of line \(line(pair.opener)) too early: "
        + "more of it follows", "remove it", at: pair.closer)
  }

  /// From 1.
  func line(_ offset: Int) -> Int { 1 + bytes[..<offset].count { $0 == 0x0A } }

  private func lineStart(_ offset: Int) -> Int { (bytes[..<offset].lastIndex(of: 0x0A) ?? -1) + 1 }

  /// Blanks and tabs before the first sign of its line.
  private func indent(_ offset: Int) -> Int { bytes[lineStart(offset)...].prefix { $0 == 0x20 || $0 == 0x09 }.count }

  private func beginsLine(_ offset: Int) -> Bool { lineStart(offset) + indent(offset) == offset }

  /// The bracket that the lines before `at` show to be left open.
  private var suspect: JSONSyntaxError? {
    guard let offset = JSONNesting.suspect(in: bytes, before: at) else { return nil }
    let closer = bytes[offset] == UInt8(ascii: "{") ? UInt8(ascii: "}") : UInt8(ascii: "]")
    return fault(
      "this \(Self.shown(bytes[offset])) is never closed", "add \(Self.shown(closer)) where it should end", at: offset)
  }

  /// What is wrong where a bracket should have been closed before `at`.
  /// - Parameter usual: what is told of it where the opener cannot be named.
  private func unclosed(_ usual: JSONSyntaxError, opener: Int?) -> JSONSyntaxError {
    guard relaxed else { return usual }
    if let suspect { return suspect }
    guard at >= bytes.count, let opener else { return usual }
    let written = bytes[opener...].reversed().drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
    guard written.contains(UInt8(ascii: "\n")) else { return usual }
    let message = "\(usual.message): the \(Self.shown(bytes[opener])) of line \(line(opener)) is still open"
    return fault(message, usual.remedy)
  }
}
