import BotCore
import FoundationEssentials
import Signing

@testable import Connectors

/// A guest book on the web. `GET /entries?after=N` lists what was written. `POST /entries` adds an entry of up to 1000
/// characters of Markdown, and answers a repeated `Idempotency-Key` with the first result. `GET /me` tells whose token
/// it is. It calls `/communities/<id>/webhook` with each new entry, signed with the secret.
struct Guestbook: Connector {
  struct Settings: SettingGroup {
    @Setting("Where the guest book is.", .notEmpty)
    var address: String
    @Setting("The bot's token, from the page Account.")
    var token: Secret
    @Setting("The secret of the webhook, from the page Webhooks. Empty: the bot only asks, every ten seconds.")
    var secret: Secret = Secret("")
  }

  static let about = ConnectorAbout(
    name: "guestbook", summary: "A guest book on the web, by webhook or polling.", receives: [.poll, .webhook],
    capabilities: [.messages, .post], text: TextLimits(max: 1000, unit: .scalars),
    idempotency: .key(validFor: .hours(24)), length: { markdown.render($0).unicodeScalars.count })

  /// What holds with these settings only.
  static func about(with settings: Settings) -> ConnectorAbout {
    var about = about
    if settings.secret.isEmpty { about.receives = [.poll] }
    return about
  }

  /// Calls nobody but the members that a text mentions.
  private static let markdown = MarkdownText(
    mention: { member, _ in "@" + member.raw }, channel: { _, _ in nil }, quiet: MarkdownText.breakAts)

  private let settings: Settings
  private let tools: Tools
  private let api: RESTClient
  private let signature: BodySignature

  init(_ settings: Settings, _ tools: Tools) {
    self.settings = settings
    self.tools = tools
    api = RESTClient(
      base: settings.address, headers: { ["Authorization": "Bearer " + settings.token.reveal()] }, http: tools.http,
      fault: { answer, json in
        PlatformFault(
          PlatformFault.kind(of: answer.status, after: RateHeaders.retryAfter(answer.headers, now: tools.now())),
          json?["error"]?.string ?? "the guest book answered \(answer.status)")
      })
    signature = BodySignature(key: settings.secret.reveal().utf8, .hex, prefix: "sha256=")
  }

  /// Also with a webhook: what was written while the bot was away comes by this.
  func poll(_ cursor: Cursor?) async throws -> Poll {
    do {
      let after = cursor?.raw ?? "latest"
      let page = try await api.ask("GET", "/entries", query: [("after", after)]).json
      let entries = page["entries"]?.array ?? []
      let last = (entries.last?["number"] ?? page["latest"])?.int.map { Cursor(String($0)) }
      let pause: Duration = settings.secret.isEmpty ? .seconds(10) : .minutes(10)
      return Poll(events: entries.compactMap(event), cursor: last ?? cursor, next: pause)
    } catch let fault as PlatformFault {
      throw fault.asConnectorError
    }
  }

  func ingest(_ request: WebhookRequest, now: Date) -> Ingest {
    guard request.path == "/webhook" else { return .reject(status: 404, reason: "no such page") }
    // Not a byte is read of what is not signed. Without a secret nothing is verified.
    guard signature.verify(request.headers["X-Guestbook-Signature"], of: request.body) else {
      return .reject(status: 401, reason: "the signature is missing or wrong")
    }
    guard let body = try? JSON(parsing: request.body) else { return .reject(status: 400, reason: "this is no JSON") }
    return .events([body["entry"].flatMap(event)].compactMap { $0 }, WebhookResponse())
  }

  func buckets(for action: Action) -> [Bucket] { [Bucket("guestbook:write", spacing: .seconds(1), burst: 5)] }

  func perform(_ action: Action, key: String) async -> Outcome {
    switch action {
    case .post(let text, _, _): await post(Self.markdown.render(text), key)
    case .reply, .schedule, .direct, .edit, .react, .pin, .hide, .delete, .timeout, .ban, .grant, .approve, .decline,
      .flag, .settle, .hold, .timer, .fetch, .measure:
      .refused(.unsupported, reason: "a guest book only posts")
    }
  }

  private func post(_ text: String, _ key: String) async -> Outcome {
    // The engine has split what is too long; what cannot be split is refused, as the platform would.
    guard text.unicodeScalars.count <= 1000 else { return .refused(.content, reason: "an entry holds 1000 characters") }
    do {
      let answer = try await api.ask(
        "POST", "/entries", body: .json(["text": .string(text)]), headers: ["Idempotency-Key": key])
      return .done(answer.json["number"]?.int.map { ID(String($0)) })
    } catch {
      return Outcome(error, bucket: "guestbook:write")
    }
  }

  func probe() async -> [Problem] {
    do {
      let scopes = try await api.ask("GET", "/me").json["scopes"]?.array ?? []
      return scopes.contains("write")
        ? []
        : [Problem(subject: "token", fault: "it may not write", remedy: "tick \"write\" on the page Account")]
    } catch {
      return [Problem(subject: "address", fault: "\(error)", remedy: "check the address, and the token's page Account")]
    }
  }

  /// What platforms send is read leniently: an entry that is not understood is left out, the others count.
  private func event(_ entry: JSON) -> Event? {
    guard let number = entry["number"]?.int, let name = entry["name"]?.string, let text = entry["text"]?.string,
      let at = entry["at"]?.string.flatMap({ Date(timestamp: $0) }), entry["mine"]?.bool != true
    else { return nil }
    let author = Member(ID(name), name: name, isBot: entry["bot"]?.bool ?? false)
    return .posted(Message(ID(String(number)), in: "book", by: author, text), in: tools.community.id, at: at)
  }
}
