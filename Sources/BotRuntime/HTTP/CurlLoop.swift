import BotCore
import CCurl

/// The one thread that talks to libcurl. Only `curl_multi_wakeup` is called from outside, under the inbox lock and
/// never after closing has begun.
///
/// Guard of the unchecked Sendable: `inbox` is a lock; `slots`, `running` and `idle` belong to the thread.
final class CurlLoop: @unchecked Sendable {
  private struct Inbox {
    var arrived: [Transfer] = []
    var cancelled: [Transfer] = []
    var isClosing = false
  }

  private let inbox = Lock(Inbox())
  private let multi: UnsafeMutableRawPointer
  private let setup: CurlSetup
  private let maxWaiting: Int
  private var slots: Slots<Transfer>
  private var running: [UnsafeMutableRawPointer: Transfer] = [:]
  /// Handles to use again; they keep no connection, the multi handle does.
  private var idle: [UnsafeMutableRawPointer] = []
  private static let maxIdle = 64

  init(_ setup: CurlSetup, inFlight: Int, perHost: Int, waiting: Int) {
    precondition(Self.library == CURLE_OK, "libcurl could not be initialised; check its installation")
    self.setup = setup
    maxWaiting = waiting
    slots = Slots(total: inFlight, perHost: perHost, maxWaiting: waiting)
    multi = curl_multi_init()
    cc_multi_long(multi, CURLMOPT_MAXCONNECTS, inFlight)
  }

  private static let library = cc_start()

  func submit(_ transfer: Transfer) {
    let refusal = inbox.withLock { box -> HTTPError? in
      if box.isClosing { return HTTPFault.closed }
      if transfer.isCancelled { return .cancelled }
      box.arrived.append(transfer)
      if box.arrived.count == 1 { curl_multi_wakeup(multi) }
      return nil
    }
    if let refusal { transfer.finish(.failure(refusal)) }
  }

  /// May come before `submit`: a task can be cancelled before it has begun.
  func cancel(_ transfer: Transfer) {
    inbox.withLock { box in
      transfer.isCancelled = true
      guard !box.isClosing else { return }
      box.cancelled.append(transfer)
      curl_multi_wakeup(multi)
    }
  }

  /// - Returns: whether this call is the first.
  func beginClosing() -> Bool {
    inbox.withLock { box in
      guard !box.isClosing else { return false }
      box.isClosing = true
      curl_multi_wakeup(multi)
      return true
    }
  }

  /// The thread's body: returns once closing has begun and every caller has its answer.
  func run() {
    while admit() {
      var handles: Int32 = 0
      curl_multi_perform(multi, &handles)
      finishDone()
      let pause = endOverdue()
      startWaiting()
      curl_multi_poll(multi, nil, 0, pause, nil)
    }
    tearDown()
  }

  /// Takes what came since the last turn. False when closing has begun.
  private func admit() -> Bool {
    let (arrived, cancelled, isClosing) = inbox.withLock { box in
      defer {
        box.arrived.removeAll()
        box.cancelled.removeAll()
      }
      return (box.arrived, box.cancelled, box.isClosing)
    }
    for transfer in arrived where !slots.add(transfer, host: transfer.checked.target.origin) {
      transfer.finish(.failure(HTTPFault.crowded(transfer.host, limit: maxWaiting)))
    }
    for transfer in cancelled { end(transfer, .failure(HTTPError.cancelled)) }
    if isClosing { return false }
    startWaiting()
    return true
  }

  private func startWaiting() {
    while let transfer = slots.next() { start(transfer) }
  }

  private func start(_ transfer: Transfer) {
    let easy: UnsafeMutableRawPointer = idle.popLast() ?? curl_easy_init()
    transfer.easy = easy
    running[easy] = transfer
    setup.prepare(easy, for: transfer)
    curl_multi_add_handle(multi, easy)
  }

  private func finishDone() {
    var code = CURLE_OK
    while let easy = cc_next_finished(multi, &code) {
      guard let transfer = running[easy] else { continue }
      if let fault = transfer.fault {
        end(transfer, .failure(fault))
      } else if code == CURLE_OK {
        end(transfer, .success(transfer.reader.answer))
      } else {
        end(transfer, .failure(HTTPFault.error(code, host: transfer.host, wasSent: transfer.wasSent)))
      }
    }
  }

  /// - Returns: milliseconds until the next deadline.
  private func endOverdue() -> Int32 {
    let now = Monotonic.now()
    var next = now + .seconds(60)
    var overdue: [Transfer] = []
    for transfer in running.values { transfer.noteSent(now) }
    for transfer in Array(running.values) + slots.allWaiting {
      if transfer.nextDeadline <= now { overdue.append(transfer) } else { next = min(next, transfer.nextDeadline) }
    }
    for transfer in overdue { end(transfer, .failure(transfer.lateness(now))) }
    return Monotonic.milliseconds(next - now)
  }

  private func end(_ transfer: Transfer, _ result: Result<HTTPResponse, any Error>) {
    let host = transfer.checked.target.origin
    if let easy = transfer.easy {
      running[easy] = nil
      transfer.easy = nil
      curl_multi_remove_handle(multi, easy)
      recycle(easy)
      curl_slist_free_all(transfer.headerList)
      transfer.headerList = nil
      slots.release(host: host)
    } else {
      slots.remove(host: host) { $0 === transfer }
    }
    transfer.finish(result)
  }

  private func recycle(_ easy: UnsafeMutableRawPointer) {
    guard idle.count < Self.maxIdle else { return curl_easy_cleanup(easy) }
    curl_easy_reset(easy)
    idle.append(easy)
  }

  private func tearDown() {
    for transfer in Array(running.values) + slots.allWaiting { end(transfer, .failure(HTTPError.cancelled)) }
    for easy in idle { curl_easy_cleanup(easy) }
    curl_multi_cleanup(multi)
  }
}
