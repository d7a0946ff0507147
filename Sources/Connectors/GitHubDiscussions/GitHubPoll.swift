public import BotCore
internal import FoundationEssentials

extension GitHubDiscussions {
  /// What changed shortly before the last look is read again: not all of GitHub's machines know of it at once. What was
  /// seen is dropped as known.
  private static let overlap = Duration.seconds(30)
  /// In one round; the rest is for the next.
  private static let mostDiscussions = 100
  /// So many events end a round as well: a discussion may hold a thousand comments.
  private static let mostEvents = 2_000
  /// So many discussions that cannot be served one after the other end a round: each may take GitHub half a minute.
  private static let mostFailures = 3

  /// Reads what happened in the discussions since the cursor. In webhook mode this is what finds lost deliveries, and
  /// what tells the bot who it is.
  public func poll(_ cursor: Cursor?) async throws -> Poll {
    do {
      return try await look(GitHubCursor(cursor))
    } catch let fault as PlatformFault {
      throw fault.asConnectorError
    }
  }

  private struct News {
    var events: [Event] = []
    /// There was more than one round takes.
    var isMore = false
    /// Discussions in a row that could not be served.
    var failures = 0
    /// Whose comments were read, or are not due.
    var looked: Set<String> = []
  }

  private func look(_ cursor: GitHubCursor) async throws -> Poll {
    let place = try await directory.place()
    let isWebhook = settings.receive == .webhook
    var cursor = cursor
    var news = News()
    if !isWebhook || settings.catchUp { news = try await self.news(&cursor) }
    let events = news.events + (try await newcomers(&cursor, place))
    return Poll(
      events: events.sorted { ($0.at, $0.id) < ($1.at, $1.id) }, cursor: cursor.cursor,
      next: news.isMore ? .zero : isWebhook ? settings.catchUpEvery : settings.pollEvery)
  }

  /// The discussions that changed, the longest ago first: when GitHub's limit or the round's own ends the look, the
  /// next goes on there.
  private func news(_ cursor: inout GitHubCursor) async throws -> News {
    var reader = GitHubReader(api: api, decoder: decoder, readsReactions: settings.reactions)
    guard let since = cursor.since ?? (settings.from == .beginning ? cursor.start : nil) else {
      try await begin(&cursor, reader)
      return News()
    }
    let after = max(since - Self.overlap, cursor.start)
    let list = try await reader.discussions(after: after)
    beginReactions(&cursor, isAll: cursor.since == nil, list)
    reader.reactionsSince = cursor.begun ?? .distantFuture
    var news = News(events: reactions(to: list.nodes, &cursor, reader))
    var read = 0
    var place = since
    for discussion in list.nodes.reversed() {
      guard let changed = discussion.time("updatedAt"), changed >= after else { continue }
      // Only where the next round does not begin with the same ones again.
      let isFull = read >= Self.mostDiscussions || news.events.count >= Self.mostEvents
      if isFull && place > since + Self.overlap {
        news.isMore = true
        break
      }
      do {
        try await tell(discussion, after: after, reader, &cursor, &news)
      } catch let fault as PlatformFault where fault.isLimit && read > 0 {
        break
      }
      read += 1
      place = max(place, changed)
      if news.failures == Self.mostFailures { break }
    }
    cursor.since = place
    try await settle(reader, &cursor, &news)
    return news
  }

  private func tell(
    _ discussion: JSON, after: Date, _ reader: GitHubReader, _ cursor: inout GitHubCursor, _ news: inout News
  ) async throws {
    guard let id = discussion["id"]?.string else { return }
    let owed = cursor.owed[id]
    var isThere = true
    if discussion["comments"]?["totalCount"]?.int == 0 {
      cursor.owed[id] = nil
    } else if owed.map({ $0.due <= tools.now() }) ?? true {
      let channel = GitHubReader.channel(discussion)
      isThere = try await readComments(of: id, in: channel, after: owed?.after ?? after, reader, &cursor, &news)
    }
    news.looked.insert(id)
    if isThere { news.events += reader.opening(of: discussion, after: after) }
  }

  /// What could not be served before, and has not come up by itself.
  private func settle(_ reader: GitHubReader, _ cursor: inout GitHubCursor, _ news: inout News) async throws {
    let now = tools.now()
    let due = cursor.owed.filter { !news.looked.contains($0.key) && $0.value.due <= now }
    for (id, owed) in due.sorted(by: { $0.value.due < $1.value.due }) where news.failures < Self.mostFailures {
      do {
        _ = try await readComments(of: id, in: owed.channel, after: owed.after, reader, &cursor, &news)
      } catch let fault as PlatformFault where fault.isLimit {
        return
      }
    }
  }

  /// A discussion that is closed to the bot, or that takes GitHub too long, keeps no other from being read.
  /// - Returns: whether it is there and open.
  private func readComments(
    of id: String, in channel: ID<Channel>, after: Date, _ reader: GitHubReader, _ cursor: inout GitHubCursor,
    _ news: inout News
  ) async throws -> Bool {
    do {
      news.events += try await reader.comments(of: id, in: channel, after: after)
      (cursor.owed[id], news.failures) = (nil, 0)
      return true
    } catch let fault as PlatformFault where fault.kind == .missing || fault.kind == .forbidden {
      cursor.owed[id] = nil
      tools.log(.warning, "a discussion cannot be read", ["reason": fault.reason])
      return false
    } catch let error where Self.isUnserved(error) {
      news.failures += 1
      owe(id, in: channel, after: after, error, &cursor)
      return true
    }
  }

  private func owe(
    _ id: String, in channel: ID<Channel>, after: Date, _ error: any Error, _ cursor: inout GitHubCursor
  ) {
    if cursor.owe(id, in: channel, after: after, now: tools.now()) == GitHubOwed.told {
      tools.log(
        .warning, "GitHub cannot serve a discussion's comments; it is left out and looked at again from time to time",
        ["discussion": id, "reason": "\(error)"])
    }
    if let lost = cursor.giveUpOne() {
      tools.log(.error, "too many discussions cannot be read; what one says is given up", ["discussion": lost])
    }
  }

  /// A failure that may be this one discussion's: it takes GitHub too long, or too much.
  private static func isUnserved(_ error: any Error) -> Bool {
    switch error {
    case let fault as PlatformFault: fault.kind == .broken || fault.kind == .rejected
    case HTTPError.noAnswer, HTTPError.tooLarge: true
    default: false
    }
  }

  /// By GitHub's own clock, so that it does not matter whether ours agrees with it.
  private func begin(_ cursor: inout GitHubCursor, _ reader: GitHubReader) async throws {
    let list = try await reader.discussions(after: .distantFuture)
    cursor.start = list.nodes.first?.time("updatedAt") ?? tools.now()
    cursor.since = cursor.start
    beginReactions(&cursor, isAll: false, list)
  }

  // MARK: Reactions

  /// A reaction does not move its discussion up, so many stand there that are later than its change. Only what comes
  /// after the first look for reactions is news.
  private func beginReactions(_ cursor: inout GitHubCursor, isAll: Bool, _ list: GitHubReader.List) {
    guard settings.reactions else {
      (cursor.begun, cursor.reacted) = (nil, nil)
      return
    }
    guard cursor.begun == nil else { return }
    cursor.begun = isAll ? cursor.start : max(list.at ?? tools.now(), cursor.start)
  }

  /// These are read from the first page whatever else happened.
  private func reactions(to discussions: [JSON], _ cursor: inout GitHubCursor, _ reader: GitHubReader) -> [Event] {
    guard settings.reactions else { return [] }
    let after = cursor.reacted.map { $0 - Self.overlap } ?? .distantPast
    let found = discussions.flatMap { reader.reactions(to: $0, after: after, in: GitHubReader.channel($0)) }
    cursor.reacted = (found.map(\.at) + [cursor.reacted].compactMap { $0 }).max()
    return found
  }
}
