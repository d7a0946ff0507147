internal import BotCore
internal import FoundationEssentials

/// Limits of one round.
private enum Round {
  /// Of one channel; what is left is read in the next round.
  static let maxPages = 100
  /// Threads are looked for under this many of a channel's newest messages.
  static let parents = 100
  /// Of the new replies of one thread.
  static let maxThreadPages = 5
}

extension Slack {
  /// One page of `conversations.history` or `conversations.replies`, which have a limit of their own.
  /// - Throws: `ConnectorError`, `HTTPError`.
  func page(_ method: String, _ channel: ID<Channel>, _ parameters: [(String, String)]) async throws -> JSON {
    if settings.historyPerMinute > 0 {
      let spacing = Duration.seconds(60 / Double(settings.historyPerMinute))
      let now = tools.now()
      try directory.state.withLock { state throws(ConnectorError) in
        if let last = state.called[method], now < last + spacing {
          throw .limited(after: .seconds((last + spacing).timeIntervalSince(now)))
        }
        state.called[method] = now
      }
    }
    return try await directory.api.read(method, [("channel", channel.raw)] + parameters).value()
  }

  /// Messages and joins. Each page that was read is kept, even if Slack's limit ends the round before the last.
  func read(_ channel: ID<Channel>, _ place: inout SlackCursor, _ events: inout [Event]) async throws {
    guard try await begin(channel, &place), let last = place[channel] else { return }
    let oldest = oldest(channel, place)
    directory.state.withLock { $0.edits[channel] = $0.edits[channel]?.filter { Self.isAfter($0.key, oldest) } }
    for _ in 0..<Round.maxPages {
      let page = try await page(
        "conversations.history", channel,
        [("limit", "\(settings.historyPage)"), ("oldest", oldest)]
          + (place[pageOf: channel].map { [("cursor", $0)] } ?? []), resuming: &place)
      let messages = page["messages"]?.array ?? []
      let read = [place[topOf: channel].flatMap { SlackTimestamp($0) }] + messages.map { $0.timestamp("ts") }
      place[topOf: channel] = read.compactMap { $0 }.max()?.raw
      let found = await decode(messages, channel, readBefore: last)
      for case .memberJoined(let member, _, _) in found.map(\.kind) { place[rollOf: channel]?.insert(member.id) }
      events += found
      place[pageOf: channel] = page["has_more"]?.bool == false || page.nextCursor.isEmpty ? nil : page.nextCursor
      if place[pageOf: channel] == nil { break }
    }
    guard place[pageOf: channel] == nil else { return }
    if let top = place[topOf: channel], Self.isAfter(top, last) { place[channel] = top }
    place[topOf: channel] = nil
  }

  /// A page that Slack does not know any more means that the channel is read from the top again.
  private func page(
    _ method: String, _ channel: ID<Channel>, _ parameters: [(String, String)], resuming place: inout SlackCursor
  ) async throws -> JSON {
    do {
      return try await page(method, channel, parameters)
    } catch ConnectorError.refused(let reason) where reason == "invalid_cursor" {
      place[pageOf: channel] = nil
      return try await page(method, channel, parameters.filter { $0.0 != "cursor" })
    }
  }

  /// Sets where reading begins, at the first look. Whether there is anything to read.
  private func begin(_ channel: ID<Channel>, _ place: inout SlackCursor) async throws -> Bool {
    guard place[channel] == nil else { return true }
    let isNow = settings.from == .now
    let start = isNow ? try await newest(in: channel) : "0"
    place[threadsOf: channel] = isNow ? SlackTimestamp(tools.now()).raw : "0"
    place[channel] = start
    place[startOf: channel] = start
    return !isNow
  }

  /// A little before what was read last, but never before where reading began.
  private func oldest(_ channel: ID<Channel>, _ place: SlackCursor) -> String {
    guard let last = place[channel].flatMap({ SlackTimestamp($0) }),
      let start = place[startOf: channel].flatMap({ SlackTimestamp($0) })
    else { return place[channel] ?? "0" }
    return max(start, SlackTimestamp(last.date - settings.readAgain)).raw
  }

  /// The platform's own time, so that it does not matter whether our clock agrees with it.
  private func newest(in channel: ID<Channel>) async throws -> String {
    let page = try await page("conversations.history", channel, [("limit", "1")])
    return page["messages"]?[0]?.timestamp("ts")?.raw ?? "0"
  }

  /// Replies do not stand in a channel's history; their thread's first message tells when the latest came. The threads
  /// are read in the order of their latest replies, so that those that are done can be told from the others.
  func readThreads(_ channel: ID<Channel>, _ place: inout SlackCursor, _ events: inout [Event]) async throws {
    let seen = place[threadsOf: channel] ?? "0"
    let done = place[threadsDoneOf: channel] ?? seen
    let page = try await page(
      "conversations.history", channel, [("limit", "\(min(Round.parents, settings.historyPage))")])
    let threads = (page["messages"]?.array ?? []).compactMap { parent -> (ts: String, latest: SlackTimestamp)? in
      guard let ts = parent["ts"]?.string, let latest = parent.timestamp("latest_reply") else { return nil }
      return Self.isAfter(latest.raw, done) ? (ts, latest) : nil
    }.sorted { $0.latest < $1.latest }
    for thread in threads {
      let replies = try await replies(to: thread.ts, in: channel, since: seen)
      events += await decode(replies, channel, readBefore: nil)
      place[threadsDoneOf: channel] = thread.latest.raw
    }
    place[threadsOf: channel] = place[threadsDoneOf: channel] ?? seen
    place[threadsDoneOf: channel] = nil
  }

  private func replies(to ts: String, in channel: ID<Channel>, since: String) async throws -> [JSON] {
    var replies: [JSON] = []
    var cursor = ""
    for _ in 0..<Round.maxThreadPages {
      let page = try await page(
        "conversations.replies", channel,
        [("limit", "\(settings.historyPage)"), ("ts", ts), ("oldest", since)]
          + (cursor.isEmpty ? [] : [("cursor", cursor)]))
      replies += (page["messages"]?.array ?? []).filter { $0["ts"]?.string != ts }
      cursor = page.nextCursor
      if cursor.isEmpty || page["has_more"]?.bool == false { return replies }
    }
    tools.log(.warning, "a thread has too many new replies: some were left out", ["channel": channel.raw])
    return replies
  }

  /// - Parameter readBefore: up to where the channel was read in an earlier round: of what is not after it, edits are
  ///   told too. `nil`: of nothing.
  private func decode(_ messages: [JSON], _ channel: ID<Channel>, readBefore: String?) async -> [Event] {
    let now = tools.now()
    directory.state.withLock { state in
      for user in messages.compactMap({ $0["user"]?.string }) { state.people.want(user, at: now) }
    }
    await directory.learnNames(log: tools.log)
    let decoder = decoder(own: [])
    return messages.flatMap { message -> [Event] in
      let posted = decoder.event(message, channel: channel.raw)
      guard let readBefore, let edit = edit(message, channel, readBefore, decoder) else {
        return posted.map { [$0] } ?? []
      }
      return (posted.map { [$0] } ?? []) + [edit]
    }
  }

  /// What was read for the first time is new as it stands; only later edits are any.
  private func edit(
    _ message: JSON, _ channel: ID<Channel>, _ readBefore: String, _ decoder: SlackDecoder
  ) -> Event? {
    guard let ts = message["ts"]?.string, let edited = message["edited"]?["ts"]?.string else { return nil }
    let before = directory.state.withLock { $0.edits[channel, default: [:]].updateValue(edited, forKey: ts) }
    return before == edited || Self.isAfter(ts, readBefore) ? nil : decoder.edit(message, channel: channel.raw)
  }

  private static func isAfter(_ ts: String, _ other: String) -> Bool {
    guard let ts = SlackTimestamp(ts), let other = SlackTimestamp(other) else { return SlackTimestamp(ts) != nil }
    return other < ts
  }
}
