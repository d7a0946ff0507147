import BotCore
import BotRuntime
import FoundationEssentials

extension Command {
  static let replay = Command(
    name: "replay",
    summary: "show what the bot would have done in a community's past",
    operands: "FILE|DIR …",
    operandCount: 1...1000,
    options: [
      .config, .json,
      Option(name: "--community", value: "ID", help: "whose plugins (needed where the configuration has several)"),
      Option(name: "--summary", help: "print only what each rule met: how often, where, when, whom"),
      Option(
        name: "--compare", value: "FILE", help: "another configuration: print only what would be different with it"),
      Option(name: "--since", value: "TIME", help: "leave out what is earlier, such as 2026-01-31 or 2026-01-31T09:00"),
      Option(name: "--until", value: "TIME", help: "leave out what is later, and let planned posts go on until then"),
      Option(name: "--names", help: "call members by their names in summaries"),
    ],
    details: """
      Reads Slack export folders, DiscordChatExporter JSON, Telegram's result.json, and JSON Lines (.jsonl) with "time",
      "user", "text" and optionally "channel", "thread", "id", "name", "roles", "bot", "direct" and "event": join, leave,
      request, edit, delete, react, unreact, report (docs/operate.md has an example of each). Several are merged by time.
      Scheduled posts come at their times in between, and wait where a manager wrote !hold. Nothing is sent, no store is
      touched. The output is the same at every run, so that it can be compared with diff. Plugins begin with the first event
      and remember nothing of what was before.
      What cannot be read is counted and named at the end, on standard error.
      """,
    examples: [
      ("botrun replay --config config.json slack-export/", "what would have happened in that workspace"),
      (
        "botrun replay history.jsonl --summary",
        "which rules would have been met how often, and whom they would have met most"
      ),
      ("botrun replay history.jsonl --compare new.json", "what new.json would do more, less or otherwise"),
    ],
    run: { arguments in
      let config = try ConfigFile.load(arguments)
      let community = try config.only(arguments.value("--community"))
      let span = try ReplaySpan(arguments, in: community.community.timezone)
      let other = try arguments.value("--compare").map { path in
        let other = try ConfigFile.load(path)
        return other.alone(try other.only(arguments.value("--community")))
      }
      let history = try HistoryFiles.open(arguments.operands)
      let feed = HistoryFeed(history, span, in: community.community.id)
      if let other {
        try CompareRun(feed, community.community, before: config.alone(community), after: other, arguments).run()
      } else {
        try ReplayRun(feed, community.community, arguments).run(config.alone(community))
      }
      return .ok
    })
}

/// One run over a history.
private final class ReplayRun {
  private let feed: HistoryFeed
  private let community: Community
  private let isJSON: Bool
  private let isShort: Bool
  private let names: MemberNames
  private var output = OutputBuffer()
  private var reader = MatchReader()
  private var backtest: Backtest

  init(_ feed: HistoryFeed, _ community: Community, _ arguments: Arguments) {
    self.feed = feed
    self.community = community
    isJSON = arguments.has("--json")
    isShort = arguments.has("--summary")
    names = MemberNames(isPlain: arguments.has("--names"), community: community.id)
    backtest = Backtest(community: community)
  }

  func run(_ config: BotConfig) throws {
    let replay = try Replay(config) { self.show($0) }
    try feed.run([replay]) { event in
      guard self.isShort else { return }
      self.reader.heard(event)
      self.backtest.heard(event)
    }
    showEnd(replay.counts)
    output.flush()
    try feed.tellFaults()
  }

  private func show(_ line: Replay.Line) {
    switch line {
    case .met(let met):
      if isShort { for match in reader.matches(met) { backtest.add(match) } }
    case .delivery(let delivery):
      if !isShort { isJSON ? output.add(delivery.replayJSON.text) : output.add(text(delivery)) }
    case .flag(let flag):
      if !isShort, !isJSON {
        output.add(head(flag.created, flag.instance) + "flags: \(Terminal.safe(flag.flag.title))")
      }
    }
  }

  private func text(_ delivery: Delivery) -> String {
    let sentence = Terminal.safe(delivery.action.sentence).split(separator: "\n").joined(separator: " ⏎ ")
    let note = delivery.note.isEmpty ? "" : " [" + (delivery.state == .held ? "held: " : "") + delivery.note + "]"
    return head(delivery.created, delivery.instance) + sentence + note
  }

  private func head(_ at: Date, _ instance: ID<Instance>) -> String {
    let time = community.timezone.local(at).description
    return "\(time)  \((instance.raw.split(separator: "/").last.map(String.init) ?? "").padded(to: 12))"
  }

  private func showEnd(_ counts: Replay.Counts) {
    let report = BacktestReport(backtest: backtest, names: names)
    if isJSON { return showEndAsJSON(counts, report) }
    output.add(
      "\n\(counted(counts.events, "event")), \(counted(counts.deliveries, "action")) (\(counts.held) held), "
        + counted(counts.flags, "flag"))
    if isShort { return output.add("\n" + report.text) }
    for (instance, count) in counts.byInstance.sorted(by: { $0.key < $1.key }) {
      let rate = Double(count) * 1000 / Double(max(counts.events, 1))
      output.add("  \(instance.padded(to: 24))\(count) (\((rate * 10).rounded() / 10) in 1,000 events)")
    }
  }

  private func showEndAsJSON(_ counts: Replay.Counts, _ report: BacktestReport) {
    let instances = counts.byInstance.sorted { $0.key < $1.key }.map { ($0.key, JSON.int($0.value)) }
    var end = JSONObject([
      ("events", .int(counts.events)), ("actions", .int(counts.deliveries)), ("held", .int(counts.held)),
      ("flags", .int(counts.flags)), ("byInstance", .object(JSONObject(instances))),
      ("unreadable", .int(feed.faultCount)),
    ])
    guard isShort else { return output.add(JSON.object(end).text) }
    for member in report.json.members { end[member.key] = member.value }
    output.add(JSON.object(end).pretty)
  }

  private func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}

/// One history through two configurations, event by event.
private final class CompareRun {
  private let feed: HistoryFeed
  /// Before and after, with the same names.
  private let sides: [BotConfig]
  private let renamed: [BotConfig.Renamed]
  private let names: (before: String, after: String)
  private let isJSON: Bool
  private let members: MemberNames
  /// One for each side: what one has flagged says nothing of the other.
  private var readers = [MatchReader(), MatchReader()]
  private var backtest: Backtest
  private var comparison = Comparison()

  /// How long what one side still owes is waited for when the history is over; the longest sequences are of a month.
  private static let longestWait: Duration = .days(31)

  init(
    _ feed: HistoryFeed, _ community: Community, before: BotConfig, after: BotConfig, _ arguments: Arguments
  ) {
    self.feed = feed
    let like = after.named(like: before)
    sides = [before, like.config]
    renamed = like.renamed
    names = (ConfigFile.path(arguments), arguments.value("--compare") ?? "")
    isJSON = arguments.has("--json")
    members = MemberNames(isPlain: arguments.has("--names"), community: community.id)
    backtest = Backtest(community: community)
  }

  func run() throws {
    let replays = try [Comparison.Side.before, .after].enumerated().map { place, side in
      try Replay(sides[place]) { line in
        guard case .met(let met) = line else { return }
        for match in self.readers[place].matches(met) { self.comparison.add(match, side) }
      }
    }
    try feed.run(replays) { event in
      for place in self.readers.indices { self.readers[place].heard(event) }
      self.backtest.heard(event)
    }
    if feed.isEmpty { return try feed.tellFaults() }
    comparison.isOver = true
    if let end = feed.end { for replay in replays { try replay.advance(to: end + Self.longestWait) } }
    let report = ComparisonReport(
      comparison: comparison, names: names, renamed: renamed,
      report: BacktestReport(backtest: backtest, names: members))
    Terminal.say(isJSON ? report.json.pretty : report.text)
    try feed.tellFaults()
  }
}

extension BotConfig {
  /// With one of its communities only.
  fileprivate func alone(_ community: CommunityConfig) -> BotConfig {
    BotConfig(store: store, http: http, communities: [community], hash: hash)
  }
}

extension Delivery {
  fileprivate var replayJSON: JSON {
    .compact(
      ("time", .string(created.formatted(.iso8601))), ("instance", .string(instance.raw)),
      ("action", .string(action.sentence)), ("state", .string(state == .held ? "held" : "done")),
      ("note", note.isEmpty ? nil : .string(note)), ("event", .string(event.raw)))
  }
}
