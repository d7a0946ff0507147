import BotCore

/// The open pages of a sandbox, told of each change by server-sent events (WHATWG HTML, section 9.2).
struct SandboxFeed: Sendable {
  /// One page more, and the oldest has to connect anew.
  static let maxListeners = 64
  /// How many frames may wait for a slow page before it has to connect anew.
  static let maxWaiting = 512

  private var listeners: [AsyncStream<[UInt8]>.Continuation] = []

  var count: Int { listeners.count }

  mutating func open(first frame: [UInt8]) -> AsyncStream<[UInt8]> {
    let (stream, continuation) = AsyncStream.makeStream(
      of: [UInt8].self, bufferingPolicy: .bufferingOldest(Self.maxWaiting))
    continuation.yield(frame)
    if listeners.count == Self.maxListeners { listeners.removeFirst().finish() }
    listeners.append(continuation)
    return stream
  }

  /// Sends a frame to every page. A page that missed one is cut off: it connects anew and gets the whole.
  mutating func send(_ frame: [UInt8]) {
    listeners.removeAll { listener in
      switch listener.yield(frame) {
      case .enqueued: return false
      case .dropped:
        listener.finish()
        return true
      case .terminated: return true
      @unknown default: return true
      }
    }
  }

  /// One event. JSON on one line has no line break, so one `data` line holds it.
  static func frame(_ name: String, _ data: JSON) -> [UInt8] {
    Array("event: \(name)\ndata: ".utf8) + data.bytes + Array("\n\n".utf8)
  }
}
