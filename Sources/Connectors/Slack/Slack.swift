public import BotCore
internal import FoundationEssentials
internal import Signing

/// A Slack workspace, through the Events API or by polling, and the Web API.
///
/// **Create the app.** At https://api.slack.com/apps choose "Create New App", "From scratch".
///
/// 1. *OAuth & Permissions*, Bot Token Scopes: `chat:write`, `channels:read`, `channels:history`. For private channels
///    also `groups:read`, `groups:history`; to write to members alone `im:write`, `im:history`; to react
///    `reactions:write`, to see reactions `reactions:read`; to pin `pins:write`; to see who joins the workspace
///    `users:read`; to remove members from channels `channels:manage`. Install the app; the token begins with `xoxb-`.
/// 2. *Basic Information*: the signing secret.
/// 3. *Event Subscriptions*: with the bot running, the request URL is `https://<your host>/communities/<id>/webhook`.
///    Subscribe to the bot events `message.channels`, `member_joined_channel`, `member_left_channel` and, as wanted,
///    `message.groups`, `message.im`, `reaction_added`, `reaction_removed`, `team_join`.
/// 4. In each channel: `/invite @bot`.
///
/// ```json
/// { "id": "clojurians", "platform": "slack", "moderators": "#moderators",
///   "connection": { "token": "env:SLACK_TOKEN", "signingSecret": "env:SLACK_SIGNING_SECRET" } }
/// ```
///
/// Without a public address set `"receive": "poll"`: steps 2 and 3 fall away, joins come from the channels' "has
/// joined" messages, and edits, deletions and reactions are not seen.
///
/// **What to know.** `conversations.history` is limited to one call a minute for apps that are sold outside Slack's
/// Marketplace; an app of your own is not meant by that. Slack takes no idempotency key: when an answer is lost, the
/// bot looks for its message by the metadata that every post carries. A ban removes the member from the channels that
/// the bot is in, as far as its scopes go; they can join public ones again. A bot's token may delete the bot's own
/// messages only. Grants, time-outs and approvals are not offered to apps.
public struct Slack: Connector {
  public static let about = ConnectorAbout(
    name: "slack", summary: "A Slack workspace, by webhook (Events API) or polling.",
    receives: [.webhook, .poll],
    capabilities: [
      .joins, .messages, .edits, .deletions, .reactions, .post, .reply, .direct, .edit, .react, .pin, .delete, .ban,
    ],
    // Slack refuses an edit, and cuts a post into several, above 4,000 characters.
    text: TextLimits(max: 4000, unit: .utf16), idempotency: .lookup,
    length: { SlackText.render($0).utf16.count })

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
      channelNames: known.names)
  }
}
