import BotCore

@testable import BotRuntime
@testable import Connectors

/// The methods of the Bot API that a community's bot calls, with parameters as JSON or as a form.
struct FakeTelegramAPI: Sendable {
  let state: Lock<FakeTelegram.State>

  func handle(_ request: WebhookRequest, _ respond: @escaping @Sendable (WebhookResponse) -> Void) {
    let parts = request.path.split(separator: "/")
    guard parts.count == 2, parts[0].hasPrefix("bot") else { return respond(.text("", status: 404)) }
    guard Percent.decode(parts[0].dropFirst(3)) == FakeTelegram.token else {
      return respond(Self.fail(401, "Unauthorized"))
    }
    let method = String(parts[1])
    let parameters = Self.parameters(request)
    let answer = state.withLock { state -> WebhookResponse? in
      state.calls[method, default: 0] += 1
      guard method == "getUpdates" else { return Self.answer(method, parameters, &state) }
      return Self.updates(parameters, &state, respond)
    }
    if let answer { respond(answer) }
  }

  private static func answer(
    _ method: String, _ parameters: [String: JSON], _ state: inout FakeTelegram.State
  ) -> WebhookResponse {
    switch method {
    case "getMe": ok(FakeTelegram.bot)
    case "getChat": chat(parameters).map { ok(full($0)) } ?? fail(400, "Bad Request: chat not found")
    case "getChatMember": ok(administrator)
    case "sendMessage": send(parameters, &state)
    case "editMessageText": edit(parameters, &state)
    case "deleteMessage": delete(parameters, &state)
    case "setMessageReaction": react(parameters, &state)
    case "pinChatMessage": deed("pin \(number(parameters))", needs: number(parameters), &state)
    case "restrictChatMember":
      deed("restrict \(user(parameters)) until \(parameters["until_date"]?.int ?? 0)", needs: nil, &state)
    case "banChatMember": deed("ban \(user(parameters))", needs: nil, &state)
    case "setChatMemberTag": deed("tag \(user(parameters)) \(parameters["tag"]?.string ?? "")", needs: nil, &state)
    case "approveChatJoinRequest", "declineChatJoinRequest": fail(400, "Bad Request: HIDE_REQUESTER_MISSING")
    case "setMyCommands": ok(true)
    case "setWebhook", "deleteWebhook": setWebhook(parameters, &state)
    case "getWebhookInfo":
      ok([
        "url": .string(state.webhook), "has_custom_certificate": false,
        "pending_update_count": .int(state.updates.count),
        "allowed_updates": .array(state.allowed.map { .string($0) }),
      ])
    default: fail(404, "Not Found: method not found")
    }
  }

  // MARK: Messages

  private static func send(_ parameters: [String: JSON], _ state: inout FakeTelegram.State) -> WebhookResponse {
    guard let chat = chat(parameters) else { return fail(400, "Bad Request: chat not found") }
    guard let text = parameters["text"]?.string, !text.isEmpty else {
      return fail(400, "Bad Request: message text is empty")
    }
    guard text.utf16.count <= 4096 else { return fail(400, "Bad Request: message is too long") }
    if let user = chat["id"]?.int, user == 99 {
      return fail(403, "Forbidden: bot can't initiate conversation with a user")
    }
    let answered = parameters["reply_parameters"]?["message_id"]?.int.flatMap { state.messages[$0] }
    return ok(
      state.add(
        text, from: FakeTelegram.bot, chat: chat,
        [("entities", parameters["entities"]), ("reply_to_message", answered)]))
  }

  private static func edit(_ parameters: [String: JSON], _ state: inout FakeTelegram.State) -> WebhookResponse {
    guard var message = state.messages[number(parameters)]?.object else {
      return fail(400, "Bad Request: message to edit not found")
    }
    guard message["from"] == FakeTelegram.bot else { return fail(400, "Bad Request: message can't be edited") }
    guard message["text"] != parameters["text"] else {
      return fail(
        400,
        "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a "
          + "current content and reply markup of the message")
    }
    message["text"] = parameters["text"]
    message["edit_date"] = message["date"]
    state.messages[number(parameters)] = .object(message)
    return ok(.object(message))
  }

  private static func delete(_ parameters: [String: JSON], _ state: inout FakeTelegram.State) -> WebhookResponse {
    state.messages.removeValue(forKey: number(parameters)) == nil
      ? fail(400, "Bad Request: message to delete not found") : ok(true)
  }

  private static func react(_ parameters: [String: JSON], _ state: inout FakeTelegram.State) -> WebhookResponse {
    let emoji = (parameters["reaction"]?.array ?? []).compactMap { $0["emoji"]?.string }
    guard emoji.allSatisfy({ TelegramReaction.allowed.contains($0) }) else {
      return fail(400, "Bad Request: REACTION_INVALID")
    }
    return deed("react \(number(parameters)) \(emoji.joined())", needs: number(parameters), &state)
  }

  private static func deed(
    _ line: String, needs message: Int?, _ state: inout FakeTelegram.State
  ) -> WebhookResponse {
    if let message, state.messages[message] == nil { return fail(400, "Bad Request: message not found") }
    state.deeds.append(line)
    return ok(true)
  }

  // MARK: Updates

  /// `nil`: the answer comes when there is news. Another one who asks ends the first one's waiting.
  private static func updates(
    _ parameters: [String: JSON], _ state: inout FakeTelegram.State,
    _ respond: @escaping @Sendable (WebhookResponse) -> Void
  ) -> WebhookResponse? {
    guard state.webhook.isEmpty else {
      return fail(
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
    }
    state.waiting?.respond(
      fail(409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"))
    state.waiting = nil
    let news = state.news(parameters)
    guard news.isEmpty, parameters["timeout"]?.int ?? 0 > 0 else { return ok(.array(news)) }
    state.waiting = (parameters, respond)
    return nil
  }

  private static func setWebhook(_ parameters: [String: JSON], _ state: inout FakeTelegram.State) -> WebhookResponse {
    state.webhook = parameters["url"]?.string ?? ""
    state.allowed = (parameters["allowed_updates"]?.array ?? []).compactMap(\.string)
    return ok(true)
  }

  // MARK: Parts

  private static func chat(_ parameters: [String: JSON]) -> JSON? {
    if parameters["chat_id"]?.string == "@the_town" { return FakeTelegram.chat }
    switch parameters["chat_id"]?.int {
    case FakeTelegram.group: return FakeTelegram.chat
    case let user? where user > 0: return ["id": .int(user), "type": "private", "first_name": "Ada"]
    default: return nil
    }
  }

  /// What `getChat` tells beyond what messages tell.
  private static func full(_ chat: JSON) -> JSON {
    let gifts = [
      "unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels",
    ].map { ($0, JSON.bool(false)) }
    var object = chat.object ?? JSONObject()
    object["accent_color_id"] = 1
    object["max_reaction_count"] = 11
    object["accepted_gift_types"] = .object(JSONObject(gifts))
    return .object(object)
  }

  private static let administrator: JSON = .object(
    JSONObject(
      [("status", "administrator"), ("user", FakeTelegram.bot)]
        + [
          "can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
          "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
          "can_edit_stories", "can_delete_stories", "can_pin_messages", "can_manage_tags",
        ].map { ($0, .bool($0 != "is_anonymous")) }))

  private static func number(_ parameters: [String: JSON]) -> Int { parameters["message_id"]?.int ?? 0 }
  private static func user(_ parameters: [String: JSON]) -> Int { parameters["user_id"]?.int ?? 0 }

  static func ok(_ result: JSON) -> WebhookResponse {
    .text(JSON.object(JSONObject([("ok", true), ("result", result)])).text, type: "application/json")
  }

  static func fail(_ code: Int, _ description: String) -> WebhookResponse {
    let body: JSON = ["ok": false, "error_code": .int(code), "description": .string(description)]
    return .text(body.text, status: code, type: "application/json")
  }

  /// A form's values are JSON where they can be read as that: numbers, lists, objects. A text stays one.
  private static func parameters(_ request: WebhookRequest) -> [String: JSON] {
    if let json = try? JSON(parsing: request.body) {
      return Dictionary((json.object?.members ?? []).map { ($0.key, $0.value) }) { $1 }
    }
    let fields = Percent.fields(of: String(decoding: request.body, as: UTF8.self))
    return Dictionary(
      fields.map { field in
        let json = field.name == "text" ? nil : try? JSON(parsing: Array(field.value.utf8))
        return (field.name, json ?? .string(field.value))
      }
    ) { $1 }
  }
}
