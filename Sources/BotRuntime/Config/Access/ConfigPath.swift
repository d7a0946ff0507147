import FoundationEssentials

/// Paths as the configuration writes them. Text only: nothing here looks at the disk.
enum ConfigPath {
  /// The folder of a file: "a/b.json" gives "a", "b.json" gives "", "/b.json" gives "/".
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "" }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  static func last(_ path: String) -> String {
    path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
  }

  static func join(_ folder: String, _ path: String) -> String {
    if path.hasPrefix("/") || folder.isEmpty { return path }
    return folder.hasSuffix("/") ? folder + path : folder + "/" + path
  }

  static func absolute(_ path: String) -> String { join(FileManager.default.currentDirectoryPath, path) }
}
