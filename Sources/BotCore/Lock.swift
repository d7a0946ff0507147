import Glibc

/// A value that only one thread at a time may touch.
///
/// A pthread mutex and not `Synchronization.Mutex`, whose futex ThreadSanitizer cannot see: it would report races
/// that are none. Guard of the unchecked Sendable: `value` is read and written under `mutex` only.
public final class Lock<Value>: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var value: Value

  public init(_ value: Value) {
    self.value = value
    mutex.initialize(to: pthread_mutex_t())
    pthread_mutex_init(mutex, nil)
    changed.initialize(to: pthread_cond_t())
    var monotonic = pthread_condattr_t()
    pthread_condattr_init(&monotonic)
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC)
    pthread_cond_init(changed, &monotonic)
    pthread_condattr_destroy(&monotonic)
  }

  deinit {
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(mutex)
    changed.deallocate()
    mutex.deallocate()
  }

  public func withLock<Result, Failure: Error>(
    _ body: (inout Value) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body(&value)
  }

  /// Makes every thread in `wait` look at its condition again.
  public func announce() { pthread_cond_broadcast(changed) }

  /// Blocks the calling thread until the condition holds, looking again at each `announce`.
  /// - Returns: false when the time ran out first.
  public func wait(atMost limit: Duration, until condition: (Value) -> Bool) -> Bool {
    var deadline = timespec()
    clock_gettime(CLOCK_MONOTONIC, &deadline)
    let total = Duration.seconds(deadline.tv_sec) + .nanoseconds(Int64(deadline.tv_nsec)) + max(limit, .zero)
    deadline.tv_sec = Int(total.components.seconds)
    deadline.tv_nsec = Int(total.components.attoseconds / 1_000_000_000)
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while !condition(value) {
      if pthread_cond_timedwait(changed, mutex, &deadline) == ETIMEDOUT { return condition(value) }
    }
    return true
  }
}
