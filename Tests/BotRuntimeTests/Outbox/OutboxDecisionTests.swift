import BotCore
import FoundationEssentials
import Testing

@testable import BotRuntime

struct OutboxDecisionTests {
  static let start = Date(timeIntervalSince1970: 1_767_225_600)
  let now = start + .seconds(10)
  let decision = OutboxDecision()

  private func delivery(_ action: Action = .post(text: "hi", in: "C1", named: nil)) -> Delivery {
    var delivery = Delivery(
      key: "k", community: "lobby", instance: "lobby/welcome", event: "e", depth: 1, lane: .answers, order: "o",
      action: action, state: .sending, now: Self.start, config: "c")
    delivery.firstTry = Self.start
    return delivery
  }

  /// State, attempts and seconds until due (nil: for a person, or over).
  struct Expected: Equatable {
    let state: Delivery.State
    let attempts: Int
    let wait: Double?
  }

  private func seen(_ delivery: Delivery) -> Expected {
    let wait = delivery.due < .distantFuture && delivery.state.isOpen ? delivery.due.timeIntervalSince(now) : nil
    return Expected(state: delivery.state, attempts: delivery.attempts, wait: wait)
  }

  @Test(arguments: [
    (Outcome.done("m1"), Idempotency.none, Expected(state: .sent, attempts: 0, wait: nil)),
    (
      .retry(after: .seconds(30), scope: .account, reason: "429"), .none,
      Expected(state: .retrying, attempts: 0, wait: 30)
    ),
    (.retry(after: nil, scope: .action, reason: "refused"), .none, Expected(state: .retrying, attempts: 1, wait: 1)),
    (.refused(.content, reason: "too long"), .lookup, Expected(state: .failed, attempts: 0, wait: nil)),
    (.refused(.target, reason: "gone"), .lookup, Expected(state: .failed, attempts: 0, wait: nil)),
    (.unauthorized("revoked"), .lookup, Expected(state: .queued, attempts: 0, wait: 0)),
    (.unknown("reset"), .key(validFor: .hours(24)), Expected(state: .unknown, attempts: 1, wait: 1)),
    (.unknown("reset"), .key(validFor: .seconds(5)), Expected(state: .unknown, attempts: 0, wait: nil)),
    (.unknown("reset"), .lookup, Expected(state: .unknown, attempts: 0, wait: 0.5)),
    (.unknown("reset"), .none, Expected(state: .unknown, attempts: 0, wait: nil)),
  ])
  func followsTheTable(outcome: Outcome, idempotency: Idempotency, expected: Expected) {
    #expect(seen(decision.after(outcome, delivery(), idempotency, now: now, dice: 0.5)) == expected)
  }

  @Test(arguments: [
    Action.react(emoji: "👍", to: MessageRef("m", in: "C1")), .delete(message: MessageRef("m", in: "C1"), reason: ""),
    .ban(member: "u", reason: ""), .edit(named: "n", text: "x"),
  ])
  func whatIsHarmlessTwiceIsDoneAgain(action: Action) {
    #expect(decision.settlement(of: delivery(action), .none, now: now) == .repeatWithKey)
  }

  @Test(arguments: [
    (Idempotency.key(validFor: .seconds(11)), OutboxDecision.Settlement.repeatWithKey),
    (.key(validFor: .seconds(10)), .person), (.lookup, .lookUp), (.none, .person),
  ])
  func aPostIsNeverBlindlySentAgain(idempotency: Idempotency, settlement: OutboxDecision.Settlement) {
    #expect(decision.settlement(of: delivery(), idempotency, now: now) == settlement)
  }

  @Test(arguments: [Idempotency.key(validFor: .hours(1)), .lookup, .none])
  func whatIsHarmfulTwiceOnAPlatformIsForAPersonThere(idempotency: Idempotency) {
    let hide = delivery(.hide(message: MessageRef("m", in: "C1"), reason: ""))
    #expect(decision.settlement(of: hide, idempotency, onceOnly: [.hide], now: now) == .person)
    #expect(decision.settlement(of: hide, idempotency, onceOnly: [.ban], now: now) == .repeatWithKey)
    let next = decision.after(.unknown("reset"), hide, idempotency, onceOnly: [.hide], now: now, dice: 0.5)
    #expect(next.state == .unknown && next.due == .distantFuture)
  }

  @Test func isGivenUpAfterTooManyTries() {
    var last = delivery()
    for _ in 0..<decision.maxAttempts {
      #expect(last.state != .dead)
      last = decision.after(
        .retry(after: nil, scope: .action, reason: "refused"), last, .none, now: now, dice: 0.5)
    }
    #expect(last.state == .dead)
    #expect(last.note == "refused")
  }

  @Test func isGivenUpWhenThePlatformAsksToWaitTooLong() {
    let next = decision.after(
      .retry(after: .hours(25), scope: .account, reason: "429"), delivery(), .none, now: now, dice: 0.5)
    #expect(next.state == .dead)
  }

  @Test(arguments: [(24.0, Delivery.State.queued, false), (24.1, .queued, true), (48, .retrying, false)])
  func whatWaitedADayIsNotWantedAnyMore(hours: Double, state: Delivery.State, isStale: Bool) {
    var waiting = delivery()
    waiting.state = state
    #expect(decision.isStale(waiting, now: Self.start + .seconds(hours * 3600)) == isStale)
  }

  @Test func beingFoundSettlesIt() {
    var unknown = delivery()
    unknown.state = .unknown
    let next = decision.after(.found("m7"), lookUps: 1, unknown, now: now, dice: 0.5)
    #expect(next.state == .sent)
    #expect(next.remote == "m7")
  }

  @Test func notBeingFoundIsBelievedOnlyTheSecondTime() {
    var unknown = delivery()
    unknown.state = .unknown
    #expect(
      seen(decision.after(.notThere, lookUps: 1, unknown, now: now, dice: 0.5))
        == Expected(state: .unknown, attempts: 0, wait: 2.5))
    #expect(
      seen(decision.after(.notThere, lookUps: 2, unknown, now: now, dice: 0.5))
        == Expected(state: .retrying, attempts: 1, wait: 0))
    unknown.attempts = 1
    #expect(
      seen(decision.after(.notThere, lookUps: 2, unknown, now: now, dice: 0.5))
        == Expected(state: .retrying, attempts: 2, wait: 2))
  }

  @Test func aLookUpWithoutAnswerSettlesNothing() {
    var unknown = delivery()
    unknown.state = .unknown
    for count in 1...20 {
      #expect(decision.after(.noAnswer("500"), lookUps: count, unknown, now: now, dice: 0.5).state == .unknown)
    }
  }

  @Test func ordersByChannelThreadMemberAndName() {
    let message = MessageRef("m2", in: "C1", thread: "m1")
    let keys = [
      Action.post(text: "x", in: "C1", named: nil), .post(text: "x", in: "C1", named: "board"),
      .edit(named: "board", text: "y"), .reply(text: "x", to: message),
      .reply(text: "x", to: MessageRef("m1", in: "C1")),
      .direct(text: "x", to: "u"), .ban(member: "u", reason: ""), .react(emoji: "x", to: message),
    ].map { $0.orderKey(of: "lobby/p") }
    #expect(
      keys == [
        "channel/C1", "named/lobby/p/board", "named/lobby/p/board", "thread/C1/m1", "thread/C1/m1", "member/u",
        "member/u", "message/C1/m2",
      ])
  }
}
