internal import BotCore

/// A JSON Pointer (RFC 6901) as a setting.
struct WebhookPointer: SettingValue, Hashable {
  let pointer: JSONPointer

  static var schema: JSON { ["type": "string", "pattern": "^(/.*)?$", "examples": ["/data/items"]] }
  var json: JSON? { .string(pointer.text) }

  static func read(_ node: SettingNode) -> WebhookPointer? {
    guard let text = String.read(node) else { return nil }
    guard let pointer = JSONPointer(text) else {
      node.fail("\(Spelling.quoted(text)) is no JSON Pointer", "write for example \"/data/items\"")
      return nil
    }
    return WebhookPointer(pointer: pointer)
  }
}

/// Where a value is found: a JSON Pointer such as `/message/text`, a constant such as `general`, or a list of them, of
/// which the first counts that has a value.
struct WebhookField: SettingValue, Hashable {
  private enum Source: Hashable {
    case pointer(JSONPointer)
    case constant(String)

    /// What begins with a slash is a pointer.
    init?(_ text: String) {
      if !text.hasPrefix("/") {
        self = .constant(text)
      } else if let pointer = JSONPointer(text) {
        self = .pointer(pointer)
      } else {
        return nil
      }
    }

    var text: String {
      switch self {
      case .pointer(let pointer): pointer.text
      case .constant(let text): text
      }
    }
  }

  private let sources: [Source]

  init(_ source: String, or others: String...) { sources = ([source] + others).compactMap { Source($0) } }
  private init(sources: [Source]) { self.sources = sources }

  static var schema: JSON {
    ["anyOf": [["type": "string"], ["type": "array", "items": ["type": "string"]]], "examples": ["/message/text"]]
  }

  var json: JSON? {
    sources.count == 1 ? .string(sources[0].text) : .array(sources.map { .string($0.text) })
  }

  static func read(_ node: SettingNode) -> WebhookField? {
    let nodes = node.elements ?? [node]
    let sources = nodes.map { node -> Source? in
      guard let text = node.json.string else {
        node.wrongKind("a JSON Pointer, a constant in quotes, or a list of them", "\"/message/text\"")
        return nil
      }
      guard let source = Source(text) else {
        node.fail("\(Spelling.quoted(text)) is no JSON Pointer", "write ~0 for ~ and ~1 for / within a name")
        return nil
      }
      return source
    }
    let known = sources.compactMap { $0 }
    return known.count == sources.count ? WebhookField(sources: known) : nil
  }

  /// The first value that is there and is not null.
  func value(in piece: JSON) -> JSON? {
    for source in sources {
      switch source {
      case .constant(let text): return .string(text)
      case .pointer(let pointer):
        if let value = pointer.value(in: piece), value != .null { return value }
      }
    }
    return nil
  }

  /// The first value that can be a text and is not empty: numbers and truth values as they are written.
  func text(in piece: JSON) -> String? {
    for source in sources {
      let found: String? =
        switch source {
        case .constant(let text): text
        case .pointer(let pointer): pointer.value(in: piece).flatMap { Self.text($0) }
        }
      if let found, !found.isEmpty { return found }
    }
    return nil
  }

  private static func text(_ value: JSON) -> String? {
    switch value {
    case .string(let text): text
    case .int, .double, .bool: value.text
    case .null, .array, .object: nil
    }
  }
}
