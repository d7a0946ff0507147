/// Letters with accents as the ASCII letter beneath: "é" as "e".
struct PlainLetters: Sendable {
  static let shared = PlainLetters()

  /// For U+00C0 to U+024F and U+1E00 to U+1EFF, the letter, or 0 when there is none beneath.
  private let low: [UInt8]
  private let high: [UInt8]

  private init() {
    low = (UInt32(0xC0)...0x24F).map(Self.base)
    high = (UInt32(0x1E00)...0x1EFF).map(Self.base)
  }

  @inline(__always)
  func letter(_ scalar: UInt32) -> UInt8 {
    if scalar >= 0xC0, scalar <= 0x24F { return low[Int(scalar - 0xC0)] }
    if scalar >= 0x1E00, scalar <= 0x1EFF { return high[Int(scalar - 0x1E00)] }
    return 0
  }

  /// A composite of a composite ("ế") takes two steps.
  private static func base(_ scalar: UInt32) -> UInt8 {
    var scalar = scalar
    while scalar >= 0x80 {
      guard let parts = Folding.shared.decomposed(scalar) else { return 0 }
      scalar = parts.first
    }
    return UInt8(scalar)
  }
}
