import BotCore
import BotRuntime
import FoundationEssentials
import Glibc
import Plugins

extension Command {
  static let plan = Command(
    name: "plan",
    summary: "show what will be posted in the days to come",
    options: [
      .config, .json,
      Option(name: "--days", value: "N", help: "how many days ahead, 1 to 366 (default 14)"),
      Option(name: "--community", value: "ID", help: "only this community"),
      Option(name: "--near", value: "TIME", help: "tell of posts in one channel that come closer (default 15m)"),
      Option(name: "--from", value: "DATE", help: "as if the bot were new on that day, in each community's zone"),
    ],
    details: """
      Every scheduled post, reminder and seed with its local time and UTC, its text, and what a person should look at: times that
      the clocks jump over or show twice, posts that a blackout or another post moves, that wait for approval, that come
      close together or say the same, and days without any. "?" waits for approval, "-" is left out.
      What the bot remembers is read from its store, if there is one, and nothing in it is changed.
      """,
    examples: [
      ("botrun plan", "the next two weeks"),
      ("botrun plan --days 366 --json > year.json", "a year, for a program"),
    ],
    run: { arguments in
      let config = try ConfigFile.load(arguments)
      let reports = try PlanCommand(arguments, config).reports()
      if arguments.has("--json") {
        Terminal.say(JSON.array(reports.map(\.json)).pretty)
      } else {
        Terminal.say(reports.map { Terminal.safe($0.text) }.joined(separator: "\n"))
      }
      return .ok
    })
}

/// Asks the plugins that can tell.
private struct PlanCommand {
  private let communities: [CommunityConfig]
  private let store: SQLiteStore?
  private let start: String?
  private let days: Int
  private let near: Duration

  init(_ arguments: Arguments, _ config: BotConfig) throws {
    let ids = config.communities.map(\.community.id.raw)
    let name = arguments.value("--community")
    communities = config.communities.filter { name == nil || $0.community.id.raw == name }
    if let name, communities.isEmpty {
      throw Failure(.usage, "there is no community \(name); the configuration has \(ids.joined(separator: ", "))")
    }
    guard let days = Int(arguments.value("--days") ?? "14"), (1...366).contains(days) else {
      throw Failure(.usage, "--days takes a whole number from 1 to 366")
    }
    guard let near = Duration(settingText: arguments.value("--near") ?? "15m") else {
      throw Failure(.usage, "--near takes a length of time, such as 30m")
    }
    (self.days, self.near) = (days, near)
    start = arguments.value("--from")
    if let start, LocalTime(start) == nil { throw Failure(.usage, "--from takes a day, such as 2026-01-05") }
    let path = config.store.path
    store = start == nil && access(path, F_OK) == 0 ? try SQLiteStore(path: path, readOnly: true) : nil
  }

  func reports() throws -> [PlanReport] {
    defer { store?.close() }
    return try communities.map(report)
  }

  private func report(_ config: CommunityConfig) throws -> PlanReport {
    let community = config.community
    let from = start.flatMap { LocalTime($0) }.map(community.timezone.firstInstant) ?? Clock.system.now()
    let through = from + .days(days)
    let lines = try config.plannedLines(from: from, through: through, store: store)
    let held = try store?.holds(now: from)[community.id].flatMap { $0 > from ? $0 : nil }
    return PlanReport(community, lines, from: from, through: through, near: near, heldUntil: held)
  }
}
