import BotCore

/// The paths that an entry of "include" stands for.
enum IncludePattern {
  /// As one would write them in the file, in the order of their names. `*` in the last part stands for any letters but
  /// a leading dot; the including file itself is left out then.
  static func paths(_ pattern: String, from file: ConfigFile) throws(SettingFault) -> [String] {
    guard !pattern.isEmpty else { throw SettingFault("the path is empty", "write the path of a file") }
    let folder = ConfigPath.folder(of: pattern)
    guard !folder.contains("*") else {
      throw SettingFault("* can stand only in the last part of a path", "name the folder, as in \"communities/*.json\"")
    }
    let own = FileAccess.identity(file.source.name)
    func isOwn(_ path: String) -> Bool { FileAccess.identity(ConfigPath.join(file.folder, path)) == own }
    guard pattern.contains("*") else {
      if isOwn(pattern) { throw SettingFault("the file includes itself", "remove it") }
      return [pattern]
    }
    let full = ConfigPath.absolute(ConfigPath.join(file.folder, folder))
    let last = Array(ConfigPath.last(pattern))
    let paths = FileAccess.names(in: full)
      .filter { !$0.hasPrefix(".") && matches(Array($0)[...], last[...]) }
      .map { ConfigPath.join(folder, $0) }
      .filter { !isOwn($0) }
    guard !paths.isEmpty else {
      throw SettingFault("no file matches \(ConfigPath.join(full, String(last)))", "correct the path, or remove it")
    }
    return paths
  }

  static func matches(_ name: ArraySlice<Character>, _ pattern: ArraySlice<Character>) -> Bool {
    var name = name
    var pattern = pattern
    // Where the last star was met, to go back to: no recursion, so that no pattern is slow.
    var back: (name: ArraySlice<Character>, pattern: ArraySlice<Character>)?
    while let character = name.first {
      if pattern.first == "*" {
        pattern.removeFirst()
        back = (name, pattern)
      } else if pattern.first == character {
        name.removeFirst()
        pattern.removeFirst()
      } else if let earlier = back {
        name = earlier.name.dropFirst()
        pattern = earlier.pattern
        back = (name, pattern)
      } else {
        return false
      }
    }
    return pattern.allSatisfy { $0 == "*" }
  }
}
