import BotCore
import Testing

@testable import Connectors

@Suite(
  .enabled(if: MatrixLive.isHere, "no homeserver: set MATRIX_URL, MATRIX_TOKEN_BOT and MATRIX_TOKEN_ALICE"),
  .serialized)
struct MatrixLiveTests {
  @Test func hearsWhatIsSaidAndDone() async throws {
    let live = try await MatrixLive()
    let room = try await live.room()
    var listener = MatrixListener(try live.bot([room]))
    #expect(try await listener.hear(0) == [])
    try await live.join(room)
    let first = try await live.say(room, "helo")
    let edit = try await live.send(
      room, "m.room.message",
      [
        "msgtype": "m.text", "body": "* hello", "m.new_content": ["msgtype": "m.text", "body": "hello"],
        "m.relates_to": ["rel_type": "m.replace", "event_id": .string(first)],
      ])
    let reaction = try await live.send(
      room, "m.reaction", ["m.relates_to": ["rel_type": "m.annotation", "event_id": .string(first), "key": "🎉"]])
    let heard = try await listener.hear(4)
    let texts = heard.compactMap(\.message).map { [$0.id.raw, $0.text, $0.channelName ?? "", $0.author.id.raw] }
    #expect(heard.map(\.trigger) == [.memberJoined, .messagePosted, .messageEdited, .reacted])
    #expect(texts == [[first, "helo", "The Lobby", live.aliceID], [first, "hello", "The Lobby", live.aliceID]])
    #expect(heard.map(\.id.raw).suffix(2) == [edit, reaction])

    try await live.redact(room, reaction)
    try await live.redact(room, first)
    _ = try await live.alice.ask(["rooms", room, "leave"], "POST", body: [:])
    let gone = try await listener.hear(3)
    let alice = Member(ID(live.aliceID), name: "alice")
    #expect(
      gone.map(\.kind) == [
        .unreacted(emoji: "🎉", member: alice, message: ID(first), channel: ID(room)),
        .messageDeleted(id: ID(first), channel: ID(room)),
        .memberLeft(member: alice, channel: ID(room)),
      ])
  }

  @Test func aRestartStillKnowsWhatAnEditAndARedactionMean() async throws {
    let live = try await MatrixLive()
    let room = try await live.room()
    try await live.join(room)
    let first = try await live.say(room, "one")
    let reaction = try await live.send(
      room, "m.reaction", ["m.relates_to": ["rel_type": "m.annotation", "event_id": .string(first), "key": "🎉"]])
    var listener = MatrixListener(try live.bot([room]))
    let here = try await listener.hear(1)
    #expect(
      here.map(\.kind) == [
        .memberJoined(member: Member(ID(live.aliceID), name: "alice"), channel: ID(room), via: .snapshot)
      ])
    try await live.redact(room, reaction)
    try await live.redact(room, first)
    #expect(try await listener.hear(1).map(\.kind) == [.messageDeleted(id: ID(first), channel: ID(room))])
  }

  @Test func catchesUpWithAllThatWasSaidDuringAPause() async throws {
    let live = try await MatrixLive()
    let room = try await live.room()
    try await live.join(room)
    var before = MatrixListener(try live.bot([room]))
    _ = try await before.hear(1)
    for number in 1...230 { try await live.say(room, "\(number)") }
    var after = MatrixListener(try live.bot([room]), from: before.cursor)
    let heard = try await after.hear(230)
    #expect(heard.compactMap(\.message?.text) == (1...230).map(String.init))
  }

  @Test func aRoomThatIsJoinedLaterIsHeardFromThenOn() async throws {
    let live = try await MatrixLive()
    let name = "lobby-\(ContinuousClock.now.hashValue.magnitude)"
    let made = try await live.alice.ask(
      ["createRoom"], "POST", body: ["preset": "public_chat", "room_alias_name": .string(name)])
    let room = made["room_id"]?.string ?? ""
    var listener = MatrixListener(try live.bot([]))
    _ = try await listener.hear(0)
    try await live.say(room, "before")
    _ = try await live.alice.ask(
      ["rooms", room, "invite"], "POST", body: ["user_id": .string(live.botID)])
    _ = try await listener.hear(0)
    #expect(try await live.membership(live.botID, room) == "join")
    try await live.say(room, "after")
    let heard = try await listener.hear(2).filter { $0.key.contains(room) }
    #expect(heard.map(\.trigger) == [.memberJoined, .messagePosted])
    #expect(heard.compactMap(\.message?.text) == ["after"])
    #expect(heard.last?.message?.isIn("#" + name) == true)

    let again = try live.bot(["#\(name):\(MatrixRoom.server(live.botID))"])
    _ = try await again.api.ask(["rooms", room, "leave"], "POST", body: [:])
    _ = try await again.poll(nil)
    #expect(try await live.membership(live.botID, room) == "join")
  }

  @Test func aKeyPostsOnce() async throws {
    let live = try await MatrixLive()
    let room = try await live.room()
    let action = Action.post(text: "once", in: ID(room), named: nil)
    let key = "key/\(room)"
    let first = await (try live.bot([room])).perform(action, key: key)
    let second = await (try live.bot([room])).perform(action, key: key)
    guard case .done(let id?) = first else {
      Issue.record("\(first)")
      return
    }
    #expect(second == .done(id))
    #expect(try await live.messages(room).map { $0["content"]?["msgtype"] } == ["m.notice"])
  }

  @Test func saysEditsReactsPinsAndDeletes() async throws {
    let live = try await MatrixLive()
    let room = try await live.room()
    try await live.join(room)
    let bot = try live.bot([room])
    let said = MessageRef(ID(try await live.say(room, "question?")), in: ID(room))
    let text: Text = Text([.plain("see "), .bold("this"), .mention(member: ID(live.aliceID), name: "alice <&>")])
    guard case .done(let answer?) = await bot.perform(.reply(text: text, to: said), key: "1/\(room)") else {
      Issue.record("the reply was not done")
      return
    }
    let reply = try await live.messages(room).last?["content"]
    #expect(reply?["m.relates_to"]?["rel_type"] == "m.thread")
    #expect(reply?["m.mentions"] == ["user_ids": [.string(live.aliceID)]])

    let own = MessageRef(answer, in: ID(room))
    #expect(await bot.edit(own, text: "better", key: "2/\(room)") == .done(answer))
    let edited = try await live.messages(room).last?["content"]
    #expect(edited?["m.new_content"]?["body"] == "better")
    #expect(edited?["m.relates_to"]?["event_id"]?.string == answer.raw)

    let reaction = Action.react(emoji: "👍", to: said)
    guard case .done(.some) = await bot.perform(reaction, key: "3/\(room)") else {
      Issue.record("the reaction was not done")
      return
    }
    #expect(await bot.perform(reaction, key: "4/\(room)") == .done(nil))

    for key in ["5", "6"] { #expect(await bot.perform(.pin(message: said), key: key + room) == .done(said.id)) }
    let pinned = try await live.botAPI.ask(["rooms", room, "state", "m.room.pinned_events", ""])
    #expect(pinned["pinned"] == [.string(said.id.raw)])

    #expect(await bot.perform(.delete(message: said, reason: "spam"), key: "7/\(room)") == .done(said.id))
    #expect(await bot.perform(.hide(message: said, reason: "spam"), key: "8/\(room)") == .done(said.id))
    let gone = try await live.botAPI.ask(["rooms", room, "event", said.id.raw])
    #expect(gone["content"] == [:])
  }

  @Test func talksToAMemberInOneRoomOnly() async throws {
    let live = try await MatrixLive()
    let room = try await live.room()
    let member = ID<Member>(live.aliceID)
    let data = ["user", live.botID, "account_data", "m.direct"]
    func talk(_ text: Text) async throws -> String? {
      let bot = try live.bot([room])
      guard case .done(.some) = await bot.perform(.direct(text: text, to: member), key: "\(text.plain)\(room)") else {
        return nil
      }
      return try await live.botAPI.find(data)?[live.aliceID]?.array?.last?.string
    }
    let first = try #require(try await talk("one"))
    #expect(try await talk("two") == first)
    // As if the process had died between making the room and writing it down.
    _ = try await live.botAPI.ask(data, "PUT", body: [:])
    let found = try #require(try await talk("three"))
    #expect(try await live.membership(live.aliceID, found) != nil)
    #expect(try await talk("four") == found)

    try await live.join(found)
    var listener = MatrixListener(try live.bot([room]))
    _ = try await listener.hear(0)
    let answer = try await live.say(found, "and you?")
    let heard = try await listener.hear(1)
    #expect(heard.map(\.message?.id.raw) == [answer])
    #expect(heard.first?.message?.isDirect == true)
  }

  @Test func letsInAndKeepsOut() async throws {
    let live = try await MatrixLive()
    let rule: JSON = ["type": "m.room.join_rules", "state_key": "", "content": ["join_rule": "knock"]]
    let room = try await live.room(("initial_state", [rule]))
    let alice = Member(ID(live.aliceID), name: "alice")
    let bot = try live.bot([room])
    var listener = MatrixListener(bot)
    _ = try await listener.hear(0)
    _ = try await live.alice.ask(["knock", room], "POST", body: ["reason": "please"])
    #expect(
      try await listener.hear(1).map(\.kind)
        == [.joinRequested(member: alice, channel: ID(room), answer: "please")])
    #expect(await bot.perform(.decline(member: alice.id, reason: "not now"), key: "1") == .done(nil))
    #expect(try await live.membership(live.aliceID, room) == "leave")
    #expect(await bot.perform(.decline(member: alice.id, reason: "not now"), key: "1") == .done(nil))

    _ = try await live.alice.ask(["knock", room], "POST", body: [:])
    #expect(await bot.perform(.approve(member: alice.id), key: "2") == .done(nil))
    #expect(try await live.membership(live.aliceID, room) == "invite")
    #expect(await bot.perform(.approve(member: alice.id), key: "2") == .done(nil))

    for _ in 1...2 { #expect(await bot.perform(.ban(member: alice.id, reason: "spam"), key: "3") == .done(nil)) }
    #expect(try await live.membership(live.aliceID, room) == "ban")
    #expect(
      await bot.perform(.approve(member: "@nobody:localhost"), key: "4")
        == .refused(.target, reason: "@nobody:localhost knocks at no room that is served"))
  }

  @Test func saysWhyItCannot() async throws {
    let live = try await MatrixLive()
    let room = try await live.room()
    let bot = try live.bot([room])
    let nowhere = await bot.perform(.post(text: "x", in: "#nowhere", named: nil), key: "1")
    let reason = "no room that is served has the alias or name #nowhere; write its id or #alias:server"
    #expect(nowhere == .refused(.target, reason: reason))
    guard case .refused(.target, _) = await bot.perform(.post(text: "x", in: "!gone:localhost", named: nil), key: "2")
    else {
      Issue.record("a room that is not there took a post")
      return
    }
    guard case .done = await bot.perform(.post(text: "by name", in: "the lobby", named: nil), key: "3/\(room)") else {
      Issue.record("the room's name was not understood")
      return
    }
    #expect(await bot.probe() == [])
    var settings = bot.settings
    settings.token = Secret("nonsense")
    let stranger = Matrix(settings, bot.tools)
    #expect(
      await stranger.perform(.post(text: "x", in: ID(room), named: nil), key: "4")
        == .unauthorized("M_UNKNOWN_TOKEN: Invalid access token passed."))
    #expect(await stranger.probe().map(\.subject) == ["token"])
  }

  @Test(.enabled(if: MatrixLive.isLimited, "the homeserver does not limit: set MATRIX_LIMITS"))
  func aLimitIsToldWithItsWait() async throws {
    let live = try await MatrixLive()
    let room = try await live.room()
    let bot = try live.bot([room])
    for number in 1...60 {
      let outcome = await bot.perform(.post(text: "x", in: ID(room), named: nil), key: "\(number)/\(room)")
      guard case .done = outcome else {
        guard case .retry(let after?, .bucket("matrix:send"), _) = outcome else {
          Issue.record("\(outcome)")
          return
        }
        #expect(after > .zero && after < .seconds(60))
        return
      }
    }
    Issue.record("60 posts in a row were taken")
  }
}
