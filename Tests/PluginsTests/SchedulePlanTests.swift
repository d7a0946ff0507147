import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Plugins

@Suite struct SchedulePlanTests {
  private let start = Date(timeIntervalSince1970: 1_767_225_600)
  private let community = Community(id: "lobby", name: "The Lobby", platform: "test", moderators: "mods")

  private func schedule(_ settings: JSON) throws -> ScheduledPosts {
    let source = ScenarioSource()
    let plugin = source.make(PluginKind(ScheduledPosts.self), settings)
    #expect(source.faults == [])
    return try #require(plugin as? ScheduledPosts)
  }

  private func plan(
    _ plugin: ScheduledPosts, _ records: [String: Record] = [:], from: Date? = nil, days: Int = 14
  ) throws -> [PlannedPost] {
    let draft = Draft(
      read: { records[$0] },
      scan: { prefix, _ in records.filter { $0.key.hasPrefix(prefix) }.map { ($0.key, $0.value) } })
    let from = from ?? start
    let context = Context(community: community, now: from, random: SeededRandom(seed: 0), store: draft)
    return try plugin.plan(from: from, through: from + .days(days), context)
  }

  private func shown(_ posts: [PlannedPost]) -> [String] {
    posts.map { post in
      "\(post.state.rawValue) \(Zone.utc.local(post.at).shown) \(post.item): \(post.text.plain)"
        + (post.notes.isEmpty ? "" : " [\(post.notes.joined(separator: "; "))]")
    }
  }

  @Test func changesOfTheClocksAreTold() throws {
    let plugin = try schedule([
      "channel": "c",
      "posts": [["id": "early", "cron": "30 1 * * sun", "timezone": "Europe/London", "text": "{time}"]],
    ])
    let spring = try plan(plugin, from: Date(timeIntervalSince1970: 1_774_000_000), days: 14)
    #expect(
      shown(spring) == [
        "planned 2026-03-22 01:30 early: 01:30",
        "planned 2026-03-29 01:00 early: 01:30 [the clocks jump over 01:30: posted at 02:00]",
      ])
    let autumn = try plan(plugin, from: Date(timeIntervalSince1970: 1_792_800_000), days: 7)
    #expect(
      shown(autumn) == [
        "planned 2026-10-25 00:30 early: 01:30 [the clocks show 01:30 twice: posted the first time]"
      ])
  }

  @Test func whatComesAtADistanceMovesWithTheClocksAndThatIsTold() throws {
    let plugin = try schedule([
      "channel": "c",
      "posts": [
        ["id": "daily", "every": "24h", "from": "2026-03-28T09:00", "timezone": "Europe/London", "text": "{time}"]
      ],
    ])
    let posts = try plan(plugin, from: Date(timeIntervalSince1970: 1_774_656_000), days: 3)
    #expect(
      posts.map(\.notes) == [[], ["the clocks have changed: 10:00 from now on, where it would have been 09:00"], []])
  }

  @Test func blackoutsDistancesDraftsAndDuplicatesAreTold() throws {
    let plugin = try schedule([
      "channel": "c", "distance": "30m",
      "blackouts": [
        ["name": "fair", "dates": ["2026-01-02"]],
        ["name": "fast", "dates": ["2026-01-05"], "then": "skip"],
      ],
      "posts": [
        ["id": "a", "at": "2026-01-02T09:00", "text": "A"], ["id": "b", "at": "2026-01-05T09:00", "text": "B"],
        ["id": "c", "at": "2026-01-03T00:10", "text": "C"], ["id": "d", "at": "2026-01-04T09:00", "text": "a"],
        ["id": "e", "at": "2026-01-06T09:00", "text": "E", "status": "draft"],
        ["id": "f", "at": "2026-01-06T10:00", "text": "F", "status": "review"],
      ],
    ])
    #expect(
      shown(try plan(plugin)) == [
        "planned 2026-01-03 00:00 a: A [moved: fair]",
        "planned 2026-01-03 00:30 c: C [moved: too near to another post]",
        "unapproved 2026-01-04 09:00 d: a [nearly the same as a of 2026-01-03]",
        "leftOut 2026-01-05 09:00 b:  [left out: fast]",
        "leftOut 2026-01-06 09:00 e: E [a draft]",
        "unapproved 2026-01-06 10:00 f: F [waits for approval (0 of 1)]",
      ])
  }

  @Test func whatTheBotRemembersIsPlannedOn() throws {
    let plugin = try schedule([
      "channel": "c",
      "posts": [
        ["id": "tip", "cron": "0 9 * * *", "texts": ["1", "2", "3"]],
        ["id": "launch", "at": "2026-01-04T10:00", "text": "Now!", "status": "review"],
      ],
    ])
    var bench = PluginBench(plugin, community: community, now: start)
    try bench.start()
    try bench.wait(.hours(58))
    try bench.handle(.messagePosted(message: Message("m", in: "mods", by: Member("ada"), "!approve launch")))
    try bench.wait(.hours(1))
    try bench.handle(.messagePosted(message: Message("m", in: "mods", by: Member("ada"), "!approve launch")))
    let before = bench.records
    #expect(
      shown(try plan(plugin, bench.records, from: bench.now, days: 2)) == [
        "planned 2026-01-04 09:00 tip: 1", "planned 2026-01-04 10:00 launch: Now! [approved]",
        "planned 2026-01-05 09:00 tip: 2",
      ])
    #expect(bench.records == before)
  }

  @Test func whatWasRefusedIsToldAsRefused() throws {
    let plugin = try schedule([
      "channel": "c",
      "posts": [["id": "launch", "at": "2026-01-04T10:00", "text": "Now!", "status": "review"]],
    ])
    var bench = PluginBench(plugin, community: community, now: start)
    try bench.start()
    try bench.wait(.hours(59))
    try bench.handle(.messagePosted(message: Message("m", in: "mods", by: Member("ada"), "!reject launch too early")))
    #expect(
      shown(try plan(plugin, bench.records, from: bench.now, days: 2)) == [
        "unapproved 2026-01-04 10:00 launch: Now! [refused: it is not posted]"
      ])
  }

  @Test func whatIsShownForApprovalIsToldAsAsked() throws {
    let plugin = try schedule([
      "channel": "c",
      "posts": [["id": "launch", "at": "2026-01-04T10:00", "text": "Now!", "status": "review"]],
    ])
    var bench = PluginBench(plugin, community: community, now: start)
    try bench.start()
    try bench.wait(.hours(57))
    #expect(try plan(plugin, bench.records, from: bench.now, days: 2).map(\.isAsked) == [false])
    try bench.wait(.hours(2))
    #expect(try plan(plugin, bench.records, from: bench.now, days: 2).map(\.isAsked) == [true])
    let message = Message.atConsole("", by: Member("console", name: "Anna"), mark: "1", in: community)
    try bench.handle(.command(name: "reject", arguments: "launch", message: message))
    #expect(try plan(plugin, bench.records, from: bench.now, days: 2).map(\.isAsked) == [false])
  }

  /// Whatever is planned is what is then posted, and nothing else, if nobody does anything.
  @Test func thePlanIsWhatComes() throws {
    for seed in 0..<12 {
      var random = SeededRandom(seed: UInt64(seed))
      let settings = RandomCalendar.settings(&random)
      let plugin = try schedule(settings)
      let planned = try plan(plugin, days: 20).filter { $0.state == .planned }
      var bench = PluginBench(plugin, community: community, now: start)
      try bench.start()
      try bench.wait(.days(20))
      let posted = bench.decisions.compactMap { decision -> String? in
        guard case .post(let text, let channel, _) = decision.action, channel != "mods" else { return nil }
        return "\(Zone.utc.local(decision.at)) \(channel) \(text.plain)"
      }
      #expect(
        planned.map { "\(Zone.utc.local($0.at)) \($0.channel) \($0.text.plain)" }.sorted() == posted.sorted(),
        "seed \(seed): \(settings.text)")
    }
  }

  @Test func aReportTellsOfGapsAndNeighbours() throws {
    func post(_ item: String, _ at: Date, _ text: Text = "Hello") -> PlanReport.Line {
      PlanReport.Line(
        "schedule", PlannedPost(item, at: at, local: Zone.utc.local(at), zone: .utc, channel: "general", text: text))
    }
    let report = PlanReport(
      community,
      [
        post("b", start + .minutes(545), "One\nTwo\nThree\nFour"), post("a", start + .hours(9)),
        post("c", start + .days(3), "hello!"),
      ], from: start, through: start + .days(5), near: .minutes(10))
    #expect(
      report.text == """
        lobby on test, 2026-01-01 to 2026-01-06, UTC: 3 planned

          Thu 2026-01-01 09:00  #general  schedule/a
              Hello

          Thu 2026-01-01 09:05  #general  schedule/b
              One
              Two
              Three
              …
            ! 5 min after a in the same channel

          Sun 2026-01-04 00:00  #general  schedule/c
              hello!
            ! nearly the same as a of 2026-01-01

        Nothing is posted on: 2026-01-02 to 2026-01-03 (2 days), 2026-01-05

        """)
    #expect(report.json["gaps"] == [["2026-01-02", "2026-01-03"], ["2026-01-05", "2026-01-05"]])
    #expect(report.json["posts"]?[0]?["at"] == "2026-01-01T09:00:00Z")
  }
}

extension SchedulePlanTests {
  @Test func whatIsHeldForAPersonIsToldFirst() throws {
    let text = "What are you working on this week? Tell us in a few words."
    let plugin = try schedule([
      "channel": "general", "duplicates": "14d",
      "posts": [
        ["id": "first", "at": "2026-01-01T09:00", "text": .string(text)],
        ["id": "ask", "at": "2026-01-01T10:00", "text": .string(text)],
        ["id": "far", "at": "2026-01-01T11:00", "text": .string(text), "timezone": "UTC"],
      ],
    ])
    var bench = PluginBench(plugin, community: community, now: start)
    try bench.start()
    try bench.wait(.hours(12))
    #expect(
      shown(try plan(plugin, bench.records, from: bench.now)) == [
        "unapproved 2026-01-01 12:00 ask: \(text) [held: nearly the same was posted before]",
        "unapproved 2026-01-01 12:00 far: \(text) [held: nearly the same was posted before]",
      ])
  }

  @Test func anApprovalIsForOneTimeAlone() throws {
    let plugin = try schedule([
      "channel": "c", "posts": [["id": "tip", "cron": "0 9 * * *", "text": "{date}", "status": "review"]],
    ])
    var bench = PluginBench(plugin, community: community, now: start)
    try bench.start()
    try bench.handle(.reacted(emoji: "👍", member: Member("ada"), message: "p1", channel: "mods"))
    // The message of a text that is shown no more.
    try bench.handle(.delivered(name: "review/tip/old", message: "p9"))
    try bench.handle(.reacted(emoji: "👍", member: Member("bob"), message: "p9", channel: "mods"))
    #expect(
      shown(try plan(plugin, bench.records, from: bench.now, days: 2)) == [
        "planned 2026-01-01 09:00 tip: 2026-01-01 [approved]",
        "unapproved 2026-01-02 09:00 tip: 2026-01-02 [waits for approval (0 of 1)]",
      ])
  }

  @Test func anHourThatComesTwiceIsToldTwice() throws {
    let plugin = try schedule([
      "channel": "c", "posts": [["id": "a", "cron": "0 * * * *", "text": "A", "timezone": "Europe/London"]],
    ])
    // 2026-10-25, from midnight.
    let from = Date(timeIntervalSince1970: 1_792_882_800)
    let planned = try plan(plugin, from: from, days: 1)
    #expect(
      planned.prefix(3).map(\.notes) == [
        ["the clocks show 01:00 twice: posted the first time"], ["the clocks show 01:00 again"], [],
      ])
  }

  @Test func timesThatAreAllLeftOutComeToAnEnd() throws {
    let days = (1...8).map { JSON.string("2026-01-0\($0)") }
    let post: JSON = ["id": "a", "cron": "* * * * *", "text": "A", "except": .array(days)]
    #expect(try plan(schedule(["channel": "c", "posts": [post]]), days: 30) == [])
  }

  private func line(
    _ item: String, _ at: Date, _ text: Text, _ state: PlannedPost.State = .planned
  ) -> PlanReport.Line {
    PlanReport.Line(
      "schedule",
      PlannedPost(item, at: at, local: Zone.utc.local(at), zone: .utc, channel: "general", text: text, state: state))
  }

  @Test func aReportShowsWhatIsNotCertainAndTheTimeElsewhere() throws {
    var community = community
    community.timezone = try ScenarioSource().zone("Asia/Tokyo")
    let report = PlanReport(
      community,
      [
        line("a", start + .hours(9), Text(String(repeating: "word ", count: 30)), .unapproved),
        line("b", start + .hours(9), "Bee", .leftOut), line("c", start + .hours(16), "Sea"),
        line("d", start + .hours(16), "Dee"),
      ], from: start, through: start + .hours(14), near: .minutes(10))
    #expect(
      report.text == """
        lobby on test, 2026-01-01 to 2026-01-01, Asia/Tokyo: 2 planned, 1 not approved yet

        ? Thu 2026-01-01 18:00  (09:00 UTC)  #general  schedule/a
              \(String(repeating: "word ", count: 19))word…

        - Thu 2026-01-01 18:00  (09:00 UTC)  #general  schedule/b
              Bee

          Fri 2026-01-02 01:00  (2026-01-01 16:00 UTC)  #general  schedule/c
              Sea

          Fri 2026-01-02 01:00  (2026-01-01 16:00 UTC)  #general  schedule/d
              Dee
            ! at the same time as c

        """)
  }

  @Test func whatFallsIntoAHoldIsMarked() {
    let lines = [9, 12].map { hour in
      let at = start + .hours(hour)
      return PlanReport.Line(
        "schedule",
        PlannedPost("p\(hour)", at: at, local: Zone.utc.local(at), zone: .utc, channel: "#general", text: "Hello"))
    }
    let report = PlanReport(
      community, lines, from: start, through: start + .days(1), near: .zero, heldUntil: start + .hours(10))
    #expect(
      report.lines.map { $0.post.notes.first } == [
        "held: it waits until 2026-01-01 10:00", "nearly the same as p9 of 2026-01-01",
      ])
    #expect(
      report.text.contains(
        "Scheduled posts are held until 2026-01-01 10:00; \"botrun hold --end\" lets them go out.\n"))
    #expect(report.json["heldUntil"] == "2026-01-01T10:00:00Z")
    #expect(report.json["posts"]?[0]?["channel"] == "general")
  }
}

/// Calendars of all kinds, for tests that hold for each of them.
enum RandomCalendar {
  static func settings(_ random: inout SeededRandom) -> JSON {
    let zones = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]
    let posts = (0..<6).map { number -> JSON in
      var post: [(String, JSON)] = [
        ("id", .string("p\(number)")), ("channel", Bool.random(using: &random) ? "a" : "b"),
        ("timezone", .string(zones.randomElement(using: &random) ?? "UTC")),
        ("always", .bool(Int.random(in: 0..<6, using: &random) == 0)),
      ]
      let hour = Int.random(in: 0...23, using: &random)
      switch Int.random(in: 0...3, using: &random) {
      case 0: post.append(("cron", .string("\(Int.random(in: 0...59, using: &random)) \(hour) * * *")))
      case 1:
        post.append(("rrule", .string("FREQ=DAILY;INTERVAL=\(Int.random(in: 1...3, using: &random))")))
        post.append(("start", .string("2025-12-30T\(hour < 10 ? "0" : "")\(hour):15")))
      case 2: post.append(("every", .string("\(Int.random(in: 5...40, using: &random))h")))
      default: post.append(("cron", .string("*/30 \(hour) * * mon-fri")))
      }
      if Bool.random(using: &random) {
        post.append(("pool", .array((0..<4).map { .string("p\(number) text \($0) {date} {time}") })))
      } else {
        post.append(("text", .string("p\(number) {date} {time}")))
      }
      return .object(JSONObject(post))
    }
    return [
      "posts": .array(posts), "distance": Bool.random(using: &random) ? "45m" : "0s",
      "crowded": Bool.random(using: &random) ? "shift" : "skip",
      "blackouts": Bool.random(using: &random)
        ? [["hours": "21:00-08:00", "channels": ["a"]], ["weekdays": ["sun"], "then": "skip", "channels": ["b"]]] : [],
    ]
  }
}
