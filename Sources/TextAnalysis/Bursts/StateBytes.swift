/// Writes a detector's memory as bytes of a fixed number, little endian.
struct StateWriter {
  private(set) var bytes: [UInt8]

  init(kind: UInt8, version: UInt8) { bytes = [kind, version] }

  mutating func add(_ value: Double) { bytes.append(littleEndian: value.bitPattern) }
  mutating func add(_ value: Float) { bytes.append(littleEndian: value.bitPattern) }
}

extension [UInt8] {
  mutating func append(littleEndian number: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
  }
}

/// Reads them. Whoever reads has checked the number of bytes.
struct StateReader {
  private let bytes: [UInt8]
  private var next = 2
  /// Whether all numbers were finite; one that is not is read as 0.
  private(set) var isSound = true

  /// Nil if the bytes are of another kind, version or number than the expected.
  init?(_ bytes: [UInt8], like expected: [UInt8]) {
    guard bytes.count == expected.count, bytes.starts(with: expected.prefix(2)) else { return nil }
    self.bytes = bytes
  }

  mutating func double() -> Double { sound(Double(bitPattern: integer())) }
  mutating func float() -> Float { sound(Float(bitPattern: integer())) }

  private mutating func sound<Number: BinaryFloatingPoint>(_ number: Number) -> Number {
    if number.isFinite { return number }
    isSound = false
    return 0
  }

  private mutating func integer<Bits: FixedWidthInteger>() -> Bits {
    var bits: Bits = 0
    for shift in 0..<MemoryLayout<Bits>.size { bits |= Bits(bytes[next + shift]) << Bits(8 * shift) }
    next += MemoryLayout<Bits>.size
    return bits
  }
}
