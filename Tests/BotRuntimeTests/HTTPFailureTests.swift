import BotCore
import CCurl
import CMicroHTTPD
import Glibc
import Testing

@testable import BotRuntime

/// Whether a request can have had its effect is what a caller must never be told wrongly.
@Suite(.timeLimit(.minutes(1)))
struct HTTPFailureTests {
  private let client = CurlClient()

  @Test func aRefusedConnectionSentNothing() async throws {
    let closed = ClosedPort()
    defer { closed.release() }
    let error = await failure(client, HTTPRequest("POST", "http://127.0.0.1:\(closed.port)/"))
    #expect(
      error == .notSent("127.0.0.1: the connection was refused; check that the service is up and the port is right."))
  }

  @Test func aNameThatIsNotFoundSentNothing() async {
    let error = await failure(client, HTTPRequest("GET", "http://nowhere.invalid/"))
    #expect(error == .notSent("nowhere.invalid: the name was not found; check its spelling and this machine's DNS."))
  }

  @Test func aConnectionThatIsNotMadeInTimeSentNothing() async throws {
    let full = try FullBacklog()
    defer { full.close() }
    var request = HTTPRequest("POST", "http://127.0.0.1:\(full.port)/")
    request.limits.connect = .milliseconds(100)
    let error = await failure(client, request)
    #expect(
      error
        == .notSent(
          "127.0.0.1: no connection was made in time; check that the service is up and no firewall stands between."))
  }

  @Test func aFailedHandshakeSentNothing() async throws {
    let server = try ScriptedServer { $0.write("this is not TLS\r\n\r\n") }
    let error = await failure(client, HTTPRequest("POST", "https://127.0.0.1:\(server.port)/"))
    #expect(
      error == .notSent("127.0.0.1: no TLS connection could be agreed on; check that the port speaks TLS."))
  }

  @Test func aResetDuringTheHandshakeSentNothing() async throws {
    let server = try ScriptedServer { peer in
      _ = RawSocket(descriptor: peer.descriptor).piece()
      peer.reset()
    }
    let error = await failure(client, HTTPRequest("POST", "https://127.0.0.1:\(server.port)/"))
    #expect(
      error == .notSent("127.0.0.1: no TLS connection could be agreed on; check that the port speaks TLS."))
  }

  @Test func aResetAfterTheRequestLeavesItOpen() async throws {
    let server = try ScriptedServer { peer in
      _ = peer.request()
      peer.reset()
    }
    guard case .noAnswer = await failure(client, HTTPRequest("POST", server.url)) else {
      Issue.record("a request that was read was called unsent")
      return
    }
  }

  @Test func aCloseWithoutAnAnswerLeavesItOpen() async throws {
    let server = try ScriptedServer { _ = $0.request() }
    let error = await failure(client, HTTPRequest("POST", server.url))
    let lost = "127.0.0.1: the connection was closed without an answer; see whether the request had its effect."
    #expect(error == .noAnswer(lost))
  }

  @Test func halfAnAnswerLeavesItOpen() async throws {
    let server = try ScriptedServer { peer in
      _ = peer.request()
      peer.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345")
    }
    let error = await failure(client, HTTPRequest("POST", server.url))
    let lost =
      "127.0.0.1: the connection was closed in the middle of the answer; see whether the request had its effect."
    #expect(error == .noAnswer(lost))
  }

  @Test func aPostThatDiesOnAKeptConnectionIsNotSentAgain() async throws {
    let seen = Lock<[String]>([])
    let server = try dyingOnSecondRequest(seen)
    _ = try await client.send(HTTPRequest("GET", "\(server.url)/first"))
    let error = await failure(client, HTTPRequest("POST", "\(server.url)/second", body: [1]))
    let lost =
      "127.0.0.1: the kept-open connection was closed before an answer; see whether the request had its effect."
    #expect(error == .noAnswer(lost))
    #expect(seen.withLock { $0 } == ["0 GET /first", "0 POST /second"])
  }

  @Test func aGetThatDiesOnAKeptConnectionIsSentAgain() async throws {
    let seen = Lock<[String]>([])
    let server = try dyingOnSecondRequest(seen)
    _ = try await client.send(HTTPRequest("GET", "\(server.url)/first"))
    #expect(try await client.send(HTTPRequest("GET", "\(server.url)/second")).status == 200)
    #expect(seen.withLock { $0 } == ["0 GET /first", "0 GET /second", "1 GET /second"])
  }

  @Test func silenceAfterTheRequestEndsAtTheFirstByteLimit() async throws {
    let server = try ScriptedServer { $0.hang() }
    var request = HTTPRequest("POST", server.url)
    request.limits.firstByte = .milliseconds(50)
    let start = Monotonic.now()
    let error = await failure(client, request)
    #expect(
      error == .noAnswer("127.0.0.1: no answer began within 50 ms; the service may be overloaded, try later."))
    #expect(Monotonic.now() - start < .seconds(30))
  }

  @Test func theFirstByteIsAwaitedOnlyOnceTheRequestIsOut() async throws {
    let server = try ScriptedServer { peer in
      usleep(2_500_000)
      let head = peer.request()?.prefix(500) ?? ""
      peer.answer(head.contains("Expect:") ? "waited for leave to send" : "done")
    }
    var request = HTTPRequest("POST", server.url, body: [UInt8](repeating: 0x61, count: 16 << 20))
    request.limits.firstByte = .seconds(2)
    #expect(try await client.send(request).text == "done")
  }

  @Test func anAnswerThatTricklesEndsAtTheTotalLimit() async throws {
    let server = try ScriptedServer { peer in
      _ = peer.request()
      peer.write("HTTP/1.1 200 OK\r\n")
      peer.hang()
    }
    var request = HTTPRequest("POST", server.url)
    request.limits.firstByte = .milliseconds(300)
    request.limits.total = .milliseconds(600)
    let error = await failure(client, request)
    #expect(
      error == .noAnswer("127.0.0.1: no whole answer within 600 ms; the service may be overloaded, try later."))
  }

  @Test func noErrorTellsMoreThanTheHost() async throws {
    let closed = ClosedPort()
    defer { closed.release() }
    let server = try ScriptedServer { _ = $0.request() }
    var texts: [String] = []
    for base in [
      "http://user:SECRET@127.0.0.1:\(closed.port)", "http://127.0.0.1:\(server.port)", "ftp://SECRET", "SECRET:1",
    ] {
      let request = HTTPRequest("POST", "\(base)/botSECRET/x?token=SECRET#SECRET", headers: ["Authorization": "SECRET"])
      texts.append("\(await failure(client, request)!)")
    }
    texts.append("\(await failure(client, HTTPRequest("GET", server.url, headers: ["A": "SECRET\n"]))!)")
    #expect(texts.count == 5)
    #expect(texts.allSatisfy { !$0.contains("SECRET") })
  }

  private func dyingOnSecondRequest(_ seen: Lock<[String]>) throws -> ScriptedServer {
    try ScriptedServer { peer in
      var answered = 0
      while let request = peer.request() {
        seen.withLock { $0.append("\(peer.number) \(request.prefix { $0 != "\r\n" }.dropLast(9))") }
        if peer.number == 0, answered == 1 { return }
        peer.answer("")
        answered += 1
      }
    }
  }
}

/// A port that is taken, so that no other test gets it, and not listened on.
private struct ClosedPort {
  let port: Int
  private let descriptor: Int32

  init() {
    let descriptor = socketForTests()
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr)
    withUnsafeBytes(of: &address) {
      _ = bind(descriptor, $0.baseAddress!.assumingMemoryBound(to: sockaddr.self), socklen_t($0.count))
    }
    port = ListenAddress.port(of: descriptor)
    self.descriptor = descriptor
  }

  func release() { close(descriptor) }
}

/// A listener that accepts nothing and whose queue is full: the kernel drops further connection attempts.
private struct FullBacklog {
  let port: Int
  private let descriptors: [Int32]

  init() throws {
    let listening = try ListenAddress("127.0.0.1:0").open()
    listen(listening, 0)
    port = ListenAddress.port(of: listening)
    descriptors = [listening, RawSocket(port: port).descriptor]
  }

  func close() { for descriptor in descriptors { Glibc.close(descriptor) } }
}
