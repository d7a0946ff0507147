/// Finds when a series of counts rises far above what is usual for it: posts of a channel, mentions of a name, errors.
/// It reads each value once, as it comes; its memory has a fixed size however long the series runs.
///
/// For windows of 1, 2 and 4 times `window` (W steps, W₀ in the shortest window's length) the score is the largest of
///
///     z = (mean of the values − mean of the expected) / s · √(W / W₀),   s² = max(variance, expected, half a post an hour)
///
/// The expected value is the mean times the factor of the hour of the week (`Baseline`, `WeekProfile`). Scattering
/// counts have a variance of their own, so a series that often bursts by itself needs more before it alarms.
/// An alarm begins at `threshold` and ends when the score has been low for the `quiet` time (`AlarmLatch`).
///
/// Made for counts; other numbers work while their mean is well above zero. One value costs about 50 ns.
public struct BurstDetector: Sendable, Hashable {
  public struct Reading: Sendable, Hashable {
    /// Standard deviations above the expected; may be negative.
    public var score: Double
    /// What is usual for one step at this hour.
    public var expected: Double
    public var alarm: BurstAlarm
  }

  /// What is in the way of a value: it belongs to a step that is long closed.
  private static let farBack = 86_400.0
  /// Steps of a gap that are gone through one by one; what is longer is taken for this much.
  private static let longestGap = 8064

  public let settings: BurstSettings
  private var baseline = Baseline()
  private var week = WeekProfile()
  private var recent = RecentSteps()
  private var latch = AlarmLatch()
  /// Seconds from value to value, 0 while unknown; the length of a step, which may gather several values.
  private var pace = 0.0
  private var step = 0.0
  /// When the open step began.
  private var stepStart = 0.0
  /// Values taken, up to 2.
  private var taken = 0.0

  // What follows from the settings and the step.
  private var weight = 0.0
  private var windowSteps = 3
  private var windowScale = 0.0

  public init(_ settings: BurstSettings = BurstSettings()) {
    self.settings = settings
    setPace(settings.step)
  }

  /// - Parameters:
  ///   - value: the count of this step. A value of the same step as the one before is added to it.
  ///   - time: when, seconds since 1970. A value older than the open step is left out, unless the clock was set back
  ///     by more than a day: then the times begin anew and what is usual stays known.
  public mutating func add(_ value: Double, at time: Double) -> Reading {
    guard value.isFinite, time.isFinite else { return reading(at: stepStart) }
    if taken == 0 {
      taken = 1
      begin(at: time)
      baseline.begin(with: value)
      recent.add(value, expected: value)
    } else {
      if pace == 0, time > stepStart { setPace(time - stepStart) }
      take(value, at: time)
    }
    return reading(at: max(time, stepStart))
  }

  private mutating func take(_ value: Double, at time: Double) {
    let tolerance = settings.gaps == .zero ? 0 : 0.5 * pace / step
    let passed = ((time - stepStart) / step + tolerance).rounded(.down)
    if passed < 0, stepStart - time < Self.farBack { return }
    if passed == 0 { return recent.raise(by: value) }
    close()
    if passed < 0 {
      begin(at: time)
    } else {
      skip(Int(min(passed - 1, Double(Self.longestGap))))
      stepStart = settings.gaps == .unknown && pace == step ? time : stepStart + passed * step
    }
    recent.add(value, expected: expected(at: stepStart))
  }

  private mutating func begin(at time: Double) {
    // Steps of events begin at round times, whenever the first event came.
    stepStart = settings.gaps == .zero ? (time / step).rounded(.down) * step : time
  }

  /// The open step is complete: it is learned.
  private mutating func close() {
    let (value, expected) = recent.newest
    week.learn(value, expected: expected, mean: baseline.mean, at: stepStart, stepHours: step / 3600)
    baseline.learn(value, expected: expected, weight: weight, clip: settings.clip)
  }

  private mutating func skip(_ steps: Int) {
    for index in 0..<steps {
      let start = stepStart + Double(index + 1) * step
      let usual = expected(at: start)
      switch settings.gaps {
      case .unknown: recent.add(usual, expected: usual)
      case .zero:
        recent.add(0, expected: usual)
        let mean = baseline.mean
        week.learn(0, expected: usual, mean: mean, at: start, stepHours: step / 3600)
        baseline.learn(0, expected: usual, weight: weight, clip: settings.clip)
      }
    }
  }

  /// What came in the longest window (an hour, as shipped) up to the last value, and what is usual for as long.
  public var lately: (value: Double, expected: Double) {
    var sums = (value: 0.0, expected: 0.0)
    recent.sums(window: windowSteps) { _, value, expected in sums = (value, expected) }
    return sums
  }

  @inline(__always)
  private func expected(at time: Double) -> Double {
    guard settings.weekWeight > 0 else { return baseline.mean }
    let weight = settings.weekWeight * 3600 / step
    return baseline.mean * week.factor(at: time, mean: baseline.mean, weight: weight)
  }

  private mutating func reading(at time: Double) -> Reading {
    let least = Baseline.leastHourly * step / 3600
    var score = -Double.infinity
    var volume = 0.0
    recent.sums(window: windowSteps) { steps, value, expected in
      guard steps > 0 else { return }
      let count = Double(steps)
      let deviation = baseline.deviation(expected: expected / count, least: least)
      score = max(score, (value - expected) / count / deviation * (count * windowScale).squareRoot())
      volume = value
    }
    let alarm = latch.update(
      score, threshold: settings.threshold, low: settings.threshold * settings.low, quiet: max(settings.quiet, step),
      isLoud: volume >= settings.minimum, at: time)
    return Reading(score: score, expected: recent.newest.expected, alarm: alarm)
  }

  private mutating func setPace(_ pace: Double) {
    self.pace = pace
    step = max(pace, settings.window / 3)
    windowSteps = max(1, Int((settings.window / step).rounded()))
    windowScale = step / settings.window
    weight = 1 - Exponent.half(step / max(settings.halfLife, 48 * step))
  }
}

extension BurstDetector {
  /// All that the detector remembers, in 2,050 bytes or so: always the same number. A detector that is restored from
  /// them goes on exactly as this one would.
  public var state: [UInt8] {
    var state = StateWriter(kind: 0x42, version: 1)
    for value in [pace, stepStart, taken] { state.add(value) }
    baseline.write(to: &state)
    week.write(to: &state)
    recent.write(to: &state)
    latch.write(to: &state)
    return state.bytes
  }

  /// Nil if the bytes are no state of this version.
  public init?(_ settings: BurstSettings = BurstSettings(), state: [UInt8]) {
    self.init(settings)
    guard var reader = StateReader(state, like: self.state) else { return nil }
    let pace = reader.double()
    stepStart = reader.double()
    taken = reader.double()
    baseline = Baseline(from: &reader)
    week = WeekProfile(from: &reader)
    recent = RecentSteps(from: &reader)
    latch = AlarmLatch(from: &reader)
    guard reader.isSound, pace >= 0 else { return nil }
    setPace(settings.step > 0 ? settings.step : pace)
  }
}
