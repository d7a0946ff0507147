internal import BotCore

/// An answer of the Bot API that is no success.
struct TelegramFault: Error, Hashable {
  let platform: PlatformFault
  /// Telegram's words without what stands before them ("Bad Request: "), in lower case.
  let words: String
  /// The id that the group has since it became a supergroup.
  let movedTo: Int?

  /// - Parameter token: taken out of whatever was answered.
  init(_ status: Int, _ json: JSON?, hiding token: String) {
    let isTelegram = json?["ok"]?.bool == false
    let code = isTelegram ? json?["error_code"]?.int ?? status : status
    let told = json?["description"]?.string ?? ""
    let description = Self.hide(token, in: told)
    words = String(description.drop { $0 != ":" }.dropFirst().drop(while: \.isWhitespace)).lowercased()
    movedTo = json?["parameters"]?["migrate_to_chat_id"]?.int
    let seconds = json?["parameters"]?["retry_after"]?.double
    let after = seconds.map { Duration.seconds(min(max($0, 0), 86_400)) }
    let kind = Self.kind(isTelegram, code, words, after)
    platform = PlatformFault(kind, Self.reason(kind, code, description, words))
  }

  private static func kind(
    _ isTelegram: Bool, _ code: Int, _ words: String, _ after: Duration?
  ) -> PlatformFault.Kind {
    // A proxy in between also says 404 or 401: only Telegram's own words condemn the token.
    guard isTelegram else {
      return code == 429
        ? .limited(after: after, scope: nil) : code < 300 || code == 408 || code >= 500 ? .broken : .foreign
    }
    return switch code {
    case 404: words.contains("method not found") ? .unsupported : .token
    case 400: refusal(words)
    case 409: .rejected
    case 420: .limited(after: after, scope: nil)
    default: PlatformFault.kind(of: code, after: after)
    }
  }

  /// What a `400 Bad Request` is about.
  private static func refusal(_ words: String) -> PlatformFault.Kind {
    if words.contains("message is not modified") || words.contains("chat_not_modified") { return .duplicate }
    if words.contains("method is available") { return .unsupported }
    if missing.contains(where: { words.contains($0) }) { return .missing }
    if forbidden.contains(where: { words.contains($0) }) { return .forbidden }
    return .rejected
  }

  private static let missing = [
    "not found", "user_id_invalid", "participant_id_invalid", "peer_id_invalid", "message_id_invalid",
    "user_not_participant", "hide_requester_missing", "topic_deleted", "topic_id_invalid", "invalid user_id",
    "member not found", "upgraded to a supergroup",
  ]
  private static let forbidden = [
    "not enough rights", "have no rights", "admin_required", "write_forbidden", "administrator rights",
    "user is an administrator", "can't remove chat owner", "can't restrict self", "user_admin_invalid",
    "creator_required", "topic_closed", "can't be deleted", "can't be edited", "chat_restricted", "need to be",
    "right_forbidden",
  ]

  private static func reason(
    _ kind: PlatformFault.Kind, _ code: Int, _ description: String, _ words: String
  ) -> String {
    if kind == .token { return "Telegram knows no bot with this token; get it from @BotFather with /token" }
    if code == 409 && words.contains("webhook") {
      return "Telegram sends updates to a webhook, so that nobody may poll; "
        + "call deleteWebhook for this bot, or set \"receive\": \"webhook\""
    }
    if code == 409 { return "another program polls with this token; stop the other instance, or use a bot of its own" }
    return description.isEmpty ? "Telegram answered with status \(code)" : description
  }

  private static func hide(_ token: String, in text: String) -> String {
    token.isEmpty ? text : text.split(separator: token, omittingEmptySubsequences: false).joined(separator: "<token>")
  }
}

extension TelegramFault {
  /// Whether the person is not in the chat, or has not asked to be.
  var isAbsence: Bool { platform.kind == .missing && !isFarewell }

  /// Whether the bot is not in the chat, or the chat is no more.
  var isFarewell: Bool {
    ["bot was kicked", "bot is not a member", "chat not found", "chat was deleted", "chat was deactivated"].contains {
      words.contains($0)
    }
  }

  var isRefusal: Bool {
    switch platform.kind {
    case .forbidden, .missing, .unsupported, .rejected: true
    case .token, .limited, .duplicate, .busy, .broken, .foreign: false
    }
  }
}

extension Outcome {
  init(telegram error: any Error, bucket: String, isHarmless: Bool = false) {
    self.init((error as? TelegramFault)?.platform ?? error, bucket: bucket, isHarmless: isHarmless)
  }
}
