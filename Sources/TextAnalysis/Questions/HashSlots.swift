/// Small numbers by 64-bit hash, growing, with open addressing: a look allocates nothing.
struct HashSlots: Sendable {
  private var keys: [UInt64] = [UInt64](repeating: 0, count: 64)
  private var values: [Int32] = [Int32](repeating: 0, count: 64)
  private(set) var count = 0

  /// The number of a hash, -1 when it has none.
  @inline(__always)
  func value(of hash: UInt64) -> Int {
    let hash = hash | 1
    let mask = keys.count - 1
    var place = Int(truncatingIfNeeded: hash >> 1) & mask
    while keys[place] != 0 {
      if keys[place] == hash { return Int(values[place]) }
      place = (place + 1) & mask
    }
    return -1
  }

  /// The number of a hash; a new one gets the next: 0, 1, 2 and so on.
  mutating func insert(_ hash: UInt64) -> Int {
    let found = value(of: hash)
    guard found < 0 else { return found }
    if count * 2 >= keys.count { grow() }
    put(hash | 1, Int32(count))
    count += 1
    return count - 1
  }

  private mutating func put(_ key: UInt64, _ value: Int32) {
    let mask = keys.count - 1
    var place = Int(truncatingIfNeeded: key >> 1) & mask
    while keys[place] != 0 { place = (place + 1) & mask }
    keys[place] = key
    values[place] = value
  }

  private mutating func grow() {
    let old = (keys, values)
    keys = [UInt64](repeating: 0, count: old.0.count * 2)
    values = [Int32](repeating: 0, count: keys.count)
    for (key, value) in zip(old.0, old.1) where key != 0 { put(key, value) }
  }
}
