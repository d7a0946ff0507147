import CSQLite
import FoundationEssentials
import Glibc

extension SQLiteStore {
  /// Copies under a name of its own first, checks the copy, then renames it: under `target` there is never half a
  /// backup. Other processes may write meanwhile; the copy is of one moment.
  /// - Throws: `StoreError`, also where `target` exists.
  public func backup(to target: String) throws {
    guard access(target, F_OK) != 0 else {
      throw StoreError(
        fault: "the backup \(target) cannot be made: a file of that name exists",
        remedy: "choose another name, or move the file away")
    }
    BackupPart.removeLeftBehind(of: target)
    let part = try BackupPart.make(for: target)
    do {
      try copy(to: part.path)
    } catch let error as StoreError {
      part.discard()
      throw StoreError(fault: "the backup \(target) cannot be made: \(error.fault)", remedy: error.remedy)
    }
    FaultPoint.backupCopied.pass()
    guard part.become(target) else {
      let reason = String(cString: strerror(errno))
      part.discard()
      throw StoreError(
        fault: "the backup \(target) cannot be named: \(reason)", remedy: "check that the folder can be written to")
    }
    Self.flushFolder(of: target)
  }

  private func copy(to part: String) throws {
    let source = try db
    let copy = try SQLiteConnection(path: part, mode: .create)
    guard let backup = sqlite3_backup_init(copy.handle, "main", source.handle, "main") else {
      throw copy.fault(sqlite3_errcode(copy.handle))
    }
    // In one step, so that nobody's writing makes it start over; in the write-ahead log readers hold up nobody.
    let code = sqlite3_backup_step(backup, -1)
    sqlite3_backup_finish(backup)
    guard code == SQLITE_DONE else { throw copy.fault(code) }
    // One file, not three; the store goes back to its log when it is opened.
    try copy.execute("PRAGMA journal_mode = DELETE")
    let faults = try copy.rows("PRAGMA quick_check(1)", read: { $0.text(0) }).filter { $0 != "ok" }
    guard faults.isEmpty else { throw copy.fault(SQLITE_CORRUPT) }
  }

  // A rename is on disk only when its folder is.
  private static func flushFolder(of path: String) {
    let folder = path.lastIndex(of: "/").map { path[...$0] } ?? "."
    let file = Glibc.open(String(folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard file >= 0 else { return }
    fsync(file)
    Glibc.close(file)
  }
}
