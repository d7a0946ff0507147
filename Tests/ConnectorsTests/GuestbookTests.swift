import BotCore
import BotTesting
import FoundationEssentials
import Signing
import Testing

@testable import Connectors

/// The connector of docs/write-a-connector.md.
@Suite struct GuestbookTests {
  private let entry: JSON = ["number": 7, "name": "Ada", "text": "Hello!", "at": "2026-01-01T00:00:00Z"]
  private let hello = Event.posted(
    Message("7", in: "book", by: Member("Ada", name: "Ada"), "Hello!"), in: "lobby",
    at: Date(timeIntervalSince1970: 1_767_225_600))

  private func guestbook(_ http: ScriptedHTTP, secret: String = "") -> Guestbook {
    var settings = Guestbook.Settings()
    settings.address = "https://book.example"
    settings.token = Secret("t0ken")
    settings.secret = Secret(secret)
    return Guestbook(settings, .testing(http: http))
  }

  @Test func readsEntriesAndLeavesOutWhatItDoesNotUnderstand() async throws {
    let http = ScriptedHTTP { [entry] _ in .json(["entries": [["number": 6], entry]]) }
    let poll = try await guestbook(http).poll(Cursor("5"))
    #expect(poll.events == [hello])
    #expect(poll.cursor == Cursor("7") && poll.next == .seconds(10))
    #expect(await http.requests.map(\.url) == ["https://book.example/entries?after=5"])
  }

  @Test func theFirstLookBeginsNow() async throws {
    let http = ScriptedHTTP { _ in .json(["entries": [], "latest": 9]) }
    #expect(try await guestbook(http).poll(nil).cursor == Cursor("9"))
    #expect(await http.requests.map(\.url) == ["https://book.example/entries?after=latest"])
  }

  @Test func anEmptyPageKeepsTheCursor() async throws {
    let poll = try await guestbook(ScriptedHTTP { _ in .json(["entries": []]) }).poll(Cursor("5"))
    #expect(poll.events == [] && poll.cursor == Cursor("5"))
  }

  @Test(arguments: [
    (401, ConnectorError.unauthorized("the guest book answered 401")), (429, .limited(after: .seconds(3))),
  ])
  func tellsWhyItCouldNotAsk(status: Int, error: ConnectorError) async {
    let http = ScriptedHTTP { _ in .json([:], status: status, headers: ["Retry-After": "3"]) }
    await #expect(throws: error) { try await guestbook(http).poll(nil) }
  }

  @Test func aCallIsReadWhenItIsSigned() throws {
    let body = (["entry": entry] as JSON).bytes
    func call(_ signature: String?, secret: String = "s3cret") -> Ingest {
      var request = WebhookRequest(method: "POST", path: "/webhook", body: body)
      request.headers["X-Guestbook-Signature"] = signature
      return guestbook(ScriptedHTTP { _ in .json([:]) }, secret: secret).ingest(request, now: Date.distantPast)
    }
    let signature = try #require(BodySignature(key: "s3cret".utf8, .hex, prefix: "sha256=").sign(body))
    guard case .events([hello], _) = call(signature) else {
      Issue.record("a signed call was not read")
      return
    }
    for ingest in [call(nil), call("sha256=00"), call(signature, secret: "other"), call(signature, secret: "")] {
      guard case .reject(401, _) = ingest else {
        Issue.record("an unsigned call was read")
        continue
      }
    }
  }

  private let post = Action.post(text: "Hi", in: "book", named: nil)

  @Test(arguments: [
    (201, Outcome.done("8")), (401, .unauthorized("the guest book answered 401")),
    (413, .refused(.content, reason: "the guest book answered 413")),
    (
      429,
      .retry(after: .seconds(3), scope: .bucket("guestbook:write"), reason: "the guest book answered 429")
    ),
    (502, .unknown("the guest book answered 502")),
  ])
  func tellsWhatCameOfAPost(status: Int, outcome: Outcome) async {
    let http = ScriptedHTTP { _ in .json(["number": 8], status: status, headers: ["Retry-After": "3"]) }
    #expect(await guestbook(http).perform(post, key: "k1") == outcome)
    #expect(await http.requests.map { $0.headers["Idempotency-Key"] } == ["k1"])
  }

  @Test(arguments: [
    (HTTPError.notSent("refused"), Outcome.retry(after: nil, scope: .account, reason: "refused")),
    (.noAnswer("cut"), .unknown("cut")),
  ])
  func tellsAPostThatWasNotSentFromOneThatGotNoAnswer(error: HTTPError, outcome: Outcome) async {
    let http = ScriptedHTTP { _ in throw error }
    #expect(await guestbook(http).perform(post, key: "k1") == outcome)
  }

  @Test func noTextCallsAnybodyOrIsMarkup() async throws {
    let http = ScriptedHTTP { _ in .json(["number": 8]) }
    let text = Text([.plain("@all *hi* "), .mention(member: "ada", name: "Ada")])
    _ = await guestbook(http).perform(.post(text: text, in: "book", named: nil), key: "k1")
    let sent = try JSON(parsing: #require(await http.requests.first).body)
    #expect(sent == ["text": "@\u{200B}all \\*hi\\* @ada"])
  }

  @Test func theLengthIsThatOfWhatIsSent() async {
    let long = Text([.bold(Text(String(repeating: "x", count: 997)))])
    #expect(Guestbook.about.length(long) == 1001)
    #expect(
      await guestbook(ScriptedHTTP { _ in .json([:]) }).perform(.post(text: long, in: "book", named: nil), key: "k")
        == .refused(.content, reason: "an entry holds 1000 characters"))
    #expect(long.parts(longest: 1000, length: Guestbook.about.length).map(Guestbook.about.length).max() ?? 0 <= 1000)
  }

  @Test(
    arguments: [
      (200, ["scopes": ["read", "write"]], nil),
      (200, ["scopes": ["read"]], "it may not write"),
      (401, ["error": "no such token"], "no such token"),
    ] as [(Int, JSON, String?)])
  func theProbeTellsWhatIsMissing(_ status: Int, _ answer: JSON, _ fault: String?) async {
    let problems = await guestbook(ScriptedHTTP { _ in .json(answer, status: status) }).probe()
    #expect(problems.map { $0.fault.contains(fault ?? "-") } == (fault == nil ? [] : [true]))
  }

  @Test func withoutASecretItOnlyAsks() {
    var settings = Guestbook.Settings()
    #expect(Guestbook.about(with: settings).receives == [.poll])
    settings.secret = Secret("s3cret")
    #expect(Guestbook.about(with: settings).receives == [.poll, .webhook])
  }
}
