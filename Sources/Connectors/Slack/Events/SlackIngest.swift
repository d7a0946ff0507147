public import BotCore
public import FoundationEssentials
internal import Signing

extension Slack {
  /// Takes the Events API's requests, slash commands and interactions at `/webhook`. Anything that is not signed with
  /// the app's secret within five minutes of `now` is refused before a byte of it is read, the challenge of Slack's
  /// set-up page included.
  public func ingest(_ request: WebhookRequest, now: Date) -> Ingest {
    guard request.path == "/webhook" else { return .reject(status: 404, reason: "no such page") }
    guard request.method == "POST" else { return .reject(status: 405, reason: "only POST is taken here") }
    let timestamp = request.headers["X-Slack-Request-Timestamp"]
    let isSigned = signature.verify(
      request.headers["X-Slack-Signature"], timestamp: timestamp, body: request.body,
      now: Int(now.timeIntervalSince1970))
    guard isSigned else { return .reject(status: 401, reason: "the signature is missing, wrong or too old") }
    if let envelope = try? JSON(parsing: request.body) { return ingest(envelope, now) }
    guard let form = SlackForm(request.body) else {
      return .reject(status: 400, reason: "the body is neither JSON nor a form of Slack's")
    }
    return ingest(form, at: SlackTimestamp(timestamp) ?? SlackTimestamp(now))
  }

  private func ingest(_ envelope: JSON, _ now: Date) -> Ingest {
    switch envelope["type"]?.string {
    case "url_verification": return .answer(.text(envelope["challenge"]?.string ?? ""))
    case "event_callback": return .events(events(in: envelope, now), WebhookResponse())
    case "app_rate_limited": return .events([limited(envelope, now)], WebhookResponse())
    default: return .answer(WebhookResponse())
    }
  }

  private func events(in envelope: JSON, _ now: Date) -> [Event] {
    guard isOurs(envelope["team_id"]?.string), let event = envelope["event"] else { return [] }
    directory.learn(from: event, at: now)
    let decoded = decoder(own: Self.own(envelope)).event(
      event, delivery: envelope["event_id"]?.string, time: envelope.timestamp("event_time"))
    if let author = decoded?.actor { directory.state.withLock { $0.people.want(author.id.raw, at: now) } }
    return decoded.map { [$0] } ?? []
  }

  private func ingest(_ form: SlackForm, at: SlackTimestamp) -> Ingest {
    switch form {
    case .check: return .answer(WebhookResponse())
    case .command(let command):
      guard isOurs(command.team) else { return .answer(WebhookResponse()) }
      return .events([decoder(own: []).command(command, at: at)], WebhookResponse())
    case .interaction(let payload):
      guard isOurs(payload["team"]?["id"]?.string ?? payload["user"]?["team_id"]?.string) else {
        return .answer(WebhookResponse())
      }
      return .events([decoder(own: []).interaction(payload, at: at)], WebhookResponse())
    }
  }

  private func isOurs(_ team: String?) -> Bool { settings.team.isEmpty || team == settings.team }

  /// The bot's own ids, as every delivery names them: so its own messages are known before it asked who it is.
  private static func own(_ envelope: JSON) -> Set<String> {
    let users = (envelope["authorizations"]?.array ?? [])
      .filter { $0["is_bot"]?.bool == true }.compactMap { $0["user_id"]?.string }
    return Set(users + [envelope["api_app_id"]?.string].compactMap { $0 })
  }

  /// Slack held events back for a minute, because there were more than 30,000 in an hour.
  private func limited(_ envelope: JSON, _ now: Date) -> Event {
    tools.log(
      .warning, "Slack holds events back: more than 30,000 in an hour", ["team": envelope["team_id"]?.string ?? ""])
    let minute = envelope.timestamp("minute_rate_limited") ?? SlackTimestamp(now)
    return .other(
      "app_rate_limited", envelope.withoutSecrets, in: tools.community.id, at: minute.date,
      mark: "\(minute.seconds / 60)")
  }
}

extension JSON {
  /// Without what lets its holder act: tokens, secrets, addresses to answer to and triggers, at every depth.
  var withoutSecrets: JSON {
    if let array { return .array(array.map(\.withoutSecrets)) }
    guard let object else { return self }
    return .object(
      JSONObject(object.members.filter { !Self.isSecret($0.key) }.map { ($0.key, $0.value.withoutSecrets) }))
  }

  private static func isSecret(_ key: String) -> Bool {
    let key = key.lowercased()
    return ["token", "secret", "response_url", "trigger_id", "interactivity_pointer"].contains { key.contains($0) }
  }
}
