import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import BotRuntime
@testable import Connectors

/// A webhook connector as a test sets it, and requests to it.
enum WebhookTest {
  static let now = Date(timeIntervalSince1970: 1_767_225_600)
  static let secret = "s3cret-of-the-test"

  static func bearer() -> WebhookAuth {
    var auth = WebhookAuth()
    (auth.kind, auth.secret) = (.bearer, Secret(secret))
    return auth
  }

  static func hook(
    _ http: any HTTPClient = ScriptedHTTP { _ in HTTPResponse(status: 500) }, community: Community = .testing,
    change: (inout WebhookSettings) -> Void = { _ in }
  ) -> Webhook {
    var settings = WebhookSettings()
    settings.auth = bearer()
    change(&settings)
    return Webhook(settings, .testing(http: http, community: community, now: now))
  }

  static func request(
    _ body: String, method: String = "POST", path: String = "/webhook", query: String = "",
    headers: Headers = ["Authorization": "Bearer s3cret-of-the-test", "Content-Type": "application/json"]
  ) -> WebhookRequest {
    WebhookRequest(method: method, path: path, query: query, headers: headers, body: Array(body.utf8))
  }

  static func events(of ingest: Ingest) -> [Event]? {
    if case .events(let events, _) = ingest { events } else { nil }
  }

  /// The status that the sender sees.
  static func status(of ingest: Ingest) -> Int {
    switch ingest {
    case .events(_, let response), .answer(let response): response.status
    case .reject(let status, _): status
    }
  }

  static func reason(of ingest: Ingest) -> String? {
    if case .reject(_, let reason) = ingest { reason } else { nil }
  }

  /// What the settings make of JSON, or the faults told.
  static func settings(_ json: String, environment: [String: String] = [:]) -> (WebhookSettings?, [String]) {
    let source = TestSource(environment: environment)
    guard let json = try? JSON(parsing: json) else { return (nil, ["no JSON"]) }
    let settings = WebhookSettings.read(SettingNode(json, at: JSONPath(), from: source))
    return (source.faults.isEmpty ? settings : nil, source.faults)
  }
}

/// Where settings of a test come from.
final class TestSource: SettingSource {
  let environment: [String: String]
  private(set) var faults: [String] = []
  private(set) var concealed: [String] = []

  init(environment: [String: String] = [:]) { self.environment = environment }

  func report(fault: String, remedy: String, at path: JSONPath, onKey: Bool) {
    faults.append("\(path): \(fault); \(remedy)")
  }
  func conceal(_ path: JSONPath) { concealed.append("\(path)") }
  func file(_ path: String) throws(SettingFault) -> [UInt8] { throw SettingFault("no files", "use none") }
  func secret(_ reference: String, at path: JSONPath) throws(SettingFault) -> Secret {
    guard reference.hasPrefix("env:"), let value = environment[String(reference.dropFirst(4))] else {
      throw SettingFault("no such secret", "set it")
    }
    return Secret(value)
  }
  func zone(_ name: String) throws(SettingFault) -> Zone { .utc }
  func text(_ name: String) -> String? { nil }
  var textNames: [String] { [] }
}
