import BotCore
import CMicroHTTPD
import Glibc

/// The thread that looks after what libmicrohttpd does not: answers that are overdue, requests that trickle in, and
/// clients that left while a stream had nothing to send them.
struct WebhookWatch: Sendable {
  let desk: WebhookDesk

  /// The thread's body: returns when the desk is stopped.
  func run() {
    while let (descriptors, pause) = plan() {
      var polled = descriptors
      _ = poll(&polled, nfds_t(polled.count), pause)
      var rung: UInt64 = 0
      _ = read(desk.bellDescriptor, &rung, 8)
      look()
    }
  }

  /// What to wait for and for how many milliseconds; nil when it is over.
  private func plan() -> ([pollfd], Int32)? {
    desk.state.withLock { state in
      guard state.stage != .stopped else { return nil }
      let deadlines = state.waiting.values.map(\.answerBy) + state.receiveBy.values
      let now = Monotonic.now()
      state.watchUntil = deadlines.min() ?? now + .seconds(3600)
      let bell = pollfd(fd: desk.bellDescriptor, events: Int16(POLLIN), revents: 0)
      return ([bell] + state.streams.keys.map(Self.leaving), Monotonic.milliseconds(state.watchUntil - now))
    }
  }

  private func look() {
    let now = Monotonic.now()
    let (overdue, left) = desk.state.withLock { state -> ([Exchange], [StreamOutlet]) in
      for (descriptor, deadline) in state.receiveBy where deadline <= now {
        // libmicrohttpd then sees the end of the connection and closes it; the descriptor is still its own here.
        shutdown(descriptor, Int32(SHUT_RDWR))
        state.receiveBy[descriptor] = nil
      }
      let left = state.streams.keys.filter(Self.hasLeft)
      let outlets = left.compactMap { state.streams.removeValue(forKey: $0) }
      return (state.waiting.values.filter { $0.answerBy <= now }, outlets)
    }
    for exchange in overdue { desk.answer(exchange, Admission.late) }
    for outlet in left { outlet.abandon() }
  }

  private static func leaving(_ descriptor: Int32) -> pollfd {
    pollfd(fd: descriptor, events: Int16(CM_POLLRDHUP), revents: 0)
  }

  private static func hasLeft(_ descriptor: Int32) -> Bool {
    var one = leaving(descriptor)
    return poll(&one, 1, 0) > 0
  }
}
