public import BotCore

public struct StoreSettings: SettingGroup {
  /// Once it is read, as the bot's own folder sees it.
  @Setting("The file that holds all state, relative to the configuration file.", .notEmpty)
  public var path: String = "botrun.sqlite"
  @Setting("How long handled events, sent actions and resolved flags are kept, where nothing below says otherwise.")
  public var keep: Duration = .days(30)
  @Setting("How long events are kept, with what members wrote and what the plugins said of it.")
  public var keepEvents: Duration? = nil
  @Setting("How long is kept what the bot sent.")
  public var keepDeliveries: Duration? = nil
  @Setting("How long resolved flags are kept.")
  public var keepFlags: Duration? = nil
  @Setting("How long figures for the reports are kept. They name nobody.")
  public var keepFigures: Duration = .days(400)
  @Setting(
    "After how long plugins forget of a member what they keep without a time, such as that somebody was greeted, "
      + "counted from the last change of it. Left out: never.")
  public var keepMembers: Duration? = nil
  @Setting("How long the facts are kept that reports are made of: who did what when, without what was said.")
  public var keepFacts: Duration = .days(400)

  public init() {}

  /// The path alone, where it can be read: nothing is removed meanwhile. For a bot whose settings here are faulty.
  static func keepingAll(_ json: JSON) -> StoreSettings? {
    guard json.object != nil else { return nil }
    var store = StoreSettings()
    if let path = json["path"] {
      guard let path = path.string, !path.isEmpty else { return nil }
      store.path = path
    }
    let century = Duration.days(36_500)
    (store.keep, store.keepFigures, store.keepFacts) = (century, century, century)
    return store
  }
}
