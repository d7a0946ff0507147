public import BotCore
public import FoundationEssentials
internal import Signing

/// A Discord server, by asking its HTTP API for news; slash commands come by webhook.
///
/// **Create the application.** At https://discord.com/developers/applications choose "New Application".
///
/// 1. *Bot*: "Reset Token" shows the token, once. Below, under *Privileged Gateway Intents*, turn on **Message Content
///    Intent** (without it Discord hides what members write) and **Server Members Intent** (without it the list of
///    members cannot be read). The names say Gateway, but they hold for the API too.
/// 2. *Installation*: as *Install Link* choose "Discord Provided Link"; under *Default Install Settings*, Guild Install,
///    add the scopes `bot` and `applications.commands`, and the permissions `View Channels`, `Send Messages`,
///    `Send Messages in Threads`, `Read Message History`, `Add Reactions`. As wanted: `Manage Messages` (delete),
///    `Pin Messages`, `Moderate Members` (time out), `Ban Members`, `Manage Roles` (grant), `Kick Members` (decide on
///    applications to join). Open the link and add the bot to the server.
/// 3. The server's id: in Discord turn on *User Settings*, *Advanced*, *Developer Mode*, right-click the server and
///    choose "Copy Server ID".
/// 4. In the server's *Settings*, *Roles*: drag the bot's role above the roles that it shall give, and above those of the
///    members that it shall moderate.
///
/// ```json
/// { "id": "gardeners", "platform": "discord", "moderators": "#moderators",
///   "connection": { "token": "env:DISCORD_TOKEN", "guild": "613425648685547541" } }
/// ```
///
/// **Slash commands**, if wanted, need a public address. Copy the *Public Key* from *General Information* into
/// `"publicKey"`. Then, with the bot running, enter `https://<your host>/communities/<id>/webhook` as *Interactions
/// Endpoint URL* on the same page; Discord tries it at once. The same address may stand on the page *Webhooks* as
/// endpoint for webhook events. The commands themselves are registered with Discord, not here. A member who gives a
/// command sees `acknowledgement` alone and at once; what the bot answers is a message in the channel, for all to see.
/// An application has one such address, so the commands of one application reach one community of the bot.
///
/// **What it sees.** Two requests in each round tell which channels and active threads have news; only those are read.
/// Threads and the posts of forums count as said in their channel. The first start begins with what comes then; after a
/// pause, everything since is read, but nothing older than `catchUp`. Edits are seen when the newest 50 messages of each
/// channel are read again, every `recheckEvery`; deletions in the same way, if the bot itself has read the message since
/// it was started. Members who joined are found in the list of members, also those who came during a pause, and faster
/// by Discord's own welcome messages where the server posts them (*Server Settings*, *Engagement*, *System Messages*);
/// both together make one event. The list is read to 200,000 members; who leaves (`leaves`) is told in servers of at most
/// 20,000. A channel that cannot be read just now is left out for a minute, one that is closed to the bot for ten; the
/// log names it. Alerts of AutoMod in a channel that the bot reads come as reports. Applications to join
/// are told where the server decides on them by hand. Who has yet to accept the rules has the role `pending` until then.
///
/// **What it does.** Posts, replies (notifying whom they answer, unless `pingOnReply` is off), writes to members alone,
/// edits its posts, reacts, pins; hiding and deleting are both deletion. A time-out lasts at most 28 days, longer ones
/// are cut. A ban deletes the messages of `banDeletes`. Roles are named by name or id. Nobody is ever notified but whom
/// the bot means to: `@everyone` in a text stays text. Reasons stand in the server's audit log.
///
/// **What it cannot do.** Discord tells bots of reactions, and of what members write to the bot alone, over its Gateway
/// only, which is not used. Posts are not scheduled on Discord's side. Message keys hold for a few minutes only: where no
/// answer came and the bot was then away for longer, `botrun outbox list` shows the message as unknown and a person
/// decides. Discord blocks an address after 10,000 refused requests in ten minutes; the bot stops asking long before
/// (`refusedRequests`).
public struct Discord: Connector {
  /// Discord documents that a nonce is remembered for "the past few minutes".
  static let nonceValidFor = Duration.minutes(3)

  public static let about = ConnectorAbout(
    name: "discord", summary: "A Discord server, by polling; slash commands by webhook.",
    receives: [.poll, .webhook],
    capabilities: [
      .joins, .members, .messages, .edits, .deletions, .joinRequests, .reports, .commands, .post, .reply, .direct,
      .edit, .react, .pin, .hide, .delete, .timeout, .ban, .grant, .approve,
    ],
    text: DiscordText.limits, idempotency: .key(validFor: nonceValidFor), length: { DiscordText.length($0) },
    render: { DiscordText.render($0) })

  /// Without a public key no command can be verified; what is not read is not seen.
  public static func about(with settings: DiscordSettings) -> ConnectorAbout {
    var about = about
    about.link = "https://discord.com/channels/\(settings.guild)"
    if settings.publicKey.isEmpty {
      about.receives.remove(.webhook)
      about.capabilities.remove(.commands)
    }
    if settings.recheckEvery == .zero { about.capabilities.subtract([.edits, .deletions]) }
    if settings.membersEvery == .zero { about.capabilities.subtract([.members, .joinRequests]) }
    return about
  }

  let settings: DiscordSettings
  let tools: Tools
  let api: DiscordAPI
  let directory: DiscordDirectory
  let memories = Lock(DiscordMemories())
  var limits = DiscordLimits()

  public init(_ settings: DiscordSettings, _ tools: Tools) {
    self.settings = settings
    self.tools = tools
    let state = Lock(DiscordDirectory.Snapshot())
    let api = DiscordAPI(settings, tools) { DiscordDirectory.name(of: $0, in: state) }
    self.api = api
    directory = DiscordDirectory(api: api, guildID: settings.guild, now: tools.now, state: state)
  }

  public func poll(_ cursor: Cursor?) async throws -> Poll {
    do {
      let me = try await directory.me()
      try await directory.guild()
      try await directory.list()
      var round = DiscordRound(
        settings: settings, limits: limits, tools: tools, api: api, directory: directory, decoder: decoder(me),
        memory: memories.withLock { $0.begin(at: cursor) }, place: DiscordCursor(cursor))
      defer { memories.withLock { [memory = round.memory] in $0.rest(memory) } }
      let poll = try await round.run()
      memories.withLock { [memory = round.memory] in $0.end(memory, at: poll.cursor) }
      return poll
    } catch let fault as PlatformFault {
      throw fault.asConnectorError
    }
  }

  public func ingest(_ request: WebhookRequest, now: Date) -> Ingest {
    guard let key = Hex.decode(settings.publicKey), !key.isEmpty else {
      return .reject(status: 404, reason: "the connection has no publicKey, so nothing can be verified")
    }
    return DiscordIngest(settings: settings, decoder: decoder(directory.known.me ?? ""), publicKey: key)
      .ingest(request, now: now)
  }

  public func buckets(for action: Action) -> [Bucket] { DiscordPerform.buckets(action, settings, directory) }

  public func perform(_ action: Action, key: String) async -> Outcome { await performing(key).perform(action) }

  public func edit(_ message: MessageRef, text: Text, key: String) async -> Outcome {
    await performing(key).edit(message, text)
  }

  public func probe() async -> [Problem] {
    await DiscordProbe(settings: settings, community: tools.community, api: api, directory: directory).problems()
  }

  private func performing(_ key: String) -> DiscordPerform {
    DiscordPerform(settings: settings, tools: tools, api: api, directory: directory, key: key)
  }

  private func decoder(_ me: String) -> DiscordDecoder {
    let known = directory.known
    return DiscordDecoder(
      community: tools.community.id, me: me, guildID: settings.guild, guild: known.guild, members: known.members,
      names: known.names)
  }
}
