import BotCore
import CCurl
import CMicroHTTPD
import Glibc
import Testing

@testable import BotRuntime

/// Redirects, and addresses that a request may not reach.
@Suite(.timeLimit(.minutes(1)))
struct HTTPRedirectTests {
  private let client = CurlClient()

  @Test func aRedirectIsHandedOverUnlessAllowed() async throws {
    let server = try ScriptedServer.answering { _ in found("/b") }
    let answer = try await client.send(HTTPRequest("GET", server.url))
    #expect(answer.status == 302)
    #expect(server.requests.count == 1)
  }

  @Test func aRedirectTooManyIsHandedOver() async throws {
    let server = try ScriptedServer.answering { _ in found("/again") }
    var request = HTTPRequest("GET", server.url)
    request.limits.redirects = 3
    #expect(try await client.send(request).status == 302)
    #expect(server.requests.count == 4)
  }

  @Test func withinOneOriginHeadersAreKeptAndAPostBecomesAGet() async throws {
    let server = try ScriptedServer.answering { $0.hasPrefix("POST /a") ? found("b?c=d") : ok("there") }
    var request = HTTPRequest("POST", "\(server.url)/a", headers: ["Authorization": "x"], body: [0x31])
    request.limits.redirects = 1
    #expect(try await client.send(request).text == "there")
    #expect(
      server.requests.map(withoutAcceptEncoding).last
        == "GET /b?c=d HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\nUser-Agent: botrun/0.1.0\r\nAccept: */*\r\n"
        + "Authorization: x\r\n\r\n")
  }

  @Test func anotherOriginLearnsNoSecret() async throws {
    let other = try ScriptedServer.answering { _ in ok("there") }
    let target = other.url.replacing("http://", with: "http://me:secret@")
    let server = try ScriptedServer.answering { _ in found(target, "307 Temporary Redirect") }
    let headers: Headers = ["Authorization": "x", "Api-Key": "x", "Cookie": "x", "Accept": "text/plain"]
    var request = HTTPRequest("POST", "http://me:own@127.0.0.1:\(server.port)/", headers: headers, body: [0x31])
    request.limits.redirects = 1
    #expect(try await client.send(request).text == "there")
    #expect(
      other.requests.map(withoutAcceptEncoding) == [
        "POST / HTTP/1.1\r\nHost: 127.0.0.1:\(other.port)\r\nUser-Agent: botrun/0.1.0\r\n"
          + "Accept: text/plain\r\nContent-Length: 1\r\n\r\n1"
      ])
  }

  @Test func aRedirectAwayFromHTTPIsHandedOver() async throws {
    let server = try ScriptedServer.answering { _ in found("file:///etc/passwd") }
    var request = HTTPRequest("GET", server.url)
    request.limits.redirects = 5
    #expect(try await client.send(request).headers["Location"] == "file:///etc/passwd")
  }

  @Test func afterARedirectNothingCountsAsUnsent() async throws {
    let server = try ScriptedServer.answering { _ in found("http://nowhere.invalid/") }
    var request = HTTPRequest("GET", server.url)
    request.limits.redirects = 1
    #expect(
      await failure(client, request)
        == .noAnswer(
          "After a redirect: nowhere.invalid: the name was not found; check its spelling and this machine's DNS."))
  }

  @Test func aPrivateAddressIsRefusedWhateverItsName() async throws {
    let server = try ScriptedServer.answering { _ in ok("") }
    for host in ["127.0.0.1", "localhost", "0.0.0.0", "0x7f.1", "2130706433", "[::1]", "[::ffff:127.0.0.1]"] {
      var request = HTTPRequest("GET", "http://\(host):\(server.port)/")
      request.limits.allowsPrivateAddresses = false
      guard case .notSent(let reason) = await failure(client, request) else {
        Issue.record("\(host) was reached")
        continue
      }
      #expect(reason.contains("leads to a private or local address"))
    }
    #expect(server.accepted == 0)
  }

  @Test func aKeptConnectionIsNoWayAroundTheRule() async throws {
    let server = try ScriptedServer.answering { _ in ok("") }
    var request = HTTPRequest("GET", server.url)
    #expect(try await client.send(request).status == 200)
    request.limits.allowsPrivateAddresses = false
    #expect(await failure(client, request) == HTTPFault.privateAddress("127.0.0.1"))
    #expect(server.requests.count == 1)
  }

  @Test func aRedirectIsNoWayAroundTheRule() async throws {
    let server = try ScriptedServer.answering { _ in found("http://127.0.0.2:9/") }
    var setup = CurlSetup()
    setup.isPrivate = { address in
      address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
        $0.pointee.sin_addr.s_addr == UInt32(0x7f00_0002).bigEndian
      }
    }
    var request = HTTPRequest("GET", server.url)
    request.limits.allowsPrivateAddresses = false
    request.limits.redirects = 1
    let reason = "it leads to a private or local address, which this request may not reach; use a public one."
    #expect(
      await failure(CurlClient(CurlClient.Options(), setup), request)
        == .noAnswer("After a redirect: 127.0.0.2: \(reason)"))
  }
}

private func found(_ location: String, _ status: String = "302 Found") -> String {
  "HTTP/1.1 \(status)\r\nLocation: \(location)\r\nContent-Length: 0\r\n\r\n"
}
