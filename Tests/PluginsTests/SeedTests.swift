import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Plugins

@Suite struct SeedTests {
  private static let settings: JSON = [
    "seeds": [
      ["id": "one", "text": "One?", "channel": "C1", "at": "2026-01-02T10:00", "terms": ["gadget"]],
      ["id": "two", "text": "Two?", "channel": "C2", "at": "2026-01-03T10:00"],
    ],
    "summaryAfter": "2d", "follow": "5d",
  ]

  private func seed() throws -> any Plugin {
    let source = ScenarioSource()
    let made = source.make(PluginKind(Seed.self), Self.settings)
    #expect(source.faults == [])
    return try #require(made)
  }

  @Test(arguments: [
    ("Great idea!", Stance.pro), ("+1", .pro), ("👍", .pro), ("I agree with Ada", .pro), ("Bin dafür!", .pro),
    ("I don't agree", .contra), ("That is a bad idea", .contra), ("-1 from me", .contra), ("lieber nicht", .contra),
    ("I like the idea, but it won't work", .mixed), ("When would that be?", .unclear), ("", .unclear),
    ("I will be there on Tuesday", .unclear), ("This is wonderful, thank you so much!", .pro),
    ("This is horrible and makes me sad", .contra),
  ])
  func theStanceOfAReply(text: String, stance: Stance) {
    #expect(StanceReader(agree: [], disagree: []).stance(text) == stance)
  }

  @Test func theirTimesArePlanned() throws {
    let plugin = try #require(try seed() as? any Planner)
    func plan(_ bench: PluginBench, days: Int) throws -> [String] {
      let records = bench.records
      let context = Context(
        community: .testing, now: bench.now, random: SeededRandom(seed: 0),
        store: Draft(read: { records[$0] }, scan: { _, _ in [] }))
      return try plugin.plan(from: bench.now, through: bench.now + .days(days), context).map {
        "\($0.item) \($0.channel) \(Zone.utc.local($0.at)) \($0.text.plain)"
      }
    }
    var bench = PluginBench(plugin)
    #expect(try plan(bench, days: 1) == [])
    #expect(
      try plan(bench, days: 3) == ["one C1 2026-01-02T10:00:00 One?", "two C2 2026-01-03T10:00:00 Two?"])
    try bench.start()
    try bench.wait(.days(2))
    #expect(try plan(bench, days: 3) == ["two C2 2026-01-03T10:00:00 Two?"])
  }

  @Test func everySeedIsPlantedOnceInAnyOrderWithDoublesAndRestarts() throws {
    for seed in 0..<60 {
      var random = SeededRandom(seed: UInt64(seed))
      var bench = PluginBench(try self.seed())
      for number in 0..<80 {
        switch Int.random(in: 0..<6, using: &random) {
        case 0:
          bench.plugin = try self.seed()
          try bench.start()
        case 1:
          try bench.handle(.due(timer: ["plant/one", "plant/two"].randomElement(using: &random)!, planned: bench.now))
        case 2: bench.now = bench.now + .hours(Int.random(in: -5...8, using: &random))
        case 3: try bench.wait(until: bench.now + .hours(Int.random(in: 0...9, using: &random)))
        case 4: try bench.handle(.delivered(name: "seed-one", message: "p1"))
        default:
          let thread: ID<Message>? = Bool.random(using: &random) ? "p1" : nil
          let message = Message(
            ID("m\(Int.random(in: 0..<20, using: &random))"), in: "C1", thread: thread,
            by: Member(ID("U\(number % 5)")),
            ["gadget, great idea", "bad idea, that gadget", "gadget"][number % 3])
          try bench.handle(.messagePosted(message: message))
        }
      }
      var planted: [String: Int] = [:]
      for decision in bench.decisions {
        if case .post(_, _, let name?) = decision.action { planted[name, default: 0] += 1 }
      }
      #expect(planted.values.allSatisfy { $0 == 1 }, "seed \(seed): \(planted)")
      let replies = bench.records.filter { $0.key.hasPrefix("reply/one/") }
      let state = try bench.records["seed/one"].map { try #require(SeedState($0.value)) }
      #expect(state.map { $0.replies + $0.mentions } ?? 0 == replies.count, "seed \(seed)")
      #expect(state?.stances.values.reduce(0, +) ?? 0 == replies.count, "seed \(seed)")
      #expect(replies.values.allSatisfy { $0.member != nil && $0.expires != nil })
    }
  }

  @Test func repliesAreBounded() throws {
    var bench = PluginBench(try seed(), now: Date(timeIntervalSince1970: 1_767_348_000))
    try bench.start()
    try bench.wait(.hours(1))
    let name = try #require(bench.records["seed/one"].flatMap { SeedState($0.value) }?.message)
    for number in 0..<700 {
      try bench.handle(
        .messagePosted(message: Message(ID("m\(number)"), in: "C1", thread: name, by: Member("U1"), "I agree")))
    }
    #expect(bench.records.filter { $0.key.hasPrefix("reply/") }.count == SeedState.mostReplies)
  }
}
