public import BotCore
internal import FoundationEssentials

extension Telegram {
  /// Administrator's rights that the bot should have, as the Bot API and as Telegram's menus call them.
  private static let rights = [
    ("can_delete_messages", "Delete Messages", "messages of others cannot be deleted"),
    ("can_restrict_members", "Ban Users", "members cannot be timed out or banned"),
    ("can_invite_users", "Invite Users via Link", "requests to join are not seen and cannot be answered"),
    ("can_pin_messages", "Pin Messages", "messages cannot be pinned"),
    ("can_manage_tags", "Manage Tags", "roles cannot be granted"),
  ]

  /// A failed delivery of longer ago says nothing of what is: Telegram names the last one for ever.
  static let recentFailure = Duration.hours(1)

  public func probe() async -> [Problem] {
    do {
      let identity = try await askIdentity()
      var problems = Self.problems(identity)
      problems += webhookProblems(try await api.call("getWebhookInfo"))
      for name in settings.chats {
        if let place = TelegramPlace(name) { problems += try await chatProblems(name, place, identity) }
      }
      return problems
    } catch {
      return [problem(error)]
    }
  }

  private static func problems(_ identity: TelegramIdentity) -> [Problem] {
    guard !identity.readsGroups else { return [] }
    return [
      Problem(
        .warning, subject: "@\(identity.username)",
        fault:
          "its privacy mode is on: in groups it gets only commands and replies to itself, unless it is administrator",
        remedy: "in the chat with @BotFather: /setprivacy, choose the bot, Disable; then add it to its groups again")
    ]
  }

  private func webhookProblems(_ info: JSON) -> [Problem] {
    let url = info["url"]?.string ?? ""
    switch settings.receive {
    case .poll:
      guard !url.isEmpty else { return [] }
      return [
        Problem(
          subject: "receive", fault: "a webhook is set for this bot, so that Telegram refuses to be polled",
          remedy: "call deleteWebhook for it (https://api.telegram.org/bot<token>/deleteWebhook), "
            + "or set \"receive\": \"webhook\"")
      ]
    case .webhook:
      var problems: [Problem] = []
      if url.isEmpty && webhookURL == nil {
        problems.append(
          Problem(
            subject: "publicURL", fault: "Telegram knows no webhook of this bot, and the bot's address is not set",
            remedy: "set \"publicURL\": \"https://<your host>\"; the bot then calls setWebhook itself"))
      }
      if let message = info["last_error_message"]?.string, let at = info["last_error_date"]?.unixTime,
        tools.now() < at + Self.recentFailure
      {
        problems.append(
          Problem(
            .warning, subject: "webhook", fault: "Telegram's last delivery failed: \(message)",
            remedy: "see that the bot's public address answers over https with a valid certificate"))
      }
      return problems
    }
  }

  private func chatProblems(
    _ name: String, _ place: TelegramPlace, _ identity: TelegramIdentity
  ) async throws -> [Problem] {
    do {
      let chat = TelegramChat(try await chats.read(place))
      let moved = directory.current(place)
      let state = try await chats.call("getChatMember", place, [("user_id", .int(identity.id))])
      return movedProblems(name, place, moved) + Self.problems(name, state, isChannel: chat?.type == "channel")
    } catch let fault as TelegramFault where fault.isRefusal {
      return [
        Problem(
          subject: "chat \(name)", fault: "the bot cannot see it: \(fault.platform.reason)",
          remedy: "correct the id or @username, and add @\(identity.username) to the chat")
      ]
    }
  }

  private func movedProblems(_ name: String, _ place: TelegramPlace, _ now: TelegramPlace) -> [Problem] {
    guard place != now, case .id(let id) = now.chat else { return [] }
    return [
      Problem(
        .warning, subject: "chat \(name)", fault: "it has become a supergroup, with another id",
        remedy: "write \"\(id)\" in its place")
    ]
  }

  private static func problems(_ name: String, _ state: JSON, isChannel: Bool) -> [Problem] {
    switch state["status"]?.string {
    case "creator": return []
    case "administrator":
      return rights.filter { state[$0.0]?.bool == false && !(isChannel && $0.0 != "can_delete_messages") }.map {
        right in
        Problem(
          .warning, subject: "chat \(name)", fault: "the bot lacks a right there: \(right.2)",
          remedy: "where that is wanted: Edit, Administrators, the bot, switch on \"\(right.1)\"")
      }
    case "left", "kicked":
      return [
        Problem(subject: "chat \(name)", fault: "the bot is no member of it", remedy: "add the bot to the chat")
      ]
    default:
      return [
        Problem(
          .warning, subject: "chat \(name)",
          fault: "the bot is no administrator there: it is not told of joins and reactions, and cannot moderate",
          remedy: "make it one: Edit, Administrators, Add Admin, with the rights that it needs")
      ]
    }
  }

  private func problem(_ error: any Error) -> Problem {
    guard let fault = error as? TelegramFault else {
      return Problem(
        subject: "api", fault: "\(settings.api) gives no answer: \(error)", remedy: "check the address and the network")
    }
    switch fault.platform.kind {
    case .token:
      return Problem(
        subject: "token", fault: "Telegram does not accept the token",
        remedy: "ask @BotFather for it with /token, or for a new one with /revoke")
    case .limited:
      return Problem(.warning, subject: "telegram", fault: "Telegram limits the rate", remedy: "ask again in a minute")
    case .foreign, .broken, .busy:
      return Problem(
        subject: "api", fault: "\(settings.api): \(fault.platform.reason)",
        remedy: "check that this is the address of a Bot API server")
    case .forbidden, .missing, .duplicate, .unsupported, .rejected:
      return Problem(
        subject: "telegram", fault: "Telegram refuses: \(fault.platform.reason)",
        remedy: "check the bot with @BotFather")
    }
  }
}
