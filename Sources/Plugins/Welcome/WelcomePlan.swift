import BotCore
import FoundationEssentials

/// When a newcomer is to be greeted, and whether alone.
struct WelcomePlan: Sendable {
  enum Decision: Sendable, Hashable {
    /// They count as known and are never greeted.
    case mark
    case greet
    case alone(at: Date)
    /// With all others of their channel who are ready by then.
    case together(at: Date)
  }

  let settings: Welcome.Settings
  /// Of the community.
  let zone: Zone
  let now: Date

  /// The missed ones come one after the other when the bot is back; they are collected for so long.
  static let gathering = Duration.minutes(2)
  /// Whoever joins alone waits so long for others, so that a rush of newcomers is one message from its first on.
  static let glance = Duration.seconds(3)

  private var isPublic: Bool { settings.to == .channel }
  /// How long those who join are collected when there are few. A `delay` is time enough to see whether more come.
  private var usualSpan: Duration {
    guard isPublic else { return .zero }
    guard settings.batch == .zero, settings.burst > 0 else { return settings.batch }
    return max(.zero, Self.glance - settings.delay)
  }

  func isQuiet() -> Bool { leaveQuiet(now) > now }

  func leaveQuiet(_ date: Date) -> Date { settings.quiet?.leave(date, in: settings.timezone ?? zone) ?? date }

  func isMissed(_ newcomer: Newcomer) -> Bool {
    newcomer.isFound || (settings.missed != .greet && now > newcomer.planned + settings.missedAfter)
  }

  func isOnlyMarked(_ newcomer: Newcomer) -> Bool {
    settings.missed == .mark && !newcomer.isFound && isMissed(newcomer)
  }

  /// When the greeting would come if nothing were in its way.
  func planned(_ newcomer: Newcomer) -> Date { leaveQuiet(newcomer.ready + usualSpan) }

  /// - Parameter burst: how long to collect because many join at once; `nil` where they do not.
  func decide(_ newcomer: Newcomer, burst: Duration?) -> Decision {
    let due = max(newcomer.ready, now)
    if isMissed(newcomer) { return missed(newcomer) }
    let at = leaveQuiet(due + (isPublic ? max(usualSpan, burst ?? .zero) : .zero))
    if at <= now { return .greet }
    let isHeldBack = at > due
    return isPublic && isHeldBack ? .together(at: at) : .alone(at: at)
  }

  private func missed(_ newcomer: Newcomer) -> Decision {
    if isOnlyMarked(newcomer) || (!isPublic && settings.channel == nil) { return .mark }
    return .together(at: leaveQuiet(max(newcomer.ready, now) + max(settings.batch, Self.gathering)))
  }

  /// When the window that goes on after one closed is to close.
  func next(_ newcomer: Newcomer) -> Date { max(leaveQuiet(newcomer.ready + usualSpan), now + .seconds(1)) }
}
