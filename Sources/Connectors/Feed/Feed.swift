public import BotCore
internal import FoundationEssentials

/// Feeds: RSS, Atom and JSON Feed, read from time to time. What they bring comes to plugins as messages; there is nothing
/// to write to.
///
/// ```json
/// { "id": "news", "platform": "feed",
///   "connection": {
///     "feeds": [
///       { "name": "releases", "url": "https://github.com/example/tool/releases.atom" },
///       { "name": "blog", "url": "https://example.org/feed/" },
///       { "name": "videos", "url": "https://www.youtube.com/feeds/videos.xml?channel_id=UC0123456789abcdefghijkl" },
///       { "name": "board", "url": "env:BOARD_FEED" } ],
///     "interval": "15m" },
///   "plugins": [{ "plugin": "listen" }] }
/// ```
///
/// Nearly everything has a feed: blogs (`/feed/` on WordPress), forums (`/latest.rss` and `/posts.rss` on Discourse), Reddit
/// (`/r/<name>/new/.rss`, which is often closed to programs), Mastodon (`/@user.rss`), YouTube (the channel's id from
/// "Share channel"), GitHub (`/releases.atom`, `/discussions.atom`), podcasts. A page's source names its own: look for
/// `rel="alternate"`. Where the address holds a key, put it into the environment.
///
/// The name of the feed is the channel of its entries; title and text are the message, as plain text. An entry is known by
/// its id, or by its link and title where it has none. A changed text comes as an edit.
///
/// The first look at a feed announces nothing that is in it already; `"from": "beginning"` announces all of it. Feeds that
/// have not changed are not sent again (`ETag`, `If-Modified-Since`), and one that asks to be left alone for a while is.
/// A feed that has moved for good is read where it is now, and the log says so once: write the new address. One that is
/// gone for good (410) is asked once a day from then on.
///
/// A feed that cannot be read, or whose XML ends too early, is named in the log once and asked again later, after an hour
/// at most or after `interval` where that is longer, never more often than `interval`; the others go on.
///
/// **What it is good for.** Plugins that watch, such as `listen`, read a feed as they read a chat: mentions of
/// your project on a forum, releases, reviews. As nothing can be written to a feed, a hit comes to a person otherwise:
/// `botrun flags list` shows it, with the entry's link, and `botrun flags resolve 3` says that it is done. Plugins that
/// answer have nothing to do here, unless `"drafts": true` is set for the community: then `botrun drafts list` shows what
/// the bot would answer, and a person posts it at the entry's link.
///
/// A feed that shows ten entries and gets twenty between two looks has lost ten: choose `interval` by the busiest.
public struct Feed: Connector {
  public static let about = ConnectorAbout(
    name: "feed", summary: "RSS, Atom and JSON feeds, read from time to time.", receives: [.poll],
    capabilities: [.messages, .edits], text: TextLimits(max: 5000, unit: .graphemes), idempotency: .none)

  private let settings: FeedSettings
  private let tools: Tools

  public init(_ settings: FeedSettings, _ tools: Tools) {
    self.settings = settings
    self.tools = tools
  }

  public func perform(_ action: Action, key: String) async -> Outcome {
    .refused(.unsupported, reason: "a feed is only read")
  }

  public func poll(_ cursor: Cursor?) async throws -> Poll {
    var memory = FeedMemory(cursor)
    var events: [Event] = []
    var faults: [Fault] = []
    for source in settings.feeds where isDue(memory[source.key]) {
      let result = try await FeedLook(http: tools.http, now: tools.now()).look(at: source, memory[source.key])
      var visit = FeedVisit(source: source, record: memory[source.key], settings: settings, tools: tools)
      events += visit.take(result)
      if let fault = visit.fault { faults.append(fault) }
      memory[source.key] = visit.record
    }
    for fault in faults where fault.isNew {
      tools.log(.warning, "a feed could not be read", ["feed": fault.feed, "reason": fault.reason])
    }
    let now = tools.now().timeIntervalSince1970
    let due = settings.feeds.map { memory[$0.key].next }.min() ?? 0
    let next = max(1, Double(due) - now)
    return Poll(
      events: events, cursor: memory.cursor(of: settings.feeds.map(\.key)),
      next: .seconds(Int(min(next.rounded(.up), settings.interval.seconds))))
  }

  /// A look that comes a little early, as those of cron do, counts.
  private func isDue(_ record: FeedRecord) -> Bool {
    Double(record.next) <= tools.now().timeIntervalSince1970 + min(30, settings.interval.seconds / 10)
  }

  public func probe() async -> [Problem] {
    var problems: [Problem] = []
    for source in settings.feeds {
      let look = FeedLook(http: tools.http, now: tools.now())
      guard let result = try? await look.look(at: source, nil) else { return problems }
      let subject = "feed \(source.name)"
      switch result.found {
      case .feed, .unchanged:
        guard result.hasMoved else { continue }
        problems.append(
          Problem(
            .warning, subject: subject, fault: "it has moved for good", remedy: "open its address and write the new one"
          ))
      case .gone:
        problems.append(Problem(subject: subject, fault: "it is gone for good (410)", remedy: "take it out of feeds"))
      case .busy(_, let reason):
        problems.append(
          Problem(.warning, subject: subject, fault: "\(reason): too many requests", remedy: "choose a longer interval")
        )
      case .failed(let reason):
        problems.append(
          Problem(subject: subject, fault: reason, remedy: "open its address in a browser and correct it"))
      }
    }
    return problems
  }

  /// Why a feed could not be read.
  struct Fault: Hashable {
    let feed: String
    let reason: String
    /// Whether it could be read before: what goes on failing is told once.
    let isNew: Bool
  }
}
