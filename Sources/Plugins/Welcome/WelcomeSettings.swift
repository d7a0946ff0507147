public import BotCore

extension Welcome {
  public enum Target: String, SettingChoice { case channel, direct }
  public enum Snapshot: String, SettingChoice { case mark, greet, group }
  public enum Missed: String, SettingChoice { case group, mark, greet }

  public struct Settings: SettingGroup {
    static let ofOne: KeyValuePairs = [
      "member.name": "the member's name", "member.mention": "the name, notifying the member",
      "community.name": "the community's name", "channel": "where the member joined",
    ]
    static let ofSeveral: KeyValuePairs = [
      "members": "the members, notifying them", "count": "how many they are",
      "community.name": "the community's name", "channel": "where they joined",
    ]

    @Setting("The greeting of one member.", .variables(Self.ofOne))
    public var text: Template = "Welcome {member.mention}!"
    @Setting("Where to greet. Left out: where the member joined, for platforms that tell.")
    public var channel: ID<Channel>? = nil
    @Setting("channel: in public. direct: as a private message.")
    public var to: Target = .channel
    @Setting("Only who joins one of these channels is greeted. Empty: whoever joins anywhere.")
    public var from: [ID<Channel>] = []
    @Setting("Other words, or another channel, for members of a role, a language, or who joined elsewhere.")
    public var variants: [WelcomeVariant] = []
    @Setting("How long after the joining to greet; who leaves before is not greeted.")
    public var delay: Duration = .zero
    @Setting("The part of the day, such as \"22:00-07:30\", in which nobody is greeted; they are when it is over.")
    public var quiet: DayWindow? = nil
    @Setting("The zone of the quiet hours. Left out: the community's.")
    public var timezone: Zone? = nil
    @Setting(
      "Who has this role is not greeted until it is gone, as with members who have yet to accept the rules.",
      .names(.role))
    public var pendingRole: String? = nil
    @Setting("Who does not have this role yet is not greeted until they do.", .names(.role))
    public var requiredRole: String? = nil
    @Setting("What to do with members who are found in a list: mark them as known, greet them, or one group welcome.")
    public var snapshot: Snapshot = .mark
    @Setting("What to do with members whose greeting is overdue by more than \"missedAfter\", as after an outage.")
    public var missed: Missed = .group
    @Setting("How late a greeting may come as if nothing had happened.")
    public var missedAfter: Duration = .hours(24)
    @Setting("The group welcome, for those who joined while the bot was away.", .variables(Self.ofSeveral))
    public var groupText: Template = "A late but warm welcome to {members}!"
    @Setting(
      "How long to collect those who join, to greet them in one message. 0s: three seconds; none, if \"burst\" is 0.")
    public var batch: Duration = .zero
    @Setting(
      "When this many join within a minute they are greeted in one message, even without \"batch\". 0: never, and each is greeted at once.",
      .range(0...1000))
    public var burst: Int = 5
    @Setting("The greeting of several members at once.", .variables(Self.ofSeveral))
    public var batchText: Template = "Welcome {members}!"
    @Setting("At most this many are named in one message.", .range(1...100))
    public var maxNames: Int = 10
    @Setting("What follows the names when there are more.", .variables(["count": "how many are not named"]))
    public var othersText: Template = "and {count} others"
    @Setting(
      "What the last welcome in a channel is changed to when a new one is posted. Left out: it stays.",
      .variables(["community.name": "the community's name"]))
    public var previousText: Template? = nil
    @Setting("Who writes one of these words to the bot in private gets no private welcome.")
    public var stopWords: [String] = OptOut.words

    public init() {}

    public func check(_ node: SettingNode) {
      if batch > .zero, to == .direct {
        fail(
          node, "batch", "private messages cannot be joined into one",
          "leave \"batch\" out, or set \"to\" to \"channel\"")
      }
      for (key, asks) in [("missed", missed == .group), ("snapshot", snapshot == .group)] {
        guard asks, to == .direct, channel == nil, node.member(key) != nil else { continue }
        fail(
          node, key, "a group welcome is no private message, and there is no channel for it",
          "set \"channel\", or \"\(key)\" to \"mark\"")
      }
      DayWindow.checkZone(timezone, of: quiet, node)
      if let pendingRole, pendingRole == requiredRole {
        fail(
          node, "requiredRole", "nobody can have the role \"\(pendingRole)\" and be without it",
          "name another role, or leave one of the two out")
      }
      if missedAfter == .zero {
        fail(node, "missedAfter", "every greeting would be overdue at once", "use at least \"1m\", such as \"24h\"")
      }
    }

    private func fail(_ node: SettingNode, _ key: String, _ fault: String, _ remedy: String) {
      node.place(of: key).fail(fault, remedy)
    }
  }
}

/// What is different for some newcomers. All that it names must hold: role, language and source.
public struct WelcomeVariant: SettingGroup {
  @Setting("For members who have this role.", .names(.role))
  public var role: String? = nil
  @Setting("For members who use this language: \"de\" suits \"de-AT\" too, where no variant suits better.")
  public var locale: String? = nil
  @Setting("For members who joined this channel.")
  public var source: ID<Channel>? = nil
  @Setting("The greeting of one member. Left out: as above.", .variables(Welcome.Settings.ofOne))
  public var text: Template? = nil
  @Setting(
    "The greeting of several members. Left out: they share the one above.", .variables(Welcome.Settings.ofSeveral))
  public var batchText: Template? = nil
  @Setting("Where to greet. Left out: as above.")
  public var channel: ID<Channel>? = nil

  public init() {}

  public func check(_ node: SettingNode) {
    if role == nil, locale == nil, source == nil {
      node.fail("the variant does not say whom it is for", "add \"role\", \"locale\" or \"source\"")
    }
    if text == nil, batchText == nil, channel == nil {
      node.fail("the variant changes nothing", "add \"text\", \"batchText\" or \"channel\"")
    }
  }

  /// The first that suits; of those that ask for the same role and source, the one with the most exact language.
  static func choose(
    among variants: [WelcomeVariant], roles: [String], locale: String?, source: ID<Channel>?
  ) -> WelcomeVariant? {
    func fit(_ variant: WelcomeVariant) -> Int? {
      if let role = variant.role, !roles.contains(role) { return nil }
      if let wanted = variant.source, source.map({ wanted.isSamePlace(as: $0) }) != true { return nil }
      guard let wanted = variant.locale else { return 0 }
      return locale.flatMap { LanguageTag.fit(wanted, to: $0) }
    }
    let fitting = variants.compactMap { variant in fit(variant).map { (variant: variant, fit: $0) } }
    guard let first = fitting.first?.variant else { return nil }
    let alike = fitting.filter { $0.variant.role == first.role && $0.variant.source == first.source }
    return alike.reversed().max { $0.fit < $1.fit }?.variant
  }
}
