extension JSON: CustomStringConvertible {
  public var description: String { text }

  /// One line, keys in their order, no spaces.
  public var text: String { String(decoding: bytes, as: UTF8.self) }

  public var bytes: [UInt8] {
    var writer = JSONWriter(indent: nil)
    writer.bytes.reserveCapacity(256)
    writer.write(self)
    return writer.bytes
  }

  /// Indented by two spaces, ends without a line break.
  public var pretty: String {
    var writer = JSONWriter(indent: 0)
    writer.write(self)
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}

private struct JSONWriter {
  var bytes: [UInt8] = []
  var indent: Int?

  init(indent: Int?) { self.indent = indent }

  mutating func write(_ value: JSON) {
    switch value {
    case .null: append("null")
    case .bool(let value): append(value ? "true" : "false")
    case .int(let value): append(String(value))
    // JSON has no word for infinity or not-a-number.
    case .double(let value): append(value.isFinite ? String(value) : "null")
    case .string(let value): write(text: value)
    case .array(let items):
      wrap("[", "]", items.isEmpty, items) { writer, item in writer.write(item) }
    case .object(let object):
      wrap("{", "}", object.isEmpty, object.members) { writer, member in
        writer.write(text: member.key)
        writer.append(writer.indent == nil ? ":" : ": ")
        writer.write(member.value)
      }
    }
  }

  private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  private mutating func wrap<Items: Sequence>(
    _ open: String, _ close: String, _ isEmpty: Bool, _ items: Items, _ body: (inout JSONWriter, Items.Element) -> Void
  ) {
    append(open)
    indent = indent.map { $0 + 1 }
    var isFirst = true
    for item in items {
      if !isFirst { append(",") }
      isFirst = false
      newLine()
      body(&self, item)
    }
    indent = indent.map { $0 - 1 }
    if !isEmpty { newLine() }
    append(close)
  }

  private mutating func newLine() {
    guard let indent else { return }
    append("\n" + String(repeating: "  ", count: indent))
  }

  private mutating func write(text: String) {
    bytes.append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { utf8 in
      // Runs that need no escape are copied whole: most texts are one.
      var start = 0
      for index in utf8.indices where Self.mustEscape(utf8[index]) {
        bytes.append(contentsOf: utf8[start..<index])
        escape(utf8[index])
        start = index + 1
      }
      bytes.append(contentsOf: utf8[start...])
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private static func mustEscape(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }

  private mutating func escape(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): append("\\\"")
    case UInt8(ascii: "\\"): append("\\\\")
    case 0x0A: append("\\n")
    case 0x0D: append("\\r")
    case 0x09: append("\\t")
    default: append("\\u00" + (byte < 16 ? "0" : "") + String(byte, radix: 16))
    }
  }
}
