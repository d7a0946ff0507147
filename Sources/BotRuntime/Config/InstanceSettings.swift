public import BotCore

/// What can be set for every plugin instance, whatever the plugin.
public struct InstanceSettings: SettingGroup {
  public enum Mode: String, SettingChoice {
    /// Decides and remembers, but nothing leaves: its actions are held in the outbox for a person to see.
    case observe
    case act
  }

  public enum Late: String, SettingChoice {
    case skip
    case run
    /// Tells the moderators how many were left out.
    case summarise
  }

  @Setting("observe: decide, but hold every action for a person to see. act: do it.")
  public var mode: Mode = .act
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
