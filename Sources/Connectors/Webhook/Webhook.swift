public import BotCore

/// Anything that speaks HTTP: Zapier, Make, n8n, Power Automate, a form, a script, another botrun.
///
/// **In.** The bot takes JSON and plain forms at `https://<your host>/communities/<id>/webhook`, and `in` says where in
/// them it finds what it needs, by JSON Pointers (`/message/author/name`). Without `in` it reads this:
///
/// ```json
/// { "kind": "posted", "id": "42", "author": "u7", "authorName": "Ada", "text": "Hello", "channel": "general",
///   "thread": "41", "time": "2026-03-29T10:00:00Z", "url": "https://example.org/42" }
/// ```
///
/// Only `text` is needed. `kind` is one of these, in capitals or not; anything else comes to plugins as an event of that
/// name, and `kinds` says what a sender's own words mean:
///
/// - `posted`: also `post`, `reply`, `direct`, `message`, `created`, `new`
/// - `edited`: also `edit`, `updated`, `update`
/// - `deleted`: also `delete`, `removed`
/// - `joined`: also `join`; `left`: also `leave`
///
/// A list of such objects, or a list somewhere in the body (`items`), are several events; with `items` all other places
/// count from each element of that list, not from the body. Each place may be a pointer, which begins with a slash, or a
/// list of them of which the first that has a value counts. `kind`, `channel`, `authorName` and `bot` may be constants,
/// too, and the last in the list of `author`:
///
/// ```json
/// { "id": "forum", "platform": "webhook",
///   "connection": {
///     "auth": { "kind": "bearer", "secret": "env:FORUM_HOOK" },
///     "in": { "items": "/data", "kind": "/event", "kinds": { "topic_created": "posted", "member.new": "joined" },
///             "id": "/post/id", "author": ["/post/user/id", "/user/id"], "authorName": "/post/user/name",
///             "text": "/post/body", "html": true, "channel": ["/post/board", "forum"], "time": "/post/created" } } }
/// ```
///
/// What came without an id gets one made of its contents, so that a delivery that is repeated counts once; two bodies
/// that are exactly alike count once, too. The answer is sent when the events are on disk; 400 to 422 mean that the log
/// tells why nothing was taken.
///
/// **Who may send** (`auth`): `bearer` (`Authorization: Bearer <secret>`), `header` (a field of any name), `query`
/// (`?token=<secret>`, for senders that can set nothing else: such addresses end up in logs), `hmac` (HMAC-SHA256 of the
/// body, hex or Base 64, with a signed timestamp if there is one), `standard` (Standard Webhooks) or `none`.
/// `none` is for tries on this machine only and must never stand behind a reverse proxy: nginx, as it comes, passes
/// requests of the whole world on as if they were made here. `http.listen` must stay on 127.0.0.1, and what tells of a
/// proxy or of a web page is refused. `in.verifyToken` answers the GET request by which some platforms ask whether the address is meant (`hub.challenge`).
///
/// A sender that signs, with `"auth": { "kind": "hmac", "secret": "env:KEY", "header": "X-Signature", "prefix": "sha256=" }`:
///
/// ```sh
/// body='{"text":"Hello"}'
/// signature=$(printf %s "$body" | openssl dgst -sha256 -hmac "$KEY" | sed 's/.* //')
/// curl https://<your host>/communities/<id>/webhook -H 'Content-Type: application/json' \
///   -H "X-Signature: sha256=$signature" -d "$body"
/// ```
///
/// And as Standard Webhooks prescribes, with `"auth": { "kind": "standard", "secret": "env:KEY" }` and a `KEY` such as
/// `openssl rand -base64 32` makes:
///
/// ```sh
/// id=msg_1; time=$(date +%s); body='{"text":"Hello"}'; hex=$(printf %s "$KEY" | base64 -d | od -An -tx1 | tr -d ' \n')
/// signature=$(printf %s "$id.$time.$body" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$hex" -binary | base64)
/// curl https://<your host>/communities/<id>/webhook -H 'Content-Type: application/json' -H "webhook-id: $id" \
///   -H "webhook-timestamp: $time" -H "webhook-signature: v1,$signature" -d "$body"
/// ```
///
/// **Out.** Every action is one request to `out.url`. Without `body` it is the JSON above, so that one botrun can send to
/// another; or write your own, with variables in its texts: `{{text}}` (as `out.text` says: plain, markdown or html),
/// `{{title}}` (its first line), `{{channel}}`, `{{thread}}`, `{{to}}` (the message that it answers), `{{member}}`,
/// `{{author}}`, `{{kind}}`, `{{id}}`, `{{key}}`, `{{time}}` and others. A variable without a value leaves its key out.
///
/// ```json
/// { "id": "group", "platform": "webhook",
///   "connection": {
///     "auth": { "kind": "bearer", "secret": "env:HOOK_TOKEN" },
///     "out": { "url": "env:ZAPIER_URL", "body": { "message": "{{text}}", "where": "{{channel}}", "to": ["{{member}}"] },
///              "signingSecret": "env:HOOK_SIGNING_SECRET", "actions": ["post", "reply", "direct", "edit"] } },
///   "plugins": [{ "plugin": "welcome", "channel": "general" }] }
/// ```
///
/// What sends to the bot needs the address `https://<your host>/communities/<id>/webhook`, the header `Authorization` with
/// the value `Bearer <your secret>`, and the fields `text`, `id`, `author`, `authorName`, `channel`, `url`, each filled
/// from the step before; then no `in` is needed. Without `id` a text that is written twice counts once.
///
/// - *Zapier*: in, the action "Webhooks by Zapier", "POST": the address as "URL", "Payload Type" "json", the fields under
///   "Data", the header under "Headers". Out, the trigger "Webhooks by Zapier", "Catch Hook": its address is `out.url`.
/// - *Make*: in, the module "HTTP", "Make a request": "Method" "POST", the header under "Headers", "Body type" "Raw",
///   "Content type" "JSON (application/json)". Out, "Webhooks", "Custom webhook".
/// - *n8n*: in, the node "HTTP Request": "Method" "POST", "Header Auth" with the name `Authorization`, "Send Body" as JSON.
///   Out, the node "Webhook": the *production* URL of an active workflow.
/// - *Power Automate*: in, "HTTP"; out, "When a HTTP request is received".
///
/// The addresses that these give you are secrets: put them into the environment. Header fields may be references too
/// (`"headers": { "X-Api-Key": "env:KEY" }`). With `signingSecret` requests are signed as Standard Webhooks prescribes.
///
/// **What to know.** `webhook-id` is the same at every try of one action. A receiver that drops what it has seen
/// deserves `"idempotency": "key"`: lost answers are then simply sent again. Otherwise they wait for a person, for the
/// bot never says a thing twice. 429 and 503 with `Retry-After` are waited for. 404 and 410 mean that nobody listens, as
/// at a Zap that is paused: everything waits and is tried again. Other 4xx count as refused. An edit names the id that the receiver gave (`answerID`), else the bot's own key.
///
/// **Facebook and LinkedIn groups** have no API. Let the notification mails of a member's account go to Zapier or Make
/// (or a mail rule that posts), from there to this webhook, and set `"drafts": true` for the community: the bot prepares
/// what it would say, `botrun drafts` shows it, and a person posts it. The `draft` platform does the same where nothing
/// comes in.
public struct Webhook: Connector {
  private static let incoming: Set<Capability> = [.messages, .edits, .deletions, .joins]

  public static let about = ConnectorAbout(
    name: "webhook", summary: "Anything that speaks HTTP, in and out: Zapier, Make, n8n, Power Automate, scripts.",
    receives: [.webhook], capabilities: incoming.union(WebhookAction.allCases.map(\.capability)),
    text: TextLimits(max: 10_000, unit: .scalars), idempotency: .none)

  public static func about(with settings: WebhookSettings) -> ConnectorAbout {
    let out = settings.out
    let writer = WebhookText(markup: out?.text ?? .plain, isQuiet: out?.quiet ?? false)
    let idempotency: Idempotency =
      switch out?.idempotency {
      case .key: .key(validFor: out?.keyLifetime ?? .zero)
      case .some(.none), nil: .none
      }
    var result = ConnectorAbout(
      name: about.name, summary: about.summary, receives: settings.auth == nil ? [] : about.receives,
      capabilities: (settings.auth == nil ? [] : incoming).union(out?.actions.map(\.capability) ?? []),
      text: TextLimits(max: out?.maxLength ?? about.text.max, unit: about.text.unit), idempotency: idempotency,
      length: { writer.render($0).unicodeScalars.count }, render: { writer.render($0) })
    // The receiver knows no key to tell a repetition by.
    if idempotency == .none { result.onceOnly = Capability.acts }
    if case .none? = settings.auth?.kind { result.trustsCallers = true }
    return result
  }

  let settings: WebhookSettings
  let tools: Tools

  public init(_ settings: WebhookSettings, _ tools: Tools) {
    self.settings = settings
    self.tools = tools
  }

  /// What can be told without sending anything: a trial request would start whatever the receiver does.
  public func probe() async -> [Problem] {
    var problems: [Problem] = []
    if settings.auth?.kind == WebhookAuth.Kind.none {
      problems.append(
        Problem(
          .warning, subject: "auth",
          fault: "none is for tries on this machine: whoever reaches the bot may send it anything",
          remedy: "set a kind with a secret before a reverse proxy passes requests on to the bot"))
    }
    if settings.auth?.kind == .query {
      problems.append(
        Problem(
          .warning, subject: "auth", fault: "a secret in an address ends up in the logs of proxies and senders",
          remedy: "use bearer or header if the sender can set header fields"))
    }
    guard let out = settings.out else { return problems }
    for url in [out.url] + out.urls.values where Self.isOpen(url.reveal()) {
      problems.append(
        Problem(
          .warning, subject: "out.url", fault: "what is sent there can be read on the way",
          remedy: "use an address that begins with https://"))
    }
    return problems
  }

  /// Whether it leads over a network without encryption.
  private static func isOpen(_ url: String) -> Bool {
    guard url.hasPrefix("http://") else { return false }
    let host = url.dropFirst("http://".count).prefix { $0 != "/" && $0 != "?" }
    return HostName.name(ofHost: String(host)).map { !HostName.isLoopback($0) } ?? true
  }
}
