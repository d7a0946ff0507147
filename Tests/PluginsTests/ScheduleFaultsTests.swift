import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Plugins

@Suite struct ScheduleFaultsTests {
  private func faults(_ post: (String, JSON)...) -> [String] {
    let source = ScenarioSource(files: ["pool.txt": "One.\n"])
    source.target = SettingTarget(
      ConnectorAbout(
        name: "slack", summary: "", receives: [], capabilities: [.post], text: TextLimits(max: 200, unit: .graphemes),
        idempotency: .none), among: ["slack", "mastodon"])
    let members: [(String, JSON)] = [("id", "a"), ("cron", "0 9 * * *")] + post
    _ = source.make(
      PluginKind(ScheduledPosts.self), ["channel": "c", "posts": [.object(JSONObject(members))]])
    return source.faults
  }

  @Test func aPostHasItsTextInOnePlace() {
    #expect(
      faults(("text", "One."), ("pool", "pool.txt")) == [
        "error posts[0]: the post \"a\" has both \"text\" and \"pool\"; keep one of them"
      ])
    #expect(
      faults(("text", "One."), ("texts", ["One.", "Two."]), ("pool", "pool.txt")) == [
        "error posts[0]: the post \"a\" has \"text\", \"texts\", \"pool\"; keep one of them"
      ])
  }

  @Test func aPlatformThatNoneIsLikeIsToldWithThoseThereAre() {
    #expect(
      faults(("text", "x"), ("variants", ["qqqqqqqq": "y"])) == [
        "error posts[0].variants: there is no platform \"qqqqqqqq\"; use one of: mastodon, slack"
      ])
  }

  @Test func aVariableThatNobodyKnowsIsToldWhereItStands() {
    let told = [faults(("text", "x"), ("variants", ["slack": "{nobody}"])), faults(("pool", ["{nobody}"]))]
    #expect(told.map(\.count) == [1, 1])
    #expect(told[0].first?.hasPrefix("error posts[0].variants: the variable {nobody} is not known here; use {") == true)
    #expect(told[1].first?.hasPrefix("error posts[0].pool: the variable {nobody} is not known here; use {") == true)
  }

  @Test func thePlanLeavesOutWhatIsStillToBeFilledIn() throws {
    let source = ScenarioSource()
    let settings: JSON = [
      "channel": "c",
      "posts": [
        ["id": "story", "at": "2026-01-06T10:00", "text": "Story: [FILL IN: who]"],
        ["id": "tip", "at": "2026-01-07T10:00", "pool": ["[FILL IN: a tip]"]],
      ],
    ]
    let plugin = try #require(source.make(PluginKind(ScheduledPosts.self), settings) as? ScheduledPosts)
    let start = Date(timeIntervalSince1970: 1_767_225_600)
    let context = Context(
      community: .testing, now: start, random: SeededRandom(seed: 0),
      store: Draft(read: { _ in nil }, scan: { _, _ in [] }))
    let planned = try plugin.plan(from: start, through: start + .days(14), context)
    #expect(planned.map(\.state) == [.leftOut, .leftOut])
    #expect(
      planned.map { "\($0.item): \($0.text.plain) \($0.notes)" } == [
        "story: Story: [FILL IN: who] [\"left out: [FILL IN: who] is still to be filled in\"]",
        "tip: [FILL IN: a tip] [\"left out: [FILL IN: a tip] is still to be filled in\"]",
      ])
    var bench = PluginBench(plugin, now: start)
    try bench.start()
    try bench.wait(.days(14))
    #expect(bench.decisions.contains { if case .post = $0.action { true } else { false } } == false)
  }
}
