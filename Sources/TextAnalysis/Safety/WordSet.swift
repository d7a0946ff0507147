/// A set of word numbers.
struct WordSet: Sendable {
  private(set) var bits: [UInt64]

  init(_ count: Int) { bits = [UInt64](repeating: 0, count: (count + 63) / 64) }

  mutating func insert(_ word: Int32) { bits[Int(word) >> 6] |= 1 << UInt64(word & 63) }

  mutating func formUnion(_ other: WordSet) {
    for index in bits.indices { bits[index] |= other.bits[index] }
  }

  func visit(_ body: (Int32) -> Void) {
    for index in bits.indices {
      var rest = bits[index]
      while rest != 0 {
        body(Int32(index * 64 + rest.trailingZeroBitCount))
        rest &= rest - 1
      }
    }
  }
}

/// Numbers of words by the hash of their bytes, in a table with open addressing.
struct WordLexicon: Sendable {
  private var hashes: [UInt64]
  private var numbers: [Int32]
  private(set) var count: Int

  /// - Parameter reserved: numbers that no word gets, from 0.
  init(capacity: Int, reserved: Int) {
    var size = 64
    while size < capacity * 3 { size *= 2 }
    hashes = [UInt64](repeating: 0, count: size)
    numbers = [Int32](repeating: 0, count: size)
    count = reserved
  }

  /// The number of a word; 0 for an unknown one.
  @inline(__always)
  subscript(hash: UInt64) -> Int32 {
    hashes.withUnsafeBufferPointer { hashes in
      numbers.withUnsafeBufferPointer { numbers in
        let mask = hashes.count - 1
        var place = Int(truncatingIfNeeded: hash) & mask
        while numbers[place] != 0 {
          if hashes[place] == hash { return numbers[place] }
          place = (place + 1) & mask
        }
        return 0
      }
    }
  }

  mutating func insert(_ hash: UInt64) -> Int32 {
    let known = self[hash]
    if known != 0 { return known }
    let mask = hashes.count - 1
    var place = Int(truncatingIfNeeded: hash) & mask
    while numbers[place] != 0 { place = (place + 1) & mask }
    hashes[place] = hash
    numbers[place] = Int32(count)
    count += 1
    return Int32(count - 1)
  }
}
