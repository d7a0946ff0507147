import CSQLite
import Glibc

/// Says in plain words what SQLite's result code means for an operator.
enum SQLiteFault {
  /// - Parameters:
  ///   - code: SQLite's extended result code.
  ///   - message: what SQLite says of it.
  ///   - system: the `errno` behind it, or 0.
  static func error(_ code: Int32, _ message: String, system: Int32, path: String) -> StoreError {
    let words = words(code & 0xFF, message: message, system: system)
    var error = StoreError(path, words.fault, words.remedy)
    let lasting = [
      SQLITE_FULL, SQLITE_READONLY, SQLITE_PERM, SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_CANTOPEN, SQLITE_IOERR,
    ]
    error.isDamage = [SQLITE_CORRUPT, SQLITE_NOTADB].contains(code & 0xFF)
    error.isLasting = lasting.contains(code & 0xFF)
    return error
  }

  private static func words(_ code: Int32, message: String, system: Int32) -> (fault: String, remedy: String) {
    let cause = system == 0 ? "" : ": " + String(cString: strerror(system))
    switch code {
    case SQLITE_FULL: return ("the disk is full", "free some space; what was being written was undone")
    case SQLITE_READONLY, SQLITE_PERM:
      return ("it can only be read", "let the user who runs botrun write to the file and to its folder")
    case SQLITE_CORRUPT:
      return ("the file is damaged (\(message))", "restore the newest backup; keep the damaged file for a look")
    case SQLITE_NOTADB:
      return (
        "the file is no botrun store",
        "if it is meant to be the bot's own, it is damaged: move it away and restore a backup; else name another file in the configuration, at store.path"
      )
    case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL:
      return ("it is locked by another process", "stop the other process, or wait until it is done, and try again")
    case SQLITE_CANTOPEN:
      return (
        "it cannot be opened\(cause)", "check that the folder exists and that the user who runs botrun may write to it"
      )
    case SQLITE_IOERR:
      return ("reading or writing it failed\(cause)", "check the disk and the system's log")
    case SQLITE_NOMEM: return ("there is not enough memory", "give the process more memory")
    case SQLITE_TOOBIG: return ("a value is larger than SQLite allows", "make the value smaller")
    default: return ("SQLite refuses: \(message) (\(code))", "report this as a fault of botrun")
    }
  }
}

extension StoreError {
  init(_ path: String, _ fault: String, _ remedy: String) {
    self.init(fault: "the store \(path): \(fault)", remedy: remedy)
  }
}
