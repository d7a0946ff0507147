import BotCore
import BotRuntime
import FoundationEssentials
import Glibc

/// A folder of its own with the files of one test; it is removed with the value.
final class ConfigFolder {
  let path: String

  init(_ files: [String: String]) throws {
    path = FileManager.default.temporaryDirectory.path + "/botrun-config-" + UUID().uuidString
    for (name, text) in files { try write(name, Array(text.utf8)) }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ name: String, _ bytes: [UInt8], mode: mode_t = 0o600) throws {
    let full = path + "/" + name
    let folder = String(full[..<(full.lastIndex(of: "/") ?? full.endIndex)])
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(filePath: full))
    chmod(full, mode)
  }

  func load(
    environment: [String: String] = ["TOKEN": "t0p"], credentials: String? = nil, registry: Registry = .fake
  ) -> (config: BotConfig?, problems: [Problem]) {
    Configuration.load(
      path: path + "/config.json", registry: registry, environment: environment,
      credentialsDirectory: credentials.map { path + "/" + $0 })
  }

  /// The problems as a terminal shows them, with "~" for this folder.
  func rendered(environment: [String: String] = ["TOKEN": "t0p"], credentials: String? = nil) -> String {
    shortened(Configuration.render(load(environment: environment, credentials: credentials).problems))
  }

  func shortened(_ text: String) -> String {
    text.components(separatedBy: path + "/").joined(separator: "~/")
  }
}

/// A configuration that is in order but for what is put in. Its lines are counted from 1.
func configuration(
  top: String = "", community: String = "", connection: String = #""token": "env:TOKEN""#, plugin: String = ""
) -> String {
  """
  {\(top)
    "communities": [
      { "id": "lobby", "platform": "chat",\(community)
        "connection": { \(connection) },
        "plugins": [
          { "plugin": "welcome"\(plugin) } ] } ]
  }
  """
}
