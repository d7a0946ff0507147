/// One setting of a plugin or connector. The declaration is schema, default, help and value in one place:
///
///     @Setting("Where to post. Empty: where the member joined.") var channel: String = ""
///     @Setting("The list of answers.") var file: TextFile            // no default: it must be given
@propertyWrapper
public struct Setting<Value: SettingValue>: Sendable {
  /// Holds the value where a reader can reach it through `Mirror`. Written only while its settings are being read,
  /// by the one thread that reads them, before anyone else sees them.
  private final class Box: @unchecked Sendable {
    var value: Value?
    /// Fault was found with what the configuration has here.
    var isFaulty = false
    /// A faulty value was looked at since: what is concluded from it need not be so. A group with a faulty value is
    /// used by nobody else.
    var isSeen = false
    init(_ value: Value?) { self.value = value }
  }

  public let help: String
  let rules: [SettingRule<Value>]
  private let fallback: Value?
  private var box: Box

  public init(wrappedValue: Value, _ help: String, _ rules: SettingRule<Value>...) {
    self.help = help
    self.rules = rules
    fallback = wrappedValue
    box = Box(wrappedValue)
  }

  /// A setting that must be given, unless its type is optional: then its default is `nil`.
  public init(_ help: String, _ rules: SettingRule<Value>...) {
    self.help = help
    self.rules = rules
    fallback = (Value.self as? any ExpressibleByNilLiteral.Type).flatMap { $0.init(nilLiteral: ()) as? Value }
    box = Box(fallback)
  }

  public var wrappedValue: Value {
    get {
      guard let value = box.value else { preconditionFailure("a required setting was used before it was read") }
      if box.isFaulty { box.isSeen = true }
      return value
    }
    set { box = Box(newValue) }
  }
}

/// What the reader and the schema need of a setting, whatever its type.
protocol AnySetting {
  var isRequired: Bool { get }
  var schema: JSON { get }
  /// The present value as the configuration would write it; `nil` where there is none or it is not to be shown.
  var json: JSON? { get }
  func read(_ node: SettingNode)
  /// Whether there is a value, if only the default.
  var hasValue: Bool { get }
  func markFaulty()
  /// Whether a faulty value was looked at; `forget` begins anew.
  var isDoubtful: Bool { get }
  func forgetDoubt()
}

extension Setting: AnySetting {
  var isRequired: Bool { fallback == nil }
  var hasValue: Bool { box.value != nil }
  func markFaulty() { box.isFaulty = true }
  var isDoubtful: Bool { box.isSeen }
  func forgetDoubt() { box.isSeen = false }

  var json: JSON? { box.value?.json }

  var schema: JSON {
    var object = Value.schema.object ?? JSONObject()
    object["description"] = .string(help)
    if let fallback, let json = fallback.json { object["default"] = json }
    for rule in rules {
      for member in rule.schema.object?.members ?? [] { object[member.key] = member.value }
    }
    return .object(object)
  }

  func read(_ node: SettingNode) {
    guard let value = Value.read(node) else { return }
    for rule in rules { rule.check(value, node) }
    box.value = value
  }
}

/// A condition on a setting's value beside its type, and how the schema says it.
public struct SettingRule<Value>: Sendable {
  let schema: JSON
  let check: @Sendable (Value, SettingNode) -> Void

  public init(schema: JSON = [:], check: @escaping @Sendable (Value, SettingNode) -> Void) {
    self.schema = schema
    self.check = check
  }
}

extension SettingRule where Value == Int {
  public static func range(_ range: ClosedRange<Int>) -> Self {
    Self(schema: ["minimum": .int(range.lowerBound), "maximum": .int(range.upperBound)]) { value, node in
      if !range.contains(value) {
        node.fail(
          "\(value) is out of range", "use a whole number from \(range.lowerBound) to \(range.upperBound)")
      }
    }
  }
}

/// Whole numbers as people write them.
private func shown(_ number: Double) -> String { Int(exactly: number).map { "\($0)" } ?? "\(number)" }

extension SettingRule where Value == Double {
  public static func range(_ range: ClosedRange<Double>) -> Self {
    Self(schema: ["minimum": .double(range.lowerBound), "maximum": .double(range.upperBound)]) { value, node in
      if !range.contains(value) {
        let (least, most) = (shown(range.lowerBound), shown(range.upperBound))
        node.fail("\(shown(value)) is out of range", "use a number from \(least) to \(most)")
      }
    }
  }
}

extension SettingRule where Value == Double? {
  public static func range(_ range: ClosedRange<Double>) -> Self {
    let rule = SettingRule<Double>.range(range)
    return Self(schema: rule.schema) { value, node in if let value { rule.check(value, node) } }
  }
}

extension SettingRule where Value == String {
  /// Tells editors what the text looks like; the settings check it themselves, in better words.
  public static func shape(_ pattern: String) -> Self { Self(schema: ["pattern": .string(pattern)]) { _, _ in } }

  public static var notEmpty: Self {
    Self(schema: ["minLength": 1]) { value, node in
      if value.isEmpty { node.fail("the text is empty", "write at least one character") }
    }
  }
}

extension SettingRule where Value == [String] {
  /// Each entry says something: none is empty or blank.
  public static var noBlanks: Self {
    Self(schema: ["items": ["type": "string", "pattern": "\\S"]]) { _, node in
      for element in node.elements ?? [] where element.json.string?.allSatisfy(\.isWhitespace) == true {
        element.fail("this entry is empty", "write a word, or remove it")
      }
    }
  }
}

extension SettingRule where Value: SettingValue {
  /// The value names something on the platform, or each of its elements does.
  public static func names(_ kind: PlaceName.Kind) -> Self {
    // A channel's # and a mention's @ are no part of ids and roles; an id of Matrix has an @ and a colon.
    let name: JSON = ["type": "string", "pattern": "^(?!#)(?!@[^:]*$).*\\S"]
    let isList = Value.schema["type"] == "array"
    let schema: JSON = kind == .channel ? [:] : isList ? ["items": name] : ["pattern": name["pattern"] ?? .null]
    return Self(schema: schema) { _, node in
      node.names(kind)
      for element in node.elements ?? [node] where kind != .channel { checkPerson(element, kind) }
    }
  }

  /// What stands for a channel, or notifies somebody, is no id of a member and no name of a role.
  private static func checkPerson(_ node: SettingNode, _ kind: PlaceName.Kind) {
    guard let name = node.json.string else { return }
    let wanted = kind == .role ? "the name of a role" : kind == .member ? "the id of a member" : "an id or a role"
    if name.hasPrefix("#") {
      node.fail("\(Spelling.quoted(name)) is a channel, not \(wanted)", "write \(wanted)")
    } else if name.hasPrefix("@"), !name.contains(":") {
      node.fail("\(Spelling.quoted(name)) is not \(wanted)", "write \(wanted), without @")
    }
  }
}

extension SettingRule where Value: Collection & SendableMetatype {
  public static var atLeastOne: Self {
    Self(schema: ["minItems": 1]) { value, node in
      if value.isEmpty { node.fail("the list is empty", "give at least one entry") }
    }
  }
}
