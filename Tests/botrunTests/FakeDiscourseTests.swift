import BotCore
import Connectors
import FoundationEssentials
import Testing

@testable import BotRuntime

/// The connector and the fake forum over real HTTP: redirects, forms, forgetful answers.
@Suite struct FakeDiscourseTests {
  private func discourse(_ fake: FakeDiscourse) -> Discourse {
    var settings = DiscourseSettings()
    settings.url = fake.address
    settings.username = FakeDiscourse.bot
    settings.apiKey = Secret(FakeDiscourse.apiKey)
    let community = Community(id: "town", name: "Town", platform: "discourse")
    return Discourse(
      settings,
      Tools(
        community: community, http: CurlClient(), now: Clock.system.now, sleep: Clock.system.sleep,
        log: { _, _, _ in }, pace: { _, _ in }))
  }

  @Test func aTopicIsMadeOnceAndFoundThroughTheRedirect() async throws {
    let fake = try FakeDiscourse()
    let discourse = discourse(fake)
    let post = Action.post(text: "What did you learn about roses?", in: "#general", named: nil)
    guard case .done(let id?) = await discourse.perform(post, key: "k1") else {
      Issue.record("not posted")
      return
    }
    #expect(try await discourse.findPosted(post, key: "k1", since: Clock.system.now()) == id)
    #expect(try await discourse.findPosted(post, key: "k2", since: Clock.system.now()) == nil)
    #expect(await discourse.perform(post, key: "k1") == .done(id))
    #expect(fake.posted == ["What did you learn about roses?\n\n<!-- botrun:k1 -->"])
    // The same words another day are another topic.
    guard case .done(let second?) = await discourse.perform(post, key: "k2") else {
      Issue.record("not posted")
      return
    }
    #expect(second != id)
    #expect(fake.posted.count == 2)
  }

  @Test func anAnswerIsFoundByItsNote() async throws {
    let fake = try FakeDiscourse()
    let discourse = discourse(fake)
    let question = fake.write("How do I prune my roses in March?", by: "ada", topic: "About pruning roses")
    let reply = Action.reply(text: "In the first pinned topic.", to: MessageRef(ID("\(question)"), in: "5"))
    guard case .done(let id?) = await discourse.perform(reply, key: "k1") else {
      Issue.record("not posted")
      return
    }
    fake.write("Something else that comes later.", by: "ben", topic: "About other things")
    #expect(try await discourse.findPosted(reply, key: "k1", since: Clock.system.now()) == id)
    #expect(try await discourse.findPosted(reply, key: "k2", since: Clock.system.now()) == nil)
    let edit = await discourse.edit(MessageRef(id, in: "5"), text: "In the second pinned topic.", key: "k3")
    #expect(edit == .done(id))
    #expect(fake.posted == ["In the second pinned topic.\n\n<!-- botrun:k3 -->"])
  }

  @Test func whatMembersWriteIsPolledOnce() async throws {
    let fake = try FakeDiscourse()
    let discourse = discourse(fake)
    fake.write("Long before the bot came here.", by: "ada", topic: "An old topic of old")
    let first = try await discourse.poll(nil)
    let id = fake.write("How do I prune my roses in March?", by: "ada", topic: "About pruning roses")
    _ = await discourse.perform(
      .reply(text: "In the first pinned topic.", to: MessageRef(ID("\(id)"), in: "5")), key: "k")
    let second = try await discourse.poll(first.cursor)
    #expect(second.events.map(\.message?.text) == ["About pruning roses\nHow do I prune my roses in March?"])
    #expect(second.events.map(\.message?.channelName) == ["general"])
    #expect(first.events == [])
  }

  @Test func theDeedsOfModeratorsArrive() async throws {
    let fake = try FakeDiscourse()
    let discourse = discourse(fake)
    let id = fake.write("Buy roses at my shop, very cheap!", by: "ben", topic: "Roses, very cheap")
    let message = MessageRef(ID("\(id)"), in: "5")
    let later = Clock.system.now() + .days(1)
    let actions: [Action] = [
      .react(emoji: "heart", to: message), .react(emoji: "heart", to: message), .pin(message: message),
      .hide(message: message, reason: "spam"), .delete(message: message, reason: "spam"),
      .delete(message: message, reason: "spam"), .timeout(member: "ben", until: later, reason: "spam"),
      .ban(member: "ben", reason: "spam"), .grant(role: "gardeners", to: "ada"), .approve(member: "ada"),
      .decline(member: "ben", reason: "spam"),
    ]
    for action in actions { #expect(await discourse.perform(action, key: "k") == .done(nil), "\(action)") }
    #expect(
      fake.deeds == ["silence 43", "suspend 43", "grant 10 ada", "approve 42", "delete 43"])
    #expect(fake.state.withLock { $0.topics.first?.status } == ["visible": false, "pinned": true])
    #expect(fake.state.withLock { $0.posts.isEmpty })
  }

  @Test func aForumThatIsSetUpHasNoProblems() async throws {
    let fake = try FakeDiscourse()
    #expect(await discourse(fake).probe().map(\.fault) == [])
  }
}
