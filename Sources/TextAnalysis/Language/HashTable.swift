/// Bits by 64-bit hash, with open addressing: a look costs a few nanoseconds and allocates nothing.
struct HashTable: Sendable {
  private var keys: [UInt64]
  private var values: [UInt32]
  private let mask: Int

  /// - Parameter capacity: a power of two, twice as many as there will be keys or more.
  init(capacity: Int) {
    precondition(capacity.nonzeroBitCount == 1, "the capacity must be a power of two")
    keys = [UInt64](repeating: 0, count: capacity)
    values = [UInt32](repeating: 0, count: capacity)
    mask = capacity - 1
  }

  /// Adds bits to those of the key.
  mutating func insert(_ hash: UInt64, bits: UInt32) {
    var place = Int(truncatingIfNeeded: hash) & mask
    while keys[place] != 0 && keys[place] != hash { place = (place + 1) & mask }
    keys[place] = hash
    values[place] |= bits
  }

  /// 0 when the key is not there.
  func bits(of hash: UInt64) -> UInt32 {
    var place = Int(truncatingIfNeeded: hash) & mask
    while keys[place] != 0 {
      if keys[place] == hash { return values[place] }
      place = (place + 1) & mask
    }
    return 0
  }
}
