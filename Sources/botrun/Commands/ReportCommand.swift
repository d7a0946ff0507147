import BotCore
import BotRuntime
import FoundationEssentials
import Glibc
import Reporting

extension Command {
  static let report = Command(
    name: "report",
    summary: "how the community does: who takes part, who stays, who is answered, what the bot did",
    options: [
      .config,
      Option(name: "--community", value: "ID", help: "which one (needed where the configuration has several)"),
      Option(name: "--weeks", value: "N", help: "the last N whole weeks, Monday to Sunday (default 4)"),
      Option(name: "--from", value: "DATE", help: "from this day on, in the community's zone"),
      Option(name: "--to", value: "DATE", help: "up to and with this day (default: yesterday)"),
      Option(name: "--csv", help: "print a table for a spreadsheet"),
      Option(name: "--html", value: "FILE", help: "write a page with charts, to read in a browser or to print"),
      Option(name: "--names", help: "name the members who wrote most; without, they are numbered"),
      Option(name: "--history", value: "PATH", help: "of an export (see botrun replay) instead of what the bot saw"),
      Option(name: "--zone", value: "NAME", help: "with --history: the time zone, such as Europe/Berlin (default UTC)"),
      Option(name: "--name", value: "TEXT", help: "with --history: what to call the community"),
      Option(name: "--no-mood", help: "with --history: do not judge how the messages sound"),
      .json,
    ],
    details: """
      Counts what happened, not what was said: the bot keeps a small row of each message, joining and reaction without
      its text, with members only as a keyed hash. docs/kpis.md has the formula of every figure. "Too few to tell" stands
      where fewer than three people or messages would be counted.
      --names shows names of members. Ask them, or whoever speaks for them, before you pass it on.
      """,
    examples: [
      ("botrun report", "the last four weeks"),
      ("botrun report --weeks 13 --html report.html", "a quarter, as one page with charts"),
      ("botrun report --history slack-export/ --zone Europe/London", "the whole of an export, without a bot"),
    ],
    run: { arguments in
      let report = try ReportRun(arguments).report()
      if let file = arguments.value("--html") {
        try ReportRun.write(report.html, to: file)
      } else if arguments.has("--json") {
        Terminal.say(report.json.pretty)
      } else if arguments.has("--csv") {
        Terminal.say(report.csv)
      } else {
        Terminal.say(Terminal.safe(report.text))
      }
      return .ok
    })
}

/// One run of the command.
private struct ReportRun {
  /// Ten years.
  private static let mostDays = 3660
  private let arguments: Arguments

  init(_ arguments: Arguments) throws {
    let forms = ["--json", "--csv", "--html"].filter { arguments.has($0) }
    if forms.count > 1 { throw Failure(.usage, "\(forms.joined(separator: " and ")) are two forms; ask for one") }
    if arguments.has("--weeks"), arguments.has("--from") || arguments.has("--to") {
      throw Failure(.usage, "--weeks counts back from now; give either --weeks, or --from and --to")
    }
    for option in ["--zone", "--name", "--no-mood"] where arguments.has(option) && !arguments.has("--history") {
      throw Failure(.usage, "\(option) belongs to --history")
    }
    self.arguments = arguments
  }

  func report() throws -> Report {
    if let path = arguments.value("--history") { return try ofHistory(path) }
    let config = try ConfigFile.load(arguments)
    let chosen = try config.only(arguments.value("--community"))
    let community = chosen.community
    let store = try StoreFile.open(arguments, isWriting: false)
    defer { store.close() }
    let now = Clock.system.now()
    let names = arguments.has("--names") ? try store.hashedNames(of: community.id) : [:]
    guard let period = try period(in: community.timezone, now: now) else {
      return try store.report(of: chosen, weeks: 4, now: now, names: names)
    }
    return try store.report(
      of: community, over: period, now: now, names: names, unmeasured: chosen.unmeasured)
  }

  private func ofHistory(_ path: String) throws -> Report {
    let name = arguments.value("--name") ?? Self.name(of: path)
    let community = Community(id: "history", name: name, platform: "history", timezone: try zone())
    var facts = HistoryFacts(of: community, hasMood: !arguments.has("--no-mood"))
    let history = try HistoryFiles.open([path])
    var merged = try HistoryMerge(history.readers)
    while let entry = try merged.next() { facts.add(entry) }
    history.tellFaults()
    guard let first = facts.facts.first else {
      throw Failure(.badData, "nothing could be read of this history; see botrun replay --help")
    }
    let zone = community.timezone
    let last = zone.local(facts.last).dayNumber
    // An entry with an odd time must not make a report of centuries.
    let days = max(zone.local(Date(milliseconds: first.at)).dayNumber, last - Self.mostDays + 1)...last
    let period = try period(in: zone, now: facts.last) ?? Period(days, in: zone, until: facts.last)
    return Report(
      Ledger(facts.facts), period, community: community.name, names: arguments.has("--names") ? facts.names : [:],
      isExport: true, unmeasured: arguments.has("--no-mood") ? .leftOut : .nothingToRead)
  }

  /// "slack-export" of "/home/ada/slack-export/", "general" of "general.jsonl".
  private static func name(of path: String) -> String {
    let last = path.split(separator: "/").last.map(String.init) ?? path
    return last.split(separator: ".").first.map(String.init) ?? last
  }

  private func zone() throws -> Zone {
    do throws(SettingFault) {
      return try Zone.system(arguments.value("--zone") ?? Zone.utc.name, environment: ConfigFile.environment)
    } catch {
      throw Failure(.usage, "--zone: \(error.fault); \(error.remedy)")
    }
  }

  /// `nil`: nothing was said of it.
  private func period(in zone: Zone, now: Date) throws -> Period? {
    if let text = arguments.value("--weeks") {
      guard let weeks = Int(text), (1...520).contains(weeks) else {
        throw Failure(.usage, "--weeks takes a whole number from 1 to 520")
      }
      return Period(weeks: weeks, before: now, in: zone)
    }
    guard let from = try day("--from") else {
      if arguments.has("--to") { throw Failure(.usage, "--to needs --from: the first day of the report") }
      return nil
    }
    let today = zone.local(now).dayNumber
    let to = try day("--to") ?? max(from, arguments.has("--history") ? today : today - 1)
    guard from <= to else { throw Failure(.usage, "--from is later than --to") }
    guard to - from < Self.mostDays else { throw Failure(.usage, "a report is of ten years at most") }
    return Period(from...to, in: zone, until: now)
  }

  private func day(_ option: String) throws -> Int? {
    guard let text = arguments.value(option) else { return nil }
    guard text.count == 10, let day = LocalTime(text) else {
      throw Failure(.usage, "\(option) takes a day, such as 2026-01-05")
    }
    return day.dayNumber
  }

  static func write(_ page: String, to path: String) throws {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw Failure(.cannotCreate, "\(path): \(String(cString: strerror(errno)))") }
    defer { close(file) }
    Terminal.write(file, page)
    Terminal.say("\(path) is written. Open it in a browser; it needs nothing else.")
  }
}

extension SQLiteStore {
  /// What members are called, by their hashes.
  fileprivate func hashedNames(of community: ID<Community>) throws -> [UInt64: String] {
    guard let maker = try factMaker() else { return [:] }
    return Dictionary(uniqueKeysWithValues: try memberNames(of: community).map { (maker.hash($0.key), $0.value) })
  }
}
