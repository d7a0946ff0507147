public import BotCore
internal import FoundationEssentials

/// Groups, supergroups, channels and private conversations of Telegram, by the Bot API: long polling, which needs no
/// public address, or a webhook.
///
/// ```json
/// { "id": "rust-users", "platform": "telegram", "moderators": "-1009876543210",
///   "connection": { "token": "env:TELEGRAM_TOKEN", "chats": ["@rustusers", "-1009876543210"] } }
/// ```
///
/// **Create the bot.** In Telegram, open a chat with @BotFather.
///
/// 1. `/newbot`, then a name and a username: @BotFather answers with the token, such as `123456789:AAH…`. Whoever has it
///    is the bot; `/revoke` makes a new one.
/// 2. `/setprivacy`, choose the bot, `Disable`: otherwise the bot sees only commands and replies to itself in groups.
///    Remove the bot from groups that it is in already and add it again: only then the change holds there.
/// 3. Add the bot to each group, and make it an administrator (group, Edit, Administrators, Add Admin). Only then it is
///    told of joins and reactions. Its rights: *Delete Messages* to hide and delete, *Ban Users* to time out and ban,
///    *Invite Users via Link* for requests to join, *Pin Messages*, and *Manage Tags* to grant.
/// 4. Name the groups in `chats`, or else whoever adds the bot to a group has it work there. A public group is named by
///    its `@username`. Others are named by an id, which stands in the links to their messages:
///    `https://t.me/c/1234567890/5` is of the chat `-1001234567890`. A small group has no links before it is a
///    supergroup; making the chat history visible for new members makes it one.
///
/// What is missing of all that the bot tells in its log when it starts.
///
/// **Webhook instead of polling.** Set `"receive": "webhook"`, a `secret` of your own and `publicURL`: the bot then calls
/// setWebhook with `https://<your host>/communities/<id>/webhook`, and logs what Telegram reports of failed deliveries.
/// Telegram needs https with a valid certificate on port 443, 80, 88 or 8443. A bot has either: while a webhook is set,
/// Telegram refuses to be polled; `https://api.telegram.org/bot<token>/deleteWebhook` ends it. One token is for one
/// running bot. What could not be delivered, or was not asked for, Telegram keeps for 24 hours.
///
/// **Names of chats.** Where an action names a chat, `-1001234567890`, `@username`, `#username`, `#Title` and
/// `https://t.me/username` are understood, and `-1001234567890/42` for the topic 42 of a forum. When a group becomes a
/// supergroup it gets another id: the bot goes on with the new one and logs it.
///
/// **What it does.** A reply quotes the message; in a forum it stays in the topic. Hiding is deleting. A reaction
/// replaces the bot's earlier one on that message; only the emoji that Telegram offers are possible, names such as
/// `thumbsup` are understood, and ✅ becomes 👌. Bans, time-outs, tags and answers to requests to join hold in all of
/// `chats`, or, where none are listed, in every group that the bot was seen in, a stranger's too: list them. They are
/// tried in each, and told as refused where one group refuses (the log names it), though they hold in the others; who is
/// not in a group is no refusal. An answer to a request to join is given wherever the bot saw the member ask since it was
/// started, or else wherever the member asks. A time-out of more than 365 days lasts 365 days, one of less than 35
/// seconds 35: Telegram takes others for endless. A grant gives the role as the member's tag, at most 16 characters
/// without emoji; the bot makes nobody an administrator. What begins with a slash comes as a command where it is said to
/// the bot alone, names the bot (`/help@your_bot`), or is one of `commands`, which are put into its menu; anything else
/// with a slash is a message like others.
///
/// **What it cannot do.** Write first to a member: each has to open the chat with the bot and press *Start*, or to have
/// asked to join. See who is in a group, what was said before it came, or that a message was deleted: Telegram tells no
/// bot. Delete messages older than 48 hours where it is no administrator. Schedule posts: the bot posts them when they
/// are due. Telegram takes no key against posting twice, and lets no bot search: when an answer is lost, a person is
/// asked. `@names`, `#tags`, links and commands in what members wrote are never live when the bot repeats them.
public struct Telegram: Connector {
  public static let about = ConnectorAbout(
    name: "telegram", summary: "Telegram groups, channels and private chats, by long polling or webhook.",
    receives: [.longPoll, .webhook],
    capabilities: [
      .joins, .messages, .edits, .reactions, .joinRequests, .commands, .post, .reply, .direct, .edit, .react, .pin,
      .hide, .delete, .timeout, .ban, .grant, .approve,
    ],
    text: TextLimits(max: TelegramText.maxLength, unit: .utf16), idempotency: .none,
    length: { TelegramText.length($0) }, render: { TelegramText($0).string })

  let settings: TelegramSettings
  let tools: Tools
  let api: TelegramAPI
  let chats: TelegramChats
  let directory = TelegramDirectory()

  public init(_ settings: TelegramSettings, _ tools: Tools) {
    self.settings = settings
    self.tools = tools
    api = TelegramAPI(base: settings.api, token: settings.token, http: tools.http)
    chats = TelegramChats(api: api, directory: directory, listed: settings.chats, log: tools.log)
  }

  /// The number before the colon of a token is the bot's id: so its own doings are known before it asked who it is.
  var ownID: Int? { Int(settings.token.reveal().prefix { $0 != ":" }) }

  func decoder(at now: Date) -> TelegramDecoder {
    let identity = directory.state.withLock { $0.identity }
    return TelegramDecoder(
      community: tools.community.id, own: identity?.id ?? ownID, identity: identity,
      commands: Set(settings.commands.compactMap { TelegramCommand($0)?.name }),
      serves: { [chats] in chats.serves($0) }, received: now)
  }
}
