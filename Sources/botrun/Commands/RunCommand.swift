import BotCore
import BotRuntime
import FoundationEssentials
import Glibc

extension Command {
  static let run = Command(
    name: "run",
    summary: "serve the communities until stopped",
    options: [
      .config,
      Option(name: "--for", value: "TIME", help: "stop after this time, such as 10s"),
      Option(name: "--show", help: "show what happens and what the bot does, with short ids for botrun explain"),
      .dryRun,
      Option(name: "--standby", help: "where another process has the store, wait until it ends"),
      Option(name: "--verbose", help: "log more"),
    ],
    details: """
      Stops in order at Ctrl-C or SIGTERM: what is under way is awaited for 10 seconds, the rest waits in the store.
      SIGHUP reads the configuration again; if it has problems, the old one stays in force. Where a service finds its
      configuration broken at the start and has a store already, it receives and stores, acts on nothing, and goes on by
      itself when that is mended: /readyz, the log and "botrun doctor" tell.

      What is typed into this terminal is not read. The bot hears what is written on the platform; on the sandbox that is
      its page, whose address is told at the start: open it in a browser and write there.
      """,
    examples: [
      ("botrun run --config config.json", "serve what config.json describes"),
      ("botrun run --config config.example.json --show --for 30s", "watch the sandbox live for half a minute"),
    ],
    run: { arguments in
      let lasts = try arguments.value("--for").map { text -> Duration in
        guard let length = Duration(settingText: text) else {
          throw Failure(.usage, "--for \(text): this is no length of time; write for example --for 10s")
        }
        return length
      }
      return try await Running.start(arguments) { options in options.lasts = lasts }
    })

  static let once = Command(
    name: "once",
    summary: "do what there is to do, then end: for cron",
    options: [
      .config, Option(name: "--show", help: "show what happens"), .dryRun, Option(name: "--verbose", help: "log more"),
    ],
    details: """
      Asks each platform for what came since the last run, handles it, sends what is due, and ends. Works on the same
      store as `botrun run`; the two never run at the same time. Webhooks are not received meanwhile.
      """,
    examples: [("*/5 * * * * botrun once --config /etc/botrun/config.json", "a line for cron")],
    run: { arguments in try await Running.start(arguments) { $0.isOnce = true } })
}

/// Starts the bot on a configuration.
enum Running {
  static func start(_ arguments: Arguments, _ change: (inout Bot.Options) -> Void) async throws -> ExitCode {
    let isDryRun = arguments.has("--dry-run")
    let path = ConfigFile.path(arguments)
    let isShowing = arguments.has("--show")
    var options = Bot.Options()
    change(&options)
    let config = try config(arguments, path, &options).dry(isDryRun)
    let (door, closed) = options.isOnce ? (nil, nil) : door(config)
    if let door { options.console = door.serve }
    if isShowing {
      if config.isDryRun {
        Terminal.say("Dry run: nothing goes out. \"botrun outbox list\" shows afterwards what would have.")
      }
      let names = StoreFile.memberNames(config)
      options.witness = { LifeView(config.communities, names) }
    }
    if isShowing || Terminal.errorIsTerminal, !options.isOnce {
      options.onListening = { port in greet(config, port, door, arguments, isShowing) }
    }
    let store = config.store.path
    options.answer = { community, path in OwnReport(store: store, now: Clock.system.now()).answer(community, path) }
    let log = Log.standardError(least: arguments.has("--verbose") ? .debug : isShowing ? .warning : .info)
    if let closed, !config.http.listen.isEmpty { log(.info, "there is no console", ["because": closed]) }
    let lease = try await lease(config.store.path, waits: arguments.has("--standby"), options, log)
    let bot = try Bot(config, log: log, options: options) {
      let read = ConfigFile.read(path)
      return (read.config?.dry(isDryRun), read.problems)
    }
    try await bot.run(storePath: config.store.path)
    withExtendedLifetime(lease) {}
    return .ok
  }

  /// Where to meet the bot.
  private static func greet(
    _ config: BotConfig, _ port: Int?, _ door: ConsoleDoor?, _ arguments: Arguments, _ isShowing: Bool
  ) {
    let open = addresses(config, port) + (port.flatMap { port in door.map { welcome($0, port) } } ?? [])
    guard !open.isEmpty else { return }
    // Without --show there are no short ids to ask for.
    guard isShowing else { return Terminal.complain(open.joined(separator: "\n")) }
    let lines = open + [whyLine(arguments)]
    Terminal.say(lines.joined(separator: "\n"))
    // Said again when the first messages have moved it away.
    guard !arguments.has("--for") else { return }
    Task {
      try await Clock.system.sleep(.milliseconds(8500))
      Terminal.say("\n" + lines.joined(separator: "\n") + "\n")
    }
  }

  /// What was served before goes on receiving when the configuration has broken meanwhile, rather than end and lose what
  /// comes. Whoever starts it by hand sees the problems and the end of it.
  private static func config(_ arguments: Arguments, _ path: String, _ options: inout Bot.Options) throws -> BotConfig {
    try ConfigFile.mustExist(path)
    let (config, problems) = ConfigFile.read(path)
    if let config {
      if options.isOnce {
        ConfigFile.tell(problems, of: path)
      } else if !problems.isEmpty {
        Terminal.complain(Configuration.render(problems))
      }
      return config
    }
    let isService = !options.isOnce && !arguments.has("--show") && !Terminal.errorIsTerminal
    guard isService else { return try ConfigFile.load(arguments, needsSecrets: true) }
    guard let safe = ConfigFile.readForSafeMode(path) else {
      Terminal.complain(Configuration.render(problems))
      throw Failure(
        .badConfig,
        "the configuration \(path) cannot be used as it is, and not even the store and one platform can be read from it: "
          + "nothing is received until it is mended")
    }
    guard access(safe.store.path, F_OK) == 0 else { return try ConfigFile.load(arguments, needsSecrets: true) }
    options.safeMode = problems.filter { $0.severity == .error }
    return safe
  }

  private static func lease(
    _ path: String, waits: Bool, _ options: Bot.Options, _ log: Log
  ) async throws -> Lease {
    let remedy = options.isOnce ? "it does the same work, so nothing is missed; stop it to run this one instead" : nil
    let holder = Lease.Holder(version: Build.version, since: Clock.system.now())
    var hasTold = false
    while true {
      do throws(StoreError) {
        return try Lease.acquire(path: path, holder: holder)
      } catch {
        guard error.isInUse else { throw error }
        guard waits else { throw Failure(.tryLater, "\(error.fault); \(remedy ?? error.remedy)") }
        if !hasTold { log(.info, "waiting for the store", ["because": error.fault]) }
        hasTold = true
        try await Clock.system.sleep(.milliseconds(500))
      }
    }
  }

  /// The way to the bot's own page, or why there is none.
  private static func door(_ config: BotConfig) -> (ConsoleDoor?, String?) {
    do throws(ConsoleDoor.Closed) {
      return (try ConsoleDoor(config), nil)
    } catch {
      return (nil, error.description)
    }
  }

  private static func welcome(_ door: ConsoleDoor, _ port: Int) -> [String] {
    ["Open \(door.link(port: port)) to see what waits for you (ten minutes; botrun console prints a new link)."]
  }

  private static func whyLine(_ arguments: Arguments) -> String {
    let file = arguments.value("--config").map { " --config \(Terminal.safe($0))" } ?? ""
    return
      "Why did the bot do that, or nothing? \"botrun explain e-…\(file)\" tells, with what stands in brackets behind "
      + "the line: [e-…] for what came in, [d-…] for what the bot did."
  }

  private static func addresses(_ config: BotConfig, _ port: Int?) -> [String] {
    guard let port else { return [] }
    let base = config.http.publicURL.isEmpty ? "http://127.0.0.1:\(port)" : config.http.publicURL
    return config.communities.map { community in
      let id = community.community.id
      return community.about.name == "sandbox"
        ? "Open \(base)/communities/\(id)/ in a browser to talk with the bot: what is typed here is not read. Ctrl-C stops it."
        : "Serving \(id) on \(community.about.name)."
    }
  }
}

extension BotConfig {
  /// A dry run if it is one already, or is to be.
  fileprivate func dry(_ isDryRun: Bool) -> BotConfig {
    var config = self
    config.isDryRun = config.isDryRun || isDryRun
    return config
  }
}

extension Option {
  fileprivate static let dryRun = Option(
    name: "--dry-run", help: "let nothing go out on any platform; hold it in the outbox, to be looked at")
}
