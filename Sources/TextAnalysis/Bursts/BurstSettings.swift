/// How a `BurstDetector` judges. The values here are the ones that ship, chosen once for all series by
/// Tools/tune_bursts.py from the middle of a plateau; docs/models/bursts.md shows the figures.
public struct BurstSettings: Sendable, Hashable {
  /// What a time without a value means.
  public enum Gaps: String, Sendable, Hashable, CaseIterable {
    /// Nobody counted: the gap is left out.
    case unknown
    /// Nothing happened: so for streams of events, which report only what does happen.
    case zero
  }

  /// Score at which an alarm begins: standard deviations of one step, for the shortest window.
  public var threshold = 8.0
  /// Share of `threshold` that keeps an alarm up, 0 to 1.
  public var low = 0.3
  /// Seconds that the score must stay below the low mark before an alarm has ended and another may begin.
  public var quiet = 6.0 * 3600
  /// Sum of the window that an alarm needs: three posts are never a burst, however silent it is otherwise.
  public var minimum = 6.0
  /// Seconds from one value to the next; 0 takes the distance of the first two.
  public var step = 0.0
  /// Seconds of the shortest window. Windows of twice and four times the length are tried with it.
  public var window = 900.0
  /// Half-life of the mean and of the variance, seconds.
  public var halfLife = 4.5 * 86_400
  /// A value further above the mean than so many standard deviations is learned as if it stood there.
  public var clip = 25.0
  /// Hours' worth of data for an hour of the week before its own level counts for half. 0 learns no week.
  public var weekWeight = 4.0
  public var gaps = Gaps.unknown

  public init() {}

  /// Sets a value by its name, such as `("quiet", "7200")`.
  /// - Returns: a sentence that tells what is wrong, or nil.
  public mutating func set(_ name: String, _ text: String) -> String? {
    if name == "gaps" {
      guard let gaps = Gaps(rawValue: text) else { return "gaps must be unknown or zero, not \"\(text)\"." }
      self.gaps = gaps
      return nil
    }
    guard let field = Self.fields.first(where: { $0.name == name }) else {
      let names = Self.fields.map(\.name) + ["gaps"]
      return "There is no setting \"\(name)\"; there are \(names.joined(separator: ", "))."
    }
    guard let value = Double(text), field.range.contains(value) else {
      let (from, to) = (field.range.lowerBound, field.range.upperBound)
      return "\(name) must be a number from \(from) to \(to), not \"\(text)\"."
    }
    self[keyPath: field.path] = value
    return nil
  }

  private struct Field {
    let name: String
    let path: any WritableKeyPath<BurstSettings, Double> & Sendable
    let range: ClosedRange<Double>
  }

  private static let fields = [
    Field(name: "threshold", path: \.threshold, range: 1...1000), Field(name: "low", path: \.low, range: 0...1),
    Field(name: "quiet", path: \.quiet, range: 0...2_592_000), Field(name: "minimum", path: \.minimum, range: 0...1e12),
    Field(name: "step", path: \.step, range: 0...604_800), Field(name: "window", path: \.window, range: 1...604_800),
    Field(name: "halfLife", path: \.halfLife, range: 60...31_536_000),
    Field(name: "clip", path: \.clip, range: 1...1e6),
    Field(name: "weekWeight", path: \.weekWeight, range: 0...168),
  ]
}
