import BotCore
import FoundationEssentials

@testable import BotRuntime

/// A Mastodon instance on loopback: an account that posts, and what it hears. A repeated `Idempotency-Key` is answered
/// with the first post for an hour, as Mastodon's documentation has it; nothing else keeps a post from being doubled.
final class FakeMastodon: FakePlatform {
  static let platform = "mastodon"
  static let channel = "public"
  fileprivate static let keyLife = 3600.0

  fileprivate struct State {
    var posts: [(id: Int, status: String)] = []
    var keys: [String: (post: Int, at: Date)] = [:]
  }

  private let state: Lock<State>
  private let server: WebhookServer

  init() throws {
    let state = Lock(State())
    self.state = state
    server = try WebhookServer(listen: "127.0.0.1:0") { request, respond in
      respond(Self.answer(request, state))
    }
  }

  var connection: JSON {
    ["instance": .string("http://127.0.0.1:\(server.port)"), "token": "env:MASTODON_TOKEN"]
  }

  var posted: [String] { state.withLock { $0.posts.map(\.status) } }

  private static func answer(_ request: WebhookRequest, _ state: Lock<State>) -> WebhookResponse {
    guard request.headers["Authorization"]?.hasPrefix("Bearer ") == true else {
      return json(["error": "The access token is invalid"], 401)
    }
    switch "\(request.method) \(request.path)" {
    case "GET /api/v1/accounts/verify_credentials": return json(account)
    case "GET /api/v1/notifications": return json([])
    case "POST /api/v1/statuses":
      guard let body = try? JSON(parsing: request.body), let status = body["status"]?.string, !status.isEmpty else {
        return json(["error": "Validation failed: Text can't be blank"], 422)
      }
      return json(state.withLock { $0.post(body, status, key: request.headers["Idempotency-Key"]) })
    default: return json(["error": "Record not found"], 404)
    }
  }

  private static func json(_ json: JSON, _ status: Int = 200) -> WebhookResponse {
    .text(json.text, status: status, type: "application/json; charset=utf-8")
  }

  fileprivate static let account: JSON = [
    "id": "1", "username": "bot", "acct": "bot", "display_name": "Bot", "bot": true, "locked": false, "note": "",
    "created_at": "2026-01-01T00:00:00.000Z", "emojis": [], "fields": [], "uri": "https://town.example/users/bot",
    "avatar": "", "avatar_static": "", "header": "", "header_static": "", "followers_count": 0, "following_count": 0,
    "statuses_count": 0, "group": false, "indexable": false,
  ]
}

extension FakeMastodon.State {
  fileprivate mutating func post(_ body: JSON, _ status: String, key: String?) -> JSON {
    let now = Clock.system.now()
    if let key, let known = keys[key], now.timeIntervalSince(known.at) < FakeMastodon.keyLife {
      return Self.json(known.post, body, now)
    }
    let id = 1000 + posts.count
    posts.append((id, status))
    if let key { keys[key] = (id, now) }
    return Self.json(id, body, now)
  }

  private static func json(_ id: Int, _ body: JSON, _ now: Date) -> JSON {
    [
      "id": .string(String(id)), "uri": .string("https://town.example/statuses/\(id)"),
      "created_at": .string(now.timestamp), "account": FakeMastodon.account, "content": "<p></p>",
      "visibility": body["visibility"] ?? "public", "sensitive": false, "spoiler_text": "", "media_attachments": [],
      "mentions": [], "tags": [], "emojis": [], "reblogs_count": 0, "favourites_count": 0, "replies_count": 0,
    ]
  }
}
