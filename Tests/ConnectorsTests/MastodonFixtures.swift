import BotCore
import BotTesting
import FoundationEssentials
import Signing

@testable import Connectors

/// Builders for the tests of the Mastodon connector.
enum MastodonTest {
  static let now = Date(timeIntervalSince1970: 1_767_225_600)
  static let secret = "planted-webhook-secret"
  static let me: JSON = ["id": "1", "username": "bot", "acct": "bot", "bot": true]

  static func settings(_ change: (inout MastodonSettings) -> Void = { _ in }) -> MastodonSettings {
    var settings = MastodonSettings()
    settings.instance = "https://social.example/"
    settings.token = Secret("planted-token")
    change(&settings)
    return settings
  }

  static func mastodon(
    _ http: any HTTPClient, community: Community = .testing, now: Date = now,
    _ change: (inout MastodonSettings) -> Void = { _ in }
  ) -> Mastodon {
    Mastodon(settings(change), .testing(http: http, community: community, now: now))
  }

  /// What is logged goes to `lines`, with the values of its fields.
  static func mastodon(
    _ http: any HTTPClient, logTo lines: Lock<[String]>, _ change: (inout MastodonSettings) -> Void = { _ in }
  ) -> Mastodon {
    let plain = Tools.testing(http: http, now: now)
    let tools = Tools(
      community: plain.community, http: http, now: plain.now, sleep: plain.sleep,
      log: { level, message, fields in
        let values = fields.sorted { $0.key < $1.key }.map(\.value)
        lines.withLock { $0.append(([level.rawValue, message] + values).joined(separator: "; ")) }
      }, pace: plain.pace)
    return Mastodon(settings(change), tools)
  }

  /// Answers by method and path (without the query); the bot's account is always known, all else is missing.
  static func server(_ routes: [String: HTTPResponse] = [:]) -> ScriptedHTTP {
    ScriptedHTTP { request in
      let call = "\(request.method) \(request.mastodonPath)"
      if let answer = routes[call] { return answer }
      if call == "GET /api/v1/accounts/verify_credentials" { return .json(me) }
      return .json(["error": "Record not found"], status: 404)
    }
  }

  static func decoder(
    me: String = "1", tags: [String] = [], joins: MastodonSettings.Joins = .follows
  ) -> MastodonDecoder {
    MastodonDecoder(community: Community.testing.id, me: me, tags: tags, joins: joins, now: now)
  }

  static func account(_ id: String, _ acct: String, bot: Bool = false) -> JSON {
    [
      "id": .string(id), "username": .string(acct), "acct": .string(acct), "display_name": "A <b>name</b>",
      "bot": .bool(bot),
    ]
  }

  static func status(
    _ id: String, by acct: String = "alice", account: String = "2", _ html: String = "<p>hello</p>",
    visibility: String = "public", tags: [String] = [], mentions: [String] = [],
    with more: [(String, JSON)] = []
  ) -> JSON {
    .object(
      JSONObject(
        [
          ("id", .string(id)), ("created_at", "2026-01-01T00:00:00.000Z"), ("account", Self.account(account, acct)),
          ("content", .string(html)), ("visibility", .string(visibility)), ("in_reply_to_id", .null),
          ("spoiler_text", ""), ("reblog", .null), ("edited_at", .null),
          ("url", .string("https://social.example/@\(acct)/\(id)")),
          ("tags", .array(tags.map { ["name": .string($0)] })),
          ("mentions", .array(mentions.map { ["id": .string($0), "acct": "x"] })),
        ].filter { field in !more.contains { $0.0 == field.0 } } + more))
  }

  static func notification(_ id: String, _ type: String, _ more: [(String, JSON)] = []) -> JSON {
    .object(
      JSONObject(
        [
          ("id", .string(id)), ("type", .string(type)), ("created_at", "2026-01-01T00:00:00.000Z"),
          ("account", account("2", "alice")),
        ] + more))
  }

  static func admin(
    _ id: String, _ acct: String, approved: Bool = true, confirmed: Bool = true, answer: String? = nil
  ) -> JSON {
    .compact(
      ("id", .string(id)), ("username", .string(acct)), ("created_at", "2026-01-01T00:00:00.000Z"),
      ("approved", .bool(approved)), ("confirmed", .bool(confirmed)), ("suspended", false), ("locale", "de"),
      ("invite_request", .optional(answer)), ("account", account(id, acct)))
  }

  static func webhook(
    _ event: String, _ object: JSON, secret: String = secret, path: String = "/webhook", method: String = "POST"
  ) -> WebhookRequest {
    let body: JSON = ["event": .string(event), "created_at": "2026-01-01T00:00:00.000Z", "object": object]
    let signature = BodySignature(key: Array(secret.utf8), .hex, prefix: "sha256=").sign(body.bytes)
    return WebhookRequest(
      method: method, path: path, headers: ["x-hub-signature": signature ?? ""], body: body.bytes)
  }

  static func message(_ id: String = "100", in channel: String = "public") -> MessageRef {
    MessageRef(ID(id), in: ID(channel))
  }
}

extension HTTPRequest {
  var mastodonPath: String {
    let start = "https://social.example".utf8.count
    return String(url.dropFirst(start).prefix { $0 != "?" })
  }

  var mastodonQuery: [String: String] {
    let query = url.split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
    return Dictionary(Percent.fields(of: query).map { ($0.name, $0.value) }) { $1 }
  }
}
