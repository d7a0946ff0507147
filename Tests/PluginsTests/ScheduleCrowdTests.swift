import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Plugins

/// Calendars with more to do at one moment than a plugin may do in one turn, and hands that are not those of moderators.
@Suite struct ScheduleCrowdTests {
  private let start = Date(timeIntervalSince1970: 1_767_225_600)

  private func bench(_ posts: [JSON]) throws -> PluginBench {
    let source = ScenarioSource()
    let plugin = source.make(PluginKind(ScheduledPosts.self), ["posts": .array(posts), "duplicates": "0s"])
    #expect(source.faults == [])
    return PluginBench(
      try #require(plugin), community: Community(id: "c", platform: "p", moderators: "-100", managers: ["boss"]),
      now: start)
  }

  /// Actions that are no timers, of the turn that does the most.
  private func most(_ bench: inout PluginBench, until end: Date) throws -> Int {
    var most = 0
    while let timer = bench.timers.min(by: { ($0.value, $0.key) < ($1.value, $1.key) }), timer.value <= end {
      bench.now = max(bench.now, timer.value)
      let actions = try bench.handle(.due(timer: timer.key, planned: timer.value))
      most = max(most, actions.count { if case .timer = $0 { false } else { true } })
    }
    return most
  }

  @Test func whatIsHandedOverInGreatNumberComesInSeveralTurns() throws {
    var bench = try bench([["id": "a", "cron": "*/10 * * * *", "channel": "c", "text": "x", "handOver": "24h"]])
    try bench.handle(.started)
    #expect(try most(&bench, until: start + .minutes(1)) <= 50)
    let times = Set(
      bench.decisions.compactMap { if case .schedule(_, _, let at) = $0.action { at } else { nil } })
    #expect(times.count == 144)
    #expect(bench.decisions.count == 144)
  }

  @Test func whatWasMissedInGreatNumberComesInSeveralTurns() throws {
    var bench = try bench([
      ["id": "a", "cron": "* * * * *", "channel": "c", "text": "{time}", "missed": "all", "maxLateness": "3h"]
    ])
    try bench.handle(.started)
    bench.now = start + .hours(2) + .seconds(30)
    let first = try bench.handle(.started)
    #expect(first.count <= 51)
    #expect(try most(&bench, until: start + .hours(2) + .seconds(50)) <= 50)
    #expect(bench.decisions.count == 120)
    #expect(Set(bench.decisions.map { "\($0.action)" }).count == 120)
  }

  @Test func aHundredTextsAreNotShownForApprovalAtOnce() throws {
    var bench = try bench(
      (0..<120).map {
        ["id": .string("p\($0)"), "at": "2026-01-01T12:00", "channel": "c", "text": "x", "status": "review"]
      })
    let actions = try bench.handle(.started)
    #expect(actions.count { if case .timer = $0 { false } else { true } } == 50)
    _ = try most(&bench, until: start + .seconds(10))
    #expect(bench.decisions.count == 120)
  }

  private static let review: [JSON] = [
    ["id": "launch", "at": "2026-01-01T12:00", "channel": "-200", "text": "It is here!", "status": "review"]
  ]

  private func posted(_ bench: inout PluginBench) throws -> Bool {
    try bench.wait(until: start + .hours(13))
    return bench.decisions.contains { if case .post("It is here!", "-200", nil) = $0.action { true } else { false } }
  }

  @Test(arguments: [("-200", false), ("-100", true)])
  func aReactionToAMessageOfTheSameNumberElsewhereIsNoApproval(channel: ID<Channel>, isApproved: Bool) throws {
    var bench = try bench(Self.review)
    try bench.start()
    try bench.handle(.reacted(emoji: "👍", member: Member("mallory"), message: "p1", channel: channel))
    #expect(try posted(&bench) == isApproved)
  }

  @Test func whatWasRefusedIsNotApprovedByASignThatComesAndGoes() throws {
    var bench = try bench(Self.review)
    try bench.start()
    try bench.handle(.reacted(emoji: "👍", member: Member("ada"), message: "p1", channel: "-100"))
    try bench.handle(.messagePosted(message: Message("m", in: "-100", by: Member("boss"), "!reject launch")))
    try bench.handle(.reacted(emoji: "👍", member: Member("cy"), message: "p1", channel: "-100"))
    try bench.handle(.unreacted(emoji: "👍", member: Member("cy"), message: "p1", channel: "-100"))
    #expect(try !posted(&bench))
  }

  @Test func whatIsSaidOfItInPublicIsAnsweredAmongModerators() throws {
    var bench = try bench(Self.review)
    try bench.start()
    let message = Message("m", in: "-200", by: Member("boss"), "!approve lunch")
    #expect(
      try bench.handle(.messagePosted(message: message)) == [
        .post(text: "There is no post lunch. For approval: launch.", in: "-100", named: nil)
      ])
  }
}
