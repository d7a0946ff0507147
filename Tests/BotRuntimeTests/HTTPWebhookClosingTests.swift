import BotCore
import Glibc
import Testing

@testable import BotRuntime

/// Where the server listens, and how it stops.
@Suite(.timeLimit(.minutes(1)))
struct HTTPWebhookClosingTests {
  private let client = CurlClient()
  private let pending = Lock<[@Sendable (WebhookResponse) -> Void]>([])

  @Test func anAddressInUseIsNamedWithTheRemedy() throws {
    let server = try echo()
    let address = "127.0.0.1:\(server.port)"
    #expect(
      throws: ListenError(
        description: "\(address) is already in use; stop the other process or change http.listen.")
    ) { try WebhookServer(listen: address) { _, _ in } }
    #expect(
      throws: ListenError(description: "192.0.2.1:0 is not an address of this machine; change http.listen.")
    ) { try WebhookServer(listen: "192.0.2.1:0") { _, _ in } }
  }

  @Test(arguments: [
    "", "8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "example.org:80", "::1:80", "[127.0.0.1]:80",
  ])
  func whatIsNoAddressIsNamed(_ text: String) {
    #expect(
      throws: ListenError(
        description: "\"\(text)\" is not a listening address; write http.listen as 127.0.0.1:8080 or [::1]:8080.")
    ) { try ListenAddress(text) }
  }

  @Test func theSixthVersionIsListenedOnToo() async throws {
    guard let server = try? WebhookServer(listen: "[::1]:0", handler: { _, respond in respond(.text("six")) }) else {
      return  // A machine without IPv6.
    }
    #expect(try await client.send(HTTPRequest("GET", "http://[::1]:\(server.port)/")).text == "six")
  }

  @Test func aStoppedServerLetsGoOfItsPort() async throws {
    let server = try echo()
    _ = try await client.send(HTTPRequest("GET", url(server)))
    await onThread { server.stop(within: .zero) }
    await onThread { server.stop(within: .zero) }
    let again = try WebhookServer(listen: "127.0.0.1:\(server.port)") { _, respond in respond(.text("again")) }
    #expect(try await client.send(HTTPRequest("GET", url(again))).text == "again")
  }

  @Test func stoppingLetsWhatWaitsFinish() async throws {
    let server = try collecting()
    let answer = asked(server)
    #expect(await haveArrived(1))
    let stopping = Task { await onThread { server.stop(within: .seconds(60)) } }
    let port = server.port
    #expect(await eventually { !RawSocket.canConnect(port) })
    let started = Monotonic.now()
    for respond in pending.withLock({ $0 }) { respond(WebhookResponse(status: 202)) }
    #expect(await answer.value == 202)
    await stopping.value
    #expect(Monotonic.now() - started < .seconds(30))
  }

  @Test func stoppingAnswersWhoIsLeftWhenTheTimeIsOver() async throws {
    let server = try collecting()
    let answer = asked(server)
    #expect(await haveArrived(1))
    await onThread { server.stop(within: .milliseconds(30)) }
    #expect(await answer.value == 503)
    for respond in pending.withLock({ $0 }) { respond(WebhookResponse(status: 202)) }
  }

  @Test func stoppingEndsStreamsWithoutWaitingForThem() async throws {
    let ended = Lock(false)
    let (stream, feed) = AsyncStream<[UInt8]>.makeStream()
    feed.onTermination = { _ in ended.withLock { $0 = true } }
    feed.yield([0x61])
    let server = try WebhookServer(listen: "127.0.0.1:0") { _, respond in
      respond(WebhookResponse(body: .stream(stream)))
    }
    let (client, url) = (client, url(server))
    let body = Task { try? await client.send(HTTPRequest("GET", url)).text }
    #expect(await eventually { server.hasStreams })
    let started = Monotonic.now()
    await onThread { server.stop(within: .seconds(60)) }
    #expect(Monotonic.now() - started < .seconds(30))
    let text = await body.value
    #expect(text == "a" || text == "")
    #expect(await eventually { ended.withLock { $0 } })
  }

  @Test func manyServersComeAndGo() async throws {
    for _ in 0..<20 {
      let server = try collecting()
      let answers = (0..<4).map { _ in asked(server) }
      await onThread { server.stop(within: .zero) }
      for answer in answers {
        let status = await answer.value
        #expect(status == 503 || status == nil)
      }
    }
  }

  private func haveArrived(_ count: Int) async -> Bool {
    let pending = pending
    return await eventually { pending.withLock { $0.count } == count }
  }

  private func collecting() throws -> WebhookServer {
    let pending = pending
    return try WebhookServer(listen: "127.0.0.1:0") { _, respond in pending.withLock { $0.append(respond) } }
  }

  private func asked(_ server: WebhookServer) -> Task<Int?, Never> {
    let (client, url) = (client, url(server))
    return Task { try? await client.send(HTTPRequest("POST", url)).status }
  }
}
