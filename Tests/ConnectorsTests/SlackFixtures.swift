import BotCore
import BotTesting
import FoundationEssentials
import Signing
import Testing

@testable import Connectors

/// Builders for the tests of the Slack connector.
enum SlackTest {
  static let now = Date(timeIntervalSince1970: 1_767_225_600)
  static let secret = "8f742231b10e8888abcd99yyyzzz85a5"

  static func settings(_ change: (inout SlackSettings) -> Void = { _ in }) -> SlackSettings {
    var settings = SlackSettings()
    settings.token = Secret("xoxb-test")
    settings.signingSecret = Secret(secret)
    settings.workspace = "https://peer.slack.test"
    settings.messagesPerSecondPerChannel = 1
    change(&settings)
    return settings
  }

  static func slack(
    _ http: any HTTPClient = ScriptedHTTP { _ in .json(["ok": true]) }, now: Date = now,
    _ change: (inout SlackSettings) -> Void = { _ in }
  ) -> Slack {
    Slack(settings(change), .testing(http: http, now: now))
  }

  static func request(
    _ body: String, secret: String = secret, at time: Int = 1_767_225_600, method: String = "POST",
    path: String = "/webhook"
  ) -> WebhookRequest {
    let bytes = Array(body.utf8)
    let signature = SlackSignature(secret: secret).sign(timestamp: "\(time)", body: bytes) ?? "v0="
    return WebhookRequest(
      method: method, path: path,
      headers: ["x-slack-signature": signature, "X-Slack-Request-Timestamp": "\(time)"], body: bytes)
  }

  static func envelope(_ event: JSON, id: String = "Ev01", team: String = "T1") -> String {
    JSON.object(
      JSONObject([
        ("token", "x"), ("team_id", .string(team)), ("api_app_id", "A1"), ("event", event),
        ("type", "event_callback"), ("event_id", .string(id)), ("event_time", 1_767_225_600),
        ("authorizations", [["team_id": "T1", "user_id": "UBOT", "is_bot": true]]),
      ])
    ).text
  }

  /// What the connector makes of one inner event.
  static func event(_ event: JSON, slack: Slack = slack()) -> Event? {
    events(of: slack.ingest(request(envelope(event)), now: now))?.first
  }

  /// `nil` unless the request was accepted.
  static func events(of ingest: Ingest) -> [Event]? {
    guard case .events(let events, let response) = ingest, response.status == 200 else { return nil }
    return events
  }

  static func status(of ingest: Ingest) -> Int {
    switch ingest {
    case .events(_, let response), .answer(let response): response.status
    case .reject(let status, _): status
    }
  }

  static func message(_ more: [(String, JSON)] = [], text: String = "hello") -> JSON {
    .object(
      JSONObject(
        [
          ("type", "message"), ("text", .string(text)), ("user", "U1"), ("ts", "1767225600.000200"), ("channel", "C1"),
          ("event_ts", "1767225600.000200"), ("channel_type", "channel"),
        ] + more))
  }
}

extension HTTPRequest {
  /// `chat.postMessage`
  var slackMethod: String {
    let path = url.split(separator: "?", maxSplits: 1)[0]
    return String(path.split(separator: "/").last ?? "")
  }

  func query(_ name: String) -> String? {
    guard let query = url.split(separator: "?", maxSplits: 1).dropFirst().first else { return nil }
    return query.split(separator: "&").first { $0.hasPrefix(name + "=") }.map { String($0.dropFirst(name.count + 1)) }
  }

  var json: JSON { (try? JSON(parsing: body)) ?? .null }
}
