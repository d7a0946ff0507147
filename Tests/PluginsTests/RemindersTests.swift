import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Plugins

@Suite struct RemindersTests {
  private let start = Date(timeIntervalSince1970: 1_767_225_600)

  private func reminders(_ events: JSON, before: JSON = ["24h", "1h"]) throws -> Reminders {
    let source = ScenarioSource()
    let plugin = source.make(
      PluginKind(Reminders.self),
      ["channel": "c", "text": "{title} {date} {time} {hours}", "before": before, "events": events])
    #expect(source.faults == [])
    return try #require(plugin as? Reminders)
  }

  @Test func manyAtOnceAreSpreadOverSeveralTurns() throws {
    let events = (0..<60).map {
      JSON.object(JSONObject([("title", .string("Call \($0)")), ("start", "2026-01-02T10:00")]))
    }
    var bench = PluginBench(try reminders(.array(events), before: ["1h"]), now: start)
    try bench.start()
    try bench.wait(until: start + .hours(33))
    #expect(bench.decisions.map { $0.at.timeIntervalSince(start + .hours(33)) } == Array(repeating: 0, count: 50))
    try bench.wait(.seconds(1))
    #expect(Set(bench.decisions.compactMap(\.action.postText)).count == 60)
    try bench.wait(.hours(3))
    #expect(bench.decisions.count == 60)
  }

  @Test func eventsThatHavePassedAreWarnedOf() throws {
    func warnings(_ start: String, now: Date?) -> [String] {
      let source = ScenarioSource()
      source.now = now
      _ = source.make(
        PluginKind(Reminders.self), ["channel": "c", "events": [["title": "Call", "start": .string(start)]]])
      #expect(source.faults == [])
      return source.warnings
    }
    let told = "warning events: none of the events is still to come; add new ones, or leave the plugin out"
    #expect(warnings("2025-12-31T10:00", now: start) == [told])
    #expect(warnings("2026-01-02T10:00", now: start) == [])
    #expect(warnings("2025-12-31T10:00", now: nil) == [])
  }

  @Test(arguments: [
    (60, "in 1 minute"), (600, "in 10 minutes"), (3600, "in 1 hour"), (4500, "in 75 minutes"), (5400, "in 2 hours"),
    (86_400, "in 24 hours"), (172_800, "in 2 days"), (604_800, "in 7 days"), (3, "in 1 minute"),
  ])
  func howSoonIsToldInWords(seconds: Int, words: String) { #expect(Reminders.soon(Double(seconds)) == words) }

  private static let events: JSON = [
    ["title": "Call", "start": "2026-01-03T18:00", "rrule": "FREQ=DAILY"],
    ["title": "Party", "start": "2026-01-05", "timezone": "Europe/Berlin"],
    ["title": "Chat", "start": "2026-01-04T09:30", "timezone": "America/New_York"],
  ]

  /// Restarts, edits, timers that come again and clocks that are set.
  @Test func nobodyIsRemindedTwice() throws {
    let moved: JSON = [
      ["title": "Call", "start": "2026-01-03T18:30", "rrule": "FREQ=DAILY"],
      ["title": "Chat", "start": "2026-01-04T09:30"],
    ]
    let plugins: [any Plugin] = [try reminders(Self.events), try reminders(moved)]
    for seed in 0..<40 {
      var random = SeededRandom(seed: UInt64(seed))
      var bench = PluginBench(plugins[0], now: start)
      try bench.start()
      for _ in 0..<60 {
        let time = Duration.minutes(Int.random(in: 1...400, using: &random))
        switch Int.random(in: 0...6, using: &random) {
        case 0, 1: try bench.wait(time)
        case 2: bench.now = bench.now + time
        case 3: bench.now = bench.now - time
        case 4: try bench.handle(.due(timer: "next", planned: bench.now))
        case 5: bench.plugin = plugins.randomElement(using: &random) ?? plugins[0]
        default: try bench.start()
        }
      }
      let texts = bench.decisions.compactMap(\.action.postText)
      #expect(Set(texts).count == texts.count, "seed \(seed)")
    }
  }

  @Test func everyEventIsRemindedOfInTime() throws {
    let plugin = try reminders(Self.events)
    var bench = PluginBench(plugin, now: start)
    try bench.start()
    try bench.wait(.days(5))
    let posted = bench.decisions.map { "\(Zone.utc.local($0.at).shown) \($0.action.postText ?? "")" }
    #expect(
      posted == [
        "2026-01-02 18:00 Call 2026-01-03 18:00 24", "2026-01-03 14:30 Chat 2026-01-04 14:30 24",
        "2026-01-03 17:00 Call 2026-01-03 18:00 1", "2026-01-03 18:00 Call 2026-01-04 18:00 24",
        "2026-01-04 08:00 Party 2026-01-05 24", "2026-01-04 13:30 Chat 2026-01-04 14:30 1",
        "2026-01-04 17:00 Call 2026-01-04 18:00 1", "2026-01-04 18:00 Call 2026-01-05 18:00 24",
        "2026-01-05 17:00 Call 2026-01-05 18:00 1", "2026-01-05 18:00 Call 2026-01-06 18:00 24",
      ])
  }

  @Test func thePlanIsWhatComes() throws {
    let plugin = try reminders(Self.events, before: ["3d", "2h", "10m"])
    let draft = Draft(read: { _ in nil }, scan: { _, _ in [] })
    let context = Context(community: .testing, now: start, random: SeededRandom(seed: 0), store: draft)
    let planned = try plugin.plan(from: start, through: start + .days(6), context)
    var bench = PluginBench(plugin, now: start)
    try bench.start()
    try bench.wait(.days(6))
    #expect(planned.map(\.text.plain) == bench.decisions.compactMap(\.action.postText))
    #expect(planned.map(\.at) == bench.decisions.map(\.at))
    #expect(planned.first?.notes == ["3 days before 2026-01-04 14:30"])
  }

  @Test func aTextIsTidyWhereVariablesAreEmpty() {
    let text =
      Text("Call in 1 hour:  18:00. ") + Text() + Text(" ") + Text([.link(label: "", url: "https://a.example")])
    #expect((text + Text("  \n ")).tidied.plain == "Call in 1 hour: 18:00. https://a.example")
    #expect(Text("a  \nb ").tidied.plain == "a\nb")
  }
}

extension Action {
  var postText: String? {
    guard case .post(let text, _, _) = self else { return nil }
    return text.plain
  }
}
