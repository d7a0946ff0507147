import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

@Suite struct PercentTests {
  @Test func whatIsEncodedIsReadBack() {
    for text in ["", "a b+c&d=e", "ä€😀", "%41", "~-._", "\u{0}\n"] {
      #expect(Percent.decode(Percent.encode(text)) == text)
      let fields = Percent.fields(of: Percent.form([("a[]", text), (text, "b")]))
      #expect(fields.map(\.name) == ["a[]", text])
      #expect(fields.map(\.value) == [text, "b"])
    }
    #expect(Percent.encode("a b/ü") == "a%20b%2F%C3%BC")
  }

  @Test func brokenEscapesStandForThemselves() {
    #expect(Percent.decode("%") == "%")
    #expect(Percent.decode("%4") == "%4")
    #expect(Percent.decode("%zz%41") == "%zzA")
    #expect(
      Percent.fields(of: "a=1+2&b&=c&&d=%2B").map { [$0.name, $0.value] } == [
        ["a", "1 2"], ["b", ""], ["", "c"], ["d", "+"],
      ])
  }
}

@Suite struct RateHeadersTests {
  private let now = Date(timeIntervalSince1970: 1_767_225_600)

  @Test func waitsAreReadInEachForm() {
    let waits: [(String, Duration?)] = [
      ("3", .seconds(3)), ("0.25", .milliseconds(250)), ("-1", .zero), ("1e300", .hours(1)), ("nan", nil),
      ("soon", nil),
      ("Thu, 01 Jan 2026 00:00:30 GMT", .seconds(30)), ("Wed, 31 Dec 2025 23:59:00 GMT", .zero),
    ]
    for (value, wait) in waits {
      #expect(RateHeaders.retryAfter(["retry-after": value], now: now) == wait, "\(value)")
    }
    #expect(RateHeaders.retryAfter([:], now: now) == nil)
  }

  @Test func theEndOfALimitIsATimeOrADistance() {
    #expect(RateHeaders.reset("1767225660", now: now) == now + .minutes(1))
    #expect(RateHeaders.reset("60", now: now) == now + .minutes(1))
    #expect(RateHeaders.reset("2026-01-01T00:01:00.000Z", now: now) == now + .minutes(1))
    #expect(RateHeaders.reset("9999999999", now: now) == now + .hours(1))
    #expect(RateHeaders.reset("later", now: now) == nil)
  }
}

@Suite struct MemberRollTests {
  @Test func whoIsNewIsKnownByIt() {
    var roll = MemberRoll(["U1", "U2"] as [ID<Member>])
    #expect(roll.contains("U1") && !roll.contains("U3"))
    roll.insert("U3")
    #expect(roll.count == 3)
    #expect(MemberRoll(text: roll.text) == roll)
    #expect(MemberRoll(["U3", "U1", "U2"] as [ID<Member>]).text == roll.text)
    #expect(MemberRoll(text: "no roll; at all").isEmpty)
  }

  @Test func tenThousandMembersFitIntoACursor() {
    let members = (0..<10_000).map { ID<Member>("\(812_345_678_901_234_567 + $0 * 7919)") }
    let roll = MemberRoll(members)
    #expect(roll.text.utf8.count < 80_000)
    #expect(roll.count >= 9_998)
    #expect(members.allSatisfy(roll.contains))
  }
}

@Suite struct PlatformFaultTests {
  @Test func eachKindHasItsOutcome() {
    let outcomes: [(PlatformFault.Kind, Outcome)] = [
      (.token, .unauthorized("no")),
      (.limited(after: .seconds(2), scope: nil), .retry(after: .seconds(2), scope: .bucket("b"), reason: "no")),
      (.limited(after: nil, scope: .account), .retry(after: nil, scope: .account, reason: "no")),
      (.forbidden, .refused(.target, reason: "no")), (.missing, .refused(.target, reason: "no")),
      (.duplicate, .done(nil)),
      (.rejected, .refused(.content, reason: "no")), (.unsupported, .refused(.unsupported, reason: "no")),
      (.busy, .retry(after: nil, scope: .action, reason: "no")), (.broken, .unknown("no")),
      (.foreign, .retry(after: nil, scope: .account, reason: "no; check the platform's address")),
    ]
    for (kind, outcome) in outcomes { #expect(PlatformFault(kind, "no").outcome(bucket: "b") == outcome, "\(kind)") }
  }

  @Test func doubtAboutAHarmlessRequestIsNone() {
    let broken = PlatformFault(.broken, "502")
    #expect(Outcome(broken, bucket: "b") == .unknown("502"))
    #expect(Outcome(broken, bucket: "b", isHarmless: true) == .retry(after: nil, scope: .action, reason: "502"))
    #expect(
      Outcome(HTTPError.notSent("refused"), bucket: "b") == .retry(after: nil, scope: .account, reason: "refused"))
    #expect(Outcome(HTTPError.noAnswer("reset"), bucket: "b") == .unknown("reset"))
  }

  @Test func aStatusIsAKind() {
    let kinds: [(Int, PlatformFault.Kind)] = [
      (400, .rejected), (401, .token), (403, .forbidden), (404, .missing), (410, .missing),
      (429, .limited(after: nil, scope: nil)), (500, .broken), (503, .broken), (302, .foreign),
      (200, .broken), (408, .broken),
    ]
    for (status, kind) in kinds { #expect(PlatformFault.kind(of: status, after: nil) == kind, "\(status)") }
    #expect(PlatformFault.kind(of: 503, after: .seconds(1)) == .limited(after: .seconds(1), scope: nil))
  }
}

@Suite struct RESTClientTests {
  private func client(_ http: any HTTPClient) -> RESTClient {
    RESTClient(
      base: "https://api.example//", headers: { ["Authorization": "Bearer t", "Accept": "*/*"] }, http: http,
      fault: { answer, json in
        PlatformFault(PlatformFault.kind(of: answer.status, after: nil), json?["error"]?.string ?? "\(answer.status)")
      })
  }

  @Test func requestsArePutTogether() async throws {
    let http = ScriptedHTTP { _ in HTTPResponse(status: 200, body: Array("{\"ok\":1}".utf8)) }
    let client = client(http)
    let answer = try await client.ask(
      "POST", "/a%2Fb", query: [("q", "x y")], body: .json(["n": 1]), headers: ["Accept": "text/plain"])
    #expect(answer.json == ["ok": 1])
    _ = try await client.ask("PUT", "/f", body: .form([("a", "1 2")]))
    #expect(
      await http.requests == [
        HTTPRequest(
          "POST", "https://api.example/a%2Fb?q=x%20y",
          headers: ["Authorization": "Bearer t", "Accept": "text/plain", "Content-Type": "application/json"],
          body: Array("{\"n\":1}".utf8)),
        HTTPRequest(
          "PUT", "https://api.example/f",
          headers: [
            "Authorization": "Bearer t", "Accept": "*/*", "Content-Type": "application/x-www-form-urlencoded",
          ], body: Array("a=1%202".utf8)),
      ])
  }

  @Test func anAnswerWithoutABodyIsASuccess() async throws {
    let http = ScriptedHTTP { _ in HTTPResponse(status: 204) }
    #expect(try await client(http).ask("DELETE", "/a").json == .null)
  }

  @Test func whatIsNoSuccessIsAFault() async throws {
    let http = ScriptedHTTP { request in
      request.url.hasSuffix("/page")
        ? HTTPResponse(status: 200, body: Array("<html>".utf8))
        : HTTPResponse(status: 403, body: Array("{\"error\":\"closed\"}".utf8))
    }
    await #expect(throws: PlatformFault(.forbidden, "closed")) { try await client(http).ask("GET", "/a") }
    await #expect(throws: PlatformFault(.broken, "200")) { try await client(http).ask("GET", "/page") }
  }
}
