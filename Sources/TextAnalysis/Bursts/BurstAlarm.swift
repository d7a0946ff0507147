/// What a detector tells after each value. One burst tells `began` once and `ended` once.
public enum BurstAlarm: String, Sendable, Hashable, CaseIterable {
  case none
  case began
  case goesOn = "goes on"
  case ended
}

/// One burst, one alarm: the alarm is raised when a score reaches the threshold, and falls only when the score has stayed
/// below the low mark for the whole quiet time. A burst that dips for a moment, or flares up again, stays one burst.
struct AlarmLatch: Sendable, Hashable {
  private(set) var isRaised = false
  /// When the score last stood at the low mark or above, seconds since 1970.
  private(set) var lastHigh = 0.0

  init() {}

  /// - Parameter isLoud: whether there is volume enough for an alarm to begin.
  mutating func update(_ score: Double, threshold: Double, low: Double, quiet: Double, isLoud: Bool, at time: Double)
    -> BurstAlarm
  {
    // A clock that was set back must not keep an alarm up for as long as it was set back.
    lastHigh = min(lastHigh, time)
    let wasRaised = isRaised
    if isRaised, time - lastHigh > quiet { isRaised = false }
    if score >= low { lastHigh = time }
    if isRaised { return .goesOn }
    if score >= threshold, isLoud {
      isRaised = true
      return .began
    }
    return wasRaised ? .ended : .none
  }
}

extension AlarmLatch {
  func write(to state: inout StateWriter) {
    state.add(isRaised ? 1.0 : 0)
    state.add(lastHigh)
  }

  init(from state: inout StateReader) {
    isRaised = state.double() != 0
    lastHigh = state.double()
  }
}
