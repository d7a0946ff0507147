import BotCore
import FoundationEssentials

/// Keeps a plugin instance that fails again and again from failing on every event: after `limit` failures in a row its
/// turns wait for `pause`; then one is tried, and its outcome decides.
struct Breaker: Sendable, Hashable {
  enum State: Hashable {
    case closed
    case open(until: Date)
    /// The next turn is a trial.
    case halfOpen
  }

  var limit = 5
  var pause: Duration = .minutes(10)
  private var failures = 0
  private var openUntil: Date?

  func state(_ now: Date) -> State {
    guard let openUntil else { return .closed }
    // Opened by a clock that was set back since.
    if openUntil > now + pause { return .halfOpen }
    return now < openUntil ? .open(until: openUntil) : .halfOpen
  }

  mutating func succeeded() {
    failures = 0
    openUntil = nil
  }

  /// - Returns: whether this failure opened it.
  mutating func failed(_ now: Date) -> Bool {
    let wasTrial = state(now) == .halfOpen
    failures += 1
    guard failures >= limit || wasTrial else { return false }
    openUntil = now + pause
    return true
  }
}
