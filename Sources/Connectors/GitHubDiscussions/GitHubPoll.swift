public import BotCore
internal import FoundationEssentials

extension GitHubDiscussions {
  /// What changed shortly before the last look is read again: not all of GitHub's machines know of it at once. What was
  /// seen is dropped as known.
  private static let overlap = Duration.seconds(30)
  /// In one round; the rest is for the next.
  private static let mostDiscussions = 100

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
    let reader = GitHubReader(api: api, decoder: decoder, readsReactions: settings.reactions)
    guard let since = cursor.since ?? (settings.from == .beginning ? cursor.start : nil) else {
      try await begin(&cursor, reader)
      return News()
    }
    let after = max(since - Self.overlap, cursor.start)
    let discussions = try await reader.discussions(after: after)
    var news = News(events: reactions(to: discussions, &cursor, reader))
    var read = 0
    var place = since
    for discussion in discussions.reversed() {
      guard let changed = discussion.time("updatedAt"), changed >= after else { continue }
      // Only where the next round does not begin with the same ones again.
      if read >= Self.mostDiscussions && place > since + Self.overlap {
        news.isMore = true
        break
      }
      do {
        news.events += try await reader.news(of: discussion, after: after)
      } catch let fault as PlatformFault where fault.isLimit && read > 0 {
        break
      } catch let fault as PlatformFault where fault.kind == .missing || fault.kind == .forbidden {
        tools.log(.warning, "a discussion cannot be read", ["reason": fault.reason])
      }
      read += 1
      place = max(place, changed)
    }
    cursor.since = place
    return news
  }

  /// By GitHub's own clock, so that it does not matter whether ours agrees with it.
  private func begin(_ cursor: inout GitHubCursor, _ reader: GitHubReader) async throws {
    let newest = try await reader.discussions(after: .distantFuture).first?.time("updatedAt")
    cursor.start = newest ?? tools.now()
    cursor.since = cursor.start
    cursor.reacted = cursor.start
  }

  /// A reaction does not move its discussion up, so these are read from the first page whatever else happened.
  private func reactions(to discussions: [JSON], _ cursor: inout GitHubCursor, _ reader: GitHubReader) -> [Event] {
    guard settings.reactions else { return [] }
    let after = max((cursor.reacted ?? cursor.start) - Self.overlap, cursor.start)
    let found = discussions.flatMap {
      reader.reactions(to: $0, after: after, in: GitHubReader.channel($0))
    }
    cursor.reacted = found.map(\.at).max() ?? cursor.reacted
    return found
  }
}
