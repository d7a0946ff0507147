import BotCore
import CMicroHTTPD
import Glibc

/// The way from an `AsyncStream` to a client: a small buffer that libmicrohttpd's thread empties. The connection is
/// suspended while there is nothing to send, and the stream is not read while the client does not keep up.
final class StreamOutlet: Sendable {
  private struct State {
    var buffer: [UInt8] = []
    var isFinished = false
    var isGone = false
    /// Suspended: `MHD_resume_connection` is due exactly once.
    var suspended: OpaquePointer?
    var room: CheckedContinuation<Void, Never>?
  }

  private let state = Lock(State())
  private let pump = Lock<Task<Void, Never>?>(nil)
  private static let capacity = 64 << 10

  /// Starts to read the stream.
  func run(_ stream: AsyncStream<[UInt8]>) {
    let task = Task {
      for await piece in stream {
        // The next turn of a cancelled loop tells the stream's maker that nobody listens any more.
        if await !self.push(piece) { withUnsafeCurrentTask { $0?.cancel() } }
      }
      self.finish()
    }
    pump.withLock { $0 = task }
    if state.withLock({ $0.isGone }) { task.cancel() }
  }

  /// What is buffered is still sent, then the answer ends.
  func finish() {
    state.withLock { state in
      state.isFinished = true
      resume(&state)
    }
  }

  /// The client has left or the connection is over: nothing more is sent, and the stream's reader ends.
  func abandon() {
    let room = state.withLock { state in
      state.isGone = true
      state.buffer = []
      resume(&state)
      defer { state.room = nil }
      return state.room
    }
    room?.resume()
    pump.withLock { $0 }?.cancel()
  }

  /// Called by libmicrohttpd for the next bytes.
  func read(into target: UnsafeMutableRawBufferPointer, of connection: OpaquePointer) -> Int {
    let (count, room) = state.withLock { state -> (Int, CheckedContinuation<Void, Never>?) in
      if state.isGone { return (Self.endWithError, nil) }
      if state.buffer.isEmpty {
        if state.isFinished { return (Self.end, nil) }
        state.suspended = connection
        MHD_suspend_connection(connection)
        return (0, nil)
      }
      let count = min(target.count, state.buffer.count)
      target.copyBytes(from: state.buffer[..<count])
      state.buffer.removeFirst(count)
      guard state.buffer.count < Self.capacity else { return (count, nil) }
      defer { state.room = nil }
      return (count, state.room)
    }
    room?.resume()
    return count
  }

  /// - Returns: false when the client has left.
  private func push(_ piece: [UInt8]) async -> Bool {
    let isFull = state.withLock { state in
      guard !state.isGone, !state.isFinished else { return false }
      state.buffer += piece
      resume(&state)
      return state.buffer.count >= Self.capacity
    }
    if isFull { await waitForRoom() }
    return state.withLock { !$0.isGone && !$0.isFinished }
  }

  private func waitForRoom() async {
    await withCheckedContinuation { continuation in
      let mustWait = state.withLock { state in
        guard !state.isGone, state.buffer.count >= Self.capacity else { return false }
        state.room = continuation
        return true
      }
      if !mustWait { continuation.resume() }
    }
  }

  private func resume(_ state: inout State) {
    guard let connection = state.suspended else { return }
    state.suspended = nil
    MHD_resume_connection(connection)
  }

  // MHD_CONTENT_READER_END_OF_STREAM and …_END_WITH_ERROR, macros with a cast that Swift cannot read.
  private static let end = -1
  private static let endWithError = -2
}
