import BotCore
import FoundationEssentials

/// A clock that is set back, as by a time server after it was wrong. Waits were measured by what it showed before, and would
/// last as much longer as it was set back: for a day, everything that was about to go out. What is planned for a time of the
/// calendar stays. A clock that is set forward ends waits early, and needs nothing.
extension Engine {
  /// Time servers correct less than this without notice.
  private static let noticed: Duration = .seconds(60)

  /// Within the transaction of a step.
  /// - Returns: by how many seconds the waits were brought forward.
  func followClock(_ now: Date) throws -> Double {
    guard let shown = lastStep, now + Self.noticed < shown else { return 0 }
    let seconds = shown.timeIntervalSince(now)
    try store.setBack(by: seconds, now: now)
    try outbox.reload(from: store, communities: served)
    outbox.pacer.setBack(by: seconds)
    log(.warning, "the clock was set back; what waits goes on as if it had not been", ["seconds": "\(Int(seconds))"])
    return seconds
  }
}
