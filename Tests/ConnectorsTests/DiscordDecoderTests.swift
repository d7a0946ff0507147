import BotCore
import FoundationEssentials
import Testing

@testable import Connectors

struct DiscordDecoderTests {
  private let general = DiscordChannel(["id": "1000", "name": "general", "type": 0])!
  private let decoder = DiscordDecoder(
    community: "lobby", me: "900", guildID: "700", guild: nil, members: [:], names: ["1000": "general"])

  private func message(_ members: (String, JSON)...) -> JSON {
    var object = JSONObject([
      ("id", "5000"), ("type", 0), ("content", "hello"), ("timestamp", "2026-01-01T00:00:00.681000+00:00"),
      ("author", ["id": "50", "username": "ada", "global_name": "Ada"]), ("mentions", []),
    ])
    for (key, value) in members { object[key] = value }
    return .object(object)
  }

  private func event(_ members: (String, JSON)...) -> Event? {
    var object = message().object ?? JSONObject()
    for (key, value) in members { object[key] = value }
    return decoder.event(.object(object), in: general)
  }

  @Test func aMessageIsReadWhole() throws {
    let read = try #require(
      event(("content", "hi <@900>"), ("mentions", [["id": "900", "username": "botrun"], ["id": "51"]])))
    #expect(
      read
        == .posted(
          Message(
            "5000", in: "1000", named: "general", by: Member("50", name: "Ada"), "hi @botrun", mentions: ["900", "51"],
            mentionsBot: true, link: "https://discord.com/channels/700/1000/5000"),
          in: "lobby", at: Date(milliseconds: 1_767_225_600_681)))
    #expect(read.key == "posted/1000/5000")
  }

  @Test(arguments: [0, 19, 20, 23]) func whatMembersSayIsPosted(_ type: Int) {
    #expect(event(("type", .int(type)))?.trigger == .messagePosted)
  }

  @Test(arguments: [1, 6, 8, 18, 46, 999]) func otherKindsAreLetThrough(_ type: Int) {
    #expect(event(("type", .int(type)))?.key == "other/message.\(type)/5000")
  }

  @Test func theBotsOwnMessagesAndStartsOfThreadsAreLeftOut() {
    #expect(event(("author", ["id": "900"])) == nil)
    #expect(event(("type", 21)) == nil)
    #expect(event(("id", .null)) == nil)
  }

  @Test func botsAndWebhooksAreMarked() {
    #expect(event(("author", ["id": "7", "username": "x", "bot": true]))?.actor?.isBot == true)
    #expect(event(("webhook_id", "7"))?.actor?.isBot == true)
    #expect(event()?.actor?.isBot == false)
    #expect(event(("author", .null))?.actor == Member("unknown"))
  }

  @Test func aWelcomeMessageIsAJoining() {
    #expect(
      event(("type", 7), ("content", ""))
        == .joined(
          Member("50", name: "Ada"), channel: nil, in: "lobby", at: Date(milliseconds: 1_767_225_600_681),
          mark: "1767225600"))
  }

  @Test func anEditHasTheTimeOfTheEditAsItsVersion() {
    let edited = decoder.edited(message(("edited_timestamp", "2026-01-01T00:01:00.000000+00:00")), in: general)
    #expect(edited?.key == "edited/1000/5000/1767225660000")
    #expect(edited?.at == Date(timeIntervalSince1970: 1_767_225_660))
    #expect(decoder.edited(message(("edited_timestamp", .null)), in: general) == nil)
    #expect(decoder.edited(message(), in: general) == nil)
  }

  @Test func aForwardedMessageAndAPollAreRead() {
    let forwarded: JSON = [["message": ["content": "from afar"]]]
    #expect(event(("content", ""), ("message_snapshots", forwarded))?.message?.text == "from afar")
    #expect(event(("content", ""), ("poll", ["question": ["text": "Tea?"]]))?.message?.text == "Tea?")
  }

  @Test func anAlertOfAutoModIsAReport() {
    let fields: JSON = [
      ["name": "rule_name", "value": "No spam"], ["name": "channel_id", "value": "1100"],
      ["name": "flagged_message_id", "value": "4999"],
    ]
    let alert: JSON = [["type": "auto_moderation_message", "description": "buy", "fields": fields]]
    #expect(
      event(("type", 24), ("embeds", alert))
        == .reported(
          "4999", channel: "1100", by: Member("automod", name: "AutoMod", isBot: true), reason: "AutoMod: No spam",
          in: "lobby", at: Date(milliseconds: 1_767_225_600_681), mark: "5000"))
    #expect(event(("type", 24), ("embeds", []))?.trigger == .other)
  }

  @Test func nonsenseIsNoEvent() {
    for json: JSON in [.null, [], "x", 1, [:], ["id": "x"], ["id": 5]] {
      #expect(decoder.event(json, in: general) == nil)
    }
  }
}
