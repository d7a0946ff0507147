import BotCore
import Feeds
import FoundationEssentials

/// What is remembered of a feed that is posted.
struct FeedMemory {
  /// Marks of entries that were seen, oldest first; `nil` before the first look.
  private(set) var seen: [String]?
  /// To be posted, oldest first.
  private(set) var queue: [Entry] = []
  /// When entries were posted within the last hour.
  private var posted: [Date] = []
  /// In a row.
  var failures = 0
  /// When it is asked again.
  var next = Date(timeIntervalSince1970: 0)

  struct Entry: Hashable {
    let title: String
    let link: String
    let summary: String
    let author: String
  }

  /// A feed shows at most 1000 entries, so none of those is forgotten.
  private static let mostSeen = 2000
  /// What waits longer is news no more; the oldest is left out.
  private static let mostQueued = 50

  init(_ json: JSON?) {
    guard let json else { return }
    seen = json["seen"]?.array?.compactMap(\.string)
    queue = (json["queue"]?.array ?? []).map(Entry.init)
    posted = (json["posted"]?.array ?? []).compactMap(\.double).map { Date(timeIntervalSince1970: $0) }
    failures = json["failures"]?.int ?? 0
    next = Date(timeIntervalSince1970: json["next"]?.double ?? 0)
  }

  var json: JSON {
    .compact(
      ("seen", seen.map { .array($0.map { .string($0) }) }), ("queue", .array(queue.map(\.json))),
      ("posted", .array(posted.map { .double($0.timeIntervalSince1970) })), ("failures", .int(failures)),
      ("next", .double(next.timeIntervalSince1970)))
  }

  func isOff(after most: Int) -> Bool { failures >= most }

  /// Puts into the queue what is new.
  /// - Parameters:
  ///   - first: how many count as new at the first look.
  ///   - oldest: what the feed dates before is not posted.
  mutating func take(_ feed: FeedDocument, first: Int, oldest: Date) {
    // Half a feed would make the other half seem new at the next look.
    if seen == nil, feed.isCut { return }
    let isFirst = seen == nil
    var known = Set(seen ?? [])
    var news = feed.entries.filter { known.insert(PoolUse.mark($0.id)).inserted }
    let marks = news.map { PoolUse.mark($0.id) }
    // Feeds have the newest first, unless their dates say otherwise.
    news.reverse()
    news = news.enumerated().sorted { a, b in
      guard let x = a.element.published, let y = b.element.published, x != y else { return a.offset < b.offset }
      return x < y
    }.map(\.element)
    if isFirst { news = Array(news.suffix(first)) }
    queue += news.filter { $0.published.map { $0 >= oldest } ?? true }.map(Entry.init)
    queue = queue.suffix(Self.mostQueued)
    seen = ((seen ?? []) + marks.reversed()).suffix(Self.mostSeen)
  }

  func hasRoom(_ hourly: Int, at now: Date) -> Bool {
    posted.count { $0 > now - .hours(1) && $0 <= now } < hourly
  }

  /// When the next may go out, where there is no room now.
  func roomAgain(_ hourly: Int, at now: Date) -> Date {
    let recent = posted.filter { $0 > now - .hours(1) && $0 <= now }.sorted().suffix(hourly)
    return recent.reduce(now, min) + .hours(1)
  }

  mutating func pop(at now: Date) -> Entry {
    posted = posted.filter { $0 > now - .hours(1) && $0 <= now } + [now]
    return queue.removeFirst()
  }
}

extension FeedMemory.Entry {
  private static let longestSummary = 300

  init(_ entry: FeedEntry) {
    title = entry.title.isEmpty ? Excerpt.of(entry.body, around: "", limit: 80) : String(entry.title.prefix(300))
    link = entry.link ?? ""
    summary = Excerpt.of(entry.body, around: "", limit: Self.longestSummary)
    author = entry.author ?? ""
  }

  init(_ json: JSON) {
    title = json["title"]?.string ?? ""
    link = json["link"]?.string ?? ""
    summary = json["summary"]?.string ?? ""
    author = json["author"]?.string ?? ""
  }

  var json: JSON {
    ["title": .string(title), "link": .string(link), "summary": .string(summary), "author": .string(author)]
  }

  func values(_ feed: String) -> [String: Text] {
    [
      "title": Text(title), "link": link.isEmpty ? Text() : Text([.link(label: "", url: link)]),
      "summary": Text(summary), "feed": Text(feed), "author": Text(author),
    ]
  }
}
