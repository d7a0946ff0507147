/// Rows of fields as spreadsheets write them (RFC 4180): fields apart by commas, semicolons or tabs, quoted where they hold
/// one of these, a quotation mark (written twice) or a line's end.
public struct CSV: Sendable, Hashable {
  public struct Row: Sendable, Hashable {
    public let fields: [String]
    /// Where the row begins, from 1.
    public let line: Int

    public init(_ fields: [String], line: Int) {
      self.fields = fields
      self.line = line
    }
  }

  /// A quotation mark that is not closed.
  public struct Fault: Error, Hashable {
    public let line: Int
  }

  public let rows: [Row]

  /// Empty lines are left out.
  ///
  /// - Parameter separator: `nil` finds it out.
  public init(_ text: String, separator: UInt8? = nil) throws(Fault) {
    var text = text
    let bytes = text.withUTF8 { Array($0) }
    var reader = Reader(bytes: bytes, separator: separator ?? Self.separator(of: bytes))
    rows = try reader.read()
  }

  /// The one of `,`, `;` and tab that gives most of the first rows the same number of fields, two or more.
  public static func separator(of text: [UInt8]) -> UInt8 {
    let candidates: [UInt8] = [0x09, UInt8(ascii: ","), UInt8(ascii: ";")]
    var best = (separator: UInt8(ascii: ","), agreeing: 0.0, fields: 1)
    for candidate in candidates {
      let widths = Self.widths(text, candidate)
      let usual = Dictionary(grouping: widths, by: \.self).max { ($0.value.count, $0.key) < ($1.value.count, $1.key) }
      guard let usual, usual.key > 1 else { continue }
      let agreeing = Double(usual.value.count) / Double(widths.count)
      if (agreeing, usual.key) > (best.agreeing, best.fields) { best = (candidate, agreeing, usual.key) }
    }
    return best.separator
  }

  /// How many fields each of the first rows has.
  private static func widths(_ text: [UInt8], _ separator: UInt8) -> [Int] {
    var widths: [Int] = []
    var width = 1
    var isQuoted = false
    for byte in text.prefix(1 << 15) {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if isQuoted { continue }
      if byte == separator { width += 1 }
      if byte == 0x0A {
        widths.append(width)
        width = 1
        if widths.count == 20 { return widths }
      }
    }
    return widths.isEmpty || width > 1 ? widths + [width] : widths
  }

  /// One row as a line, quoted where it must be.
  public static func line(_ fields: [String], separator: Character = ",") -> String {
    // By scalars: an accent after a mark makes another Character of it, but not for who reads the line.
    let marks = Set("\"\n\r".unicodeScalars).union(separator.unicodeScalars)
    let ends: [Unicode.Scalar?] = [" ", "\u{FEFF}"]
    let mustQuote: (String) -> Bool = { field in
      let scalars = field.unicodeScalars
      return scalars.contains(where: marks.contains) || ends.contains(scalars.first) || ends.contains(scalars.last)
    }
    return fields.map { field in
      guard mustQuote(field) else { return field }
      let parts = field.unicodeScalars.split(separator: "\"", omittingEmptySubsequences: false)
      return "\"" + parts.map { String($0) }.joined(separator: "\"\"") + "\""
    }.joined(separator: String(separator))
  }
}

private struct Reader {
  let bytes: [UInt8]
  let separator: UInt8
  private var index = 0
  private var line = 1

  init(bytes: [UInt8], separator: UInt8) {
    // The byte-order mark that spreadsheets put first.
    self.bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    self.separator = separator
  }

  mutating func read() throws(CSV.Fault) -> [CSV.Row] {
    var rows: [CSV.Row] = []
    while index < bytes.count {
      let start = line
      let fields = try readRow()
      if fields != [""] { rows.append(CSV.Row(fields, line: start)) }
    }
    return rows
  }

  private mutating func readRow() throws(CSV.Fault) -> [String] {
    var fields: [String] = []
    while true {
      fields.append(try readField())
      guard index < bytes.count, bytes[index] == separator else { break }
      index += 1
    }
    skipLineEnd()
    return fields
  }

  private mutating func readField() throws(CSV.Fault) -> String {
    if index < bytes.count, bytes[index] == UInt8(ascii: "\"") { return try readQuoted() }
    let start = index
    while index < bytes.count, bytes[index] != separator, bytes[index] != 0x0A, bytes[index] != 0x0D { index += 1 }
    return String(decoding: bytes[start..<index], as: UTF8.self)
  }

  private mutating func readQuoted() throws(CSV.Fault) -> String {
    let start = line
    var field: [UInt8] = []
    index += 1
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if byte == UInt8(ascii: "\"") {
        guard index < bytes.count, bytes[index] == byte else { return closed(field) }
        index += 1
      }
      if byte == 0x0A { line += 1 }
      field.append(byte)
    }
    throw CSV.Fault(line: start)
  }

  /// What stands between a closing mark and the next separator belongs to the field, as spreadsheets have it.
  private mutating func closed(_ field: [UInt8]) -> String {
    var field = field
    while index < bytes.count, bytes[index] != separator, bytes[index] != 0x0A, bytes[index] != 0x0D {
      field.append(bytes[index])
      index += 1
    }
    return String(decoding: field, as: UTF8.self)
  }

  private mutating func skipLineEnd() {
    if index < bytes.count, bytes[index] == 0x0D { index += 1 }
    if index < bytes.count, bytes[index] == 0x0A { index += 1 }
    line += 1
  }
}
