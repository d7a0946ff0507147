import BotCore
import FoundationEssentials
import Testing

@testable import Connectors

struct SandboxPerformTests {
  private func id(_ outcome: Outcome) -> ID<Message> {
    if case .done(let id?) = outcome { id } else { "none" }
  }

  @Test func theSameKeyIsPerformedOnce() async throws {
    let stage = try SandboxStage()
    let post = Action.post(text: "hello", in: "#general", named: nil)
    let first = await stage.sandbox.perform(post, key: "a")
    #expect(await stage.sandbox.perform(post, key: "a") == first)
    #expect(await stage.sandbox.perform(post, key: "b") != first)
    #expect(try await stage.texts() == ["hello", "hello"])
    #expect(Sandbox.about.idempotency == .key(validFor: .days(1)))
  }

  @Test func aKeyIsRememberedForADay() async throws {
    let stage = try SandboxStage()
    let post = Action.post(text: "hello", in: "general", named: nil)
    let first = await stage.sandbox.perform(post, key: "a")
    stage.advance(.days(1))
    #expect(await stage.sandbox.perform(post, key: "a") == first)
    stage.advance(.seconds(1))
    #expect(await stage.sandbox.perform(post, key: "a") != first)
  }

  @Test func whatWasRefusedMayBeTriedAgainWithItsKey() async throws {
    let stage = try SandboxStage()
    let wrong = await stage.sandbox.perform(.post(text: "hello", in: "nowhere", named: nil), key: "a")
    #expect(
      wrong
        == .refused(.target, reason: "the sandbox has no channel \"nowhere\": add it to its \"channels\""))
    #expect(id(await stage.sandbox.perform(.post(text: "hello", in: "general", named: nil), key: "a")) != "none")
  }

  @Test func aReplyHangsInTheThread() async throws {
    let stage = try SandboxStage()
    let ada = stage.join("Ada")
    let root = stage.say("question", as: ada, in: "help")
    let second = stage.say("more", as: ada, thread: root.raw)
    _ = await stage.sandbox.perform(.reply(text: "answer", to: stage.ref(second)), key: "a")
    let shown = try #require(try await stage.messages().last)
    #expect(shown["thread"] == .string(root.raw) && shown["channel"] == "help" && shown["by"] == "bot")
  }

  @Test func aReplyInAPrivateConversationHasNoThread() async throws {
    let stage = try SandboxStage()
    let ada = stage.join("Ada")
    let channel = SandboxWorld.direct(ada)
    let asked = stage.say("psst", as: ada, in: channel.raw)
    _ = await stage.sandbox.perform(.reply(text: "yes?", to: MessageRef(asked, in: channel)), key: "a")
    let shown = try #require(try await stage.messages().last)
    #expect(shown["thread"] == nil && shown["channel"] == .string(channel.raw))
  }

  @Test func aDirectMessageGoesToTheMembersOwnPlace() async throws {
    let stage = try SandboxStage()
    let ada = stage.join("Ada")
    _ = await stage.sandbox.perform(.direct(text: "welcome", to: ada), key: "a")
    #expect(try await stage.messages().last?["channel"] == .string(SandboxWorld.direct(ada).raw))
    _ = stage.post("/leave", ["as": .string(ada.raw)])
    let late = await stage.sandbox.perform(.direct(text: "bye", to: ada), key: "b")
    #expect(late == .refused(.target, reason: "\(ada) is no longer in the sandbox"))
    let stranger = await stage.sandbox.perform(.direct(text: "bye", to: "u-0"), key: "c")
    #expect(
      stranger
        == .refused(.target, reason: "the sandbox has no member u-0: it forgets everybody when the bot stops"))
  }

  @Test func anOwnPostIsEditedOnce() async throws {
    let stage = try SandboxStage()
    let post = id(await stage.sandbox.perform(.post(text: "one", in: "general", named: "count"), key: "a"))
    for _ in 0..<2 {
      #expect(await stage.sandbox.edit(stage.ref(post), text: "two", key: "b") == .done(post))
    }
    let shown = try #require(try await stage.messages().last)
    #expect(shown["text"] == [["kind": "plain", "text": "two"]] && shown["edited"] == true)
  }

  @Test func anOwnPostOfAnEarlierStartIsPutUpAgainUnderItsId() async throws {
    let stage = try SandboxStage()
    let old = MessageRef("m-abc-7", in: "#general")
    for (text, key) in [("one", "a"), ("two", "b")] {
      #expect(await stage.sandbox.edit(old, text: Text(text), key: key) == .done("m-abc-7"))
    }
    let shown = try await stage.messages().filter { $0["id"] == "m-abc-7" }
    #expect(shown.count == 1)
    #expect(shown.first?["channel"] == "general" && shown.first?["text"] == [["kind": "plain", "text": "two"]])
    // A channel that is gone has nothing to be brought up to date.
    #expect(await stage.sandbox.edit(MessageRef("m-abc-8", in: "gone"), text: "x", key: "c") == .done("m-abc-8"))
  }

  @Test func aMembersMessageIsNotEdited() async throws {
    let stage = try SandboxStage()
    let said = stage.say("mine", as: stage.join("Ada"))
    let refused = Outcome.refused(
      .target, reason: "\(said) is no message of the bot that stands in the sandbox")
    #expect(await stage.sandbox.edit(stage.ref(said), text: "yours", key: "a") == refused)
    #expect(try await stage.texts().last == "mine")
  }

  @Test func reactionPinAndHidingAreShownOnTheMessage() async throws {
    let stage = try SandboxStage()
    let said = stage.say("buy now", as: stage.join("Ada"))
    let actions: [Action] = [
      .react(emoji: "✅", to: stage.ref(said)), .pin(message: stage.ref(said)),
      .hide(message: stage.ref(said), reason: "advertising"),
    ]
    for (key, action) in actions.enumerated() {
      #expect(await stage.sandbox.perform(action, key: "\(key)") == .done(said))
    }
    let shown = try #require(try await stage.messages().last)
    #expect(shown["reactions"] == [["emoji": "✅", "by": ["bot"]]])
    #expect(shown["pinned"] == true && shown["hidden"] == "advertising")
  }

  @Test func aDeletedMessageCannotBeAnsweredToOrChanged() async throws {
    let stage = try SandboxStage()
    let said = stage.say("buy now", as: stage.join("Ada"))
    let deleted = await stage.sandbox.perform(.delete(message: stage.ref(said), reason: "spam"), key: "a")
    #expect(deleted == .done(said))
    let pinned = await stage.sandbox.perform(.pin(message: stage.ref(said)), key: "b")
    #expect(
      pinned
        == .refused(
          .target,
          reason: "the sandbox has no message \(said): it was deleted, or forgotten when the bot stopped"))
    #expect(try await stage.messages().last?["deleted"] == "by the bot: spam")
  }

  @Test func aTimeoutKeepsAMemberQuietUntilItEnds() async throws {
    let stage = try SandboxStage()
    let ada = stage.join("Ada")
    let until = stage.now + .seconds(90)
    _ = await stage.sandbox.perform(.timeout(member: ada, until: until, reason: "shouting"), key: "a")
    let say: JSON = ["as": .string(ada.raw), "text": "hi", "channel": "general"]
    stage.advance(.seconds(30))
    #expect(stage.post("/say", say).answer == ["error": "Ada may not write for 60 more seconds."])
    stage.advance(.seconds(60))
    #expect(stage.post("/say", say).status == 200)
    #expect(try await stage.texts().contains("Ada may not write for 90 seconds: shouting"))
  }

  @Test func whoIsBannedNeitherSpeaksNorComesBack() async throws {
    let stage = try SandboxStage()
    let ada = stage.join("Ada")
    _ = await stage.sandbox.perform(.ban(member: ada, reason: "spam"), key: "a")
    let say: JSON = ["as": .string(ada.raw), "text": "hi", "channel": "general"]
    #expect(stage.post("/say", say).answer == ["error": "Ada was banned."])
    #expect(stage.post("/join", ["name": "ada"]).answer == ["error": "ada was banned: choose another name."])
    let itself = await stage.sandbox.perform(.ban(member: "bot", reason: "spam"), key: "b")
    #expect(
      itself == .refused(.target, reason: "the sandbox has no member bot: it forgets everybody when the bot stops"))
  }

  @Test func aGrantedRoleCounts() async throws {
    let stage = try SandboxStage()
    let ada = stage.join("Ada")
    for key in ["a", "b"] { _ = await stage.sandbox.perform(.grant(role: "moderator", to: ada), key: key) }
    #expect(stage.say("hi", as: ada, in: "moderators") != "")
    #expect(try await stage.snapshot()["members"]?[1]?["roles"] == ["moderator"])
  }

  @Test func whoAsksToJoinIsLetInByTheBotAndThenJoins() async throws {
    let stage = try SandboxStage { $0.approval = true }
    let asked = stage.post("/join", ["name": "Ada"])
    #expect(asked.events.map(\.trigger) == [.joinRequested])
    let ada = ID<Member>(try #require(asked.answer["member"]?.string))
    let say: JSON = ["as": .string(ada.raw), "text": "hi", "channel": "general"]
    #expect(stage.post("/say", say).answer == ["error": "Ada waits to be let in."])
    for key in ["a", "a", "b"] {
      #expect(await stage.sandbox.perform(.approve(member: ada), key: key) == .done(nil))
    }
    let poll = try await stage.sandbox.poll(nil)
    #expect(poll.events.map(\.trigger) == [.memberJoined] && poll.next == .seconds(1))
    #expect(stage.post("/say", say).status == 200)
  }

  @Test func whoIsDeclinedMayAskAgain() async throws {
    let stage = try SandboxStage { $0.approval = true }
    let ada = stage.join("Ada")
    _ = await stage.sandbox.perform(.decline(member: ada, reason: "no answer"), key: "a")
    #expect(try await stage.texts().last == "Ada was not let in: no answer")
    #expect(stage.post("/join", ["name": "Ada"]).events.map(\.trigger) == [.joinRequested])
  }

  @Test func aFlagStandsInTheModeratorsChannelAlone() async throws {
    let stage = try SandboxStage()
    let said = stage.say("awful", as: stage.join("Ada"))
    let flag = Flag("Negative words", severity: .urgent, text: "look", message: stage.ref(said), link: "javascript:x")
    let outcome = await stage.sandbox.perform(.flag(flag), key: "a")
    let shown = try #require(try await stage.messages().last)
    #expect(shown["id"] == .string(id(outcome).raw) && shown["channel"] == "moderators" && shown["kind"] == "flag")
    #expect(
      shown["flag"] == ["title": "Negative words", "severity": "urgent", "about": .string(said.raw)])
    let without = try SandboxStage { $0.channels = ["general"] }
    #expect(
      await without.sandbox.perform(.flag(flag), key: "a")
        == .refused(
          .target, reason: "the sandbox has no channel for moderators: add \"moderators\" to its channels"))
  }

  @Test func aTextHasToFit() async throws {
    let stage = try SandboxStage()
    let post = { (text: String) in
      await stage.sandbox.perform(.post(text: Text(text), in: "general", named: nil), key: text)
    }
    #expect(id(await post(String(repeating: "x", count: 4000))) != "none")
    #expect(
      await post(String(repeating: "x", count: 4001))
        == .refused(.content, reason: "the text has 4001 characters; the sandbox takes 4000"))
    #expect(await post("") == .refused(.content, reason: "the text is empty"))
    let reacted = await stage.sandbox.perform(.react(emoji: "<b>", to: stage.ref("m")), key: "r")
    #expect(reacted == .refused(.content, reason: "\"<b>\" is no reaction: use one emoji"))
  }

  @Test func whatIsNoActionOfAPlatformIsRefused() async throws {
    let stage = try SandboxStage()
    let actions: [Action] = [
      .timer(name: "t", at: nil), .fetch(name: "f", url: "https://example.org"), .measure(name: "m", value: 1),
      .edit(named: "e", text: "x"),
    ]
    for action in actions {
      #expect(
        await stage.sandbox.perform(action, key: "k")
          == .refused(.unsupported, reason: "the sandbox has no such action"))
    }
  }
}
