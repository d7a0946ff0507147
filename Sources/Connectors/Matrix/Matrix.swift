public import BotCore

/// Matrix, by the client-server API of a homeserver such as Synapse, with long polling and no inbound webhook.
///
/// ```json
/// { "id": "rust-users", "platform": "matrix", "moderators": "!moderators:example.org",
///   "connection": { "homeserver": "https://matrix.example.org", "token": "env:MATRIX_TOKEN",
///     "rooms": ["#lobby:example.org", "!moderators:example.org"] } }
/// ```
///
/// **The account.** Register an ordinary account for the bot. Its access token comes from logging in once:
///
///     curl -d '{"type": "m.login.password", "identifier": {"type": "m.id.user", "user": "BOT"}, "password": "…"}' \
///       https://matrix.example.org/_matrix/client/v3/login
///
/// Keep the `access_token` of the answer; logging that session out makes it void. Use one token for one bot: the keys
/// that keep a message from being sent twice hold for one session.
///
/// **Rights.** To read and to post, the bot must have joined. Redacting, banning, inviting those who knock and pinning
/// need the room's power levels for them, mostly those of a moderator (50). What is missing shows as `failed` in
/// `botrun outbox list`, with the homeserver's words.
///
/// **Rooms.** `rooms` are joined at the start where they let the bot in, and nothing else is served but direct
/// conversations; an empty list serves every room that the bot is in. With `acceptInvites`, the bot follows invitations
/// to the rooms listed (where none is listed: those by accounts of its own homeserver) and to direct conversations. Where
/// an action names a room, `!id`, `#alias:server` and `#name` (the local part of the alias, or the name, of a room that
/// is served) are understood.
///
/// **What it does.** Posts are notices, which other bots leave unanswered, unless `notice` is off. A reply opens or
/// continues a thread; in a direct conversation it only quotes. Hiding and deleting are both a redaction. A ban holds in
/// all served rooms. Approving invites a member who knocks, declining turns the knock down.
///
/// **What it cannot do.** Matrix has no timeout of a member, and roles are numbers per room: `timeout` and `grant` are
/// refused. A text of more than 30,000 bytes is refused, as one action makes one event. Encrypted rooms cannot be read:
/// they are told once in the log and as `other(name: "encrypted")`. What was said before the bot's first start, or
/// before it joined a room, is not handled; after a pause, up to 2,000 events of each room are caught up.
public struct Matrix: Connector {
  public struct Settings: SettingGroup {
    @Setting("Address of the homeserver, such as https://matrix.example.org.", .notEmpty) public var homeserver: String
    @Setting("Access token of the bot's account.") public var token: Secret
    @Setting("Ids (!…) or aliases (#name:server) of the rooms to join and serve. Empty: every room that the bot is in.")
    public var rooms: [String] = []
    @Setting("Whether to follow invitations to the rooms served and to direct conversations.")
    public var acceptInvites: Bool = true
    @Setting("Whether to post notices, which other bots leave unanswered, rather than ordinary messages.")
    public var notice: Bool = true

    public init() {}

    public func check(_ node: SettingNode) {
      if !homeserver.hasPrefix("https://") && !homeserver.hasPrefix("http://") {
        (node.member("homeserver") ?? node).fail(
          "\"\(homeserver)\" is no address of a homeserver", "write for example \"https://matrix.example.org\"")
      }
      let places = node.member("rooms")?.elements ?? []
      for (room, place) in zip(rooms, places) where !Self.isRoom(room) {
        place.fail(
          "\"\(room)\" is neither a room id nor an alias",
          "write \"!id\" as the room's settings show it, or \"#name:server\"")
      }
    }

    private static func isRoom(_ name: String) -> Bool {
      name.utf8.count > 1 && (name.hasPrefix("!") || (name.hasPrefix("#") && name.contains(":")))
    }
  }

  public static let about = ConnectorAbout(
    name: "matrix",
    summary: "Rooms and direct conversations of a Matrix homeserver, by long polling.",
    receives: [.longPoll],
    capabilities: [
      .joins, .messages, .edits, .deletions, .reactions, .joinRequests, .post, .reply, .direct, .edit, .react, .pin,
      .hide, .delete, .ban, .approve,
    ],
    text: TextLimits(max: MatrixText.maxBody, unit: .bytes),
    // Synapse keeps the transaction ids of events for a day.
    idempotency: .key(validFor: .hours(24)))

  let settings: Settings
  let tools: Tools
  let api: MatrixAPI
  let rooms: MatrixRooms
  let memory = MatrixMemory()

  public init(_ settings: Settings, _ tools: Tools) throws {
    self.settings = settings
    self.tools = tools
    api = MatrixAPI(homeserver: settings.homeserver, token: settings.token, http: tools.http)
    rooms = MatrixRooms(api: api, listed: settings.rooms, log: tools.log)
  }

  public func poll(_ cursor: Cursor?) async throws -> Poll {
    do {
      return try await MatrixSync(self).poll(cursor)
    } catch let fault as MatrixFault {
      throw fault.asConnectorError
    }
  }

  public func buckets(for action: Action) -> [Bucket] {
    switch action {
    case .approve, .decline, .ban: [Bucket(MatrixFault.adminBucket)]
    case .post, .reply, .schedule, .direct, .edit, .react, .pin, .hide, .delete, .timeout, .grant:
      [Bucket(MatrixFault.sendBucket)]
    case .flag, .timer, .fetch, .measure: []
    }
  }

  public func perform(_ action: Action, key: String) async -> Outcome {
    await MatrixActions(self, key: key).perform(action)
  }

  public func edit(_ message: MessageRef, text: Text, key: String) async -> Outcome {
    await MatrixActions(self, key: key).edit(message, text: text)
  }

  public func probe() async -> [Problem] { await MatrixProbe(self).problems() }
}
