import BotCore
import Dispatch
import FoundationEssentials

/// Runs the engine on a thread of its own: takes what arrived, has it committed, then acknowledges and sends.
final class EngineThread: Sendable {
  let mailbox: Mailbox
  private let alarm: Alarm
  private let thread = Lock<PThread?>(nil)

  init(mailbox: Mailbox) {
    self.mailbox = mailbox
    alarm = Alarm { mailbox.post(.wake) }
  }

  /// - Parameters:
  ///   - engine: made on the thread, so that nothing else can touch it.
  ///   - perform: called on the thread after each commit.
  func run(
    _ make: @escaping @Sendable () throws -> Engine, perform: @escaping @Sendable (Effects, Engine) -> Void,
    ended: @escaping @Sendable (Result<Void, any Error>) -> Void
  ) {
    let mailbox = mailbox
    let alarm = alarm
    let running = PThread {
      do {
        let engine = try make()
        try engine.start(now: engine.clock.now())
        Self.arm(alarm, engine)
        while let arrivals = mailbox.take() {
          let effects = engine.step(arrivals, now: engine.clock.now())
          perform(effects, engine)
          engine.maintain(now: engine.clock.now())
          Self.arm(alarm, engine)
        }
        alarm.cancel()
        try engine.stop()
        engine.store.close()
        ended(.success(()))
      } catch {
        ended(.failure(error))
      }
    }
    thread.withLock { $0 = running }
  }

  /// Waits until the thread is gone; it has said already that its work ended.
  func join() { thread.withLock { $0 }?.join() }

  /// A store that cannot even be asked what is due is asked again a second later.
  private static func arm(_ alarm: Alarm, _ engine: Engine) {
    let now = engine.clock.now()
    do {
      alarm.set(try engine.nextWake(), now: now)
    } catch {
      alarm.set(now + .seconds(1), now: now)
    }
  }
}

/// One Dispatch timer on the wall clock, armed for the earliest thing that falls due. It looks again at least every five
/// seconds, so that a clock that was set, a machine that slept, or a person who settled a delivery only changes when it
/// looks.
final class Alarm: Sendable {
  private static let longest: Double = 5
  /// What is due at once still leaves a breath: a plugin that sets its timers in the past must not spin the engine.
  private static let shortest = 0.01
  private let queue = DispatchQueue(label: "alarm")
  private let timer: Lock<any DispatchSourceTimer>

  init(_ ring: @escaping @Sendable () -> Void) {
    let timer = DispatchSource.makeTimerSource(flags: .strict, queue: queue)
    timer.setEventHandler(handler: { @Sendable in ring() })
    timer.schedule(wallDeadline: .distantFuture)
    timer.activate()
    self.timer = Lock(timer)
  }

  func set(_ date: Date?, now: Date) {
    let wait = min(max(date?.timeIntervalSince(now) ?? Self.longest, Self.shortest), Self.longest)
    timer.withLock { $0.schedule(wallDeadline: .now() + wait, leeway: .milliseconds(1)) }
  }

  func cancel() { timer.withLock { $0.cancel() } }
}
