import BotCore
import BotTesting
import FoundationEssentials
import Plugins
import Testing

@Suite struct WelcomeTests {
  private func welcome(_ settings: JSON) throws -> any Plugin {
    let source = ScenarioSource()
    let plugin = source.make(PluginKind(Welcome.self), settings)
    #expect(source.faults == [])
    return try #require(plugin)
  }

  @Test func aNameIsNeverMarkup() throws {
    var bench = PluginBench(try welcome(["text": "Hello **{member.name}** {member.mention}", "burst": 0]))
    let actions = try bench.handle(
      .memberJoined(member: Member("U1", name: "{channel} *@all*"), channel: "C1", via: .transition))
    let text = Text([
      .plain("Hello "), .bold("{channel} *@all*"), .plain(" "), .mention(member: "U1", name: "{channel} *@all*"),
    ])
    #expect(actions == [.post(text: text, in: "C1", named: nil)])
  }

  @Test func whatIsRememberedBelongsToTheMember() throws {
    var bench = PluginBench(try welcome(["burst": 0]))
    try bench.handle(.memberJoined(member: Member("U1"), channel: "C1", via: .transition))
    #expect(bench.records["welcomed/U1"] == Record(["how": "greeted"], of: "U1"))
    try bench.handle(.memberJoined(member: Member("U2"), channel: "C1", via: .snapshot))
    #expect(bench.records["welcomed/U2"] == Record(["how": "found"], of: "U2"))
  }

  @Test func whoWaitsIsForgottenOnceGreeted() throws {
    var bench = PluginBench(try welcome(["delay": "1m", "batch": "1m"]))
    try bench.handle(.memberJoined(member: Member("U1"), channel: "C1", via: .transition))
    #expect(bench.records.keys.sorted() == ["waiting/U1", "window/C1"])
    try bench.wait(.minutes(5))
    #expect(bench.records.keys.sorted() == ["welcomed/U1"])
    #expect(bench.timers == [:])
  }

  private static let variants: [JSON] = [
    [:], ["delay": "2m"], ["batch": "3m", "maxNames": 100], ["delay": "1m", "batch": "3m", "maxNames": 100],
    ["snapshot": "greet"], ["to": "direct", "delay": "30s"], ["channel": "lobby", "batch": "1m", "maxNames": 100],
    ["burst": 2], ["quiet": "22:00-07:00", "delay": "5m"], ["to": "direct", "quiet": "23:00-01:00"],
    ["snapshot": "group"], ["missedAfter": "1m", "delay": "1m"], ["previousText": "Welcome!", "burst": 0],
  ]

  @Test(arguments: variants)
  func nobodyIsEverGreetedTwice(settings: JSON) throws {
    for seed in 0..<20 {
      var random = SeededRandom(seed: UInt64(seed))
      var bench = PluginBench(try welcome(settings))
      var history: [Event.Kind] = [.started]
      for _ in 0..<60 {
        try step(&bench, &history, settings, &random)
      }
      try bench.wait(.hours(12))
      let greeted = bench.decisions.flatMap(\.action.greeted)
      #expect(Set(greeted).count == greeted.count, "seed \(seed)")
      #expect(!greeted.contains("bot"))
    }
  }

  @Test(arguments: variants)
  func whoeverStaysIsGreeted(settings: JSON) throws {
    for seed in 0..<12 {
      var random = SeededRandom(seed: UInt64(seed))
      var bench = PluginBench(try welcome(settings))
      let members = (0..<8).map { ID<Member>("U\($0)") }
      for id in members.shuffled(using: &random) {
        try bench.handle(.memberJoined(member: Member(id), channel: "C1", via: .transition))
        if Bool.random(using: &random) { try bench.wait(.seconds(Int.random(in: 1...200, using: &random))) }
        if Bool.random(using: &random) { bench.plugin = try welcome(settings) }
      }
      try bench.wait(.hours(12))
      #expect(bench.decisions.flatMap(\.action.greeted).sorted() == members)
    }
  }

  private func step(
    _ bench: inout PluginBench, _ history: inout [Event.Kind], _ settings: JSON, _ random: inout SeededRandom
  ) throws {
    let id: ID<Member> = ["U1", "U2", "U3", "bot"].randomElement(using: &random) ?? "U1"
    let member = Member(id, isBot: id == "bot")
    let channel: ID<Channel> = Bool.random(using: &random) ? "C1" : "C2"
    switch Int.random(in: 0...7, using: &random) {
    case 0...2: history.append(.memberJoined(member: member, channel: channel, via: .transition))
    case 3: history.append(.memberJoined(member: member, channel: channel, via: .snapshot))
    case 4: history.append(.memberLeft(member: member, channel: channel))
    case 5: history.append(history.randomElement(using: &random) ?? .started)
    case 6: return try bench.wait(.seconds(Int.random(in: 1...200, using: &random)))
    default:
      bench.plugin = try welcome(settings)
      bench.now = bench.now + .seconds(Int.random(in: 0...200, using: &random))
      return try bench.start()
    }
    if let last = history.last { try bench.handle(last) }
    if let timer = bench.timers.keys.sorted().first, Int.random(in: 0...9, using: &random) == 0 {
      try bench.handle(.due(timer: timer, planned: bench.now))
    }
  }
}

extension Action {
  fileprivate var greeted: [ID<Member>] {
    switch self {
    case .post(let text, _, _): text.mentioned
    case .direct(_, let member): [member]
    default: []
    }
  }
}
