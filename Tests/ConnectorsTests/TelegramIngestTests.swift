import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

@Suite struct TelegramIngestTests {
  private static func request(
    _ body: String, secret: String? = TelegramTest.secret, method: String = "POST"
  ) -> WebhookRequest {
    var headers: Headers = ["Content-Type": "application/json"]
    if let secret { headers["x-telegram-bot-api-secret-token"] = secret }
    return WebhookRequest(method: method, path: "/webhook", headers: headers, body: Array(body.utf8))
  }

  private func webhook(_ change: @escaping (inout TelegramSettings) -> Void = { _ in }) -> Telegram {
    TelegramTest.telegram {
      $0.receive = .webhook
      change(&$0)
    }
  }

  @Test func anUpdateIsTaken() throws {
    let update = TelegramTest.update("message", TelegramTest.message())
    let ingest = webhook().ingest(Self.request(update.text), now: TelegramTest.now)
    guard case .events(let events, let response) = ingest else {
      Issue.record("\(ingest)")
      return
    }
    #expect(events.map(\.key) == ["posted/-1001234567890/5"])
    #expect(response.status == 200)
  }

  @Test func pollAndWebhookTellTheSame() async throws {
    let update = TelegramTest.update("message", TelegramTest.message("Hi @town_bot"))
    let http = TelegramTest.script(["getUpdates": TelegramTest.ok([update])])
    let polled = try await TelegramTest.telegram(http).poll(Cursor("{}")).events
    guard case .events(let sent, _) = webhook().ingest(Self.request(update.text), now: TelegramTest.now) else {
      Issue.record("not taken")
      return
    }
    #expect(polled == sent)
    #expect(polled.map(\.id) == ["4711/100"])
  }

  @Test func pollAndWebhookTellTheSameEdit() async throws {
    let update = TelegramTest.update(
      "edited_message", TelegramTest.message("Hi", [("edit_date", 1_767_225_100)]), id: 1234)
    let http = TelegramTest.script(["getUpdates": TelegramTest.ok([update])])
    let polled = try await TelegramTest.telegram(http).poll(Cursor("{}")).events
    guard case .events(let sent, _) = webhook().ingest(Self.request(update.text), now: TelegramTest.now) else {
      Issue.record("not taken")
      return
    }
    #expect(polled == sent)
    #expect(polled.map(\.key) == ["edited/-1001234567890/5/1767225100234"])
  }

  @Test func aGroupThatTheBotLeftStaysForgotten() async throws {
    let telegram = TelegramTest.telegram(TelegramTest.script()) { $0.receive = .webhook }
    let before = Cursor("{\"groups\":[-1001234567890,-55]}")
    _ = try await telegram.poll(before)
    let user = TelegramTest.bot
    let left: JSON = [
      "chat": TelegramTest.group, "from": TelegramTest.ada, "date": 1_767_225_000,
      "old_chat_member": ["status": "member", "user": user], "new_chat_member": ["status": "kicked", "user": user],
    ]
    _ = telegram.ingest(Self.request(TelegramTest.update("my_chat_member", left).text), now: TelegramTest.now)
    #expect(TelegramCursor(try await telegram.poll(before).cursor).groups == [-55])
  }

  @Test func aFailureOfLongAgoIsNotTold() async throws {
    let book = LogBook()
    let info: JSON = [
      "url": "https://a.example", "last_error_date": 1_767_000_000, "last_error_message": "Connection refused",
    ]
    let http = TelegramTest.script(["getWebhookInfo": TelegramTest.ok(info)])
    _ = try await TelegramTest.telegram(http, log: book) { $0.receive = .webhook }.poll(nil)
    #expect(book.lines.isEmpty)
  }

  @Test(arguments: [nil, "", "planted_secret-2", "planted_secret-1 ", "PLANTED_SECRET-1"] as [String?])
  func aWrongSecretIsRejectedBeforeAnythingIsRead(_ secret: String?) {
    for body in ["{\"update_id\":1,\"message\":{}}", "no json"] {
      guard case .reject(401, _) = webhook().ingest(Self.request(body, secret: secret), now: TelegramTest.now) else {
        Issue.record("accepted")
        return
      }
    }
  }

  @Test func withoutASecretNobodyIsLetIn() {
    let open = webhook { $0.secret = Secret("") }
    for secret in [nil, ""] as [String?] {
      guard case .reject(401, _) = open.ingest(Self.request("{\"update_id\":1}", secret: secret), now: TelegramTest.now)
      else {
        Issue.record("accepted")
        return
      }
    }
  }

  @Test(arguments: ["no json", "[]", "{}", "{\"update_id\":\"x\"}"]) func whatIsNoUpdateIsRejected(_ body: String) {
    guard case .reject(400, _) = webhook().ingest(Self.request(body), now: TelegramTest.now) else {
      Issue.record("accepted")
      return
    }
  }

  @Test func onlyPostsAreTaken() {
    guard case .reject(405, _) = webhook().ingest(Self.request("{}", method: "GET"), now: TelegramTest.now) else {
      Issue.record("accepted")
      return
    }
  }

  @Test func otherChatsAreNotHeard() {
    let telegram = webhook { $0.chats = ["@elsewhere"] }
    let update = TelegramTest.update("message", TelegramTest.message())
    guard case .events(let events, _) = telegram.ingest(Self.request(update.text), now: TelegramTest.now) else {
      Issue.record("not taken")
      return
    }
    #expect(events.isEmpty)
    #expect(telegram.chats.groups == [TelegramPlace(.username("elsewhere"))])
  }

  @Test func theWebhookIsSetOnceAndWatched() async throws {
    let book = LogBook()
    let http = TelegramTest.script([
      "getWebhookInfo": TelegramTest.ok([
        "url": "https://bot.example.org/communities/lobby/webhook", "has_custom_certificate": false,
        "pending_update_count": 3, "last_error_date": 1_767_225_500, "last_error_message": "Connection refused",
      ])
    ])
    let telegram = TelegramTest.telegram(http, log: book) {
      $0.receive = .webhook
      $0.publicURL = "https://bot.example.org"
    }
    for _ in 1...2 {
      let poll = try await telegram.poll(nil)
      #expect(poll.events.isEmpty)
      #expect(poll.next == .minutes(10))
    }
    let sets = await TelegramTest.calls(http, "setWebhook")
    #expect(
      sets == [
        [
          "url": "https://bot.example.org/communities/lobby/webhook",
          "allowed_updates": .array(Telegram.updates.map { .string($0) }), "drop_pending_updates": false,
          "secret_token": .string(TelegramTest.secret),
        ]
      ])
    #expect(await TelegramTest.calls(http, "getUpdates").isEmpty)
    #expect(
      book.lines == [
        "info: Telegram delivers to the bot's webhook from now on {community=lobby}",
        "warning: Telegram could not deliver to the webhook {at=1767225500 reason=Connection refused waiting=3}",
      ])
  }

  @Test func aWebhookThatFailedToBeSetIsSetAgain() async throws {
    let http = TelegramTest.script(["setWebhook": TelegramTest.fail(400, "Bad Request: bad webhook: no TLS")])
    let telegram = TelegramTest.telegram(http) {
      $0.receive = .webhook
      $0.publicURL = "https://bot.example.org/"
    }
    for _ in 1...2 {
      await #expect(throws: ConnectorError.refused("Bad Request: bad webhook: no TLS")) { try await telegram.poll(nil) }
    }
    #expect(await TelegramTest.calls(http, "setWebhook").count == 2)
  }

  @Test func withoutPublicAddressTheWebhookIsLeftAlone() async throws {
    let book = LogBook()
    let http = TelegramTest.script()
    let telegram = TelegramTest.telegram(http, log: book) { $0.receive = .webhook }
    _ = try await telegram.poll(nil)
    #expect(await TelegramTest.calls(http, "setWebhook").isEmpty)
    #expect(
      book.lines == [
        "warning: Telegram knows no webhook of this bot; call setWebhook, or set publicURL {community=lobby}"
      ])
  }
}
