import BotCore
import BotTesting
import FoundationEssentials
import Signing
import Testing

@testable import Connectors

@Suite struct GitHubIngestTests {
  private let payload = GitHubTest.payload("created", [("discussion", GitHubTest.discussion)])

  private func ingest(
    _ request: WebhookRequest, _ change: (inout GitHubSettings) -> Void = { _ in }
  ) -> Ingest { GitHubTest.connector(GitHubTest.http(), change).ingest(request, now: GitHubTest.now) }

  @Test func aSignedDeliveryIsTaken() throws {
    let events = try #require(GitHubTest.events(of: ingest(GitHubTest.request("discussion", payload))))
    #expect(events.map(\.key) == ["posted/q-a/D_1"])
    #expect(events.map(\.id) == ["72d3162e-cc78-11e3-81ab-4c9367dc0958"])
  }

  @Test func aFormIsReadToo() throws {
    let form = Array("payload=\(Percent.encode(payload.text))".utf8)
    let headers = ["X-GitHub-Event": "discussion", "Content-Type": "application/x-www-form-urlencoded"]
    let events = try #require(GitHubTest.events(of: ingest(GitHubTest.signed(form, headers))))
    #expect(events.map(\.key) == ["posted/q-a/D_1"])
    let empty = GitHubTest.signed(Array("x=1".utf8), headers)
    #expect(GitHubTest.status(of: ingest(empty)) == 400)
  }

  @Test func aWrongOrMissingSignatureIsRefused() {
    #expect(GitHubTest.status(of: ingest(GitHubTest.request("discussion", payload, secret: "other"))) == 401)
    var bare = GitHubTest.request("discussion", payload)
    bare.headers["X-Hub-Signature-256"] = nil
    #expect(GitHubTest.status(of: ingest(bare)) == 401)
    var old = GitHubTest.request("discussion", payload)
    old.headers["X-Hub-Signature"] = old.headers["X-Hub-Signature-256"]
    old.headers["X-Hub-Signature-256"] = nil
    #expect(GitHubTest.status(of: ingest(old)) == 401)
  }

  @Test func everyByteOfTheBodyIsSigned() {
    let whole = GitHubTest.request("discussion", ["action": "x"])
    for index in whole.body.indices {
      var changed = whole
      changed.body[index] ^= 1
      #expect(GitHubTest.status(of: ingest(changed)) == 401)
    }
  }

  @Test func withoutASecretNothingIsTaken() {
    let request = GitHubTest.request("discussion", payload, secret: "")
    #expect(GitHubTest.status(of: ingest(request) { $0.webhookSecret = Secret("") }) == 401)
    var forged = request
    forged.headers["X-Hub-Signature-256"] = "sha256=" + Hex.encode(HMACSHA256(key: "").code(of: request.body))
    #expect(GitHubTest.status(of: ingest(forged) { $0.webhookSecret = Secret("") }) == 401)
  }

  @Test func aSignatureIsLookedAtBeforeTheBody() {
    let garbage = GitHubTest.signed(Array("{".utf8), ["X-GitHub-Event": "discussion"], nil, "other")
    #expect(GitHubTest.status(of: ingest(garbage)) == 401)
  }

  @Test(arguments: ["{", "", "[1]", "\"text\"", "\u{0}"])
  func whatIsNoObjectIsRefused(body: String) {
    let request = GitHubTest.signed(Array(body.utf8), ["X-GitHub-Event": "discussion"])
    #expect(GitHubTest.status(of: ingest(request)) == 400)
  }

  @Test func aPingIsAnswered() {
    guard case .answer(let response) = ingest(GitHubTest.request("ping", ["zen": "Keep it logically awesome."])) else {
      Issue.record("a ping is an answer")
      return
    }
    #expect(response.status == 200)
  }

  @Test func otherPagesAndMethodsAreNone() {
    var request = GitHubTest.request("discussion", payload)
    request.path = "/other"
    #expect(GitHubTest.status(of: ingest(request)) == 404)
    request.path = "/webhook"
    request.method = "GET"
    #expect(GitHubTest.status(of: ingest(request)) == 405)
    request.method = "POST"
    request.headers["X-GitHub-Event"] = nil
    #expect(GitHubTest.status(of: ingest(request)) == 400)
  }

  @Test func theReasonOfARefusalHasNoSecret() {
    guard case .reject(_, let reason) = ingest(GitHubTest.request("discussion", payload, secret: "other")) else {
      Issue.record("a wrong signature is refused")
      return
    }
    #expect(!reason.contains(GitHubTest.secret) && !reason.contains("sha256="))
  }

  @Test func anotherRepositorysDeliveryIsTakenAndTellsNothing() throws {
    let request = GitHubTest.request("discussion", payload)
    #expect(try #require(GitHubTest.events(of: ingest(request) { $0.repository = "octo/village" })).isEmpty)
  }
}
