public import BotCore

public struct StoreSettings: SettingGroup {
  /// Once it is read, as the bot's own folder sees it.
  @Setting("The file that holds all state, relative to the configuration file.", .notEmpty)
  public var path: String = "botrun.sqlite"
  @Setting("How long handled events and sent actions are kept.")
  public var keep: Duration = .days(30)
  @Setting("How long the facts are kept that reports are made of: who did what when, without what was said.")
  public var keepFacts: Duration = .days(400)

  public init() {}
}
