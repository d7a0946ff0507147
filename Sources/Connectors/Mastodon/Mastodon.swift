public import BotCore
internal import FoundationEssentials
internal import Signing

/// A Mastodon account, by polling and, on an instance of your own, by webhook. Works with Mastodon 4 and, as far as
/// they follow its API, with GoToSocial, Pleroma and others.
///
/// **Create the account and its token.** Register an account for the bot and tick *This is an automated account* under
/// Preferences, Public profile. Then, logged in as the bot: *Preferences, Development, New application*.
///
/// 1. Name it and tick the scopes `read` and `write`. Narrower ones do: `read:accounts`, `read:notifications`,
///    `read:statuses`, `write:statuses`, `write:favourites`, `write:reports`, `write:mutes`, `write:blocks`,
///    `write:follows`, and `read:lists` for lists.
/// 2. Open the application again and copy *Your access token*. It does not expire. When you change the scopes, copy it
///    again.
///
/// ```json
/// { "id": "gardeners", "platform": "mastodon", "moderators": "@alice @bob",
///   "connection": { "instance": "https://mastodon.example", "token": "env:MASTODON_TOKEN",
///     "hashtags": ["gardening"] } }
/// ```
///
/// **What it reads.** What mentions the bot, publicly or in private, and as you set it the `hashtags`, the `local`
/// timeline and the account's `lists`. Who follows the bot has joined; a favourite is the reaction ⭐, a boost 🔁. Boosts
/// themselves are left out. After a pause, however long, everything that came meanwhile is read, at its first start
/// nothing. Edits are seen where the instance tells of them, and otherwise within five minutes of the post; deletions are
/// not told. A post that carries one of the `hashtags` counts as standing in the channel of that name, else in the one
/// named by its visibility.
///
/// **Where it posts.** Mastodon has no channels. A channel is written as who shall see the post:
///
/// | Channel | What it means |
/// |---|---|
/// | `public` | everybody, and it is shown in the timelines |
/// | `unlisted` (or `quiet`) | everybody, but not in the timelines |
/// | `private` (or `followers`) | the bot's followers |
/// | `#gardening` | as `visibility` says, and the hashtag is put behind the text |
/// | `@alice @bob@other.example` | a private mention of these accounts |
/// | `unlisted #gardening @alice` | put together |
///
/// So `moderators` must be accounts, `"@alice @bob"`: what others could see, such as a hashtag, is refused there, so that
/// no flag is shown to the world. Few of them: their names stand in the post, and beyond 40 characters they shorten it.
/// At its start the bot asks whether they are known, and logs what it finds.
///
/// A reply mentions the author and is seen by no more people than the post it answers, and by `replies` at most. A text
/// that is scheduled less than five minutes ahead is held back by the bot itself. Posts are plain text: emphasis is left
/// out, lists get bullets, links stand behind their label. A word that somebody else wrote never becomes a mention, a
/// hashtag or a link; a hashtag in a text is live only where the channel names it as well. Some instances take longer
/// posts: at its start the bot logs what to put into `maxCharacters`.
///
/// **Moderating.** Any account reports others' posts to the instance's moderators when it is to hide or delete them;
/// a time-out mutes the member for the bot, a ban blocks them, and a locked account (*Preferences, Public profile, Privacy
/// and reach*) approves or declines who asks to follow. With `"moderator": true` it acts for the whole instance: give
/// the account a role with *Manage Reports* and *Manage Users* under *Administration, Roles*, and the application the
/// scopes `admin:read` and `admin:write`. Then reports come in, a time-out is the limit (`"timeout": "disable"`: the freeze)
/// of the account, **until a person lifts it**, for Mastodon knows no end of it; a ban suspends. With
/// `"hide": "sensitive"` hiding a post marks all media of its author as sensitive. With `"joins": "accounts"` whoever gets
/// an account on the instance has joined, and who waits for approval can be approved or declined. No API deletes others'
/// posts or gives roles. Pinning is for the bot's own posts. Where the answer to a report or to a moderator's action is
/// lost, it is not repeated: `botrun outbox list` shows it, and you look.
///
/// **Webhook** (for administrators, not needed): under *Administration, Webhooks, Add endpoint* enter
/// `https://<your host>/communities/<id>/webhook`, tick `account.approved`, `account.created`, `report.created`,
/// `status.created` and `status.updated`, leave the template empty, and set `webhookSecret` to the *signing secret* that
/// the endpoint shows. Members' posts are then heard at once, edits too; polling goes on, for what other instances send
/// and for what was missed. Of the posts that the instance tells, only those are heard that mention the bot, or that
/// `hashtags` and `local` would bring.
public struct Mastodon: Connector {
  public static let about = ConnectorAbout(
    name: "mastodon", summary: "A Mastodon account, or a whole instance, by polling and webhook.",
    receives: [.poll, .webhook],
    capabilities: [
      .joins, .messages, .edits, .reactions, .joinRequests, .reports, .members, .post, .reply, .direct, .schedule,
      .edit, .react, .pin, .hide, .delete, .timeout, .ban, .approve,
    ],
    text: TextLimits(max: 500, unit: .graphemes), idempotency: .key(validFor: .hours(1)),
    length: { MastodonText.length($0) }, render: { MastodonText($0).text })

  /// Only moderators see reports and the list of members, and only webhooks and timelines tell of edits.
  public static func about(with settings: MastodonSettings) -> ConnectorAbout {
    var about = about
    about.text = TextLimits(max: settings.maxCharacters, unit: .graphemes)
    if settings.webhookSecret.isEmpty { about.receives = [.poll] }
    if !settings.moderator { about.capabilities.remove(.reports) }
    if settings.joins != .accounts { about.capabilities.remove(.members) }
    let readsTimelines = settings.local || !settings.hashtags.isEmpty || !settings.lists.isEmpty
    if settings.webhookSecret.isEmpty && !readsTimelines { about.capabilities.remove(.edits) }
    about.onceOnly = onceOnly(settings)
    return about
  }

  /// A report is one more to read, and a moderator's action one more strike; no key keeps Mastodon from taking either
  /// twice. Deleting somebody else's post is reporting it, too.
  private static func onceOnly(_ settings: MastodonSettings) -> Set<Capability> {
    settings.moderator ? [.hide, .delete, .timeout, .ban] : [.hide, .delete]
  }

  let settings: MastodonSettings
  let tools: Tools
  let api: MastodonAPI
  let signature: BodySignature
  /// The configured hashtags, in lower case and without `#`.
  let tags: [String]

  public init(_ settings: MastodonSettings, _ tools: Tools) {
    self.settings = settings
    self.tools = tools
    api = MastodonAPI(settings, tools)
    signature = BodySignature(key: Array(settings.webhookSecret.reveal().utf8), .hex, prefix: "sha256=")
    tags = settings.hashtags.compactMap { MastodonAudience.tag($0) }
  }

  func decoder(me: String, now: Date) -> MastodonDecoder {
    MastodonDecoder(community: tools.community.id, me: me, tags: tags, joins: settings.joins, now: now)
  }

  public func probe() async -> [Problem] { await MastodonProbe(self).problems() }
}
