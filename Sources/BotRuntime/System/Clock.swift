public import FoundationEssentials
import Glibc

/// The only way to the time and to waiting: passed in, so that tests and replay have their own.
public struct Clock: Sendable {
  public let now: @Sendable () -> Date
  /// Seconds from some start, never set back: for measuring lengths.
  public let monotonic: @Sendable () -> Double
  public let sleep: @Sendable (Duration) async throws -> Void
  /// From 0 to 1.
  public let dice: @Sendable () -> Double

  public init(
    now: @escaping @Sendable () -> Date, monotonic: @escaping @Sendable () -> Double,
    sleep: @escaping @Sendable (Duration) async throws -> Void, dice: @escaping @Sendable () -> Double
  ) {
    self.now = now
    self.monotonic = monotonic
    self.sleep = sleep
    self.dice = dice
  }

  public static let system = Clock(
    now: { ShiftedClock.now },
    monotonic: {
      var time = timespec()
      clock_gettime(CLOCK_MONOTONIC, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    },
    sleep: { try await Task.sleep(for: $0) },
    dice: { Double.random(in: 0...1) })
}
