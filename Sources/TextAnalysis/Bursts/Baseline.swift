/// What is usual: mean and variance of a step's value, learned with a half-life. Values far above are drawn in before
/// they are learned, so that a burst does not teach that bursts are usual.
///
/// With d = x − e for a value x that was expected to be e, at most clip · s either way, and w = max(1 − 2^(−1/halfLife), 1/(n+1)):
/// mean += w·d, variance = (1 − w)·(variance + w·d²).
struct Baseline: Sendable, Hashable {
  /// What counts for usual at the least, an hour: about a series of less, little is known.
  static let leastHourly = 0.5

  private(set) var mean = 0.0
  private(set) var variance = 1.0
  /// Values learned.
  private(set) var count = 0.0

  init() {}

  /// Counts scatter at least as a Poisson process does, whose variance is its mean.
  @inline(__always)
  func deviation(expected: Double, least: Double) -> Double {
    max(variance, expected, least).squareRoot()
  }

  /// The first value is what is usual until more is known.
  mutating func begin(with value: Double) {
    mean = value
    variance = max(1, value)
  }

  @inline(__always)
  mutating func learn(_ value: Double, expected: Double, weight: Double, clip: Double) {
    count += 1
    let limit = clip * max(variance, 1).squareRoot()
    let difference = min(max(value - expected, -limit), limit)
    let weight = max(weight, 1 / (count + 1))
    mean += weight * difference
    variance = (1 - weight) * (variance + weight * difference * difference)
  }
}

extension Baseline {
  func write(to state: inout StateWriter) {
    for value in [mean, variance, count] { state.add(value) }
  }

  init(from state: inout StateReader) {
    mean = state.double()
    variance = state.double()
    count = state.double()
  }
}
