import BotCore
import FoundationEssentials

/// What the engine thread tells others about itself: for health, the watchdog and the end of a `once` run.
final class Pulse: Sendable {
  struct State: Sendable {
    /// The turn that is running, and since when on the monotonic clock.
    var turn: (name: String, since: Double)?
    var steps = 0
    /// Nothing is under way or due before this; `nil`: nothing is awaited.
    var nextWake: Date?
    /// When the outbox has something to send next.
    var nextSend: Date?
    var inFlight = 0
    var failure: StoreError?
    /// The engine's thread is over, by order or by an error.
    var hasEnded = false
    var unauthorized: [ID<Community>: String] = [:]
    /// Why nothing is done with what comes; empty in ordinary times.
    var safeMode: [String] = []
  }

  private let state = Lock(State())

  var now: State { state.withLock { $0 } }

  func note(_ change: (inout State) -> Void) { state.withLock { change(&$0) } }
}
