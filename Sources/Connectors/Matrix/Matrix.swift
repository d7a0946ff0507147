public import BotCore
public import FoundationEssentials

/// Matrix, by the client-server API of a homeserver such as Synapse, with long polling, or pushed to as an application
/// service.
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
/// **Pushed, as an application service.** Where the homeserver is yours, it can push events instead, and need not limit
/// the bot. Write a registration, name it in `app_service_config_files` of `homeserver.yaml`, and start the homeserver
/// anew. Make up two long tokens for it; `url` is where the homeserver reaches the bot, and the namespace holds the
/// bot's account and no other:
///
///     id: botrun
///     url: https://bot.example.org/communities/rust-users
///     as_token: "…"
///     hs_token: "…"
///     sender_localpart: botrun
///     rate_limited: false
///     namespaces: { users: [{ exclusive: false, regex: '@bot:example\.org' }], rooms: [], aliases: [] }
///
/// In `connection`, set `"receive": "push"`, `token` to the `as_token`, `hsToken` to the `hs_token` and `user` to the
/// account, here `@bot:example.org`, which is made where there is none yet and which is not the `sender_localpart` (that
/// one may not ask for what it missed); where the registration has another `id`, name it as `registration`. While the
/// bot is away, the homeserver keeps what it could not push, and pushes it later in its order. The bot also asks for
/// what it missed when it starts, every five minutes, and as long as nothing is pushed, so that it never waits for the
/// homeserver's next try.
///
/// **Rights.** To read and to post, the bot must have joined. Redacting, banning, inviting those who knock and pinning
/// need the room's power levels for them, mostly those of a moderator (50); timeouts and grants change power levels,
/// which mostly takes an admin (100). What it may not do in which room is told in the log at the start.
///
/// **Rooms.** `rooms` are joined at the start where they let the bot in, and nothing else is served but direct
/// conversations; an empty list serves every room that the bot is in. With `acceptInvites`, the bot follows invitations
/// to the rooms listed (where none is listed: those by accounts of its own homeserver) and to direct conversations. Where
/// an action names a room, `!id`, `#alias:server` and `#name` (the local part of the alias, or the name, of a room that
/// is served) are understood.
///
/// **What it does.** Posts are notices, which other bots leave unanswered, unless `notice` is off. A reply opens or
/// continues a thread; in a direct conversation it only quotes. Hiding and deleting are both a redaction. Bans, grants
/// and timeouts hold in every served room where the bot has the power for them; where only some rooms take one, the
/// others are told in the log, each with its reason. Approving invites a member who knocks, declining turns the knock
/// down.
///
/// Clients show a message's HTML. Where it says something else than the plain text beside it, plugins read both.
///
/// An event carries the time that its sender's homeserver claims. While the bot runs, nothing is taken to be older than
/// the look at the homeserver before the one that brought it; what is caught up after a pause keeps the claimed time.
///
/// A grant sets the power level: `moderator` is 50, `admin` 100, `member` what everybody has, and any number is itself.
/// The makers of a room of version 12 or later stand above all levels and are left as they are.
///
/// Matrix has no timeout of its own. The bot lowers the member's power level below the one for writing, notes in the
/// room's state (`org.botrun.timeouts`) until when and what to give back, and gives it back when the time is over: at
/// once if it runs then, else when it runs again. Should you part with the bot for good, raise those levels by hand.
/// Moderators are not muted.
///
/// With `reports`, messages that members report reach the moderators' plugins. Only Synapse tells them, and only to the
/// token of a server administrator.
///
/// **What it cannot do.** Encrypted rooms cannot be read: they are told once in the log and as
/// `other(name: "encrypted")`. What was said before the bot's first start, or before it joined a room, is not handled
/// (pushed to, the bot hears from its registration on); after a pause, up to 2,000 events of each room are caught up,
/// and beyond that who came and who left.
public struct Matrix: Connector {
  public typealias Settings = MatrixSettings

  public static let about = ConnectorAbout(
    name: "matrix",
    summary: "Rooms and direct conversations of a Matrix homeserver, by long polling or as an application service.",
    receives: [.longPoll, .webhook],
    capabilities: [
      .joins, .members, .messages, .edits, .deletions, .reactions, .joinRequests, .reports, .post, .reply, .direct,
      .edit, .react, .pin, .hide, .delete, .timeout, .ban, .grant, .approve,
    ],
    text: TextLimits(max: MatrixText.longest, unit: .bytes),
    // Synapse keeps the transaction ids of events for a day.
    idempotency: .key(validFor: .hours(24)), length: MatrixText.length,
    render: { text in MatrixText(text, notice: true).html ?? MatrixText(text, notice: true).plain })

  public static func about(with settings: MatrixSettings) -> ConnectorAbout {
    var about = about
    if !settings.reports { about.capabilities.remove(.reports) }
    if settings.receive == .sync { about.receives = [.longPoll] }
    return about
  }

  let settings: MatrixSettings
  let tools: Tools
  let api: MatrixAPI
  let known = MatrixKnown()
  let bell = MatrixBell()
  let rooms: MatrixRooms
  let standing: MatrixStanding
  let reports: MatrixReports

  public init(_ settings: MatrixSettings, _ tools: Tools) {
    self.settings = settings
    self.tools = tools
    api = MatrixAPI(
      homeserver: settings.homeserver, token: settings.token, user: settings.user, http: tools.http)
    rooms = MatrixRooms(api: api, listed: settings.rooms, known: known, log: tools.log)
    standing = MatrixStanding(api: api, rooms: rooms, tools: tools)
    reports = MatrixReports(isOn: settings.reports, api: api, rooms: rooms, tools: tools)
  }

  public func poll(_ cursor: Cursor?) async throws -> Poll {
    do {
      return try await MatrixSync(self).poll(cursor)
    } catch let fault as PlatformFault {
      throw fault.asConnectorError
    }
  }

  public func ingest(_ request: WebhookRequest, now: Date) -> Ingest { MatrixPush(self).ingest(request, now) }

  public func buckets(for action: Action) -> [Bucket] {
    switch action {
    case .approve, .decline, .ban, .timeout, .grant: [Bucket(Outcome.matrixAdmin)]
    case .post, .reply, .schedule, .direct, .edit, .react, .pin, .hide, .delete: [Bucket(Outcome.matrixSend)]
    case .flag, .settle, .hold, .timer, .fetch, .measure: []
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
