import BotCore
import FoundationEssentials
import Glibc
import Testing

/// The official specifications of the platforms, which stand beside the project and are no part of it. A suite that
/// needs them is `.enabled(if: SpecFolder.isThere, SpecFolder.skipped)`.
enum SpecFolder {
  static let skipped: Comment = "skipped: no ../shared"

  static let url: URL? = {
    let root =
      getenv("BOTRUN_SHARED").map { URL(filePath: String(cString: $0)) }
      ?? URL(filePath: #filePath).appending(path: "../../../../../shared").standardizedFileURL
    let folder = root.appending(path: "platforms/specs")
    return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
  }()

  static var isThere: Bool { url != nil }

  static func json(_ path: String) throws -> JSON { try JSON(parsing: bytes(path)) }

  static func bytes(_ path: String) throws -> Data {
    try Data(contentsOf: #require(url).appending(path: path))
  }

  /// Files below a folder, by their paths from the folder of specifications, sorted.
  static func files(in folder: String, suffix: String) throws -> [String] {
    let root = try #require(url).appending(path: folder).path
    let names = try FileManager.default.subpathsOfDirectory(atPath: root)
    return names.filter { $0.hasSuffix(suffix) }.sorted().map { "\(folder)/\($0)" }
  }
}
