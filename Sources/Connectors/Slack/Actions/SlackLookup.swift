public import BotCore
public import FoundationEssentials

extension Slack {
  private static let maxPages = 5
  private static let mostLookUps = 100
  /// How far Slack's clock and ours may differ.
  private static let clockSlack = Duration.minutes(5)

  /// Looks for the post by the key in its metadata: in the thread of an answer, else among the channel's newest
  /// messages. The channel's first page is read whatever its age, the others as long as they are young enough. What is
  /// not read to its end is no answer: the next look goes on where this one stopped.
  public func findPosted(_ action: Action, key: String, since: Date) async throws -> ID<Message>? {
    let start = SlackTimestamp(since - Self.clockSlack)
    switch action {
    case .reply(_, let message, _):
      guard let thread = message.slackThread else {
        return try await find(key, "conversations.history", message.channel, [], until: start)
      }
      // By Slack's own clock: ours may be wrong, and an answer is younger than what it answers.
      let parameters = [("ts", thread.raw), ("oldest", (SlackTimestamp(message.id.raw) ?? start).raw)]
      return try await find(key, "conversations.replies", message.channel, parameters, until: nil)
    case .post(_, let channel, _):
      guard let id = try await directory.channel(channel) else { return nil }
      return try await find(key, "conversations.history", id, [], until: start)
    case .direct(_, let member):
      switch await directory.direct(member) {
      case .success(let channel): return try await find(key, "conversations.history", channel, [], until: start)
      case .failure(let failure):
        _ = try failure.reply.value()
        return nil
      }
    case .schedule(let text, let channel, let at):
      return try await findScheduled(text, in: channel, at: at, key: key, since: start)
    case .edit, .react, .pin, .hide, .delete, .timeout, .ban, .grant, .approve, .decline, .flag, .settle, .hold, .timer,
      .fetch, .measure:
      return nil
    }
  }

  func find(
    _ key: String, _ method: String, _ channel: ID<Channel>, _ parameters: [(String, String)], until: SlackTimestamp?
  ) async throws -> ID<Message>? {
    var cursor = directory.state.withLock { $0.lookUps[key] }
    for _ in 0..<Self.maxPages {
      let page = try await page(
        method, channel, [("limit", "\(settings.historyPage)"), ("include_all_metadata", "true")] + parameters,
        from: &cursor)
      let messages = page["messages"]?.array ?? []
      let found = messages.first {
        $0["metadata"]?["event_type"]?.string == SlackDecoder.metadataType
          && $0["metadata"]?["event_payload"]?["key"]?.string == key
      }
      cursor = found == nil ? page.nextPage : nil
      let oldest = messages.last?.timestamp("ts")
      let isPast = until.flatMap { until in oldest.map { $0 < until } } ?? false
      if isPast { cursor = nil }
      lookOn(for: key, from: cursor)
      if cursor == nil { return found?["ts"]?.string.map { ID($0) } }
    }
    throw ConnectorError.limited(after: nil)
  }

  private func lookOn(for key: String, from cursor: String?) {
    directory.state.withLock { state in
      if state.lookUps.count >= Self.mostLookUps { state.lookUps = [:] }
      state.lookUps[key] = cursor
    }
  }
}
