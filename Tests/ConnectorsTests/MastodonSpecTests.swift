import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

/// The connector's requests, and what it makes of the answers, judged by the official description of the API.
@Suite(.enabled(if: SpecFolder.isThere, SpecFolder.skipped))
struct MastodonSpecTests {
  /// The official description leaves the moderators' methods out; these are in the documentation (methods/admin).
  private static let adminMethods = [
    "GET /api/v2/admin/accounts", "GET /api/v1/admin/accounts/7", "POST /api/v1/admin/accounts/7/approve",
    "POST /api/v1/admin/accounts/7/reject", "POST /api/v1/admin/accounts/7/action",
    "POST /api/v1/admin/accounts/2/action",
    "GET /api/v1/admin/reports",
  ]

  @Test func everyRequestIsDocumented() async throws {
    let spec = APISpec(try SpecFolder.json("mastodon/schema.json"))
    var checked = 0
    for request in await Self.requests() {
      if request.mastodonPath.contains("/admin/") {
        #expect(Self.adminMethods.contains("\(request.method) \(request.mastodonPath)"))
        continue
      }
      #expect(spec.faults(request) == [], "\(request.json.text)")
      checked += 1
    }
    #expect(checked >= 50)
    print("mastodon: \(checked) requests are as the official description wants them")
  }

  /// Each request that the connector can make.
  private static func requests() async -> [HTTPRequest] {
    let text = Text([
      .mention(member: "2", name: "alice"), .list(items: ["a"]), .link(label: "x", url: "https://a.example"),
    ])
    let message = MastodonTest.message()
    let actions: [Action] = [
      .post(text: text, in: "public", named: "n"), .post(text: text, in: "unlisted #swift", named: nil),
      .post(text: text, in: "private", named: nil), .post(text: text, in: "@alice", named: nil),
      .reply(text: text, to: message), .direct(text: text, to: "7"),
      .schedule(text: text, in: "public", at: MastodonTest.now + .hours(1)), .react(emoji: "x", to: message),
      .pin(message: message), .hide(message: message, reason: "x"), .delete(message: message, reason: "x"),
      .timeout(member: "7", until: MastodonTest.now + .hours(1), reason: "x"), .ban(member: "7", reason: "x"),
      .approve(member: "7"), .decline(member: "7", reason: "x"),
    ]
    var all: [HTTPRequest] = []
    for isModerator in [false, true] {
      for isOwn in [false, true] {
        let http = server(isOwn: isOwn)
        var community = Community.testing
        community.moderators = "@alice"
        let mastodon = MastodonTest.mastodon(http, community: community) {
          ($0.hashtags, $0.local, $0.lists) = (["swift"], true, ["9"])
          if isModerator { ($0.moderator, $0.joins, $0.hide) = (true, .accounts, .sensitive) }
        }
        for action in actions { _ = await mastodon.perform(action, key: "k") }
        _ = await mastodon.edit(message, text: text, key: "k")
        _ = await mastodon.probe()
        let first = try? await mastodon.poll(nil)
        _ = try? await mastodon.poll(first?.cursor)
        all += await http.requests
      }
    }
    return all
  }

  private static func server(isOwn: Bool) -> ScriptedHTTP {
    ScriptedHTTP { request in
      let path = request.mastodonPath
      if path.hasSuffix("verify_credentials") { return .json(MastodonTest.me) }
      if path.hasSuffix("/instance") { return .json([:], status: path.contains("v2") ? 404 : 200) }
      if path == "/api/v1/statuses/100" { return .json(MastodonTest.status("100", account: isOwn ? "1" : "2")) }
      if path == "/api/v1/accounts/7" { return .json(MastodonTest.account("7", "bob")) }
      if path.hasSuffix("/approve") { return .json(["error": "no"], status: 403) }
      return request.method == "GET" ? .json([]) : .json(["id": "5"])
    }
  }

  @Test func everyExampleIsDecoded() throws {
    let document = try SpecFolder.json("mastodon/schema.json")
    let statuses = document.objects { $0["content"]?.string != nil && $0["account"]?.object != nil }
    let notifications = document.objects {
      $0["type"]?.string != nil && $0.id("id") != nil && $0["account"]?.object != nil
    }
    let accounts = document.objects { $0["acct"]?.string != nil && $0.id("id") != nil }
    let decoder = MastodonTest.decoder(me: "none of them")
    var checked = 0
    for status in statuses + statuses.map(Self.mutated) where status["reblog"]?.object == nil && status.id("id") != nil
    {
      let event = try #require(decoder.events(ofStatus: status).first)
      #expect(event.trigger == .messagePosted && event.message?.id.raw == status.id("id"))
      #expect(event.message?.text.contains("<p>") == false)
      #expect(event.at != decoder.now)
      checked += 1
    }
    for notification in notifications + notifications.map(Self.mutated) {
      #expect(!decoder.events(ofNotification: notification).isEmpty, "\(notification)")
      checked += 1
    }
    for account in accounts + accounts.map(Self.mutated) {
      #expect(decoder.member(account)?.id.raw == account.id("id"))
      checked += 1
    }
    #expect(statuses.count >= 5 && notifications.count >= 2 && accounts.count >= 20)
    print("mastodon: \(checked) payloads of the official description are decoded")
  }

  /// Also what is no post, no notification and no report at all.
  @Test func noObjectOfTheDescriptionIsTooStrange() async throws {
    let objects = try SpecFolder.json("mastodon/schema.json")["components"]?["examples"]?.objects { _ in true } ?? []
    #expect(objects.count >= 200)
    let http = ScriptedHTTP { _ in .json(MastodonTest.me) }
    let mastodon = MastodonTest.mastodon(http) { $0.webhookSecret = Secret(MastodonTest.secret) }
    _ = try await mastodon.api.identity()
    let decoder = MastodonTest.decoder()
    for object in objects {
      for content in [MastodonSource.Content.notifications, .statuses, .reports] {
        _ = decoder.events(object, of: content)
      }
      for name in ["status.created", "status.updated", "report.created", "account.created", "account.approved", "new"] {
        guard case .events = mastodon.ingest(MastodonTest.webhook(name, object), now: MastodonTest.now) else {
          Issue.record("\(name) \(object)")
          return
        }
      }
    }
  }

  /// With fields that nobody knows, and words that no list of choices has.
  private static func mutated(_ json: JSON) -> JSON {
    guard var object = json.object else { return json }
    object["brand_new"] = ["deep": [1, .null]]
    for key in ["visibility", "type"] where object[key] != nil { object[key] = "brand_new" }
    for key in ["tags", "mentions", "media_attachments", "language"] where object[key] != nil { object[key] = .null }
    return .object(object)
  }
}

extension JSON {
  fileprivate func objects(where condition: (JSON) -> Bool) -> [JSON] {
    let own = object != nil && condition(self) ? [self] : []
    let members = object?.members.flatMap { $0.value.objects(where: condition) } ?? []
    return own + members + (array?.flatMap { $0.objects(where: condition) } ?? [])
  }
}
