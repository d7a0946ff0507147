import BotCore
import Testing

@testable import Connectors

struct SandboxGateTests {
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

  @Test(arguments: [
    ("application/json", 200), ("application/x-www-form-urlencoded", 403), ("text/plain", 403), ("", 403),
  ])
  func withoutAnOriginOnlyJSONIsTaken(type: String, status: Int) throws {
    let stage = try SandboxStage()
    let request = WebhookRequest(
      method: "POST", path: "/join", headers: ["Host": "localhost", "Content-Type": type],
      body: Array(#"{"name":"Ada"}"#.utf8))
    switch stage.sandbox.ingest(request, now: stage.now) {
    case .events(_, let response), .answer(let response): #expect(response.status == status)
    case .reject(let refused, let reason):
      #expect(refused == status && reason == "a form came without its origin")
    }
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
