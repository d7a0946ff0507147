import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

@Suite struct TelegramPerformTests {
  private static let quiet: JSON = ["is_disabled": true]

  private func perform(_ action: Action, _ http: ScriptedHTTP = TelegramTest.script()) async -> Outcome {
    await TelegramTest.telegram(http).perform(action, key: "k")
  }

  private func send(_ answer: HTTPResponse) async -> Outcome {
    await perform(.post(text: "Hi", in: "-55", named: nil), TelegramTest.script(["sendMessage": answer]))
  }

  @Test func aPostGoesToItsChat() async {
    let http = TelegramTest.script()
    #expect(await perform(.post(text: "Hi", in: "-55", named: nil), http) == .done("99"))
    #expect(
      await TelegramTest.calls(http, "sendMessage")
        == [["chat_id": -55, "text": "Hi", "link_preview_options": Self.quiet]])
    let request = await http.requests.first
    #expect(request?.url == "https://api.telegram.org/bot4711:planted-AAH-token/sendMessage")
    #expect(request?.method == "POST")
    #expect(request?.headers["Content-Type"] == "application/json")
  }

  @Test func aPostCanGoToATopic() async {
    let http = TelegramTest.script()
    _ = await perform(.post(text: "Hi", in: "@rustusers/42", named: nil), http)
    let call = await TelegramTest.calls(http, "sendMessage").first
    #expect(call?["chat_id"] == "@rustusers")
    #expect(call?["message_thread_id"] == 42)
  }

  @Test(arguments: ["#rustusers", "rustusers", "#Rust Users", "rust users"])
  func chatsAreFoundByUsernameOrTitle(_ name: String) async throws {
    let http = TelegramTest.script()
    let telegram = TelegramTest.telegram(http) { $0.chats = ["-1001234567890"] }
    #expect(await telegram.perform(.post(text: "Hi", in: ID(name), named: nil), key: "k") == .done("99"))
    #expect(await TelegramTest.calls(http, "sendMessage").first?["chat_id"] == -1_001_234_567_890)
  }

  @Test func anUnknownTitleIsRefusedAndAnUnknownUsernameTried() async {
    let http = TelegramTest.script()
    let telegram = TelegramTest.telegram(http)
    let later = Outcome.retry(
      after: nil, scope: .action, reason: "what chat #The Moon is, the bot knows once it has polled")
    let unknown = Outcome.refused(
      .target,
      reason: "there is no chat #The Moon that the bot knows; write its id or @username, or add the bot to it")
    let ref = MessageRef("5", in: "#The Moon")
    for expected in [later, unknown] {
      #expect(await telegram.perform(.post(text: "Hi", in: "#The Moon", named: nil), key: "k") == expected)
      #expect(await telegram.perform(.reply(text: "Hi", to: ref), key: "k") == expected)
      #expect(await telegram.perform(.pin(message: ref), key: "k") == expected)
      #expect(await telegram.edit(ref, text: "Hi", key: "k") == expected)
      _ = try? await telegram.poll(Cursor("{}"))
    }
    _ = await perform(.post(text: "Hi", in: "moon_base", named: nil), http)
    #expect(await TelegramTest.calls(http, "sendMessage").first?["chat_id"] == "@moon_base")
  }

  @Test func aPostInAChatThatIsCalledByItsTitleIsFoundAgain() async throws {
    let http = TelegramTest.script()
    let telegram = TelegramTest.telegram(http)
    _ = try await telegram.poll(Cursor("{\"groups\":[-1001234567890]}"))
    #expect(await telegram.perform(.pin(message: MessageRef("5", in: "#Rust Users")), key: "k") == .done(nil))
    #expect(await TelegramTest.calls(http, "pinChatMessage").first?["chat_id"] == -1_001_234_567_890)
  }

  @Test func aChatThatCannotBeLookedUpIsTriedAgain() async {
    let http = TelegramTest.script(["getChat": TelegramTest.fail(500, "Internal Server Error")])
    let telegram = TelegramTest.telegram(http) { $0.chats = ["-1001234567890"] }
    #expect(
      await telegram.perform(.post(text: "Hi", in: "#Rust Users", named: nil), key: "k")
        == .retry(after: nil, scope: .action, reason: "Internal Server Error"))
  }

  @Test func aReplyQuotesItsMessage() async {
    let http = TelegramTest.script()
    var ref = TelegramTest.ref
    ref.thread = "3"
    #expect(await perform(.reply(text: "Yes", to: ref), http) == .done("99"))
    #expect(
      await TelegramTest.calls(http, "sendMessage") == [
        [
          "chat_id": -1_001_234_567_890, "text": "Yes", "link_preview_options": Self.quiet,
          "reply_parameters": ["message_id": 5, "allow_sending_without_reply": true],
        ]
      ])
  }

  private static let forum: JSON = ["id": -1_001_234_567_890, "type": "supergroup", "title": "F", "is_forum": true]

  @Test func inAForumAReplyStaysInItsTopic() async {
    let http = TelegramTest.script(["getChat": TelegramTest.ok(Self.forum)])
    let telegram = TelegramTest.telegram(http)
    let ref = MessageRef("5", in: TelegramTest.channel, thread: "42")
    for _ in 1...2 { _ = await telegram.perform(.reply(text: "Yes", to: ref), key: "k") }
    #expect(await TelegramTest.calls(http, "sendMessage").map { $0["message_thread_id"] } == [42, 42])
    #expect(await TelegramTest.calls(http, "getChat").count == 1)
  }

  @Test func whereTheTopicIsGoneTheReplyGoesWithoutIt() async {
    let http = ScriptedHTTP { request in
      if TelegramTest.method(request) == "getChat" { return TelegramTest.ok(Self.forum) }
      return TelegramTest.body(request)["message_thread_id"] == nil
        ? TelegramTest.ok(["message_id": 99]) : TelegramTest.fail(400, "Bad Request: message thread not found")
    }
    let ref = MessageRef("5", in: TelegramTest.channel, thread: "42")
    #expect(await perform(.reply(text: "Yes", to: ref), http) == .done("99"))
  }

  @Test func aDirectMessageGoesToThePerson() async {
    let http = TelegramTest.script()
    #expect(await perform(.direct(text: "Psst", to: "17"), http) == .done("99"))
    #expect(await TelegramTest.calls(http, "sendMessage").first?["chat_id"] == 17)
    #expect(
      await perform(.direct(text: "Psst", to: "-100"))
        == .refused(.target, reason: "-100 is no person whom a bot can write to"))
  }

  @Test(arguments: [
    (
      "Forbidden: bot can't initiate conversation with a user",
      "; the member must open the chat with the bot and press Start first"
    ),
    ("Forbidden: bot was blocked by the user", "; only the member can lift that"),
    ("Forbidden: user is deactivated", ""),
  ]) func whoMayNotBeWrittenToIsSaidWithTheRemedy(_ words: String, _ remedy: String) async {
    let http = TelegramTest.script(["sendMessage": TelegramTest.fail(403, words)])
    #expect(await perform(.direct(text: "Psst", to: "17"), http) == .refused(.target, reason: words + remedy))
  }

  @Test func anEditReplacesTheText() async {
    let http = TelegramTest.script(["editMessageText": TelegramTest.ok(TelegramTest.message())])
    let telegram = TelegramTest.telegram(http) { $0.linkPreviews = true }
    #expect(await telegram.edit(TelegramTest.ref, text: Text([.bold("New")]), key: "k") == .done("5"))
    #expect(
      await TelegramTest.calls(http, "editMessageText") == [
        [
          "chat_id": -1_001_234_567_890, "message_id": 5, "text": "New",
          "entities": [["type": "bold", "offset": 0, "length": 3]], "link_preview_options": ["is_disabled": false],
        ]
      ])
  }

  @Test func anEditThatChangesNothingIsDone() async {
    let words = "Bad Request: message is not modified: specified new message content is exactly the same"
    let http = TelegramTest.script(["editMessageText": TelegramTest.fail(400, words)])
    #expect(await TelegramTest.telegram(http).edit(TelegramTest.ref, text: "New", key: "k") == .done("5"))
  }

  @Test func reactionsPinsAndDeletionsNameTheMessage() async {
    let http = TelegramTest.script()
    #expect(await perform(.react(emoji: ":tada:", to: TelegramTest.ref), http) == .done(nil))
    #expect(await perform(.react(emoji: "custom:55", to: TelegramTest.ref), http) == .done(nil))
    #expect(await perform(.pin(message: TelegramTest.ref), http) == .done(nil))
    #expect(await perform(.hide(message: TelegramTest.ref, reason: "spam"), http) == .done(nil))
    #expect(await perform(.delete(message: TelegramTest.ref, reason: "spam"), http) == .done(nil))
    let chat: JSON = -1_001_234_567_890
    #expect(
      await http.requests.map(TelegramTest.body) == [
        ["chat_id": chat, "message_id": 5, "reaction": [["type": "emoji", "emoji": "🎉"]]],
        ["chat_id": chat, "message_id": 5, "reaction": [["type": "custom_emoji", "custom_emoji_id": "55"]]],
        ["chat_id": chat, "message_id": 5, "disable_notification": true], ["chat_id": chat, "message_id": 5],
        ["chat_id": chat, "message_id": 5],
      ])
  }

  @Test func aReactionThatTelegramDoesNotOfferIsRefused() async {
    let http = TelegramTest.script()
    #expect(
      await perform(.react(emoji: "🥦", to: TelegramTest.ref), http)
        == .refused(.content, reason: "Telegram offers no reaction 🥦; use one of its own, such as 👍 or 🎉"))
    #expect(await http.requests.isEmpty)
  }

  @Test func whatIsGoneIsDeleted() async {
    let http = TelegramTest.script(["deleteMessage": TelegramTest.fail(400, "Bad Request: message to delete not found")]
    )
    #expect(await perform(.delete(message: TelegramTest.ref, reason: ""), http) == .done(nil))
  }

  @Test func aChangeWhoseAnswerIsLostIsTriedAgain() async {
    let lost = ScriptedHTTP { _ in throw HTTPError.noAnswer("api.telegram.org: no answer") }
    let again = Outcome.retry(after: nil, scope: .action, reason: "api.telegram.org: no answer")
    #expect(await perform(.pin(message: TelegramTest.ref), lost) == again)
    #expect(await TelegramTest.telegram(lost).edit(TelegramTest.ref, text: "x", key: "k") == again)
    #expect(
      await perform(.ban(member: "17", reason: ""), lost)
        == .refused(
          .target, reason: "the bot knows of no group; name them in \"chats\", or let somebody write in them"))
  }

  @Test func aPostWhoseAnswerIsLostIsUnknown() async {
    let lost = ScriptedHTTP { _ in throw HTTPError.noAnswer("api.telegram.org: no answer") }
    #expect(await perform(.post(text: "Hi", in: "-55", named: nil), lost) == .unknown("api.telegram.org: no answer"))
    let unsent = ScriptedHTTP { _ in throw HTTPError.notSent("api.telegram.org: refused") }
    #expect(
      await perform(.post(text: "Hi", in: "-55", named: nil), unsent)
        == .retry(after: nil, scope: .account, reason: "api.telegram.org: refused"))
  }

  @Test(
    arguments: [
      (
        TelegramTest.fail(429, "Too Many Requests: retry after 7", ["retry_after": 7]),
        Outcome.retry(after: .seconds(7), scope: .bucket("chat/-55"), reason: "Too Many Requests: retry after 7")
      ),
      (
        TelegramTest.fail(401, "Unauthorized"),
        .unauthorized("Telegram knows no bot with this token; get it from @BotFather with /token")
      ),
      (
        TelegramTest.fail(404, "Not Found"),
        .unauthorized("Telegram knows no bot with this token; get it from @BotFather with /token")
      ),
      (
        TelegramTest.fail(404, "Not Found: method not found"),
        .refused(.unsupported, reason: "Not Found: method not found")
      ),
      (TelegramTest.fail(500, "Internal Server Error"), .unknown("Internal Server Error")),
      (HTTPResponse(status: 502, body: Array("<html>".utf8)), .unknown("Telegram answered with status 502")),
      (HTTPResponse(status: 408, body: Array("<html>".utf8)), .unknown("Telegram answered with status 408")),
      (HTTPResponse(status: 200, body: Array("<html>".utf8)), .unknown("Telegram answered with status 200")),
      (
        HTTPResponse(status: 404, body: Array("<html>".utf8)),
        .retry(
          after: nil, scope: .account, reason: "Telegram answered with status 404; check the platform's address")
      ),
      (
        TelegramTest.fail(403, "Forbidden: bot was kicked from the supergroup chat"),
        .refused(.target, reason: "Forbidden: bot was kicked from the supergroup chat")
      ),
      (TelegramTest.fail(400, "Bad Request: chat not found"), .refused(.target, reason: "Bad Request: chat not found")),
      (
        TelegramTest.fail(400, "Bad Request: not enough rights to send text messages to the chat"),
        .refused(.target, reason: "Bad Request: not enough rights to send text messages to the chat")
      ),
      (TelegramTest.fail(400, "Bad Request: TOPIC_CLOSED"), .refused(.target, reason: "Bad Request: TOPIC_CLOSED")),
      (
        TelegramTest.fail(400, "Bad Request: message is too long"),
        .refused(.content, reason: "Bad Request: message is too long")
      ),
      (
        TelegramTest.fail(400, "Bad Request: method is available for supergroup and channel chats only"),
        .refused(.unsupported, reason: "Bad Request: method is available for supergroup and channel chats only")
      ),
      (TelegramTest.fail(413, "Request Entity Too Large"), .refused(.content, reason: "Request Entity Too Large")),
    ] as [(HTTPResponse, Outcome)]) func answersAreToldApart(_ answer: HTTPResponse, _ outcome: Outcome) async
  {
    #expect(await send(answer) == outcome)
  }

  @Test func aGroupThatMovedIsPostedToAtOnce() async {
    let book = LogBook()
    let http = ScriptedHTTP { request in
      TelegramTest.body(request)["chat_id"] == -55
        ? TelegramTest.fail(
          400, "Bad Request: group chat was upgraded to a supergroup chat", ["migrate_to_chat_id": -1_001_234_567_890])
        : TelegramTest.ok(["message_id": 99])
    }
    let telegram = TelegramTest.telegram(http, log: book)
    for _ in 1...2 {
      #expect(await telegram.perform(.post(text: "Hi", in: "-55", named: nil), key: "k") == .done("99"))
    }
    #expect(
      await http.requests.map { TelegramTest.body($0)["chat_id"] } == [-55, -1_001_234_567_890, -1_001_234_567_890])
    #expect(book.lines.count == 1)
  }

  @Test func theTokenIsInNoSentence() async {
    let telling = TelegramTest.fail(400, "Bad Request: /bot\(TelegramTest.token)/sendMessage is odd")
    let outcome = await send(telling)
    #expect(outcome == .refused(.content, reason: "Bad Request: /bot<token>/sendMessage is odd"))
    #expect(!"\(TelegramTest.telegram())".contains("planted"))
  }

  @Test func whatIsTooLongOrEmptyIsNotSent() async {
    let http = TelegramTest.script()
    #expect(
      await perform(.post(text: "", in: "-55", named: nil), http) == .refused(.content, reason: "the text is empty"))
    let long = Text(String(repeating: "x", count: 4097))
    #expect(
      await perform(.reply(text: long, to: TelegramTest.ref), http)
        == .refused(.content, reason: "the text has 4097 characters and a message holds 4096; shorten it"))
    #expect(await http.requests.isEmpty)
  }

  @Test func messagesWithoutNumberAreRefused() async {
    let ref = MessageRef("abc", in: "-55")
    let refused = Outcome.refused(.target, reason: "abc is no message id")
    #expect(await perform(.reply(text: "x", to: ref)) == refused)
    #expect(await perform(.pin(message: ref)) == refused)
  }

  @Test func therestIsUnsupported() async {
    for action in [
      Action.schedule(text: "x", in: "-55", at: TelegramTest.now), .edit(named: "a", text: "x"),
      .timer(name: "t", at: nil),
      .measure(name: "m", value: 1), .fetch(name: "f", url: "https://a.example"),
    ] {
      guard case .refused(.unsupported, _) = await perform(action) else {
        Issue.record("\(action)")
        return
      }
    }
  }
}
