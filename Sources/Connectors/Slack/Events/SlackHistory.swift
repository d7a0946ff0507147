internal import BotCore
internal import FoundationEssentials

extension Slack {
  /// Of one channel in one round; what is left is read in the next.
  var mostPages: Int { 100 }

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
    let page = try await directory.api.read(method, [("channel", channel.raw)] + parameters).value()
    guard page["messages"]?.array != nil else { throw HTTPError.noAnswer("\(method) answered without messages") }
    return page
  }

  /// - Parameter cursor: the page, as Slack named it; `nil` for the first, and after Slack did not know it any more.
  func page(
    _ method: String, _ channel: ID<Channel>, _ parameters: [(String, String)], from cursor: inout String?
  ) async throws -> JSON {
    guard let from = cursor else { return try await page(method, channel, parameters) }
    do {
      return try await page(method, channel, parameters + [("cursor", from)])
    } catch ConnectorError.refused(let reason) where reason == "invalid_cursor" {
      cursor = nil
      return try await page(method, channel, parameters)
    }
  }

  /// Messages and joins. Each page that was read is kept, even if Slack's limit ends the round before the last.
  func read(_ channel: ID<Channel>, _ round: inout SlackRound) async throws {
    guard try await begin(channel, &round.place), let last = round.place[channel] else { return }
    let oldest = oldest(channel, round.place)
    round.edits[channel] = round.edits[channel]?.filter { Self.isAfter($0.key, oldest) }
    for _ in 0..<mostPages {
      let page = try await page(
        "conversations.history", channel, [("limit", "\(settings.historyPage)"), ("oldest", oldest)],
        from: &round.place[pageOf: channel])
      let messages = page["messages"]?.array ?? []
      let read = [round.place[topOf: channel].flatMap { SlackTimestamp($0) }] + messages.map { $0.timestamp("ts") }
      round.place[topOf: channel] = read.compactMap { $0 }.max()?.raw
      await decode(messages, channel, readBefore: last, &round)
      round.place[pageOf: channel] = page.nextPage
      if round.place[pageOf: channel] == nil || round.events.count >= Self.mostEvents { break }
    }
    guard round.place[pageOf: channel] == nil else { return }
    if let top = round.place[topOf: channel], Self.isAfter(top, last) { round.place[channel] = top }
    round.place[topOf: channel] = nil
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

  /// - Parameter readBefore: up to where the channel was read in an earlier round: of what is not after it, edits are
  ///   told too. `nil`: of nothing.
  func decode(
    _ messages: [JSON], _ channel: ID<Channel>, readBefore: String?, _ round: inout SlackRound
  ) async {
    let now = tools.now()
    directory.state.withLock { state in
      for user in messages.compactMap({ $0["user"]?.string }) { state.people.want(user, at: now) }
    }
    await directory.learnNames(log: tools.log)
    let decoder = decoder(own: [])
    for message in messages {
      if let posted = decoder.event(message, channel: channel.raw) {
        if case .memberJoined(let member, _, _) = posted.kind { round.place[rollOf: channel]?.insert(member.id) }
        round.events.append(posted)
      }
      if let readBefore, let edit = edit(message, channel, readBefore, decoder, &round.edits) {
        round.events.append(edit)
        round.place[editedOf: channel] = message["edited"]?["ts"]?.string
      }
    }
  }

  /// What was read for the first time is new as it stands; only later edits are any.
  private func edit(
    _ message: JSON, _ channel: ID<Channel>, _ readBefore: String, _ decoder: SlackDecoder, _ edits: inout SlackEdits
  ) -> Event? {
    guard let ts = message["ts"]?.string, let edited = message["edited"]?["ts"]?.string else { return nil }
    let before = edits[channel, default: [:]].updateValue(edited, forKey: ts)
    return before == edited || Self.isAfter(ts, readBefore) ? nil : decoder.edit(message, channel: channel.raw)
  }

  static func isAfter(_ ts: String, _ other: String) -> Bool {
    guard let ts = SlackTimestamp(ts), let other = SlackTimestamp(other) else { return SlackTimestamp(ts) != nil }
    return other < ts
  }
}

extension JSON {
  /// Of a page of messages: where the next one is; `nil` after the last.
  var nextPage: String? { self["has_more"]?.bool == false || nextCursor.isEmpty ? nil : nextCursor }
}
