public import BotCore

extension Telegram {
  static let membersBucket = "members"

  /// The chat, for groups also its minute, and all chats together.
  public func buckets(for action: Action) -> [Bucket] {
    switch action {
    case .post(_, let channel, _): buckets(known(channel))
    case .reply(_, let message, _): buckets(known(message.channel))
    case .direct(_, let member): Int(member.raw).map { buckets(TelegramPlace(.id($0))) } ?? []
    case .react(_, let message), .pin(let message), .hide(let message, _), .delete(let message, _):
      [Bucket(known(message.channel).bucket), overall]
    case .edit: [overall]
    case .timeout, .ban, .grant, .approve, .decline: [Bucket(Self.membersBucket), overall]
    case .schedule, .flag, .settle, .hold, .timer, .fetch, .measure: []
    }
  }

  /// What is not known yet counts under the name that it is called by.
  private func known(_ channel: ID<Channel>) -> TelegramPlace {
    chats.known(channel.raw) ?? TelegramPlace(.username(channel.raw))
  }

  private func buckets(_ place: TelegramPlace) -> [Bucket] {
    let perSecond = settings.messagesPerSecondPerChat
    let chat = Bucket(place.bucket, spacing: perSecond > 0 ? .seconds(1 / perSecond) : nil)
    let perMinute = settings.messagesPerMinutePerGroup
    guard !place.isPrivate, perMinute > 0 else { return [chat, overall] }
    // Half of them at once and the others evenly over the minute: never more than all of them in any minute.
    let burst = max(1, perMinute / 2)
    let minute = Bucket(
      "minute/" + place.bucket, spacing: .seconds(60 / Double(max(1, perMinute - burst))), burst: burst)
    return [chat, minute, overall]
  }

  private var overall: Bucket {
    let rate = settings.messagesPerSecond
    return Bucket("all", spacing: rate > 0 ? .seconds(1 / rate) : nil)
  }
}
