internal import BotCore
internal import Feeds
internal import FoundationEssentials

/// What comes of one look at one feed: events, and what to remember.
struct FeedVisit {
  let source: FeedSource
  private(set) var record: FeedRecord
  let settings: FeedSettings
  let tools: Tools
  private(set) var fault: Feed.Fault?

  /// At most this long passes between two looks at a feed that fails, unless the interval is longer.
  private static let longestWait: Duration = .hours(1)
  /// An address that was given up may come back.
  private static let waitWhenGone: Duration = .days(1)

  init(source: FeedSource, record: FeedRecord, settings: FeedSettings, tools: Tools) {
    self.source = source
    self.record = record
    self.settings = settings
    self.tools = tools
  }

  mutating func take(_ result: FeedLook.Result) -> [Event] {
    tellMove(result.hasMoved)
    switch result.found {
    case .feed(let feed, let answer):
      return feed.isCut ? takePart(of: feed) : takeAll(of: feed, answer)
    case .unchanged: succeed()
    case .gone:
      if !record.isGone {
        tools.log(.error, "a feed is gone for good and is asked only once a day from now on", ["feed": source.name])
      }
      record.isGone = true
      wait(max(settings.interval, Self.waitWhenGone))
    case .busy(let after, let reason):
      fail(reason)
      wait(max(settings.interval, after ?? settings.interval * 2))
    case .failed(let reason):
      fail(reason)
      wait(min(settings.interval * (1 << min(record.failures - 1, 10)), max(Self.longestWait, settings.interval)))
    }
    return []
  }

  private mutating func takeAll(of feed: FeedDocument, _ answer: HTTPResponse) -> [Event] {
    let events = news(in: feed)
    record.remember(feed.entries)
    (record.etag, record.modified) = (answer.headers["ETag"], answer.headers["Last-Modified"])
    succeed()
    return events
  }

  /// Whole entries count, but the answer does not stand for the feed: it is asked for all of it again.
  private mutating func takePart(of feed: FeedDocument) -> [Event] {
    let events = news(in: feed)
    // What was old in the missing part of a first look would seem new at the next; a feed that stays so is taken as it is.
    if record.seen != nil || settings.from == .beginning || record.failures > 0 { record.remember(feed.entries) }
    (record.etag, record.modified, record.isGone) = (nil, nil, false)
    fail("the XML ends too early")
    wait(settings.interval)
    return events
  }

  private mutating func fail(_ reason: String) {
    fault = Feed.Fault(feed: source.name, reason: reason, isNew: record.failures == 0)
    record.failures += 1
  }

  private mutating func succeed() {
    (record.failures, record.isGone) = (0, false)
    wait(settings.interval)
  }

  private mutating func wait(_ duration: Duration) {
    record.next = Int((tools.now().timeIntervalSince1970 + duration.seconds).rounded())
  }

  private mutating func tellMove(_ hasMoved: Bool) {
    if hasMoved && !record.isMoved {
      tools.log(
        .warning, "a feed has moved for good: write its new address into the configuration", ["feed": source.name])
    }
    record.isMoved = hasMoved
  }

  /// Oldest first.
  private func news(in feed: FeedDocument) -> [Event] {
    if record.seen == nil && settings.from == .now { return [] }
    let events = record.news(in: feed.entries).reversed().map { entry, isNew -> Event in
      var message = message(entry, feed)
      if isNew { return .posted(message, in: tools.community.id, at: entry.published ?? tools.now()) }
      message.version = Int(entry.content)
      return .edited(message, in: tools.community.id, at: entry.updated ?? tools.now())
    }
    // Sorting is not stable, so that equal times keep their order by their places.
    return events.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
  }

  private func message(_ entry: FeedEntry, _ feed: FeedDocument) -> Message {
    let author = entry.author ?? feed.author ?? (feed.title.isEmpty ? source.name : feed.title)
    let text = entry.text(longest: settings.maxLength)
    return Message(
      ID(entry.id), in: ID(source.name), named: source.name, by: Member(ID(author)),
      text.isEmpty ? entry.link ?? "" : text, link: entry.link)
  }
}
