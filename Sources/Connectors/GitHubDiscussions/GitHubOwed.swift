internal import BotCore
internal import FoundationEssentials

/// A discussion whose comments GitHub could not serve. Others are told meanwhile; this one is looked at again later.
struct GitHubOwed: Hashable {
  /// More than this are not remembered.
  static let most = 50
  /// After so many looks it is the discussion's fault rather than the hour's, and a person is told.
  static let told = 3
  private static let longest = Duration.hours(6)

  let channel: ID<Channel>
  /// What came later was not told.
  let after: Date
  /// Looks that failed, from 1.
  var failures: Int
  /// When it is looked at again.
  var due: Date

  init(channel: ID<Channel>, after: Date, failures: Int = 1, now: Date) {
    (self.channel, self.after, self.failures) = (channel, after, failures)
    due = now + .growingPause(after: failures, atMost: Self.longest)
  }

  init?(_ json: JSON) {
    func date(_ key: String) -> Date? { json[key]?.string.flatMap { Date(timestamp: $0) } }
    guard let channel = json["in"]?.string, let after = date("after"), let due = date("due"),
      let failures = json["failures"]?.int, failures > 0
    else { return nil }
    (self.channel, self.after, self.failures, self.due) = (ID(channel), after, failures, due)
  }

  var json: JSON {
    [
      "in": .string(channel.raw), "after": .string(after.timestamp), "failures": .int(failures),
      "due": .string(due.timestamp),
    ]
  }
}

extension GitHubCursor {
  /// Notes that the comments of a discussion could not be had.
  /// - Parameter after: what came later was not told, unless more is owed of it already.
  /// - Returns: how often it failed in a row.
  mutating func owe(_ id: String, in channel: ID<Channel>, after: Date, now: Date) -> Int {
    let before = owed[id]
    let failures = (before?.failures ?? 0) + 1
    owed[id] = GitHubOwed(channel: channel, after: min(before?.after ?? after, after), failures: failures, now: now)
    return failures
  }

  /// Lets go of the one that failed most often where there are too many.
  /// - Returns: its id.
  mutating func giveUpOne() -> String? {
    guard owed.count > GitHubOwed.most else { return nil }
    let worst = owed.max { ($0.value.failures, $0.key) < ($1.value.failures, $1.key) }?.key
    if let worst { owed[worst] = nil }
    return worst
  }
}
