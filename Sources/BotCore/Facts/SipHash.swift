/// SipHash-2-4 with 64 bits (Aumasson, Bernstein, "SipHash: a fast short-input PRF"): names that nobody can go back from,
/// or make for somebody else, without the key. The same on every machine.
public struct SipHash: Sendable, Hashable {
  private let low: UInt64
  private let high: UInt64

  /// The two halves of the key, each read as a little-endian number.
  public init(_ low: UInt64, _ high: UInt64) {
    self.low = low
    self.high = high
  }

  public func hash(_ bytes: some Collection<UInt8>) -> UInt64 {
    var state = State(low, high)
    var word: UInt64 = 0
    var count: UInt64 = 0
    for byte in bytes {
      word |= UInt64(byte) << ((count & 7) * 8)
      count += 1
      guard count & 7 == 0 else { continue }
      state.add(word)
      word = 0
    }
    state.add(word | count << 56)
    return state.end()
  }

  private struct State {
    var v0, v1, v2, v3: UInt64

    init(_ low: UInt64, _ high: UInt64) {
      v0 = low ^ 0x736f_6d65_7073_6575
      v1 = high ^ 0x646f_7261_6e64_6f6d
      v2 = low ^ 0x6c79_6765_6e65_7261
      v3 = high ^ 0x7465_6462_7974_6573
    }

    mutating func add(_ word: UInt64) {
      v3 ^= word
      for _ in 0..<2 { mix() }
      v0 ^= word
    }

    mutating func end() -> UInt64 {
      v2 ^= 0xff
      for _ in 0..<4 { mix() }
      return v0 ^ v1 ^ v2 ^ v3
    }

    private mutating func mix() {
      v0 &+= v1
      v1 = v1 << 13 | v1 >> 51
      v1 ^= v0
      v0 = v0 << 32 | v0 >> 32
      v2 &+= v3
      v3 = v3 << 16 | v3 >> 48
      v3 ^= v2
      v0 &+= v3
      v3 = v3 << 21 | v3 >> 43
      v3 ^= v0
      v2 &+= v1
      v1 = v1 << 17 | v1 >> 47
      v1 ^= v2
      v2 = v2 << 32 | v2 >> 32
    }
  }
}
