/// The last steps: what was there and what was expected, the newest first when summed.
struct RecentSteps: Sendable, Hashable {
  /// The longest window has twelve steps: four times three.
  static let capacity = 16

  private var values = [Double](repeating: 0, count: capacity)
  private var expected = [Double](repeating: 0, count: capacity)
  private var next = 0
  private(set) var count = 0

  init() {}

  @inline(__always)
  mutating func add(_ value: Double, expected: Double) {
    values[next] = value
    self.expected[next] = expected
    next = (next + 1) & (Self.capacity - 1)
    count = min(count + 1, Self.capacity)
  }

  /// Raises the newest step's value.
  @inline(__always)
  mutating func raise(by value: Double) { values[(next - 1) & (Self.capacity - 1)] += value }

  var newest: (value: Double, expected: Double) {
    let index = (next - 1) & (Self.capacity - 1)
    return (values[index], expected[index])
  }

  /// Calls `body` with the sums over the newest `window`, `2·window` and `4·window` steps, as far as they are there.
  @inline(__always)
  func sums(window: Int, _ body: (_ steps: Int, _ value: Double, _ expected: Double) -> Void) {
    var (value, usual, taken) = (0.0, 0.0, 0)
    for length in [window, 2 * window, 4 * window] {
      let steps = min(length, count)
      while taken < steps {
        taken += 1
        let index = (next - taken) & (Self.capacity - 1)
        value += values[index]
        usual += expected[index]
      }
      body(steps, value, usual)
    }
  }
}

extension RecentSteps {
  func write(to state: inout StateWriter) {
    for value in values { state.add(value) }
    for value in expected { state.add(value) }
    state.add(Double(next))
    state.add(Double(count))
  }

  init(from state: inout StateReader) {
    for index in 0..<Self.capacity { values[index] = state.double() }
    for index in 0..<Self.capacity { expected[index] = state.double() }
    next = Int(exactly: state.double()).map { $0 & (Self.capacity - 1) } ?? 0
    count = Int(exactly: state.double()).map { min(max(0, $0), Self.capacity) } ?? 0
  }
}
