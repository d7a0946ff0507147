/// Notices when the mood of a channel turns: many negative messages, close together, more than this channel's own share.
/// It judges at every message, so that an alarm need not wait for the end of an interval.
///
/// A running sum of evidence (Page's cumulative sum, 1954), which fades with a half-life. For a message of negativity
/// n in 0...1 it grows by
///
///     ln[ (n·q + (1−n)(1−q)) / (n·p + (1−n)(1−p)) ] + c · ln[ (r + δ) / r ]
///
/// where p is the channel's usual share of negative messages and r its usual messages an hour, both learned; q is the
/// share in a crisis and δ the messages an hour that one adds. The first term weighs the share: in a lively talk that
/// is as friendly as ever it falls. The second weighs the count: the quieter a channel, the more each message means.
/// The sum is never below 0. It alarms at `threshold`; one crisis is one alarm (`AlarmLatch`).
public struct MoodWatch: Sendable, Hashable {
  public struct Settings: Sendable, Hashable {
    /// Evidence, in natural units, at which an alarm begins. One alarm in four weeks or fewer in ordinary channels.
    public var threshold = 4.0
    /// Share of `threshold` that keeps an alarm up.
    public var low = 0.5
    /// Seconds below the low mark until another alarm may begin.
    public var quiet = 6.0 * 3600
    /// Half-life of the evidence, seconds.
    public var halfLife = 3600.0
    /// Share of negative messages in a crisis; 2.5 times the usual share if that is more, at most 0.9.
    public var crisisShare = 0.4
    /// Weight of the count, and the messages an hour that a crisis adds.
    public var countWeight = 0.08
    public var crisisRate = 30.0
    /// Negative messages, faded as the evidence is, that an alarm needs.
    public var minimum = 3.0

    public init() {}
  }

  public struct Reading: Sendable, Hashable {
    /// The evidence: 0 to three times the threshold.
    public var score: Double
    /// The channel's usual share of negative messages.
    public var usual: Double
    /// Negative messages lately, faded with the evidence's half-life.
    public var negative: Double
    public var alarm: BurstAlarm
  }

  /// A share outside is taken for the nearest inside: nothing is certain enough for a logarithm without bounds.
  private static let shareRange = 0.03...0.4
  /// The share is learned from the last 2000 messages or so; before there are 50, 0.12 counts for 50.
  private static let (shareMemory, sharePrior, firstShare) = (2000.0, 50.0, 0.12)
  /// The rate is learned with a half-life of four weeks; before, 3 an hour for ten days count.
  private static let (rateHalfLife, firstRate, firstSpan) = (28 * 86_400.0, 3 / 3600.0, 10 * 86_400.0)
  /// An alarm that goes on for longer is the new mood, and learned.
  private static let longestCrisis = 6 * 3600.0

  public let settings: Settings
  private var evidence = 0.0
  private var negative = 0.0
  private var share = firstShare
  private var learned = sharePrior
  private var arrived = firstRate * firstSpan
  private var span = firstSpan
  private var last = 0.0
  private var since = 0.0
  private var latch = AlarmLatch()

  public init(_ settings: Settings = Settings()) { self.settings = settings }

  /// - Parameters:
  ///   - negativity: how negative the message is: 0 not at all, 1 certainly.
  ///   - time: when it was written, seconds since 1970. An earlier time than the last one's counts as the last one's.
  public mutating func add(negativity: Double, at time: Double) -> Reading {
    let negativity = negativity.isFinite ? min(max(negativity, 0), 1) : 0
    pass(to: time)
    let usual = min(max(share, Self.shareRange.lowerBound), Self.shareRange.upperBound)
    let crisis = max(settings.crisisShare, min(0.9, usual * 2.5))
    let mark = Exponent.logarithm(
      (negativity * crisis + (1 - negativity) * (1 - crisis)) / (negativity * usual + (1 - negativity) * (1 - usual)))
    let hourly = arrived / span * 3600
    let count = settings.countWeight * Exponent.logarithm((hourly + settings.crisisRate) / hourly)
    evidence = min(max(0, evidence + mark + count), 3 * settings.threshold)
    negative += negativity
    let alarm = latch.update(
      evidence, threshold: settings.threshold, low: settings.threshold * settings.low, quiet: settings.quiet,
      isLoud: negative >= settings.minimum, at: last)
    if alarm == .began { since = last }
    learn(negativity)
    return Reading(score: evidence, usual: share, negative: negative, alarm: alarm)
  }

  private mutating func pass(to time: Double) {
    let passed = last == 0 ? 0 : max(0, time - last)
    last = last == 0 ? time : max(last, time)
    let fading = Exponent.half(passed / settings.halfLife)
    evidence *= fading
    negative *= fading
    let keep = Exponent.half(passed / Self.rateHalfLife)
    arrived = arrived * keep + 1
    span = span * keep + (1 - keep) * Self.rateHalfLife / 0.693_147_180_559_945_3
  }

  /// What comes during a crisis, or while one is dawning, is not what is usual.
  private mutating func learn(_ negativity: Double) {
    let isUneasy = evidence >= settings.threshold * settings.low
    if isUneasy, !latch.isRaised || last - since < Self.longestCrisis { return }
    learned = min(learned + 1, Self.shareMemory)
    share += (negativity - share) / learned
  }
}

extension MoodWatch {
  /// All that the watch remembers, always the same number of bytes. A watch that is restored from them goes on exactly
  /// as this one would.
  public var state: [UInt8] {
    var state = StateWriter(kind: 0x4D, version: 1)
    for value in [evidence, negative, share, learned, arrived, span, last, since] { state.add(value) }
    latch.write(to: &state)
    return state.bytes
  }

  /// Nil if the bytes are no state of this version.
  public init?(_ settings: Settings = Settings(), state: [UInt8]) {
    self.init(settings)
    guard var reader = StateReader(state, like: self.state) else { return nil }
    evidence = reader.double()
    negative = reader.double()
    share = reader.double()
    learned = reader.double()
    arrived = reader.double()
    span = reader.double()
    last = reader.double()
    since = reader.double()
    latch = AlarmLatch(from: &reader)
    guard reader.isSound, span > 0, arrived > 0, learned >= 1 else { return nil }
  }
}
