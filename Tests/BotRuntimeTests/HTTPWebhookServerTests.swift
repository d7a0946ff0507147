import BotCore
import Glibc
import Testing

@testable import BotRuntime

/// What comes in, what is turned away and what goes back.
@Suite(.timeLimit(.minutes(1)))
struct HTTPWebhookServerTests {
  private let client = CurlClient()

  @Test func aRequestArrivesExactlyAsItWasSent() async throws {
    let seen = Lock<[WebhookRequest]>([])
    let server = try WebhookServer(listen: "127.0.0.1:0") { request, respond in
      seen.withLock { $0.append(request) }
      respond(.text("fine"))
    }
    let answer = await onThread {
      let raw = RawSocket(port: server.port)
      raw.write("POST /a%20b/c%2Fd?e=%41&f HTTP/1.1\r\nHost: x\r\nX-A: 1\r\nx-a: 2\r\nContent-Length: 4\r\n\r\n{\r\n}")
      return raw.message()
    }
    var headers: Headers = ["Host": "x", "X-A": "1"]
    headers.add("x-a", "2")
    headers.add("Content-Length", "4")
    #expect(
      seen.withLock { $0 } == [
        WebhookRequest(
          method: "POST", path: "/a%20b/c%2Fd", query: "e=%41&f", headers: headers, body: Array("{\r\n}".utf8))
      ])
    #expect(answer?.hasPrefix("HTTP/1.1 200 OK\r\n") == true)
    #expect(answer?.hasSuffix("\r\n\r\nfine") == true)
  }

  @Test func aWholeAddressInTheRequestLineIsReadAsItsPath() async throws {
    let server = try WebhookServer(listen: "127.0.0.1:0") { request, respond in
      respond(.text("\(request.path)|\(request.query)"))
    }
    #expect(
      await say("GET http://h.test/a/b?c HTTP/1.1\r\nHost: h.test\r\n\r\n", to: server)?.hasSuffix("/a/b|c") == true)
    #expect(
      await say("GET http://h.test?c HTTP/1.1\r\nHost: h.test\r\n\r\n", to: server)?.hasSuffix("\r\n\r\n/|c") == true)
  }

  @Test func aLargeBodyComesThroughUnchanged() async throws {
    let server = try echo()
    let body = (0..<(1 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
    #expect(try await client.send(HTTPRequest("POST", url(server), body: body)).body == body)
  }

  @Test func anUploadInChunksIsPutTogether() async throws {
    let server = try echo()
    let answer = await say(
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", to: server)
    #expect(answer?.hasSuffix("\r\n\r\nabcde") == true)
  }

  @Test func aBodyOverTheLimitIsRefusedBeforeItComes() async throws {
    let server = try echo { $0.body = 10 }
    let head = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\n"
    #expect(await say(head, to: server)?.hasPrefix("HTTP/1.1 413 ") == true)
    #expect(
      try await client.send(HTTPRequest("POST", url(server), body: [UInt8](repeating: 1, count: 10))).status == 200)
  }

  @Test func chunksOverTheLimitAreRefusedAndEndlessOnesCut() async throws {
    let server = try echo { $0.body = 10 }
    let head = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    #expect(await say("\(head)b\r\n12345678901\r\n0\r\n\r\n", to: server) == nil)
    #expect(
      await say("\(head)8\r\n12345678\r\n8\r\n12345678\r\n0\r\n\r\n", to: server)?.hasPrefix("HTTP/1.1 413 ") == true)
    #expect(await say(head + String(repeating: "8\r\n12345678\r\n", count: 100), to: server) == nil)
  }

  @Test func allBodiesTogetherHaveALimitToo() async throws {
    let server = try echo { $0.heldBytes = 10 }
    let busy = await say("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\n", to: server)
    #expect(busy?.hasPrefix("HTTP/1.1 503 ") == true)
    let chunked = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n12345678901\r\n0\r\n\r\n"
    #expect(await say(chunked, to: server)?.hasPrefix("HTTP/1.1 503 ") == true)
    for _ in 0..<3 {
      #expect(
        try await client.send(HTTPRequest("POST", url(server), body: [UInt8](repeating: 1, count: 9))).status == 200)
    }
  }

  @Test func whatIsNotARequestWeTakeIsTurnedAway() async throws {
    let server = try echo()
    let refused = [
      ("PATCH / HTTP/1.1\r\nHost: x\r\n\r\n", "405"),
      ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", "400"),
      ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n", "400"),
      ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n", "400"),
      ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +1\r\n\r\n", "400"),
      ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length : 1\r\n\r\n", "400"),
      ("GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", "400"),
      ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", "400"),
      ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: identity\r\n\r\n", "400"),
      ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", "400"),
      ("GET / HTTP/1.1\r\nHost: x\r\n" + String(repeating: "A: b\r\n", count: 100) + "\r\n", "431"),
      ("GET / HTTP/1.1\r\nHost: x\r\nA: " + String(repeating: "b", count: 40_000) + "\r\n\r\n", "431"),
    ]
    for (request, status) in refused {
      let answer = await say(request, to: server)
      #expect(answer?.hasPrefix("HTTP/1.1 \(status) ") == true, "\(request.prefix(40)): \(answer ?? "no answer")")
    }
  }

  @Test func whatFollowsAnUnclearRequestIsNotRead() async throws {
    let server = try echo()
    let inner = "0\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n"
    for unclear in [
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n" + inner,
      "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive\r\n\r\n" + inner,
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length : 5\r\n\r\n" + inner,
    ] {
      let port = server.port
      let heard = await onThread {
        let raw = RawSocket(port: port)
        defer { raw.close() }
        raw.write(unclear)
        return raw.read(untilClosed: true)
      }
      #expect(heard.hasPrefix("HTTP/1.1 400 ") || heard.hasPrefix("HTTP/1.0 400 "), "\(heard.prefix(40))")
      #expect(!heard.contains(" 200 "))
    }
  }

  @Test func theHeadOfAnAnswerHasNoBody() async throws {
    let server = try echo()
    #expect(try await client.send(HTTPRequest("HEAD", url(server))).status == 200)
  }

  @Test func anAnswerThatCouldStartALineOfItsOwnIsNotSent() async throws {
    let server = try WebhookServer(listen: "127.0.0.1:0") { request, respond in
      let headers: Headers = request.path == "/status" ? [:] : ["A": "b\r\nX: y"]
      respond(WebhookResponse(status: request.path == "/status" ? 99 : 200, headers: headers))
    }
    #expect(try await client.send(HTTPRequest("GET", "\(url(server))/status")).status == 500)
    let answer = try await client.send(HTTPRequest("GET", "\(url(server))/header"))
    #expect(answer.status == 500)
    #expect(answer.headers["X"] == nil)
  }

  @Test func headersOfTheAnswerArriveInOrder() async throws {
    let server = try WebhookServer(listen: "127.0.0.1:0") { _, respond in
      var headers: Headers = ["X-A": "1", "Content-Length": "77"]
      headers.add("X-A", "2")
      respond(WebhookResponse(status: 201, headers: headers, body: .bytes([0x31])))
    }
    let answer = try await client.send(HTTPRequest("GET", url(server)))
    #expect(answer.status == 201)
    #expect(answer.headers.fields.filter { $0.name == "X-A" }.map(\.value) == ["1", "2"])
    #expect(answer.headers["Content-Length"] == "1")
  }
}

/// A server that answers with the body it got.
func echo(_ adjust: (inout WebhookLimits) -> Void = { _ in }) throws -> WebhookServer {
  var limits = WebhookLimits()
  adjust(&limits)
  return try WebhookServer(listen: "127.0.0.1:0", limits: limits) { request, respond in
    respond(WebhookResponse(body: .bytes(request.body)))
  }
}

func url(_ server: WebhookServer) -> String { "http://127.0.0.1:\(server.port)" }

/// Says exact bytes to the server and hears one answer; nil when it closes without one.
func say(_ text: String, to server: WebhookServer) async -> String? {
  let port = server.port
  return await onThread {
    let raw = RawSocket(port: port)
    defer { raw.close() }
    raw.write(text)
    return raw.message()
  }
}
