import BotCore
import BotRuntime
import FoundationEssentials
import Glibc

/// Finds and reads the configuration that a command works on.
enum ConfigFile {
  static func path(_ arguments: Arguments) -> String {
    arguments.value("--config") ?? environment["BOTRUN_CONFIG"] ?? "config.json"
  }

  /// The environment as this process was given it.
  static var environment: [String: String] { ProcessInfo.processInfo.environment }

  static func read(_ path: String) -> (config: BotConfig?, problems: [Problem]) {
    Configuration.load(
      path: path, registry: Botrun.registry, environment: environment,
      credentialsDirectory: environment["CREDENTIALS_DIRECTORY"])
  }

  static func readForSafeMode(_ path: String) -> BotConfig? {
    Configuration.loadForSafeMode(
      path: path, registry: Botrun.registry, environment: environment,
      credentialsDirectory: environment["CREDENTIALS_DIRECTORY"])
  }

  static func mustExist(_ path: String) throws {
    guard access(path, F_OK) == 0 else {
      throw Failure(
        .noInput,
        "there is no configuration \(path); name one with --config FILE, or make one to try: botrun example try")
    }
  }

  /// The configuration, or all its problems on standard error and the exit code that says so.
  static func load(_ arguments: Arguments) throws -> BotConfig {
    let path = path(arguments)
    try mustExist(path)
    let (config, problems) = read(path)
    if !problems.isEmpty { Terminal.complain(Configuration.render(problems)) }
    guard let config else { throw Failure(.badConfig, "the configuration \(path) cannot be used as it is") }
    return config
  }
}
