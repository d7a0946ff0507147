import BotCore
import Testing

@testable import BotRuntime

/// Answers that are sent piece by piece.
@Suite(.timeLimit(.minutes(1)))
struct HTTPWebhookStreamTests {
  private let ended = Lock(false)

  @Test func piecesArriveAsTheyCome() async throws {
    let (stream, feed) = AsyncStream<[UInt8]>.makeStream()
    let server = try streaming(stream)
    let raw = await opened(server)
    #expect(await onThread { raw.read(until: "\r\n\r\n") }.hasPrefix("HTTP/1.1 200 OK\r\n"))
    for number in 1...3 {
      feed.yield(Array("data: \(number)\n\n".utf8))
      #expect(await onThread { raw.read(until: "data: \(number)\n\n") }.contains("data: \(number)\n\n"))
    }
    feed.finish()
    #expect(await onThread { raw.read(until: "0\r\n\r\n") }.contains("0\r\n\r\n"))
    raw.close()
  }

  @Test func aStreamIsReadWholeThroughTheClient() async throws {
    let server = try WebhookServer(listen: "127.0.0.1:0") { _, respond in
      let stream = AsyncStream<[UInt8]> { feed in
        for number in 0..<100 { feed.yield([UInt8](repeating: UInt8(number), count: 10_000)) }
        feed.finish()
      }
      respond(WebhookResponse(body: .stream(stream)))
    }
    let answer = try await CurlClient().send(HTTPRequest("GET", url(server)))
    #expect(answer.body == (0..<100).flatMap { [UInt8](repeating: UInt8($0), count: 10_000) })
  }

  @Test func aClientThatLeavesEndsTheStream() async throws {
    let (stream, feed) = AsyncStream<[UInt8]>.makeStream()
    let ended = ended
    feed.onTermination = { _ in ended.withLock { $0 = true } }
    let server = try streaming(stream)
    let raw = await opened(server)
    #expect(await onThread { raw.read(until: "\r\n\r\n") }.hasPrefix("HTTP/1.1 200 OK\r\n"))
    #expect(!ended.withLock { $0 })
    raw.close()
    #expect(await eventually { ended.withLock { $0 } })
    #expect(try await CurlClient().send(HTTPRequest("HEAD", url(server))).status == 200)
  }

  @Test func aClientThatDoesNotReadHoldsTheStreamBackAndIsCut() async throws {
    let pulled = Lock(0)
    let ended = ended
    let stream = AsyncStream<[UInt8]> {
      pulled.withLock { $0 += 1 }
      return [UInt8](repeating: 0x61, count: 64 << 10)
    } onCancel: {
      ended.withLock { $0 = true }
    }
    let server = try streaming(stream) { $0.idle = .seconds(1) }
    let raw = await opened(server)
    #expect(await eventually { ended.withLock { $0 } })
    #expect(pulled.withLock { $0 } < 400)
    raw.close()
  }

  @Test func aboveTheLimitOfStreamsTheNextIsTurnedAway() async throws {
    let server = try WebhookServer(listen: "127.0.0.1:0", limits: oneStream) { _, respond in
      respond(WebhookResponse(body: .stream(AsyncStream { _ in })))
    }
    let raw = await opened(server)
    #expect(await onThread { raw.read(until: "\r\n\r\n") }.hasPrefix("HTTP/1.1 200 OK\r\n"))
    #expect(try await CurlClient().send(HTTPRequest("GET", url(server))).status == 503)
    raw.close()
  }

  private var oneStream: WebhookLimits {
    var limits = WebhookLimits()
    limits.streams = 1
    return limits
  }

  private func streaming(_ stream: AsyncStream<[UInt8]>, _ adjust: (inout WebhookLimits) -> Void = { _ in }) throws
    -> WebhookServer
  {
    var limits = WebhookLimits()
    adjust(&limits)
    return try WebhookServer(listen: "127.0.0.1:0", limits: limits) { _, respond in
      respond(WebhookResponse(headers: ["Content-Type": "text/event-stream"], body: .stream(stream)))
    }
  }

  private func opened(_ server: WebhookServer) async -> RawSocket {
    let port = server.port
    return await onThread {
      let raw = RawSocket(port: port)
      raw.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
      return raw
    }
  }
}
