internal import BotCore
internal import FoundationEssentials

/// Counts the answers for which Discord blocks an address for good when there are 10,000 in ten minutes: 401, 403, and
/// 429 but for limits that are shared with others (Discord's documentation, "Invalid Request Limit").
struct DiscordBudget: Sendable {
  static let window = Duration.minutes(10)

  let limit: Int
  private var refusals: [Date] = []

  init(limit: Int) { self.limit = limit }

  mutating func count(_ answer: HTTPResponse, now: Date) {
    let isShared = answer.headers["X-RateLimit-Scope"] == "shared"
    guard answer.status == 401 || answer.status == 403 || answer.status == 429 && !isShared else { return }
    refusals.append(now)
    if refusals.count > limit { refusals.removeFirst(refusals.count - limit) }
  }

  /// How long nothing may be asked; `nil` when there is room.
  func wait(now: Date) -> Duration? {
    guard refusals.count >= limit, let oldest = refusals.first else { return nil }
    let left = (oldest + Self.window).timeIntervalSince(now)
    return left > 0 ? .milliseconds(Int(left * 1000) + 1) : nil
  }
}
