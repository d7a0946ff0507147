public import BotCore

/// Which feeds are read and how often.
public struct FeedSettings: SettingGroup {
  enum Start: String, SettingChoice { case now, beginning }

  @Setting("The feeds.", .atLeastOne)
  var feeds: [FeedSource]
  @Setting("How long to wait between two looks at a feed; one that asks for more gets it.", .notShort)
  var interval: Duration = .minutes(10)
  @Setting("What counts of a feed that the bot sees for the first time: what comes from now on, or all that is in it.")
  var from: Start = .now
  @Setting("The most characters of an entry's text.", .range(100...100_000))
  var maxLength: Int = 5000

  public init() {}

  public func check(_ node: SettingNode) {
    var names: Set<String> = []
    for (feed, element) in zip(feeds, node.member("feeds")?.elements ?? []) where !names.insert(feed.name).inserted {
      element.fail("another feed is called \(Spelling.quoted(feed.name)) too", "give each feed a name of its own")
    }
  }
}

/// One feed.
struct FeedSource: SettingGroup {
  @Setting("What the feed is called: the channel of its entries.", .notEmpty)
  var name: String
  @Setting("The address of the feed, or a reference such as env:FEED_URL where it holds a key.")
  var url: TextOrSecret

  func check(_ node: SettingNode) {
    let url = url.reveal()
    if !url.hasPrefix("https://") && !url.hasPrefix("http://") {
      node.member("url")?.fail("this is no web address", "write one that begins with https://")
    }
  }

  /// By which the cursor knows it: another address is another feed. Tells nothing of the address.
  var key: String { String(FNV(url.reveal().utf8).value, radix: 36) }
}

extension SettingRule where Value == Duration {
  fileprivate static var notShort: Self {
    Self { interval, node in
      if interval < .minutes(1) { node.fail("this is too often for any feed", "use 1m or more") }
    }
  }
}
