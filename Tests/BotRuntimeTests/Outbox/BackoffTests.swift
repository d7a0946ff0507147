import Testing

@testable import BotRuntime

struct BackoffTests {
  @Test(arguments: [
    (1, 1.0), (2, 2.0), (3, 4.0), (4, 8.0), (10, 512.0), (11, 600.0), (40, 600.0), (1_000_000, 600.0),
  ])
  func doublesUpToTheMost(failures: Int, seconds: Double) {
    #expect(Backoff().wait(after: failures, dice: 0.5) == .seconds(seconds))
  }

  @Test(arguments: [(0.0, 3.0), (0.5, 4.0), (1.0, 5.0)])
  func spreadsByAQuarterEachWay(dice: Double, seconds: Double) {
    #expect(Backoff().wait(after: 3, dice: dice) == .seconds(seconds))
  }
}
