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

  func names(_ name: PlaceName, at path: JSONPath, in place: FilePlace) {
    guard let spot = spot(place) else { return names(name, at: path) }
    origin.names(name, at: path, shownAt: spot.place, spot.excerpt)
  }

  func report(_ fault: SettingFault, _ severity: Problem.Severity, at path: JSONPath, in place: FilePlace) {
    let spot = spot(place)
    origin.report(
      Problem(
        severity, place: spot?.place ?? origin.place(of: path), subject: path.description,
        owner: origin.owner(of: path), fault: fault.fault, remedy: fault.remedy, excerpt: spot?.excerpt))
  }

  /// Where it is in the file that is meant, with the line as it may be shown; `nil` where the file has no such line.
  private func spot(_ place: FilePlace) -> (place: Problem.Place, excerpt: String?)? {
    guard let text = references.source(of: place.file, folder: origin.folder) else { return nil }
    guard let offset = text.offset(line: place.line, column: place.column) else { return nil }
    let mayShow = SecretGuard.mayShow(text.text(text.range(ofLine: place.line)))
    return (text.place(offset), mayShow ? Excerpt.of(text, at: offset) : nil)
  }

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
