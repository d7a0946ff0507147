public import BotCore
internal import FoundationEssentials

extension Slack {
  public func buckets(for action: Action) -> [Bucket] {
    switch action {
    case .post(_, let channel, _): [postBucket("\(channel)")]
    case .reply(_, let message): [postBucket("\(message.channel)")]
    case .direct(_, let member): [postBucket("\(member)")]
    case .schedule: [SlackTier.bucket("chat.scheduleMessage")]
    case .edit: [SlackTier.bucket("chat.update")]
    case .react: [SlackTier.bucket("reactions.add")]
    case .pin: [SlackTier.bucket("pins.add")]
    case .delete, .hide: [SlackTier.bucket("chat.delete")]
    case .ban: [SlackTier.bucket("conversations.kick")]
    case .grant: [SlackTier.bucket("usergroups.users.update")]
    case .approve: [SlackTier.bucket("admin.inviteRequests.approve")]
    case .decline: [SlackTier.bucket("admin.inviteRequests.deny")]
    case .timeout, .flag, .timer, .fetch, .measure: []
    }
  }

  private func postBucket(_ place: String) -> Bucket {
    let rate = settings.messagesPerSecondPerChannel
    return Bucket("post/" + place, spacing: rate > 0 ? .seconds(1 / rate) : nil)
  }

  public func perform(_ action: Action, key: String) async -> Outcome {
    switch action {
    case .post(let text, let channel, _): await post(text, in: channel, key: key)
    case .reply(let text, let message): await reply(text, to: message, key: key)
    case .direct(let text, let member): await post(text, to: member, key: key)
    case .schedule(let text, let channel, let at): await schedule(text, in: channel, at: at)
    case .react(let emoji, let message):
      await mark("reactions.add", message, [("name", .string(emoji))], settled: "already_reacted")
    case .pin(let message): await mark("pins.add", message, [], settled: "already_pinned")
    case .delete(let message, _): await delete(message)
    case .hide(let message, _): await hide(message)
    case .ban(let member, _): await ban(member)
    case .grant(let role, let member): await grant(role, to: member)
    case .approve(let request): await decide("admin.inviteRequests.approve", request)
    case .decline(let request, _): await decide("admin.inviteRequests.deny", request)
    case .edit: .refused(.unsupported, reason: "an edit needs the message that the name stands for")
    case .timeout: .refused(.unsupported, reason: "Slack offers this to no app")
    case .flag, .timer, .fetch, .measure: .refused(.unsupported, reason: "this is nothing to send")
    }
  }

  private func mark(
    _ method: String, _ message: MessageRef, _ more: [(String, JSON)], settled: String
  ) async -> Outcome {
    let place = [("channel", JSON.string(message.channel.raw)), ("timestamp", .string(message.id.raw))]
    return await api.write(method, .object(JSONObject(place + more))).outcome(bucket: method, settled: [settled])
  }

  /// For what only prepares a deed: whatever kept it from being answered, trying again is safe.
  static func notDone(_ error: any Error, bucket: String) -> Outcome {
    switch error {
    case ConnectorError.unauthorized(let reason): .unauthorized(reason)
    case ConnectorError.limited(let after):
      .retry(after: after, scope: .bucket(bucket), reason: "Slack limits the rate")
    case ConnectorError.refused(let reason): .refused(.unsupported, reason: reason)
    case HTTPError.notSent(let reason), HTTPError.noAnswer(let reason):
      .retry(after: nil, scope: .action, reason: reason)
    default: .retry(after: nil, scope: .action, reason: "\(bucket) gave no answer")
    }
  }
}
