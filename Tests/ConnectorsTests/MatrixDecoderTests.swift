import BotCore
import FoundationEssentials
import Testing

@testable import Connectors

@Suite struct MatrixDecoderTests {
  private let now = Date(timeIntervalSince1970: 1_767_225_600)
  private let at = Date(timeIntervalSince1970: 1_767_225_540)
  private var decoder: MatrixDecoder { MatrixDecoder(me: "@bot:test", community: "lobby", now: now) }
  private let alice = Member("@alice:test", name: "Alice")

  private var room: MatrixRoom {
    var room = MatrixRoom(id: "!r")
    (room.name, room.alias) = ("The Lobby", "#lobby:test")
    room.members = ["@alice:test": "Alice", "@bob:test": "Bob", "@bot:test": "Bot"]
    return room
  }

  private func message(
    _ id: ID<Message>, _ text: String, thread: ID<Message>? = nil, by author: Member? = nil,
    mentions: [ID<Member>] = [], version: Int = 0, link: String = "%24e"
  ) -> Message {
    Message(
      id, in: "!r", named: "lobby:test", thread: thread, by: author ?? alice, text, mentions: mentions,
      link: "https://matrix.to/#/%21r/\(link)?via=test", version: version)
  }

  private func decode(_ event: JSON, _ original: MatrixRecent.Item? = nil, in room: MatrixRoom? = nil) -> [Event] {
    decoder.events(event, room ?? self.room, original)
  }

  @Test func aTextIsAMessage() {
    let event = JSON.matrixEvent(
      "m.room.message",
      ["msgtype": "m.text", "body": "hello <b>", "m.mentions": ["user_ids": ["@bob:test", 7]], "x": [1]])
    #expect(
      decode(event) == [
        .posted(message("$e", "hello <b>", mentions: ["@bob:test"]), in: "lobby", at: at, id: "$e")
      ])
  }

  @Test func noticesComeFromBots() {
    let event = JSON.matrixEvent("m.room.message", ["msgtype": "m.notice", "body": "beep"])
    #expect(decode(event).first?.message?.author == Member("@alice:test", name: "Alice", isBot: true))
  }

  @Test(arguments: ["m.emote", "m.image", "com.example.unheard_of"])
  func everyKindThatHasABodyIsAMessage(_ type: String) {
    let event = JSON.matrixEvent("m.room.message", ["msgtype": .string(type), "body": "waves"])
    #expect(decode(event).first?.message?.text == "waves")
  }

  @Test func theBotsOwnMessagesAreNotHeard() {
    #expect(decode(.matrixText("mine", by: "@bot:test")) == [])
  }

  @Test func strangersAreCalledByTheirLocalPart() {
    #expect(decode(.matrixText("hi", by: "@gone:other.org")).first?.actor == Member("@gone:other.org", name: "gone"))
  }

  @Test func powerLevelsBecomeRoles() {
    var room = room
    let powers: JSON = ["users": ["@alice:test": 100, "@bob:test": 50]]
    room.apply(type: "m.room.power_levels", key: "", content: powers)
    #expect(decode(.matrixText("hi"), in: room).first?.actor?.roles == ["admin"])
    #expect(decode(.matrixText("hi", by: "@bob:test"), in: room).first?.actor?.roles == ["moderator"])
  }

  @Test func aThreadHangsOnItsRoot() {
    let event = JSON.matrixEvent(
      "m.room.message",
      [
        "msgtype": "m.text", "body": "in it",
        "m.relates_to": [
          "rel_type": "m.thread", "event_id": "$root", "is_falling_back": true, "m.in_reply_to": ["event_id": "$last"],
        ],
      ])
    #expect(
      decode(event) == [.posted(message("$e", "in it", thread: "$root"), in: "lobby", at: at, id: "$e")])
  }

  @Test func aPlainReplyIsNoThreadAndLosesItsFallback() {
    let event = JSON.matrixEvent(
      "m.room.message",
      [
        "msgtype": "m.text", "body": "> <@bob:test> one\n> two\n\nthree\n> four",
        "m.relates_to": ["m.in_reply_to": ["event_id": "$x"]],
      ])
    #expect(decode(event) == [.posted(message("$e", "three\n> four"), in: "lobby", at: at, id: "$e")])
  }

  @Test func quotesThatAreNoFallbackStay() {
    #expect(MatrixBody.withoutFallback("> to be\n\nnot to be") == "> to be\n\nnot to be")
    #expect(decode(.matrixText("> <@bob:test> one\n\ntwo")).first?.message?.text == "> <@bob:test> one\n\ntwo")
  }

  @Test func olderClientsMentionByWritingTheName() {
    #expect(decode(.matrixText("ask @bot:test")).first?.message?.mentions == ["@bot:test"])
    #expect(decode(.matrixText("ask @bot:test")).first?.message?.mentionsBot == true)
  }

  private func edit(by sender: String = "@alice:test") -> JSON {
    .matrixEvent(
      "m.room.message",
      [
        "msgtype": "m.text", "body": "* better", "m.new_content": ["msgtype": "m.text", "body": "better"],
        "m.relates_to": ["rel_type": "m.replace", "event_id": "$old"],
      ], by: sender)
  }

  @Test func anEditIsAVersionOfTheFirstMessage() {
    let edited = message("$old", "better", thread: "$root", version: MatrixKey.version("$e"), link: "%24old")
    #expect(MatrixDecoder.original(of: edit()) == "$old")
    #expect(
      decode(edit(), .message(sender: "@alice:test", thread: "$root"))
        == [.edited(edited, in: "lobby", at: at, id: "$e")])
  }

  @Test func twoEditsOfOneTimeAreTwo() {
    func keys(_ id: String) -> [String] {
      var object = edit().object ?? JSONObject()
      object["event_id"] = .string(id)
      return decode(.object(object), .message(sender: "@alice:test", thread: nil)).map(\.key)
    }
    #expect(keys("$1") == ["edited/!r/$old/\(MatrixKey.version("$1"))"])
    #expect(keys("$1") != keys("$2"))
  }

  @Test(arguments: [nil, .other, .message(sender: "@bob:test", thread: nil)] as [MatrixRecent.Item?])
  func nobodyEditsWhatAnotherSaid(_ original: MatrixRecent.Item?) {
    #expect(decode(edit(), original) == [])
  }

  @Test func aReactionNamesItsMessage() {
    let relation: JSON = ["rel_type": "m.annotation", "event_id": "$m", "key": "👍"]
    let event = JSON.matrixEvent("m.reaction", ["m.relates_to": relation])
    #expect(
      decode(event) == [
        .reacted("👍", by: alice, to: "$m", channel: "!r", in: "lobby", at: at, mark: "$e", id: "$e")
      ])
    #expect(MatrixDecoder.item(of: event) == .reaction(emoji: "👍", sender: "@alice:test", message: "$m"))
  }

  @Test(arguments: [
    JSON.matrixEvent("m.room.redaction", [:], redacts: "$m"),
    JSON.matrixEvent("m.room.redaction", ["redacts": "$m"]),
  ])
  func aRedactionOfAMessageDeletesIt(_ event: JSON) {
    #expect(MatrixDecoder.original(of: event) == "$m")
    #expect(
      decode(event, .message(sender: "@bob:test", thread: nil))
        == [.deleted("$m", channel: "!r", in: "lobby", at: at, id: "$e")])
    #expect(decode(event, .other) == [])
  }

  @Test func aRedactionOfAReactionTakesItBack() {
    let event = JSON.matrixEvent("m.room.redaction", ["redacts": "$x"], by: "@bob:test")
    let found = decode(event, .reaction(emoji: "👍", sender: "@alice:test", message: "$m"))
    #expect(
      found == [
        Event(
          id: "$e", key: "unreacted/!r/$x", community: "lobby", at: at,
          kind: .unreacted(emoji: "👍", member: alice, message: "$m", channel: "!r"))
      ])
  }

  @Test(arguments: [nil, "invite", "knock", "leave", "ban"])
  func comingFromAnywhereIsJoining(_ before: String?) {
    #expect(
      decode(.matrixMember("@alice:test", "join", before: before))
        == [.joined(alice, channel: "!r", in: "lobby", at: at, mark: "$e", id: "$e")])
  }

  @Test func aNewNameIsNoJoining() {
    #expect(decode(.matrixMember("@alice:test", "join", before: "join")) == [])
  }

  @Test(arguments: ["leave", "ban"])
  func whoWasThereCanLeave(_ how: String) {
    #expect(
      decode(.matrixMember("@alice:test", how, before: "join"))
        == [.left(alice, channel: "!r", in: "lobby", at: at, mark: "$e", id: "$e")])
    #expect(decode(.matrixMember("@alice:test", how, before: "invite")) == [])
    #expect(decode(.matrixMember("@alice:test", how)) == [])
  }

  @Test func aKnockAsksToJoin() {
    #expect(
      decode(.matrixMember("@alice:test", "knock", before: "leave", reason: "please")) == [
        Event(
          id: "$e", key: "knocked/!r/@alice:test/$e", community: "lobby", at: at,
          kind: .joinRequested(member: alice, channel: "!r", answer: "please"))
      ])
  }

  @Test(arguments: ["join", "leave", "knock", "invite"])
  func theBotsOwnMembershipIsNoEvent(_ membership: String) {
    #expect(decode(.matrixMember("@bot:test", membership)) == [])
  }

  @Test func whoComesToTalkToTheBotDoesNotJoinTheCommunity() {
    var direct = MatrixRoom(id: "!d")
    direct.members = ["@alice:test": "Alice", "@bot:test": "Bot"]
    #expect(decode(.matrixMember("@alice:test", "join", before: "invite"), in: direct) == [])
    #expect(decode(.matrixText("psst"), in: direct).first?.message?.isDirect == true)
  }

  @Test func anEncryptedRoomIsToldByOneKey() {
    let event = JSON.matrixEvent("m.room.encrypted", ["algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "…"])
    #expect(
      decode(event) == [
        Event(
          id: "encrypted/!r", key: "encrypted/!r", community: "lobby", at: at,
          kind: .other(name: "encrypted", detail: #"{"room_id":"!r","name":"lobby:test"}"#))
      ])
  }

  @Test func theFutureIsNotBelieved() {
    let event: JSON = [
      "type": "m.room.message", "event_id": "$e", "sender": "@alice:test", "origin_server_ts": 9_767_225_540_000,
      "content": ["msgtype": "m.text", "body": "from far away"],
    ]
    #expect(decode(event).first?.at == now)
  }

  @Test(arguments: [(-100, -60), (-30, -30), (100, 0)] as [(Double, Double)])
  func whatComesAfterALookIsNotFromBeforeIt(_ look: Double, _ expected: Double) {
    var decoder = decoder
    decoder.notBefore = now + .seconds(look)
    #expect(decoder.events(.matrixText("old"), room, nil).map(\.at) == [now + .seconds(expected)])
  }

  @Test(arguments: [Int.min, Int.max]) func aTimeThatIsNoneIsNow(_ time: Int) {
    var object = JSON.matrixText("x").object ?? JSONObject()
    object["origin_server_ts"] = .int(time)
    #expect(decode(.object(object)).map(\.at) == [now])
  }

  @Test(arguments: [
    #"{}"#, #"[]"#, #"{"type":"m.room.message"}"#,
    #"{"type":"m.room.message","event_id":"$e","sender":"@a:b"}"#,
    #"{"type":"m.room.message","event_id":"$e","sender":"@a:b","content":{}}"#,
    #"{"type":"m.room.message","event_id":"$e","sender":"@a:b","content":{"body":5,"msgtype":[]}}"#,
    #"{"type":"m.reaction","event_id":"$e","sender":"@a:b","content":{"m.relates_to":{"key":"x"}}}"#,
    #"{"type":"m.room.member","event_id":"$e","sender":"@a:b","content":{"membership":"join"}}"#,
    #"{"type":"m.room.member","event_id":"$e","sender":"@a:b","state_key":"@a:b","content":{"membership":"hover"}}"#,
    #"{"type":"org.example.poll","event_id":"$e","sender":"@a:b","content":{"body":"x"}}"#,
  ])
  func whatIsNotUnderstoodIsLeftOut(_ text: String) throws {
    #expect(decode(try JSON(parsing: text)) == [])
  }

  @Test func namesAndIdsAreBounded() {
    var room = room
    let name = String(repeating: "x", count: 5000)
    room.apply(
      type: "m.room.member", key: "@alice:test", content: ["membership": "join", "displayname": .string(name)])
    room.apply(type: "m.room.name", key: "", content: ["name": .string(name)])
    #expect(room.members["@alice:test"]?.count == 256 && room.name?.count == 256)
    let relation: JSON = ["rel_type": "m.annotation", "event_id": "$m", "key": .string(name)]
    #expect(decode(.matrixEvent("m.reaction", ["m.relates_to": relation])) == [])
    let content: JSON = [
      "body": "x", "m.mentions": ["user_ids": [.string(name)]],
      "m.relates_to": ["rel_type": "m.thread", "event_id": .string("$" + name)],
    ]
    let message = decode(.matrixEvent("m.room.message", content)).first?.message
    #expect(message?.mentions == [] && message?.thread == nil)
  }

  @Test func longTextsAreCut() {
    let long = String(repeating: "ä", count: 30_000)
    #expect(decode(.matrixText(long)).first?.message?.text == String(repeating: "ä", count: 20_000))
  }
}
