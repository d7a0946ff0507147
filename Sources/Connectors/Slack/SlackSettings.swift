public import BotCore

/// How a Slack workspace is reached. `Slack` tells where each value is found.
public struct SlackSettings: SettingGroup {
  public enum Receive: String, SettingChoice {
    /// Slack posts events to the bot (Events API).
    case webhook
    /// The bot asks each channel for news.
    case poll
  }

  public enum Start: String, SettingChoice { case now, beginning }

  /// Whose list of members is compared with the last look.
  public enum Members: String, SettingChoice { case off, workspace, channels }

  @Setting("The bot's token, beginning with xoxb-, from OAuth & Permissions.")
  public var token: Secret
  @Setting("The app's signing secret, from Basic Information. Needed when receive is webhook.")
  public var signingSecret: Secret = Secret("")
  @Setting(
    "A user token (xoxp-) of an owner or admin, with which others' messages are deleted and, on Enterprise, people are removed and let in."
  )
  public var adminToken: Secret = Secret("")
  @Setting("webhook: Slack sends events to /communities/<id>/webhook. poll: the bot asks for them.")
  public var receive: Receive = .webhook
  @Setting("How long to wait between two rounds over the channels when receive is poll.")
  public var pollEvery: Duration = .seconds(30)
  @Setting("In webhook mode: also read the channels at start and every catchUpEvery, for what no webhook brought.")
  public var catchUp: Bool = true
  @Setting("How often the channels, and with catchUp their messages, are read in webhook mode.")
  public var catchUpEvery: Duration = .minutes(10)
  @Setting("What is read of a channel that the bot sees for the first time: what comes from now on, or all of it.")
  public var from: Start = .now
  @Setting(
    "Read again in each round: what shows late in a channel, and edits when receive is poll, are found within it.")
  public var readAgain: Duration = .seconds(60)
  @Setting("Channels to read, as #name or id. Empty: all that the bot is a member of.")
  public var channels: [String] = []
  @Setting(
    "Finds who came unseen by comparing a list of members with the last look: of the workspace, or of the channels where these show no \"has joined\" messages."
  )
  public var members: Members = .off
  @Setting("How often lists of members, and with adminToken the requests for an invitation, are read.")
  public var membersEvery: Duration = .minutes(15)
  @Setting("Only events of this workspace are taken, such as T0123ABCD. Empty: of any that the app is installed in.")
  public var team: String = ""
  @Setting("The workspace's address for links to messages. Empty: as Slack tells it.")
  public var workspace: String = ""
  @Setting(
    "Messages per second in one channel, at least 0.01; Slack allows about one. 0: no limit but Slack's answers.",
    .range(0...100))
  public var messagesPerSecondPerChannel: Double = 1
  @Setting(
    "How often a minute conversations.history and conversations.replies may each be called. 0: no limit but Slack's answers.",
    .range(0...1000))
  public var historyPerMinute: Int = 0
  @Setting("How many messages conversations.history and conversations.replies are asked for at once.", .range(1...999))
  public var historyPage: Int = 200
  @Setting(
    "The longest message in UTF-16 units; longer texts go out in parts. Slack edits none above 4,000.",
    .range(100...12_000))
  public var longestText: Int = 4000
  @Setting("How far ahead a post may be handed to Slack; it takes none for a time more than 120 days away.")
  public var scheduleAhead: Duration = .days(120)
  @Setting("Where the Web API is.", .notEmpty)
  public var api: String = "https://slack.com/api/"

  public init() {}

  public func check(_ node: SettingNode) {
    if receive == .webhook && signingSecret.isEmpty {
      node.fail(
        "webhooks cannot be verified without a signing secret",
        "add \"signingSecret\": \"env:SLACK_SIGNING_SECRET\", or set \"receive\": \"poll\"")
    }
    if receive == .webhook && members == .channels {
      node.place(of: "members").fail(
        "with webhooks the channels' lists are not compared: the same joining would be told twice",
        "set \"members\" to \"workspace\" or \"off\", or \"receive\" to \"poll\"")
    }
    if messagesPerSecondPerChannel > 0 && messagesPerSecondPerChannel < 0.01 {
      node.place(of: "messagesPerSecondPerChannel").fail(
        "\(messagesPerSecondPerChannel) is less than one message in 100 seconds",
        "write 0.01 or more, or 0 for no limit")
    }
    for (name, address) in [("api", api), ("workspace", workspace)] where !address.isEmpty {
      if !address.hasPrefix("https://") && !address.hasPrefix("http://") {
        node.place(of: name).fail(
          "\"\(address)\" is no web address", "write an address that begins with https://")
      }
    }
  }
}

extension String {
  /// The address with exactly the one slash at its end that a method or path is put behind.
  var withSlash: String { hasSuffix("/") ? self : self + "/" }
}
