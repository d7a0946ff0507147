import BotCore
import FoundationEssentials
import TextAnalysis

/// How often something comes, in one channel or in all of them, as it is stored between messages: about 2.7 kB,
/// however long it runs.
struct Series {
  struct Reading {
    var alarm: BurstAlarm
    /// It is still far above the usual.
    var isHigh: Bool
    /// How many came in the last hour, and how many are usual in an hour at this time of the week.
    var lately: Int
    /// `nil` while too little is known.
    var usual: Double?
  }

  /// A series that begins with a burst must tell it: before, there was silence.
  private static let silenceBefore = 86_400.0
  /// Of findings a few are many: so many deviations above the usual.
  private static let findingThreshold = 4.0

  /// From when on it is known what is usual.
  private static let learning = 7 * 86_400.0

  private var detector: BurstDetector
  /// When the first value came, and the last one, seconds since 1970.
  private let since: Double
  private var last: Double

  /// - Parameter time: when the first value comes, seconds since 1970.
  init(_ json: JSON?, _ settings: BurstSettings, at time: Double) {
    since = json?["since"]?.double ?? time
    last = json?["last"]?.double ?? time
    let bytes = json?["state"]?.string.flatMap { Data(base64Encoded: $0) }.map { [UInt8]($0) }
    if let restored = bytes.flatMap({ BurstDetector(settings, state: $0) }) {
      detector = restored
    } else {
      detector = BurstDetector(settings)
      _ = detector.add(0, at: time - Self.silenceBefore)
    }
  }

  var json: JSON {
    [
      "state": .string(Data(detector.state).base64EncodedString()), "since": .double(since), "last": .double(last),
    ]
  }

  mutating func add(_ count: Int, at time: Double) -> Reading {
    let reading = detector.add(Double(count), at: time)
    last = max(last, time)
    var told = lately
    told.alarm = reading.alarm
    told.isHigh = reading.score >= detector.settings.threshold * detector.settings.low
    return told
  }

  /// What came last.
  var lately: Reading {
    let (value, expected) = detector.lately
    return Reading(
      alarm: .none, isHigh: false, lately: Int(value), usual: last - since < Self.learning ? nil : expected)
  }

  /// For what is found in messages.
  static func findings(_ minimum: Int, quiet: Duration) -> BurstSettings {
    var settings = messages(quiet: quiet)
    settings.threshold = findingThreshold
    settings.minimum = Double(minimum)
    // Of what is rare, one burst must not teach that bursts are usual.
    settings.clip = 3
    return settings
  }

  /// For the messages themselves.
  static func messages(quiet: Duration) -> BurstSettings {
    var settings = BurstSettings()
    settings.gaps = .zero
    settings.step = 300
    settings.quiet = quiet.seconds
    // Talk comes in waves: only a flood is told.
    settings.threshold = 14
    settings.minimum = 50
    return settings
  }
}
