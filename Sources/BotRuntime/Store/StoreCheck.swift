import BotCore
import Glibc

/// Looks through the whole store for damage after an end that was none of the bot's own doing: on a thread and a connection
/// of its own, because a file of a gigabyte takes three seconds to read from memory and twenty from a disk.
final class StoreCheck: Sendable {
  enum Verdict: Sendable, Hashable {
    case open, whole
    /// The first fault.
    case damaged(String)
    /// Why the look came to no end.
    case failed(String)
  }

  /// So long a start waits for it. What is not found by then is looked for beside the bot.
  private static let usualPatience: Duration = .seconds(3)
  /// As long as it takes.
  static let anyTime: Duration = .days(1)

  /// What the store notes of a run that ended in order before the verdict.
  static let unfinished = "not looked through"
  /// What it notes of one whose look found damage: the next start writes nothing before it has looked.
  static let damaged = "damaged"

  let patience: Duration
  private let path: String
  private let verdict = Lock(Verdict.open)
  private let isStopping = Lock(false)
  /// Whether the connection may be interrupted.
  private let isLooking = Lock(true)
  /// Only the thread uses it, but for the interruption.
  private let store: HandOver<SQLiteStore>
  private let thread = Lock<PThread?>(nil)

  /// `nil` where the last run ended by itself.
  /// - Throws: `StoreError`.
  static func begin(_ store: SQLiteStore) throws -> StoreCheck? {
    guard let mark = try store.meta(Engine.runningKey) else { return nil }
    let check = StoreCheck(
      store.path, HandOver(try SQLiteStore(path: store.path, readOnly: true)),
      patience: mark == damaged ? anyTime : usualPatience)
    check.thread.withLock { $0 = PThread { check.look() } }
    return check
  }

  private init(_ path: String, _ store: HandOver<SQLiteStore>, patience: Duration) {
    (self.path, self.store, self.patience) = (path, store, patience)
  }

  private func look() {
    let found: Verdict
    do {
      found = try store.value.integrity().first.map { .damaged($0) } ?? .whole
    } catch {
      found = .failed("\(error)")
    }
    // The last connection to close tidies up: that should be one that may write.
    isLooking.withLock { isLooking in
      isLooking = false
      store.value.close()
    }
    // What was interrupted is no verdict.
    if !isStopping.withLock({ $0 }) { verdict.withLock { $0 = found } }
  }

  /// Waits for the verdict, at most so long.
  func damage(within limit: Duration, _ clock: Clock) async -> StoreError? {
    let end = clock.monotonic() + limit.seconds
    while verdict.withLock({ $0 }) == .open, clock.monotonic() < end, !Task.isCancelled {
      try? await clock.sleep(.milliseconds(20))
    }
    return damage
  }

  /// What was found so far.
  var damage: StoreError? {
    guard case .damaged(let fault) = verdict.withLock({ $0 }) else { return nil }
    return StoreError(
      path, "the file is damaged (\(fault))",
      "stop the bot, move the file away for a look, and restore the newest backup in its place")
  }

  /// Why nobody knows; `nil` while it is looked for, and where it is known.
  var failure: String? { if case .failed(let reason) = verdict.withLock({ $0 }) { reason } else { nil } }

  var isWhole: Bool { verdict.withLock { $0 } == .whole }

  /// Ends it.
  /// - Returns: whether the store was found whole.
  func stop() -> Bool {
    isStopping.withLock { $0 = true }
    // An interruption that comes before the reading begins ends nothing.
    while isLooking.withLock({ isLooking in
      if isLooking { store.value.interrupt() }
      return isLooking
    }) { usleep(1000) }
    thread.withLock { thread in
      thread?.join()
      thread = nil
    }
    return isWhole
  }
}
