import BotCore
import FoundationEssentials
import Testing

@testable import BotRuntime

struct BreakerTests {
  let start = Date(timeIntervalSince1970: 1_767_225_600)

  @Test func opensAfterFiveFailuresInARow() {
    var breaker = Breaker()
    for _ in 1...4 { #expect(!breaker.failed(start)) }
    #expect(breaker.state(start) == .closed)
    #expect(breaker.failed(start))
    #expect(breaker.state(start) == .open(until: start + .minutes(10)))
  }

  @Test func aSuccessBetweenStartsTheCountAnew() {
    var breaker = Breaker()
    for _ in 1...4 { _ = breaker.failed(start) }
    breaker.succeeded()
    for _ in 1...4 { #expect(!breaker.failed(start)) }
  }

  @Test func afterThePauseOneTurnDecides() {
    var breaker = Breaker()
    for _ in 1...5 { _ = breaker.failed(start) }
    let later = start + .minutes(10)
    #expect(breaker.state(later) == .halfOpen)
    #expect(breaker.failed(later))
    #expect(breaker.state(later) == .open(until: later + .minutes(10)))
    breaker.succeeded()
    #expect(breaker.state(later) == .closed)
  }
}
