public import BotCore

extension NewcomerSequence {
  public enum Stop: String, SettingChoice { case posted, reacted }

  public struct Settings: SettingGroup {
    @Setting("The messages, each with the time after the joining.", .atLeastOne)
    public var steps: [SequenceStep]
    @Setting("What ends it beside leaving and \"stop\": a message in the community, a reaction. Empty: nothing.")
    public var stopWhen: [Stop] = [.posted]
    @Setting("Where steps to a channel go that name none.")
    public var channel: ID<Channel>? = nil
    @Setting("Only who joins one of these channels is written to. Empty: whoever joins anywhere.")
    public var from: [ID<Channel>] = []
    @Setting("The part of the day, such as \"21:00-09:00\", in which nothing is sent.")
    public var quiet: DayWindow? = nil
    @Setting("The zone of the quiet hours. Left out: the community's.")
    public var timezone: Zone? = nil
    @Setting("At least this long between two messages to one member.")
    public var pause: Duration = .hours(1)
    @Setting("A step that is later than this is left out.")
    public var maxLateness: Duration = .hours(24)
    @Setting("Who writes one of these words to the bot in private gets no further message.")
    public var stopWords: [String] = OptOut.words
    @Setting(
      "The answer to that. null: none.",
      .variables(["member.name": "the member's name", "community.name": "the community's name"]))
    public var stopText: Template? = "All right, I will not write to you again."

    @Setting("Whether the moderators are told what newcomers answer in private.")
    public var passOn: Bool = true
    @Setting(
      "What those are told whose answer was passed on, once a day, where the moderators have a channel. null: nothing.",
      .variables(["member.name": "the member's name", "community.name": "the community's name"]))
    public var passedOnText: Template? = "Thank you. I have passed it on to the team."

    public init() {}

    public func check(_ node: SettingNode) {
      let keys = steps.map(\.key)
      for (index, step) in steps.enumerated() {
        let place = node.place(of: "steps", at: index)
        if keys.firstIndex(of: step.key) != index {
          place.fail("a second step is called \"\(step.key)\"", "give it an \"id\" of its own")
        }
        if step.to == .channel, step.channel ?? channel == nil {
          place.fail("the step has no channel to go to", "add \"channel\", or set \"to\" to \"direct\"")
        }
        if step.to == .direct, let channel = place.member("channel") {
          channel.fail("a private message stands in no channel", "leave \"channel\" out, or set \"to\" to \"channel\"")
        }
      }
      DayWindow.checkZone(timezone, of: quiet, node)
    }

    func channel(of step: SequenceStep) -> ID<Channel> { step.channel ?? channel ?? "" }
  }
}

/// One message of the plugin `sequence`.
public struct SequenceStep: SettingGroup {
  @Setting("How long after the joining.")
  public var after: Duration
  @Setting(
    "What to write.",
    .variables([
      "member.name": "the member's name", "member.mention": "the name, notifying the member",
      "community.name": "the community's name",
    ]))
  public var text: Template
  @Setting("direct: in private. channel: in public.")
  public var to: Welcome.Target = .direct
  @Setting("The channel, for a step in public.")
  public var channel: ID<Channel>? = nil
  @Setting("The name under which it is remembered who had the step. Left out: its \"after\".")
  public var id: String? = nil

  public init() {}

  var key: String { id ?? after.settingText }
}
