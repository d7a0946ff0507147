public import BotCore
public import FoundationEssentials
internal import Signing

extension Slack {
  /// Takes the Events API's requests at `/webhook`. Anything that is not signed with the app's secret within five
  /// minutes of `now` is refused before a byte of it is read, the challenge of Slack's set-up page included.
  public func ingest(_ request: WebhookRequest, now: Date) -> Ingest {
    guard request.path == "/webhook" else { return .reject(status: 404, reason: "no such page") }
    guard request.method == "POST" else { return .reject(status: 405, reason: "only POST is taken here") }
    let isSigned = signature.verify(
      request.headers["X-Slack-Signature"], timestamp: request.headers["X-Slack-Request-Timestamp"],
      body: request.body, now: Int(now.timeIntervalSince1970))
    guard isSigned else { return .reject(status: 401, reason: "the signature is missing, wrong or too old") }
    guard let envelope = try? JSON(parsing: request.body) else {
      return .reject(status: 400, reason: "the body is no JSON; slash commands and buttons are not read")
    }
    switch envelope["type"]?.string {
    case "url_verification": return .answer(.text(envelope["challenge"]?.string ?? ""))
    case "event_callback": return .events(events(in: envelope), WebhookResponse())
    case "app_rate_limited": return .events([limited(envelope, now)], WebhookResponse())
    default: return .answer(WebhookResponse())
    }
  }

  private func events(in envelope: JSON) -> [Event] {
    guard isOurs(envelope), let event = envelope["event"] else { return [] }
    let decoded = decoder(own: Self.own(envelope)).event(
      event, delivery: envelope["event_id"]?.string, time: envelope.timestamp("event_time"))
    return decoded.map { [$0] } ?? []
  }

  private func isOurs(_ envelope: JSON) -> Bool {
    settings.team.isEmpty || envelope["team_id"]?.string == settings.team
  }

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
    let key = "other/app_rate_limited/\(minute.seconds / 60)"
    return Event(
      id: ID(key), key: key, community: tools.community.id, at: minute.date,
      kind: .other(name: "app_rate_limited", detail: envelope.text))
  }
}
