import BotCore
import CCurl
import CMicroHTTPD
import Glibc

@testable import BotRuntime

/// A loopback server that does byte for byte what its script says, one thread per connection.
final class ScriptedServer: Sendable {
  /// One accepted connection.
  struct Peer: Sendable {
    let descriptor: Int32
    /// 0 for the first connection.
    let number: Int

    /// The next request, head and body as sent; nil when the client has closed.
    /// On a busy machine a test may be long about its next request, so the server waits for minutes; its end ends the wait.
    func request() -> String? { RawSocket(descriptor: descriptor, patience: 600_000).message() }

    func write(_ text: String) { write(bytes: Array(text.utf8)) }

    func write(bytes: [UInt8]) { RawSocket(descriptor: descriptor).write(bytes: bytes) }

    func answer(_ body: String, _ status: String = "200 OK", _ headers: String = "") {
      write("HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\(headers)\r\n\(body)")
    }

    /// Closes with RST instead of FIN.
    func reset() {
      var now = linger(l_onoff: 1, l_linger: 0)
      setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
    }

    func hang() { _ = RawSocket(descriptor: descriptor).read(untilClosed: true) }
  }

  private struct State {
    var open: Set<Int32> = []
    var threads: [PThread] = []
    var accepted = 0
  }

  let port: Int
  private let listening: Int32
  private let state = Lock(State())
  private let log: Lock<[String]>

  init(_ log: Lock<[String]> = Lock([]), _ script: @escaping @Sendable (Peer) -> Void) throws {
    self.log = log
    listening = try ListenAddress("127.0.0.1:0").open()
    _ = fcntl(listening, F_SETFL, 0)
    port = ListenAddress.port(of: listening)
    let (listening, state) = (listening, state)
    let acceptor = PThread {
      while true {
        let descriptor = accept(listening, nil, nil)
        guard descriptor >= 0 else { return }
        state.withLock { state in
          let peer = Peer(descriptor: descriptor, number: state.accepted)
          state.accepted += 1
          state.open.insert(descriptor)
          state.threads.append(Self.serve(peer, script))
        }
      }
    }
    state.withLock { $0.threads.insert(acceptor, at: 0) }
  }

  /// Answers every request of every connection with what the closure makes of it, and remembers them.
  static func answering(_ answer: @escaping @Sendable (String) -> String) throws -> ScriptedServer {
    let log = Lock<[String]>([])
    return try ScriptedServer(log) { peer in
      while let request = peer.request() {
        log.withLock { $0.append(request) }
        peer.write(answer(request))
      }
    }
  }

  deinit {
    shutdown(listening, Int32(SHUT_RDWR))
    let acceptor = state.withLock { $0.threads.removeFirst() }
    acceptor.join()
    let (open, threads) = state.withLock { ($0.open, $0.threads) }
    for descriptor in open { shutdown(descriptor, Int32(SHUT_RDWR)) }
    for thread in threads { thread.join() }
    for descriptor in open { close(descriptor) }
    close(listening)
  }

  var url: String { "http://127.0.0.1:\(port)" }
  var accepted: Int { state.withLock { $0.accepted } }
  var requests: [String] { log.withLock { $0 } }

  private static func serve(_ peer: Peer, _ script: @escaping @Sendable (Peer) -> Void) -> PThread {
    PThread {
      script(peer)
      // Ends the connection but keeps its number ours until the end, so that closing it can never hit another's.
      let spare = socketForTests()
      dup2(spare, peer.descriptor)
      close(spare)
    }
  }
}
