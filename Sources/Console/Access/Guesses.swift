import BotCore
import FoundationEssentials

/// Holds back who tries tokens: all together may be wrong only so often. A sign-in link passes all the same, so nobody
/// can be locked out by somebody else's guesses.
struct Guesses: Sendable {
  static let most = 10
  static let within = Duration.minutes(5)

  private var wrong: [Date] = []

  /// How long nothing is looked at; `nil`: another guess may be made.
  mutating func wait(now: Date) -> Duration? {
    wrong.removeAll { $0 + Self.within <= now || $0 > now }
    guard wrong.count >= Self.most, let first = wrong.first else { return nil }
    return .seconds(max(1, (first + Self.within).timeIntervalSince(now).rounded(.up)))
  }

  mutating func noteWrong(now: Date) { wrong.append(now) }
}
