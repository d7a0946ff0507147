/// FNV-1a in two lanes, 128 bits in all: names that must be the same in every run and on every machine. Not for secrets.
enum StableHash {
  static func hex(_ text: String) -> String { hex(text.utf8) }

  static func hex(_ bytes: some Sequence<UInt8>) -> String {
    var low: UInt64 = 0xcbf2_9ce4_8422_2325
    var high: UInt64 = 0x9ae1_6a3b_2f90_404f
    for byte in bytes {
      low = (low ^ UInt64(byte)) &* 0x100_0000_01b3
      high = (high ^ UInt64(byte) &+ (low >> 32)) &* 0x100_0000_01b3
    }
    return padded(low) + padded(high)
  }

  private static func padded(_ value: UInt64) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: 16 - text.count) + text
  }
}
