import BotCore
import FoundationEssentials
import Glibc

/// A regular file that was read whole.
struct FileContent {
  let bytes: [UInt8]
  /// Whether its mode lets somebody other than its owner read, write or run it.
  let isOpenToOthers: Bool
}

/// Why a file could not be read.
enum FileFault: Error, Hashable {
  case missing
  case forbidden
  /// A folder, a pipe or a device.
  case noFile
  case tooLarge(Int)
  case failed(String)
}

/// Reads files with a limit on their size and without waiting on pipes.
enum FileAccess {
  static let largest = 4 << 20

  static func read(_ path: String) throws(FileFault) -> FileContent {
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw fault(errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw fault(errno) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .noFile }
    guard status.st_size <= largest else { throw .tooLarge(Int(status.st_size)) }
    // One byte more than allowed, so that a file that grows meanwhile is noticed.
    let bytes = try readAll(descriptor, most: largest + 1, expected: Int(status.st_size))
    guard bytes.count <= largest else { throw .tooLarge(bytes.count) }
    return FileContent(bytes: bytes, isOpenToOthers: status.st_mode & 0o077 != 0)
  }

  private static func readAll(_ descriptor: Int32, most: Int, expected: Int) throws(FileFault) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: max(4096, min(expected + 1, most)))
    while bytes.count < most {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw fault(errno) }
      if count == 0 { break }
      bytes.append(contentsOf: chunk[..<count])
    }
    return bytes
  }

  private static func fault(_ code: Int32) -> FileFault {
    switch code {
    case ENOENT, ENOTDIR: .missing
    case EACCES, EPERM: .forbidden
    default: .failed(String(cString: strerror(code)))
    }
  }

  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The names in a folder, in order; none where it cannot be read.
  static func names(in folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []).sorted()
  }

  /// The path without links and detours, so that a file is known again by it.
  static func identity(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}

extension FileFault {
  /// - Parameter path: as the configuration writes it; `full`: where it was looked for.
  func told(_ path: String, full: String) -> SettingFault {
    switch self {
    case .missing: missing(path, full)
    case .forbidden: SettingFault("the file \(full) may not be read", "let the user that runs the bot read it")
    case .noFile: SettingFault("\(full) is no file", "name a regular file")
    case .tooLarge(let size):
      SettingFault(
        "the file \(full) has \(size) bytes; at most \(FileAccess.largest) (4 MiB) are read", "make it smaller")
    case .failed(let reason): SettingFault("the file \(full) cannot be read: \(reason)", "check the path and the disk")
    }
  }

  private func missing(_ path: String, _ full: String) -> SettingFault {
    let names = FileAccess.names(in: ConfigPath.folder(of: full))
    let nearest = Spelling.nearest(to: ConfigPath.last(full), in: names)
    return SettingFault(
      "there is no file \(full)",
      nearest.map { "did you mean \"\(ConfigPath.join(ConfigPath.folder(of: path), $0))\"?" }
        ?? "create it, or correct the path; it counts from the folder of this configuration file")
  }
}
