public import BotCore

/// What can be set for every plugin instance, whatever the plugin.
public struct InstanceSettings: SettingGroup {
  /// The more careful first.
  public enum Mode: String, SettingChoice, Comparable {
    /// Decides and remembers, but nothing leaves: its actions are held in the outbox for a person to see.
    case observe
    /// Every action waits for a person's yes.
    case suggest
    case act

    public static func < (a: Self, b: Self) -> Bool { a.rank < b.rank }

    private var rank: Int {
      switch self {
      case .observe: 0
      case .suggest: 1
      case .act: 2
      }
    }
  }

  public enum Late: String, SettingChoice {
    case skip
    case run
    /// Tells the moderators how many were left out.
    case summarise
  }

  @Setting(
    "observe: decide, but hold every action for a person to see. suggest: ask the moderators before each. act: do it. "
      + "The community's own mode holds where it is more careful.")
  public var mode: Mode = .act
  @Setting("suggest: what nobody has accepted by then is not done any more.")
  public var maxSuggestionAge: Duration = .hours(24)
  @Setting("Events older than this are not handled. Left out: what the plugin finds right.")
  public var maxEventAge: Duration? = nil
  @Setting("What happens with events that are too old.")
  public var whenLate: Late = .skip
  @Setting("Whether messages and joins of other bots are handled.")
  public var allowBots: Bool = false
  @Setting(
    "At most this many posts, answers and direct messages in 10 minutes; more are held and the moderators told.",
    .range(1...1_000_000))
  public var maxMessages: Int = 200
  @Setting(
    "At most this many deletions, time-outs and bans in 10 minutes; more are held and the moderators told.",
    .range(1...1_000_000))
  public var maxModeration: Int = 10
  @Setting(
    "At most this many answers of the bot in one thread in an hour, so that two bots never talk for ever.",
    .range(1...1_000_000))
  public var maxRepliesPerThread: Int = 20

  public init() {}
}
