public import BotCore

/// Who may use the bot's own page, and for how long at a time.
public struct ConsoleSettings: SettingGroup {
  @Setting("Whether there is such a page.")
  public var enabled: Bool = true
  @Setting(
    "What to sign in with. Left out: only where the bot listens on a loopback address, by \"botrun console\".")
  public var token: Secret? = nil
  @Setting("Host names that the page may be opened under, beside that of publicURL and the loopback names.")
  public var hosts: [String] = []
  @Setting("After so long without a click one has to sign in again.")
  public var idle: Duration = .hours(2)
  @Setting("After so long one has to sign in again in any case.")
  public var longest: Duration = .hours(24)

  public init() {}

  /// Characters of a token that nobody guesses.
  static let shortestToken = 20

  public func check(_ node: SettingNode) {
    // A secret that cannot be had stands there as one letter, and was told.
    if let token, token.reveal().utf8.count < Self.shortestToken, let member = node.member("token") {
      member.fail("the token is too short to be safe", "make one of 64 letters: openssl rand -hex 32")
    }
    for (key, length) in [("idle", idle), ("longest", longest)] where !(.minutes(1)...(.days(30))).contains(length) {
      node.place(of: key).fail("\(length.settingText) is not possible", "use \"1m\" to \"30d\"")
    }
  }
}
