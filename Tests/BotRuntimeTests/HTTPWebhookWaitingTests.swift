import BotCore
import Testing

@testable import BotRuntime

/// Answers that come later, clients that are slow, and too much at once.
@Suite(.timeLimit(.minutes(1)))
struct HTTPWebhookWaitingTests {
  private typealias Respond = @Sendable (WebhookResponse) -> Void

  private let client = CurlClient()
  private let pending = Lock<[Respond]>([])

  @Test func answersComeLaterFromAnotherThread() async throws {
    let server = try collecting()
    let (client, url) = (client, url(server))
    async let statuses = withTaskGroup(of: Int?.self) { group in
      for _ in 0..<16 { group.addTask { try? await client.send(HTTPRequest("POST", url)).status } }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(await haveArrived(16))
    let all = pending.withLock { $0 }
    await onThread { for respond in all { respond(WebhookResponse(status: 202)) } }
    #expect(await statuses == [Int?](repeating: 202, count: 16))
  }

  @Test func onlyTheFirstAnswerCounts() async throws {
    let server = try WebhookServer(listen: "127.0.0.1:0") { _, respond in
      for status in [201, 202, 203] { respond(WebhookResponse(status: status)) }
    }
    for _ in 0..<50 { #expect(try await client.send(HTTPRequest("POST", url(server))).status == 201) }
  }

  @Test func anAnswerThatIsOverdueBecomesATryLater() async throws {
    let server = try collecting { $0.answer = .milliseconds(60) }
    let answer = try await client.send(HTTPRequest("POST", url(server)))
    #expect(answer.status == 503)
    #expect(answer.headers["Retry-After"] == "1")
    pending.withLock { $0 }.first?(WebhookResponse(status: 200))
    #expect(try await client.send(HTTPRequest("POST", url(server))).status == 503)
  }

  @Test func aboveTheLimitOfWaitingRequestsTheNextIsTurnedAwayAtOnce() async throws {
    let server = try collecting { $0.waiting = 2 }
    let (client, url) = (client, url(server))
    let first = [0, 1].map { _ in Task { try? await client.send(HTTPRequest("POST", url)).status } }
    #expect(await haveArrived(2))
    let answer = await say("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n", to: server)
    #expect(answer?.hasPrefix("HTTP/1.1 503 ") == true)
    #expect(answer?.contains("\r\nRetry-After: 1\r\n") == true)
    for respond in pending.withLock({ $0 }) { respond(WebhookResponse(status: 200)) }
    #expect(await first[0].value == 200)
    #expect(await first[1].value == 200)
  }

  @Test func aSilentClientIsCutButNotWhileItWaitsForUs() async throws {
    let server = try collecting { $0.idle = .seconds(1) }
    let (client, url, port) = (client, url(server), server.port)
    let waiting = Task { try? await client.send(HTTPRequest("POST", url)).status }
    let isCut = await onThread {
      let raw = RawSocket(port: port)
      defer { raw.close() }
      raw.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab")
      return raw.isClosed(within: 60_000)
    }
    #expect(isCut)
    for respond in pending.withLock({ $0 }) { respond(WebhookResponse(status: 204)) }
    #expect(await waiting.value == 204)
  }

  @Test func aRequestThatTricklesIsCut() async throws {
    let server = try collecting { $0.receive = .milliseconds(150) }
    let port = server.port
    for beginning in ["GET / HTTP/1.1\r\nA: ", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n"] {
      let trickled = await onThread {
        let raw = RawSocket(port: port)
        defer { raw.close() }
        raw.write(beginning)
        var count = 0
        while count < 200, !raw.isClosed(within: 20) {
          raw.write("x")
          count += 1
        }
        return count
      }
      #expect(trickled < 100)
    }
    #expect(pending.withLock { $0.isEmpty })
  }

  @Test func keptConnectionsCarryManyRequestsWithinTheReceiveLimit() async throws {
    let server = try echo { $0.receive = .milliseconds(200) }
    let start = Monotonic.now()
    let port = server.port
    let isKept = await onThread {
      let raw = RawSocket(port: port)
      defer { raw.close() }
      while Monotonic.now() - start < .milliseconds(500) {
        raw.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        guard raw.message() != nil else { return false }
      }
      return true
    }
    #expect(isKept)
  }

  @Test func silentConnectionsGiveUpTheirPlacesToOthers() async throws {
    let server = try echo { $0.connections = 20 }
    let port = server.port
    let (answers, closed) = await onThread {
      var silent = (0..<60).map { _ in RawSocket(port: port) }
      defer { for raw in silent { raw.close() } }
      var answers: [Bool] = []
      for _ in 0..<5 {
        let raw = RawSocket(port: port)
        raw.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi")
        answers.append(raw.message()?.hasPrefix("HTTP/1.1 200 ") == true)
        raw.close()
        silent.append(RawSocket(port: port))
      }
      return (answers, silent.prefix(40).filter { $0.isClosed(within: 1000) }.count)
    }
    #expect(answers == [true, true, true, true, true])
    // Those that came first.
    #expect(closed == 40)
  }

  @Test func aRequestThatIsBeingSentKeepsItsPlaceAmongSilentConnections() async throws {
    let server = try echo { $0.connections = 20 }
    let port = server.port
    let answer = await onThread {
      let slow = RawSocket(port: port)
      slow.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nh")
      // The server has read it when it answers one that came later.
      let next = RawSocket(port: port)
      next.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi")
      _ = next.message()
      let silent = (0..<60).map { _ in RawSocket(port: port) }
      defer { for raw in silent + [slow, next] { raw.close() } }
      _ = silent[0].isClosed(within: 1000)
      slow.write("i")
      return slow.message()
    }
    #expect(answer?.hasPrefix("HTTP/1.1 200 ") == true)
  }

  private func haveArrived(_ count: Int) async -> Bool {
    let pending = pending
    return await eventually { pending.withLock { $0.count } == count }
  }

  private func collecting(_ adjust: (inout WebhookLimits) -> Void = { _ in }) throws -> WebhookServer {
    var limits = WebhookLimits()
    adjust(&limits)
    let pending = pending
    return try WebhookServer(listen: "127.0.0.1:0", limits: limits) { _, respond in
      pending.withLock { $0.append(respond) }
    }
  }
}
