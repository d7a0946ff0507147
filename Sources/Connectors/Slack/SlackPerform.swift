public import BotCore
internal import FoundationEssentials

extension Slack {
  public func buckets(for action: Action) -> [Bucket] {
    guard let name = bucketName(action) else { return [] }
    let rate = settings.messagesPerSecondPerChannel
    let isPost = name.hasPrefix("post/")
    return [Bucket(name, spacing: isPost && rate > 0 ? .seconds(1 / rate) : nil)]
  }

  public func perform(_ action: Action, key: String) async -> Outcome {
    switch action {
    case .post(let text, let channel, _): await post(text, in: channel, key: key)
    case .reply(let text, let message):
      await send(
        text, to: message.channel, thread: message.thread ?? message.id, key: key, bucket: "post/\(message.channel)")
    case .direct(let text, let member): await post(text, to: member, key: key)
    case .react(let emoji, let message):
      await write("reactions.add", message, timestamp: "timestamp", ["name": .string(emoji)], ["already_reacted"])
    case .pin(let message): await write("pins.add", message, timestamp: "timestamp", [:], ["already_pinned"])
    case .delete(let message, _): await write("chat.delete", message, timestamp: "ts", [:], ["message_not_found"])
    case .ban(let member, _): await remove(member)
    case .edit: .refused(.unsupported, reason: "an edit needs the message that the name stands for")
    case .schedule, .hide, .timeout, .grant, .approve, .decline:
      .refused(.unsupported, reason: "Slack offers this to no app")
    case .flag, .timer, .fetch, .measure: .refused(.unsupported, reason: "this is nothing to send")
    }
  }

  /// Changes the text of a message of the bot's own.
  public func edit(_ message: MessageRef, text: Text, key: String) async -> Outcome {
    let body = JSON.compact(
      ("channel", .string(message.channel.raw)), ("ts", .string(message.id.raw)),
      ("text", .string(SlackText.render(text))), ("link_names", false), ("metadata", Self.metadata(key)))
    return await api.write("chat.update", body)
      .outcome(bucket: "chat.update") { $0["ts"]?.string.map { ID($0) } ?? message.id }
  }

  /// Identifies a post when it is looked for later.
  static func metadata(_ key: String) -> JSON {
    ["event_type": .string(SlackDecoder.metadataType), "event_payload": ["key": .string(key)]]
  }

  private func bucketName(_ action: Action) -> String? {
    switch action {
    case .post(_, let channel, _): "post/\(channel)"
    case .reply(_, let message): "post/\(message.channel)"
    case .direct(_, let member): "post/\(member)"
    case .edit: "chat.update"
    case .react: "reactions.add"
    case .pin: "pins.add"
    case .delete: "chat.delete"
    case .ban: "conversations.kick"
    case .schedule, .hide, .timeout, .grant, .approve, .decline, .flag, .timer, .fetch, .measure: nil
    }
  }

  private func post(_ text: Text, in channel: ID<Channel>, key: String) async -> Outcome {
    let bucket = "post/\(channel)"
    do {
      guard let id = try await directory.channel(channel) else {
        return .refused(.target, reason: "there is no channel \(channel), or the bot may not see it; invite it there")
      }
      return await send(text, to: id, thread: nil, key: key, bucket: bucket)
    } catch {
      // Nothing was posted yet: whatever kept the channels from being listed, trying again is safe.
      return Self.notPosted(error, bucket: "conversations.list")
    }
  }

  private func post(_ text: Text, to member: ID<Member>, key: String) async -> Outcome {
    let bucket = "post/\(member)"
    switch await directory.direct(member) {
    case .success(let channel): return await send(text, to: channel, thread: nil, key: key, bucket: bucket)
    case .failure(let failure):
      let outcome = failure.reply.outcome(bucket: "conversations.open")
      // To open a conversation twice does no harm.
      guard case .unknown(let reason) = outcome else { return outcome }
      return .retry(after: nil, scope: .action, reason: reason)
    }
  }

  private static func notPosted(_ error: any Error, bucket: String) -> Outcome {
    switch error {
    case ConnectorError.unauthorized(let reason): .unauthorized(reason)
    case ConnectorError.limited(let after):
      .retry(after: after, scope: .bucket(bucket), reason: "Slack limits the rate")
    case ConnectorError.refused(let reason): .refused(.unsupported, reason: reason)
    case HTTPError.notSent(let reason), HTTPError.noAnswer(let reason):
      .retry(after: nil, scope: .action, reason: reason)
    default: .retry(after: nil, scope: .action, reason: "the channels could not be listed")
    }
  }

  private func send(
    _ text: Text, to channel: ID<Channel>, thread: ID<Message>?, key: String, bucket: String
  ) async -> Outcome {
    let body = JSON.compact(
      ("channel", .string(channel.raw)), ("text", .string(SlackText.render(text))),
      ("thread_ts", .optional(thread?.raw)), ("unfurl_links", false), ("unfurl_media", false), ("link_names", false),
      ("metadata", Self.metadata(key)))
    return await api.write("chat.postMessage", body)
      .outcome(bucket: bucket) { $0["ts"]?.string.map { ID($0) } }
  }

  private func write(
    _ method: String, _ message: MessageRef, timestamp: String, _ more: [String: JSON], _ settled: Set<String>
  ) async -> Outcome {
    let body = JSON.object(
      JSONObject(
        [("channel", .string(message.channel.raw)), (timestamp, .string(message.id.raw))] + more.map { ($0, $1) }))
    return await api.write(method, body).outcome(bucket: method, settled: settled)
  }

  /// From each channel that the bot is in. Where the member is not, or may not be removed from, all is as it can be.
  private func remove(_ member: ID<Member>) async -> Outcome {
    let channels: [SlackChannel]
    do {
      channels = try await directory.channels().filter(\.isMember)
    } catch {
      return Self.notPosted(error, bucket: "conversations.list")
    }
    guard !channels.isEmpty else { return .refused(.target, reason: "the bot is in no channel to remove anybody from") }
    for channel in channels {
      let body: JSON = ["channel": .string(channel.id.raw), "user": .string(member.raw)]
      let outcome = await api.write("conversations.kick", body)
        .outcome(bucket: "conversations.kick", settled: ["not_in_channel", "cant_kick_from_general"])
      guard case .done = outcome else { return outcome }
    }
    return .done(nil)
  }
}
