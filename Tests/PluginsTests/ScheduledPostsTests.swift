import BotCore
import BotTesting
import FoundationEssentials
import Plugins
import Testing

@Suite struct ScheduledPostsTests {
  private func schedule(_ posts: JSON...) throws -> any Plugin {
    let source = ScenarioSource()
    let plugin = source.make(PluginKind(ScheduledPosts.self), ["posts": .array(posts)])
    #expect(source.faults == [])
    return try #require(plugin)
  }

  private let start = Date(timeIntervalSince1970: 1_767_225_600)

  @Test func timersAreSetAtTheStartAndCancelledWithTheirPost() throws {
    let once: JSON = ["id": "a", "at": "2026-01-02T09:00", "channel": "c", "text": "x"]
    let daily: JSON = ["id": "b", "cron": "0 9 * * *", "channel": "c", "text": "x"]
    var bench = PluginBench(try schedule(once, daily), now: start)
    try bench.start()
    #expect(bench.timers == ["a": start + .hours(33), "b": start + .hours(9)])
    bench.plugin = try schedule(daily)
    let actions = try bench.handle(.started)
    #expect(actions == [.timer(name: "a", at: nil), .timer(name: "b", at: start + .hours(9))])
    #expect(bench.records["post/a"] == nil)
  }

  @Test func aTimerThatComesTwiceOrEarlyPostsNothingMore() throws {
    let daily: JSON = ["id": "b", "cron": "0 9 * * *", "channel": "c", "text": "x"]
    var bench = PluginBench(try schedule(daily), now: start)
    try bench.start()
    try bench.handle(.due(timer: "b", planned: start + .hours(9)))
    #expect(bench.decisions == [])
    #expect(bench.timers == ["b": start + .hours(9)])
    bench.now = start + .hours(9)
    for _ in 0..<3 { try bench.handle(.due(timer: "b", planned: start + .hours(9))) }
    #expect(
      bench.decisions == [.init(at: start + .hours(9), action: .post(text: "x", in: "c", named: nil))])
    #expect(bench.timers == ["b": start + .hours(33)])
  }

  @Test func whatIsHandedOverIsNotPostedAgain() throws {
    let daily: JSON = ["id": "b", "cron": "0 9 * * *", "channel": "c", "texts": ["x", "y"], "handOver": "2h"]
    let plugin = try schedule(daily)
    #expect(plugin.needs == [.post, .schedule])
    var bench = PluginBench(plugin, now: start)
    try bench.start()
    #expect(bench.timers == ["b": start + .hours(7)])
    try bench.wait(.hours(33))
    #expect(
      bench.decisions == [
        .init(at: start + .hours(7), action: .schedule(text: "x", in: "c", at: start + .hours(9))),
        .init(at: start + .hours(31), action: .schedule(text: "y", in: "c", at: start + .hours(33))),
      ])
  }

  @Test func whatIsTooNearToBeHandedOverIsPostedWhenItIsDue() throws {
    let daily: JSON = ["id": "b", "cron": "0 9 * * *", "channel": "c", "text": "x", "handOver": "2h"]
    var bench = PluginBench(try schedule(daily), now: start + .hours(9) - .minutes(5))
    try bench.start()
    #expect(bench.timers == ["b": start + .hours(9)])
    try bench.wait(.minutes(5))
    #expect(bench.decisions == [.init(at: start + .hours(9), action: .post(text: "x", in: "c", named: nil))])
  }

  @Test func whatWasPostedIsRememberedForAMonth() throws {
    var bench = PluginBench(
      try schedule(["id": "a", "at": "2026-01-01T09:00", "channel": "c", "text": "x"]), now: start)
    try bench.start()
    try bench.wait(.hours(9))
    #expect(
      bench.records["done/a/2026-01-01T09:00:00"] == Record(true, expires: start + .hours(9) + .days(30)))
  }

  @Test func aPostThatIsRemovedAndAddedAgainMakesUpForNothing() throws {
    let daily: JSON = ["id": "b", "cron": "0 9 * * *", "channel": "c", "text": "x", "missed": "all"]
    let other: JSON = ["id": "o", "at": "2026-01-01", "channel": "c", "text": "x"]
    var bench = PluginBench(try schedule(daily, other), now: start)
    try bench.start()
    bench.plugin = try schedule(other)
    try bench.start()
    try bench.wait(.hours(10))
    bench.plugin = try schedule(daily, other)
    try bench.start()
    #expect(bench.decisions == [])
  }

  private static let posts: [JSON] = [
    ["id": "a", "cron": "*/20 * * * *", "channel": "c", "text": "a {date} {time}", "missed": "all"],
    ["id": "b", "cron": "30 1,2 * * *", "channel": "c", "text": "b {date} {time}", "timezone": "Europe/London"],
    [
      "id": "d", "rrule": "FREQ=DAILY;INTERVAL=2", "start": "2026-01-01T10:00", "channel": "c",
      "text": "d {date} {time}",
    ],
    ["id": "e", "at": "2026-01-02T10:00", "channel": "c", "text": "e {date} {time}", "missed": "skip"],
  ]

  /// Restarts, reloads, timers that come again, edits, and a clock that is set back and forth.
  @Test func noTimeIsEverPostedTwice() throws {
    let plugin = try schedule(Self.posts[0], Self.posts[1], Self.posts[2], Self.posts[3])
    var edited = Self.posts[0].object ?? JSONObject()
    edited["cron"] = "*/10 * * * *"
    let changed = try schedule(.object(edited), Self.posts[2], Self.posts[3])
    for seed in 0..<40 {
      var random = SeededRandom(seed: UInt64(seed))
      var bench = PluginBench(plugin, now: start)
      try bench.start()
      for _ in 0..<40 {
        let time = Duration.minutes(Int.random(in: 1...500, using: &random))
        switch Int.random(in: 0...6, using: &random) {
        case 0, 1: try bench.wait(time)
        case 2: bench.now = bench.now + time
        case 3: bench.now = bench.now - time
        case 4:
          try bench.handle(.due(timer: ["a", "b", "d", "e"].randomElement(using: &random) ?? "a", planned: bench.now))
        case 5: bench.plugin = Bool.random(using: &random) ? plugin : changed
        default: try bench.start()
        }
      }
      let texts = bench.decisions.compactMap(\.action.posted)
      #expect(Set(texts).count == texts.count, "seed \(seed)")
    }
  }

  /// With every missed time to be made up for, restarts leave nothing out.
  @Test func everyTimeIsPostedOnceHoweverOftenTheBotGoesDown() throws {
    let post: JSON = [
      "id": "a", "cron": "*/20 * * * *", "channel": "c", "text": "{date} {time}", "missed": "all", "maxLateness": "7d",
    ]
    for seed in 0..<20 {
      var random = SeededRandom(seed: UInt64(seed))
      var bench = PluginBench(try schedule(post), now: start)
      try bench.start()
      while bench.now < start + .days(3) {
        let time = Duration.minutes(Int.random(in: 1...500, using: &random))
        if Bool.random(using: &random) {
          try bench.wait(time)
        } else {
          bench.now = bench.now + time
          bench.plugin = try schedule(post)
          try bench.start()
        }
      }
      let cron = Schedule.cron(try Cron("*/20 * * * *"))
      let planned = cron.occurrences(after: start, through: bench.now, in: .utc, limit: 10_000)
      #expect(
        bench.decisions.compactMap(\.action.posted)
          == planned.map { $0.local.description.prefix(16).split(separator: "T").joined(separator: " ") })
    }
  }

  @Test func aTextOfSeveralComesAgainOnlyAfterAllOthers() throws {
    let post: JSON = ["id": "a", "every": "1h", "channel": "c", "texts": ["1", "2", "3"]]
    var bench = PluginBench(try schedule(post), now: start)
    try bench.start()
    for _ in 0..<8 {
      try bench.wait(.hours(1))
      bench.plugin = try schedule(post)
    }
    #expect(bench.decisions.compactMap(\.action.posted).joined() == "123123123")
  }

  @Test func onlyItsOwnPostsArePinned() throws {
    let plugin = try schedule(
      ["id": "a", "every": "1h", "channel": "c", "text": "x", "pin": true],
      ["id": "b", "every": "1h", "channel": "c", "text": "x"])
    var bench = PluginBench(plugin, now: start)
    #expect(try bench.handle(.delivered(name: "a", message: "m")) == [.pin(message: MessageRef("m", in: "c"))])
    #expect(try bench.handle(.delivered(name: "b", message: "m")) == [])
    #expect(try bench.handle(.delivered(name: "x", message: "m")) == [])
  }
}

extension Action {
  fileprivate var posted: String? {
    guard case .post(let text, _, _) = self else { return nil }
    return text.plain
  }
}
