import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

@Suite struct TelegramMembersTests {
  /// A bot that serves the groups -1 and -2.
  private func perform(
    _ action: Action, _ http: ScriptedHTTP, log: LogBook? = nil, _ change: (inout TelegramSettings) -> Void = { _ in }
  ) async -> Outcome {
    let telegram = TelegramTest.telegram(http, log: log) {
      $0.chats = ["-1", "-2"]
      change(&$0)
    }
    return await telegram.perform(action, key: "k")
  }

  /// Answers by chat.
  private func groups(_ answers: [Int: HTTPResponse]) -> ScriptedHTTP {
    ScriptedHTTP { request in
      answers[TelegramTest.body(request)["chat_id"]?.int ?? 0] ?? TelegramTest.ok(true)
    }
  }

  private static let absent = TelegramTest.fail(400, "Bad Request: user not found")
  private static let powerless = TelegramTest.fail(
    400, "Bad Request: not enough rights to restrict/unrestrict chat member")

  @Test func aTimeoutHoldsInEveryGroup() async {
    let http = groups([:])
    let until = TelegramTest.now + .hours(1)
    #expect(await perform(.timeout(member: "17", until: until, reason: "noise"), http) == .done(nil))
    let calls = await TelegramTest.calls(http, "restrictChatMember")
    #expect(calls.map { $0["chat_id"] } == [-1, -2])
    #expect(calls.map { $0["until_date"] } == [1_767_229_200, 1_767_229_200])
    #expect(calls[0]["user_id"] == 17)
    #expect(calls[0]["permissions"]?.object?.members.allSatisfy { $0.value == false } == true)
    #expect(calls[0]["permissions"]?["can_send_messages"] == false)
  }

  @Test(arguments: [(Duration.seconds(-5), 35), (.seconds(5), 35), (.days(400), 31_536_000)])
  func aTimeoutIsNeverEndless(_ length: Duration, _ seconds: Int) async {
    let http = groups([:])
    _ = await perform(.timeout(member: "17", until: TelegramTest.now + length, reason: ""), http)
    #expect(
      await TelegramTest.calls(http, "restrictChatMember").first?["until_date"] == .int(1_767_225_600 + seconds))
  }

  @Test func aBanHoldsInEveryGroup() async {
    let http = groups([-1: Self.absent])
    #expect(await perform(.ban(member: "17", reason: "spam"), http) { $0.revokeMessages = false } == .done(nil))
    #expect(
      await TelegramTest.calls(http, "banChatMember") == [
        ["chat_id": -1, "user_id": 17, "revoke_messages": false],
        ["chat_id": -2, "user_id": 17, "revoke_messages": false],
      ])
  }

  @Test func whoSpeaksAsAChatIsBannedAsOne() async {
    let http = groups([:])
    #expect(await perform(.ban(member: "-100", reason: ""), http) == .done(nil))
    #expect(
      await TelegramTest.calls(http, "banChatSenderChat") == [
        ["chat_id": -1, "sender_chat_id": -100], ["chat_id": -2, "sender_chat_id": -100],
      ])
  }

  @Test func aGrantIsATag() async {
    let http = groups([:])
    #expect(await perform(.grant(role: "mentor", to: "17"), http) == .done(nil))
    #expect(
      await TelegramTest.calls(http, "setChatMemberTag").first == ["chat_id": -1, "user_id": 17, "tag": "mentor"])
    #expect(
      await perform(.grant(role: "keeper of the long tag", to: "17"), http)
        == .refused(
          .content, reason: "Telegram's tags have at most 16 characters, and \"keeper of the long tag\" has more"))
  }

  @Test func oneGroupThatRefusesIsToldThoughTheOthersTookIt() async {
    let book = LogBook()
    let http = groups([-1: Self.powerless])
    #expect(
      await perform(.ban(member: "17", reason: ""), http, log: book)
        == .refused(.target, reason: "Bad Request: not enough rights to restrict/unrestrict chat member"))
    #expect(await TelegramTest.calls(http, "banChatMember").map { $0["chat_id"] } == [-1, -2])
    #expect(
      book.lines == [
        "warning: Telegram refuses it in one of the groups {chat=chat/-1 method=banChatMember "
          + "reason=Bad Request: not enough rights to restrict/unrestrict chat member}"
      ])
  }

  @Test func aChannelIsNoPlaceToSilenceAnybody() async throws {
    let channel: JSON = ["id": -1, "type": "channel", "title": "News"]
    let http = ScriptedHTTP { request in
      guard TelegramTest.method(request) == "getChat" else { return TelegramTest.ok(TelegramTest.bot) }
      return TelegramTest.ok(TelegramTest.body(request)["chat_id"] == -1 ? channel : TelegramTest.group)
    }
    let telegram = TelegramTest.telegram(http) { $0.chats = ["-1", "@rustusers"] }
    try await telegram.prepare()
    #expect(await telegram.perform(.timeout(member: "17", until: TelegramTest.now, reason: ""), key: "k") == .done(nil))
    #expect(await TelegramTest.calls(http, "restrictChatMember").map { $0["chat_id"] } == ["@rustusers"])
    #expect(await telegram.perform(.ban(member: "17", reason: ""), key: "k") == .done(nil))
    #expect(await TelegramTest.calls(http, "banChatMember").map { $0["chat_id"] } == [-1, "@rustusers"])
  }

  @Test func aGroupThatNobodyListedAndTheBotLeftIsForgotten() async throws {
    let kicked = TelegramTest.fail(403, "Forbidden: bot was kicked from the supergroup chat")
    let http = ScriptedHTTP { request in
      switch TelegramTest.method(request) {
      case "getMe": TelegramTest.ok(TelegramTest.bot)
      case "getUpdates": TelegramTest.ok([])
      default: TelegramTest.body(request)["chat_id"] == -1 ? kicked : TelegramTest.ok(true)
      }
    }
    let telegram = TelegramTest.telegram(http)
    _ = try await telegram.poll(Cursor("{\"groups\":[-2,-1]}"))
    #expect(await telegram.perform(.ban(member: "17", reason: ""), key: "k") == .done(nil))
    #expect(telegram.chats.groups == [TelegramPlace(.id(-2))])
    #expect(
      await perform(.ban(member: "17", reason: ""), groups([-1: kicked]))
        == .refused(.target, reason: "Forbidden: bot was kicked from the supergroup chat"))
  }

  @Test func whereAllRefuseTheWeightiestReasonIsTold() async {
    let http = groups([-1: Self.absent, -2: Self.powerless])
    #expect(
      await perform(.ban(member: "17", reason: ""), http)
        == .refused(.target, reason: "Bad Request: not enough rights to restrict/unrestrict chat member"))
  }

  @Test func aLimitInOneGroupHoldsTheRoundBack() async {
    let http = groups([-2: TelegramTest.fail(429, "Too Many Requests: retry after 3", ["retry_after": 3])])
    #expect(
      await perform(.ban(member: "17", reason: ""), http)
        == .retry(after: .seconds(3), scope: .bucket("members"), reason: "Too Many Requests: retry after 3"))
  }

  @Test func aRequestIsAnsweredWhereItWasMade() async throws {
    let request: JSON = [
      "chat": ["id": -2, "type": "supergroup"], "from": TelegramTest.ada, "user_chat_id": 17, "date": 1_767_225_000,
    ]
    let update = TelegramTest.update("chat_join_request", request)
    let http = TelegramTest.script(["getUpdates": TelegramTest.ok([update])])
    let telegram = TelegramTest.telegram(http) { $0.chats = ["-1", "-2"] }
    _ = try await telegram.poll(Cursor("{}"))
    #expect(await telegram.perform(.approve(member: "17"), key: "k") == .done(nil))
    #expect(await telegram.perform(.decline(member: "17", reason: ""), key: "k") == .done(nil))
    #expect(await TelegramTest.calls(http, "approveChatJoinRequest") == [["chat_id": -2, "user_id": 17]])
    #expect(await TelegramTest.calls(http, "declineChatJoinRequest") == [["chat_id": -2, "user_id": 17]])
  }

  @Test func whoAskedInTwoGroupsIsAnsweredInBoth() async throws {
    let updates = [-2, -1].enumerated().map { number, chat in
      TelegramTest.update(
        "chat_join_request",
        [
          "chat": ["id": .int(chat), "type": "supergroup"], "from": TelegramTest.ada, "user_chat_id": 17,
          "date": 1_767_225_000,
        ], id: number)
    }
    let powerless = TelegramTest.fail(400, "Bad Request: CHAT_ADMIN_REQUIRED")
    let http = ScriptedHTTP { request in
      switch (TelegramTest.method(request), TelegramTest.body(request)["chat_id"]) {
      case ("getMe", _): TelegramTest.ok(TelegramTest.bot)
      case ("getUpdates", _): TelegramTest.ok(.array(updates))
      case ("declineChatJoinRequest", -1): powerless
      default: TelegramTest.ok(true)
      }
    }
    let telegram = TelegramTest.telegram(http) { $0.chats = ["-1", "-2", "-3"] }
    _ = try await telegram.poll(Cursor("{}"))
    #expect(await telegram.perform(.approve(member: "17"), key: "k") == .done(nil))
    #expect(await TelegramTest.calls(http, "approveChatJoinRequest").map { $0["chat_id"] } == [-2, -1])
    #expect(
      await telegram.perform(.decline(member: "17", reason: ""), key: "k")
        == .refused(.target, reason: "Bad Request: CHAT_ADMIN_REQUIRED"))
    #expect(await TelegramTest.calls(http, "declineChatJoinRequest").map { $0["chat_id"] } == [-2, -1])
  }

  @Test func whereItIsNotKnownEveryGroupIsTried() async {
    let missing = TelegramTest.fail(400, "Bad Request: HIDE_REQUESTER_MISSING")
    let http = groups([-1: missing])
    #expect(await perform(.approve(member: "17"), http) == .done(nil))
    #expect(await TelegramTest.calls(http, "approveChatJoinRequest").map { $0["chat_id"] } == [-1, -2])
    #expect(
      await perform(.approve(member: "17"), groups([-1: missing, -2: missing]))
        == .refused(.target, reason: "17 does not ask to join any of the groups that the bot serves"))
  }

  @Test func whoIsInAlreadyIsApproved() async {
    let http = groups([-1: TelegramTest.fail(400, "Bad Request: USER_ALREADY_PARTICIPANT"), -2: Self.absent])
    #expect(await perform(.approve(member: "17"), http) == .done(nil))
    #expect(
      await perform(.decline(member: "17", reason: ""), http)
        == .refused(.target, reason: "the member has joined already"))
  }

  @Test func withoutRightsARequestIsRefused() async {
    let http = groups([-1: TelegramTest.fail(400, "Bad Request: CHAT_ADMIN_REQUIRED"), -2: Self.absent])
    #expect(
      await perform(.approve(member: "17"), http) == .refused(.target, reason: "Bad Request: CHAT_ADMIN_REQUIRED"))
  }

  @Test(arguments: ["ada", "@ada", ""]) func membersAreNumbers(_ member: String) async {
    let refused = Outcome.refused(.target, reason: "\(member) is no member id; Telegram's are numbers")
    #expect(await perform(.ban(member: ID(member), reason: ""), groups([:])) == refused)
    #expect(await perform(.approve(member: ID(member)), groups([:])) == refused)
  }

  @Test func withoutChatsTheGroupsThatWereSeenAreServed() async throws {
    let http = TelegramTest.script([
      "getUpdates": TelegramTest.ok([TelegramTest.update("message", TelegramTest.message())])
    ])
    let telegram = TelegramTest.telegram(http)
    let poll = try await telegram.poll(Cursor("{\"groups\":[-7]}"))
    #expect(await telegram.perform(.ban(member: "17", reason: ""), key: "k") == .done(nil))
    #expect(await TelegramTest.calls(http, "banChatMember").map { $0["chat_id"] } == [-1_001_234_567_890, -7])
    #expect(TelegramCursor(poll.cursor).groups == [-1_001_234_567_890, -7])
  }

  @Test func actionsCountAgainstTheirBuckets() {
    let telegram = TelegramTest.telegram()
    let all = Bucket("all", spacing: .seconds(1.0 / 30))
    let minute = Bucket("minute/chat/-55", spacing: .seconds(6), burst: 10)
    let chat = Bucket("chat/-55", spacing: .seconds(1))
    #expect(telegram.buckets(for: .post(text: "", in: "-55", named: nil)) == [chat, minute, all])
    #expect(telegram.buckets(for: .reply(text: "", to: MessageRef("1", in: "-55"))) == [chat, minute, all])
    #expect(telegram.buckets(for: .direct(text: "", to: "17")) == [Bucket("chat/17", spacing: .seconds(1)), all])
    #expect(telegram.buckets(for: .pin(message: MessageRef("1", in: "-55"))) == [Bucket("chat/-55"), all])
    #expect(telegram.buckets(for: .ban(member: "17", reason: "")) == [Bucket("members"), all])
    #expect(telegram.buckets(for: .edit(named: "x", text: "")) == [all])
    #expect(telegram.buckets(for: .timer(name: "x", at: nil)).isEmpty)
  }

  @Test func limitsCanBeChangedAndSwitchedOff() {
    let free = TelegramTest.telegram {
      $0.messagesPerSecond = 0
      $0.messagesPerSecondPerChat = 0
      $0.messagesPerMinutePerGroup = 0
    }
    #expect(free.buckets(for: .post(text: "", in: "-55", named: nil)) == [Bucket("chat/-55"), Bucket("all")])
    let slow = TelegramTest.telegram { $0.messagesPerMinutePerGroup = 1 }
    #expect(
      slow.buckets(for: .post(text: "", in: "-55", named: nil))[1]
        == Bucket("minute/chat/-55", spacing: .seconds(60), burst: 1))
  }
}
