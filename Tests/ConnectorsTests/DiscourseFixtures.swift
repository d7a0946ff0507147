import BotCore
import BotTesting
import FoundationEssentials
import Signing
import Testing

@testable import Connectors

/// Builders for the tests of the Discourse connector.
enum DiscourseTest {
  static let now = Date(timeIntervalSince1970: 1_767_225_600)
  static let secret = "a-long-enough-secret"
  static let key = "planted-key-4711"

  static func settings(_ change: (inout DiscourseSettings) -> Void = { _ in }) -> DiscourseSettings {
    var settings = DiscourseSettings()
    settings.url = "https://forum.test"
    settings.username = "Forum_Bot"
    settings.apiKey = Secret(key)
    settings.webhookSecret = Secret(secret)
    settings.receive = .webhook
    change(&settings)
    return settings
  }

  static func discourse(
    _ http: any HTTPClient = ScriptedHTTP { _ in missing }, now: Date = now,
    _ change: (inout DiscourseSettings) -> Void = { _ in }
  ) -> Discourse {
    Discourse(settings(change), .testing(http: http, now: now))
  }

  /// A forum that answers `GET /posts/15.json` and the like; what is not listed is missing, as Discourse says it.
  static func forum(_ answers: [String: HTTPResponse]) -> ScriptedHTTP {
    ScriptedHTTP { answers[$0.route] ?? missing }
  }

  static func forum(_ answers: [String: JSON]) -> ScriptedHTTP { forum(answers.mapValues { HTTPResponse.json($0) }) }

  static let missing = HTTPResponse.json(
    ["errors": ["The requested URL or resource could not be found."], "error_type": "not_found"], status: 404)
  static let forbidden = HTTPResponse.json(
    ["errors": ["You are not permitted to view the requested resource."], "error_type": "invalid_access"], status: 403)
  static let wrongKey = HTTPResponse.json(
    [
      "errors": [
        "You are not permitted to view the requested resource. The API username or key is invalid."
      ], "error_type": "invalid_access",
    ], status: 403)

  static func rejected(_ error: String) -> HTTPResponse {
    .json(["action": "create_post", "errors": [.string(error)]], status: 422)
  }

  // MARK: Webhooks

  static func request(
    _ event: String, _ type: String, _ body: JSON, secret: String = secret, method: String = "POST",
    path: String = "/webhook"
  ) -> WebhookRequest {
    let bytes = JSON.object(JSONObject([(type, body)])).bytes
    let code = BodySignature(key: Array(secret.utf8), .hex, prefix: "sha256=").sign(bytes) ?? ""
    return WebhookRequest(
      method: method, path: path,
      headers: [
        "Content-Type": "application/json", "X-Discourse-Instance": "https://forum.test", "X-Discourse-Event-Id": "7",
        "X-Discourse-Event-Type": type, "X-Discourse-Event": event, "X-Discourse-Event-Signature": code,
      ], body: bytes)
  }

  static func event(
    _ event: String, _ type: String, _ body: JSON, of discourse: Discourse = discourse()
  ) -> Event? {
    guard case .events(let events, let response) = discourse.ingest(request(event, type, body), now: now),
      response.status == 200
    else { return nil }
    return events.first
  }

  /// What a webhook sends of a post, with the members that the bot reads and some that it does not.
  static func post(
    _ id: Int = 15, topic: Int = 11, number: Int = 2, by username: String = "ada",
    raw: String = "How do I prune roses?",
    _ more: [(String, JSON)] = []
  ) -> JSON {
    var post = JSONObject([
      ("id", .int(id)), ("name", "Ada L."), ("username", .string(username)), ("avatar_template", "/a/{size}.png"),
      ("created_at", "2026-01-01T00:00:00.000Z"), ("cooked", .string("<p>\(raw)</p>")), ("post_number", .int(number)),
      ("post_type", 1), ("updated_at", "2026-01-01T00:00:00.000Z"), ("reply_count", 0), ("topic_id", .int(topic)),
      ("topic_slug", "roses"), ("topic_title", "All about roses"), ("category_id", 5), ("display_username", "Ada L."),
      ("version", 1), ("raw", .string(raw)), ("moderator", false), ("admin", false), ("staff", false), ("user_id", 42),
      ("hidden", false), ("trust_level", 1), ("deleted_at", .null), ("user_deleted", false),
      ("topic_posts_count", 2), ("topic_archetype", "regular"), ("category_slug", "support"),
    ])
    for (key, value) in more { post[key] = value }
    return .object(post)
  }

  static func post(_ more: [(String, JSON)]) -> JSON { post(15, topic: 11, number: 2, by: "ada", more) }

  static func user(_ id: Int = 42, _ username: String = "ada", _ more: [(String, JSON)] = []) -> JSON {
    var user = JSONObject([
      ("id", .int(id)), ("username", .string(username)), ("name", "Ada L."), ("email", "ada@example.org"),
      ("created_at", "2026-01-01T00:00:00.000Z"), ("trust_level", 0), ("moderator", false), ("admin", false),
      ("staged", false), ("active", true), ("locale", .null), ("groups", [["id": 10, "name": "gardeners"]]),
    ])
    for (key, value) in more { user[key] = value }
    return .object(user)
  }

  static var ada: Member { Member("ada", name: "Ada L.", roles: ["trust_level_1"]) }

  static let site: JSON = [
    "categories": [
      ["id": 5, "name": "Support", "slug": "support", "permission": 1],
      ["id": 6, "name": "News", "slug": "news", "permission": 3],
      ["id": 7, "name": "Support (Roses)", "slug": "support", "parent_category_id": 6, "permission": 1],
      ["id": 9, "name": "Staging", "slug": "staging", "permission": 1],
    ]
  ]
}

extension HTTPRequest {
  /// `GET /posts.json`
  var route: String {
    let path = url.split(separator: "://", maxSplits: 1).last.map { $0.drop { $0 != "/" } } ?? ""
    return method + " " + path.prefix { $0 != "?" }
  }
}

extension ScriptedHTTP {
  var routes: [String] { requests.map(\.route) }

  func bodies(of route: String) -> [JSON] { requests.filter { $0.route == route }.map(\.json) }
}
