import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

/// A small Discord server for the tests of the connector: answers as the real one does, as far as it is asked.
final class DiscordTown: Sendable {
  static let guild = "700"
  static let me = "900"
  static let general = "1000"
  static let help = "1100"
  static let start = Date(timeIntervalSince1970: 1_767_225_600)

  struct State {
    var now = DiscordTown.start
    var guild: JSON = .null
    var channels: [JSON] = []
    var threads: [JSON] = []
    var members: [JSON] = []
    var requests: [JSON] = []
    var messages: [String: [JSON]] = [:]
    var application: JSON = ["id": "800", "name": "Bot", "flags": .int(1 << 19 | 1 << 15), "verify_key": "ab"]
    /// What is answered instead, by method and beginning of the path; once for each entry.
    var faults: [(call: String, answer: HTTPResponse)] = []
    /// What is never answered, by method and beginning of the path.
    var silent: Set<String> = []
    var paced: [String] = []
    var slept: [Duration] = []
    var logged: [String] = []
    var count: UInt64 = 0
  }

  let state = Lock(State())
  let http: ScriptedHTTP

  init() {
    let state = state
    http = ScriptedHTTP { request in
      let call = Self.call(request)
      if state.withLock({ $0.silent.contains { call.hasPrefix($0) } }) { throw HTTPError.noAnswer("no answer") }
      return state.withLock { Self.answer(request, &$0) }
    }
    state.withLock { state in
      state.guild = [
        "id": .string(Self.guild), "name": "Town", "owner_id": "1", "system_channel_id": .string(Self.general),
        "features": [],
        "roles": [
          ["id": .string(Self.guild), "name": "@everyone", "position": 0, "permissions": "68608"],
          ["id": "710", "name": "Bot", "position": 5, "permissions": .string(Self.everything)],
          ["id": "720", "name": "Gardener", "position": 2, "permissions": "0"],
          ["id": "730", "name": "Twitch", "position": 1, "permissions": "0", "managed": true],
        ],
        "emojis": [["id": "740", "name": "party"]],
      ]
      state.channels = [Self.channel(Self.general, "general"), Self.channel(Self.help, "help")]
      state.members = [Self.member(Self.me, "botrun", joined: Self.start - .days(30), roles: ["710"], bot: true)]
    }
  }

  /// Each permission that the bot may want, without those of an administrator.
  static let everything: String = {
    let bits: [DiscordPermissions] = [
      .kickMembers, .banMembers, .addReactions, .viewChannel, .sendMessages, .manageMessages, .readMessageHistory,
      .manageRoles, .sendMessagesInThreads, .moderateMembers, .pinMessages,
    ]
    return String(bits.reduce(0) { $0 | $1.rawValue })
  }()

  static func channel(_ id: String, _ name: String, type: Int = 0, parent: String? = nil) -> JSON {
    .compact(
      ("id", .string(id)), ("name", .string(name)), ("type", .int(type)), ("parent_id", .optional(parent)),
      ("last_message_id", .null), ("permission_overwrites", []))
  }

  static func user(_ id: String, _ name: String, bot: Bool = false) -> JSON {
    ["id": .string(id), "username": .string(name.lowercased()), "global_name": .string(name), "bot": .bool(bot)]
  }

  static func member(_ id: String, _ name: String, joined: Date, roles: [String] = [], bot: Bool = false) -> JSON {
    [
      "user": user(id, name, bot: bot), "nick": .null, "roles": .array(roles.map { .string($0) }),
      "joined_at": .string(joined.timestamp),
    ]
  }

  func connector(_ change: (inout DiscordSettings) -> Void = { _ in }) -> Discord {
    Discord(Self.settings(change), tools)
  }

  static func settings(_ change: (inout DiscordSettings) -> Void = { _ in }) -> DiscordSettings {
    var settings = DiscordSettings()
    settings.token = Secret("planted-token")
    settings.guild = guild
    settings.recheckEvery = .zero
    settings.membersEvery = .zero
    change(&settings)
    return settings
  }

  var tools: Tools {
    let state = state
    return Tools(
      community: .testing, http: http, now: { state.withLock { $0.now } },
      sleep: { wait in state.withLock { $0.slept.append(wait) } },
      log: { _, message, _ in state.withLock { $0.logged.append(message) } },
      pace: { scope, until in
        state.withLock { $0.paced.append("\(scope) \(Int(until.timeIntervalSince($0.now) * 1000))") }
      })
  }

  // MARK: What happens

  func pass(_ time: Duration) { state.withLock { $0.now = $0.now + time } }

  /// - Returns: the message's id.
  @discardableResult
  func say(
    _ text: String, by user: String = "50", in channel: String = general, type: Int = 0,
    also more: [(String, JSON)] = []
  ) -> String {
    state.withLock { state in
      let id = Self.nextID(&state)
      let message: [(String, JSON)] = [
        ("id", .string(id)), ("type", .int(type)), ("content", .string(text)), ("channel_id", .string(channel)),
        ("timestamp", .string(state.now.timestamp)), ("edited_timestamp", .null), ("mentions", []),
        ("author", Self.user(user, "User \(user)", bot: user == Self.me)),
      ]
      var object = JSONObject(message)
      for (key, value) in more { object[key] = value }
      state.messages[channel, default: []].append(.object(object))
      func touched(_ json: JSON) -> JSON {
        guard json["id"]?.string == channel, var object = json.object else { return json }
        object["last_message_id"] = .string(id)
        return .object(object)
      }
      state.channels = state.channels.map(touched)
      state.threads = state.threads.map(touched)
      return id
    }
  }

  func edit(_ id: String, _ text: String, in channel: String = general) {
    state.withLock { state in
      let now = JSON.string(state.now.timestamp)
      state.messages[channel] = state.messages[channel]?.map { message in
        guard message["id"]?.string == id, var object = message.object else { return message }
        object["content"] = .string(text)
        object["edited_timestamp"] = now
        return .object(object)
      }
    }
  }

  func delete(_ id: String, in channel: String = general) {
    state.withLock { $0.messages[channel]?.removeAll { $0["id"]?.string == id } }
  }

  func join(_ id: String, _ name: String) {
    state.withLock { $0.members.append(Self.member(id, name, joined: $0.now)) }
  }

  func leave(_ id: String) {
    state.withLock { $0.members.removeAll { $0["user"]?["id"]?.string == id } }
  }

  func fail(_ call: String, _ status: Int, _ json: JSON = ["message": "no", "code": 0], _ headers: Headers = [:]) {
    state.withLock { $0.faults.append((call, .json(json, status: status, headers: headers))) }
  }

  // MARK: What was asked

  /// `GET /guilds/700/channels`, without the address and the query.
  var calls: [String] {
    get async { await http.requests.map { Self.call($0) } }
  }

  func bodies(_ call: String) async -> [JSON] {
    await http.requests.filter { Self.call($0).hasPrefix(call) }.compactMap { try? JSON(parsing: $0.body) }
  }

  private static func call(_ request: HTTPRequest) -> String {
    let path = request.url.dropFirst("https://discord.com/api/v10".count)
    return request.method + " " + (path.split(separator: "?").first ?? "")
  }

  private static func nextID(_ state: inout State) -> String {
    state.count += 1
    return Snowflake(value: Snowflake(state.now).value + state.count).text
  }

  // MARK: How it answers

  private static func answer(_ request: HTTPRequest, _ state: inout State) -> HTTPResponse {
    let call = call(request)
    if let index = state.faults.firstIndex(where: { call.hasPrefix($0.call) }) {
      return state.faults.remove(at: index).answer
    }
    let parts = call.split(whereSeparator: { $0 == " " || $0 == "/" }).map { String($0) }
    let query = Percent.fields(of: request.url.split(separator: "?").dropFirst().first ?? "")
    switch (parts[0], parts[1], parts.count) {
    case ("GET", "users", _): return .json(user(me, "botrun", bot: true))
    case ("GET", "applications", _): return .json(state.application)
    case ("GET", "guilds", 3): return .json(state.guild)
    case ("GET", "guilds", _): return ofGuild(parts, query, state)
    case ("GET", "channels", 4): return .json(.array(page(state.messages[parts[2]] ?? [], query)))
    case ("POST", "channels", 4): return .json(["id": "123456"])
    case ("POST", "users", _): return .json(["id": "3000"])
    case ("PATCH", "channels", _): return .json(["id": .string(parts.last ?? "")])
    default: return HTTPResponse(status: 204)
    }
  }

  private static func ofGuild(_ parts: [String], _ query: [(name: String, value: String)], _ state: State)
    -> HTTPResponse
  {
    switch parts[3] {
    case "channels": return .json(.array(state.channels))
    case "threads": return .json(["threads": .array(state.threads), "members": []])
    case "members" where parts.count == 5:
      return state.members.first { $0["user"]?["id"]?.string == parts[4] }.map { .json($0) }
        ?? HTTPResponse(status: 404)
    case "members": return .json(.array(members(query, state)))
    case "requests":
      let status = query.first { $0.name == "status" }?.value
      return .json(["guild_join_requests": .array(state.requests.filter { $0["application_status"]?.string == status })]
      )
    default: return HTTPResponse(status: 404)
    }
  }

  private static func members(_ query: [(name: String, value: String)], _ state: State) -> [JSON] {
    let after = query.first { $0.name == "after" }.flatMap { UInt64($0.value) } ?? 0
    let limit = query.first { $0.name == "limit" }.flatMap { Int($0.value) } ?? 1
    func id(_ json: JSON) -> UInt64 { json["user"]?.snowflake("id")?.value ?? 0 }
    return Array(state.members.filter { id($0) > after }.sorted { id($0) < id($1) }.prefix(limit))
  }

  /// The messages that follow `after`, or the newest; the newest first.
  private static func page(_ messages: [JSON], _ query: [(name: String, value: String)]) -> [JSON] {
    let limit = query.first { $0.name == "limit" }.flatMap { Int($0.value) } ?? 50
    guard let after = query.first(where: { $0.name == "after" }).flatMap({ Snowflake($0.value) }) else {
      return Array(messages.suffix(limit).reversed())
    }
    return messages.filter { ($0.snowflake("id") ?? after) > after }.prefix(limit).reversed()
  }
}

extension Discord {
  /// The events of a round; the cursor moves on.
  func round(_ cursor: inout Cursor?) async throws -> [Event] {
    let poll = try await poll(cursor)
    cursor = poll.cursor
    return poll.events
  }

  /// A round as lines: `posted hello`, `joined Ada`.
  func told(_ cursor: inout Cursor?) async throws -> [String] { DiscordTown.lines(try await round(&cursor)) }
}

extension DiscordTown {
  static func lines(_ events: [Event]) -> [String] {
    events.map { event in
      switch event.kind {
      case .messagePosted(let message): "posted \(message.text)"
      case .messageEdited(let message): "edited \(message.text)"
      case .messageDeleted(let id, _): "deleted \(id)"
      case .memberJoined(let member, _, _): "joined \(member.name)"
      case .memberLeft(let member, _): "left \(member.name)"
      case .joinRequested(let member, _, let answer): "asked \(member.name): \(answer ?? "")"
      default: event.key
      }
    }
  }
}
