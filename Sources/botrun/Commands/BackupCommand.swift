import BotRuntime
import Glibc

extension Command {
  static let backup = Command(
    name: "backup",
    summary: "copy the store to a file, also while the bot runs",
    operands: "FILE",
    operandCount: 1...1,
    options: [.config],
    examples: [("botrun backup /var/backups/botrun-$(date +%F).sqlite", "a copy for every day")],
    run: { arguments in
      let store = try StoreFile.open(arguments, isWriting: false)
      defer { store.close() }
      guard access(arguments.operands[0], F_OK) != 0 else {
        throw Failure(.cannotCreate, "\(arguments.operands[0]) is there already; name another file")
      }
      try store.backup(to: arguments.operands[0])
      Terminal.say("\(store.path) was copied to \(arguments.operands[0]).")
      return .ok
    })
}
