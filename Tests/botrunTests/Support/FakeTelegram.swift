import BotCore
import FoundationEssentials

@testable import BotRuntime

/// Telegram's Bot API over loopback in the test's own process, and what the members of its one group say and do.
///
/// As the real one it takes no key against posting twice, keeps updates until a higher offset confirms them, holds
/// `getUpdates` back until there is news, and refuses it while a webhook is set.
final class FakeTelegram: Sendable {
  static let token = "4711:planted-AAH-token-of-the-test"
  static let group = -1_001_234_567_890
  static let bot: JSON = [
    "id": 4711, "is_bot": true, "first_name": "Town Bot", "username": "town_bot", "can_join_groups": true,
    "can_read_all_group_messages": true, "supports_inline_queries": false,
  ]
  static let chat: JSON = [
    "id": .int(group), "type": "supergroup", "title": "The Town", "username": "the_town",
  ]

  struct State {
    /// Messages that stand in the chats, by number.
    var messages: [Int: JSON] = [:]
    var newest = 0
    var updates: [JSON] = []
    var newestUpdate = 500
    /// A held `getUpdates`, with its parameters.
    var waiting: (parameters: [String: JSON], respond: @Sendable (WebhookResponse) -> Void)?
    /// What was done beside sending: `pin 3`, `restrict 17 until 1767229200`.
    var deeds: [String] = []
    var webhook = ""
    var allowed: [String] = []
    var calls: [String: Int] = [:]
  }

  let state: Lock<State>
  private let server: WebhookServer

  init() throws {
    let state = Lock(State())
    self.state = state
    server = try WebhookServer(listen: "127.0.0.1:0") { request, respond in
      FakeTelegramAPI(state: state).handle(request, respond)
    }
  }

  /// For the setting `api`.
  var api: String { "http://127.0.0.1:\(server.port)" }

  func calls(of method: String) -> Int { state.withLock { $0.calls[method, default: 0] } }
  var deeds: [String] { state.withLock { $0.deeds } }

  // MARK: What members do

  /// A member of the number writes in the group.
  func say(_ text: String, by user: Int = 17) {
    let message = add(text, from: Self.user(user), chat: Self.chat)
    tell("message", message)
  }

  /// Told twice, as to an administrator: by a service message and by an update.
  func join(_ user: Int) {
    let date = Int(Clock.system.now().timeIntervalSince1970)
    tell(
      "message",
      [
        "message_id": .int(number()), "date": .int(date), "chat": Self.chat, "from": Self.user(user),
        "new_chat_members": [Self.user(user)],
      ])
    tell(
      "chat_member",
      [
        "chat": Self.chat, "from": Self.user(user), "date": .int(date),
        "old_chat_member": ["status": "left", "user": Self.user(user)],
        "new_chat_member": ["status": "member", "user": Self.user(user)],
      ])
  }

  private func number() -> Int {
    state.withLock { state in
      state.newest += 1
      return state.newest
    }
  }

  private func add(_ text: String, from user: JSON, chat: JSON) -> JSON {
    state.withLock { $0.add(text, from: user, chat: chat) }
  }

  private func tell(_ kind: String, _ body: JSON) {
    let waiting = state.withLock { state in
      state.newestUpdate += 1
      state.updates.append(.object(JSONObject([("update_id", .int(state.newestUpdate)), (kind, body)])))
      defer { state.waiting = nil }
      return state.waiting
    }
    guard let waiting else { return }
    waiting.respond(FakeTelegramAPI.ok(.array(state.withLock { $0.news(waiting.parameters) })))
  }

  static func user(_ number: Int) -> JSON {
    ["id": .int(number), "is_bot": false, "first_name": .string(number == 17 ? "Ada" : "Member \(number)")]
  }
}

extension FakeTelegram.State {
  mutating func add(_ text: String, from user: JSON, chat: JSON, _ more: [(String, JSON?)] = []) -> JSON {
    newest += 1
    var message = JSONObject([
      ("message_id", .int(newest)), ("date", .int(Int(Clock.system.now().timeIntervalSince1970))), ("chat", chat),
      ("from", user), ("text", .string(text)),
    ])
    for (key, value) in more { message[key] = value }
    messages[newest] = .object(message)
    return .object(message)
  }

  /// Confirms what is before the offset and gives what is asked for.
  mutating func news(_ parameters: [String: JSON]) -> [JSON] {
    let offset = parameters["offset"]?.int ?? 0
    if offset < 0 { updates = Array(updates.suffix(-offset)) }
    if offset > 0 { updates.removeAll { ($0["update_id"]?.int ?? 0) < offset } }
    return Array(updates.prefix(parameters["limit"]?.int ?? 100))
  }
}

extension FakeTelegram: FakePlatform {
  static let platform = "telegram"
  static let channel = "@the_town"

  var connection: JSON {
    [
      "token": "env:TELEGRAM_TOKEN", "chats": [.string("\(Self.group)")], "api": .string(api),
      "messagesPerSecondPerChat": 0,
    ]
  }

  var posted: [String] {
    state.withLock { state in
      state.messages.sorted { $0.key < $1.key }.map(\.value).filter { $0["from"] == Self.bot }
        .compactMap { $0["text"]?.string }
    }
  }
}
