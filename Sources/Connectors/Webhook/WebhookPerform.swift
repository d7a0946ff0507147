public import BotCore
internal import FoundationEssentials
internal import Signing

extension Webhook {
  private static let bucket = "requests"

  public func buckets(for action: Action) -> [Bucket] {
    guard let out = settings.out, WebhookAction(action) != nil else { return [] }
    return [Bucket(Self.bucket, spacing: out.spacing > .zero ? out.spacing : nil)]
  }

  public func perform(_ action: Action, key: String) async -> Outcome {
    guard let kind = WebhookAction(action) else {
      return .refused(.unsupported, reason: "this is nothing to send")
    }
    guard kind != .edit else {
      return .refused(.unsupported, reason: "an edit needs the message that the name stands for")
    }
    return await send(kind, key) { $0.values(of: action, kind) }
  }

  public func edit(_ message: MessageRef, text: Text, key: String) async -> Outcome {
    await send(.edit, key, of: message.id) { $0.values(ofEdit: message, text) }
  }

  private func send(
    _ kind: WebhookAction, _ key: String, of edited: ID<Message>? = nil,
    _ values: (WebhookValues) -> [String: String]
  ) async -> Outcome {
    guard let out = settings.out else { return .refused(.unsupported, reason: "out is not set: nothing is sent") }
    guard out.actions.contains(kind) else {
      return .refused(.unsupported, reason: "out.actions does not list \(kind.rawValue)")
    }
    let writer = WebhookText(markup: out.text, isQuiet: out.quiet)
    let filled = values(
      WebhookValues(text: writer, author: out.author, community: tools.community.id, key: key, now: tools.now()))
    if let length = filled["text"]?.unicodeScalars.count, length > out.maxLength {
      return .refused(.content, reason: "the text has \(length) characters; out.maxLength allows \(out.maxLength)")
    }
    do {
      let answer = try await tools.http.send(request(out, kind, key, filled))
      return outcome(answer, kind.makesMessage ? ID(key) : edited)
    } catch {
      return Outcome(error, bucket: Self.bucket)
    }
  }

  private func request(
    _ out: WebhookOut, _ kind: WebhookAction, _ key: String, _ values: [String: String]
  ) -> HTTPRequest {
    let tree = out.body.filled(with: values)
    let (body, type) =
      switch out.format {
      case .json: (tree.bytes, "application/json")
      case .form: (Array(Self.form(tree).utf8), "application/x-www-form-urlencoded")
      }
    var headers: Headers = ["Content-Type": type]
    if let bearer = out.bearer { headers["Authorization"] = "Bearer " + bearer.reveal() }
    for (name, value) in out.headers.sorted(by: { $0.key < $1.key }) { headers[name] = value.reveal() }
    headers[StandardWebhooks.idField] = key
    if out.idempotency == .key { headers["Idempotency-Key"] = key }
    let seconds = Int(tools.now().timeIntervalSince1970)
    if let secret = out.signingSecret,
      let signature = StandardWebhooks(secret: secret.reveal()).sign(id: key, timestamp: seconds, body: body)
    {
      headers[StandardWebhooks.timestampField] = String(seconds)
      headers[StandardWebhooks.signatureField] = signature
    }
    let url = out.urls[kind.rawValue] ?? out.url
    return HTTPRequest(out.method.rawValue, url.reveal(), headers: headers, body: body)
  }

  /// Texts as they are, all else as JSON writes it.
  private static func form(_ tree: JSON) -> String {
    let members = tree.object?.members ?? []
    return Percent.form(members.map { ($0.key, $0.value.string ?? $0.value.text) })
  }

  /// Of an answer only its status is told: receivers repeat what they were sent, the address with its key included.
  private func outcome(_ answer: HTTPResponse, _ usual: ID<Message>?) -> Outcome {
    let reason = "the receiver answered \(answer.status)"
    let after = RateHeaders.retryAfter(answer.headers, now: tools.now())
    switch answer.status {
    case 200..<300: return .done(id(in: answer) ?? usual)
    case 300..<400: return .refused(.content, reason: "\(reason), a redirect; set out.url to the new address")
    case 401: return .unauthorized(reason)
    case 404, 410:
      // A Zap that is paused, a workflow that is not active: the address comes back, and no channel is at fault.
      return .retry(
        after: nil, scope: .account,
        reason: "nobody listens at out.url (\(answer.status)); switch the Zap, scenario or workflow on")
    case 425: return .retry(after: after, scope: .action, reason: reason)
    case 429: return .retry(after: after, scope: .bucket(Self.bucket), reason: reason)
    case 503 where after != nil: return .retry(after: after, scope: .bucket(Self.bucket), reason: reason)
    case 400..<500 where answer.status != 408: return .refused(.content, reason: reason)
    default: return .unknown(reason)
    }
  }

  private func id(in answer: HTTPResponse) -> ID<Message>? {
    guard let pointer = settings.out?.answerID?.pointer, let json = try? JSON(parsing: answer.body) else { return nil }
    return WebhookField(pointer.text).text(in: json).map { ID($0) }
  }
}
