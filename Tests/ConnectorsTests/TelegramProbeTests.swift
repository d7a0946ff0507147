import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

@Suite struct TelegramProbeTests {
  private static let admin: JSON = [
    "status": "administrator", "user": TelegramTest.bot, "can_delete_messages": true, "can_restrict_members": true,
    "can_invite_users": true, "can_pin_messages": true, "can_manage_tags": true,
  ]

  private func probe(
    _ answers: [String: HTTPResponse], _ change: (inout TelegramSettings) -> Void = { _ in }
  ) async -> [Problem] {
    let known = ["getChatMember": TelegramTest.ok(Self.admin)]
    let http = TelegramTest.script(known.merging(answers) { $1 })
    return await TelegramTest.telegram(http) {
      $0.chats = ["@rustusers"]
      change(&$0)
    }.probe()
  }

  @Test func allIsWell() async { #expect(await probe([:]).isEmpty) }

  @Test func aWrongTokenIsNamed() async {
    #expect(
      await probe(["getMe": TelegramTest.fail(401, "Unauthorized")]) == [
        Problem(
          subject: "token", fault: "Telegram does not accept the token",
          remedy: "ask @BotFather for it with /token, or for a new one with /revoke")
      ])
  }

  @Test func privacyModeIsNamedInBotFathersWords() async {
    var bot = TelegramTest.bot.object ?? JSONObject()
    bot["can_read_all_group_messages"] = false
    #expect(
      await probe(["getMe": TelegramTest.ok(.object(bot))]) == [
        Problem(
          .warning, subject: "@town_bot",
          fault: "its privacy mode is on: in groups it gets only commands and replies to itself, unless it is "
            + "administrator",
          remedy: "in the chat with @BotFather: /setprivacy, choose the bot, Disable; then add it to its groups again")
      ])
  }

  @Test func aWebhookForbidsPolling() async {
    let info = TelegramTest.ok(["url": "https://old.example", "pending_update_count": 0])
    #expect(
      await probe(["getWebhookInfo": info]).map(\.fault)
        == ["a webhook is set for this bot, so that Telegram refuses to be polled"])
  }

  @Test func aWebhookThatIsNotSetOrFailsIsNamed() async {
    #expect(await probe([:]) { $0.receive = .webhook }.map(\.subject) == ["publicURL"])
    for (age, faults) in [(3599, ["Telegram's last delivery failed: SSL error"]), (3600, [])] {
      let date = Int(TelegramTest.now.timeIntervalSince1970) - age
      let info: JSON = [
        "url": "https://a.example", "last_error_date": .int(date), "last_error_message": "SSL error",
      ]
      #expect(
        await probe(["getWebhookInfo": TelegramTest.ok(info)]) { $0.receive = .webhook }.map(\.fault) == faults)
    }
  }

  @Test func missingRightsAreNamedAsTelegramsMenusDo() async {
    var state = Self.admin.object ?? JSONObject()
    state["can_restrict_members"] = false
    state["can_pin_messages"] = false
    #expect(
      await probe(["getChatMember": TelegramTest.ok(.object(state))]).map(\.remedy) == [
        "where that is wanted: Edit, Administrators, the bot, switch on \"Ban Users\"",
        "where that is wanted: Edit, Administrators, the bot, switch on \"Pin Messages\"",
      ])
  }

  @Test(
    arguments: [
      ("creator", []), ("left", ["the bot is no member of it"]), ("kicked", ["the bot is no member of it"]),
      (
        "member",
        ["the bot is no administrator there: it is not told of joins and reactions, and cannot moderate"]
      ),
    ] as [(String, [String])]) func theBotsPlaceInAChatIsTold(_ status: String, _ faults: [String]) async
  {
    let state: JSON = ["status": .string(status), "user": TelegramTest.bot]
    #expect(await probe(["getChatMember": TelegramTest.ok(state)]).map(\.fault) == faults)
  }

  @Test func aChatThatIsNotThereIsNamed() async {
    #expect(
      await probe(["getChat": TelegramTest.fail(400, "Bad Request: chat not found")]) == [
        Problem(
          subject: "chat @rustusers", fault: "the bot cannot see it: Bad Request: chat not found",
          remedy: "correct the id or @username, and add @town_bot to the chat")
      ])
  }

  @Test func aChatThatMovedIsNamedWithItsNewId() async {
    let http = ScriptedHTTP { request in
      switch TelegramTest.method(request) {
      case "getMe": return TelegramTest.ok(TelegramTest.bot)
      case "getChatMember": return TelegramTest.ok(Self.admin)
      case "getWebhookInfo": return TelegramTest.ok(["url": ""])
      default:
        return TelegramTest.body(request)["chat_id"] == -55
          ? TelegramTest.fail(
            400, "Bad Request: group chat was upgraded to a supergroup chat", ["migrate_to_chat_id": -100])
          : TelegramTest.ok(TelegramTest.group)
      }
    }
    #expect(
      await TelegramTest.telegram(http) { $0.chats = ["-55"] }.probe() == [
        Problem(
          .warning, subject: "chat -55", fault: "it has become a supergroup, with another id",
          remedy: "write \"-100\" in its place")
      ])
  }

  @Test func whereNobodyAnswersTheAddressIsNamed() async {
    let silent = ScriptedHTTP { _ in throw HTTPError.notSent("api.telegram.org: the name was not found") }
    #expect(
      await TelegramTest.telegram(silent).probe().map(\.fault)
        == ["https://api.telegram.org gives no answer: api.telegram.org: the name was not found"])
    let foreign = await probe(["getMe": HTTPResponse(status: 404, body: Array("nginx".utf8))])
    #expect(foreign.map(\.subject) == ["api"])
    let limited = await probe(["getMe": TelegramTest.fail(429, "Too Many Requests", ["retry_after": 3])])
    #expect(limited.map(\.severity) == [.warning])
  }
}
