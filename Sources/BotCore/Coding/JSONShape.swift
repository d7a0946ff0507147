import FoundationEssentials

/// Stored JSON that is well formed but says nothing that this version understands.
public struct JSONShapeError: Error, Sendable, Hashable, CustomStringConvertible {
  public let description: String

  init(description: String) { self.description = description }

  /// - Parameter subject: with its article: `an event`.
  public init(unknown word: String, of subject: String) {
    description = "\(subject) says \"\(word)\", which this version does not know"
  }
}

/// Takes typed members out of an object. Members that nobody asks for are ignored, so that what a newer version wrote
/// beside the known ones does no harm.
struct JSONShape {
  let object: JSONObject
  /// What the object stands for, for error sentences: `a message`.
  let what: String

  init(_ json: JSON, as what: String) throws(JSONShapeError) {
    guard let object = json.object else {
      throw JSONShapeError(description: "\(what) should be an object, not \(json.kindName)")
    }
    self.object = object
    self.what = what
  }

  func json(_ key: String) throws(JSONShapeError) -> JSON {
    guard let value = object[key] else { throw JSONShapeError(description: "\(what) has no \"\(key)\"") }
    return value
  }

  func string(_ key: String) throws(JSONShapeError) -> String { try take(key, "a text", \.string) }
  func int(_ key: String) throws(JSONShapeError) -> Int { try take(key, "a whole number", \.int) }
  func id<Of>(_ key: String) throws(JSONShapeError) -> ID<Of> { ID(try string(key)) }
  func text(_ key: String) throws(JSONShapeError) -> Text { try Text(json: json(key)) }
  func date(_ key: String) throws(JSONShapeError) -> Date {
    try take(key, "a time such as 2026-03-29T01:30:00.000Z", \.date)
  }

  func optionalString(_ key: String) -> String? { object[key]?.string }
  /// The text at `key`, or where there is none, at `other`.
  func string(_ key: String, or other: String) throws(JSONShapeError) -> String {
    try string(object[key] == nil ? other : key)
  }

  func optionalID<Of>(_ key: String) -> ID<Of>? { optionalString(key).map { ID($0) } }
  func flag(_ key: String) -> Bool { object[key]?.bool ?? false }

  /// One of the words of an enumeration.
  func word<Word: RawRepresentable<String>>(_ key: String) throws(JSONShapeError) -> Word {
    let raw = try string(key)
    guard let word = Word(rawValue: raw) else {
      throw JSONShapeError(description: "\(what) has the \(key) \"\(raw)\", which this version does not know")
    }
    return word
  }

  private func take<Value>(
    _ key: String, _ expected: String, _ read: (JSON) -> Value?
  ) throws(JSONShapeError) -> Value {
    let value = try json(key)
    guard let taken = read(value) else {
      throw JSONShapeError(description: "\(what) needs \(expected) at \"\(key)\", not \(value.kindName)")
    }
    return taken
  }
}

extension JSONObject {
  /// Adds a text, or nothing where there is none.
  mutating func append(_ key: String, optional text: String?) {
    if let text { append(key, .string(text)) }
  }

  /// Adds `true`; `false` is what a missing member means.
  mutating func append(_ key: String, ifSet flag: Bool) {
    if flag { append(key, .bool(true)) }
  }
}
