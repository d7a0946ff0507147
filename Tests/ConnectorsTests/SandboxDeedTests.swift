import BotCore
import Testing

@testable import Connectors

struct SandboxDeedTests {
  @Test func joiningIsOneEventInTheFirstChannel() throws {
    let stage = try SandboxStage()
    let result = stage.post("/join", ["name": " Ada  Lovelace "])
    let id = ID<Member>(try #require(result.answer["member"]?.string))
    let event = try #require(result.events.first)
    #expect(result.events.count == 1)
    #expect(
      event.kind == .memberJoined(member: Member(id, name: "Ada Lovelace"), channel: "general", via: .transition))
    #expect(event.community == "lobby" && event.at == SandboxStage.start && event.depth == 0)
  }

  @Test func aModeratorJoinsWithTheRole() throws {
    let joined = try SandboxStage().post("/join", ["name": "Mira", "moderator": true]).events.first
    #expect(joined?.actor?.roles == ["moderator"])
  }

  @Test func aNameBelongsToOnePerson() throws {
    let stage = try SandboxStage()
    stage.join("Ada")
    let again = stage.post("/join", ["name": "ADA"])
    #expect(again.events == [] && again.status == 409)
    #expect(again.answer == ["error": "ADA is here already: choose another name."])
    #expect(stage.post("/join", ["name": "Bot"]).status == 409)
    #expect(stage.post("/join", ["name": " "]).status == 400)
  }

  @Test func whoComesBackIsTheSameMemberAndJoinsAnew() throws {
    let stage = try SandboxStage()
    let first = stage.post("/join", ["name": "Ada"])
    let ada = try #require(first.answer["member"])
    let left = stage.post("/leave", ["as": ada])
    #expect(left.events.map(\.trigger) == [.memberLeft])
    #expect(stage.post("/leave", ["as": ada]).answer == ["error": "Ada left."])
    let second = stage.post("/join", ["name": "Ada"])
    #expect(second.answer["member"] == ada)
    #expect(first.events[0].key != second.events[0].key)
  }

  @Test func aMessageIsTheTextAsTypedWithItsMentions() throws {
    let stage = try SandboxStage()
    let (ada, mira) = (stage.join("Ada"), stage.join("Mira"))
    let result = stage.post(
      "/say", ["as": .string(ada.raw), "text": "Hi @Mira **you**\r\n<b>", "channel": "#help"])
    let id = ID<Message>(try #require(result.answer["message"]?.string))
    let wanted = Message(
      id, in: "help", named: "help", by: Member(ada, name: "Ada"), "Hi @Mira **you**\n<b>", mentions: [mira])
    #expect(result.events == [.posted(wanted, in: "lobby", at: SandboxStage.start)])
  }

  @Test func aMentionOfTheBotIsKnown() throws {
    let stage = try SandboxStage()
    let ada = stage.join("Ada")
    func mentions(_ text: String) -> Bool? {
      stage.post("/say", ["as": .string(ada.raw), "text": .string(text), "channel": "#help"]).events.first?.message?
        .mentionsBot
    }
    #expect(mentions("@bot how do I begin?") == true)
    #expect(mentions("bot, how do I begin?") == false)
  }

  @Test func anAnswerHangsOnTheThreadsFirstMessageAndStaysInItsChannel() throws {
    let stage = try SandboxStage()
    let ada = stage.join("Ada")
    let root = stage.say("first", as: ada, in: "help")
    let second = stage.say("second", as: ada, in: "general", thread: root.raw)
    let result = stage.post(
      "/say", ["as": .string(ada.raw), "text": "third", "channel": "general", "thread": .string(second.raw)])
    let message = try #require(result.events.first?.message)
    #expect(message.thread == root && message.channel == "help")
  }

  @Test func aSlashIsACommandAndNoMessage() throws {
    let stage = try SandboxStage()
    let ada = stage.join("Ada")
    let events = stage.post("/say", ["as": .string(ada.raw), "text": "/mute Björn 10m", "channel": "general"]).events
    guard case .command(let name, let arguments, let message)? = events.first?.kind else {
      Issue.record("no command: \(events)")
      return
    }
    #expect(events.count == 1 && name == "mute" && arguments == "Björn 10m" && message.text == "/mute Björn 10m")
  }

  @Test func wordsToTheBotAloneAreDirectAndPrivate() throws {
    let stage = try SandboxStage()
    let (ada, mira) = (stage.join("Ada"), stage.join("Mira"))
    let channel = SandboxWorld.direct(ada).raw
    let mine = stage.post("/say", ["as": .string(ada.raw), "text": "psst", "channel": .string(channel)])
    #expect(mine.events.first?.message?.isDirect == true)
    let other = stage.post("/say", ["as": .string(mira.raw), "text": "psst", "channel": .string(channel)])
    #expect(other.status == 403 && other.answer == ["error": "That conversation is private to Ada."])
  }

  @Test func onlyModeratorsWriteInTheModeratorsChannel() throws {
    let stage = try SandboxStage(moderators: "#staff") { $0.channels = ["lobby"] }
    let (ada, mira) = (stage.join("Ada"), stage.join("Mira", isModerator: true))
    let refused = stage.post("/say", ["as": .string(ada.raw), "text": "hi", "channel": "staff"])
    #expect(refused.answer == ["error": "Only moderators write here: join as a moderator."])
    #expect(stage.say("hi", as: mira, in: "staff").raw != "")
  }

  @Test func anEditCountsOneUpAndIsTheAuthorsAlone() throws {
    let stage = try SandboxStage()
    let (ada, mira) = (stage.join("Ada"), stage.join("Mira"))
    let id = stage.say("helo", as: ada)
    let fields = { (who: ID<Member>, text: String) -> JSON in
      ["as": .string(who.raw), "message": .string(id.raw), "text": .string(text)]
    }
    #expect(stage.post("/edit", fields(ada, "hello")).events.first?.message?.version == 1)
    let second = stage.post("/edit", fields(ada, "hello!")).events.first
    #expect(second?.key == "edited/general/\(id)/2" && second?.message?.text == "hello!")
    #expect(stage.post("/edit", fields(mira, "bye")).answer == ["error": "Only its author may change a message."])
    #expect(stage.post("/edit", fields(ada, " ")).answer == ["error": "The text is empty: write something."])
  }

  @Test func aDeletedMessageIsGoneWithItsText() async throws {
    let stage = try SandboxStage()
    let ada = stage.join("Ada")
    let id = stage.say("secret", as: ada)
    let fields: JSON = ["as": .string(ada.raw), "message": .string(id.raw)]
    #expect(
      stage.post("/delete", fields).events == [.deleted(id, channel: "general", in: "lobby", at: SandboxStage.start)])
    let shown = try #require(try await stage.messages().last)
    #expect(shown["deleted"] == "by Ada" && shown["text"] == [] && shown["source"] == "")
    #expect(stage.post("/delete", fields).answer == ["error": "That message is gone."])
  }

  @Test func aSecondReactionTakesTheFirstBack() throws {
    let stage = try SandboxStage()
    let ada = stage.join("Ada")
    let id = stage.say("hello", as: ada)
    let fields: JSON = ["as": .string(ada.raw), "message": .string(id.raw), "emoji": "👍"]
    let events = (0..<3).flatMap { _ in stage.post("/react", fields).events }
    #expect(events.map(\.trigger) == [.reacted, .unreacted, .reacted])
    #expect(Set(events.map(\.key)).count == 3)
    let wrong: JSON = ["as": .string(ada.raw), "message": .string(id.raw), "emoji": "<b>"]
    #expect(stage.post("/react", wrong).answer == ["error": "That is no reaction: send one emoji."])
  }

  @Test func aReportNamesTheMessageTheReporterAndWhy() throws {
    let stage = try SandboxStage()
    let (ada, mira) = (stage.join("Ada"), stage.join("Mira"))
    let id = stage.say("buy now", as: ada)
    let fields: JSON = ["as": .string(mira.raw), "message": .string(id.raw), "reason": "advertising"]
    let reported = Event.Kind.reported(
      message: id, channel: "general", by: Member(mira, name: "Mira"), reason: "advertising")
    #expect(stage.post("/report", fields).events.map(\.kind) == [reported])
  }

  @Test func textsHaveALimit() throws {
    let stage = try SandboxStage()
    let ada = stage.join("Ada")
    let say = { (count: Int) in
      stage.post(
        "/say", ["as": .string(ada.raw), "text": .string(String(repeating: "x", count: count)), "channel": "general"])
    }
    #expect(say(SandboxWorld.maxText).status == 200)
    #expect(say(SandboxWorld.maxText + 1).answer == ["error": "The text is too long: write at most 4000 characters."])
  }

  @Test func anUnknownChannelOrMessageIsRefused() throws {
    let stage = try SandboxStage()
    let ada = stage.join("Ada")
    let fields: JSON = ["as": .string(ada.raw), "text": "hi", "channel": "nowhere"]
    #expect(stage.post("/say", fields).answer == ["error": "There is no such channel."])
    let answer: JSON = ["as": .string(ada.raw), "text": "hi", "channel": "general", "thread": "m-0"]
    #expect(stage.post("/say", answer).answer == ["error": "That message is gone."])
  }

  @Test func nobodySpeaksAsTheBot() throws {
    let stage = try SandboxStage()
    #expect(stage.post("/say", ["as": "bot", "text": "hi", "channel": "general"]).status == 404)
  }
}
