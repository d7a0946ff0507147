import BotCore
import BotTesting
import FoundationEssentials
import Testing
import TextAnalysis

@testable import Plugins

@Suite struct ListenIncidentTests {
  private static let start = Date(timeIntervalSince1970: 1_767_603_600)

  private static func listen(_ settings: JSON) throws -> any Plugin {
    let source = ScenarioSource()
    let made = source.make(PluginKind(Listen.self), settings)
    #expect(source.faults == [])
    return try #require(made)
  }

  /// A message with the time at which it was written and the one at which it arrives.
  private struct Arrival {
    let event: Event
    var now: Date
  }

  /// Bursts of a word, each within half an hour, eight hours from one to the next.
  private static func bursts(_ count: Int, _ random: inout SeededRandom) -> [Arrival] {
    var arrivals: [Arrival] = []
    for burst in 0..<count {
      for _ in 0..<Int.random(in: 12...60, using: &random) {
        let at = start + .hours(8 * burst) + .seconds(Int.random(in: 0...1800, using: &random))
        let id = "m\(arrivals.count)"
        let message = Message(
          ID(id), in: ID("C\(Int.random(in: 0...2, using: &random))"),
          by: Member(ID("U\(Int.random(in: 0...9, using: &random))")), "the outage", link: "https://chat/\(id)")
        let event = Event(id: ID(id), key: id, community: "lobby", at: at, kind: .messagePosted(message: message))
        arrivals.append(Arrival(event: event, now: at))
      }
    }
    return arrivals
  }

  /// What the world does to them: delays, doubles, other orders.
  private static func disturbed(_ arrivals: [Arrival], _ random: inout SeededRandom) -> [Arrival] {
    var disturbed = arrivals.map { arrival in
      var arrival = arrival
      arrival.now = arrival.now + .seconds(Int.random(in: 0...240, using: &random))
      return arrival
    }
    for arrival in arrivals where Int.random(in: 0..<4, using: &random) == 0 {
      disturbed.append(
        Arrival(event: arrival.event, now: arrival.now + .seconds(Int.random(in: 0...9000, using: &random))))
    }
    return disturbed.sorted { ($0.now, $0.event.key) < ($1.now, $1.event.key) }
  }

  private static let settings: JSON = [
    "abuse": false, "mood": false, "quiet": "1h", "update": "5m",
    "categories": [["name": "outage", "words": ["outage"], "severity": "urgent"]],
  ]

  /// The names of incidents in the order in which they were opened; fails where one is told after it was closed.
  private static func opened(_ decisions: [PluginBench.Decision], _ seed: Int) -> [String] {
    var opened: [String] = []
    var closed: Set<String> = []
    for decision in decisions {
      switch decision.action {
      case .flag(let flag):
        let name = flag.name ?? "?"
        #expect(!closed.contains(name), "seed \(seed): \(name) told after its end")
        if !opened.contains(name) { opened.append(name) }
      case .settle(let name):
        #expect(closed.insert(name).inserted, "seed \(seed): \(name) closed twice")
      default: Issue.record("seed \(seed): \(decision.action)")
      }
    }
    #expect(closed == Set(opened), "seed \(seed)")
    return opened
  }

  @Test func inAnyOrderWithDoublesDelaysAndRestartsEveryBurstOpensOneIncident() throws {
    for seed in 0..<60 {
      var random = SeededRandom(seed: UInt64(seed))
      let count = Int.random(in: 1...3, using: &random)
      let arrivals = Self.disturbed(Self.bursts(count, &random), &random)
      var bench = PluginBench(try Self.listen(Self.settings), now: Self.start)
      for arrival in arrivals {
        if arrival.now > bench.now { try bench.wait(until: arrival.now) }
        if Int.random(in: 0..<10, using: &random) == 0 {
          bench.plugin = try Self.listen(Self.settings)
          try bench.start()
        }
        try bench.handle(arrival.event)
      }
      try bench.wait(.hours(12))
      #expect(Self.opened(bench.decisions, seed) == (1...count).map { "incident-\($0)" }, "seed \(seed)")
    }
  }

  @Test func whatArrivesAfterATimeOfSilenceOpensNoSecondIncident() throws {
    for seed in 0..<50 {
      var random = SeededRandom(seed: UInt64(1000 + seed))
      let arrivals = Self.bursts(1, &random).sorted { ($0.now, $0.event.key) < ($1.now, $1.event.key) }
      var bench = PluginBench(try Self.listen(Self.settings), now: Self.start)
      // The bot is down from the middle of the burst for up to ten hours, and is then told the rest at once.
      let middle = arrivals.count / 2
      for arrival in arrivals[..<middle] {
        try bench.wait(until: max(bench.now, arrival.now))
        try bench.handle(arrival.event)
      }
      let before = Self.names(bench.decisions)
      bench.now = bench.now + .minutes(Int.random(in: 1...600, using: &random))
      bench.plugin = try Self.listen(Self.settings)
      if Bool.random(using: &random) { try bench.start() }
      for arrival in arrivals[middle...].shuffled(using: &random) { try bench.handle(arrival.event) }
      try bench.start()
      try bench.wait(.hours(12))
      let after = Self.names(bench.decisions)
      #expect(after.count <= 1 && after.isSuperset(of: before), "seed \(seed): \(before) \(after)")
    }
  }

  private static func names(_ decisions: [PluginBench.Decision]) -> Set<String> {
    Set(
      decisions.compactMap { decision in
        if case .flag(let flag) = decision.action { flag.name } else { nil }
      })
  }

  @Test func whatPeopleResolvedIsNotOpenedAgainByTheSameBurst() throws {
    for seed in 0..<50 {
      var random = SeededRandom(seed: UInt64(2000 + seed))
      let arrivals = Self.disturbed(Self.bursts(1, &random), &random)
      var bench = PluginBench(try Self.listen(Self.settings), now: Self.start)
      var isResolved = false
      for arrival in arrivals {
        try bench.wait(until: max(bench.now, arrival.now))
        let names = Self.names(bench.decisions)
        if !isResolved, names.contains("incident-1"), Int.random(in: 0..<5, using: &random) == 0 {
          isResolved = true
          try bench.handle(.settled(flag: "incident-1", as: .resolved, until: nil, by: "cy"))
        }
        try bench.handle(arrival.event)
      }
      try bench.wait(.hours(12))
      #expect(Self.names(bench.decisions) == ["incident-1"], "seed \(seed)")
      if !isResolved { continue }
      let settled = bench.decisions.filter { if case .settle("incident-1") = $0.action { true } else { false } }
      #expect(settled == [], "seed \(seed)")
    }
  }

  @Test func aRaidOfFiveHundredIsOneIncidentAndAFewFlags() throws {
    var bench = PluginBench(try Self.listen(["mood": false]), now: Self.start)
    for number in 0..<500 {
      bench.now = bench.now + .milliseconds(300)
      let text = number % 7 == 0 ? "I am going to kill you all tonight" : "you are a worthless piece of shit"
      try bench.handle(
        .messagePosted(
          message: Message(
            ID("m\(number)"), in: ID("C\(number % 20)"), by: Member(ID("U\(number)")), text, link: "https://\(number)"))
      )
    }
    try bench.wait(.hours(5))
    var kinds: [String: Int] = [:]
    for decision in bench.decisions {
      if case .flag(let flag) = decision.action {
        kinds[flag.name.map { String($0.prefix { $0 != "-" }) } ?? "single", default: 0] += 1
      }
    }
    // Opened, changed once, closed; plain danger at most ten times a channel.
    #expect(kinds["incident"] == 3)
    #expect(Self.names(bench.decisions).filter { $0.hasPrefix("incident") } == ["incident-1"])
    #expect(kinds["single", default: 0] <= 4)
    #expect(kinds["danger", default: 0] <= 80)
  }

  @Test func anIncidentIsStoredAndReadBack() throws {
    var incident = Incident(7, "outage", in: "C1", at: Self.start)
    incident.add(Message("m1", in: "C1", named: "help", by: Member("U1", locale: "de"), "x"))
    incident.measure(Series.Reading(alarm: .began, isHigh: true, lately: 9, usual: 1.5))
    (incident.share, incident.state, incident.by) = (0.12, .snoozed, "cy")
    (incident.until, incident.escalated, incident.isStale) = (Self.start + .hours(1), [0, 2], true)
    let again = try #require(Incident(try JSON(parsing: incident.json.text)))
    #expect(again.json == incident.json)
    #expect(again.members.count == 1)
    #expect(!incident.json.text.contains("U1"))
  }

  @Test func membersAreCountedWithoutBeingKnown() {
    for count in [1, 3, 10, 50, 200] {
      var sketch = MemberSketch()
      for number in 0..<count {
        sketch.add(ID("member \(number)"))
        sketch.add(ID("member \(number)"))
      }
      #expect(abs(sketch.count - count) <= max(1, count / 8), "\(count): \(sketch.count)")
      #expect(MemberSketch(sketch.json) == sketch)
    }
  }

  private func text(_ incident: Incident) -> IncidentText? {
    (try? Self.listen([:]) as? Listen).map {
      IncidentText(incident: incident, settings: $0.settings, community: .testing, now: Self.start + .minutes(30))
    }
  }

  @Test(
    arguments: [
      (0.05, "; at this time of the week there usually is none."), (1.0, "; 1 is usual at this time of the week."),
      (2.3, "; 2.3 are usual at this time of the week."), (9.6, "; 10 are usual at this time of the week."),
    ])
  func whatIsUsualIsToldInWords(usual: Double, words: String) throws {
    var incident = Incident(1, "outage", in: "C1", at: Self.start)
    incident.add(Message("m1", in: "C1", named: "help", by: Member("U1"), "x"))
    incident.measure(Series.Reading(alarm: .began, isHigh: true, lately: 9, usual: usual))
    let flag = try #require(text(incident)).flag([], hint: Text())
    #expect(flag.text.plain.hasPrefix("1 message in #help since 09:00, at most 9 in an hour" + words))
  }

  @Test func aMoodIsToldWithItsShareAndWhoTookItUp() throws {
    var incident = Incident(1, IncidentKind.mood, in: "C1", at: Self.start)
    for number in 0..<3 {
      incident.add(Message(ID("m\(number)"), in: "C1", named: "help", by: Member(ID("U\(number)")), "x"))
    }
    incident.measure(Series.Reading(alarm: .began, isHigh: true, lately: 9, usual: 4))
    (incident.share, incident.by) = (0.125, "cy")
    let ended = try #require(text(incident)).ended([])
    #expect(
      ended.text.plain.contains("Usually about 13 of 100 messages there are negative.\nAcknowledged by cy."),
      "\(ended.text.plain)")
  }

  @Test func aMoodIsToldFromWhenItBeganToSinkButNotFromYesterday() throws {
    var bench = PluginBench(try Self.listen(["abuse": false, "safety": false]), now: Self.start)
    let old = Said(
      Message("m0", in: "C1", by: Member("U0"), "awful"), around: [], at: Self.start - .hours(5))
    bench.records[Said.prefix(IncidentKind.mood, "C1") + "0"] = Record(old.json, of: "U0")
    for number in 0..<60 where Self.names(bench.decisions).isEmpty {
      bench.now = bench.now + .seconds(40)
      let text = "this is awful and I hate it, worst update ever"
      try bench.handle(
        .messagePosted(message: Message(ID("m\(number + 1)"), in: "C1", by: Member(ID("U\(number % 7)")), text)))
    }
    let incidents = bench.records.values.compactMap { Incident($0.value) }
    #expect(incidents.count == 1)
    #expect(incidents.allSatisfy { $0.opened >= Self.start })
  }

  /// What becomes of a message of plain danger that people take up, put off or open again.
  @Test(
    arguments: [
      (.open, nil, 20.0), (.snoozed, 60.0, 80.0), (.snoozed, nil, 20.0), (.acknowledged, nil, nil),
      (.resolved, nil, nil),
    ] as [(Flag.State, Double?, Double?)])
  func aGraveFlagIsToldFurtherUntilSomebodyHasIt(state: Flag.State, until: Double?, told: Double?) throws {
    var bench = PluginBench(
      try Self.listen(["mood": false, "escalation": [["after": "20m", "to": "cy"]]]), now: Self.start)
    try bench.handle(
      .messagePosted(message: Message("m1", in: "C1", by: Member("U1"), "I am going to kill myself tonight")))
    let until = until.map { Self.start + .minutes(Int($0)) }
    try bench.handle(.settled(flag: "danger-1", as: state, until: until, by: "dee"))
    try bench.wait(.hours(3))
    let times = bench.decisions.compactMap { decision in
      if case .direct(_, "cy") = decision.action { decision.at.timeIntervalSince(Self.start) / 60 } else { nil }
    }
    #expect(times == [told].compactMap { $0 })
    // The timer of somebody who was told already.
    if told != nil { #expect(try bench.handle(.due(timer: "escalate/danger-1/0", planned: bench.now)) == []) }
  }

  @Test func anIncidentThatIsPutOffIsToldFurtherWhenItsTimeComes() throws {
    var settings = try #require(Self.settings.object)
    settings["escalation"] = [["after": "20m", "to": "cy"]]
    var bench = PluginBench(try Self.listen(.object(settings)), now: Self.start)
    func say(_ number: Int) throws {
      let message = Message(ID("m\(number)"), in: "C1", by: Member(ID("U\(number)")), "the outage")
      try bench.handle(.messagePosted(message: message))
    }
    for number in 0..<8 { try say(number) }
    try bench.handle(
      .settled(flag: "incident-1", as: .snoozed, until: Self.start + .minutes(30), by: "dee"))
    let before = bench.decisions.count
    try bench.wait(.minutes(10))
    try say(8)
    #expect(try bench.handle(.due(timer: "update/outage/*", planned: bench.now)).count <= 1)
    try bench.wait(.minutes(15))
    #expect(bench.decisions.count == before)
    try bench.wait(.minutes(30))
    let later = bench.decisions.dropFirst(before)
    #expect(later.contains { if case .flag = $0.action { $0.at == Self.start + .minutes(30) } else { false } })
    #expect(
      later.contains { if case .direct(_, "cy") = $0.action { $0.at == Self.start + .minutes(50) } else { false } })
    try bench.handle(.settled(flag: "incident-1", as: .snoozed, until: nil, by: "dee"))
    try bench.handle(.settled(flag: "incident-1", as: .open, until: nil, by: "dee"))
    #expect(bench.timers.keys.contains("escalate/incident-1/0"))
  }

  @Test func channelsAreRememberedUpToABound() throws {
    let settings: JSON = ["categories": [["name": "outage", "words": ["outage"]]]]
    var bench = PluginBench(try Self.listen(settings), now: Self.start)
    for number in 0..<(ChannelTable.most + 50) {
      bench.now = bench.now + .minutes(10)
      try bench.handle(
        .messagePosted(
          message: Message(ID("m\(number)"), in: ID("C\(number)"), by: Member("U1"), "hello everybody, an outage")))
    }
    #expect(bench.records.keys.filter { $0.hasPrefix("series/") && $0.hasSuffix("/C0") } == [])
    let kept = bench.records.filter { $0.key.hasPrefix("channel/") }
    #expect(kept.count == ChannelTable.most)
    #expect(kept["channel/C0"] == nil)
    #expect(kept["channel/C\(ChannelTable.most + 49)"] != nil)
  }
}

@Suite struct NestedSettingsTests {
  @Test func everySettingOfAnEntryStandsInAScenario() throws {
    let entries: [(String, [String])] = [
      ("listen", ListenCategory.keys + EscalationStep.keys + CrisisSettings.keys), ("topics", WatchedTopic.keys),
      ("seed", PlannedSeed.keys),
    ]
    for (plugin, keys) in entries {
      let texts = try Scenario.files(beside: #filePath).filter { $0.plugin == plugin }.map(\.settings.text).joined()
      #expect(keys.filter { !texts.contains("\"\($0)\"") } == [], "\(plugin)")
    }
  }
}
