/// How much busier or quieter each hour of the week (UTC) is than the mean.
///
/// An hour's factor is (o + k·m) / (b + k·m): o is what was observed in it and b what the mean then was, both summed over
/// its steps with a memory of twelve weeks; m is the mean now, k the steps in `weekWeight` hours. Without evidence it is 1.
/// Between the middles of two hours the factor is interpolated.
struct WeekProfile: Sendable, Hashable {
  static let hours = 168
  private static let memoryHours = 12.0
  private static let range = 0.1...10.0

  private var observed = [Float](repeating: 0, count: hours)
  private var usual = [Float](repeating: 0, count: hours)

  init() {}

  @inline(__always)
  func factor(at time: Double, mean: Double, weight: Double) -> Double {
    guard mean > 0 else { return 1 }
    let hours = time / 3600
    let whole = hours.rounded(.down)
    let part = hours - whole
    let slot = Self.slot(whole)
    let other = part < 0.5 ? (slot == 0 ? Self.hours - 1 : slot - 1) : (slot == Self.hours - 1 ? 0 : slot + 1)
    let share = abs(part - 0.5)
    let factor =
      (1 - share) * factor(slot, mean: mean, weight: weight) + share * factor(other, mean: mean, weight: weight)
    return min(max(factor, Self.range.lowerBound), Self.range.upperBound)
  }

  @inline(__always)
  private func factor(_ slot: Int, mean: Double, weight: Double) -> Double {
    let prior = weight * mean
    return (Double(observed[slot]) + prior) / (Double(usual[slot]) + prior)
  }

  /// - Parameter stepHours: how long a step is.
  @inline(__always)
  mutating func learn(_ value: Double, expected: Double, mean: Double, at time: Double, stepHours: Double) {
    guard mean > 0 else { return }
    let slot = Self.slot((time / 3600).rounded(.down))
    let keep = Float(max(0, 1 - stepHours / Self.memoryHours))
    // A burst says little about the same hour of the weeks to come.
    let seen = max(0, min(value, 3 * expected + 3 * max(expected, 1).squareRoot()))
    observed[slot] = observed[slot] * keep + Float(seen)
    usual[slot] = usual[slot] * keep + Float(mean)
  }

  @inline(__always)
  private static func slot(_ hour: Double) -> Int {
    let slot = Int(hour.truncatingRemainder(dividingBy: Double(hours)))
    return slot < 0 ? slot + hours : slot
  }
}

extension WeekProfile {
  func write(to state: inout StateWriter) {
    for value in observed { state.add(value) }
    for value in usual { state.add(value) }
  }

  init(from state: inout StateReader) {
    for slot in 0..<Self.hours { observed[slot] = state.float() }
    for slot in 0..<Self.hours { usual[slot] = state.float() }
  }
}
