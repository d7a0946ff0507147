import BotCore
import BotTesting
import FoundationEssentials

@testable import Connectors

/// Builders for the tests of the Telegram connector.
enum TelegramTest {
  static let now = Date(timeIntervalSince1970: 1_767_225_600)
  static let token = "4711:planted-AAH-token"
  static let secret = "planted_secret-1"
  static let group: JSON = [
    "id": -1_001_234_567_890, "type": "supergroup", "title": "Rust Users", "username": "rustusers",
  ]
  static let ada: JSON = [
    "id": 17, "is_bot": false, "first_name": "Ada", "last_name": "Byron", "username": "ada", "language_code": "en",
  ]
  static let bot: JSON = [
    "id": 4711, "is_bot": true, "first_name": "Town Bot", "username": "town_bot", "can_read_all_group_messages": true,
  ]

  static func telegram(
    _ http: any HTTPClient = ScriptedHTTP { _ in ok(true) }, now: Date = now, longestWait: Duration = .seconds(30),
    log: LogBook? = nil, _ change: (inout TelegramSettings) -> Void = { _ in }
  ) -> Telegram {
    var settings = TelegramSettings()
    settings.token = Secret(token)
    settings.secret = Secret(secret)
    change(&settings)
    return Telegram(
      settings,
      Tools(
        community: .testing, http: http, now: { now }, sleep: { _ in },
        log: { level, message, facts in log?.note(level, message, facts) }, pace: { _, _ in }, longestWait: longestWait)
    )
  }

  static func ok(_ result: JSON) -> HTTPResponse { .json(["ok": true, "result": result]) }

  static func fail(_ code: Int, _ description: String, _ parameters: JSON? = nil) -> HTTPResponse {
    .json(
      .compact(
        ("ok", false), ("error_code", .int(code)), ("description", .string(description)), ("parameters", parameters)),
      status: code)
  }

  /// Answers each method by its name; `getMe` and reads of chats are known.
  static func script(_ answers: [String: HTTPResponse] = [:]) -> ScriptedHTTP {
    ScriptedHTTP { request in
      let method = method(request)
      if let answer = answers[method] { return answer }
      switch method {
      case "getMe": return ok(bot)
      case "getChat": return ok(group)
      case "getUpdates": return ok([])
      case "getWebhookInfo": return ok(["url": "", "has_custom_certificate": false, "pending_update_count": 0])
      case "sendMessage": return ok(["message_id": 99, "date": 1_767_225_600, "chat": group])
      default: return ok(true)
      }
    }
  }

  static func method(_ request: HTTPRequest) -> String {
    request.url.split(separator: "/").last.map { String($0) } ?? ""
  }

  /// The body of a request: `null` where it has none.
  static func body(_ request: HTTPRequest) -> JSON { (try? JSON(parsing: request.body)) ?? .null }

  /// The bodies of the calls of one method.
  static func calls(_ http: ScriptedHTTP, _ name: String) async -> [JSON] {
    await http.requests.filter { method($0) == name }.map(body)
  }

  static func message(
    _ text: String = "Hello", _ more: [(String, JSON)] = [], id: Int = 5, from: JSON = ada, chat: JSON = group
  ) -> JSON {
    .object(
      JSONObject(
        [("message_id", .int(id)), ("from", from), ("chat", chat), ("date", 1_767_225_000), ("text", .string(text))]
          + more))
  }

  static func service(_ more: [(String, JSON)], id: Int = 6, from: JSON = ada, chat: JSON = group) -> JSON {
    .object(JSONObject([("message_id", .int(id)), ("from", from), ("chat", chat), ("date", 1_767_225_000)] + more))
  }

  static func update(_ kind: String, _ body: JSON, id: Int = 100) -> JSON {
    .object(JSONObject([("update_id", .int(id)), (kind, body)]))
  }

  static func decoder(
    _ identity: TelegramIdentity? = TelegramIdentity(bot),
    commands: Set<String> = [], serves: @escaping @Sendable (TelegramChat) -> Bool = { _ in true }
  ) -> TelegramDecoder {
    TelegramDecoder(
      community: "lobby", own: 4711, identity: identity, commands: commands, serves: serves, received: now)
  }

  static func events(_ kind: String, _ body: JSON, id: Int = 100) -> [Event] {
    decoder().events(update(kind, body, id: id))
  }

  static let channel: ID<Channel> = "-1001234567890"
  static let ref = MessageRef("5", in: channel)
}

/// What was logged, as `message {fact=value}`.
final class LogBook: Sendable {
  private let state = Lock<[String]>([])

  func note(_ level: Tools.Level, _ message: String, _ facts: [String: String]) {
    let told = facts.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
    state.withLock { $0.append("\(level.rawValue): \(message) {\(told)}") }
  }

  var lines: [String] { state.withLock { $0 } }
}
