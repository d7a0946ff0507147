import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

/// Telegram's own description of the Bot API judges what is sent, and makes what is received.
@Suite(.enabled(if: SpecFolder.isThere, SpecFolder.skipped)) struct TelegramSpecTests {
  private static let read = Result { BotAPISpec(document: try SpecFolder.json("telegram/api.min.json")) }

  private static func spec() throws -> BotAPISpec { try read.get() }

  @Test func everyRequestIsAsDocumented() async throws {
    let spec = try Self.spec()
    let requests = await Self.everyRequest()
    #expect(requests.count == 45)
    for request in requests {
      #expect(spec.faults(TelegramTest.method(request), TelegramTest.body(request)) == [])
    }
    #expect(
      Set(requests.map(TelegramTest.method)) == [
        "getMe", "getUpdates", "setWebhook", "getWebhookInfo", "setMyCommands", "getChat", "getChatMember",
        "sendMessage", "editMessageText", "setMessageReaction", "pinChatMessage", "deleteMessage",
        "restrictChatMember", "banChatMember", "banChatSenderChat", "setChatMemberTag", "approveChatJoinRequest",
        "declineChatJoinRequest",
      ])
  }

  @Test func theJudgeSeesFaults() throws {
    let spec = try Self.spec()
    #expect(spec.faults("sendMail", [:]) == ["sendMail is no method"])
    #expect(
      spec.faults("sendMessage", ["chat_id": 1.5, "txt": "x", "entities": [["type": "bold", "offset": "0"]]]) == [
        "sendMessage.text is missing", "sendMessage.chat_id is no whole number", "sendMessage.txt is not documented",
        "sendMessage.entities[0].length is missing", "sendMessage.entities[0].offset is no whole number",
      ])
    #expect(
      !spec.faults(
        "setMessageReaction", ["chat_id": 1, "message_id": 1, "reaction": [["type": "smile", "emoji": "👍"]]]
      )
      .isEmpty)
  }

  @Test func theEmojiAreTheDocumentedOnes() throws {
    let fields = try Self.spec().document["types"]?["ReactionTypeEmoji"]?["fields"]?.array ?? []
    let text = try #require(fields.first { $0["name"] == "emoji" }?["description"]?.string)
    let emoji = text.split(separator: "\"").enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) }
    #expect(Set(emoji) == TelegramReaction.allowed)
  }

  @Test func everyKindOfUpdateIsUnderstoodOrLetThrough() throws {
    let spec = try Self.spec()
    var count = 0
    for kind in spec.updates {
      let type = try #require(spec.type(of: kind, in: "Update"))
      for depth in 0...3 {
        for body in Self.variants(spec.sample(type, depth: depth)) {
          let events = TelegramTest.events(kind, body)
          // In the sample of a changed reaction nothing has changed.
          #expect(!events.isEmpty || kind == "message_reaction", "\(kind)")
          #expect(events.allSatisfy { !$0.key.isEmpty && !$0.id.raw.isEmpty })
          count += 1
        }
      }
    }
    #expect(count == 300)
  }

  /// Every field that a message may have, alone beside what is required.
  @Test func everyKindOfMessageIsReadOrLetThrough() throws {
    let spec = try Self.spec()
    let all = spec.sample("Message", depth: 2)
    let base = spec.sample("Message", depth: 0).object ?? JSONObject()
    var triggers: [Trigger: Int] = [:]
    for member in all.object?.members ?? [] where base[member.key] == nil {
      var object = base
      object[member.key] = member.value
      for body in Self.variants(.object(object)) {
        let events = TelegramTest.events("message", body)
        #expect(events.count == 1, "\(member.key)")
        triggers[events.first?.trigger ?? .due, default: 0] += 1
      }
    }
    #expect(triggers == [.messagePosted: 69, .other: 261, .memberJoined: 3, .memberLeft: 3])
  }

  @Test func everyPairOfMembershipsIsReadOrLetThrough() throws {
    let spec = try Self.spec()
    var triggers: [Trigger: Int] = [:]
    for old in spec.forms(of: "ChatMember") {
      for new in spec.forms(of: "ChatMember") {
        var body = spec.sample("ChatMemberUpdated", depth: 1).object ?? JSONObject()
        body["old_chat_member"] = spec.sample(old, depth: 2)
        body["new_chat_member"] = spec.sample(new, depth: 2)
        for body in Self.variants(.object(body)) {
          let events = TelegramTest.events("chat_member", body)
          #expect(events.count == 1)
          triggers[events.first?.trigger ?? .due, default: 0] += 1
        }
      }
    }
    #expect(triggers == [.memberJoined: 24, .memberLeft: 24, .other: 60])
  }

  /// One value after the other is of a kind that nobody expects.
  @Test func noWrongValueBringsTheBotDown() throws {
    let spec = try Self.spec()
    let telegram = TelegramTest.telegram()
    var count = 0
    for kind in ["message", "message_reaction", "my_chat_member", "chat_member", "chat_join_request"] {
      let sample = spec.sample(try #require(spec.type(of: kind, in: "Update")), depth: 1)
      for broken in Self.broken(sample, depth: 2) {
        let update = TelegramTest.update(kind, broken)
        _ = TelegramTest.decoder().events(update)
        telegram.learn(update)
        count += 1
      }
    }
    #expect(count > 1000)
  }

  private static let wrong: [JSON] = [
    nil, "x", -1, 9_223_372_036_854_775_807, -9_223_372_036_854_775_808, 1.5, [], [:], true,
  ]

  private static func broken(_ json: JSON, depth: Int) -> [JSON] {
    guard depth > 0, let object = json.object else { return [] }
    return object.members.flatMap { member in
      (wrong + broken(member.value, depth: depth - 1)).map { value in
        var changed = object
        changed[member.key] = value
        return .object(changed)
      }
    }
  }

  @Test func whatGetMeAndGetChatTellIsRead() throws {
    let spec = try Self.spec()
    #expect(TelegramIdentity(spec.sample("User"))?.username == "text")
    #expect(TelegramChat(spec.sample("ChatFullInfo"))?.isForum == true)
  }

  /// As documented; with fields that nobody knows, everywhere; with words that nobody knows.
  private static func variants(_ json: JSON) -> [JSON] { [json, strange(json), foreign(json)] }

  private static func strange(_ json: JSON) -> JSON {
    switch json {
    case .object(let object):
      .object(JSONObject(object.members.map { ($0.key, strange($0.value)) } + [("xq_new", ["deep": [1, nil]])]))
    case .array(let items): .array(items.map(strange))
    case .null, .bool, .int, .double, .string: json
    }
  }

  private static func foreign(_ json: JSON) -> JSON {
    switch json {
    case .object(let object):
      .object(
        JSONObject(object.members.map { ($0.key, $0.key == "type" ? "xq_unheard_of" : foreign($0.value)) }))
    case .array(let items): .array(items.map(foreign))
    case .null, .bool, .int, .double, .string: json
    }
  }

  /// What the connector can send, in every form.
  private static func everyRequest() async -> [HTTPRequest] {
    let http = TelegramTest.script(["editMessageText": TelegramTest.ok(TelegramTest.message())])
    let telegram = TelegramTest.telegram(http) {
      $0.chats = ["-1", "@rustusers"]
      $0.commands = ["help: Shows help"]
      $0.publicURL = "https://bot.example.org"
    }
    let hook = TelegramTest.telegram(http) {
      $0.receive = .webhook
      $0.publicURL = "https://bot.example.org"
    }
    for cursor in [nil, Cursor("{}"), Cursor("{\"offset\":5}")] { _ = try? await telegram.poll(cursor) }
    _ = try? await hook.poll(nil)
    _ = await telegram.probe()
    for action in actions { _ = await telegram.perform(action, key: "k") }
    for text in texts { _ = await telegram.edit(TelegramTest.ref, text: text, key: "k") }
    return await http.requests
  }

  private static let texts: [Text] = [
    "Hi",
    Text([
      .plain("Hi "), .mention(member: "17", name: "Ada"), .channel(id: "@rustusers", name: "rust"),
      .link(label: "a", url: "https://a.example"), .code("c"), .codeBlock("d"), .bold("e"), .italic("f"), .quote("g"),
      .list(items: ["h", "i"]),
    ]),
  ]

  private static var actions: [Action] {
    let inThread = MessageRef("5", in: TelegramTest.channel, thread: "3")
    let said = texts.flatMap { text -> [Action] in
      [
        .post(text: text, in: "-1", named: nil), .post(text: text, in: "@rustusers/42", named: nil),
        .reply(text: text, to: TelegramTest.ref), .reply(text: text, to: inThread), .direct(text: text, to: "17"),
      ]
    }
    return said + [
      .react(emoji: "👍", to: TelegramTest.ref), .react(emoji: "custom:5", to: TelegramTest.ref),
      .pin(message: TelegramTest.ref), .hide(message: TelegramTest.ref, reason: "r"),
      .delete(message: TelegramTest.ref, reason: "r"),
      .timeout(member: "17", until: TelegramTest.now + .hours(1), reason: "r"), .ban(member: "17", reason: "r"),
      .ban(member: "-9", reason: "r"), .grant(role: "mentor", to: "17"), .approve(member: "17"),
      .decline(member: "17", reason: "r"),
    ]
  }
}
