public import BotCore
public import FoundationEssentials

/// Settings for tests: collects faults and warnings, serves files from memory and zones from the system.
public final class ScenarioSource: SettingSource {
  public private(set) var faults: [String] = []
  /// What leaves the settings usable.
  public private(set) var warnings: [String] = []
  /// What the settings are checked against; `nil`: no platform.
  public var target: SettingTarget?
  /// When the settings are read; `nil`: what has passed plays no part.
  public var now: Date?
  private let files: [String: String]
  private let texts: [String: String]

  public init(files: [String: String] = [:], texts: [String: String] = [:]) {
    self.files = files
    self.texts = texts
  }

  /// Reads settings and makes the plugin; `nil`: see `faults`.
  public func make(_ kind: PluginKind, _ settings: JSON, ignoring keys: [String] = []) -> (any Plugin)? {
    kind.make(SettingNode(settings, at: JSONPath(), from: self), keys)
  }

  public func report(fault: String, remedy: String, at path: JSONPath, onKey: Bool) {
    faults.append("error \(path): \(fault); \(remedy)")
  }

  public func warn(fault: String, remedy: String, at path: JSONPath) {
    warnings.append("warning \(path): \(fault); \(remedy)")
  }

  public func file(_ path: String) throws(SettingFault) -> [UInt8] {
    if let text = files[path] { return Array(text.utf8) }
    throw SettingFault("there is no file \(path)", "create it, or mend the name")
  }

  public func conceal(_ path: JSONPath) {}

  public func secret(_ reference: String, at path: JSONPath) throws(SettingFault) -> Secret {
    Secret("a secret for tests")
  }

  public func zone(_ name: String) throws(SettingFault) -> Zone {
    if name == "UTC" { return .utc }
    do {
      return try Zone(name: name, tzif: Array(Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/" + name))))
    } catch {
      throw SettingFault("there is no time zone \"\(name)\"", "use an IANA name such as \"Europe/London\"")
    }
  }

  public func text(_ name: String) -> String? { texts[name] }
  public var textNames: [String] { texts.keys.sorted() }
}
