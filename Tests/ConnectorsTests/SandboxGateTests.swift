import BotCore
import Testing

@testable import Connectors

struct SandboxGateTests {
  private static let gate = SandboxGate(hosts: ["Bot.Example.org"])

  private func check(_ method: String, _ headers: Headers) -> SandboxGate.Verdict {
    Self.gate.check(WebhookRequest(method: method, path: "/say", headers: headers))
  }

  private func isWrongHost(_ verdict: SandboxGate.Verdict) -> Bool {
    if case .wrongHost = verdict { true } else { false }
  }

  @Test(arguments: [
    "localhost", "LOCALHOST:8080", "127.0.0.1", "127.0.0.1:80", "127.8.9.1", "[::1]:8080", "bot.example.org",
    "bot.example.org:443",
  ])
  func ownNamesAreServed(host: String) {
    #expect(check("GET", ["Host": host]) == .pass)
  }

  @Test(arguments: [
    "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "127.evil", "128.0.0.1", "[::2]", "[::1",
    "bot.example.org.evil", "10.0.0.1", "0.0.0.0",
  ])
  func aNameThatSomebodyPointsHereIsNotServed(host: String) {
    #expect(check("GET", ["Host": host]) != .pass)
    #expect(check("POST", ["Host": host, "Origin": "http://" + host, "Sec-Fetch-Site": "same-origin"]) != .pass)
  }

  @Test func whoOpensItUnderAnotherNameReadsWhatToDo() throws {
    let stage = try SandboxStage()
    let request = WebhookRequest(method: "GET", path: "/", headers: ["Host": "10.0.0.7:8080"])
    guard case .answer(let response) = stage.sandbox.ingest(request, now: stage.now) else {
      Issue.record("not answered")
      return
    }
    #expect(response.status == 421)
    #expect(
      response.text == """
        The sandbox may not be opened under this name. Open it as localhost, or add the name to "hosts" in the \
        settings of its connector.

        """)
  }

  @Test(arguments: [[:], ["Host": ""], ["Host": "a b"]] as [Headers])
  func aRequestWithoutAHostIsRefused(headers: Headers) {
    #expect(check("GET", headers) == .refuse(status: 400, reason: "the request names no host"))
  }

  @Test func aPostOfThePageItselfPasses() {
    #expect(check("POST", ["Host": "localhost:8080", "Origin": "http://localhost:8080"]) == .pass)
    #expect(
      check(
        "POST", ["Host": "localhost:8080", "Origin": "http://localhost:8080", "Sec-Fetch-Site": "same-origin"]) == .pass
    )
    #expect(check("POST", ["Host": "bot.example.org", "Origin": "https://bot.example.org"]) == .pass)
  }

  @Test(
    arguments: [
      ["Origin": "http://evil.example"], ["Origin": "null"], ["Origin": "http://localhost:9999"],
      ["Origin": "http://localhost"], ["Origin": "file://localhost:8080"], ["Sec-Fetch-Site": "cross-site"],
      ["Sec-Fetch-Site": "same-site", "Origin": "http://localhost:8080"], ["Sec-Fetch-Site": "none"],
    ] as [Headers])
  func aPostOfAnotherSiteIsRefused(headers: Headers) {
    var headers = headers
    headers["Host"] = "localhost:8080"
    headers["Content-Type"] = "application/json"
    #expect(check("POST", headers) == .refuse(status: 403, reason: "another site tried to post"))
  }

  @Test func withoutAnOriginOnlyJSONIsTaken() {
    #expect(check("POST", ["Host": "localhost", "Content-Type": "application/json"]) == .pass)
    let refused = SandboxGate.Verdict.refuse(status: 403, reason: "a form came without its origin")
    #expect(check("POST", ["Host": "localhost", "Content-Type": "application/x-www-form-urlencoded"]) == refused)
    #expect(check("POST", ["Host": "localhost", "Content-Type": "text/plain"]) == refused)
    #expect(check("POST", ["Host": "localhost"]) == refused)
  }

  @Test func anotherSiteMayLinkToThePageAndReadNoPartOfIt() {
    #expect(
      check("GET", ["Host": "localhost", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"]) == .pass)
    #expect(
      check("GET", ["Host": "localhost", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"])
        == .refuse(status: 403, reason: "another site asked for a part of the page"))
  }

  @Test func otherMethodsAreRefused() {
    #expect(isWrongHost(check("DELETE", ["Host": "evil.example"])))
    #expect(
      check("DELETE", ["Host": "localhost"]) == .refuse(status: 405, reason: "the method DELETE is not served"))
  }

  @Test func aRefusedPostChangesNothing() async throws {
    let stage = try SandboxStage()
    let request = WebhookRequest(
      method: "POST", path: "/join",
      headers: ["Host": "localhost", "Origin": "http://evil.example", "Content-Type": "application/json"],
      body: Array(#"{"name":"Mallory"}"#.utf8))
    guard case .reject(403, _) = stage.sandbox.ingest(request, now: stage.now) else {
      Issue.record("taken")
      return
    }
    #expect(try await stage.snapshot()["members"]?.array?.count == 1)
  }
}
