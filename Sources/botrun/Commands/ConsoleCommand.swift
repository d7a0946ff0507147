import BotCore
import BotRuntime
import Console
import FoundationEssentials
import Reporting

extension Command {
  static let console = Command(
    name: "console",
    summary: "print a link that signs you in to the bot's own page",
    options: [.config],
    details: """
      The console shows what happened, what waits for a person and what is planned, with buttons to settle it. The link
      works once, for ten minutes. The bot must run: without it there is no page, and this ends with 69. docs/console.md
      tells how it is protected, and how to put it behind a proxy.
      """,
    examples: [("botrun console --config config.json", "open the link that it prints in a browser")],
    run: { arguments in
      let config = try ConfigFile.load(arguments, needsSecrets: true)
      let door: ConsoleDoor
      do throws(ConsoleDoor.Closed) {
        door = try ConsoleDoor(config)
      } catch {
        throw Failure(.badConfig, error.description)
      }
      if case .free = Lease.look(path: config.store.path) {
        throw Failure(
          .unavailable,
          "the bot does not run, so a link would open nothing; start it: botrun run --config \(ConfigFile.path(arguments))"
        )
      }
      Terminal.say(door.link(port: nil))
      return .ok
    })
}

/// The way to the console of a configuration, if there is one.
struct ConsoleDoor {
  /// Why there is none: a sentence for the operator.
  struct Closed: Error, CustomStringConvertible {
    let description: String
  }

  let key: ConsoleKey
  private let config: BotConfig

  init(_ config: BotConfig) throws(Closed) {
    let http = config.http
    guard !http.listen.isEmpty, http.console.enabled else {
      throw Closed(
        description: "the console is off: see \"http\": { \"listen\": …, \"console\": { \"enabled\": true } }")
    }
    self.config = config
    if let token = http.console.token {
      key = ConsoleKey(token)
      return
    }
    guard HostName.name(ofHost: http.listen).map(HostName.isLoopback) == true else {
      throw Closed(
        description:
          "the console is off, because \(http.listen) can be reached from other machines and no token is set: "
          + "add \"http\": { \"console\": { \"token\": \"env:CONSOLE_TOKEN\" } }")
    }
    do {
      key = ConsoleKey(try KeyFile.token(KeyFile.path(ofStore: config.store.path)))
    } catch {
      throw Closed(description: "the console is off: \(error)")
    }
  }

  /// - Parameter port: the one that was taken, where the configuration leaves it open.
  func link(port: Int?) -> String {
    let http = config.http
    let base = http.publicURL.isEmpty ? local(port) : String(http.publicURL.reversed().drop { $0 == "/" }.reversed())
    return "\(base)/console/enter?code=\(key.code(nonce: KeyFile.random(bytes: 12), now: Clock.system.now()))"
  }

  /// Whoever listens on all addresses listens on that of this machine too.
  private func local(_ port: Int?) -> String {
    let parts = config.http.listen.split(separator: ":", omittingEmptySubsequences: false)
    let name = parts.dropLast().joined(separator: ":")
    let own = ["0.0.0.0": "127.0.0.1", "[::]": "[::1]"][name] ?? name
    return "http://\(own):\(port.map(String.init) ?? parts.last.map(String.init) ?? "")"
  }

  private var parts: ConsoleParts {
    var parts = ConsoleParts()
    parts.members = MemberDoor(
      export: { store, community, member in try store.export(member, in: community.community.id) },
      erase: { store, community, member in
        let erasure = try store.eraseRows(of: member, in: community.community.id, now: Clock.system.now())
        return "erased \(member)" + (erasure.isEmpty ? ", of whom nothing was kept" : "")
      })
    parts.report = { store, community, now in
      try store.report(of: community, weeks: Self.weeksReported, now: now).html
    }
    parts.mood = { store, community, days in
      let zone = community.community.timezone
      let period = Period(days, in: zone, until: .distantFuture)
      let from = Date(milliseconds: period.instants.lowerBound)
      let ledger = Ledger(try store.facts(of: community.community.id, from: from, through: .distantFuture))
      return period.mood(ledger).map { $0.map { MoodDay(negative: $0.negative, of: $0.scored) } }
    }
    return parts
  }

  private static let weeksReported = 8

  /// What serves it in a bot that runs.
  func serve(_ inside: Inside) -> WebhookServer.Handler {
    let console = Console(inside, key: key, storePath: config.store.path, parts: parts)
    return { console.handle($0, $1) }
  }
}
