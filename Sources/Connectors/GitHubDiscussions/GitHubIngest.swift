public import BotCore
public import FoundationEssentials
internal import Signing

extension GitHubDiscussions {
  /// Takes GitHub's webhooks at `/webhook`. What is not signed with the secret is refused before a byte of it is read.
  /// GitHub signs no time: a delivery that comes again is known by its id.
  public func ingest(_ request: WebhookRequest, now: Date) -> Ingest {
    guard request.path == "/webhook" else { return .reject(status: 404, reason: "no such page") }
    guard request.method == "POST" else { return .reject(status: 405, reason: "only POST is taken here") }
    guard signature.verify(request.headers["X-Hub-Signature-256"], of: request.body) else {
      return .reject(status: 401, reason: "the signature is missing or wrong; is the webhook's Secret webhookSecret?")
    }
    guard let name = request.headers["X-GitHub-Event"], !name.isEmpty else {
      return .reject(status: 400, reason: "the header X-GitHub-Event is missing")
    }
    guard let payload = Self.payload(request) else { return .reject(status: 400, reason: "the body is no JSON") }
    if name == "ping" { return .answer(WebhookResponse()) }
    let event = decoder.event(name, payload, delivery: request.headers["X-GitHub-Delivery"], now: now)
    return .events(event.map { [$0] } ?? [], WebhookResponse())
  }

  /// The webhook's setting "Content type" has the JSON as it is, or in the field `payload` of a form.
  private static func payload(_ request: WebhookRequest) -> JSON? {
    var body = request.body
    if request.headers["Content-Type"]?.hasPrefix("application/x-www-form-urlencoded") == true {
      let fields = Percent.fields(of: String(decoding: body, as: UTF8.self))
      guard let payload = fields.first(where: { $0.name == "payload" }) else { return nil }
      body = Array(payload.value.utf8)
    }
    let json = try? JSON(parsing: body)
    return json?.object == nil ? nil : json
  }
}
