/// Pearson's correlation of pairs, computed as they come (B. Welford's updates, so that large sums lose no digits).
public struct Correlation: Sendable, Hashable {
  public private(set) var count = 0
  private var means = SIMD2<Double>(repeating: 0)
  private var squares = SIMD2<Double>(repeating: 0)
  private var product = 0.0

  public init() {}

  public mutating func add(_ first: Double, _ second: Double) {
    count += 1
    let pair = SIMD2(first, second)
    let before = pair - means
    means += before / Double(count)
    let after = pair - means
    squares += before * after
    product += before.x * after.y
  }

  /// -1 to 1; `nil` where one side never varies.
  public var pearson: Double? {
    guard squares.x > 0, squares.y > 0 else { return nil }
    return product / (squares.x * squares.y).squareRoot()
  }
}
