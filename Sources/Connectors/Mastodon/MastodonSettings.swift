public import BotCore

/// How a Mastodon account is reached. `Mastodon` tells where each value is found.
public struct MastodonSettings: SettingGroup {
  /// Who counts as a member that joins.
  public enum Joins: String, SettingChoice {
    /// Whoever follows the bot's account.
    case follows
    /// Whoever gets an account on the instance.
    case accounts
  }

  /// Who sees a post, in the API's words.
  public enum Visibility: String, SettingChoice {
    case `public`, unlisted, `private`
  }

  /// What is done against a post of somebody else.
  public enum Hiding: String, SettingChoice {
    /// The instance's moderators get a report with the reason.
    case report
    /// All media of the author are marked as sensitive.
    case sensitive
  }

  /// How a moderator's bot holds a member back.
  public enum Limiting: String, SettingChoice {
    /// Only followers see what the account posts.
    case silence
    /// The account cannot log in.
    case disable
  }

  @Setting("The instance's address, such as https://mastodon.example.", .notEmpty)
  public var instance: String
  @Setting("Your access token of the application, from Preferences, Development.")
  public var token: Secret
  @Setting("Hashtags whose public posts are read, without #.")
  public var hashtags: [String] = []
  @Setting("Whether the instance's local timeline is read.")
  public var local: Bool = false
  @Setting("Ids of the bot account's lists that are read: the number at the end of a list's address.")
  public var lists: [String] = []
  @Setting("How long to wait between two looks at notifications and timelines.")
  public var pollEvery: Duration = .seconds(30)
  @Setting(
    "follows: who follows the bot has joined. accounts: who gets an account on the instance has (needs moderator).")
  public var joins: Joins = .follows
  @Setting("Whether the account is a moderator and the token has the admin scopes: reports, limits and suspensions.")
  public var moderator: Bool = false
  @Setting("The webhook's signing secret, from Administration, Webhooks. Empty: no webhook is taken.")
  public var webhookSecret: Secret = Secret("")
  @Setting("Who sees posts whose channel names nobody else.")
  public var visibility: Visibility = .public
  @Setting("Who sees replies, at most; never more people than see the post that is answered.")
  public var replies: Visibility = .unlisted
  @Setting("What hiding a post of somebody else does. sensitive needs moderator.")
  public var hide: Hiding = .report
  @Setting("What a time-out does when the bot is a moderator; a person has to lift it.")
  public var timeout: Limiting = .silence
  @Setting("How long a post may be on this instance; the start compares it.", .range(100...100_000))
  public var maxCharacters: Int = 500
  @Setting("Requests in five minutes that one account may make.", .range(10...100_000))
  public var requestsPer5Minutes: Int = 300
  @Setting("Posts in three hours that one account may make.", .range(1...100_000))
  public var postsPer3Hours: Int = 300
  @Setting("Posts in thirty minutes that one account may delete.", .range(1...100_000))
  public var deletesPer30Minutes: Int = 30

  public init() {}

  public func check(_ node: SettingNode) {
    if !instance.hasPrefix("https://") && !instance.hasPrefix("http://") {
      node.place(of: "instance").fail(
        "\"\(instance)\" is no address of an instance", "write for example \"https://mastodon.example\"")
    }
    if joins == .accounts && !moderator {
      node.place(of: "joins").fail(
        "only moderators see who gets an account", "add \"moderator\": true, or use \"joins\": \"follows\"")
    }
    if hide == .sensitive && !moderator {
      node.place(of: "hide").fail(
        "only moderators mark others' media as sensitive", "add \"moderator\": true, or use \"hide\": \"report\"")
    }
    for (tag, place) in zip(hashtags, node.member("hashtags")?.elements ?? []) where MastodonAudience.tag(tag) == nil {
      place.fail("\"\(tag)\" is no hashtag", "write letters, digits and underscores, such as \"swiftlang\"")
    }
  }
}
