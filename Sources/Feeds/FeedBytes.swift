internal import CXML2

/// A feed's bytes before an XML parser sees them: what feeds are known to do wrong is mended.
struct FeedBytes {
  private let body: [UInt8]

  /// Without white space at the front, which XML forbids before its declaration.
  init(_ body: [UInt8]) {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let rest = body.starts(with: mark) ? body.dropFirst(3) : body[...]
    self.body = Array(rest.drop { $0 == 0x20 || (0x09...0x0D).contains($0) })
  }

  /// Two bytes a character: nothing here can read that, and libxml2 can.
  private var isWide: Bool {
    body.prefix(4).contains(0) || body.starts(with: [0xFE, 0xFF]) || body.starts(with: [0xFF, 0xFE])
  }

  /// The encoding to take in place of what the document says; `nil` leaves it to the document.
  func encoding(told: String?) -> String? {
    if isWide { return nil }
    let declared = declaration.flatMap { Self.isKnown($0) ? $0 : nil }
    let isUTF8 = String(validating: body, as: UTF8.self) != nil
    if let declared, declared != "utf-8" || isUTF8 { return nil }
    if isUTF8 { return "UTF-8" }
    // It says UTF-8, or nothing, and is not: what nearly always stands there is the code page of Windows.
    let told = told?.lowercased()
    return told == nil || told == "utf-8" ? "WINDOWS-1252" : told
  }

  /// Whether libxml2 can read it.
  private static func isKnown(_ encoding: String) -> Bool {
    guard let handler = xmlFindCharEncodingHandler(encoding) else { return false }
    // It holds converters, unless it is one of libxml2's own: those stay.
    xmlCharEncCloseFunc(handler)
    return true
  }

  /// The encoding that `<?xml … encoding="…"?>` names, in lower case.
  private var declaration: String? {
    guard body.starts(with: "<?xml".utf8), let end = body.firstIndex(of: UInt8(ascii: ">")), end < 200 else {
      return nil
    }
    let words = String(decoding: body[..<end], as: UTF8.self).split { $0 == "=" || $0 == "\"" || $0 == "'" }
    guard let index = words.firstIndex(where: { $0.drop(while: \.isWhitespace) == "encoding" }) else { return nil }
    return words[(index + 1)...].first { !$0.allSatisfy(\.isWhitespace) }?.lowercased()
  }

  /// With HTML's named entities as numbers, and with `&amp;` for an `&` that begins no entity, outside of CDATA; control
  /// characters are spaces.
  var mended: [UInt8] {
    if isWide { return body }
    var out: [UInt8] = []
    out.reserveCapacity(body.count)
    var index = 0
    while index < body.count {
      let byte = body[index]
      if byte == UInt8(ascii: "<"), starts(with: Self.openCDATA, at: index) {
        let end = self.end(ofCDATAFrom: index + Self.openCDATA.count)
        out += body[index..<end].map(Self.visible)
        index = end
      } else if byte == UInt8(ascii: "&") {
        let (entity, length) = entity(at: index)
        out += entity
        index += length
      } else {
        out.append(Self.visible(byte))
        index += 1
      }
    }
    return out
  }

  private static let openCDATA = Array("<![CDATA[".utf8)
  private static let closeCDATA = Array("]]>".utf8)

  private static func visible(_ byte: UInt8) -> UInt8 {
    byte < 0x20 && byte != 0x09 && byte != 0x0A && byte != 0x0D ? 0x20 : byte
  }

  private func starts(with mark: [UInt8], at index: Int) -> Bool { body[index...].starts(with: mark) }

  private func end(ofCDATAFrom start: Int) -> Int {
    var index = start
    while index < body.count {
      if body[index] == UInt8(ascii: "]"), starts(with: Self.closeCDATA, at: index) { return index + 3 }
      index += 1
    }
    return body.count
  }

  /// - Returns: what to write for the `&` at `index`, and how many bytes that stands for.
  private func entity(at index: Int) -> ([UInt8], Int) {
    let name = body[(index + 1)...].prefix(32).prefix { $0 != UInt8(ascii: ";") }
    let isClosed = index + 1 + name.count < body.count && body[index + 1 + name.count] == UInt8(ascii: ";")
    let whole = Array(body[index..<min(body.count, index + name.count + 2)])
    guard isClosed, let first = name.first else { return (Array("&amp;".utf8), 1) }
    if first == UInt8(ascii: "#") { return (whole, whole.count) }
    guard name.allSatisfy(Self.isNameByte) else { return (Array("&amp;".utf8), 1) }
    let text = String(decoding: name, as: UTF8.self)
    guard !["amp", "lt", "gt", "quot", "apos"].contains(text), let found = htmlEntityLookup(text) else {
      return (whole, whole.count)
    }
    return (Array("&#\(found.pointee.value);".utf8), whole.count)
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }
}
