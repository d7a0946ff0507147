import BotCore
import Dispatch
import FoundationEssentials

/// Gives the service manager its sign of life as long as the engine moves, and names the turn that does not end.
final class Watchdog: Sendable {
  /// Seconds after which a turn counts as stuck: plugins only compute.
  static let longestTurn = 30.0

  private let timer: Lock<any DispatchSourceTimer>

  init(pulse: Pulse, clock: Clock, log: Log) {
    let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "watchdog"))
    let interval = ServiceManager.watchdogInterval ?? .seconds(10)
    timer.schedule(deadline: .now() + interval.seconds, repeating: interval.seconds)
    timer.setEventHandler(handler: { @Sendable in
      if let turn = pulse.now.turn, clock.monotonic() - turn.since > Self.longestTurn {
        log(.error, "a turn does not end; the service manager gets no sign of life", ["turn": turn.name])
      } else {
        ServiceManager.notify("WATCHDOG=1")
      }
    })
    timer.activate()
    self.timer = Lock(timer)
  }

  func stop() { timer.withLock { $0.cancel() } }
}
