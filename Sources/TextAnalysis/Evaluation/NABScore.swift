public import FoundationEssentials

/// Scores alarms as the Numenta Anomaly Benchmark (version 1.1) does.
///
/// The first 15 % of a series, at most 750 rows, are not scored. A labelled window counts once: its earliest alarm
/// earns σ(y)/σ(−1), σ(y) = 2/(1 + e^(5y)) − 1, y = −(rows left in the window, this one included)/(rows of the window);
/// a window without alarm costs the profile's missed weight. An alarm outside costs its false weight times σ(y),
/// y = (rows since the window before)/(rows of that window − 1), or 1 where there is none before or y > 3.
/// 100 is perfect, 0 what silence gets.
public enum NABScore {
  public struct Profile: Sendable, Hashable {
    public let name: String
    let missed: Double
    let falseAlarm: Double

    public static let standard = Profile(name: "standard", missed: 1, falseAlarm: 0.11)
    public static let rewardLowFP = Profile(name: "reward_low_FP_rate", missed: 1, falseAlarm: 0.22)
    public static let rewardLowFN = Profile(name: "reward_low_FN_rate", missed: 2, falseAlarm: 0.11)
    public static let all = [standard, rewardLowFP, rewardLowFN]
  }

  /// One file: when its rows are, and the labelled windows as row numbers.
  public struct Series: Sendable {
    public let rows: Int
    public let windows: [ClosedRange<Int>]

    /// - Parameters:
    ///   - times: of the rows, seconds since 1970, as they stand in the file.
    ///   - labels: begin and end of each window, as the labels' file writes them.
    public init(times: [Double], labels: [[String]]) {
      rows = times.count
      windows = labels.compactMap { label in
        guard label.count == 2, let from = Timestamp.seconds(label[0]), let to = Timestamp.seconds(label[1]),
          let first = times.firstIndex(where: { $0 >= from }), let last = times.lastIndex(where: { $0 <= to }),
          first <= last
        else { return nil }
        return first...last
      }
      .sorted { $0.lowerBound < $1.lowerBound }
    }

    var probation: Int { min(rows * 15 / 100, 750) }
  }

  public struct Result: Sendable, Hashable {
    /// Sum of what was earned and paid, before it is set in proportion.
    public var raw = 0.0
    public var windows = 0
    public var hits = 0
    public var falseAlarms = 0
    fileprivate var missed = 1.0

    public init() {}

    fileprivate init(missed: Double) { self.missed = missed }

    /// 0 for silence, 100 for perfection; nil without windows.
    public var normalised: Double? {
      windows == 0 ? nil : 100 * (raw + missed * Double(windows)) / ((1 + missed) * Double(windows))
    }

    public static func + (left: Result, right: Result) -> Result {
      var sum = Result(missed: right.missed)
      sum.raw = left.raw + right.raw
      sum.windows = left.windows + right.windows
      sum.hits = left.hits + right.hits
      sum.falseAlarms = left.falseAlarms + right.falseAlarms
      return sum
    }
  }

  /// The windows of each file, of a labels' file such as `combined_windows.json`.
  public static func labels(_ json: Data) throws -> [String: [[String]]] {
    try JSONDecoder().decode([String: [[String]]].self, from: json)
  }

  /// - Parameter alarms: rows at which an alarm began.
  public static func score(_ alarms: [Int], in series: Series, profile: Profile) -> Result {
    var result = Result(missed: profile.missed)
    let scored = series.windows.filter { $0.upperBound >= series.probation }
    var best = [Double?](repeating: nil, count: scored.count)
    for row in alarms where row >= series.probation {
      if let index = scored.firstIndex(where: { $0.contains(row) }) {
        let window = scored[index]
        let position = -Double(window.upperBound - row + 1) / Double(window.count)
        best[index] = max(best[index] ?? -1, sigmoid(position) / sigmoid(-1))
      } else {
        result.falseAlarms += 1
        result.raw += profile.falseAlarm * penalty(row, windows: series.windows)
      }
    }
    for earned in best { result.raw += earned ?? -profile.missed }
    result.windows = scored.count
    result.hits = best.count { $0 != nil }
    return result
  }

  private static func penalty(_ row: Int, windows: [ClosedRange<Int>]) -> Double {
    guard let before = windows.last(where: { $0.upperBound < row }), before.count > 1 else { return -1 }
    let position = Double(row - before.upperBound) / Double(before.count - 1)
    return position > 3 ? -1 : sigmoid(position)
  }

  private static func sigmoid(_ y: Double) -> Double {
    let power = Exponent.half(abs(5 * y) / 0.693_147_180_559_945_3)
    return y > 0 ? 2 * power / (1 + power) - 1 : 2 / (1 + power) - 1
  }
}
