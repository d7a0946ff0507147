public import BotCore
public import FoundationEssentials
internal import Signing

extension Telegram {
  public func ingest(_ request: WebhookRequest, now: Date) -> Ingest {
    guard request.method == "POST" else { return .reject(status: 405, reason: "Telegram sends POST requests") }
    let token = request.headers["X-Telegram-Bot-Api-Secret-Token"] ?? ""
    guard ConstantTime.equalToken(settings.secret.reveal(), token) else {
      return .reject(status: 401, reason: "the secret token is missing or wrong")
    }
    guard let update = try? JSON(parsing: request.body), update["update_id"]?.int != nil else {
      return .reject(status: 400, reason: "the body is no update")
    }
    learn(update)
    return .events(decoder(at: now).events(update), WebhookResponse())
  }

  /// Where Telegram is to deliver; `nil` where the settings do not tell the bot's address.
  var webhookURL: String? {
    settings.publicURL.isEmpty
      ? nil : settings.publicURL.withSlash + "communities/\(Percent.encode(tools.community.id.raw))/webhook"
  }

  /// Sets the webhook where the bot may and it is not what it should be, and tells the operator what Telegram has to
  /// say of its deliveries.
  func tendWebhook() async throws {
    let info = try await api.call("getWebhookInfo")
    let url = info["url"]?.string ?? ""
    let isFirst = directory.state.withLock { state in
      defer { state.isWebhookSet = true }
      return !state.isWebhookSet
    }
    if let wanted = webhookURL {
      // The secret cannot be asked for: it is set anew at every start.
      if isFirst || url != wanted { try await setWebhook(wanted) }
    } else if url.isEmpty {
      tools.log(
        .warning, "Telegram knows no webhook of this bot; call setWebhook, or set publicURL",
        ["community": tools.community.id.raw])
    }
    tell(info)
  }

  private func setWebhook(_ url: String) async throws {
    do {
      _ = try await api.call(
        "setWebhook",
        [
          ("url", .string(url)), ("allowed_updates", .array(Self.updates.map { .string($0) })),
          ("drop_pending_updates", false), ("secret_token", .string(settings.secret.reveal())),
        ])
    } catch {
      directory.state.withLock { $0.isWebhookSet = false }
      throw error
    }
    tools.log(.info, "Telegram delivers to the bot's webhook from now on", ["community": tools.community.id.raw])
  }

  private func tell(_ info: JSON) {
    guard let at = info["last_error_date"]?.int, let message = info["last_error_message"]?.string else { return }
    let isNews = directory.state.withLock { state in
      defer { state.lastError = max(state.lastError, at) }
      return at > state.lastError
    }
    guard isNews, let date = info["last_error_date"]?.unixTime, tools.now() < date + Self.recentFailure else { return }
    tools.log(
      .warning, "Telegram could not deliver to the webhook",
      ["reason": message, "at": "\(at)", "waiting": "\(info["pending_update_count"]?.int ?? 0)"])
  }
}
