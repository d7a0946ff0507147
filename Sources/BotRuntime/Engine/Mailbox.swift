import Glibc

/// Where arrivals wait for the engine thread. Guard: `mutex`; the engine sleeps on `condition`.
final class Mailbox: @unchecked Sendable {
  static let maxBatch = 256

  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var waiting: [Arrival] = []
  private var head = 0
  private var isClosed = false

  init() {
    mutex.initialize(to: pthread_mutex_t())
    condition.initialize(to: pthread_cond_t())
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  func post(_ arrival: Arrival) {
    if !append(arrival) { arrival.hearer?(false) }
  }

  private func append(_ arrival: Arrival) -> Bool {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    guard !isClosed else { return false }
    waiting.append(arrival)
    pthread_cond_signal(condition)
    return true
  }

  /// Nothing more is taken in, and events that still come are refused: `take` returns what is left, then `nil`.
  func close() {
    pthread_mutex_lock(mutex)
    isClosed = true
    pthread_cond_signal(condition)
    pthread_mutex_unlock(mutex)
  }

  /// Waits until something is there and takes at most a batch of it, never waiting for more.
  func take() -> [Arrival]? {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while head == waiting.count && !isClosed { pthread_cond_wait(condition, mutex) }
    guard head < waiting.count else { return nil }
    let batch = Array(waiting[head..<min(head + Self.maxBatch, waiting.count)])
    head += batch.count
    if head == waiting.count {
      waiting.removeAll(keepingCapacity: waiting.count <= 4 * Self.maxBatch)
      head = 0
    } else if head >= 4 * Self.maxBatch, head * 2 > waiting.count {
      waiting.removeFirst(head)
      head = 0
    }
    return batch
  }

  var count: Int {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return waiting.count - head
  }
}
