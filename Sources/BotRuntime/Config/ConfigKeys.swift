import BotCore

/// What may stand at the top of a file.
struct ConfigKeys {
  let known: [String]
  /// Known in the main file only.
  let misplaced: [String]

  static let main = ConfigKeys(
    known: ["$schema", "store", "http", "texts", "include", "dryRun", "communities"], misplaced: [])
  static let included = ConfigKeys(
    known: ["$schema", "texts", "communities"], misplaced: ["store", "http", "include", "dryRun"])
}

extension ConfigSource {
  /// Reports every key at the top of the file that does not belong there.
  func checkKeys(_ keys: ConfigKeys) {
    for key in root.json.object?.keys ?? [] where !keys.known.contains(key) {
      if keys.misplaced.contains(key) {
        report(
          fault: "the key \"\(key)\" cannot stand in an included file", remedy: "move it to the main file",
          at: root.path.key(key), onKey: true)
      } else {
        root.unknown(key, among: keys.known)
      }
    }
  }
}
