import BotCore
import BotTesting
import FoundationEssentials
import Testing

@Suite struct OrdealTests {
  /// Posts what it is told, and when.
  private struct Witness: Plugin {
    struct Settings: SettingGroup {}
    static let about = PluginAbout(name: "witness", summary: "Tells.", needs: [], maxEventAge: .days(1))
    let triggers: Set<Trigger> = [.memberJoined, .started, .due]
    init(_ settings: Settings = .init()) {}

    func handle(_ event: Event, _ context: inout Context) throws -> [Action] {
      let late = context.now.timeIntervalSince(event.at)
      return switch event.kind {
      case .memberJoined(let member, _, _):
        [
          .direct(text: Text("\(event.key) \(late >= 0)"), to: member.id),
          .timer(name: "t", at: context.now + .hours(1)),
        ]
      case .due: [.post(text: "due", in: "c", named: nil)]
      case .started: [.post(text: "started", in: "c", named: nil)]
      default: []
      }
    }
  }

  private let joins = (0..<40).map { index in
    Ordeal.Happening(
      at: Date(timeIntervalSince1970: 1_767_225_600 + Double(index) * 60),
      .memberJoined(member: Member(ID("U\(index)")), channel: "c", via: .transition))
  }

  private func keys(_ bench: PluginBench) -> [String] {
    bench.decisions.compactMap { decision in
      guard case .direct(let text, _) = decision.action else { return nil }
      return text.plain
    }
  }

  @Test func losesNothingAndMakesNothingUp() throws {
    for seed in 0..<20 {
      let keys = keys(try Ordeal(joins, seed: UInt64(seed)).run { Witness() })
      #expect(Set(keys) == Set((0..<40).map { "happening \($0) true" }), "seed \(seed)")
      #expect(keys.count > 40)
    }
  }

  @Test func isTheSameForTheSameSeedAndDiffersForAnother() throws {
    func play(_ seed: UInt64) throws -> [PluginBench.Decision] {
      try Ordeal(joins, seed: seed).run { Witness() }.decisions
    }
    #expect(try play(3) == play(3))
    #expect(try play(3) != play(4))
  }

  @Test func aCalmLifeIsInOrder() throws {
    var ordeal = Ordeal(joins, seed: 1)
    (ordeal.longestDelay, ordeal.doubles, ordeal.restarts, ordeal.outages) = (.zero, 0, 0, 0)
    let bench = try ordeal.run { Witness() }
    #expect(keys(bench) == (0..<40).map { "happening \($0) true" })
    #expect(bench.decisions.last?.action == .post(text: "due", in: "c", named: nil))
  }
}
