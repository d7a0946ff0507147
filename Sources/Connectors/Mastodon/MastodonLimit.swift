internal import BotCore
internal import FoundationEssentials

/// When a limit of the rate ends.
enum MastodonLimit {
  /// A time with six decimals on Mastodon, seconds since 1970 elsewhere; at least a second from now.
  static func end(_ headers: Headers, now: Date) -> Date? {
    guard let value = headers["X-RateLimit-Reset"] else { return nil }
    return RateHeaders.reset(value, now: now).map { max($0, now + .seconds(1)) }
  }

  static func wait(_ headers: Headers, now: Date) -> Duration? {
    if let after = RateHeaders.retryAfter(headers, now: now) { return max(after, .seconds(1)) }
    return end(headers, now: now).flatMap { RateHeaders.duration($0.timeIntervalSince(now)) }
  }
}
