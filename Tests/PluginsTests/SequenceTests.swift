import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Plugins

@Suite struct SequencePlanTests {
  private let start = Date(timeIntervalSince1970: 1_767_225_600)

  private func settings(_ json: JSON) throws -> NewcomerSequence.Settings {
    let source = ScenarioSource()
    var object = json.object ?? JSONObject()
    object["steps"] = [["after": "1d", "text": "one"], ["after": "3d", "text": "two"]]
    let settings = NewcomerSequence.Settings.read(SettingNode(.object(object), at: JSONPath(), from: source))
    #expect(source.faults == [])
    return try #require(settings)
  }

  private func next(_ after: Duration, past: [String] = [], last: Duration? = nil, _ json: JSON = [:]) throws -> String
  {
    var run = SequenceRun(start: start)
    run.past = past
    run.last = last.map { start + $0 }
    let plan = SequencePlan(settings: try settings(json), zone: .utc, now: start + after)
    switch plan.next(&run) {
    case .send(let step): return "send \(step.key)"
    case .wait(let date): return "wait \(Duration.seconds(date.timeIntervalSince(start)).settingText)"
    case .over: return "over"
    }
  }

  @Test func stepsComeInTheirTimeAndOrder() throws {
    #expect(try next(.zero) == "wait 1d")
    #expect(try next(.days(1)) == "send 1d")
    #expect(try next(.days(1), past: ["1d"]) == "wait 3d")
    #expect(try next(.days(3), past: ["1d"], last: .days(1)) == "send 3d")
    #expect(try next(.days(4), past: ["1d", "3d"]) == "over")
  }

  @Test func whatIsTooLateIsLeftOut() throws {
    #expect(try next(.hours(48)) == "send 1d")
    #expect(try next(.hours(49)) == "wait 3d")
    #expect(try next(.days(5)) == "over")
    #expect(try next(.days(30), ["maxLateness": "60d"]) == "send 1d")
  }

  @Test func betweenTwoLiesAPause() throws {
    #expect(try next(.days(30), past: ["1d"], last: .days(30), ["maxLateness": "60d"]) == "wait 30d1h")
  }

  @Test func nothingIsSentInQuietHours() throws {
    #expect(try next(.days(1), ["quiet": "22:00-08:00"]) == "wait 1d8h")
    #expect(try next(.hours(47), ["quiet": "22:00-08:00"]) == "wait 2d8h")
  }

  @Test func aRunIsReadAsItIsWritten() throws {
    var run = SequenceRun(start: start)
    (run.name, run.isUnderWay, run.past, run.last) = ("Ada", true, ["1d"], start + .days(1))
    #expect(SequenceRun(run.json) == run)
    (run.isUnderWay, run.left) = (false, start + .days(2))
    #expect(SequenceRun(run.json) == run)
    let over = SequenceRun(SequenceRun.json(.stopped, last: start))
    #expect(over?.end == .stopped && over?.last == start)
  }
}

@Suite struct SequencePartsTests {
  private func make(_ settings: JSON) throws -> NewcomerSequence {
    let source = ScenarioSource()
    let plugin = source.make(PluginKind(NewcomerSequence.self), settings)
    #expect(source.faults == [])
    return try #require(plugin as? NewcomerSequence)
  }

  private static let privately: JSON = [["after": "1d", "text": "one"]]
  private static let openly: JSON = [["after": "1d", "text": "one", "to": "channel", "channel": "start"]]

  @Test func whatItNeedsDependsOnWhereItWritesAndWhatEndsIt() throws {
    let base = NewcomerSequence.about.needs
    #expect(try make(["steps": Self.privately, "stopWhen": []]).needs == base.union([.direct]))
    #expect(
      try make(["steps": Self.openly, "stopWhen": ["posted", "reacted"]]).needs
        == base.union([.post, .messages, .reactions]))
  }

  @Test func whoAnswersStopIsClaimedWhereItIsAnswered() throws {
    let stop = Message("m1", in: "D1", by: Member("ada"), "Stop", isDirect: true)
    let talk = Message("m1", in: "D1", by: Member("ada"), "please do not stop", isDirect: true)
    let plugin = try make(["steps": Self.privately])
    #expect(plugin.claims.map(\.deed) == [.act("answers who writes stop in private")])
    #expect(plugin.answersOptOut(stop) && !plugin.answersOptOut(talk))
    let silent = try make(["steps": Self.privately, "stopText": nil])
    #expect(silent.claims == [] && !silent.answersOptOut(stop))
  }
}

@Suite struct SequenceOrdealTests {
  private static let start = Date(timeIntervalSince1970: 1_767_225_600)

  private func make(_ settings: JSON) throws -> any Plugin {
    let source = ScenarioSource()
    let plugin = source.make(PluginKind(NewcomerSequence.self), settings)
    #expect(source.faults == [])
    return try #require(plugin)
  }

  private static let variants: [JSON] = [
    [:], ["quiet": "22:00-09:00"], ["pause": "0s"], ["maxLateness": "10m"], ["stopWhen": ["posted", "reacted"]],
  ]

  private func steps(_ variant: JSON) -> JSON {
    var object = variant.object ?? JSONObject()
    object["steps"] = [
      ["after": "10m", "text": "{member.name} one"], ["after": "1h", "text": "{member.name} two"],
      ["after": "6h", "text": "{member.mention} three", "to": "channel", "channel": "C"],
    ]
    return .object(object)
  }

  @Test(arguments: variants)
  func noStepComesTwiceAndNoneAfterTheEnd(variant: JSON) throws {
    for seed in 0..<25 {
      var random = SeededRandom(seed: UInt64(seed))
      var happenings: [Ordeal.Happening] = []
      for index in 0..<12 {
        let member = Member(ID("U\(index)"))
        var at = Self.start + .seconds(Int.random(in: 0...3600, using: &random))
        for _ in 0..<Int.random(in: 1...5, using: &random) {
          let kind: Event.Kind =
            switch Int.random(in: 0...9, using: &random) {
            case 0...5: .memberJoined(member: member, channel: "C", via: .transition)
            case 6...8: .memberLeft(member: member, channel: "C")
            default: .messagePosted(message: Message(ID("m\(index)"), in: "C", by: member, "hello"))
            }
          happenings.append(Ordeal.Happening(at: at, kind))
          at = at + .seconds(Int.random(in: 1...9000, using: &random))
        }
      }
      let bench = try Ordeal(happenings, seed: UInt64(seed)).run { try make(steps(variant)) }
      let sent = bench.decisions.flatMap { decision -> [String] in
        switch decision.action {
        case .direct(let text, _): [text.plain]
        case .post(let text, _, _): text.mentioned.map { "\($0) three" }
        default: []
        }
      }
      #expect(Set(sent).count == sent.count, "seed \(seed)")
      #expect(!sent.isEmpty)
      #expect(bench.timers == [:])
    }
  }
}
