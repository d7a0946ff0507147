import BotCore
import Testing

@testable import BotRuntime

/// What goes out and what comes back when all goes well.
@Suite(.timeLimit(.minutes(1)))
struct HTTPClientTests {
  private let client = CurlClient()

  @Test func onlyWhatWasAskedForIsSentAndNothingIsCarriedOver() async throws {
    let server = try ScriptedServer.answering { $0.hasPrefix("HEAD") ? "HTTP/1.1 204 No Content\r\n\r\n" : ok("") }
    let headers: Headers = ["X-One": "1", "X-Empty": ""]
    _ = try await client.send(HTTPRequest("POST", "\(server.url)/a?b=c", headers: headers, body: Array("hi".utf8)))
    for method in ["GET", "HEAD", "DELETE", "PUT"] { _ = try await client.send(HTTPRequest(method, "\(server.url)/")) }
    let common = "Host: 127.0.0.1:\(server.port)\r\nUser-Agent: botrun/0.1.0\r\nAccept: */*\r\n"
    #expect(
      server.requests.map(withoutAcceptEncoding) == [
        "POST /a?b=c HTTP/1.1\r\n\(common)X-One: 1\r\nX-Empty:\r\nContent-Length: 2\r\n\r\nhi",
        "GET / HTTP/1.1\r\n\(common)\r\n",
        "HEAD / HTTP/1.1\r\n\(common)\r\n",
        "DELETE / HTTP/1.1\r\n\(common)\r\n",
        "PUT / HTTP/1.1\r\n\(common)Content-Length: 0\r\n\r\n",
      ])
  }

  @Test func oneConnectionServesManyRequests() async throws {
    let server = try ScriptedServer.answering { _ in ok("x") }
    for _ in 0..<20 { _ = try await client.send(HTTPRequest("GET", server.url)) }
    #expect(server.requests.count == 20)
    #expect(server.accepted == 1)
  }

  @Test func anyStatusIsAnAnswer() async throws {
    let server = try ScriptedServer.answering { _ in
      "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\nX-A:  b \r\nx-a: c\r\n\r\nnone"
    }
    let answer = try await client.send(HTTPRequest("GET", server.url))
    var headers: Headers = ["Content-Length": "4", "X-A": "b"]
    headers.add("x-a", "c")
    #expect(answer == HTTPResponse(status: 404, headers: headers, body: Array("none".utf8)))
  }

  @Test func interimAnswersAndTrailersAreLeftOut() async throws {
    let server = try ScriptedServer.answering { _ in
      "HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        + "2\r\nab\r\n1\r\nc\r\n0\r\nX-Late: 1\r\n\r\n"
    }
    let answer = try await client.send(HTTPRequest("GET", server.url))
    #expect(answer == HTTPResponse(status: 200, headers: ["Transfer-Encoding": "chunked"], body: Array("abc".utf8)))
  }

  @Test func theBodyLimitHoldsToTheByte() async throws {
    let server = try ScriptedServer.answering { _ in ok("12345678") }
    var request = HTTPRequest("GET", server.url)
    request.limits.maxBody = 8
    #expect(try await client.send(request).text == "12345678")
    request.limits.maxBody = 7
    #expect(await failure(client, request) == .tooLarge(limit: 7))
  }

  @Test func theBodyLimitCountsDecodedBytes() async throws {
    let server = try ScriptedServer { peer in
      while peer.request() != nil {
        let head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(thousandZerosZipped.count)\r\n\r\n"
        peer.write(bytes: Array(head.utf8) + thousandZerosZipped)
      }
    }
    var request = HTTPRequest("GET", server.url)
    request.limits.maxBody = 1000
    #expect(try await client.send(request).body == [UInt8](repeating: 0x30, count: 1000))
    request.limits.maxBody = 999
    #expect(await failure(client, request) == .tooLarge(limit: 999))
  }

  @Test func endlessHeadersAreCut() async throws {
    let server = try ScriptedServer.answering { _ in
      "HTTP/1.1 200 OK\r\n" + String(repeating: "X: \(String(repeating: "x", count: 1000))\r\n", count: 280) + "\r\n"
    }
    let error = await failure(client, HTTPRequest("GET", server.url))
    #expect(error == .noAnswer("127.0.0.1: the answer's headers are larger than 256 KiB; ask its operator."))
  }

  @Test func aHostGetsNoMoreThanItsShareAtOnce() async throws {
    let server = try ScriptedServer.answering { _ in ok("") }
    var options = CurlClient.Options()
    options.perHost = 3
    let client = try CurlClient(options)
    let url = server.url
    await withTaskGroup(of: Int?.self) { group in
      for _ in 0..<60 { group.addTask { try? await client.send(HTTPRequest("GET", url)).status } }
      for await status in group { #expect(status == 200) }
    }
    #expect(server.requests.count == 60)
    #expect(server.accepted <= 3)
  }

  @Test func aFileOfAuthoritiesMustHoldSome() {
    var options = CurlClient.Options()
    options.authorities = "/nonexistent.pem"
    #expect(
      throws: CurlClient.AuthoritiesError(
        description:
          "The file of certificate authorities /nonexistent.pem cannot be read; check its path and its rights.")
    ) { try CurlClient(options) }
    options.authorities = #filePath
    #expect(
      throws: CurlClient.AuthoritiesError(
        description: "The file of certificate authorities \(#filePath) holds no certificate; give it in PEM form.")
    ) { try CurlClient(options) }
  }
}

func ok(_ body: String) -> String { "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)" }

/// The error of a request that must fail; nil when it did not.
func failure(_ client: CurlClient, _ request: HTTPRequest) async -> HTTPError? {
  do {
    _ = try await client.send(request)
    return nil
  } catch {
    return error as? HTTPError
  }
}

/// What libcurl can decode depends on how it was built.
func withoutAcceptEncoding(_ request: String) -> String {
  request.split(separator: "\r\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("Accept-Encoding:") }
    .joined(separator: "\r\n")
}

/// A thousand times "0", by gzip.
private let thousandZerosZipped: [UInt8] = [
  0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x33, 0x30, 0x18, 0x05, 0xa3, 0x60, 0x14, 0x0c, 0x77,
  0x00, 0x00, 0x83, 0x99, 0x5f, 0xa8, 0xe8, 0x03, 0x00, 0x00,
]
