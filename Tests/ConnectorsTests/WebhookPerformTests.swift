import BotCore
import BotTesting
import FoundationEssentials
import Signing
import Testing

@testable import Connectors

@Suite struct WebhookPerformTests {
  private static let url = "https://hooks.example/catch/k3y"
  private let post = Action.post(text: "Hi", in: "general", named: nil)

  private func hook(_ http: ScriptedHTTP, _ change: (inout WebhookOut) -> Void = { _ in }) -> Webhook {
    WebhookTest.hook(http) { settings in
      var out = WebhookOut()
      out.url = TextOrSecret(Self.url)
      change(&out)
      settings.out = out
    }
  }

  private func answering(_ status: Int, _ body: String = "", headers: Headers = [:]) -> ScriptedHTTP {
    ScriptedHTTP { _ in HTTPResponse(status: status, headers: headers, body: Array(body.utf8)) }
  }

  private func body(_ action: Action, _ change: (inout WebhookOut) -> Void = { _ in }) async throws -> JSON {
    let http = answering(200)
    #expect(await hook(http, change).perform(action, key: "k1") != .unknown(""))
    return try JSON(parsing: try #require(await http.requests.first).body)
  }

  @Test func aPostIsOneRequestInTheBotsOwnForm() async throws {
    let http = answering(200)
    #expect(await hook(http).perform(post, key: "abc-2") == .done("abc-2"))
    let request = try #require(await http.requests.first)
    #expect(request.method == "POST" && request.url == Self.url)
    #expect(request.headers["Content-Type"] == "application/json")
    #expect(request.headers["webhook-id"] == "abc-2")
    #expect(request.headers["webhook-signature"] == nil && request.headers["Idempotency-Key"] == nil)
    let expected: JSON = [
      "kind": "post", "id": "abc-2", "text": "Hi", "channel": "general", "author": "botrun", "bot": true,
      "time": "2026-01-01T00:00:00.000Z",
    ]
    #expect(try JSON(parsing: request.body) == expected)
  }

  @Test func everyActionSaysWhatItIsAbout() async throws {
    let message = MessageRef("m1", in: "general", thread: "t1")
    let until = WebhookTest.now
    let actions: [(Action, [String: String])] = [
      (
        .reply(text: "Yes", to: message), ["id": "k1", "channel": "general", "thread": "t1", "to": "m1", "text": "Yes"]
      ),
      (
        .schedule(text: "Later", in: "c", at: until),
        ["id": "k1", "channel": "c", "text": "Later", "at": until.timestamp]
      ),
      (.direct(text: "You", to: "u1"), ["id": "k1", "member": "u1", "text": "You"]),
      (.react(emoji: "👍", to: message), ["id": "m1", "channel": "general", "thread": "t1", "emoji": "👍"]),
      (.pin(message: message), ["id": "m1", "channel": "general", "thread": "t1"]),
      (.hide(message: message, reason: "r"), ["id": "m1", "channel": "general", "thread": "t1", "reason": "r"]),
      (.delete(message: message, reason: "r"), ["id": "m1", "channel": "general", "thread": "t1", "reason": "r"]),
      (.timeout(member: "u1", until: until, reason: "r"), ["member": "u1", "until": until.timestamp, "reason": "r"]),
      (.ban(member: "u1", reason: "r"), ["member": "u1", "reason": "r"]),
      (.grant(role: "x", to: "u1"), ["role": "x", "member": "u1"]), (.approve(member: "u1"), ["member": "u1"]),
      (.decline(member: "u1", reason: "r"), ["member": "u1", "reason": "r"]),
    ]
    for (action, expected) in actions {
      var fields = try await body(action) { $0.actions = WebhookAction.allCases }.object ?? JSONObject()
      #expect(fields["kind"] == action.json["kind"])
      for key in ["kind", "author", "bot", "time"] { fields[key] = nil }
      let told = Dictionary(fields.members.map { ($0.key, $0.value.string ?? "") }) { $1 }
      #expect(told == expected, "\(action.json["kind"]?.text ?? "")")
    }
  }

  @Test func whatIsNotListedIsNotSent() async {
    let http = answering(200)
    let outcome = await hook(http).perform(.pin(message: MessageRef("m", in: "c")), key: "k")
    #expect(outcome == .refused(.unsupported, reason: "out.actions does not list pin"))
    #expect(await http.requests == [])
    let silent = await WebhookTest.hook(http).perform(post, key: "k")
    #expect(silent == .refused(.unsupported, reason: "out is not set: nothing is sent"))
  }

  /// The tree is built, not glued: no value can change the shape of a body.
  @Test func valuesCannotLeaveTheirPlace() async throws {
    let evil = "\"}, \"admin\": true, {\"x\": \"{{key}}\n\u{1}\\"
    let body = try await body(.post(text: Text(evil), in: "c\"", named: nil)) {
      $0.body = WebhookBody(["a": ["say {{text}} in {{channel}}", 5, nil], "{{text}}": "{{ key }}", "b": "{{ key"])
      $0.quiet = false
    }
    let shown = "\"}, \"admin\": true, {\"x\": \"{{key}}\n\u{1}\\"
    #expect(body == ["a": [.string("say \(shown) in c\""), 5, nil], "{{text}}": "k1", "b": "{{ key"])
  }

  @Test func formsAreWritten() async throws {
    let http = answering(200)
    let hook = hook(http) {
      $0.format = .form
      $0.body = WebhookBody(["m": "{{text}} & co", "n": 5, "gone": "{{thread}}"])
    }
    _ = await hook.perform(post, key: "k")
    let request = try #require(await http.requests.first)
    #expect(String(decoding: request.body, as: UTF8.self) == "m=Hi%20%26%20co&n=5")
    #expect(request.headers["Content-Type"] == "application/x-www-form-urlencoded")
  }

  @Test func headersTokensAndAddressesAreSetAsWanted() async throws {
    let http = answering(200)
    let hook = hook(http) {
      $0.headers = ["X-Api-Key": TextOrSecret("h1dden"), "content-type": TextOrSecret("application/vnd.x+json")]
      $0.bearer = Secret("b3arer")
      $0.urls = ["direct": TextOrSecret("https://mail.example/")]
      ($0.method, $0.idempotency) = (.put, .key)
    }
    _ = await hook.perform(.direct(text: "x", to: "u"), key: "k")
    let request = try #require(await http.requests.first)
    #expect(request.method == "PUT" && request.url == "https://mail.example/")
    #expect(request.headers["X-Api-Key"] == "h1dden" && request.headers["Authorization"] == "Bearer b3arer")
    #expect(request.headers["Content-Type"] == "application/vnd.x+json" && request.headers["Idempotency-Key"] == "k")
  }

  @Test(
    arguments: [
      (204, [:], Outcome.done("k1")),
      (
        301, ["Location": "https://x"],
        .refused(.content, reason: "the receiver answered 301, a redirect; set out.url to the new address")
      ),
      (400, [:], .refused(.content, reason: "the receiver answered 400")),
      (401, [:], .unauthorized("the receiver answered 401")),
      (403, [:], .refused(.content, reason: "the receiver answered 403")),
      (
        404, [:],
        .retry(
          after: nil, scope: .account,
          reason: "nobody listens at out.url (404); switch the Zap, scenario or workflow on")
      ),
      (408, [:], .unknown("the receiver answered 408")),
      (
        410, [:],
        .retry(
          after: nil, scope: .account,
          reason: "nobody listens at out.url (410); switch the Zap, scenario or workflow on")
      ),
      (425, [:], .retry(after: nil, scope: .action, reason: "the receiver answered 425")),
      (
        429, ["Retry-After": "7"],
        .retry(after: .seconds(7), scope: .bucket("requests"), reason: "the receiver answered 429")
      ),
      (429, [:], .retry(after: nil, scope: .bucket("requests"), reason: "the receiver answered 429")),
      (500, [:], .unknown("the receiver answered 500")), (503, [:], .unknown("the receiver answered 503")),
      (
        503, ["Retry-After": "7"],
        .retry(after: .seconds(7), scope: .bucket("requests"), reason: "the receiver answered 503")
      ),
    ] as [(Int, [String: String], Outcome)])
  func everyStatusMeansSomething(status: Int, fields: [String: String], outcome: Outcome) async {
    var headers: Headers = [:]
    for (name, value) in fields { headers[name] = value }
    #expect(await hook(answering(status, "see /catch/k3y", headers: headers)).perform(post, key: "k1") == outcome)
  }

  @Test(arguments: [
    (HTTPError.notSent("refused"), Outcome.retry(after: nil, scope: .account, reason: "refused")),
    (.noAnswer("cut"), .unknown("cut")),
  ]) func aLostRequestIsToldFromALostAnswer(error: HTTPError, outcome: Outcome) async {
    #expect(await hook(ScriptedHTTP { _ in throw error }).perform(post, key: "k") == outcome)
  }

  @Test func theReceiversIdIsKeptForEdits() async throws {
    let http = answering(200, #"{"data":{"id":99}}"#)
    let hook = hook(http) {
      $0.answerID = WebhookPointer(pointer: JSONPointer("/data/id")!)
      $0.actions = [.post, .edit]
    }
    #expect(await hook.perform(post, key: "k1") == .done("99"))
    #expect(await hook.edit(MessageRef("99", in: "general"), text: "New", key: "k2") == .done("99"))
    let edit = try JSON(parsing: try #require(await http.requests.last).body)
    #expect(edit["kind"] == "edit" && edit["id"] == "99" && edit["text"] == "New" && edit["channel"] == "general")
    let none = self.hook(answering(200, "ok")) { $0.answerID = WebhookPointer(pointer: JSONPointer("/id")!) }
    #expect(await none.perform(post, key: "k1") == .done("k1"))
  }

  /// Verified by the reference implementation of Standard Webhooks (Python, 1.1.0) as well.
  @Test func requestsAreSignedAsStandardWebhooksPrescribes() async throws {
    let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    let http = answering(200)
    let hook = hook(http) {
      $0.signingSecret = Secret(secret)
      $0.body = WebhookBody(["test": "{{text}}"])
    }
    _ = await hook.perform(.post(text: "Grüße", in: "c", named: nil), key: "0123456789abcdef-2")
    let request = try #require(await http.requests.first)
    #expect(request.headers["webhook-id"] == "0123456789abcdef-2")
    #expect(request.headers["webhook-timestamp"] == "1767225600")
    #expect(request.headers["webhook-signature"] == "v1,LylUvOnmEwSRViZ2PrKM5B4++ehZ2K0nOAnGEX8Beh4=")
    let isRight = StandardWebhooks(secret: secret).verify(
      request.headers["webhook-signature"], id: request.headers["webhook-id"],
      timestamp: request.headers["webhook-timestamp"], body: request.body, now: 1_767_225_600)
    #expect(isRight)
  }

  @Test func textsAreWrittenAsWantedAndCallNobody() async throws {
    let text: Text = Text([
      .plain("Hi "), .mention(member: "u1", name: "Ada"), .plain(" @everyone <!channel> *x* a@b.org\n"),
      .link(label: "see", url: "https://a.example/?a=1&b=2"), .bold(Text("now")),
    ])
    let fields = try await body(.post(text: text, in: "c", named: nil)) {
      $0.body = WebhookBody(["p": "{{plain}}", "m": "{{markdown}}", "h": "{{html}}", "t": "{{title}}", "x": "{{text}}"])
      $0.text = .html
    }
    let z = "\u{200B}"
    #expect(
      fields["p"]?.string == "Hi @\(z)Ada @\(z)everyone <\(z)!channel> *x* a@b.org\nsee (https://a.example/?a=1&b=2)now"
    )
    #expect(
      fields["m"]?.string
        == "Hi @\(z)Ada @\(z)everyone \\<\(z)!channel\\> \\*x\\* a@b.org\n[see](<https://a.example/?a=1&b=2>)**now**")
    #expect(
      fields["h"]?.string
        == "Hi @\(z)Ada @\(z)everyone &lt;\(z)!channel&gt; *x* a@b.org<br>\n<a href=\"https://a.example/?a=1&amp;b=2\">see</a><strong>now</strong>"
    )
    #expect(fields["t"]?.string == "Hi @\(z)Ada @\(z)everyone <\(z)!channel> *x* a@b.org" && fields["x"] == fields["h"])
  }

  @Test(arguments: [
    ("a@everyone", "a@|everyone"), ("1@here now", "1@|here now"), ("a@Channel.org", "a@|Channel.org"),
    ("a@everyone.b", "a@|everyone.b"), ("a@b.org", "a@b.org"), ("ä@mail.example.org.", "ä@mail.example.org."),
    ("a@b", "a@|b"), ("a@b.", "a@|b."), ("a@.b", "a@|.b"), ("a@", "a@|"), (".@b.org", ".@|b.org"),
    ("x<!here>", "x<|!here>"),
    ("<@U1>", "<|@|U1>"), ("@@b.org", "@|@|b.org"),
  ]) func onlyAddressesOfMailKeepTheirAt(text: String, quiet: String) {
    #expect(WebhookText.quiet(text) == String(quiet.map { $0 == "|" ? "\u{200B}" : $0 }))
  }

  @Test func codeCallsNobodyEither() async throws {
    let text = Text([
      .bold(Text([.code("@here")])), .quote(Text([.codeBlock("a@everyone")])), .list(items: [Text([.code("<!x>")])]),
    ])
    let fields = try await body(.post(text: text, in: "c", named: nil)) {
      $0.body = WebhookBody(["m": "{{markdown}}", "h": "{{html}}"])
    }
    for form in ["m", "h"] {
      let written = fields[form]?.string ?? ""
      #expect(written.contains("@\u{200B}here") && written.contains("a@\u{200B}everyone"), "\(written)")
      #expect(!written.contains("<!x"), "\(written)")
    }
  }

  @Test func tooLongATextIsRefusedAndTheEngineKnowsTheLength() async {
    let http = answering(200)
    let hook = hook(http) { $0.maxLength = 50 }
    let long = Action.post(text: Text(String(repeating: "a", count: 51)), in: "c", named: nil)
    #expect(
      await hook.perform(long, key: "k")
        == .refused(.content, reason: "the text has 51 characters; out.maxLength allows 50"))
    let about = Webhook.about(with: hook.settings)
    #expect(about.text == TextLimits(max: 50, unit: .scalars) && about.length(Text("@x")) == 3)
  }

  @Test func whatTheSettingsSayIsWhatTheConnectorIs() {
    var settings = WebhookSettings()
    settings.auth = WebhookTest.bearer()
    #expect(Webhook.about(with: settings).capabilities == [.messages, .edits, .deletions, .joins])
    var out = WebhookOut()
    (out.actions, out.idempotency, out.keyLifetime) = ([.post, .approve], .key, .hours(2))
    (settings.auth, settings.out) = (nil, out)
    let about = Webhook.about(with: settings)
    #expect(about.capabilities == [.post, .approve] && about.receives == [])
    #expect(about.idempotency == .key(validFor: .hours(2)))
    #expect(WebhookTest.hook { $0.out = out }.buckets(for: post) == [Bucket("requests", spacing: .milliseconds(200))])
  }

  @Test func probingWarnsAndSendsNothing() async {
    let http = answering(200)
    var settings = WebhookSettings()
    settings.auth = WebhookTest.bearer()
    settings.auth?.kind = .none
    var out = WebhookOut()
    out.url = TextOrSecret("http://receiver.example/x")
    settings.out = out
    let problems = await Webhook(settings, .testing(http: http)).probe()
    #expect(problems.map(\.subject) == ["auth", "out.url"] && problems.allSatisfy { $0.severity == .warning })
    #expect(await http.requests == [])
    #expect(await hook(http).probe() == [])
    #expect(await hook(http) { $0.url = TextOrSecret("http://127.0.0.1:5678/webhook/x") }.probe() == [])
  }

  /// What one botrun sends, another takes in without any settings.
  @Test func oneBotDrivesAnother() async throws {
    let there = WebhookTest.hook(community: Community(id: "there", platform: "webhook"))
    let taken = Lock<[Event]>([])
    let http = ScriptedHTTP { request in
      let inbound = WebhookRequest(
        method: request.method, path: "/webhook", headers: request.headers, body: request.body)
      guard case .events(let events, let response) = there.ingest(inbound, now: WebhookTest.now) else {
        return HTTPResponse(status: 500)
      }
      taken.withLock { $0 += events }
      return HTTPResponse(status: response.status)
    }
    let here = hook(http) {
      ($0.bearer, $0.actions) = (Secret(WebhookTest.secret), [.post, .reply, .direct, .edit, .delete])
    }
    let posted = await here.perform(.post(text: "Hi **x**", in: "general", named: "n"), key: "k1")
    #expect(posted == .done("k1"))
    _ = await here.perform(.reply(text: "Yes", to: MessageRef("m9", in: "help")), key: "k2")
    _ = await here.edit(MessageRef("k1", in: "general"), text: "Hi again", key: "k3")
    _ = await here.perform(.delete(message: MessageRef("k1", in: "general"), reason: "r"), key: "k4")
    let bot = Member("botrun", isBot: true)
    let events = taken.withLock { $0 }
    var edited = Message("k1", in: "general", by: bot, "Hi again")
    edited.version = events.count > 2 ? events[2].message?.version ?? 0 : 0
    #expect(
      events == [
        .posted(Message("k1", in: "general", by: bot, "Hi **x**"), in: "there", at: WebhookTest.now),
        .posted(Message("k2", in: "help", thread: "m9", by: bot, "Yes"), in: "there", at: WebhookTest.now),
        .edited(edited, in: "there", at: WebhookTest.now),
        .deleted("k1", channel: "general", in: "there", at: WebhookTest.now),
      ])
  }
}
