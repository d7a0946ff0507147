import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

/// Discord's own description of its API as the judge of what is sent, and real objects of Discord's as what is read.
@Suite(.enabled(if: SpecFolder.isThere, SpecFolder.skipped))
struct DiscordSpecTests {
  @Test func everyRequestIsAsDocumented() async throws {
    let spec = APISpec(try SpecFolder.json("discord/openapi.json").withoutEmptyEnums, prefix: "/api/v10")
    let requests = try await Self.requests()
    var operations: Set<String> = []
    for request in requests {
      operations.insert("\(request.method) \(spec.path(of: request) ?? request.url)")
      #expect(spec.faults(request) == [])
    }
    #expect(
      operations.sorted() == [
        "DELETE /channels/{channel_id}/messages/{message_id}", "GET /applications/@me",
        "GET /channels/{channel_id}/messages", "GET /guilds/{guild_id}", "GET /guilds/{guild_id}/channels",
        "GET /guilds/{guild_id}/members", "GET /guilds/{guild_id}/members/{user_id}", "GET /guilds/{guild_id}/requests",
        "GET /guilds/{guild_id}/threads/active", "GET /users/@me",
        "PATCH /channels/{channel_id}/messages/{message_id}", "PATCH /guilds/{guild_id}/members/{user_id}",
        "PATCH /guilds/{guild_id}/requests/{request_id}", "POST /channels/{channel_id}/messages",
        "POST /users/@me/channels", "PUT /channels/{channel_id}/messages/pins/{message_id}",
        "PUT /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me",
        "PUT /guilds/{guild_id}/bans/{user_id}", "PUT /guilds/{guild_id}/members/{user_id}/roles/{role_id}",
      ])
    print("discord: \(requests.count) requests of \(operations.count) operations checked against the specification")
  }

  /// All that the connector ever asks.
  private static func requests() async throws -> [HTTPRequest] {
    let town = DiscordTown()
    let request: JSON = ["id": "4000", "user_id": "60", "application_status": "SUBMITTED"]
    town.state.withLock { state in
      var guild = state.guild.object ?? JSONObject()
      guild["features"] = ["MEMBER_VERIFICATION_MANUAL_APPROVAL"]
      state.guild = .object(guild)
      state.requests = (0..<150).map { ["id": .string("\(3000 + $0)"), "application_status": "SUBMITTED"] } + [request]
    }
    for number in 0..<1200 { town.join("\(10_000 + number)", "M\(number)") }
    let discord = town.connector {
      $0.recheckEvery = .minutes(1)
      $0.membersEvery = .minutes(1)
    }
    var cursor: Cursor?
    _ = try await discord.round(&cursor)
    for number in 0..<130 { town.say("m\(number)") }
    _ = try await discord.round(&cursor)
    _ = await discord.probe()
    let text = Text([.plain("x"), .mention(member: "50", name: "Ada"), .list(items: ["a"])])
    let (message, inThread) = (MessageRef("5000", in: "1000"), MessageRef("5000", in: "1000", thread: "2000"))
    let actions: [Action] = [
      .post(text: text, in: "#general", named: "a"), .post(text: Text([.codeBlock("x")]), in: "1000", named: nil),
      .post(text: Text(String(repeating: "x", count: 2000)), in: "1000", named: nil), .reply(text: text, to: message),
      .reply(text: text, to: inThread), .reply(text: text, to: MessageRef("command-1", in: "1000")),
      .direct(text: text, to: "50"), .react(emoji: "👍", to: message), .react(emoji: "party", to: inThread),
      .pin(message: message), .hide(message: message, reason: "rude"), .delete(message: inThread, reason: ""),
      .timeout(member: "50", until: DiscordTown.start + .days(60), reason: "calm"), .ban(member: "50", reason: "spam"),
      .grant(role: "Gardener", to: "50"), .approve(member: "60"), .decline(member: "60", reason: "no"),
      .decline(member: "61", reason: String(repeating: "no ", count: 100)), .approve(member: "62"),
    ]
    for action in actions { _ = await discord.perform(action, key: "0123456789abcdef0123456789abcdef-2") }
    _ = await discord.edit(message, text: text, key: "k")
    return await town.http.requests
  }

  // MARK: What Discord sends

  private let decoder = DiscordDecoder(
    community: "lobby", me: "900", guildID: "700", guild: nil, members: [:], names: [:])

  /// As it is, with unknown members in every object, and with kinds that do not exist yet.
  private func variants(_ json: JSON) -> [JSON] {
    [json, json.strewn, json.strewn.setting("type", 987), json.setting("flags", "odd").setting("embeds", 5)]
  }

  @Test func everyMessageIsReadWhateverIsAddedToIt() throws {
    let channel = try #require(DiscordChannel(["id": "1000"]))
    let messages = try Self.samples().filter { $0["content"] != nil && $0["author"] != nil }
    #expect(messages.count >= 10)
    for message in messages {
      for variant in variants(message) {
        let event = decoder.event(variant, in: channel)
        #expect(event != nil || variant["author"]?["id"] == "900", "\(variant.text.prefix(300))")
      }
      guard [0, 19].contains(message["type"]?.int ?? -1) else { continue }
      let plain = decoder.event(message, in: channel)
      #expect(plain?.trigger == .messagePosted)
      #expect(plain == decoder.event(message.strewn, in: channel))
    }
    print("discord: \(messages.count) messages read, each in 4 forms")
  }

  @Test func everyInteractionIsAnswered() throws {
    let interactions = try Self.samples().filter { $0["token"] != nil && $0["data"] != nil }
    #expect(interactions.count >= 8)
    for interaction in interactions {
      let settings = DiscordTown.settings { $0.guild = interaction["guild_id"]?.string ?? "" }
      let ingest = DiscordIngest(settings: settings, decoder: decoder, publicKey: [])
      for variant in variants(interaction) {
        let answer = ingest.read(variant, now: DiscordTown.start)
        #expect(Self.status(answer) == 200)
        let token = interaction["token"]?.string ?? ""
        #expect(!"\(Self.events(answer))".contains(token))
      }
      if interaction["type"] == 2 {
        let event = try #require(Self.events(ingest.read(interaction, now: DiscordTown.start)).first)
        #expect(event.trigger == .command)
        #expect(event.message?.channelName == interaction["channel"]?["name"]?.string)
      }
    }
    print("discord: \(interactions.count) interactions answered, each in 4 forms")
  }

  @Test func aServerIsReadWithItsChannelsRolesAndMembers() throws {
    let json = try SpecFolder.json("discord/examples/guild_create.json")
    for variant in [json, json.strewn] {
      let guild = try #require(DiscordGuild(variant))
      #expect(guild.roles.count == json["roles"]?.array?.count)
      #expect(guild.emoji.count <= json["emojis"]?.array?.count ?? 0)
      let channels = (variant["channels"]?.array ?? []).compactMap { DiscordChannel($0) }
      #expect(channels.count == json["channels"]?.array?.count)
      #expect(channels.contains { !$0.overwrites.isEmpty })
      let members = (variant["members"]?.array ?? []).compactMap { DiscordMember($0) }
      #expect(members.count == json["members"]?.array?.count)
      #expect(members.allSatisfy { $0.joined != nil })
    }
  }

  private static func status(_ ingest: Ingest) -> Int {
    switch ingest {
    case .events(_, let response), .answer(let response): response.status
    case .reject(let status, _): status
    }
  }

  private static func events(_ ingest: Ingest) -> [Event] {
    if case .events(let events, _) = ingest { events } else { [] }
  }

  /// What the Gateway brought and the API answered, without its frame.
  private static func samples() throws -> [JSON] {
    let gateway = try SpecFolder.json("discord/examples/gatewayEvents.json")
    return gateway.object?.members.flatMap { member -> [JSON] in
      if member.key.hasPrefix("POST-") { return [] }
      if let list = member.value.array { return list }
      return [member.value["d"] ?? member.value]
    } ?? []
  }
}

extension JSON {
  /// With a member that nobody knows in every object.
  fileprivate var strewn: JSON {
    switch self {
    case .object(let object):
      let members = object.members.map { ($0.key, $0.value.strewn) }
      return .object(JSONObject([("from_the_future", ["a": [1, "b"]])] + members))
    case .array(let items): return .array(items.map(\.strewn))
    case .null, .bool, .int, .double, .string: return self
    }
  }

  fileprivate func setting(_ key: String, _ value: JSON) -> JSON {
    guard var object else { return self }
    object[key] = value
    return .object(object)
  }

  /// The specification writes `"enum": []` beside the schema that has the values.
  fileprivate var withoutEmptyEnums: JSON {
    switch self {
    case .object(let object):
      let kept = object.members.filter { $0.key != "enum" || $0.value != [] }
      return .object(JSONObject(kept.map { ($0.key, $0.value.withoutEmptyEnums) }))
    case .array(let items): return .array(items.map(\.withoutEmptyEnums))
    case .null, .bool, .int, .double, .string: return self
    }
  }
}
