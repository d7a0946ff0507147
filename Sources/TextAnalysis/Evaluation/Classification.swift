/// How often verdicts of several classes are right, counted one text after the other.
///
/// A text without verdict ("unknown") counts as a miss of its class and as found in none.
public struct Classification: Sendable, Hashable {
  public let classes: [String]
  /// How many texts of each class (row) were taken for each (column).
  public private(set) var counts: [[Int]]
  /// How many texts of each class got no verdict.
  public private(set) var missed: [Int]
  /// How sure the right and the wrong verdicts were, in fifteen steps.
  private var steps = [Step](repeating: Step(), count: 15)

  private struct Step: Sendable, Hashable {
    var count = 0.0
    var sure = 0.0
    var right = 0.0
  }

  public init(classes: [String]) {
    self.classes = classes
    counts = [[Int]](repeating: [Int](repeating: 0, count: classes.count), count: classes.count)
    missed = [Int](repeating: 0, count: classes.count)
  }

  /// Counts a text. One whose class is none of `classes` is left out.
  /// - Parameters:
  ///   - found: one of `classes`; anything else is no verdict.
  ///   - confidence: 0 to 1, the verdict's probability, for the calibration error.
  public mutating func add(_ label: String, found: String, confidence: Double? = nil) {
    guard let row = classes.firstIndex(of: label) else { return }
    guard let column = classes.firstIndex(of: found) else {
      missed[row] += 1
      return
    }
    counts[row][column] += 1
    guard let confidence else { return }
    let place = min(steps.count - 1, max(0, Int(confidence * Double(steps.count))))
    steps[place].count += 1
    steps[place].sure += confidence
    steps[place].right += row == column ? 1 : 0
  }

  public var total: Int { classes.indices.reduce(0) { $0 + texts(of: $1) } }

  /// 0 to 1.
  public var accuracy: Double { Self.share(classes.indices.reduce(0) { $0 + counts[$1][$1] }, total) }

  /// The mean of the classes' recalls, of those that there are texts of.
  public var macroRecall: Double { mean { Self.share(counts[$0][$0], texts(of: $0)) } }

  /// The mean of the classes' F1, of those that there are texts of.
  public var macroF1: Double {
    mean { index in
      let found = classes.indices.reduce(0) { $0 + counts[$1][index] }
      return Self.share(2 * counts[index][index], found + texts(of: index))
    }
  }

  /// The expected calibration error: by how much the verdicts' probabilities differ from how often they are right, over
  /// fifteen steps of probability, weighted by texts (C. Guo and others, "On Calibration of Modern Neural Networks",
  /// 2017, equation 3). `nil` without probabilities.
  public var calibrationError: Double? {
    let all = steps.reduce(0) { $0 + $1.count }
    guard all > 0 else { return nil }
    return steps.reduce(0) { $0 + abs($1.sure - $1.right) } / all
  }

  private func texts(of index: Int) -> Int { counts[index].reduce(missed[index], +) }

  private func mean(_ value: (Int) -> Double) -> Double {
    let present = classes.indices.filter { texts(of: $0) > 0 }
    return present.isEmpty ? 0 : present.reduce(0) { $0 + value($1) } / Double(present.count)
  }

  private static func share(_ part: Int, _ whole: Int) -> Double { whole == 0 ? 0 : Double(part) / Double(whole) }
}
