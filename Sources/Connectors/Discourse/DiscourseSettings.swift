public import BotCore

/// How a Discourse forum is reached. `Discourse` tells where each value is found.
public struct DiscourseSettings: SettingGroup {
  public enum Receive: String, SettingChoice {
    /// Discourse posts events to the bot.
    case webhook
    /// The bot asks for news.
    case poll
  }

  public enum Joining: String, SettingChoice {
    /// Whoever registered.
    case created
    /// Whoever confirmed their e-mail address.
    case confirmed
    /// Whoever was approved, where the site must approve users.
    case approved
  }

  @Setting("The forum's address, such as https://forum.example.org.", .notEmpty)
  public var url: String
  @Setting("The name of the bot's account.", .notEmpty)
  public var username: String
  @Setting("The API key of the bot's account, from Admin > API.")
  public var apiKey: Secret
  @Setting("poll: the bot asks for news. webhook: Discourse sends events to /communities/<id>/webhook.")
  public var receive: Receive = .poll
  @Setting("The webhook's secret, from Admin > API > Webhooks. Needed when receive is webhook.")
  public var webhookSecret: Secret = Secret("")
  @Setting("How long to wait between two rounds when receive is poll.")
  public var pollEvery: Duration = .seconds(30)
  @Setting("How often news is asked for in webhook mode, for what no webhook brought.")
  public var catchUpEvery: Duration = .minutes(2)
  @Setting("Categories to listen to, as #slug, name or number. Empty: all that the bot may read.")
  public var categories: [String] = []
  @Setting("When somebody counts as a member: when registered, when their e-mail is confirmed, or when approved.")
  public var joining: Joining = .created
  @Setting("Whether to read the list of new members. The bot must be a moderator.")
  public var members: Bool = true
  @Setting("Whether to read the review queue for reports. The bot must be a moderator.")
  public var reports: Bool = true
  @Setting("Whether to read the private messages that the bot takes part in.")
  public var privateMessages: Bool = true
  @Setting("A category that only the staff sees, where scheduled topics wait. Empty: nothing can be scheduled.")
  public var stagingCategory: String = ""
  @Setting("The fewest characters of a title, as the site setting min topic title length says.", .range(1...255))
  public var titleMin: Int = 15
  @Setting("The most characters of a title, as the site setting max topic title length says.", .range(30...255))
  public var titleMax: Int = 255
  @Setting("The fewest characters of a post, as the site setting min post length says.", .range(1...1200))
  public var bodyMin: Int = 20
  @Setting("The most characters of a post, as the site setting max post length says.", .range(1000...150_000))
  public var bodyMax: Int = 32_000
  @Setting("Requests that the API takes in a minute; 60 unless the host raised it. 0: no limit.", .range(0...100_000))
  public var requestsPerMinute: Int = 60
  @Setting("Whether the plugin Discourse Reactions is there, so that the bot may react with more than the heart.")
  public var reactions: Bool = false
  @Setting("How long a topic stays pinned.")
  public var pinFor: Duration = .days(365)
  @Setting("How long a banned member is suspended.")
  public var banFor: Duration = .days(36_500)

  public init() {}

  public func check(_ node: SettingNode) {
    if receive == .webhook && webhookSecret.isEmpty {
      node.fail(
        "webhooks cannot be verified without a secret",
        "add \"webhookSecret\": \"env:DISCOURSE_WEBHOOK_SECRET\", or set \"receive\": \"poll\"")
    }
    if !url.hasPrefix("https://") && !url.hasPrefix("http://") {
      node.place(of: "url").fail("\"\(url)\" is no web address", "write an address that begins with https://")
    }
    if titleMin > titleMax {
      node.fail("no title can have at least \(titleMin) and at most \(titleMax) characters", "lower titleMin")
    }
  }
}
