public import BotCore
internal import Signing

/// A Discourse forum, by webhook or polling, through its REST API.
///
/// **Give the bot an account and a key.**
///
/// 1. Register a user for the bot, such as `forum_bot`, and confirm its e-mail address. To post and answer it needs no
///    more than any member. To hide and delete posts, pin topics, silence, suspend and approve members it must be a
///    moderator (*Admin > Users*, its name, *Grant Moderation*); to put members into groups, an owner of them.
/// 2. *Admin > API > New API key* (*Admin > Advanced > API keys* in newer versions): User Level "Single User", User: the bot's
///    account, Scope "Global". Copy the key at once: Discourse shows it only this time. A key of the scope "Granular"
///    works too as far as its scopes go; add *users: show*, by which the bot tells a missing scope from a wrong key.
/// 3. With `"receive": "webhook"` only: *Admin > API > Webhooks > New Webhook*. Payload URL:
///    `https://<your host>/communities/<id>/webhook`. Content type: either. Secret: at least 12 characters, the same as
///    `webhookSecret`. Choose the events "Post" and "User" and, as wanted, "Like", "Reviewable" (reports) and "Group
///    User". Save, and press *Ping*: the answer is 200.
/// 4. For webhooks turn on the site setting `retry web hook events`: Discourse then tries again what could not be
///    delivered. What it gives up on is found by reading the newest posts.
///
/// ```json
/// { "id": "gardeners", "platform": "discourse", "moderators": "#staff",
///   "connection": { "url": "https://forum.example.org", "username": "forum_bot", "apiKey": "env:DISCOURSE_KEY" } }
/// ```
///
/// Polling needs no public address: that is the default. Edits, deletions and likes are then not seen, nor a second flag
/// on a post that waits for review already. Every round takes a few of the 60 requests that Discourse allows a key in a
/// minute.
///
/// **Channels** are categories: `#support` (its slug), its name, its number, or `parent/support` where two have the same
/// slug, or its address. To post in a category makes a topic there, whose title is the text's first line; too short ones are filled up
/// with what follows, too long ones cut. `topic:123`, or a topic's address, posts an answer in that topic. Members are
/// known by their usernames. A topic's first post holds its title and its text.
///
/// **What to know.** Discourse wants 15 characters in a title and 20 in a post, and takes at most 32,000; where your
/// site's settings differ, the bot says so when it starts, and `titleMin`, `bodyMin` and `bodyMax` follow. A text that
/// is too short is signed with the community's name. A title that was used already gets the date. Every post carries an
/// invisible note by which the bot finds it again when an answer was lost, so that it never posts twice. Discourse has
/// one reaction, the heart; with the plugin Discourse Reactions set `"reactions": true`. Hiding unlists a topic, or
/// flags an answer and hides it at once. A time-out silences, a ban suspends for `banFor`. Scheduled posts need a
/// `stagingCategory` that only the staff sees: topics wait there, and Discourse moves them out at their time. Where *must
/// approve users* is on, set `"joining": "approved"`: who registers then asks to join, and joins when approved; to
/// decline deletes the account that waits. An edit changes a post, never the topic's title. Private messages between
/// others are never read.
public struct Discourse: Connector {
  public static let about = ConnectorAbout(
    name: "discourse", summary: "A Discourse forum, by webhook or polling.",
    receives: [.webhook, .poll],
    capabilities: [
      .joins, .messages, .edits, .deletions, .reactions, .joinRequests, .reports, .members, .post, .reply, .direct,
      .schedule, .edit, .react, .pin, .hide, .delete, .timeout, .ban, .grant, .approve,
    ],
    text: DiscourseText.limits(longest: 32_000), idempotency: .lookup, length: DiscourseText.length,
    render: { DiscourseText.render($0) })

  public static func about(with settings: DiscourseSettings) -> ConnectorAbout {
    var about = about
    // A reaction that is asked for twice is taken away.
    about.onceOnly = [.react]
    about.text = DiscourseText.limits(longest: settings.bodyMax)
    if settings.receive == .poll {
      about.receives = [.poll]
      about.capabilities.subtract([.edits, .deletions, .reactions])
    }
    if settings.receive == .poll && !settings.members { about.capabilities.remove(.joins) }
    if !settings.members { about.capabilities.remove(.members) }
    if !settings.reports { about.capabilities.remove(.reports) }
    if settings.joining != .approved { about.capabilities.remove(.joinRequests) }
    if settings.stagingCategory.isEmpty { about.capabilities.remove(.schedule) }
    return about
  }

  let settings: DiscourseSettings
  let tools: Tools
  let api: DiscourseAPI
  let directory: DiscourseDirectory
  let signature: BodySignature

  public init(_ settings: DiscourseSettings, _ tools: Tools) {
    self.settings = settings
    self.tools = tools
    api = DiscourseAPI(settings, tools)
    directory = DiscourseDirectory(api: api, now: tools.now)
    signature = BodySignature(key: Array(settings.webhookSecret.reveal().utf8), .hex, prefix: "sha256=")
  }

  var decoder: DiscourseDecoder {
    DiscourseDecoder(
      community: tools.community.id, own: settings.username.lowercased(), address: api.base,
      joining: settings.joining, categoryNames: directory.names)
  }
}
