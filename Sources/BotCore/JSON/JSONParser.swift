/// Where a JSON text stops being JSON.
public struct JSONSyntaxError: Error, Sendable, Hashable {
  /// What is wrong, as the start of a sentence.
  public let message: String
  /// What to write instead. Begins with a verb. Never repeats a text or a key: it may be a secret.
  public let remedy: String
  /// In bytes from the start of the text.
  public let offset: Int
}

/// A parsed text together with where each of its values and keys stands.
public struct JSONDocument: Sendable {
  public let value: JSON
  /// Byte offset of the value at each path.
  public let values: [JSONPath: Int]
  /// Byte offset of the key that leads to each path.
  public let keys: [JSONPath: Int]
  /// Keys that were written more than once in the same object.
  public let duplicates: [Duplicate]

  public struct Duplicate: Sendable, Hashable {
    public let path: JSONPath
    /// Byte offset of the key where it stood last before this one.
    public let first: Int
    /// Byte offset of this key.
    public let offset: Int
  }
}

extension JSON {
  /// Reads strict JSON (RFC 8259).
  /// - Throws: `JSONSyntaxError`.
  public init(parsing bytes: some Sequence<UInt8>) throws(JSONSyntaxError) {
    var parser = JSONParser(Array(bytes), relaxed: false)
    self = try parser.parse()
  }

  public init(parsing text: String) throws(JSONSyntaxError) { try self.init(parsing: text.utf8) }
}

extension JSONDocument {
  /// Reads a file that people write: `//` and `/* */` comments and trailing commas are allowed.
  public init(relaxed bytes: [UInt8]) throws(JSONSyntaxError) {
    var parser = JSONParser(bytes, relaxed: true)
    parser.places = JSONParser.Places()
    value = try parser.parse()
    let places = parser.places ?? JSONParser.Places()
    (values, keys, duplicates) = (places.values, places.keys, places.duplicates)
  }
}

/// A recursive-descent reader over UTF-8 bytes. Depth is limited, so hostile nesting cannot exhaust the stack.
struct JSONParser {
  struct Places {
    var values: [JSONPath: Int] = [:]
    var keys: [JSONPath: Int] = [:]
    var duplicates: [JSONDocument.Duplicate] = []
  }

  static let maxDepth = 128

  var places: Places?
  let bytes: [UInt8]
  let relaxed: Bool
  var at = 0
  private var path = JSONPath()
  private var depth = 0
  /// Where the brackets that are open now were opened, and which pair was closed last: of what people write, to tell
  /// them.
  private(set) var openers: [Int] = []
  private(set) var lastClosed: (opener: Int, closer: Int)?

  init(_ bytes: [UInt8], relaxed: Bool) {
    self.bytes = bytes
    self.relaxed = relaxed
  }

  mutating func parse() throws(JSONSyntaxError) -> JSON {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { at = 3 }
    try skipSpace()
    let value = try value()
    try skipSpace()
    guard at == bytes.count else { throw trailingFault }
    return value
  }

  func fault(_ message: String, _ remedy: String, at offset: Int? = nil) -> JSONSyntaxError {
    JSONSyntaxError(message: message, remedy: remedy, offset: offset ?? min(at, bytes.count))
  }

  var current: UInt8? { at < bytes.count ? bytes[at] : nil }

  private mutating func value() throws(JSONSyntaxError) -> JSON {
    places?.values[path] = at
    switch current {
    case UInt8(ascii: "{"): return try nested { (parser) throws(JSONSyntaxError) in try parser.object() }
    case UInt8(ascii: "["): return try nested { (parser) throws(JSONSyntaxError) in try parser.array() }
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case nil: throw fault("the file ends where a value should stand", "write a value")
    case let byte? where byte == UInt8(ascii: "-") || Self.isDigit(byte): return try number()
    case let byte?: throw quoteFault ?? bareFault ?? fault("\(Self.shown(byte)) cannot start a value", Self.valueRemedy)
    }
  }

  private mutating func nested(
    _ body: (inout JSONParser) throws(JSONSyntaxError) -> JSON
  ) throws(JSONSyntaxError) -> JSON {
    guard depth < Self.maxDepth else {
      throw fault("there are more than \(Self.maxDepth) levels of nesting", "nest less deeply")
    }
    depth += 1
    let opener = at
    if relaxed { openers.append(opener) }
    at += 1
    let value = try body(&self)
    depth -= 1
    if relaxed {
      openers.removeLast()
      lastClosed = (opener, at - 1)
    }
    return value
  }

  private mutating func object() throws(JSONSyntaxError) -> JSON {
    var object = JSONObject()
    try skipSpace()
    while current != UInt8(ascii: "}") {
      let keyAt = at
      guard current == UInt8(ascii: "\"") else { throw keyFault(isFirst: object.isEmpty) }
      let key = try string()
      try skipSpace()
      guard current == UInt8(ascii: ":") else { throw colonFault(key: key, at: keyAt) }
      let colon = at
      at += 1
      try skipSpace()
      if let byte = current, relaxed, Self.endsValue(byte) {
        throw fault("a value is missing after this colon", "write one, or remove the key", at: colon)
      }
      if places != nil { enter(.key(key), at: keyAt) }
      let valueAt = at
      object.append(key, try value())
      if places != nil { path.parts.removeLast() }
      try separator(closing: UInt8(ascii: "}"), value: valueAt, key: keyAt)
    }
    at += 1
    return .object(object)
  }

  private mutating func enter(_ part: JSONPath.Part, at offset: Int) {
    path.parts.append(part)
    if let first = places?.keys.updateValue(offset, forKey: path) {
      places?.duplicates.append(JSONDocument.Duplicate(path: path, first: first, offset: offset))
    }
  }

  private mutating func array() throws(JSONSyntaxError) -> JSON {
    var items: [JSON] = []
    try skipSpace()
    while current != UInt8(ascii: "]") {
      if places != nil { path.parts.append(.index(items.count)) }
      let valueAt = at
      if let byte = current, relaxed, Self.endsValue(byte) { throw entryFault }
      items.append(try value())
      if places != nil { path.parts.removeLast() }
      try separator(closing: UInt8(ascii: "]"), value: valueAt, key: nil)
    }
    at += 1
    return .array(items)
  }

  /// - Parameters:
  ///   - valueAt: where the value before it begins.
  ///   - key: where its key does; `nil` in a list.
  private mutating func separator(closing: UInt8, value valueAt: Int, key: Int?) throws(JSONSyntaxError) {
    let end = at
    try skipSpace()
    if current == closing { return }
    guard current == UInt8(ascii: ",") else { throw separatorFault(closing: closing, after: valueAt..<end, key: key) }
    at += 1
    try skipSpace()
    if current == closing && !relaxed { throw fault("nothing follows the comma", "remove the comma") }
  }

  private mutating func word(_ text: StaticString, _ value: JSON) throws(JSONSyntaxError) -> JSON {
    let length = text.utf8CodeUnitCount
    let matches = at + length <= bytes.count && (0..<length).allSatisfy { bytes[at + $0] == text.utf8Start[$0] }
    guard matches else { throw wordFault ?? fault("this is no value", Self.valueRemedy) }
    at += length
    return value
  }

  private static let valueRemedy = "write a text in double quotes, a number, true, false, null, [ … ] or { … }"

  static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  static func shown(_ byte: UInt8) -> String {
    byte > 0x20 && byte < 0x7F ? "'\(Character(Unicode.Scalar(byte)))'" : "this character"
  }
}
