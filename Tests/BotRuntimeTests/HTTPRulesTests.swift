import BotCore
import CCurl
import CMicroHTTPD
import Testing

@testable import BotRuntime

/// The pure rules: addresses, checks, turns, sentences.
@Suite struct HTTPRulesTests {
  @Test(arguments: [
    "0.0.0.0", "10.1.2.3", "100.64.0.1", "100.127.255.255", "127.0.0.1", "169.254.169.254", "172.16.0.1",
    "172.31.255.255", "192.0.0.1", "192.168.1.1", "198.18.0.1", "198.19.255.255", "224.0.0.1", "255.255.255.255",
  ])
  func addressesOutsideTheInternetArePrivate(_ text: String) { #expect(PrivateAddress.contains(v4: v4(text))) }

  @Test(arguments: [
    "1.1.1.1", "100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.0", "192.167.1.1", "223.1.1.1",
  ])
  func addressesOfTheInternetAreNot(_ text: String) { #expect(!PrivateAddress.contains(v4: v4(text))) }

  @Test func sixthVersionAddressesAreJudgedWithWhatTheyCarry() {
    let cases: [([UInt8], Bool)] = [
      ([], true), ([0xfc], true), ([0xfd, 1], true), ([0xfe, 0x80], true), ([0xff, 0x02], true),
      ([0x20, 0x01, 0x0d, 0xb8], true), ([0x20, 0x01, 0, 0], true), ([0x20, 0x02, 127, 0, 0, 1], true),
      ([0x20, 0x02, 8, 8, 8, 8], false), ([0x26, 0x06, 0x47], false), ([0x20, 0x01, 0x48, 0x60], false),
      (nat64 + [10, 0, 0, 1], true), (nat64 + [8, 8, 8, 8], false), (mapped + [127, 0, 0, 1], true),
      (mapped + [8, 8, 8, 8], false),
    ]
    for (prefix, isPrivate) in cases {
      let address = prefix + [UInt8](repeating: 0, count: 16 - prefix.count)
      #expect(PrivateAddress.contains(v6: address) == isPrivate, "\(prefix)")
    }
  }

  @Test func nothingThatCouldStartALineOfItsOwnIsSent() throws {
    let refused: [(HTTPRequest, String)] = [
      (HTTPRequest("GET /\r\nX:", "http://a.test/"), "a.test: the request's method is not an HTTP method; "),
      (HTTPRequest("", "http://a.test/"), "a.test: the request's method is not an HTTP method; "),
      (HTTPRequest("CONNECT", "http://a.test/"), "a.test: the request's method is not an HTTP method; "),
      (HTTPRequest("GET", "http://a.test/", headers: ["A": "b\r\nX: y"]), "a.test: the header A holds a line break or"),
      (HTTPRequest("GET", "http://a.test/", headers: ["A": "b\0"]), "a.test: the header A holds a line break or"),
      (HTTPRequest("GET", "http://a.test/", headers: ["A: b\r\nX": "y"]), "a.test: a header name holds a character"),
      (HTTPRequest("GET", "http://a.test/", headers: ["": "y"]), "a.test: a header name holds a character"),
      (
        HTTPRequest("GET", "http://a.test/", headers: ["content-length": "9"]),
        "a.test: the header content-length is set by"
      ),
      (HTTPRequest("GET", "http://a.test/\r\nX: y"), "The address is not a valid http or https URL;"),
      (HTTPRequest("GET", "http://a.test/ x"), "The address is not a valid http or https URL;"),
      (HTTPRequest("GET", "http://a.test/\0x"), "The address is not a valid http or https URL;"),
      (HTTPRequest("GET", ""), "The address is not a valid http or https URL;"),
      (HTTPRequest("GET", "a.test"), "The address is not a valid http or https URL;"),
      (HTTPRequest("GET", "file:///etc/passwd"), "The address has another scheme than http or https;"),
      (HTTPRequest("GET", "ftp://a.test/"), "The address has another scheme than http or https;"),
    ]
    for (request, reason) in refused {
      let error = #expect(throws: HTTPError.self) { try CheckedRequest(request) }
      guard case .notSent(let text) = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
      #expect(text.hasPrefix(reason))
    }
  }

  @Test func whatComesOnlyAfterSendingIsNeverCalledUnsent() {
    for code in [CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_SEND_FAIL_REWIND, CURLE_HTTP2_STREAM] {
      guard case .noAnswer = HTTPFault.error(code, host: "a", wasSent: false) else {
        Issue.record("\(code)")
        continue
      }
    }
    for code in [CURLE_COULDNT_CONNECT, CURLE_OPERATION_TIMEDOUT, CURLE_SEND_ERROR, CURLE_RECV_ERROR] {
      guard case .noAnswer = HTTPFault.error(code, host: "a", wasSent: true) else {
        Issue.record("\(code)")
        continue
      }
    }
  }

  @Test func hostsTakeTurnsAndEachIsFirstComeFirstServed() {
    var slots = Slots<Int>(total: 3, perHost: 2, maxWaiting: 10)
    for item in 1...4 { _ = slots.add(item, host: "a") }
    for item in 5...6 { _ = slots.add(item, host: "b") }
    let first = (0..<4).map { _ in slots.next() }
    slots.release(host: "b")
    let second = (0..<2).map { _ in slots.next() }
    slots.remove(host: "a") { $0 == 3 }
    slots.release(host: "a")
    let third = (0..<2).map { _ in slots.next() }
    #expect([first, second, third] == [[1, 5, 2, nil], [6, nil], [4, nil]])
    #expect(slots.allWaiting == [])
  }

  @Test func headerNamesAreComparedWithoutRegardToCase() {
    var headers: Headers = ["X-a^": "1"]
    #expect(headers["x-A^"] == "1")
    #expect(headers["x-a~"] == nil)
    headers["X-A^"] = "2"
    #expect(headers == ["X-A^": "2"])
  }

  @Test func durationsReadWell() {
    #expect([.seconds(10), .milliseconds(1500), .zero].map(HTTPFault.words) == ["10 s", "1500 ms", "0 s"])
  }

  private let nat64: [UInt8] = [0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]
  private let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]

  private func v4(_ text: String) -> UInt32 { text.split(separator: ".").reduce(0) { $0 << 8 | UInt32($1)! } }
}
