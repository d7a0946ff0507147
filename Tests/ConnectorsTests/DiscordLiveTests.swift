import BotCore
import BotRuntime
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

/// A Discord that somebody else wrote, told by the environment: `DISCORD_SERVER` is the line of JSON with which
/// `Tests/Live/discord_server.py` begins.
@Suite(.enabled(if: DiscordLive.about != nil, "skipped: no DISCORD_SERVER"), .serialized)
struct DiscordLiveTests {
  @Test func everythingThatTheConnectorDoesIsAccepted() async throws {
    let live = try DiscordLive()
    let discord = live.connector
    let question = try await live.say("where is the manual?")
    func done(_ action: Action, _ key: String = UUID().uuidString) async throws -> ID<Message>? {
      let outcome = await discord.perform(action, key: key)
      guard case .done(let id) = outcome else {
        Issue.record("\(action): \(outcome)")
        return nil
      }
      return id
    }

    let post = try await done(
      .post(text: Text([.bold("Hello"), .plain(" @everyone")]), in: "#general", named: nil), "k1")
    #expect(try await done(.post(text: "Hello again", in: "#general", named: nil), "k1") == post)
    let reply = try await done(.reply(text: "It is pinned.", to: MessageRef(question, in: live.channel)))
    _ = try await done(.direct(text: "psst", to: live.alice))
    _ = try await done(.react(emoji: "👍", to: MessageRef(question, in: live.channel)))
    _ = try await done(.pin(message: MessageRef(question, in: live.channel)))
    _ = try await done(.grant(role: "helper", to: live.alice))
    _ = try await done(.timeout(member: live.alice, until: live.now + .days(60), reason: "calm ✌"))
    let own = MessageRef(try #require(post), in: live.channel)
    #expect(await discord.edit(own, text: "Hello, all", key: "e") == .done(post))
    _ = try await done(.delete(message: MessageRef(question, in: live.channel), reason: "over"))
    _ = try await done(.delete(message: MessageRef(question, in: live.channel), reason: "gone already"))
    _ = try await done(.ban(member: live.alice, reason: "spam"))

    // After them stands Discord's own note of what was pinned.
    let history = try await live.history().prefix(2)
    #expect(history.map { $0["content"]?.string ?? "" } == ["Hello, all", "It is pinned."])
    #expect(history.map { $0["id"]?.string } == [post?.raw, reply?.raw])
    #expect(history.allSatisfy { $0["everyone"] == false })
    #expect(history.last?["reference"]?.string == question.raw)
  }

  @Test func theRoundSeesWhatMembersDo() async throws {
    let live = try DiscordLive()
    let discord = live.connector
    var cursor: Cursor?
    #expect(try await discord.told(&cursor) == [])
    let message = try await live.say("helo <@\(live.alice)>")
    try await live.does("join", ["guild": .string(live.guild), "name": "zoe"])
    #expect(Set(try await discord.told(&cursor)) == ["posted helo @alice", "joined zoe"])
    try await live.does(
      "edit", ["channel": .string(live.channel.raw), "message": .string(message.raw), "content": "hello"])
    #expect(try await discord.told(&cursor) == ["edited hello"])
    try await live.does("remove", ["channel": .string(live.channel.raw), "message": .string(message.raw)])
    #expect(try await discord.told(&cursor) == ["deleted \(message)"])
    #expect(try await discord.told(&cursor) == [])
  }

  @Test func theProbeFindsNothingWrong() async throws {
    #expect(try await DiscordLive().connector.probe() == [])
  }
}

private struct DiscordLive {
  static let about = ProcessInfo.processInfo.environment["DISCORD_SERVER"].flatMap { try? JSON(parsing: $0) }

  let connector: Discord
  let guild: String
  let channel: ID<Channel>
  let alice: ID<Member>
  let now: Date
  private let api: DiscordAPI

  init() throws {
    let about = try #require(Self.about)
    func field(_ name: String) throws -> String { try #require(about[name]?.string) }
    var settings = DiscordSettings()
    settings.token = Secret(try field("token"))
    settings.guild = try field("guild")
    settings.api = try field("url")
    // Every round looks at everything.
    settings.recheckEvery = .milliseconds(1)
    settings.membersEvery = .milliseconds(1)
    let clock = Clock.system
    now = clock.now()
    let tools = Tools(
      community: .testing, http: CurlClient(), now: clock.now, sleep: { try await Task.sleep(for: $0) },
      log: { _, _, _ in }, pace: { _, _ in })
    connector = Discord(settings, tools)
    api = DiscordAPI(settings, tools) { $0 }
    guild = settings.guild
    channel = ID(try field("channel"))
    alice = ID(try field("alice"))
  }

  func say(_ text: String) async throws -> ID<Message> {
    let body: JSON = ["channel": .string(channel.raw), "author": .string(alice.raw), "content": .string(text)]
    return ID(try #require(try await api.write("POST", "/_members/say", body)["id"]?.string))
  }

  func does(_ deed: String, _ body: JSON) async throws { try await api.write("POST", "/_members/" + deed, body) }

  func history() async throws -> [JSON] { try await api.read("/_members/history/\(channel)").array ?? [] }
}
