import BotCore
import BotRuntime
import FoundationEssentials
import Glibc

/// Finds and reads the configuration that a command works on.
enum ConfigFile {
  static func path(_ arguments: Arguments) -> String {
    arguments.value("--config") ?? environment["BOTRUN_CONFIG"] ?? "config.json"
  }

  private static let usualRemedy = "name one with --config FILE, or make one to try: botrun example try"

  /// The environment as this process was given it.
  static var environment: [String: String] { ProcessInfo.processInfo.environment }

  static func read(_ path: String, needsSecrets: Bool = true) -> (config: BotConfig?, problems: [Problem]) {
    Configuration.load(
      path: path, registry: Botrun.registry, environment: environment,
      credentialsDirectory: environment["CREDENTIALS_DIRECTORY"], now: Clock.system.now(), needsSecrets: needsSecrets)
  }

  static func readForSafeMode(_ path: String) -> BotConfig? {
    Configuration.loadForSafeMode(
      path: path, registry: Botrun.registry, environment: environment,
      credentialsDirectory: environment["CREDENTIALS_DIRECTORY"])
  }

  /// - Parameter remedy: where the path was not given by `--config`.
  static func mustExist(_ path: String, remedy: String = usualRemedy) throws {
    guard access(path, F_OK) == 0 else { throw Failure(.noInput, "there is no configuration \(path); \(remedy)") }
    var isFolder = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder else { return }
    let inside = path.hasSuffix("/") ? path + "config.json" : "\(path)/config.json"
    guard access(inside, F_OK) == 0 else { return }
    throw Failure(.noInput, "\(path) is a folder; its configuration is \(inside): name that")
  }

  /// The configuration, or all its problems on standard error and the exit code that says so.
  /// - Parameter needsSecrets: what goes to no platform runs without them, also where the bot's environment is not at hand.
  static func load(_ arguments: Arguments, needsSecrets: Bool = false) throws -> BotConfig {
    try load(path(arguments), needsSecrets: needsSecrets, remedy: usualRemedy)
  }

  static func load(
    _ path: String, needsSecrets: Bool = false, remedy: String = "correct the path"
  ) throws -> BotConfig {
    try mustExist(path, remedy: remedy)
    let (config, problems) = read(path, needsSecrets: needsSecrets)
    tell(problems, of: path)
    guard let config else { throw Failure(.badConfig, "the configuration \(path) cannot be used as it is") }
    return config
  }
}

/// What a command says of a configuration that it only needs.
extension ConfigFile {
  /// A command may read it more than once.
  private static let told = Lock<Set<String>>([])

  /// All problems on standard error, but the places that are still to be filled in only by their number: whoever fills
  /// them asks `botrun check`.
  static func tell(_ problems: [Problem], of path: String) {
    guard told.withLock({ $0.insert(path).inserted }) else { return }
    let others = problems.filter { !FillIn.isLeftOut(accordingTo: $0.fault) }
    if !others.isEmpty { Terminal.complain(Configuration.render(others)) }
    let gaps = problems.count - others.count
    if gaps > 0 {
      Terminal.complain(
        "\(path): \(gaps) place\(gaps == 1 ? "" : "s") still to fill in; botrun check \(path) lists them")
    }
  }
}

extension BotConfig {
  /// The community of that id, or the only one.
  func only(_ name: String?) throws -> CommunityConfig {
    let ids = communities.map(\.community.id.raw)
    if let name {
      guard let found = communities.first(where: { $0.community.id.raw == name }) else {
        throw Failure(.usage, "there is no community \(name); the configuration has \(ids.joined(separator: ", "))")
      }
      return found
    }
    guard communities.count == 1, let only = communities.first else {
      throw Failure(
        .usage,
        "the configuration has several communities; say which one with --community \(ids.joined(separator: "|"))")
    }
    return only
  }
}
