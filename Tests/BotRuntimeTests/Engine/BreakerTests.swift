import BotCore
import FoundationEssentials
import Testing

@testable import BotRuntime

struct BreakerTests {
  let start = Date(timeIntervalSince1970: 1_767_225_600)

  @Test func opensAfterFiveFailuresInARow() {
    var breaker = Breaker()
    let first = (1...4).map { _ in breaker.failed(start) }
    #expect(first == [false, false, false, false])
    #expect(breaker.state(start) == .closed)
    let fifth = breaker.failed(start)
    #expect(fifth)
    #expect(breaker.state(start) == .open(until: start + .minutes(10)))
  }

  @Test func aSuccessBetweenStartsTheCountAnew() {
    var breaker = Breaker()
    for _ in 1...4 { _ = breaker.failed(start) }
    breaker.succeeded()
    let after = (1...4).map { _ in breaker.failed(start) }
    #expect(after == [false, false, false, false])
  }

  @Test func afterThePauseOneTurnDecides() {
    var breaker = Breaker()
    for _ in 1...5 { _ = breaker.failed(start) }
    let later = start + .minutes(10)
    #expect(breaker.state(later) == .halfOpen)
    let trial = breaker.failed(later)
    #expect(trial)
    #expect(breaker.state(later) == .open(until: later + .minutes(10)))
    breaker.succeeded()
    #expect(breaker.state(later) == .closed)
  }
}
