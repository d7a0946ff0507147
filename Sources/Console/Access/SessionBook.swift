import BotCore
import FoundationEssentials

/// Who is signed in. Kept in memory only: a restart signs everybody out.
struct SessionBook: Sendable {
  /// One more, and the one that was idle longest is signed out.
  static let most = 200

  struct Session: Sendable, Hashable {
    let began: Date
    var used: Date
    /// What each of its forms has to carry.
    let csrf: String
    /// As they call themselves; empty: they gave no name.
    let name: String
    /// What came of the last deed, to be shown once.
    var notice: Notice?
  }

  struct Notice: Sendable, Hashable {
    let text: String
    var isFault = false
  }

  let idle: Duration
  let longest: Duration
  /// By the mark of the cookie, never the cookie itself.
  private var sessions: [String: Session] = [:]

  init(idle: Duration, longest: Duration) {
    self.idle = idle
    self.longest = longest
  }

  mutating func open(_ mark: String, csrf: String, name: String, now: Date) {
    forgetExpired(now: now)
    if sessions.count >= Self.most, let oldest = sessions.min(by: { $0.value.used < $1.value.used })?.key {
      sessions[oldest] = nil
    }
    sessions[mark] = Session(began: now, used: now, csrf: csrf, name: name, notice: nil)
  }

  /// The session, which is used with that.
  mutating func use(_ mark: String, now: Date) -> Session? {
    guard isOpen(mark, now: now) else { return nil }
    sessions[mark]?.used = now
    return sessions[mark]
  }

  /// Whether the session goes on; asking does not count as a use.
  mutating func isOpen(_ mark: String, now: Date) -> Bool {
    guard let session = sessions[mark] else { return false }
    if isExpired(session, now: now) { sessions[mark] = nil }
    return sessions[mark] != nil
  }

  mutating func close(_ mark: String) { sessions[mark] = nil }

  mutating func note(_ notice: Notice, for mark: String) { sessions[mark]?.notice = notice }

  mutating func takeNotice(of mark: String) -> Notice? {
    defer { sessions[mark]?.notice = nil }
    return sessions[mark]?.notice
  }

  private mutating func forgetExpired(now: Date) { sessions = sessions.filter { !isExpired($0.value, now: now) } }

  /// A clock that was set back ends the session too.
  private func isExpired(_ session: Session, now: Date) -> Bool {
    now >= session.used + idle || now >= session.began + longest || now + .minutes(5) < session.began
  }
}
