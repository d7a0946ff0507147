public import BotCore

extension Invitations {
  public enum Refusal: String, SettingChoice { case queue, decline }
  public enum Without: String, SettingChoice { case ask, queue, decline }

  public struct Settings: SettingGroup {
    @Setting("The command by which members ask for a code: !invite.", .notEmpty)
    public var command: String = "invite"
    @Setting(
      "Only members with one of these roles, and managers, may invite. Empty: every member.", .noBlanks, .names(.role))
    public var inviters: [String] = []
    @Setting("How many codes a member may have made within \"period\".", .range(0...10_000))
    public var quota: Int = 3
    @Setting("The same for managers.", .range(0...100_000))
    public var managerQuota: Int = 200
    @Setting("Within which time the quota holds. Left out: once and for all.")
    public var period: Duration? = .days(30)
    @Setting("How long a code is good.")
    public var validFor: Duration = .days(14)
    @Setting(
      "For how many people a member's code is good. Managers may say another number: !invite 20.", .range(1...10_000))
    public var uses: Int = 1
    @Setting("The roles of those who come with a code.", .noBlanks, .names(.role))
    public var roles: [String] = []
    @Setting("Requests with a code that is unknown, expired or used up. queue: a person decides; decline.")
    public var wrong: Refusal = .queue
    @Setting("Requests without a code. ask: the bot asks in private; queue: a person decides; decline.")
    public var without: Without = .queue
    @Setting("After so long moderators are reminded of requests that wait for them, again and again. Left out: never.")
    public var remindAfter: Duration? = .hours(24)
    @Setting(
      "The code, sent in private.",
      .variables([
        "code": "the code", "uses": "for how many people it is good", "until": "the last day",
        "left": "how many codes are left",
        "community.name": "the community's name",
      ]))
    public var codeText: Template =
      "Your invitation to {community.name}: {code} (good until {until}). Whoever asks to join writes it into the answer."
    @Setting("What stands in the channel meanwhile.", .variables([:]))
    public var sentText: Template = "I have sent you a code in private."
    @Setting(
      "What those are told who ask for a code in private and are not known as members.",
      .variables(["command": "the command", "community.name": "the community's name"]))
    public var elsewhereText: Template =
      "Please write {command} in a channel of {community.name}: there I see that you are a member."
    @Setting("What those are told whose quota is used up.", .variables(["quota": "how many codes there are"]))
    public var quotaText: Template = "Your invitations are used up for now (the limit is {quota})."
    @Setting(
      "How the bot asks for a code.", .variables(["member.name": "the name", "community.name": "the community's name"]))
    public var askText: Template = "{community.name} is open to who was invited. Please send me your code."
    @Setting(
      "What those are told in private who come with a good code. Left out: nothing.",
      .variables([
        "member.name": "the name", "inviter": "who invited them", "community.name": "the community's name",
      ]))
    public var acceptedText: Template? = nil
    @Setting("The reason for who brings a code that there never was, or that was revoked.")
    public var unknownText: String = "I do not know this code."
    @Setting("The reason for an expired code.")
    public var expiredText: String = "This code has expired."
    @Setting("The reason for a code that was used up.")
    public var usedText: String = "This code has been used already."
    @Setting("The reason for who brings none.")
    public var noneText: String = "This community is open to who was invited."

    public init() {}

    public func check(_ node: SettingNode) {
      func fail(_ key: String, _ fault: String, _ remedy: String) { node.place(of: key).fail(fault, remedy) }
      if quota == 0, managerQuota == 0 {
        fail("quota", "nobody could ever invite anybody", "give members or managers at least one code")
      }
      if validFor == .zero { fail("validFor", "every code would have expired at once", "use for example \"14d\"") }
      if let remindAfter, remindAfter < .hours(1) {
        fail("remindAfter", "\(remindAfter.settingText) is too often", "use at least \"1h\"")
      }
      if command.lowercased() == "invited" || command.contains(where: \.isWhitespace) {
        fail("command", "\"\(command)\" cannot be the command", "use one other word than invited")
      }
    }
  }
}
