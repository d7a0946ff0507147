import BotCore

/// Tells versions of a configuration apart; it does not keep anybody from making two that look alike.
struct Fingerprint {
  private var hash = FNV()

  /// Each call counts as a piece of its own: "ab" and "c" give another hash than "a" and "bc".
  mutating func add(_ bytes: some Collection<UInt8>) {
    for shift in stride(from: 0, to: 64, by: 8) { hash.add(UInt8(truncatingIfNeeded: bytes.count >> shift)) }
    for byte in bytes { hash.add(byte) }
  }

  /// 16 lower-case digits.
  var hex: String {
    let digits = String(hash.value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
