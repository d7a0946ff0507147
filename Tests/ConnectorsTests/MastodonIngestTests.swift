import BotCore
import BotTesting
import Signing
import Testing

@testable import Connectors

@Suite struct MastodonIngestTests {
  /// A connector that knows its own account.
  private func mastodon(_ change: (inout MastodonSettings) -> Void = { _ in }) async throws -> Mastodon {
    let mastodon = MastodonTest.mastodon(ScriptedHTTP { _ in .json(MastodonTest.me) }) {
      $0.webhookSecret = Secret(MastodonTest.secret)
      change(&$0)
    }
    _ = try await mastodon.api.identity()
    return mastodon
  }

  private func events(_ mastodon: Mastodon, _ request: WebhookRequest) -> [Event]? {
    guard case .events(let events, let response) = mastodon.ingest(request, now: MastodonTest.now),
      response.status == 200
    else { return nil }
    return events
  }

  private func status(_ mastodon: Mastodon, _ request: WebhookRequest) -> Int {
    guard case .reject(let status, _) = mastodon.ingest(request, now: MastodonTest.now) else { return 200 }
    return status
  }

  @Test func nothingIsReadThatIsNotSigned() async throws {
    let mastodon = try await mastodon()
    let good = MastodonTest.webhook("status.created", MastodonTest.status("1"))
    #expect(status(mastodon, good) == 200)
    var forged = good
    forged.body[forged.body.count - 2] ^= 1
    #expect(status(mastodon, forged) == 401)
    #expect(status(mastodon, MastodonTest.webhook("status.created", [:], secret: "other")) == 401)
    for signature in ["", "sha256=", "sha1=00", String(repeating: "0", count: 64)] {
      var request = good
      request.headers["X-Hub-Signature"] = signature
      #expect(status(mastodon, request) == 401)
    }
    #expect(status(mastodon, WebhookRequest(method: "POST", path: "/webhook", body: good.body)) == 401)
    #expect(status(mastodon, MastodonTest.webhook("x", [:], path: "/other")) == 404)
    #expect(status(mastodon, MastodonTest.webhook("x", [:], method: "GET")) == 405)
  }

  @Test func withoutASecretNothingIsTaken() async throws {
    let mastodon = try await mastodon { $0.webhookSecret = Secret("") }
    #expect(status(mastodon, MastodonTest.webhook("status.created", [:], secret: "")) == 401)
  }

  @Test func theInstanceComesAgainWhileTheBotDoesNotKnowItself() {
    let mastodon = MastodonTest.mastodon(MastodonTest.server()) { $0.webhookSecret = Secret(MastodonTest.secret) }
    #expect(status(mastodon, MastodonTest.webhook("status.created", MastodonTest.status("1"))) == 503)
  }

  @Test func webhookAndPollGiveOneKey() async throws {
    let mastodon = try await mastodon { ($0.local, $0.moderator, $0.joins) = (true, true, .accounts) }
    let decoder = MastodonTest.decoder(joins: .accounts)
    let post = MastodonTest.status("100")
    #expect(events(mastodon, MastodonTest.webhook("status.created", post)) == decoder.events(ofStatus: post))
    let edited = MastodonTest.status("100", with: [("edited_at", "2026-01-01T00:05:00.000Z")])
    #expect(
      events(mastodon, MastodonTest.webhook("status.updated", edited))?.map(\.key)
        == decoder.events(ofStatus: edited).dropFirst().map(\.key))
    let report: JSON = [
      "id": "5", "account": MastodonTest.admin("2", "alice"), "comment": "rude",
      "statuses": [MastodonTest.status("100")],
      "created_at": "2026-01-01T00:00:00.000Z",
    ]
    let notified = MastodonTest.notification(
      "7", "admin.report",
      [("report", ["id": "5", "comment": "rude", "status_ids": ["100"], "created_at": "2026-01-01T00:00:00.000Z"])])
    let told = events(mastodon, MastodonTest.webhook("report.created", report))
    #expect(told?.map(\.key) == decoder.events(ofNotification: notified).map(\.key))
    #expect(told?.count == 1)
    let account = MastodonTest.admin("9", "new")
    #expect(events(mastodon, MastodonTest.webhook("account.approved", account))?.map(\.key) == ["joined//9/account"])
  }

  @Test func anAccountAsksWaitsOrIsIn() async throws {
    let mastodon = try await mastodon { ($0.moderator, $0.joins) = (true, .accounts) }
    func keys(_ account: JSON) -> [String]? {
      events(mastodon, MastodonTest.webhook("account.created", account))?.map(\.key)
    }
    #expect(keys(MastodonTest.admin("9", "new", approved: false, confirmed: false)) == ["asked//9/account"])
    #expect(keys(MastodonTest.admin("9", "new", confirmed: false)) == [])
    #expect(keys(MastodonTest.admin("9", "new")) == ["joined//9/account"])
    #expect(keys(MastodonTest.admin("1", "bot")) == [])
    let follows = try await self.mastodon()
    let told = events(follows, MastodonTest.webhook("account.created", MastodonTest.admin("9", "new")))
    #expect(told?.map(\.trigger) == [.other])
  }

  @Test func privatePostsOfOthersAreNotHeard() async throws {
    let mastodon = try await mastodon { ($0.local, $0.hashtags) = (true, ["swift"]) }
    func count(_ status: JSON) -> Int? { events(mastodon, MastodonTest.webhook("status.created", status))?.count }
    #expect(count(MastodonTest.status("1")) == 1)
    for visibility in ["unlisted", "private", "direct", "new"] {
      #expect(count(MastodonTest.status("1", visibility: visibility, tags: ["swift"])) == 0)
      #expect(count(MastodonTest.status("1", visibility: visibility, mentions: ["1"])) == 1)
    }
    let tagged = try await self.mastodon { $0.hashtags = ["swift"] }
    #expect(
      events(tagged, MastodonTest.webhook("status.created", MastodonTest.status("1", tags: ["Swift"])))?.count == 1)
    #expect(events(tagged, MastodonTest.webhook("status.created", MastodonTest.status("1")))?.count == 0)
  }

  @Test func whatIsNotKnownGoesThroughAndGarbageIsRefused() async throws {
    let mastodon = try await mastodon()
    for name in ["account.updated", "report.updated", "something.new"] {
      let told = events(mastodon, MastodonTest.webhook(name, ["id": "3"]))
      #expect(told?.map(\.key) == ["other/\(name)/3/2026-01-01T00:00:00.000Z"])
    }
    for body in ["", "x", "[]", "{}"] {
      var request = MastodonTest.webhook("x", [:])
      request.body = Array(body.utf8)
      request.headers["X-Hub-Signature"] = mastodon.signature.sign(request.body)
      #expect(status(mastodon, request) == 400)
    }
  }
}
