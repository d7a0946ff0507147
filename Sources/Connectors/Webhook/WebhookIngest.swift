public import BotCore
public import FoundationEssentials
internal import Signing

extension Webhook {
  /// Events that one request may bring.
  static let mostItems = 1000

  /// Takes requests at `/webhook`. Nothing of a body is read before the request has proved where it comes from.
  public func ingest(_ request: WebhookRequest, now: Date) -> Ingest {
    guard request.path == "/webhook" else { return .reject(status: 404, reason: "no such page") }
    if request.method == "GET", let token = settings.in.verifyToken { return challenge(request.query, token) }
    guard let auth = settings.auth else { return .reject(status: 404, reason: "nothing is taken in: auth is not set") }
    guard ["POST", "PUT", "PATCH"].contains(request.method) else {
      return .reject(status: 405, reason: "only POST, PUT and PATCH are taken here")
    }
    if let fault = auth.fault(of: request, now: now) { return .reject(status: 401, reason: fault) }
    do {
      let body = try WebhookInput.read(request)
      let isStandard = auth.kind == .standard
      return try answer(
        decoder(now).decode(body, delivery: isStandard ? request.headers[StandardWebhooks.idField] : nil))
    } catch {
      return .reject(status: error.status, reason: error.reason)
    }
  }

  private func answer(_ decoded: WebhookDecoder.Decoded) throws(WebhookFault) -> Ingest {
    if decoded.events.isEmpty, let fault = decoded.faults.first { throw WebhookFault(422, fault) }
    for fault in decoded.faults {
      tools.log(.warning, "a part of a webhook was left out", ["community": tools.community.id.raw, "reason": fault])
    }
    let body = JSON.object(JSONObject([("events", .int(decoded.events.count))]))
    return .events(
      decoded.events, WebhookResponse(headers: ["Content-Type": "application/json"], body: .bytes(body.bytes)))
  }

  private func decoder(_ now: Date) -> WebhookDecoder {
    WebhookDecoder(fields: settings.in, community: tools.community.id, now: now)
  }

  /// As WebSub and Meta ask whether an address is meant: the challenge is echoed to whoever knows the token.
  private func challenge(_ query: String, _ token: Secret) -> Ingest {
    let fields = Percent.fields(of: query)
    func field(_ name: String) -> String { fields.first { $0.name == name }?.value ?? "" }
    guard ConstantTime.equalToken(field("hub.verify_token"), token.reveal()), !field("hub.challenge").isEmpty else {
      return .reject(status: 403, reason: "the token of the challenge is missing or wrong")
    }
    var response = WebhookResponse.text(field("hub.challenge"))
    response.headers["X-Content-Type-Options"] = "nosniff"
    return .answer(response)
  }
}

/// Why a request that proved its origin is not taken: told in the operator's log, never to the sender.
struct WebhookFault: Error, Hashable {
  let status: Int
  let reason: String

  init(_ status: Int, _ reason: String) {
    self.status = status
    self.reason = reason
  }
}

/// Makes JSON of a request's body.
enum WebhookInput {
  static func read(_ request: WebhookRequest) throws(WebhookFault) -> JSON {
    let type = (request.headers["Content-Type"] ?? "").prefix { $0 != ";" }.lowercased()
    if type.contains("multipart/") {
      throw WebhookFault(415, "the body is a multipart form; send JSON or a plain form")
    }
    if type.contains("x-www-form-urlencoded"), let form = form(request.body) { return form }
    // A byte order mark is no JSON, and some senders write one.
    let bytes = request.body.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(request.body.dropFirst(3)) : request.body
    do {
      return try JSON(parsing: bytes)
    } catch {
      throw WebhookFault(400, "the body is neither JSON nor a form (\(error.message) at byte \(error.offset))")
    }
  }

  /// Each field a text. Where the only field is `payload`, what stands in it.
  private static func form(_ body: [UInt8]) -> JSON? {
    let fields = Percent.fields(of: String(decoding: body, as: UTF8.self))
    if fields.count == 1, fields[0].name == "payload", let json = try? JSON(parsing: fields[0].value) { return json }
    // JSON under the wrong type: a form would begin with a name.
    guard let first = body.first, first != UInt8(ascii: "{"), first != UInt8(ascii: "[") else { return nil }
    return .object(JSONObject(fields.map { ($0.name, .string($0.value)) }))
  }
}
