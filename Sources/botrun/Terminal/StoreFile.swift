import BotRuntime
import Glibc

/// Opens the store that a configuration names, for commands that look at it or settle something while the bot may run.
enum StoreFile {
  /// - Parameter isWriting: a store that is only looked at is opened so that nothing can change it.
  static func open(_ arguments: Arguments, isWriting: Bool) throws -> SQLiteStore {
    let path = try ConfigFile.load(arguments).store.path
    guard access(path, F_OK) == 0 else {
      throw Failure(.noInput, "there is no store \(path) yet; the bot makes it when it first runs")
    }
    return try SQLiteStore(path: path, readOnly: !isWriting)
  }
}
