import BotRuntime

extension Command {
  static let version = Command(
    name: "version",
    summary: "print the version",
    run: { _ in
      Terminal.say("botrun \(Build.version)")
      return .ok
    })
}
