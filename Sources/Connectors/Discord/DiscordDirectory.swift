internal import BotCore
internal import FoundationEssentials

/// What was learnt of the server, kept for as long as the process runs: the bot itself, roles, channels, members, direct
/// conversations.
struct DiscordDirectory: Sendable {
  struct Snapshot: Sendable {
    /// The bot's own user.
    var me: String?
    var guild: DiscordGuild?
    var rights: DiscordRights?
    var guildRead: Date?
    var channels: [DiscordChannel] = []
    var threads: [DiscordChannel] = []
    var names: [String: String] = [:]
    /// Names and roles from the list of members, where it may be read.
    var members: [String: DiscordMember] = [:]
    var direct: [ID<Member>: String] = [:]
    /// Whose conversation a channel is.
    var people: [String: ID<Member>] = [:]
  }

  static let freshFor = Duration.minutes(10)
  /// More conversations are not remembered; Discord names the same one again when it is asked.
  static let mostDirect = 5000

  let api: DiscordAPI
  let guildID: String
  let now: @Sendable () -> Date
  let state: Lock<Snapshot>

  var known: Snapshot { state.withLock { $0 } }

  /// The id of the bot's own user.
  /// - Throws: `PlatformFault`, `HTTPError`.
  func me() async throws -> String {
    if let me = known.me { return me }
    guard let id = try await api.read("/users/@me")["id"]?.string else {
      throw PlatformFault(.foreign, "the answer to who the bot is names no id")
    }
    state.withLock { $0.me = id }
    return id
  }

  /// The server with its roles and what the bot may do there, at most ten minutes old.
  /// - Throws: `PlatformFault`, `HTTPError`.
  @discardableResult
  func guild() async throws -> DiscordGuild {
    if let guild = known.guild, let read = known.guildRead, now() < read + Self.freshFor { return guild }
    let me = try await me()
    guard let guild = DiscordGuild(try await api.read("/guilds/\(guildID)")) else {
      throw PlatformFault(.foreign, "the answer about the server names no id")
    }
    let member = try await api.read("/guilds/\(guildID)/members/\(me)")
    let roles = Set((member["roles"]?.array ?? []).compactMap(\.string))
    state.withLock {
      $0.guild = guild
      $0.rights = DiscordRights(guild: guild, member: me, roles: roles)
      $0.guildRead = now()
    }
    return guild
  }

  /// Reads which channels and active threads there are, each with its newest message.
  /// - Throws: `PlatformFault`, `HTTPError`.
  func list() async throws {
    let channels = (try await api.read("/guilds/\(guildID)/channels").array ?? []).compactMap { DiscordChannel($0) }
    let active = try await api.read("/guilds/\(guildID)/threads/active")["threads"]?.array ?? []
    let threads = active.compactMap { DiscordChannel($0) }.filter(\.isThread)
    state.withLock {
      $0.channels = channels
      $0.threads = threads
      $0.names = Dictionary((channels + threads).map { ($0.id, $0.name) }) { first, _ in first }
    }
  }

  /// The id for a setting such as `#help`, `help` or an id; `nil` where no channel has the name.
  /// - Throws: `PlatformFault`, `HTTPError`.
  func channel(_ name: ID<Channel>) async throws -> String? {
    if Snowflake.isID(name.raw) { return name.raw }
    if let known = Self.find(name.raw, in: known) { return known }
    try await list()
    return Self.find(name.raw, in: known)
  }

  /// As far as it is known without asking.
  func knownChannel(_ name: ID<Channel>) -> String {
    Snowflake.isID(name.raw) ? name.raw : Self.find(name.raw, in: known) ?? name.raw
  }

  private static func find(_ name: String, in known: Snapshot) -> String? {
    (known.channels + known.threads).first { $0.hasMessages && $0.isCalled(name) }?.id
  }

  /// The conversation of the bot with one member; opened where it is not known yet.
  /// - Throws: `PlatformFault`, `HTTPError`.
  func direct(_ member: ID<Member>) async throws -> String {
    if let known = known.direct[member] { return known }
    let answer = try await api.write("POST", "/users/@me/channels", ["recipient_id": .string(member.raw)])
    guard let id = answer["id"]?.string else { throw PlatformFault(.foreign, "the new conversation has no id") }
    state.withLock { state in
      if state.direct.count >= Self.mostDirect { (state.direct, state.people) = ([:], [:]) }
      state.direct[member] = id
      state.people[id] = member
    }
    return id
  }

  /// What the actions call a channel of this id: direct conversations go by their member.
  static func name(of channel: String, in state: Lock<Snapshot>) -> String {
    state.withLock { $0.people[channel] }.map { "@\($0)" } ?? channel
  }
}
