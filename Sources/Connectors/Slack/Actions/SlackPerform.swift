public import BotCore
internal import FoundationEssentials

extension Slack {
  public func buckets(for action: Action) -> [Bucket] {
    switch action {
    case .post(_, let channel, _): [postBucket("\(channel)")] + listBucket(channel)
    case .reply(_, let message, _): [postBucket("\(message.channel)")] + listBucket(message.channel)
    case .direct(_, let member): [postBucket("\(member)"), Bucket("conversations.open")]
    case .schedule(_, let channel, _):
      [postBucket("\(channel)"), SlackTier.bucket("chat.scheduleMessage")] + listBucket(channel)
    case .edit: [SlackTier.bucket("chat.update"), Self.list]
    case .react(_, let message): [SlackTier.bucket("reactions.add")] + listBucket(message.channel)
    case .pin(let message): [SlackTier.bucket("pins.add")] + listBucket(message.channel)
    case .delete(let message, _), .hide(let message, _):
      [SlackTier.bucket("chat.delete")] + listBucket(message.channel)
    case .ban: [SlackTier.bucket("conversations.kick"), SlackTier.bucket("admin.users.remove"), Self.list, Self.team]
    case .grant: [SlackTier.bucket("usergroups.users.update"), SlackTier.bucket("usergroups.users.list")]
    case .approve: [SlackTier.bucket("admin.inviteRequests.approve"), Self.team]
    case .decline: [SlackTier.bucket("admin.inviteRequests.deny"), Self.team]
    case .timeout, .flag, .settle, .hold, .timer, .fetch, .measure: []
    }
  }

  /// What is called seldom, and for many at once.
  private static let list = Bucket("conversations.list")
  private static let team = Bucket("auth.test")

  /// A channel that is named is looked for in the list of all.
  private func listBucket(_ channel: ID<Channel>) -> [Bucket] { SlackID.isID(channel.raw) ? [] : [Self.list] }

  private func postBucket(_ place: String) -> Bucket {
    let rate = settings.messagesPerSecondPerChannel
    return Bucket("post/" + place, spacing: rate > 0 ? .seconds(1 / rate) : nil)
  }

  public func perform(_ action: Action, key: String) async -> Outcome {
    switch action {
    case .post(let text, let channel, _): await post(text, in: channel, key: key)
    case .reply(let text, let message, _): await reply(text, to: message, key: key)
    case .direct(let text, let member): await post(text, to: member, key: key)
    case .schedule(let text, let channel, let at): await schedule(text, in: channel, at: at, key: key)
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
    case .flag, .settle, .hold, .timer, .fetch, .measure: .refused(.unsupported, reason: "this is nothing to send")
    }
  }

  private func mark(
    _ method: String, _ message: MessageRef, _ more: [(String, JSON)], settled: String
  ) async -> Outcome {
    await at(message) { message in
      let place = [("channel", JSON.string(message.channel.raw)), ("timestamp", .string(message.id.raw))]
      return await api.write(method, .object(JSONObject(place + more))).outcome(bucket: method, settled: [settled])
    }
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
