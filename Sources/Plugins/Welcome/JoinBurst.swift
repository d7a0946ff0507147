import BotCore
import FoundationEssentials

/// How fast members join: whether so many came within a minute that their greetings should collapse into one.
struct JoinBurst: Sendable, Hashable {
  static let minute = Duration.minutes(1)
  static let longest = Duration.minutes(10)

  /// When the last ones joined, oldest first; not more than the threshold.
  private(set) var times: [Date] = []
  /// When the threshold was reached; `nil` while it is not.
  private(set) var since: Date?

  init() {}

  /// Counts one more.
  /// - Returns: how long to collect, if this is a burst: a minute at first, longer as it lasts, at most ten.
  mutating func add(_ now: Date, threshold: Int) -> Duration? {
    times = (times.filter { $0 > now - Self.minute && $0 <= now } + [now]).suffix(threshold)
    guard times.count >= threshold else {
      since = nil
      return nil
    }
    let start = min(since ?? now, now)
    since = start
    return min(max(Self.minute, .seconds(now.timeIntervalSince(start))), Self.longest)
  }

  init?(_ json: JSON) {
    guard let times = json["times"]?.array else { return nil }
    self.times = times.compactMap(\.double).map { Date(timeIntervalSince1970: $0) }
    since = json["since"]?.double.map { Date(timeIntervalSince1970: $0) }
  }

  var json: JSON {
    .compact(
      ("times", .array(times.map { .double($0.timeIntervalSince1970) })),
      ("since", since.map { .double($0.timeIntervalSince1970) }))
  }
}
