import BotCore
import FoundationEssentials

/// What the settings of one file are read from.
struct ConfigSource: SettingSource {
  let origin: ConfigFile
  let references: ConfigReferences
  var target: SettingTarget?

  var root: SettingNode { SettingNode(origin.document.value, at: JSONPath(), from: self) }

  func report(fault: String, remedy: String, at path: JSONPath, onKey: Bool) {
    origin.report(SettingFault(fault, remedy), at: path, onKey: onKey)
  }

  func warn(_ fault: String, _ remedy: String, at path: JSONPath) {
    origin.report(SettingFault(fault, remedy), .warning, at: path)
  }

  func warn(fault: String, remedy: String, at path: JSONPath) { warn(fault, remedy, at: path) }
  func names(_ name: PlaceName, at path: JSONPath) { origin.names(name, at: path) }
  var now: Date? { references.now }

  func lack(_ fault: SettingFault, at path: JSONPath) {
    if references.needsSecrets { origin.report(fault, at: path) }
  }

  func conceal(_ path: JSONPath) { origin.conceal(path) }

  func file(_ path: String) throws(SettingFault) -> [UInt8] { try references.file(path, folder: origin.folder) }

  func secret(_ reference: String, at path: JSONPath) throws(SettingFault) -> Secret {
    let found = try references.secrets.find(reference, folder: origin.folder)
    if let warning = found.warning { origin.report(warning, .warning, at: path) }
    return found.secret
  }

  func zone(_ name: String) throws(SettingFault) -> Zone { try references.zone(name) }
  func text(_ name: String) -> String? { references.text(name) }
  var textNames: [String] { references.textNames }
}
