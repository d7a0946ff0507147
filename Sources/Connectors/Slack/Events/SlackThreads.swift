internal import BotCore
internal import FoundationEssentials

/// Threads are looked for under this many of a channel's newest messages.
private let parents = 100

extension Slack {
  /// Replies do not stand in a channel's history; their thread's first message tells when the latest came. The threads
  /// are read in the order of their latest replies, so that those that are done can be told from the others. A thread
  /// that a limit interrupted is read on where it was left.
  func readThreads(_ channel: ID<Channel>, _ round: inout SlackRound) async throws {
    var pages = mostPages
    guard try await readThread(in: channel, &round, &pages) else { return }
    let seen = round.place[threadsOf: channel] ?? "0"
    let done = round.place[threadsDoneOf: channel] ?? seen
    let page = try await page(
      "conversations.history", channel, [("limit", "\(min(parents, settings.historyPage))")])
    let threads = (page["messages"]?.array ?? []).compactMap { parent -> (ts: String, latest: SlackTimestamp)? in
      guard let ts = parent["ts"]?.string, let latest = parent.timestamp("latest_reply") else { return nil }
      return Self.isAfter(latest.raw, done) ? (ts, latest) : nil
    }.sorted { $0.latest < $1.latest }
    for thread in threads {
      round.place[threadOf: channel] = thread.ts
      round.place[threadLatestOf: channel] = thread.latest.raw
      guard try await readThread(in: channel, &round, &pages) else { return }
    }
    round.place[threadsOf: channel] = round.place[threadsDoneOf: channel] ?? seen
    round.place[threadsDoneOf: channel] = nil
  }

  /// Reads the thread that is begun, if one is. Each page that was read is kept.
  /// - Parameter pages: how many may be read yet.
  /// - Returns: whether it was read to its end.
  private func readThread(
    in channel: ID<Channel>, _ round: inout SlackRound, _ pages: inout Int
  ) async throws -> Bool {
    guard let ts = round.place[threadOf: channel] else { return true }
    let since = round.place[threadsOf: channel] ?? "0"
    while pages > 0 {
      pages -= 1
      let page: JSON
      do {
        page = try await self.page(
          "conversations.replies", channel, [("limit", "\(settings.historyPage)"), ("ts", ts), ("oldest", since)],
          from: &round.place[threadPageOf: channel])
      } catch ConnectorError.refused(let reason) {
        // It may be gone; the channel's history tells the next time.
        round.place.leaveThread(of: channel)
        throw ConnectorError.refused(reason)
      }
      let replies = (page["messages"]?.array ?? []).filter { $0["ts"]?.string != ts }
      await decode(replies, channel, readBefore: nil, &round)
      round.place[threadPageOf: channel] = page.nextPage
      if round.place[threadPageOf: channel] == nil {
        round.place[threadsDoneOf: channel] = round.place[threadLatestOf: channel]
        round.place.leaveThread(of: channel)
        return true
      }
    }
    return false
  }
}
