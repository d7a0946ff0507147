import BotCore
import FoundationEssentials

/// What the configuration names and does not hold: texts of the shared table, files, secrets, zones. All files of one
/// configuration share it. Used by one thread, while the configuration is read.
final class ConfigReferences {
  let secrets: Secrets
  private let zoneFiles: ZoneFiles
  /// For a bot that only receives: a zone that cannot be looked up is taken for UTC, and of faulty settings of the store
  /// and the server what is sound is taken.
  var isForSafeMode = false
  private var zones: [String: Zone] = [:]
  private var files: [String: [UInt8]] = [:]
  /// Of the files that settings name, those in which a line was to be shown.
  private var sources: [String: SourceText] = [:]
  private var texts: [String: SharedEntry] = [:]
  private(set) var usedTexts: Set<String> = []
  /// Over the bytes of all that was read, but not of secrets.
  private(set) var fingerprint = Fingerprint()

  /// Whether a secret that cannot be had is an error: for a configuration that is only looked at, it is none.
  var needsSecrets = true
  /// When the configuration is read; `nil` where dates in the past are not to be told.
  let now: Date?

  init(environment: [String: String], credentials: String?, now: Date? = nil) {
    self.now = now
    secrets = Secrets(environment: environment, credentials: credentials)
    zoneFiles = ZoneFiles(environment: environment)
  }

  /// Of all files that settings name, by their whole paths.
  var readFiles: [String: [UInt8]] { files }

  var textNames: [String] { texts.keys.sorted() }

  func add(configuration bytes: [UInt8]) { fingerprint.add(bytes) }

  func text(_ name: String) -> String? {
    usedTexts.insert(name)
    return texts[name]?.text
  }

  /// Adds to the shared table. Returns where a text of this name stood before.
  func add(text: String, named name: String, at place: Problem.Place) -> Problem.Place? {
    texts.updateValue(SharedEntry(text: text, place: place), forKey: name)?.place
  }

  private struct SharedEntry {
    let text: String
    let place: Problem.Place
  }

  func zone(_ name: String) throws(SettingFault) -> Zone {
    if let zone = zones[name] { return zone }
    do throws(SettingFault) {
      let zone = try zoneFiles.zone(name)
      zones[name] = zone
      return zone
    } catch {
      if isForSafeMode { return .utc }
      throw error
    }
  }

  /// A file that a setting names, by its lines.
  func source(of path: String, folder: String) -> SourceText? {
    let name = ConfigPath.join(folder, path)
    if let source = sources[name] { return source }
    guard let bytes = try? file(path, folder: folder) else { return nil }
    let source = SourceText(name: name, bytes: bytes)
    sources[name] = source
    return source
  }

  /// - Parameter folder: what a relative path counts from.
  func file(_ path: String, folder: String) throws(SettingFault) -> [UInt8] {
    guard !path.isEmpty else { throw SettingFault("the path is empty", "write the path of a file") }
    let full = ConfigPath.absolute(ConfigPath.join(folder, path))
    if let bytes = files[full] { return bytes }
    do throws(FileFault) {
      let bytes = try FileAccess.read(full).bytes
      files[full] = bytes
      fingerprint.add(bytes)
      return bytes
    } catch {
      throw error.told(path, full: full)
    }
  }
}
