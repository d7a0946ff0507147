import FoundationEssentials

/// Settings that stand together in one object. Declare each with `@Setting`; the rest follows.
public protocol SettingGroup: SettingValue {
  init()

  /// What no single setting can tell: rules between several of them. Runs when each setting has a value; what it finds
  /// once it has looked at a value with a fault is not told, as it may be no more than a consequence.
  func check(_ node: SettingNode)

  /// Checks that stand apart: what one of them looked at does not silence the others. Left out: `check` alone.
  var checks: [(SettingNode) -> Void] { get }
}

extension SettingGroup {
  public func check(_ node: SettingNode) {}
  public var checks: [(SettingNode) -> Void] { [check] }

  public static var schema: JSON { schema(with: []) }

  public var json: JSON? {
    .object(JSONObject(settings.compactMap { key, setting in setting.json.map { (key, $0) } }))
  }

  public static func read(_ node: SettingNode) -> Self? { read(node, ignoring: []) }

  /// The schema of an object that may hold the settings of `others` as well.
  public static func schema(with others: [any SettingGroup.Type]) -> JSON {
    let all = ([Self.self] + others as [any SettingGroup.Type]).flatMap { $0.settings() }
    let required = all.filter(\.setting.isRequired).map { JSON.string($0.key) }
    return .compact(
      ("type", "object"),
      ("properties", .object(JSONObject(all.map { ($0.key, $0.setting.schema) }))),
      ("required", required.isEmpty ? nil : .array(required)),
      ("additionalProperties", false))
  }

  /// The names of the settings, in the order of their declaration.
  public static var keys: [String] { settings().map(\.key) }

  /// Reads the settings from an object. Keys in `ignoring` belong to somebody else.
  public static func read(_ node: SettingNode, ignoring others: [String]) -> Self? {
    guard let object = node.json.object else {
      node.wrongKind("an object", "{ … }")
      return nil
    }
    let counter = CountingSource(node.source)
    let counted = SettingNode(node.json, at: node.path, from: counter)
    let value = Self()
    let settings = value.settings
    let known = settings.map(\.key)
    for (key, setting) in settings {
      if let child = counted.member(key) {
        let before = counter.faults
        setting.read(child)
        if counter.faults > before { setting.markFaulty() }
      } else if setting.isRequired {
        counted.fail("\"\(key)\" is missing", "add \"\(key)\": \(setting.schema.settingHint)")
      }
    }
    for key in object.keys where !known.contains(key) && !others.contains(key) {
      counted.unknown(key, among: known + others)
      // What was meant by it is not left out, so nothing is concluded from that.
      let meant = Spelling.nearest(to: key, in: known)
      settings.first { $0.key == meant }?.setting.markFaulty()
    }
    if settings.allSatisfy(\.setting.hasValue) { value.check(settings.map(\.setting), counted, counter) }
    return counter.faults == 0 ? value : nil
  }

  private func check(_ settings: [any AnySetting], _ node: SettingNode, _ counter: CountingSource) {
    counter.isDoubtful = { settings.contains(where: \.isDoubtful) }
    for check in checks {
      for setting in settings { setting.forgetDoubt() }
      check(node)
    }
    counter.isDoubtful = { false }
  }

  private static func settings() -> [(key: String, setting: any AnySetting)] { Self().settings }

  private var settings: [(key: String, setting: any AnySetting)] {
    Mirror(reflecting: self).children.compactMap { child in
      guard let label = child.label, let setting = child.value as? any AnySetting else { return nil }
      return (label.hasPrefix("_") ? String(label.dropFirst()) : label, setting)
    }
  }
}

extension SettingNode {
  /// Reports a key that nobody knows, with the nearest that somebody does.
  public func unknown(_ key: String, among known: [String]) {
    let remedy =
      if let nearest = Spelling.nearest(to: key, in: known) {
        "did you mean \"\(nearest)\"?"
      } else if known.isEmpty {
        "remove it; nothing can be set here"
      } else {
        "remove it, or use one of: \(known.sorted().joined(separator: ", "))"
      }
    source.report(
      fault: "the key \(Spelling.quoted(key)) is not known here", remedy: remedy, at: path.key(key), onKey: true)
  }
}

extension JSON {
  /// How an example of this schema would look in an error sentence.
  public var settingHint: String {
    if let example = (self["enum"] ?? self["examples"])?[0] { return example.text }
    switch self["type"]?.string {
    case "integer", "number": return "1"
    case "boolean": return "true"
    case "array": return "[ … ]"
    case "object": return "{ … }"
    default: return "\"…\""
    }
  }
}

/// Passes everything on and counts the faults, so that a group knows whether it was read whole. A secret that cannot be
/// had is no fault of the group.
private final class CountingSource: SettingSource {
  private let base: any SettingSource
  private(set) var faults = 0
  /// Whether what is told now was concluded from a value with a fault.
  var isDoubtful: () -> Bool = { false }
  private var lacking: Set<JSONPath> = []

  init(_ base: any SettingSource) { self.base = base }

  func lack(_ fault: SettingFault, at path: JSONPath) {
    lacking.insert(path)
    base.lack(fault, at: path)
  }

  func report(fault: String, remedy: String, at path: JSONPath, onKey: Bool) {
    // Whoever looks at what stands for the secret finds fault with it.
    guard !lacking.contains(path), !isDoubtful() else { return }
    faults += 1
    base.report(fault: fault, remedy: remedy, at: path, onKey: onKey)
  }

  func report(_ fault: SettingFault, _ severity: Problem.Severity, at path: JSONPath, in place: FilePlace) {
    guard !isDoubtful() else { return }
    if severity == .error { faults += 1 }
    base.report(fault, severity, at: path, in: place)
  }

  func file(_ path: String) throws(SettingFault) -> [UInt8] { try base.file(path) }
  func secret(_ reference: String, at path: JSONPath) throws(SettingFault) -> Secret {
    try base.secret(reference, at: path)
  }
  func warn(fault: String, remedy: String, at path: JSONPath) {
    if !isDoubtful() { base.warn(fault: fault, remedy: remedy, at: path) }
  }
  func names(_ name: PlaceName, at path: JSONPath) { base.names(name, at: path) }
  func names(_ name: PlaceName, at path: JSONPath, in place: FilePlace) { base.names(name, at: path, in: place) }
  func conceal(_ path: JSONPath) { base.conceal(path) }
  func zone(_ name: String) throws(SettingFault) -> Zone { try base.zone(name) }
  func text(_ name: String) -> String? { base.text(name) }
  var textNames: [String] { base.textNames }
  var target: SettingTarget? { base.target }
  var now: Date? { base.now }
}
