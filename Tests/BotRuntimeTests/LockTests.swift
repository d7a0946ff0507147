import BotCore
import Testing

@testable import BotRuntime

@Suite struct LockTests {
  @Test func everyChangeCounts() async {
    let count = Lock(0)
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 { group.addTask { for _ in 0..<1000 { count.withLock { $0 += 1 } } } }
    }
    #expect(count.withLock { $0 } == 8000)
  }

  @Test func waitingEndsWithTheConditionOrTheTime() async {
    let isDone = Lock(false)
    #expect(await onThread { !isDone.wait(atMost: .milliseconds(20)) { $0 } })
    let waiter = Task { await onThread { isDone.wait(atMost: .seconds(5)) { $0 } } }
    isDone.withLock { $0 = true }
    isDone.announce()
    #expect(await waiter.value)
  }

  @Test func millisecondsAreRoundedUpAndFitACInt() {
    let durations: [Duration] = [.zero, .nanoseconds(1), .milliseconds(2), .seconds(-1), .seconds(1 << 40)]
    #expect(durations.map(Monotonic.milliseconds) == [0, 1, 2, 0, .max])
  }
}
