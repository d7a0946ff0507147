import BotCore
import FoundationEssentials
import Testing

@testable import BotRuntime

@Suite struct OutboxDecisionEdgeTests {
  let created = Date(timeIntervalSince1970: 1_767_225_600)
  let decision = OutboxDecision()

  private func delivery(_ action: Action) -> Delivery {
    Delivery(
      key: "k", community: "lobby", instance: "lobby/welcome", event: "e", depth: 1, lane: .answers, order: "o",
      action: action, state: .sending, now: created, config: "c")
  }

  @Test func whatOnlyReadsIsDoneAgainHoweverCarefulThePlatformIs() {
    let fetch = delivery(.fetch(name: "feed", url: "https://a.example/feed"))
    #expect(
      decision.settlement(of: fetch, .none, onceOnly: Set(Capability.allCases), now: created) == .repeatWithKey)
  }

  @Test func aKeyIsCountedFromTheDecisionWhereNoFirstTryIsKnown() {
    let post = delivery(.post(text: "hi", in: "C1", named: nil))
    let key = Idempotency.key(validFor: .seconds(10))
    #expect(decision.settlement(of: post, key, now: created + .seconds(9)) == .repeatWithKey)
    #expect(decision.settlement(of: post, key, now: created + .seconds(10)) == .person)
  }

  @Test func whatIsUnknownAgainAndAgainIsGivenUp() {
    var pin = delivery(.pin(message: MessageRef("m", in: "C1")))
    for attempt in 1...decision.maxAttempts {
      pin = decision.after(.unknown("reset"), pin, .none, now: created, dice: 0.5)
      #expect(pin.attempts == attempt)
      #expect(pin.state == (attempt < decision.maxAttempts ? .unknown : .dead))
    }
    #expect(pin.note == "reset")
  }

  @Test func whatIsUnknownForLongerThanItIsWantedIsGivenUp() {
    let pin = delivery(.pin(message: MessageRef("m", in: "C1")))
    let limit = created + decision.maxAge
    #expect(decision.after(.unknown("reset"), pin, .none, now: limit, dice: 0.5).state == .unknown)
    #expect(decision.after(.unknown("reset"), pin, .none, now: limit + .seconds(1), dice: 0.5).state == .dead)
  }
}
