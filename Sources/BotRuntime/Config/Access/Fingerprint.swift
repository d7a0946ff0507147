/// FNV-1a with 64 bits (Fowler, Noll, Vo): the same bytes give the same hash on every machine and in every run. It
/// tells versions apart; it does not keep anybody from making two that look alike.
struct Fingerprint {
  private var state: UInt64 = 0xcbf2_9ce4_8422_2325

  /// Each call counts as a piece of its own: "ab" and "c" give another hash than "a" and "bc".
  mutating func add(_ bytes: some Collection<UInt8>) {
    for shift in stride(from: 0, to: 64, by: 8) { mix(UInt8(truncatingIfNeeded: bytes.count >> shift)) }
    for byte in bytes { mix(byte) }
  }

  /// 16 lower-case digits.
  var hex: String {
    let digits = String(state, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  private mutating func mix(_ byte: UInt8) { state = (state ^ UInt64(byte)) &* 0x100_0000_01b3 }
}
