import BotCore
import CMicroHTTPD
import Glibc

/// The shared book of the webhook server: who waits for an answer, who is still sending, which streams are open.
/// Suspending and resuming happen under its lock, so that no connection is resumed before it was suspended.
final class WebhookDesk: Sendable {
  enum Stage {
    case serving
    /// No new requests; those that are in may finish.
    case draining
    /// Whoever is left is answered at once.
    case closed
    case stopped
  }

  struct State {
    var stage = Stage.serving
    /// Connections that are open, whatever they do.
    var connections = 0
    /// Requests between their first line and their answer's last byte.
    var open = 0
    var heldBytes = 0
    var waiting: [ObjectIdentifier: Exchange] = [:]
    /// By descriptor: when a connection must have sent its request.
    var receiveBy: [Int32: ContinuousClock.Instant] = [:]
    /// The descriptors of the connections that have begun a request, until its answer is out.
    var requesting: Set<Int32> = []
    var streams: [Int32: StreamOutlet] = [:]
    var watchUntil = ContinuousClock.Instant.distantFuture
  }

  let limits: WebhookLimits
  let state = Lock(State())
  /// Wakes the watch when it must look earlier than it planned.
  private let bell = cm_bell()

  init(_ limits: WebhookLimits) { self.limits = limits }

  deinit { close(bell) }

  func connectionOpened(_ descriptor: Int32) {
    state.withLock { state in
      state.connections += 1
      if state.connections > limits.roomyConnections { state.makeRoom() }
    }
    expectRequest(descriptor)
  }

  func connectionClosed(_ descriptor: Int32) {
    state.withLock { state in
      state.connections -= 1
      state.receiveBy[descriptor] = nil
      state.requesting.remove(descriptor)
    }
  }

  func requestOpened(_ descriptor: Int32) {
    state.withLock { state in
      state.open += 1
      state.requesting.insert(descriptor)
    }
    expectRequest(descriptor)
  }

  func requestClosed(_ exchange: Exchange) {
    state.withLock { state in
      state.open -= 1
      state.requesting.remove(exchange.descriptor)
      state.heldBytes -= exchange.heldBytes
      exchange.heldBytes = 0
      if let outlet = exchange.outlet, state.streams[exchange.descriptor] === outlet {
        state.streams[exchange.descriptor] = nil
      }
    }
    exchange.outlet?.abandon()
    expectRequest(exchange.descriptor)
    state.announce()
  }

  func load() -> Admission.Load {
    state.withLock {
      Admission.Load(waiting: $0.waiting.count, heldBytes: $0.heldBytes, isDraining: $0.stage != .serving)
    }
  }

  /// Counts bytes of a body against what all bodies may hold together.
  func hold(_ count: Int, for exchange: Exchange) -> Bool {
    state.withLock { state in
      guard state.heldBytes + count <= limits.heldBytes else { return false }
      state.heldBytes += count
      exchange.heldBytes += count
      return true
    }
  }

  /// Suspends the connection until `answer`. False when there is no more room to wait.
  func await(_ exchange: Exchange, on connection: OpaquePointer) -> Bool {
    let deadline = Monotonic.now() + limits.answer
    let (isIn, mustRing) = state.withLock { state -> (Bool, Bool) in
      state.receiveBy[exchange.descriptor] = nil
      guard state.stage == .serving || state.stage == .draining, state.waiting.count < limits.waiting else {
        return (false, false)
      }
      exchange.phase = .waiting(connection)
      exchange.answerBy = deadline
      state.waiting[ObjectIdentifier(exchange)] = exchange
      MHD_suspend_connection(connection)
      return (true, deadline < state.watchUntil)
    }
    if mustRing { ring() }
    return isIn
  }

  /// Gives the answer to a request that waits. Only the first one counts.
  func answer(_ exchange: Exchange, _ response: WebhookResponse) {
    state.withLock { state in
      guard case .waiting(let connection) = exchange.phase else { return }
      exchange.phase = .answered(response)
      state.waiting[ObjectIdentifier(exchange)] = nil
      MHD_resume_connection(connection)
    }
  }

  /// The answer that a resumed connection asks for; nil when there is none.
  func takeAnswer(_ exchange: Exchange) -> WebhookResponse? {
    state.withLock { _ in
      guard case .answered(let response) = exchange.phase else { return nil }
      exchange.phase = .replied
      return response
    }
  }

  /// Registers an answer that is sent piece by piece. False when there is no more room for one.
  func open(_ outlet: StreamOutlet, for exchange: Exchange) -> Bool {
    let isIn = state.withLock { state in
      guard state.stage == .serving, state.streams.count < limits.streams else { return false }
      state.streams[exchange.descriptor] = outlet
      return true
    }
    if isIn { ring() }
    return isIn
  }

  func ring() {
    var one: UInt64 = 1
    _ = write(bell, &one, 8)
  }

  private func expectRequest(_ descriptor: Int32) {
    let deadline = Monotonic.now() + limits.receive
    let mustRing = state.withLock { state in
      state.receiveBy[descriptor] = deadline
      return deadline < state.watchUntil
    }
    if mustRing { ring() }
  }

  var bellDescriptor: Int32 { bell }
}

extension WebhookDesk.State {
  /// Closes the connection that has been without a request longest, or the one that owes the rest of its request longest:
  /// of whichever are more. Neither silent connections nor slow ones must keep others out, however many they are. One
  /// whose request is whole is never closed.
  fileprivate mutating func makeRoom() {
    let owing = receiveBy.keys.count(where: requesting.contains)
    let isOwing = owing > receiveBy.count - owing
    let larger = receiveBy.lazy.filter { [requesting] in requesting.contains($0.key) == isOwing }
    guard let longest = larger.min(by: { $0.value < $1.value })?.key else { return }
    // libmicrohttpd then sees the end of the connection and closes it; the descriptor is still its own here.
    shutdown(longest, Int32(SHUT_RDWR))
    receiveBy[longest] = nil
  }
}
