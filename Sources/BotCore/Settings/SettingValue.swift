public import FoundationEssentials

/// A type that can stand as a setting in the configuration.
public protocol SettingValue: Sendable {
  /// JSON Schema (2020-12) of one value.
  static var schema: JSON { get }

  /// Reads one value; where it cannot, tells the node why and returns `nil`.
  static func read(_ node: SettingNode) -> Self?

  /// As the configuration would write it; `nil` where that is not to be shown.
  var json: JSON? { get }
}

/// One value of the configuration together with its place and with what is needed to read it.
public struct SettingNode {
  public let json: JSON
  public let path: JSONPath
  public let source: any SettingSource

  public init(_ json: JSON, at path: JSONPath, from source: any SettingSource) {
    self.json = json
    self.path = path
    self.source = source
  }

  /// Reports a fault of this value. The remedy begins with a verb: "write …", "use …".
  public func fail(_ fault: String, _ remedy: String) {
    source.report(fault: fault, remedy: remedy, at: path, onKey: false)
  }

  /// The same of a line in a file that this value names.
  public func fail(_ fault: String, _ remedy: String, in file: String, line: Int) {
    source.report(SettingFault(fault, remedy), .error, at: path, in: FilePlace(file, line: line))
  }

  /// Tells of what is doubtful about this value, though it can be used.
  public func warn(_ fault: String, _ remedy: String) { source.warn(fault: fault, remedy: remedy, at: path) }

  /// Tells that this value names something on the platform, or each of its elements does.
  public func names(_ kind: PlaceName.Kind) {
    for element in elements ?? [] { element.names(kind) }
    guard let name = json.string, !name.isEmpty else { return }
    source.names(PlaceName(kind, name), at: path)
  }

  public func wrongKind(_ expected: String, _ example: String) {
    fail("\(expected) is expected here, but this is \(json.kindName)", "write for example \(example)")
  }

  public func member(_ key: String) -> SettingNode? {
    json[key].map { SettingNode($0, at: path.key(key), from: source) }
  }

  /// The member of that name, or this value where it has none: where to tell what is wrong with a setting that may be left
  /// out.
  public func place(of key: String) -> SettingNode { member(key) ?? self }

  /// The same of an element of the list of that name.
  public func place(of key: String, at index: Int) -> SettingNode {
    let list = place(of: key)
    guard let elements = list.elements, elements.indices.contains(index) else { return list }
    return elements[index]
  }

  public var elements: [SettingNode]? {
    json.array.map { items in
      items.enumerated().map { SettingNode($1, at: path.index($0), from: source) }
    }
  }

  /// Shows this value, if it is a text, and every text within it. A key that stands twice is looked at once.
  public func eachText(_ look: (SettingNode, String) -> Void) {
    if let text = json.string { look(self, text) }
    for element in elements ?? [] { element.eachText(look) }
    for key in Set(json.object?.keys ?? []) { member(key)?.eachText(look) }
  }
}

/// Where settings come from: collects what is wrong and fetches what settings only name.
public protocol SettingSource {
  func report(fault: String, remedy: String, at path: JSONPath, onKey: Bool)
  func warn(fault: String, remedy: String, at path: JSONPath)
  /// Something in a file that the setting at the path names.
  func report(_ fault: SettingFault, _ severity: Problem.Severity, at path: JSONPath, in place: FilePlace)
  /// Told of each channel, role and member that a setting names.
  func names(_ name: PlaceName, at path: JSONPath)
  /// The same of a name in a file that the setting at the path names.
  func names(_ name: PlaceName, at path: JSONPath, in place: FilePlace)
  /// Told of every value that is of a secret type, whatever stands there: its line must never be shown.
  func conceal(_ path: JSONPath)
  /// The bytes of a file named relative to the configuration file.
  /// - Throws: `SettingFault`.
  func file(_ path: String) throws(SettingFault) -> [UInt8]
  /// What `env:NAME`, `file:PATH` or `credential:NAME` refers to.
  /// - Throws: `SettingFault`, which never repeats the reference of what may be the secret itself.
  func secret(_ reference: String, at path: JSONPath) throws(SettingFault) -> Secret
  /// Tells that a secret cannot be had. All else is read as if it were there, so that it hides no other fault.
  func lack(_ fault: SettingFault, at path: JSONPath)
  /// - Throws: `SettingFault`.
  func zone(_ name: String) throws(SettingFault) -> Zone
  /// An entry of the shared `texts` table.
  func text(_ name: String) -> String?
  var textNames: [String] { get }
  /// Where what is being read will be used; `nil` where that is not known.
  var target: SettingTarget? { get }
  /// When the settings are read; `nil` where that plays no part.
  var now: Date? { get }
}

/// The place that a plugin's settings are for.
public struct SettingTarget: Sendable {
  public let platform: ConnectorAbout
  /// The names of all platforms there are.
  public let platforms: [String]
  public var community: ID<Community>?
  /// Whether the community has a channel for its moderators.
  public var hasModerators = true
  /// Whether there is anybody whose commands the bot obeys.
  public var hasManagers = true
  public var timezone: Zone = .utc

  public init(_ platform: ConnectorAbout, among platforms: [String]) {
    self.platform = platform
    self.platforms = platforms
  }
}

extension SettingSource {
  public var target: SettingTarget? { nil }
  public var now: Date? { nil }
  public func warn(fault: String, remedy: String, at path: JSONPath) {}
  public func names(_ name: PlaceName, at path: JSONPath) {}
  public func names(_ name: PlaceName, at path: JSONPath, in place: FilePlace) { names(name, at: path) }

  public func report(_ fault: SettingFault, _ severity: Problem.Severity, at path: JSONPath, in place: FilePlace) {
    let told = "\(place.file), line \(place.line): \(fault.fault)"
    switch severity {
    case .error: report(fault: told, remedy: fault.remedy, at: path, onKey: false)
    case .warning: warn(fault: told, remedy: fault.remedy, at: path)
    }
  }

  public func lack(_ fault: SettingFault, at path: JSONPath) {
    report(fault: fault.fault, remedy: fault.remedy, at: path, onKey: false)
  }
}

public struct SettingFault: Error, Sendable, Hashable {
  public let fault: String
  public let remedy: String

  public init(_ fault: String, _ remedy: String) {
    self.fault = fault
    self.remedy = remedy
  }
}

/// A place in a file that a setting names.
public struct FilePlace: Sendable, Hashable {
  /// As the configuration writes it.
  public let file: String
  /// From 1.
  public let line: Int
  /// From 1, in Unicode scalars; `nil`: the line as a whole.
  public let column: Int?

  public init(_ file: String, line: Int, column: Int? = nil) {
    (self.file, self.line, self.column) = (file, line, column)
  }
}

extension Bool: SettingValue {
  public static var schema: JSON { ["type": "boolean"] }
  public var json: JSON? { .bool(self) }

  public static func read(_ node: SettingNode) -> Bool? {
    guard let value = node.json.bool else {
      node.wrongKind("true or false", "true (without quotes)")
      return nil
    }
    return value
  }
}

extension Int: SettingValue {
  public static var schema: JSON { ["type": "integer"] }
  public var json: JSON? { .int(self) }

  public static func read(_ node: SettingNode) -> Int? {
    guard let value = node.json.int else {
      if let number = node.json.string.flatMap({ Int($0) }) {
        node.fail("a whole number is expected here, but this is a text in quotes", "write \(number), without quotes")
      } else {
        node.wrongKind("a whole number", "3 (without quotes)")
      }
      return nil
    }
    return value
  }
}

extension Double: SettingValue {
  public static var schema: JSON { ["type": "number"] }
  public var json: JSON? { .double(self) }

  public static func read(_ node: SettingNode) -> Double? {
    guard let value = node.json.double else {
      node.wrongKind("a number", "0.5 (without quotes)")
      return nil
    }
    return value
  }
}

extension String: SettingValue {
  public static var schema: JSON { ["type": "string"] }
  public var json: JSON? { .string(self) }

  public static func read(_ node: SettingNode) -> String? {
    guard let value = node.json.string else {
      node.wrongKind("a text in quotes", "\"general\"")
      return nil
    }
    return value
  }
}

extension ID: SettingValue {
  public static var schema: JSON { ["type": "string", "minLength": 1] }
  public var json: JSON? { .string(raw) }

  public static func read(_ node: SettingNode) -> Self? {
    guard let value = String.read(node) else { return nil }
    guard !value.isEmpty else {
      node.fail("the text is empty", "write a name or an id")
      return nil
    }
    if Of.self == Channel.self { node.names(.channel) }
    return Self(value)
  }
}

extension Optional: SettingValue where Wrapped: SettingValue {
  public static var schema: JSON {
    var object = Wrapped.schema.object ?? JSONObject()
    if let type = object["type"]?.string { object["type"] = [.string(type), "null"] }
    if let choices = object["enum"]?.array { object["enum"] = .array(choices + [.null]) }
    return .object(object)
  }

  public var json: JSON? {
    switch self {
    case .some(let value): value.json
    case .none: .null
    }
  }

  public static func read(_ node: SettingNode) -> Wrapped?? {
    node.json == .null ? .some(nil) : Wrapped.read(node).map { .some($0) }
  }
}

extension Array: SettingValue where Element: SettingValue {
  public static var schema: JSON { ["type": "array", "items": Element.schema] }
  public var json: JSON? {
    let items = compactMap(\.json)
    return items.count == count ? .array(items) : nil
  }

  public static func read(_ node: SettingNode) -> [Element]? {
    guard let elements = node.elements else {
      if node.json.string != nil, Element.schema["type"] == "string" {
        node.fail("a list is expected here, but this is a text in quotes", "put it into brackets: [ \"…\" ]")
      } else {
        node.wrongKind("a list", "[ … ]")
      }
      return nil
    }
    let values = elements.map(Element.read)
    return values.contains { $0 == nil } ? nil : values.compactMap { $0 }
  }
}

extension Dictionary: SettingValue where Key == String, Value: SettingValue {
  public static var schema: JSON { ["type": "object", "additionalProperties": Value.schema] }

  public var json: JSON? {
    .object(JSONObject(sorted { $0.key < $1.key }.compactMap { key, value in value.json.map { (key, $0) } }))
  }

  public static func read(_ node: SettingNode) -> [String: Value]? {
    guard let object = node.json.object else {
      node.wrongKind("an object", "{ \"name\": … }")
      return nil
    }
    var values: [String: Value] = [:]
    for member in object.members {
      values[member.key] = Value.read(SettingNode(member.value, at: node.path.key(member.key), from: node.source))
    }
    return values.count == Set(object.keys).count ? values : nil
  }
}
