/// How features of the spam model become numbers: what these give must never change for a shipped model.
enum SpamHash {
  /// Of the table of words and pairs, and of that of runs.
  static let wordBits = 17
  static let runBits = 16
  /// Numbers of features: words, then runs, then style.
  static let firstRun = UInt32(1 << wordBits)
  static let firstStyle = firstRun + UInt32(1 << runBits)

  static let edge: UInt64 = 0x6564_6765_0000_0001
  static let link: UInt64 = 0x6C69_6E6B_0000_0003
  static let mention: UInt64 = 0x6D65_6E74_0000_0005
  static let code: UInt64 = 0x636F_6465_0000_0009
  static let number: UInt64 = 0x6E75_6D62_0000_0007
  static let host: UInt64 = 0x686F_7374_0000_000B
  static let mail: UInt64 = 0x6D61_696C_0000_000D
  static let path: UInt64 = 0x7061_7468_0000_0011
  static let runs: UInt64 = 0x7275_6E73_0000_000F

  @inline(__always)
  static func pair(_ first: UInt64, _ second: UInt64) -> UInt64 {
    (first &* 0x9E37_79B9_7F4A_7C15) ^ ((second << 23 | second >> 41) &* 0xC2B2_AE3D_27D4_EB4F)
  }

  /// A place in a table; the upper bits of a product are the well mixed ones.
  @inline(__always)
  static func place(_ hash: UInt64, bits: Int) -> UInt32 {
    let mixed = (hash ^ (hash >> 32)) &* 0x9E37_79B9_7F4A_7C15
    return UInt32(truncatingIfNeeded: mixed >> UInt64(64 - bits))
  }
}
