import BotCore
import BotTesting
import FoundationEssentials
import Plugins
import Testing

/// Whatever order joins and leaves come in, however often, with the bot going down between.
@Suite struct WelcomeOrdealTests {
  private static let start = Date(timeIntervalSince1970: 1_767_225_600)

  private static let variants: [JSON] = [
    [:], ["delay": "3m"], ["batch": "10m"], ["batch": "10m", "delay": "1m"], ["burst": 3],
    ["burst": 2, "delay": "30s"],
    ["quiet": "22:00-07:30"], ["quiet": "23:30-02:00", "delay": "10m", "batch": "1m"], ["missedAfter": "30m"],
    ["to": "direct"], ["to": "direct", "delay": "5m"], ["to": "direct", "quiet": "23:00-05:00"],
    ["to": "direct", "missedAfter": "20m", "channel": "lobby"], ["previousText": "Welcome!", "burst": 4],
    ["variants": [["locale": "de", "batchText": "Hallo {members}!", "channel": "deutsch"]], "batch": "5m"],
  ]

  private func make(_ settings: JSON) throws -> any Plugin {
    var object = settings.object ?? JSONObject()
    object["maxNames"] = 100
    let source = ScenarioSource()
    let plugin = source.make(PluginKind(Welcome.self), .object(object))
    #expect(source.faults == [])
    return try #require(plugin)
  }

  /// Members who come, go and come again, each change at least an instant after the one before.
  private func lives(_ random: inout SeededRandom) -> [Ordeal.Happening] {
    var happenings: [Ordeal.Happening] = []
    for index in 0..<30 {
      let member = Member(ID("U\(index)"), locale: index % 3 == 0 ? "de-AT" : nil)
      var at = Self.start + .seconds(Int.random(in: 0...7200, using: &random))
      for change in 0..<Int.random(in: 1...4, using: &random) {
        happenings.append(
          Ordeal.Happening(
            at: at,
            change % 2 == 0
              ? .memberJoined(member: member, channel: "C", via: .transition)
              : .memberLeft(member: member, channel: "C")))
        at = at + .seconds(Int.random(in: 1...900, using: &random))
      }
    }
    return happenings
  }

  private func stay(_ happenings: [Ordeal.Happening]) -> Set<ID<Member>> {
    var here: Set<ID<Member>> = []
    for happening in happenings.sorted(by: { $0.at < $1.at }) {
      switch happening.kind {
      case .memberJoined(let member, _, _): here.insert(member.id)
      case .memberLeft(let member, _): here.remove(member.id)
      default: break
      }
    }
    return here
  }

  @Test(arguments: variants)
  func nobodyIsGreetedTwiceAndWhoStaysIsGreeted(settings: JSON) throws {
    for seed in 0..<15 {
      var random = SeededRandom(seed: UInt64(seed))
      let happenings = lives(&random)
      var ordeal = Ordeal(happenings, seed: UInt64(seed))
      ordeal.clockFaults = seed % 4 == 3 ? 0.1 : 0
      let bench = try ordeal.run { try make(settings) }
      let greeted = bench.decisions.flatMap(\.action.greeted)
      #expect(Set(greeted).count == greeted.count, "seed \(seed): twice")
      #expect(stay(happenings).subtracting(greeted) == [], "seed \(seed): not at all")
      let left = bench.records.keys.filter { $0.hasPrefix("waiting/") || $0.hasPrefix("window/") }
      #expect(left == [], "seed \(seed): nobody waits for ever")
    }
  }

  @Test(
    arguments: [
      ["pendingRole": "new"], ["pendingRole": "new", "batch": "5m"], ["pendingRole": "new", "to": "direct"],
    ] as [JSON])
  func whoAcceptsTheRulesIsGreetedOnceAndNotBefore(settings: JSON) throws {
    for seed in 0..<20 {
      var random = SeededRandom(seed: UInt64(seed))
      var happenings: [Ordeal.Happening] = []
      for index in 0..<20 {
        let id: ID<Member> = ID("U\(index)")
        var at = Self.start + .seconds(Int.random(in: 0...7200, using: &random))
        happenings.append(
          Ordeal.Happening(at: at, .memberJoined(member: Member(id, roles: ["new"]), channel: "C", via: .transition)))
        // Later than any event can be delayed, so that the joining is known by then.
        for _ in 0..<3 where index % 4 != 0 {
          at = at + .hours(4)
          let message = Message(ID("m\(happenings.count)"), in: "C", by: Member(id), "hello")
          happenings.append(Ordeal.Happening(at: at, .messagePosted(message: message)))
        }
      }
      let bench = try Ordeal(happenings, seed: UInt64(seed)).run { try make(settings) }
      let greeted = bench.decisions.flatMap(\.action.greeted)
      #expect(Set(greeted).count == greeted.count, "seed \(seed)")
      #expect(Set(greeted) == Set((0..<20).filter { $0 % 4 != 0 }.map { ID("U\($0)") }), "seed \(seed)")
    }
  }

  @Test func fiveHundredInAMinuteAreOneMessage() throws {
    let joins = (0..<500).map { index in
      Ordeal.Happening(
        at: Self.start + .milliseconds(index * 120),
        .memberJoined(member: Member(ID("U\(index)")), channel: "C", via: .transition))
    }
    func posts(_ settings: JSON) throws -> [Action] {
      var ordeal = Ordeal(joins, seed: 1)
      (ordeal.longestDelay, ordeal.outages, ordeal.restarts) = (.zero, 0, 0)
      return try ordeal.run { try make(settings) }.decisions.map(\.action)
    }
    #expect(try posts(["batch": "2m"]).count == 1)
    #expect(try posts([:]).count == 1)
    #expect(try posts(["delay": "2m"]).count == 1)
    #expect(try posts(["burst": 1]).count == 1)
    #expect(try posts(["quiet": "22:00-07:00"]).count == 1)
    #expect(try posts(["burst": 0]).count == 500)
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
