import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

@Suite struct TelegramPollTests {
  private static let updates: JSON = [
    TelegramTest.update("message", TelegramTest.message("one", id: 5), id: 100),
    TelegramTest.update("message", TelegramTest.message("two", id: 6), id: 101),
  ]

  @Test func theFirstStartBeginsNow() async throws {
    let http = TelegramTest.script(["getUpdates": TelegramTest.ok(Self.updates)])
    let poll = try await TelegramTest.telegram(http).poll(nil)
    #expect(poll.events.isEmpty)
    #expect(poll.cursor == Cursor("{\"offset\":102}"))
    #expect(
      await TelegramTest.calls(http, "getUpdates") == [
        [
          "offset": -1, "limit": 1, "timeout": 0,
          "allowed_updates": .array(Telegram.updates.map { .string($0) }),
        ]
      ])
    #expect(Telegram.updates.contains("chat_member") && Telegram.updates.contains("message_reaction"))
  }

  @Test func anEmptyFirstStartHasACursorToo() async throws {
    let poll = try await TelegramTest.telegram(TelegramTest.script()).poll(nil)
    #expect(poll.cursor == Cursor("{}"))
  }

  @Test func whatIsPendingIsReadWhereThatIsWanted() async throws {
    let http = TelegramTest.script(["getUpdates": TelegramTest.ok(Self.updates)])
    let poll = try await TelegramTest.telegram(http) { $0.from = .pending }.poll(nil)
    #expect(poll.events.compactMap { $0.message?.text } == ["one", "two"])
  }

  @Test func theOffsetConfirmsWhatWasTaken() async throws {
    let http = TelegramTest.script(["getUpdates": TelegramTest.ok(Self.updates)])
    let telegram = TelegramTest.telegram(http, longestWait: .seconds(20))
    _ = try await telegram.poll(Cursor("{\"offset\":90}"))
    let poll = try await telegram.poll(Cursor("{\"offset\":100}"))
    #expect(poll.events.map(\.id) == ["4711/100", "4711/101"])
    #expect(poll.cursor == Cursor("{\"offset\":102,\"groups\":[-1001234567890]}"))
    #expect(poll.next == .zero)
    let calls = await TelegramTest.calls(http, "getUpdates")
    #expect(calls.map { $0["timeout"] } == [0, 20])
    let call = calls.last
    #expect(call?["offset"] == 100)
    #expect(call?["limit"] == 100)
    let request = await http.requests.last
    #expect(request?.limits.firstByte == .seconds(50))
  }

  @Test func aQuietPlatformEndsTheOffset() async throws {
    let poll = try await TelegramTest.telegram(TelegramTest.script()).poll(
      Cursor("{\"offset\":102,\"groups\":[-1001234567890]}"))
    #expect(poll.cursor == Cursor("{\"groups\":[-1001234567890]}"))
  }

  @Test(arguments: [(Duration.zero, 0), (.seconds(30), 30), (.minutes(5), 50)])
  func theWaitIsBounded(_ longest: Duration, _ seconds: Int) async throws {
    let http = TelegramTest.script()
    let telegram = TelegramTest.telegram(http, longestWait: longest)
    for _ in 1...2 { _ = try await telegram.poll(Cursor("{}")) }
    #expect(await TelegramTest.calls(http, "getUpdates").map { $0["timeout"] } == [0, .int(seconds)])
  }

  @Test func oneStrangeUpdateHoldsUpNoOther() async throws {
    let updates: JSON = [
      "garbage", ["update_id": 100, "message": "text"], ["update_id": 101, "message": ["chat": 5]],
      TelegramTest.update("message", TelegramTest.message("two", id: 6), id: 102),
    ]
    let http = TelegramTest.script(["getUpdates": TelegramTest.ok(updates)])
    let poll = try await TelegramTest.telegram(http).poll(Cursor("{}"))
    #expect(poll.events.map(\.trigger) == [.other, .other, .messagePosted])
    #expect(TelegramCursor(poll.cursor).offset == 103)
  }

  @Test func theMenuAndTheChatsAreReadOnce() async throws {
    let http = TelegramTest.script()
    let telegram = TelegramTest.telegram(http) {
      $0.commands = ["help: Shows help", "start: Begins"]
      $0.chats = ["@rustusers", "-55"]
    }
    for _ in 1...2 { _ = try await telegram.poll(Cursor("{}")) }
    #expect(
      await TelegramTest.calls(http, "setMyCommands") == [
        [
          "commands": [
            ["command": "help", "description": "Shows help"], ["command": "start", "description": "Begins"],
          ]
        ]
      ])
    #expect(await TelegramTest.calls(http, "getChat") == [["chat_id": "@rustusers"], ["chat_id": -55]])
    #expect(await TelegramTest.calls(http, "getMe").count == 1)
  }

  @Test func aMenuOrChatThatIsRefusedStopsNothing() async throws {
    let book = LogBook()
    let http = TelegramTest.script([
      "setMyCommands": TelegramTest.fail(400, "Bad Request: BOT_COMMAND_INVALID"),
      "getChat": TelegramTest.fail(400, "Bad Request: chat not found"),
    ])
    let telegram = TelegramTest.telegram(http, log: book) {
      $0.commands = ["help: Shows help"]
      $0.chats = ["@rustusers"]
    }
    _ = try await telegram.poll(Cursor("{}"))
    #expect(
      book.lines == [
        "warning: the bot's menu could not be set {reason=Bad Request: BOT_COMMAND_INVALID}",
        "warning: a chat cannot be read {chat=chat/@rustusers reason=Bad Request: chat not found}",
      ])
  }

  @Test(arguments: [
    (
      TelegramTest.fail(401, "Unauthorized"),
      ConnectorError.unauthorized("Telegram knows no bot with this token; get it from @BotFather with /token")
    ),
    (TelegramTest.fail(429, "Too Many Requests: retry after 7", ["retry_after": 7]), .limited(after: .seconds(7))),
    (HTTPResponse(status: 502, body: Array("<html>".utf8)), .limited(after: nil)),
    (
      TelegramTest.fail(
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"),
      .refused(
        "Telegram sends updates to a webhook, so that nobody may poll; call deleteWebhook for this bot, "
          + "or set \"receive\": \"webhook\"")
    ),
    (
      TelegramTest.fail(
        409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"),
      .refused("another program polls with this token; stop the other instance, or use a bot of its own")
    ),
  ]) func faultsOfPollingAreToldApart(_ answer: HTTPResponse, _ error: ConnectorError) async {
    let telegram = TelegramTest.telegram(TelegramTest.script(["getUpdates": answer]))
    await #expect(throws: error) { try await telegram.poll(Cursor("{}")) }
  }

  @Test func aGroupThatMovedIsFollowed() async throws {
    let small: JSON = ["id": -55, "type": "group", "title": "Friends"]
    let moved = TelegramTest.update(
      "message", TelegramTest.service([("migrate_to_chat_id", -1_001_234_567_890)], chat: small), id: 7)
    let book = LogBook()
    let http = TelegramTest.script(["getUpdates": TelegramTest.ok([moved])])
    let telegram = TelegramTest.telegram(http, log: book) { $0.chats = ["-55"] }
    let poll = try await telegram.poll(Cursor("{}"))
    #expect(TelegramCursor(poll.cursor).moved == [-55: -1_001_234_567_890])
    #expect(
      book.lines == [
        "warning: a group has become a supergroup and has another id now; write the new one into the settings "
          + "{new=-1001234567890 old=-55}"
      ])
    #expect(telegram.chats.groups == [TelegramPlace(.id(-1_001_234_567_890))])

    let later = TelegramTest.telegram(http) { $0.chats = ["-55"] }
    _ = try await later.poll(poll.cursor)
    _ = await later.perform(.post(text: "Hi", in: "-55", named: nil), key: "k")
    #expect(await TelegramTest.calls(http, "sendMessage").map { $0["chat_id"] } == [-1_001_234_567_890])
    #expect(later.chats.serves(TelegramChat(TelegramTest.group)!))
  }

  @Test func theNewGroupsOwnWordIsEnough() async throws {
    let told = TelegramTest.update("message", TelegramTest.service([("migrate_from_chat_id", -55)]), id: 7)
    let http = TelegramTest.script(["getUpdates": TelegramTest.ok([told])])
    let telegram = TelegramTest.telegram(http) { $0.chats = ["-55"] }
    let poll = try await telegram.poll(Cursor("{}"))
    #expect(TelegramCursor(poll.cursor).moved == [-55: -1_001_234_567_890])
  }

  @Test func strangersGroupsAreNotRemembered() async throws {
    let updates: JSON = [
      TelegramTest.update("message", TelegramTest.service([("migrate_to_chat_id", -99)], chat: ["id": -66]), id: 7),
      TelegramTest.update("message", TelegramTest.service([("migrate_from_chat_id", -67)]), id: 8),
      TelegramTest.update("message", TelegramTest.message(), id: 9),
    ]
    let http = TelegramTest.script(["getUpdates": TelegramTest.ok(updates)])
    let poll = try await TelegramTest.telegram(http) { $0.chats = ["@elsewhere"] }.poll(Cursor("{}"))
    // The chat that `chats` names was read as what the script answers.
    #expect(TelegramCursor(poll.cursor).moved.isEmpty)
    #expect(poll.events.isEmpty)
  }

  @Test func aGroupThatTheBotLeftIsForgotten() async throws {
    let user = TelegramTest.bot
    let left: JSON = [
      "chat": TelegramTest.group, "from": TelegramTest.ada, "date": 1_767_225_000,
      "old_chat_member": ["status": "member", "user": user], "new_chat_member": ["status": "kicked", "user": user],
    ]
    let http = TelegramTest.script(["getUpdates": TelegramTest.ok([TelegramTest.update("my_chat_member", left)])])
    let poll = try await TelegramTest.telegram(http).poll(Cursor("{\"groups\":[-1001234567890,-55]}"))
    #expect(TelegramCursor(poll.cursor).groups == [-55])
    #expect(poll.events.map(\.trigger) == [.other])
  }

  @Test(arguments: ["{}", "{\"offset\":5,\"groups\":[-2,-1],\"moved\":{\"-3\":-1}}"])
  func cursorsReadBackAsTheyWere(_ raw: String) {
    #expect(TelegramCursor(Cursor(raw)).cursor.raw == raw)
  }

  @Test func aBrokenCursorBeginsAnew() { #expect(TelegramCursor(Cursor("x")) == TelegramCursor()) }
}
