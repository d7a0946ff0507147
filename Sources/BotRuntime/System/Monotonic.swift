/// The clock that deadlines are measured on: it never jumps, and says nothing about the time of day.
enum Monotonic {
  static func now() -> ContinuousClock.Instant { .now }

  /// Whole milliseconds, rounded up, within what a C `int` holds.
  static func milliseconds(_ duration: Duration) -> Int32 {
    guard duration > .zero else { return 0 }
    guard duration < .milliseconds(Int64(Int32.max)) else { return .max }
    let (seconds, attoseconds) = duration.components
    return Int32(seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }
}
