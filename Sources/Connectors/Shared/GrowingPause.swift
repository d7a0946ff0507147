internal import BotCore

extension Duration {
  /// How long something that failed so often in a row is left alone: one minute, doubled with each failure.
  static func growingPause(after failures: Int, atMost longest: Duration) -> Duration {
    min(.minutes(1 << min(max(failures - 1, 0), 10)), longest)
  }
}
