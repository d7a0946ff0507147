internal import BotCore
internal import FoundationEssentials

extension Slack {
  /// Slack takes nothing for a time that is past, nor for one that is by the time it reads it.
  private static let leastNotice = Duration.seconds(10)

  private func isDue(_ at: Date) -> Bool { at <= tools.now() + Self.leastNotice }

  /// Carries no metadata: Slack does not post scheduled messages that do (Slack's documentation of
  /// chat.scheduleMessage). What became due before it was handed over is posted at once.
  func schedule(_ text: Text, in channel: ID<Channel>, at: Date, key: String) async -> Outcome {
    guard !isDue(at) else { return await post(text, in: channel, key: key) }
    let markup = SlackText.render(text)
    if let tooLong = tooLong(markup) { return tooLong }
    guard at <= tools.now() + settings.scheduleAhead else {
      let days = Int(settings.scheduleAhead.seconds / 86_400)
      return .refused(.content, reason: "Slack takes posts for at most \(days) days ahead; schedule it later")
    }
    let id: ID<Channel>
    switch await place(channel) {
    case .success(let found): id = found
    case .failure(let fault): return fault.outcome
    }
    let body = JSON.compact(
      ("channel", .string(id.raw)), ("text", .string(markup)), ("post_at", .int(Self.seconds(at))),
      ("blocks", SlackBlocks.render(text)),
      ("unfurl_links", false), ("unfurl_media", false), ("link_names", false))
    let reply = await api.write("chat.scheduleMessage", body)
    if case .refused("time_in_past", _) = reply { return await post(text, in: channel, key: key) }
    return reply.outcome(bucket: "chat.scheduleMessage")
  }

  /// Looks among the posts that wait for their time, then among those that had theirs or were posted at once. Two posts
  /// of the same text for the same second of one channel cannot be told apart.
  /// - Parameter since: how far back a post with the key may stand.
  /// - Throws: `ConnectorError`, `HTTPError`.
  func findScheduled(
    _ text: Text, in channel: ID<Channel>, at: Date, key: String, since: SlackTimestamp
  ) async throws -> ID<Message>? {
    guard let id = try await directory.channel(channel) else { return nil }
    let wanted = Self.bare(SlackText.render(text))
    let second = Self.seconds(at)
    let waiting = try await api.list(
      "chat.scheduledMessages.list", "scheduled_messages",
      [("channel", id.raw), ("oldest", "\(second - 1)"), ("latest", "\(second + 1)"), ("limit", "100")], most: 5)
    let found = waiting.items.first {
      let time = $0["post_at"]?.int ?? $0["post_at"]?.string.flatMap { Int($0) }
      return time == second && Self.bare($0["text"]?.string ?? "") == wanted
    }
    if let found { return found["id"].map { ID($0.string ?? $0.text) } }
    guard waiting.isWhole else { throw ConnectorError.limited(after: nil) }
    guard isDue(at) else { return nil }
    if let posted = try await find(key, "conversations.history", id, [], until: since) { return posted }
    let own = decoder(own: []).own
    let page = try await page(
      "conversations.history", id,
      [("oldest", "\(second - 60)"), ("latest", "\(second + 600)"), ("limit", "\(settings.historyPage)")])
    return page["messages"]?.array?.first { message in
      let isOwn = [message["user"]?.string, message["bot_id"]?.string].contains { $0.map(own.contains) ?? false }
      return isOwn && Self.bare(message["text"]?.string ?? "") == wanted
    }.flatMap { $0["ts"]?.string.map { ID($0) } }
  }

  private static func seconds(_ at: Date) -> Int { Int(at.timeIntervalSince1970) }

  /// Slack gives a text back with its markup written anew.
  private static func bare(_ markup: String) -> [Substring] {
    SlackMarkup(markup).text.split(whereSeparator: \.isWhitespace)
  }
}
