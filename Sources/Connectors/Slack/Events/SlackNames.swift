internal import BotCore
internal import FoundationEssentials

extension SlackDirectory {
  private static let lookUpsARound = 50
  private static let pause = Duration.minutes(1)

  /// Looks up who did something and is not known yet. Where that fails, their id serves as their name.
  func learnNames(log: @Sendable (Tools.Level, String, [String: String]) -> Void) async {
    let method = "users.info"
    let known = state.withLock { $0 }
    guard !known.closed.contains(method), known.namesPaused.map({ now() >= $0 }) ?? true else { return }
    for id in known.people.wanted.sorted().prefix(Self.lookUpsARound) {
      switch await api.read(method, [("user", id), ("include_locale", "true")]) {
      case .ok(let body, _): note(body["user"].flatMap { Member(slack: $0) } ?? Member(ID(id)))
      case .refused(let word, _):
        switch SlackWord(word) {
        case .target, .content: note(Member(ID(id)))
        case .unsupported, .unauthorized: return close(method, word, log: log)
        case .unsure: return pauseNames(Self.pause)
        }
      case .limited(let after): return pauseNames(after ?? Self.pause)
      case .status, .garbled, .failed: return pauseNames(Self.pause)
      }
    }
  }

  private func pauseNames(_ duration: Duration) { state.withLock { $0.namesPaused = now() + duration } }

  /// Some events carry the person whole.
  func learn(from event: JSON, at now: Date) {
    guard ["team_join", "user_change", "user_profile_changed"].contains(event["type"]?.string),
      let member = event["user"].flatMap({ Member(slack: $0) })
    else { return }
    state.withLock { $0.people.note(member, at: now) }
  }

  /// What the token may not do is told once and then left alone.
  func close(
    _ method: String, _ reason: String, log: @Sendable (Tools.Level, String, [String: String]) -> Void
  ) {
    state.withLock { _ = $0.closed.insert(method) }
    log(
      .warning, "Slack refuses a list or a name; it is not asked for again before the next start",
      ["method": method, "reason": reason])
  }

  private func note(_ member: Member) { state.withLock { $0.people.note(member, at: now()) } }
}
