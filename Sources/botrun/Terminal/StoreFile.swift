import BotCore
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

  /// Of all members whom the store knows, by community; without them ids are shown.
  static func memberNames(_ config: BotConfig) -> [ID<Community>: [ID<Member>: String]] {
    var names: [ID<Community>: [ID<Member>: String]] = [:]
    guard access(config.store.path, F_OK) == 0, let store = try? SQLiteStore(path: config.store.path, readOnly: true)
    else { return names }
    defer { store.close() }
    for community in config.communities {
      names[community.community.id] = try? store.memberNames(of: community.community.id)
    }
    return names
  }
}
