import FoundationEssentials

/// Files of cases beside the tests.
enum CaseFile {
  struct Missing: Error {
    let path: String
  }

  static func lines(_ name: String, file: String = #filePath) throws -> [String] {
    let folder = file.split(separator: "/").dropLast().joined(separator: "/")
    let path = "/" + folder + "/Cases/" + name
    guard let data = FileManager.default.contents(atPath: path) else { throw Missing(path: path) }
    return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}
