import BotCore
import BotRuntime

extension Command {
  static let check = Command(
    name: "check",
    summary: "read the configuration and tell every problem in it",
    operands: "[FILE]",
    operandCount: 0...1,
    options: [.config, .json],
    details: """
      Ends with 0 when the bot could start, with 78 when it could not, with 66 when there is no such file. Warnings alone
      end with 0.
      """,
    examples: [
      ("botrun check config.json", "tell all that is wrong, with line, fault and remedy"),
      ("botrun check config.json --json", "the same for an editor or a build"),
    ],
    run: { arguments in
      let path = arguments.operands.first ?? ConfigFile.path(arguments)
      try ConfigFile.mustExist(path)
      let (config, problems) = ConfigFile.read(path)
      if arguments.has("--json") {
        Terminal.say(problems.json.pretty)
      } else {
        if !problems.isEmpty { Terminal.say(Configuration.render(problems)) }
        if let config { Terminal.say(summary(config, path)) }
      }
      return config == nil ? .badConfig : .ok
    })

  private static func summary(_ config: BotConfig, _ path: String) -> String {
    var text = "\(path) is good.\n"
    for community in config.communities {
      let names = community.instances.map { $0.id.raw.split(separator: "/").last.map(String.init) ?? "" }
      text += "  \(community.community.id) on \(community.about.name): \(names.joined(separator: ", "))\n"
    }
    return text
  }

  static let schema = Command(
    name: "schema",
    summary: "print the JSON Schema of the configuration, for editors",
    details: "Editors that know it complete keys, show help and mark mistakes while you write.",
    examples: [("botrun schema > botrun.schema.json", "then name it in your editor's JSON settings")],
    run: { _ in
      Terminal.say(Configuration.schema(registry: Botrun.registry).pretty)
      return .ok
    })

  static let version = Command(
    name: "version",
    summary: "print the version",
    run: { _ in
      Terminal.say("botrun \(Build.version)")
      return .ok
    })
}
