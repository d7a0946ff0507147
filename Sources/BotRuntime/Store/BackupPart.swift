import Glibc

/// The file that a backup is made in before it gets its name. Whoever makes one holds a lock of the kernel on it, as of a
/// store (`Lease`): it ends with the process, however that ends, and holds between containers that share a folder and
/// see nothing of each other's processes.
final class BackupPart {
  /// So many numbers are tried: each may be taken by another backup to the same place.
  private static let most: Int32 = 100
  /// What SQLite puts behind a name for files of its own.
  private static let beside = ["-journal", "-wal", "-shm"]

  let path: String
  private let file: Int32

  private init(path: String, file: Int32) { (self.path, self.file) = (path, file) }

  deinit { close(file) }

  /// Makes one, empty.
  /// - Throws: `StoreError`.
  static func make(for target: String) throws(StoreError) -> BackupPart {
    for number in getpid()..<getpid() + most {
      let path = start(of: target) + "\(number)"
      let file = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
      if file < 0 && errno != EEXIST { break }
      if file >= 0, flock(file, LOCK_EX | LOCK_NB) == 0, isSame(file, path) {
        return BackupPart(path: path, file: file)
      }
      // Another backup took it for one left behind, in the instant before it was locked.
      if file >= 0 { close(file) }
    }
    throw StoreError(
      fault: "the backup \(target) cannot be made: \(String(cString: strerror(errno)))",
      remedy: "check that the folder exists and has space, and that the user who runs botrun may write to it")
  }

  /// What backups to this place left behind that were killed: parts that nobody has locked, and what SQLite put beside them.
  static func removeLeftBehind(of target: String) {
    let folder = ConfigPath.folder(of: target)
    let start = ConfigPath.last(start(of: target))
    let names = FileAccess.names(in: folder).filter { $0.hasPrefix(start) }
    for name in Set(names.compactMap { part(in: $0, start) }) {
      let path = ConfigPath.join(folder, name)
      let file = open(path, O_RDONLY | O_CLOEXEC)
      if file < 0 && errno != ENOENT { continue }
      defer { if file >= 0 { close(file) } }
      guard file < 0 || flock(file, LOCK_EX | LOCK_NB) == 0 && isSame(file, path) else { continue }
      for end in beside + [""] { unlink(path + end) }
    }
  }

  /// Gives it its name.
  /// - Returns: whether that went well; else `errno` tells why not.
  func become(_ target: String) -> Bool { rename(path, target) == 0 }

  /// Removes it; whatever else has the name by now stays.
  func discard() {
    guard Self.isSame(file, path) else { return }
    for end in Self.beside + [""] { unlink(path + end) }
  }

  private static func start(of target: String) -> String { target + ".part-" }

  /// The name of the part that a file is, or stands beside.
  private static func part(in name: String, _ start: String) -> String? {
    let number = name.dropFirst(start.count).prefix { $0.isNumber }
    guard let process = pid_t(number), process > 0 else { return nil }
    return start + number
  }

  private static func isSame(_ file: Int32, _ path: String) -> Bool {
    var (own, named) = (stat(), stat())
    return fstat(file, &own) == 0 && stat(path, &named) == 0 && own.st_ino == named.st_ino
      && own.st_dev == named.st_dev
  }
}
