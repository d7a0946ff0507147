import BotCore

/// The rooms that did not take a change that was asked of all that are served.
struct MatrixRefusals {
  private var reasons: [(room: String, reason: String)] = []

  mutating func note(_ reason: String, in room: String) { reasons.append((room, reason)) }

  /// What came of the change. Where some rooms took it, the others are told in the log.
  /// - Parameters:
  ///   - isMade: whether a room took it.
  ///   - nothing: the reason where no room was asked.
  ///   - what: names the change.
  func outcome(_ isMade: Bool, else nothing: String, of what: String, _ tools: Tools) -> Outcome {
    guard isMade else { return .refused(.target, reason: reasons.last?.reason ?? nothing) }
    for refusal in reasons {
      tools.log(.warning, "\(what) does not hold in a room", ["room": refusal.room, "reason": refusal.reason])
    }
    return .done(nil)
  }
}
