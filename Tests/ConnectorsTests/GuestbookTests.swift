import BotCore
import BotTesting
import FoundationEssentials
import Testing

/// The connector of docs/write-a-connector.md.
@Suite struct GuestbookTests {
  private let hello = Event.posted(
    Message("7", in: "book", by: Member("Ada", name: "Ada"), "Hello!"), in: "lobby",
    at: Date(timeIntervalSince1970: 1_767_225_600))

  private func guestbook(_ http: ScriptedHTTP) -> Guestbook {
    var settings = Guestbook.Settings()
    settings.address = "https://book.example"
    settings.token = Secret("t0ken")
    return Guestbook(settings, .testing(http: http))
  }

  @Test func readsEntriesAndLeavesOutWhatItDoesNotUnderstand() async throws {
    let http = ScriptedHTTP { _ in
      .json(["entries": [["number": 6], ["number": 7, "name": "Ada", "text": "Hello!", "at": "2026-01-01T00:00:00Z"]]])
    }
    let poll = try await guestbook(http).poll(Cursor("5"))
    #expect(poll.events == [hello])
    #expect(poll.cursor == Cursor("7"))
    #expect(await http.requests.map(\.url) == ["https://book.example/entries?after=5"])
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

  @Test(arguments: [
    (201, Outcome.done("8")), (401, .unauthorized("the guest book answered 401")),
    (413, .refused(.content, reason: "the guest book answered 413")),
    (429, .retry(after: .seconds(3), scope: .account, reason: "the guest book asked to wait")),
    (502, .unknown("the guest book answered 502")),
  ])
  func tellsWhatCameOfAPost(status: Int, outcome: Outcome) async {
    let http = ScriptedHTTP { _ in .json(["number": 8], status: status, headers: ["Retry-After": "3"]) }
    #expect(await guestbook(http).perform(.post(text: "Hi", in: "book", named: nil), key: "k1") == outcome)
    #expect(await http.requests.map { $0.headers["Idempotency-Key"] } == ["k1"])
  }

  @Test(arguments: [
    (HTTPError.notSent("refused"), Outcome.retry(after: nil, scope: .account, reason: "refused")),
    (.noAnswer("cut"), .unknown("cut")),
  ])
  func tellsAPostThatWasNotSentFromOneThatGotNoAnswer(error: HTTPError, outcome: Outcome) async {
    let http = ScriptedHTTP { _ in throw error }
    #expect(await guestbook(http).perform(.post(text: "Hi", in: "book", named: nil), key: "k1") == outcome)
  }
}
