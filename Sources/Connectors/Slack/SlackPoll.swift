public import BotCore
internal import FoundationEssentials

/// Limits of one round over the channels.
private enum Round {
  static let pageSize = 200
  /// Read again each time: a message can become visible after one with a later time. What was seen is dropped as known.
  static let overlap = Duration.seconds(60)
  /// 20,000 messages of one channel.
  static let maxPages = 100
  static let threadsEvery = Duration.minutes(5)
  /// Threads are looked for under this many of a channel's newest messages.
  static let parents = 100
  /// 1,000 new replies of one thread.
  static let maxThreadPages = 5
}

extension Slack {
  /// Reads what came in each channel since the cursor. In webhook mode this is what fills gaps, and what tells the bot
  /// who it is and what its channels are called.
  public func poll(_ cursor: Cursor?) async throws -> Poll {
    _ = try await directory.identity()
    let channels = try await channelsToRead()
    let isWebhook = settings.receive == .webhook
    let next = isWebhook ? settings.catchUpEvery : settings.pollEvery
    guard !isWebhook || settings.catchUp else { return Poll(events: [], cursor: cursor, next: next) }
    var place = SlackCursor(cursor)
    var events: [Event] = []
    let readsThreads = isThreadTime()
    for channel in channels {
      do {
        events += try await read(channel, &place)
        if readsThreads { events += try await readThreads(channel, &place) }
      } catch ConnectorError.limited(let after) where !events.isEmpty || channel != channels.first {
        directory.state.withLock { $0.firstToRead = channel }
        return Poll(events: events.inOrder, cursor: place.cursor, next: max(next, after ?? .minutes(1)))
      } catch ConnectorError.refused(let reason) {
        tools.log(.warning, "a channel cannot be read", ["channel": channel.raw, "reason": reason])
      }
    }
    if readsThreads { directory.state.withLock { $0.threadsRead = tools.now() } }
    return Poll(events: events.inOrder, cursor: place.cursor, next: next)
  }

  /// The channels in the order of their ids, beginning where the last round was cut short.
  private func channelsToRead() async throws -> [ID<Channel>] {
    let all = try await directory.channels()
    let wanted = settings.channels.map { $0.hasPrefix("#") ? String($0.dropFirst()) : $0 }
    let read = all.filter { wanted.isEmpty ? $0.isMember : wanted.contains($0.name) || wanted.contains($0.id.raw) }
      .map(\.id).sorted()
    guard let first = directory.state.withLock({ $0.firstToRead }), let index = read.firstIndex(of: first) else {
      return read
    }
    return Array(read[index...] + read[..<index])
  }

  private func isThreadTime() -> Bool {
    directory.state.withLock { $0.threadsRead }.map { tools.now() >= $0 + Round.threadsEvery } ?? true
  }

  private func read(_ channel: ID<Channel>, _ place: inout SlackCursor) async throws -> [Event] {
    if place[channel] == nil {
      place[threadsOf: channel] = settings.from == .now ? SlackTimestamp(tools.now()).raw : "0"
      place[channel] = settings.from == .now ? try await newest(in: channel) : "0"
      place[startOf: channel] = place[channel]
    }
    let messages = try await pages(
      "conversations.history", channel, [("oldest", oldest(channel, place))], Round.maxPages)
    let read = [place[channel].flatMap { SlackTimestamp($0) }] + messages.map { $0.timestamp("ts") }
    place[channel] = read.compactMap { $0 }.max()?.raw ?? place[channel]
    return decode(messages, channel)
  }

  /// A little before what was read last, but never before where reading began.
  private func oldest(_ channel: ID<Channel>, _ place: SlackCursor) -> String {
    guard let last = place[channel].flatMap({ SlackTimestamp($0) }),
      let start = place[startOf: channel].flatMap({ SlackTimestamp($0) })
    else { return place[channel] ?? "0" }
    return max(start, SlackTimestamp(last.date - Round.overlap)).raw
  }

  /// The platform's own time, so that it does not matter whether our clock agrees with it.
  private func newest(in channel: ID<Channel>) async throws -> String {
    let page = try await api.read("conversations.history", [("channel", channel.raw), ("limit", "1")]).value()
    return page["messages"]?[0]?.timestamp("ts")?.raw ?? "0"
  }

  /// Replies do not stand in a channel's history; their thread's first message tells when the latest came.
  private func readThreads(_ channel: ID<Channel>, _ place: inout SlackCursor) async throws -> [Event] {
    let seen = place[threadsOf: channel] ?? "0"
    let page = try await api.read(
      "conversations.history", [("channel", channel.raw), ("limit", "\(Round.parents)")]
    ).value()
    var events: [Event] = []
    var latest = SlackTimestamp(seen)
    for parent in page["messages"]?.array ?? [] {
      guard let reply = parent.timestamp("latest_reply"), SlackTimestamp(seen).map({ $0 < reply }) ?? true,
        let ts = parent["ts"]?.string
      else { continue }
      let replies = try await pages(
        "conversations.replies", channel, [("ts", ts), ("oldest", seen)], Round.maxThreadPages)
      events += decode(replies.filter { $0["ts"]?.string != ts }, channel)
      latest = max(latest ?? reply, reply)
    }
    place[threadsOf: channel] = latest?.raw ?? seen
    return events
  }

  private func pages(
    _ method: String, _ channel: ID<Channel>, _ parameters: [(String, String)], _ limit: Int
  ) async throws -> [JSON] {
    var messages: [JSON] = []
    var cursor = ""
    for _ in 0..<limit {
      let page = try await api.read(
        method,
        [("channel", channel.raw), ("limit", "\(Round.pageSize)")] + parameters
          + (cursor.isEmpty ? [] : [("cursor", cursor)])
      ).value()
      messages += page["messages"]?.array ?? []
      cursor = page.nextCursor
      if cursor.isEmpty || page["has_more"]?.bool == false { return messages }
    }
    tools.log(.warning, "too much to read at once: the oldest messages were left out", ["channel": channel.raw])
    return messages
  }

  private func decode(_ messages: [JSON], _ channel: ID<Channel>) -> [Event] {
    let decoder = decoder(own: [])
    return messages.compactMap { decoder.event($0, channel: channel.raw) }.inOrder
  }
}

extension [Event] {
  /// As they happened.
  fileprivate var inOrder: [Event] { sorted { ($0.at, $0.id) < ($1.at, $1.id) } }
}
