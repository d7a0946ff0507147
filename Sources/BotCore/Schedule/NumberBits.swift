/// A set of numbers from 0 to 63 as bits: small, ordered, and quick to search.
extension UInt64 {
  init(bits numbers: some Sequence<Int>) {
    self = numbers.reduce(0) { $0 | 1 << UInt64($1) }
  }

  func has(_ number: Int) -> Bool {
    0...63 ~= number && self >> UInt64(number) & 1 == 1
  }

  /// The smallest member at or above a number.
  func firstBit(from number: Int) -> Int? {
    guard number < 64 else { return nil }
    let rest = self & (UInt64.max << UInt64(Swift.max(0, number)))
    return rest == 0 ? nil : rest.trailingZeroBitCount
  }

  /// All members, ascending.
  var bits: [Int] {
    (0..<64).filter(has)
  }
}
