import BotCore
import FoundationEssentials

@testable import BotRuntime

/// A Discord server in the test's own process: enough of the HTTP API for a bot to start and to post. With
/// `enforce_nonce`, a message whose nonce the author used in the past few minutes is answered with the first one;
/// without it, a repeated nonce makes a second message, as Discord documents.
final class FakeDiscord: FakePlatform {
  static let platform = "discord"
  static let channel = "#general"

  static let token = "planted-discord-token"
  static let guild = "613425648685547541"
  static let general = "613425648685547600"
  private static let me = "613425648685547700"
  private static let noncesHold = Duration.minutes(3)

  private struct State {
    var messages: [(json: JSON, nonce: String?, at: Date)] = []
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
    ["token": .string("env:DISCORD_TOKEN"), "guild": .string(Self.guild), "api": .string(api)]
  }

  var api: String { "http://127.0.0.1:\(server.port)/api/v10" }

  var posted: [String] { state.withLock { $0.messages.compactMap { $0.json["content"]?.string } } }

  private static func answer(_ request: WebhookRequest, _ state: Lock<State>) -> WebhookResponse {
    guard request.headers["Authorization"] == "Bot \(token)" else {
      return json(["message": "401: Unauthorized", "code": 0], status: 401)
    }
    let path = request.path.hasPrefix("/api/v10") ? String(request.path.dropFirst("/api/v10".count)) : ""
    switch "\(request.method) \(path)" {
    case "GET /users/@me": return json(user)
    case "GET /applications/@me", "GET /oauth2/applications/@me": return json(application)
    case "GET /guilds/\(guild)": return json(server)
    case "GET /guilds/\(guild)/members/\(me)": return json(member)
    case "GET /guilds/\(guild)/members": return json([member])
    case "GET /guilds/\(guild)/channels": return json([channelObject])
    case "GET /guilds/\(guild)/threads/active": return json(["threads": [], "members": [], "has_more": false])
    case "GET /channels/\(general)/messages":
      return json(.array(state.withLock { $0.messages.reversed().map(\.json) }))
    case "POST /channels/\(general)/messages": return state.withLock { post(request, &$0) }
    default: return json(["message": "404: Not Found", "code": 0], status: 404)
    }
  }

  private static func post(_ request: WebhookRequest, _ state: inout State) -> WebhookResponse {
    guard let body = try? JSON(parsing: request.body), let content = body["content"]?.string, !content.isEmpty else {
      return json(["message": "Cannot send an empty message", "code": 50006], status: 400)
    }
    let now = Clock.system.now()
    let nonce = body["nonce"]?.string
    guard content.unicodeScalars.count <= 2000, nonce?.count ?? 0 <= 25 else {
      return json(["message": "Invalid Form Body", "code": 50035], status: 400)
    }
    if body["enforce_nonce"] == true, let nonce,
      let first = state.messages.first(where: { $0.nonce == nonce && now < $0.at + noncesHold })
    {
      return json(first.json)
    }
    let message = message(content, number: state.messages.count, at: now)
    state.messages.append((message, nonce, now))
    return json(message)
  }

  private static func json(_ json: JSON, status: Int = 200) -> WebhookResponse {
    .text(json.text, status: status, type: "application/json")
  }

  // MARK: Objects with all that Discord's own description requires

  private static let user: JSON = [
    "id": .string(me), "username": "botrun", "avatar": nil, "discriminator": "0", "public_flags": 0, "flags": 0,
    "global_name": nil, "mfa_enabled": true, "locale": "en-US", "bot": true, "primary_guild": nil,
  ]

  private static let application: JSON = [
    "id": .string(me), "name": "botrun", "icon": nil, "description": "", "type": nil, "verify_key": "00", "flags": 0,
    "bot_public": false, "bot_require_code_grant": false, "owner": user, "redirect_uris": [], "rpc_origins": [],
    "interactions_endpoint_url": nil, "role_connections_verification_url": nil, "approximate_guild_count": 1,
    "approximate_user_install_count": 0, "explicit_content_filter": 0, "team": nil,
  ]

  private static let member: JSON = [
    "avatar": nil, "banner": nil, "communication_disabled_until": nil, "flags": 0,
    "joined_at": "2025-02-28T21:47:23.681000+00:00", "nick": nil, "pending": false, "premium_since": nil, "roles": [],
    "user": user, "mute": false, "deaf": false,
  ]

  private static let channelObject: JSON = [
    "id": .string(general), "type": 0, "flags": 0, "guild_id": .string(guild), "name": "general", "position": 0,
    "last_message_id": nil, "permission_overwrites": [],
  ]

  private static let server: JSON = [
    "id": .string(guild), "name": "Town", "icon": nil, "description": nil, "home_header": nil, "splash": nil,
    "discovery_splash": nil, "features": [], "banner": nil, "owner_id": "1", "application_id": nil,
    "region": "us-west", "afk_channel_id": nil, "afk_timeout": 300, "system_channel_id": nil,
    "system_channel_flags": 0, "widget_enabled": false, "widget_channel_id": nil, "verification_level": 1,
    "roles": [
      [
        "id": .string(guild), "name": "@everyone", "position": 0, "permissions": "68672", "color": 0,
        "colors": ["primary_color": 0, "secondary_color": nil, "tertiary_color": nil], "hoist": false,
        "managed": false, "mentionable": false, "icon": nil, "unicode_emoji": nil, "flags": 0,
      ]
    ],
    "default_message_notifications": 0, "mfa_level": 0, "explicit_content_filter": 0, "max_presences": nil,
    "max_members": 500_000, "max_stage_video_channel_users": 50, "max_video_channel_users": 25,
    "vanity_url_code": nil, "premium_tier": 0, "premium_subscription_count": 0, "preferred_locale": "en-US",
    "rules_channel_id": nil, "safety_alerts_channel_id": nil, "public_updates_channel_id": nil,
    "premium_progress_bar_enabled": false, "nsfw": false, "nsfw_level": 0, "emojis": [], "stickers": [],
    "incidents_data": nil,
  ]

  private static func message(_ content: String, number: Int, at: Date) -> JSON {
    let id = (at.milliseconds - 1_420_070_400_000) << 22 + Int64(number)
    return [
      "type": 0, "content": .string(content), "mentions": [], "mention_roles": [], "attachments": [], "embeds": [],
      "timestamp": .string(at.timestamp), "edited_timestamp": nil, "flags": 0, "components": [],
      "id": .string("\(id)"), "channel_id": .string(general), "author": user, "pinned": false,
      "mention_everyone": false, "tts": false,
    ]
  }
}
