public import BotCore
internal import Signing

/// How a Discord server is reached. `Discord` tells where each value is found.
public struct DiscordSettings: SettingGroup {
  @Setting("The bot's token, from the Developer Portal, page Bot.")
  public var token: Secret
  @Setting("The server's id. With Developer Mode on: right-click the server, Copy Server ID.", .notEmpty)
  public var guild: String
  @Setting("Channels to read, as #name or id, with their threads. Empty: all that the bot may see.")
  public var channels: [String] = []
  @Setting("The application's Public Key, from General Information. Needed for slash commands only.")
  public var publicKey: String = ""
  @Setting(
    "What a member sees at once, alone, after a slash command. The answer itself follows in the channel.", .notEmpty)
  public var acknowledgement: String = "Got it."
  @Setting("How often to ask for news.")
  public var pollEvery: Duration = .seconds(10)
  @Setting("How often each channel's newest 50 messages are read again, for edits and deletions. 0s: never.")
  public var recheckEvery: Duration = .minutes(2)
  @Setting("How often the list of members is read, for those who joined. 0s: never; then the welcome messages tell.")
  public var membersEvery: Duration = .minutes(1)
  @Setting("Whether to tell of members who leave, while the bot runs; in servers of at most 20,000 members.")
  public var leaves: Bool = false
  @Setting("After a pause, messages older than this are not read any more.")
  public var catchUp: Duration = .days(7)
  @Setting("Whether a reply notifies the member that it answers.")
  public var pingOnReply: Bool = true
  @Setting("Of somebody banned, the messages of this time are deleted too. At most 7 days.")
  public var banDeletes: Duration = .zero
  @Setting("Requests per second for everything together; Discord allows 50.", .range(1...50))
  public var requestsPerSecond: Double = 40
  @Setting("Messages per second in one channel; Discord allows about one.", .range(0...50))
  public var messagesPerSecondPerChannel: Double = 1
  @Setting(
    "The bot rests after this many refused requests in 10 minutes; at 10,000 Discord blocks its address.",
    .range(10...9000))
  public var refusedRequests: Int = 1000
  @Setting("Where the API is.", .notEmpty)
  public var api: String = "https://discord.com/api/v10"

  public init() {}

  public func check(_ node: SettingNode) {
    func fail(_ name: String, _ fault: String, _ remedy: String) {
      node.place(of: name).fail(fault, remedy)
    }
    if !Snowflake.isID(guild) {
      fail(
        "guild", "\"\(guild)\" is no server id",
        "in Discord turn on Developer Mode (User Settings, Advanced), right-click the server and choose Copy Server ID")
    }
    if !publicKey.isEmpty && Hex.decode(publicKey)?.count != 32 {
      fail(
        "publicKey", "it is not 64 hexadecimal digits",
        "copy Public Key from the application's page General Information in the Developer Portal")
    }
    if !api.hasPrefix("https://") && !api.hasPrefix("http://") {
      fail("api", "\"\(api)\" is no web address", "write an address that begins with https://")
    }
    node.checkRate("messagesPerSecondPerChannel", messagesPerSecondPerChannel)
    if pollEvery < .seconds(1) {
      fail("pollEvery", "less than a second is too often", "write \"10s\"")
    }
    if banDeletes > .days(7) {
      fail("banDeletes", "Discord deletes the messages of at most 7 days", "write \"7d\" or less")
    }
  }
}
