/// Sums and products of vectors of `TokenVectors.dimensions` numbers.
enum TextVector {
  static let count = TokenVectors.dimensions

  /// Writes the sum of the rows, made a vector of length 1; all zeros when there are none.
  static func sum(_ rows: UnsafeBufferPointer<UInt16>, into vector: UnsafeMutablePointer<Float>) {
    vector.update(repeating: 0, count: count)
    for row in rows { TokenVectors.shared.add(Int(row), to: vector) }
    normalise(vector)
  }

  /// Scales a vector to length 1 and returns the length that it had.
  @discardableResult
  static func normalise(_ vector: UnsafeMutablePointer<Float>) -> Float {
    let length = dot(vector, vector).squareRoot()
    guard length > 1e-9 else { return 0 }
    let factor = 1 / length
    for index in 0..<count { vector[index] *= factor }
    return length
  }

  @inline(__always)
  static func dot(_ first: UnsafePointer<Float>, _ second: UnsafePointer<Float>) -> Float {
    let first = UnsafeRawPointer(first)
    let second = UnsafeRawPointer(second)
    var sum = SIMD16<Float>.zero
    for part in 0..<count / 16 {
      let offset = part * 64
      sum +=
        first.loadUnaligned(fromByteOffset: offset, as: SIMD16<Float>.self)
        * second.loadUnaligned(fromByteOffset: offset, as: SIMD16<Float>.self)
    }
    let eight = sum.lowHalf + sum.highHalf
    let four = eight.lowHalf + eight.highHalf
    let two = four.lowHalf + four.highHalf
    return two[0] + two[1]
  }
}
