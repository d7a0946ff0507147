import BotCore
import Glibc

/// Places where a test may kill the process, to show that the store then holds the old state or the new one.
/// `BOTRUN_TEST_FAULT=delivery.performed:3` kills at the third passing. A release build has none of it.
enum FaultPoint: String, CaseIterable, Sendable {
  case storeMigrated = "store.migrated"
  case storeWritten = "store.written"
  case startDoubted = "start.doubted"
  case pendingNoted = "pending.noted"
  case arrivalTaken = "arrival.taken"
  case eventAdmitted = "event.admitted"
  case turnDecided = "turn.decided"
  case turnWritten = "turn.written"
  case commitBefore = "commit.before"
  case commitAfter = "commit.after"
  case acknowledged = "acknowledged"
  case deliveryMarked = "delivery.marked"
  case deliveryStarted = "delivery.started"
  case deliveryPerformed = "delivery.performed"
  case deliveryReported = "delivery.reported"
  case deliveryRecorded = "delivery.recorded"
  case deliveryLookedFor = "delivery.lookedFor"
  case oldForgotten = "old.forgotten"
  case engineStopping = "engine.stopping"
  case backupCopied = "backup.copied"

  #if DEBUG
    private static let armed: (point: FaultPoint, passing: Int)? = {
      guard let text = getenv("BOTRUN_TEST_FAULT").map({ String(cString: $0) }) else { return nil }
      let parts = text.split(separator: ":")
      guard let point = parts.first.flatMap({ FaultPoint(rawValue: String($0)) }) else { return nil }
      return (point, parts.dropFirst().first.flatMap { Int($0) } ?? 1)
    }()

    private static let passings = Lock(0)

    func pass() {
      guard let armed = Self.armed, armed.point == self else { return }
      let count = Self.passings.withLock { (count: inout Int) -> Int in
        count += 1
        return count
      }
      if count == armed.passing { kill(getpid(), SIGKILL) }
    }
  #else
    @inline(__always) func pass() {}
  #endif
}
