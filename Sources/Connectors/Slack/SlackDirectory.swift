internal import BotCore
internal import FoundationEssentials

/// Who the bot is in its workspace.
struct SlackIdentity: Sendable, Hashable {
  var user: String
  /// As members write it behind an @; empty where Slack did not tell.
  var name = ""
  /// A user's token has none.
  var bot: String?
  var team: String
  /// `https://example.slack.com/`
  var url: String
  /// From the header `x-oauth-scopes`; `nil` where Slack did not tell.
  var scopes: Set<String>?

  /// Of the answer of `auth.test`.
  /// - Throws: `ConnectorError`, `HTTPError`.
  init(_ reply: SlackReply) throws {
    let body = try reply.value()
    guard let user = body["user_id"]?.string else { throw ConnectorError.refused("auth.test names no user_id") }
    self.user = user
    name = body["user"]?.string ?? ""
    bot = body["bot_id"]?.string
    team = body["team_id"]?.string ?? ""
    url = body["url"]?.string ?? ""
    if case .ok(_, let headers) = reply, let scopes = headers["x-oauth-scopes"] {
      self.scopes = Set(scopes.split { $0 == "," || $0 == " " }.map { String($0) })
    }
  }
}

struct SlackChannel: Sendable, Hashable {
  let id: ID<Channel>
  /// Without `#`.
  let name: String
  let isMember: Bool

  init?(_ json: JSON) {
    guard let id = json["id"]?.string else { return nil }
    self.id = ID(id)
    name = json["name"]?.string ?? id
    isMember = json["is_member"]?.bool ?? false
  }
}

/// What was learnt of the workspace, kept for as long as the process runs: the bot itself, its channels, its direct
/// conversations, people's names.
struct SlackDirectory: Sendable {
  struct Snapshot: Sendable {
    var identity: SlackIdentity?
    var channels: [SlackChannel] = []
    var names: [String: String] = [:]
    var listed: Date?
    /// Slack refuses to list private channels to a token without the scope `groups:read`.
    var types = "public_channel,private_channel"
    var direct: [ID<Member>: ID<Channel>] = [:]
    var people = SlackPeople()
    /// Nobody is looked up before this.
    var namesPaused: Date?
    /// Where Slack's limit ended the last round: the next begins there, so that each gets its turn.
    var firstJob: SlackJob?
    var threadsRead: Date?
    /// The channels' lists of members.
    var membersRead: Date?
    /// The lists of the workspace.
    var lookedAround: Date?
    /// When a method with a limit of its own was last called.
    var called: [String: Date] = [:]
    /// Methods that the token may not call: told once, then left alone.
    var closed: Set<String> = []
    /// Of what was read and stored.
    var edits: SlackEdits = [:]
    /// Of the last round, whose events are stored if the next one begins at its cursor.
    var told: (cursor: Cursor, edits: SlackEdits)?
    /// By key: the page to go on with of a look for a post that was cut short.
    var lookUps: [String: String] = [:]
  }

  static let pageSize = 200
  static let maxPages = 50
  static let mostDirect = 5000
  static let freshFor = Duration.minutes(10)

  let api: SlackAPI
  let now: @Sendable () -> Date
  let state = Lock(Snapshot())

  /// - Throws: `ConnectorError`, `HTTPError`.
  func identity() async throws -> SlackIdentity {
    if let known = state.withLock({ $0.identity }) { return known }
    let identity = try SlackIdentity(await api.read("auth.test"))
    state.withLock { $0.identity = identity }
    return identity
  }

  /// All channels that are not archived, at most ten minutes old.
  /// - Throws: `ConnectorError`, `HTTPError`.
  func channels() async throws -> [SlackChannel] {
    let known = state.withLock { $0 }
    if let listed = known.listed, now() < listed + Self.freshFor { return known.channels }
    let channels: [SlackChannel]
    do {
      channels = try await list(known.types)
    } catch ConnectorError.refused(let reason) where known.types.contains(",") && reason.contains("scope") {
      state.withLock { $0.types = "public_channel" }
      channels = try await list("public_channel")
    }
    state.withLock {
      $0.channels = channels
      $0.names = Dictionary(channels.map { ($0.id.raw, $0.name) }) { first, _ in first }
      $0.listed = now()
    }
    return channels
  }

  /// The id for a setting such as `#help`, `help` or `C0123ABCD`; `nil` where no channel has the name.
  /// - Throws: `ConnectorError`, `HTTPError`.
  func channel(_ name: ID<Channel>) async throws -> ID<Channel>? {
    if SlackID.isID(name.raw) { return name }
    let wanted = name.raw.hasPrefix("#") ? String(name.raw.dropFirst()) : name.raw
    return try await channels().first { $0.name == wanted }?.id
  }

  /// The conversation of the bot with one member; opened where it is not yet known.
  func direct(_ member: ID<Member>) async -> Result<ID<Channel>, SlackFailure> {
    if let known = state.withLock({ $0.direct[member] }) { return .success(known) }
    let reply = await api.write("conversations.open", ["users": .string(member.raw)])
    guard case .ok(let body, _) = reply else { return .failure(SlackFailure(reply: reply)) }
    guard let id = body["channel"]?["id"]?.string else { return .failure(SlackFailure(reply: .garbled)) }
    state.withLock { state in
      if state.direct.count >= Self.mostDirect { state.direct = [:] }
      state.direct[member] = ID(id)
    }
    return .success(ID(id))
  }

  private func list(_ types: String) async throws -> [SlackChannel] {
    let parameters = [("types", types), ("exclude_archived", "true"), ("limit", "\(Self.pageSize)")]
    return try await api.list("conversations.list", "channels", parameters, most: Self.maxPages).items
      .compactMap { SlackChannel($0) }
  }
}

struct SlackFailure: Error { let reply: SlackReply }
