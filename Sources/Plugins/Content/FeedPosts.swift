public import BotCore
import Feeds
import FoundationEssentials

/// Posts what is new in feeds: blogs, releases, forums; RSS, Atom or JSON Feed.
///
/// ```json
/// {
///   "plugin": "feed",
///   "channel": "news",
///   "feeds": [
///     { "name": "blog", "url": "https://example.org/feed/" },
///     { "name": "releases", "url": "https://github.com/example/tool/releases.atom", "channel": "dev", "text": "New release: {title} {link}" }
///   ],
///   "every": "30m"
/// }
/// ```
///
/// **What it does**
/// - A feed is asked every so often (`every`), and each entry that is new is posted, oldest first.
/// - The first look at a feed posts nothing of what is in it already, or its newest entries if `first` says how many.
/// - More than `hourly` entries of one feed within an hour wait, and come in the hours after.
/// - A feed that cannot be read is asked again at its next time. After `failures` times in a row the moderators are told
///   once, and it is asked once a day from then on, until it works again.
///
/// **What it never does**
/// - Post an entry twice, whatever is restarted, or however the feed is sorted anew. An entry is known by its id, or by its
///   link and title where it has none; one that is edited is not posted again.
/// - Flood a channel with what a feed held before the bot knew it, or with entries older than `maxAge`.
public struct FeedPosts: Plugin {
  public struct Settings: SettingGroup {
    @Setting("The feeds.", .atLeastOne)
    var feeds: [PostedFeed]
    @Setting("Where entries are posted of feeds that name no channel of their own.")
    var channel: ID<Channel>? = nil
    @Setting("What to post of feeds that have no text of their own.", .variables(PostedFeed.variables))
    var text: Template = "**{title}**\n{link}"
    @Setting("How often a feed is asked. At least 5m.")
    var every: Duration = .minutes(30)
    @Setting("How many entries are posted at the first look at a feed, its newest.", .range(0...20))
    var first: Int = 0
    @Setting("At most so many entries of one feed in an hour; more wait.", .range(1...60))
    var hourly: Int = 4
    @Setting("Entries that the feed dates further back are not posted.")
    var maxAge: Duration = .days(7)
    @Setting(
      "After so many failures in a row the moderators are told, and the feed is asked once a day.", .range(1...100))
    var failures: Int = 10

    public init() {}

    public func check(_ node: SettingNode) {
      var names: Set<String> = []
      for (index, feed) in feeds.enumerated() {
        let element = node.place(of: "feeds", at: index)
        if !names.insert(feed.name).inserted {
          element.fail("another feed is called \(Spelling.quoted(feed.name)) too", "give each feed a name of its own")
        }
        if feed.channel == nil, channel == nil {
          element.fail(
            "the feed \(Spelling.quoted(feed.name)) has no channel",
            "add \"channel\" to it, or one for all feeds to the plugin")
        }
      }
      if every < .minutes(5) {
        node.place(of: "every").fail("\(every.settingText) is too often", "use at least \"5m\"")
      }
    }
  }

  public static let about = PluginAbout(
    name: "feed", summary: "Posts what is new in feeds.", needs: [.post], maxEventAge: .days(7), isScheduled: true)

  public var claims: [Claim] {
    settings.feeds.map { feed in
      Claim(
        .act("posts the feed \(feed.url)"), in: [(feed.channel ?? settings.channel)?.raw ?? ""],
        remedy: "keep it in one of the two")
    }
  }

  public let triggers: Set<Trigger> = [.started, .due, .fetched]
  private let settings: Settings

  public init(_ settings: Settings) { self.settings = settings }

  public func handle(_ event: Event, _ context: inout Context) throws -> [Action] {
    switch event.kind {
    case .started: return try start(&context)
    case .due(let timer, _):
      guard let feed = settings.feeds.first(where: { timer == "ask/\($0.name)" || timer == "post/\($0.name)" }) else {
        return []
      }
      return timer.hasPrefix("ask/") ? try ask(feed, &context) : try post(feed, &context)
    case .fetched(let name, let status, let body):
      guard let feed = settings.feeds.first(where: { $0.name == name }) else { return [] }
      return try take(feed, status, body, &context)
    case .memberJoined, .memberLeft, .joinRequested, .messagePosted, .messageEdited, .messageDeleted, .reacted,
      .unreacted, .reported, .command, .delivered, .settled, .other:
      return []
    }
  }

  /// Each feed is asked at its time, or now where that has passed. What is no longer configured is forgotten.
  private func start(_ context: inout Context) throws -> [Action] {
    var actions: [Action] = []
    for (key, _) in try context.store.records(startingWith: "feed/")
    where !settings.feeds.contains(where: { $0.key == key }) {
      context.store.remove(key)
    }
    for (index, feed) in settings.feeds.enumerated() {
      let memory = try FeedMemory(context.store.value(feed.key))
      // One after the other, so that they do not all come at the same moment.
      let soonest = context.now + .seconds(2 * (index + 1))
      // A time far ahead is left from a clock that was wrong, or from another "every".
      let latest = context.now + pause(memory)
      actions.append(.timer(name: "ask/\(feed.name)", at: min(max(soonest, memory.next), max(soonest, latest))))
      if !memory.queue.isEmpty { actions.append(.timer(name: "post/\(feed.name)", at: soonest)) }
    }
    return actions
  }

  private func ask(_ feed: PostedFeed, _ context: inout Context) throws -> [Action] {
    var memory = try FeedMemory(context.store.value(feed.key))
    memory.next = context.now + pause(memory)
    context.store.set(feed.key, memory.json)
    return [.fetch(name: feed.name, url: feed.url), .timer(name: "ask/\(feed.name)", at: memory.next)]
  }

  /// From one time that a feed is asked to the next.
  private func pause(_ memory: FeedMemory) -> Duration {
    memory.isOff(after: settings.failures) ? max(.days(1), settings.every) : settings.every
  }

  private func take(_ feed: PostedFeed, _ status: Int, _ body: String, _ context: inout Context) throws -> [Action] {
    var memory = try FeedMemory(context.store.value(feed.key))
    guard (200..<300).contains(status) else {
      return fail(feed, status == 0 ? body : "it answers \(status)", &memory, &context)
    }
    do throws(FeedReader.Fault) {
      let document = try FeedReader.read(Array(body.utf8), charset: "utf-8", base: feed.url)
      memory.take(document, first: settings.first, oldest: context.now - settings.maxAge)
    } catch {
      return fail(feed, error.reason, &memory, &context)
    }
    let wasOff = memory.isOff(after: settings.failures)
    memory.failures = 0
    if wasOff { memory.next = context.now + settings.every }
    context.store.set(feed.key, memory.json)
    let actions: [Action] =
      wasOff ? [.settle(flag: feed.key), .timer(name: "ask/\(feed.name)", at: memory.next)] : []
    return try actions + post(feed, &context)
  }

  private func fail(
    _ feed: PostedFeed, _ reason: String, _ memory: inout FeedMemory, _ context: inout Context
  ) -> [Action] {
    memory.failures += 1
    context.store.set(feed.key, memory.json)
    guard memory.failures == settings.failures else { return [] }
    return [
      .flag(
        Flag(
          "A feed cannot be read",
          text: Text(
            "\(feed.name): \(Excerpt.of(reason, around: "", limit: 200)). It failed \(settings.failures) times in a row and is "
              + "asked once a day now. Open its address in a browser and correct it."), name: feed.key))
    ]
  }

  /// Posts what waits, as far as the hour allows.
  private func post(_ feed: PostedFeed, _ context: inout Context) throws -> [Action] {
    var memory = try FeedMemory(context.store.value(feed.key))
    var actions: [Action] = []
    while !memory.queue.isEmpty, memory.hasRoom(settings.hourly, at: context.now) {
      let entry = memory.pop(at: context.now)
      let text = feed.text ?? settings.text
      if let channel = feed.channel ?? settings.channel {
        actions.append(.post(text: text.render(entry.values(feed.name)).tidied, in: channel, named: nil))
      }
    }
    context.store.set(feed.key, memory.json)
    if !memory.queue.isEmpty {
      actions.append(.timer(name: "post/\(feed.name)", at: memory.roomAgain(settings.hourly, at: context.now)))
    }
    return actions
  }
}

/// A feed whose entries are posted.
struct PostedFeed: SettingGroup {
  static let variables: KeyValuePairs = [
    "title": "the entry's title", "link": "its address", "summary": "how its text begins", "feed": "the feed's name",
    "author": "who wrote it",
  ]

  @Setting("What the feed is called here.", .notEmpty)
  var name: String
  @Setting("The address of the feed.")
  var url: String
  @Setting("Where its entries are posted. Left out: the plugin's \"channel\".")
  var channel: ID<Channel>? = nil
  @Setting("What to post of each. Left out: the plugin's \"text\".")
  var text: Template? = nil

  func check(_ node: SettingNode) {
    if !FeedLink.isWeb(url) {
      node.place(of: "url").fail("this is no web address", "write one that begins with https://")
    }
    let known = Self.variables.map(\.key)
    for name in text?.variables ?? [] where !known.contains(name) {
      node.place(of: "text").fail(
        "the variable {\(name)} is not known here", "use \(known.map { "{\($0)}" }.joined(separator: ", "))")
    }
  }

  /// Another address is another feed.
  var key: String { "feed/\(name)/\(PoolUse.mark(url))" }
}
