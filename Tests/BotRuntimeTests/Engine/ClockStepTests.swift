import BotCore
import FoundationEssentials
import Testing

@testable import BotRuntime

/// A clock that is set: what waits must not wait for as long as the clock was wrong.
struct ClockStepTests {
  /// A day ahead, as before a time server corrected it.
  private func wrong(_ bench: EngineBench) { bench.set(bench.now + .days(1)) }

  /// It looks at the clock every five seconds at least.
  private func right(_ bench: EngineBench) {
    bench.set(bench.now - .days(1))
    bench.step([.wake])
  }

  @Test func aRetryComesInItsTime() throws {
    let bench = try EngineBench([("echo", .echo)])
    try bench.start()
    wrong(bench)
    bench.outcome = { _ in .retry(after: .seconds(30), scope: .action, reason: "503") }
    bench.take(bench.message("one"))
    right(bench)
    bench.outcome = { _ in .done("posted") }
    try bench.pass(.seconds(20))
    #expect(try bench.deliveries().map(\.state) == [.retrying])
    try bench.pass(.seconds(11))
    #expect(try bench.deliveries().map(\.state) == [.sent])
  }

  @Test func aPauseOfThePlatformEndsInItsTime() throws {
    let bench = try EngineBench([("echo", .echo)])
    try bench.start()
    wrong(bench)
    bench.step([.pace(credential: "token", .account, until: bench.now + .seconds(30))])
    right(bench)
    bench.take(bench.message("one"))
    #expect(bench.performed.isEmpty)
    try bench.pass(.seconds(31))
    #expect(bench.performed.count == 1)
    #expect(try bench.store.pauses().map(\.until) == [bench.now - .seconds(1)])
  }

  @Test func aTurnThatFailedIsTriedAgainInItsTime() throws {
    let fails = Lock(true)
    let plugin = FunctionPlugin([.messagePosted]) { event, _ in
      if fails.withLock({ $0 }) { throw PluginFailure() }
      return [.post(text: "done", in: "general", named: nil)]
    }
    let bench = try EngineBench([("function", plugin)])
    try bench.start()
    wrong(bench)
    bench.take(bench.message("one"))
    right(bench)
    fails.withLock { $0 = false }
    try bench.pass(.minutes(2))
    #expect(bench.performed.count == 1)
  }

  /// What is planned for a time of the calendar is no wait.
  @Test func aTimerStaysWhereItWas() throws {
    let noon = Date(timeIntervalSince1970: 1_767_225_600) + .hours(36)
    let plugin = FunctionPlugin([.started, .due]) { event, _ in
      event.trigger == .due
        ? [.post(text: "noon", in: "general", named: nil)] : [.timer(name: "noon", at: noon)]
    }
    let bench = try EngineBench([("function", plugin)])
    try bench.start()
    wrong(bench)
    bench.step([.wake])
    right(bench)
    #expect(try bench.store.nextTimer() == noon)
    try bench.pass(.hours(35))
    #expect(bench.performed.isEmpty)
    try bench.pass(.hours(1))
    #expect(bench.performed.count == 1)
  }

  @Test func whatAFailedCommitUndidIsMovedOnceAllTheSame() throws {
    let bench = try EngineBench([("echo", .echo)])
    try bench.start()
    wrong(bench)
    let until = bench.now + .seconds(30)
    bench.step([.pace(credential: "token", .account, until: until)])
    try bench.store.db.execute("ALTER TABLE timers RENAME TO away")
    right(bench)
    try bench.store.db.execute("ALTER TABLE away RENAME TO timers")
    bench.step([.wake])
    #expect(bench.engine.outbox.pacer.pauses == ["token": until - .days(1)])
    #expect(try bench.store.pauses().map(\.until) == [until - .days(1)])
  }

  @Test func aBreakerThatAWrongClockOpenedLetsATrialPass() {
    var breaker = Breaker()
    for _ in 1...5 { _ = breaker.failed(.day(1)) }
    #expect(breaker.state(.day(1)) == .open(until: .day(1) + .minutes(10)))
    #expect(breaker.state(.day(0)) == .halfOpen)
  }
}
