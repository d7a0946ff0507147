import BotCore
import FoundationEssentials
import Testing

@Suite struct MissedRunsTests {
  /// Minutes late, newest last.
  @Test(arguments: [
    (MissedRunPolicy.skip, [180, 60, 5], [], [180, 60, 5]),
    (.once, [180, 60, 5], [5], [180, 60]),
    (.all, [180, 60, 5], [60, 5], [180]),
    (.skip, [60, 0], [0], [60]),
    (.once, [60, 0], [0], [60]),
    (.all, [60, 0], [60, 0], []),
    (.once, [300, 180], [], [300, 180]),
    (.all, [], [], []),
  ])
  func policyDecidesWhatRuns(policy: MissedRunPolicy, due: [Int], run: [Int], dropped: [Int]) throws {
    let decision = MissedRuns.decide(
      due: try due.reversed().map { try Self.late($0 * 60) }, now: try Self.now, policy: policy,
      maxLateness: .seconds(7200))
    #expect(decision.run == (try run.map { try Self.late($0 * 60) }))
    #expect(decision.dropped == (try dropped.map { try Self.late($0 * 60) }))
  }

  @Test func onTimeRunsUnderEveryPolicyHoweverLittleLatenessIsAllowed() throws {
    let due = [try Self.late(59), try Self.late(20)]
    for policy in MissedRunPolicy.allCases {
      let decision = MissedRuns.decide(due: due, now: try Self.now, policy: policy, maxLateness: .zero)
      #expect(decision == MissedRuns.Decision(run: due, dropped: []))
    }
  }

  @Test func aMinuteIsLate() throws {
    let due = [try Self.late(60)]
    let decision = MissedRuns.decide(due: due, now: try Self.now, policy: .skip, maxLateness: .seconds(7200))
    #expect(decision == MissedRuns.Decision(run: [], dropped: due))
  }

  @Test func latenessMayBeExactlyTheMost() throws {
    let due = [try Self.late(7200)]
    let decision = MissedRuns.decide(due: due, now: try Self.now, policy: .all, maxLateness: .seconds(7200))
    #expect(decision == MissedRuns.Decision(run: due, dropped: []))
  }

  @Test func whatIsNotDueIsNeitherRunNorDropped() throws {
    let decision = MissedRuns.decide(
      due: [try Self.late(-1)], now: try Self.now, policy: .all, maxLateness: .seconds(7200))
    #expect(decision == MissedRuns.Decision(run: [], dropped: []))
  }

  private static var now: Date {
    get throws { try universal("2026-11-22T12:00") }
  }

  private static func late(_ seconds: Int) throws -> Occurrence {
    let at = try now.addingTimeInterval(-Double(seconds))
    return Occurrence(at: at, local: Zone.utc.local(at))
  }
}
