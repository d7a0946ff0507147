import BotCore
import BotRuntime
import Connectors
import Glibc
import Plugins

/// `botrun COMMAND …`
@main
enum Botrun {
  static let registry = Registry(plugins: builtInPlugins, connectors: builtInConnectors)

  /// In the order in which a newcomer meets them.
  static let commands: [Command] = [
    .initialise, .run, .once, .check, .doctor, .diff, .plan, .preview, .replay, .explain, .report, .text, .console,
    .outbox, .drafts, .flags, .hold, .member, .privacy, .plugins, .connectors, .schema, .example, .backup, .version,
  ]

  static func main() async {
    let words = Array(CommandLine.arguments.dropFirst())
    do {
      exit(try await run(words).rawValue)
    } catch let failure as Failure {
      Terminal.complain("botrun: \(failure.message)")
      exit(failure.code.rawValue)
    } catch let fault as SettingFault {
      Terminal.complain("botrun: \(fault.fault); \(fault.remedy)")
      exit(ExitCode.badConfig.rawValue)
    } catch let error as StoreError {
      Terminal.complain("botrun: \(error.fault); \(error.remedy)")
      exit(ExitCode.ioError.rawValue)
    } catch {
      Terminal.complain("botrun: \(error)")
      exit(ExitCode.unavailable.rawValue)
    }
  }

  private static func run(_ words: [String]) async throws -> ExitCode {
    guard let name = words.first, !["--help", "-h", "help"].contains(name) else {
      Terminal.say(words.count > 1 ? try command(words[1]).help : overview)
      return words.isEmpty ? .usage : .ok
    }
    let command = try command(name == "--version" ? "version" : name)
    let arguments = try Arguments(parsing: Array(words.dropFirst()), for: command)
    if arguments.has("--help") {
      Terminal.say(command.help)
      return .ok
    }
    return try await command.run(arguments)
  }

  private static func command(_ name: String) throws -> Command {
    if let command = commands.first(where: { $0.name == name }) { return command }
    if let elsewhere = elsewhere(name) {
      throw Failure(.usage, "the command \(name) is not known; \(elsewhere); see botrun --help")
    }
    throw Failure(.usage, Arguments.unknown("the command \(name)", name, commands.map(\.name), "botrun --help"))
  }

  /// Where to find what is no command, but is looked for as one.
  private static func elsewhere(_ name: String) -> String? {
    if name == "faq" {
      return "botrun text rank --faq FILE tells which entry answers a question, and how surely"
    }
    let isOfText = TextJudge.Kind(rawValue: name) != nil || ["bursts", "evaluate", "mood", "rank"].contains(name)
    if isOfText { return "it is botrun text \(name)" }
    return registry.plugin(name) == nil ? nil : "it is a plugin: botrun plugins \(name)"
  }

  private static var overview: String {
    var text =
      "botrun \(Build.version): a community bot that runs plugins on your community's platforms.\n\nCommands:\n"
    for command in commands { text += "  " + command.name.padded(to: 12) + command.summary + "\n" }
    text += "\nbotrun COMMAND --help tells more of each.\n\nExit codes:\n"
    for code in ExitCode.allCases { text += "  " + "\(code.rawValue)".padded(to: 12) + code.meaning + "\n" }
    text += "\nTo look around without an account: botrun example try && botrun run --config try/config.json --show\n"
    return text
  }
}
