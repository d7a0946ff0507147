public import BotCore
internal import FoundationEssentials
internal import Signing

/// A Slack workspace, through the Events API or by polling, and the Web API.
///
/// **Create the app.** At https://api.slack.com/apps choose *Create New App*, *From scratch*, and your workspace.
///
/// 1. *OAuth & Permissions*, *Bot Token Scopes*: add what your bot should do, then *Install to Workspace*. The *Bot User
///    OAuth Token* begins with `xoxb-`. After every change of scopes, *Reinstall to Workspace*; the token stays.
///
///    | Scope | What it is for |
///    |---|---|
///    | `chat:write`, `channels:read`, `channels:history` | always: to write, to find channels, to read them |
///    | `users:read` | names; who is a bot; who joins the workspace |
///    | `groups:read`, `groups:history` | private channels |
///    | `im:write`, `im:history` | direct messages |
///    | `reactions:write`, `reactions:read` | to react; to see reactions |
///    | `pins:write` | to pin |
///    | `channels:manage` (private channels: `groups:write`) | to remove members from channels |
///    | `usergroups:read`, `usergroups:write` | to put members into user groups |
///    | `commands` | slash commands and shortcuts |
///
///    Leave *Token Rotation* (on the same page) off: it cannot be turned off again, its tokens end after 12 hours, and
///    each successor is given out once, so that a crash at the wrong moment would lock the bot out.
/// 2. *Basic Information*: the *Signing Secret*.
/// 3. *Event Subscriptions*: with the bot running, the *Request URL* is `https://<your host>/communities/<id>/webhook`.
///    Under *Subscribe to bot events* add `message.channels`, `member_joined_channel`, `member_left_channel` and, as
///    wanted, `message.groups`, `message.im`, `reaction_added`, `reaction_removed`, `team_join`, `user_change`.
/// 4. As wanted: *Slash Commands* and *Interactivity & Shortcuts*, each with the same address as *Request URL*. With
///    *Escape channels, users, and links sent to your app* on, mentions in a command are understood.
/// 5. In each channel, that of the moderators included: `/invite @bot`.
///
/// ```json
/// { "id": "clojurians", "platform": "slack", "moderators": "#moderators",
///   "connection": { "token": "env:SLACK_TOKEN", "signingSecret": "env:SLACK_SIGNING_SECRET" } }
/// ```
///
/// At its start the bot asks which scopes are missing, and in which of the channels it is not, and logs that.
///
/// **Without a public address** set `"receive": "poll"`: steps 2 to 4 fall away. Joins come from the channels' "has
/// joined" messages. Reactions, deletions and slash commands are not seen; edits only within `readAgain` (a minute) of
/// the message. Replies are looked for every five minutes, in the threads under the newest 100 messages of each channel
/// (with a smaller `historyPage`, under as many as that): replies under older messages are not seen. In webhook mode the
/// channels are read at start and every ten minutes too, in the same way, for what no webhook brought while the bot was
/// away.
///
/// **Who joined.** A channel's "has joined" messages tell exactly who came, while the bot was away too. Where nothing
/// tells it, set `members`: with `"workspace"` the workspace's list of members is compared with the last look (for those
/// who subscribe to `team_join`), with `"channels"` and polling the lists of the channels (where an admin has turned the
/// messages off). The first look announces nobody. Lists of more than 19,980 members are not compared.
///
/// **What an admin's token adds.** A bot's token may delete the bot's own messages only, and cannot remove anybody from
/// the workspace. Let an owner or admin of the workspace install the app with *User Token Scopes* and put the *User OAuth
/// Token* (`xoxp-`) into `adminToken`. With `chat:write`, messages of others are deleted; to hide one deletes it too, for
/// Slack hides nothing; without this token plugins are told that messages cannot be deleted. On Enterprise plans, with
/// `admin.users:write` a ban removes from the workspace, and with `admin.invites:read` and `admin.invites:write` requests
/// for an invitation are read (also by the bot event `invite_requested`), approved and declined. Everything else goes on
/// with the bot's token.
///
/// **What to know.**
/// - A ban without an admin's token removes the member from the channels that the bot is in; they can join public ones
///   again.
/// - A role is a user group, named by its handle (`@helpers`) or id. User groups need a paid plan. Slack replaces the whole
///   list of a group: who is put into it by somebody else in the same second may fall out.
/// - Scheduled posts wait at Slack, at most 120 days, and go out even if the bot does not run. They carry no mark of the
///   bot's: Slack would not post them. After a lost answer they are found by text and time. What became due before it
///   could be handed over is posted at once.
/// - Slack takes no idempotency key: when the answer to a post is lost, the bot looks for its message by the metadata that
///   every post carries.
/// - A text with something in it that Slack would read as markup or as a link though it is none, such as `*` in a member's
///   name, goes out as rich text too: it then shows as it is. There, emoji are written as characters (👋), for Slack shows
///   `:wave:` as it stands.
/// - The answer to a slash command is a message in its channel that all can see, for which the bot must be a member.
///   Buttons, menus and shortcuts reach plugins as `other` events with Slack's own name.
/// - A message has at most 4,000 characters here; longer ones go out in parts. Slack edits none that is longer.
/// - `conversations.history` and `conversations.replies` are limited to one call a minute with 15 messages for apps that
///   are distributed outside Slack's Marketplace; an app of your own for your own workspace is not meant. If yours is, set
///   `"historyPerMinute": 1, "historyPage": 15` and prefer webhooks.
/// - Time-outs are offered to no app.
public struct Slack: Connector {
  private static let always: Set<Capability> = [
    .joins, .messages, .post, .reply, .direct, .schedule, .edit, .react, .pin, .ban, .grant,
  ]
  private static let byWebhook: Set<Capability> = [.edits, .deletions, .reactions, .commands]
  private static let byAdmin: Set<Capability> = [.delete, .hide, .joinRequests, .approve]

  public static let about: ConnectorAbout = facts(
    receives: [.webhook, .poll], always.union(byWebhook).union(byAdmin).union([.members]), longest: 4000)

  /// Polling sees what stands in the channels' history. What needs an admin's token is promised with it alone: so is to
  /// delete, for without one the bot deletes nothing but its own messages.
  public static func about(with settings: SlackSettings) -> ConnectorAbout {
    let isWebhook = settings.receive == .webhook
    var capabilities = always
    if isWebhook { capabilities.formUnion(byWebhook) }
    if !settings.adminToken.isEmpty { capabilities.formUnion(byAdmin) }
    if settings.members != .off { capabilities.insert(.members) }
    return facts(
      receives: isWebhook ? settings.catchUp ? [.webhook, .poll] : [.webhook] : [.poll], capabilities,
      longest: settings.longestText)
  }

  private static func facts(
    receives: Set<Reception>, _ capabilities: Set<Capability>, longest: Int
  ) -> ConnectorAbout {
    // Slack refuses an edit, and cuts a post into several, above 4,000 characters.
    ConnectorAbout(
      name: "slack", summary: "A Slack workspace, by webhook (Events API) or polling.", receives: receives,
      capabilities: capabilities, text: TextLimits(max: longest, unit: .utf16), idempotency: .lookup,
      length: { SlackText.render($0).utf16.count }, render: { SlackText.render($0) })
  }

  let settings: SlackSettings
  let tools: Tools
  let api: SlackAPI
  let directory: SlackDirectory
  let signature: SlackSignature

  public init(_ settings: SlackSettings, _ tools: Tools) {
    self.settings = settings
    self.tools = tools
    api = SlackAPI(base: settings.api.withSlash, token: settings.token, http: tools.http)
    directory = SlackDirectory(api: api, now: tools.now)
    signature = SlackSignature(secret: settings.signingSecret.reveal())
  }

  /// - Parameter own: ids of the bot beside those that `auth.test` told.
  func decoder(own: Set<String>) -> SlackDecoder {
    let known = directory.state.withLock { $0 }
    let mine = own.union([known.identity?.user, known.identity?.bot].compactMap { $0 })
    let workspace = settings.workspace.isEmpty ? known.identity?.url ?? "" : settings.workspace
    return SlackDecoder(
      community: tools.community.id, own: mine, workspace: workspace.isEmpty ? "" : workspace.withSlash,
      channelNames: known.names, people: known.people)
  }
}
