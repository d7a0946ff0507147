public import BotCore

extension Gate {
  public enum Suspects: String, SettingChoice { case hold, flag, off }
  public enum Requests: String, SettingChoice { case queue, approve, ignore }

  public struct Settings: SettingGroup {
    static let ofMember: KeyValuePairs = [
      "member.name": "the member's name", "member.mention": "the name, notifying the member",
      "community.name": "the community's name",
    ]

    @Setting(
      "The rules, posted by the bot and edited when they change here.",
      .variables(["community.name": "the community's name"]))
    public var rules: Template? = nil
    @Setting("Where the rules stand.")
    public var channel: ID<Channel>? = nil
    @Setting("Whether to pin the rules.")
    public var pin: Bool = false
    @Setting(
      "The reactions to the rules that accept them, on Slack by name; the bot itself adds the first one. Empty: none does."
    )
    public var reactions: [String] = ["✅", "white_check_mark"]
    @Setting("The command that accepts the rules, or answers the question: !agree.", .notEmpty)
    public var command: String = "agree"
    @Setting("What to ask in private, before somebody is let in.", .variables(Self.ofMember))
    public var question: Template? = nil
    @Setting("The right answers.", .noBlanks)
    public var answers: [String] = []
    @Setting("After this many wrong answers a person decides.", .range(1...20))
    public var attempts: Int = 3
    @Setting(
      "What a wrong answer is answered with.",
      .variables(["member.name": "the member's name", "left": "how many attempts are left"]))
    public var retryText: Template = "That is not it. You can try again; attempts left: {left}."
    @Setting("The roles of those who are let in.", .noBlanks, .names(.role))
    public var roles: [String] = []
    @Setting("What those are told who are let in. Left out: nothing.", .variables(Self.ofMember))
    public var passedText: Template? = nil
    @Setting(
      "What the command that accepts, or the right answer, is answered with where \"passedText\" is left out. null: nothing.",
      .variables(Self.ofMember))
    public var agreedText: Template? = "Thank you, {member.name}. You are in."
    @Setting("What those are told for whom a person decides.", .variables(Self.ofMember))
    public var heldText: Template = "Thank you, {member.name}. A person will have a look and let you in."
    @Setting("How long after the joining to remind, once. Left out: never.")
    public var remindAfter: Duration? = nil
    @Setting("The reminder, in private.", .variables(Self.ofMember))
    public var reminder: Template = "Hello {member.name}, please accept the rules of {community.name} to join in."
    @Setting("Requests to join. approve: let in who answers right and is no suspect; queue: a person decides; ignore.")
    public var requests: Requests = .queue
    @Setting("Registrations that look thrown away. hold: a person lets them in; flag: a person is told; off.")
    public var suspects: Suspects = .hold
    @Setting("From this score on a registration counts as thrown away.", .range(1...100))
    public var threshold: Int = 50
    @Setting("This many within ten minutes are a rush, told in one flag.", .range(2...1000))
    public var rush: Int = 10
    @Setting("Names of staff, that nobody else should have.")
    public var staff: [String] = []
    @Setting("Names that stand for no name, beside the usual ones.")
    public var placeholders: [String] = []
    @Setting("Domains of mail addresses that are thrown away, beside the usual ones.")
    public var mailDomains: [String] = []

    public init() {}

    /// Whether there is anything to accept or to answer, rather than only a look at who comes.
    var asksSomething: Bool { rules != nil || question != nil || !roles.isEmpty }

    public func check(_ node: SettingNode) {
      func fail(_ key: String, _ fault: String, _ remedy: String) { node.place(of: key).fail(fault, remedy) }
      if rules != nil, channel == nil { fail("rules", "there is no channel for the rules", "add \"channel\"") }
      if rules == nil, pin { fail("pin", "there are no rules to pin", "add \"rules\", or leave \"pin\" out") }
      if question != nil, answers.isEmpty {
        fail("question", "no answer to the question is right", "add \"answers\" such as [\"blue\"]")
      }
      if question == nil, !answers.isEmpty {
        fail("answers", "there is no question to these answers", "add \"question\", or leave \"answers\" out")
      }
      if requests == .approve, question == nil, suspects == .off {
        fail(
          "requests", "everybody would be let in",
          "add a \"question\", set \"suspects\" to \"hold\", or \"requests\" to \"queue\"")
      }
      if ["gate", "pass", "refuse"].contains(command.lowercased()) || command.contains(where: \.isWhitespace) {
        fail("command", "\"\(command)\" cannot be the command", "use one other word than gate, pass and refuse")
      }
    }
  }
}
