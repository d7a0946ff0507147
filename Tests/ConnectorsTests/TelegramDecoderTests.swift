import BotCore
import FoundationEssentials
import Testing

@testable import Connectors

@Suite struct TelegramDecoderTests {
  private static let at = Date(timeIntervalSince1970: 1_767_225_000)
  private static let ada = Member("17", name: "Ada Byron", locale: "en")

  private func posted(_ message: JSON, kind: String = "message") -> Message? {
    TelegramTest.events(kind, message).first?.message
  }

  @Test func aMessageIsPostedUnderItsChatAndNumber() {
    let message = Message(
      "5", in: TelegramTest.channel, named: "rustusers", by: Self.ada, "Hello", link: "https://t.me/rustusers/5")
    #expect(
      TelegramTest.events("message", TelegramTest.message())
        == [.posted(message, in: "lobby", at: Self.at, id: "4711/100")])
  }

  @Test func aMentionOfTheBotIsKnown() {
    let entities: JSON = [["type": "text_mention", "offset": 0, "length": 4, "user": TelegramTest.bot]]
    #expect(posted(TelegramTest.message("Town, how?", [("entities", entities)]))?.mentionsBot == true)
    #expect(posted(TelegramTest.message("Town, how?"))?.mentionsBot == false)
  }

  @Test func aChannelPostIsWrittenByItsChannel() {
    let channel: JSON = ["id": -1_009_000_000_001, "type": "channel", "title": "News"]
    let post: JSON = [
      "message_id": 7, "sender_chat": channel, "chat": channel, "date": 1_767_225_000, "text": "1.0 is out",
    ]
    let author = Member("-1009000000001", name: "News", roles: ["administrator"])
    #expect(
      posted(post, kind: "channel_post")
        == Message(
          "7", in: "-1009000000001", named: "News", by: author, "1.0 is out", link: "https://t.me/c/9000000001/7"))
  }

  @Test func anAnonymousAdministratorSpeaksAsTheGroup() {
    let anonymous: JSON = ["id": 1_087_968_824, "is_bot": true, "first_name": "Group"]
    let message = TelegramTest.message("Be kind", [("sender_chat", TelegramTest.group)], from: anonymous)
    #expect(posted(message)?.author == Member("-1001234567890", name: "Rust Users", roles: ["administrator"]))
  }

  @Test func aTagIsARole() {
    #expect(posted(TelegramTest.message("Hi", [("sender_tag", "mentor")]))?.author.roles == ["mentor"])
  }

  @Test func aCaptionIsTheTextOfAPicture() {
    let photo = TelegramTest.service([("photo", [["file_id": "f", "width": 1, "height": 1]]), ("caption", "My crab")])
    #expect(posted(photo)?.text == "My crab")
    #expect(posted(TelegramTest.service([("sticker", ["file_id": "f"])]))?.text == "")
  }

  @Test func aReplyIsInTheThreadOfWhatItAnswers() {
    let reply = TelegramTest.message("Yes", [("reply_to_message", TelegramTest.message("Really?", id: 3))])
    #expect(posted(reply)?.thread == "3")
    let deep = TelegramTest.message(
      "Yes", [("message_thread_id", 2), ("reply_to_message", TelegramTest.message("Really?", id: 3))])
    #expect(posted(deep)?.thread == "2")
  }

  @Test func inAForumTheTopicIsTheThread() {
    var forum = TelegramTest.group.object ?? JSONObject()
    forum["is_forum"] = true
    let inTopic = TelegramTest.message(
      "Yes", [("message_thread_id", 42), ("is_topic_message", true)], chat: .object(forum))
    #expect(posted(inTopic)?.thread == "42")
    let inGeneral = TelegramTest.message(
      "Yes", [("reply_to_message", TelegramTest.message(id: 3))], chat: .object(forum))
    #expect(posted(inGeneral)?.thread == nil)
  }

  @Test func aPrivateConversationIsDirect() {
    let chat: JSON = ["id": 17, "type": "private", "first_name": "Ada"]
    let message = posted(TelegramTest.message("Psst", chat: chat))
    #expect(message == Message("5", in: "17", by: Self.ada, "Psst", isDirect: true))
  }

  @Test func aSmallGroupHasNoLinks() {
    let group: JSON = ["id": -123, "type": "group", "title": "Four friends"]
    #expect(posted(TelegramTest.message("Hi", chat: group))?.link == nil)
  }

  @Test func commandsComeWithTheirArguments() {
    let entities: JSON = [["type": "bot_command", "offset": 0, "length": 14]]
    let events = TelegramTest.events(
      "message", TelegramTest.message("/help@Town_Bot  me, please ", [("entities", entities)]))
    guard case .command(let name, let arguments, let message)? = events.first?.kind else {
      Issue.record("\(events)")
      return
    }
    #expect((name, arguments) == ("help", "me, please"))
    #expect(message.text == "/help@Town_Bot  me, please ")
    #expect(events.map(\.key) == ["command/-1001234567890/5"])
  }

  @Test func aCommandForAnotherBotIsAMessage() {
    let entities: JSON = [["type": "bot_command", "offset": 0, "length": 15]]
    let events = TelegramTest.events("message", TelegramTest.message("/help@other_bot", [("entities", entities)]))
    #expect(events.map(\.trigger) == [.messagePosted])
  }

  /// Else a slash before a message would hide it from whoever listens.
  @Test func aCommandForNobodyIsAMessage() throws {
    let entities: JSON = [["type": "bot_command", "offset": 0, "length": 2]]
    let words = TelegramTest.message("/x you are awful", [("entities", entities)])
    let events = TelegramTest.events("message", words)
    #expect(events.map(\.trigger) == [.messagePosted])
    #expect(events.first?.message?.text == "/x you are awful")

    let listed = TelegramTest.decoder(commands: ["x"]).events(TelegramTest.update("message", words))
    #expect(listed.map(\.trigger) == [.command])
    let chat: JSON = ["id": 17, "type": "private", "first_name": "Ada"]
    let alone = TelegramTest.message("/x you are awful", [("entities", entities)], chat: chat)
    #expect(TelegramTest.events("message", alone).map(\.trigger) == [.command])
    let telegram = TelegramTest.telegram { $0.commands = ["x: Does it"] }
    #expect(
      telegram.decoder(at: TelegramTest.now).events(TelegramTest.update("message", words)).map(\.trigger) == [.command])
  }

  @Test func aCommandInTheMiddleIsAMessage() {
    let entities: JSON = [["type": "bot_command", "offset": 4, "length": 5]]
    let events = TelegramTest.events("message", TelegramTest.message("try /help", [("entities", entities)]))
    #expect(events.map(\.trigger) == [.messagePosted])
  }

  @Test func anEditHasTheTimeOfTheEditAsVersion() {
    let edited = TelegramTest.message("Hello, all", [("edit_date", 1_767_225_100)])
    for kind in ["edited_message", "edited_channel_post"] {
      let event = TelegramTest.events(kind, edited).first
      #expect(event?.key == "edited/-1001234567890/5/1767225100100")
      #expect(event?.at == Date(timeIntervalSince1970: 1_767_225_100))
      #expect(event?.message?.text == "Hello, all")
      #expect(event?.trigger == .messageEdited)
    }
  }

  @Test func twoEditsInOneSecondAreTwo() {
    let edits = [("Hello, all", 1999), ("Hello, you", 2000), ("Hello, all", 2001)].flatMap { text, number in
      TelegramTest.events("edited_message", TelegramTest.message(text, [("edit_date", 1_767_225_100)]), id: number)
    }
    #expect(
      edits.map(\.key) == [
        "edited/-1001234567890/5/1767225100999", "edited/-1001234567890/5/1767225100000",
        "edited/-1001234567890/5/1767225100001",
      ])
  }

  @Test func whatTheBotDoesIsNoEvent() {
    #expect(TelegramTest.events("message", TelegramTest.message(from: TelegramTest.bot)).isEmpty)
    #expect(TelegramTest.events("edited_message", TelegramTest.message(from: TelegramTest.bot)).isEmpty)
    #expect(TelegramTest.events("message", TelegramTest.service([("new_chat_members", [TelegramTest.bot])])).isEmpty)
    #expect(TelegramTest.events("message", TelegramTest.service([("left_chat_member", TelegramTest.bot)])).isEmpty)
    let reaction: JSON = [
      "chat": TelegramTest.group, "message_id": 5, "user": TelegramTest.bot, "date": 1_767_225_000, "old_reaction": [],
      "new_reaction": [["type": "emoji", "emoji": "👍"]],
    ]
    #expect(TelegramTest.events("message_reaction", reaction).isEmpty)
  }

  @Test func otherBotsAreMarked() {
    let other: JSON = ["id": 4712, "is_bot": true, "first_name": "Other"]
    #expect(posted(TelegramTest.message(from: other))?.author == Member("4712", name: "Other", isBot: true))
  }

  @Test func reactionsAreTheDifferenceOfOldAndNew() {
    let reaction: JSON = [
      "chat": TelegramTest.group, "message_id": 5, "user": TelegramTest.ada, "date": 1_767_225_000,
      "old_reaction": [["type": "emoji", "emoji": "👍"], ["type": "emoji", "emoji": "❤"]],
      "new_reaction": [
        ["type": "emoji", "emoji": "❤"], ["type": "custom_emoji", "custom_emoji_id": "55"], ["type": "paid"],
      ],
    ]
    let channel = TelegramTest.channel
    #expect(
      TelegramTest.events("message_reaction", reaction) == [
        .unreacted("👍", by: Self.ada, to: "5", channel: channel, in: "lobby", at: Self.at, mark: "100"),
        .reacted("custom:55", by: Self.ada, to: "5", channel: channel, in: "lobby", at: Self.at, mark: "100"),
        .reacted("paid", by: Self.ada, to: "5", channel: channel, in: "lobby", at: Self.at, mark: "100"),
      ])
  }

  @Test func aChannelCanReact() {
    let reaction: JSON = [
      "chat": TelegramTest.group, "message_id": 5, "actor_chat": ["id": -100, "type": "channel", "title": "News"],
      "date": 1_767_225_000, "old_reaction": [], "new_reaction": [["type": "emoji", "emoji": "🔥"]],
    ]
    #expect(TelegramTest.events("message_reaction", reaction).first?.actor == Member("-100", name: "News"))
  }

  @Test func aRequestToJoinBringsTheBio() {
    let request: JSON = [
      "chat": TelegramTest.group, "from": TelegramTest.ada, "user_chat_id": 17, "date": 1_767_225_000,
      "bio": "I count",
    ]
    #expect(
      TelegramTest.events("chat_join_request", request) == [
        .joinRequested(
          Self.ada, channel: TelegramTest.channel, answer: "I count", in: "lobby", at: Self.at, mark: "1767225000",
          id: "4711/100")
      ])
  }

  @Test func theUnknownIsLetThrough() {
    let events = TelegramTest.events("wave", ["date": 1_767_225_000, "by": "Ada"])
    #expect(
      events == [
        .other(
          "wave", ["date": 1_767_225_000, "by": "Ada"], in: "lobby", at: Self.at, mark: "4711/100", id: "4711/100")
      ])
    #expect(TelegramTest.events("wave", [:]).first?.at == TelegramTest.now)
    let pinned = TelegramTest.service([("pinned_message", TelegramTest.message())])
    #expect(TelegramTest.events("message", pinned).first?.key == "other/message.pinned_message/4711/100")
    let moved = TelegramTest.service([("migrate_to_chat_id", -1_001_234_567_890)])
    #expect(TelegramTest.events("message", moved).first?.key == "other/message.migrate_to_chat_id/4711/100")
  }

  @Test func anUpdateWithoutNumberOrBodyIsNothing() {
    #expect(TelegramTest.decoder().events(["message": TelegramTest.message()]).isEmpty)
    #expect(TelegramTest.decoder().events(["update_id": 3]).isEmpty)
    #expect(TelegramTest.decoder().events("update").isEmpty)
  }

  @Test func onlyServedChatsAndPrivateOnesAreHeard() {
    let decoder = TelegramTest.decoder(serves: { _ in false })
    #expect(decoder.events(TelegramTest.update("message", TelegramTest.message())).isEmpty)
    let chat: JSON = ["id": 17, "type": "private", "first_name": "Ada"]
    #expect(decoder.events(TelegramTest.update("message", TelegramTest.message(chat: chat))).count == 1)
  }
}
