/// Which hashes a text has shown already. It is used for text after text: to begin anew costs nothing, and once the
/// table has grown it allocates nothing.
struct SeenHashes: Sendable {
  /// The hash in the upper half, in the lower one the round in which it came; a place of another round is free.
  private var places: [UInt64] = []
  private var round: UInt32 = 0
  private var shift: UInt32 = 0

  /// How many places are tried: texts made of colliding hashes cost no more than others.
  private static let tries = 24
  private static let spread: UInt32 = 2_654_435_769

  init() {}

  /// Forgets everything.
  /// - Parameter room: about how many different hashes will come; with many more, some count as new again.
  mutating func begin(room: Int) {
    let bits = UInt32(max(6, Int.bitWidth - max(1, 2 * room - 1).leadingZeroBitCount))
    shift = 32 - bits
    round &+= 1
    let size = 1 << Int(bits)
    if places.count < size || round == 0 {
      places = [UInt64](repeating: 0, count: max(size, places.count))
      round = 1
    }
  }

  /// - Returns: whether the hash is new in this round.
  @inline(__always)
  mutating func insert(_ hash: UInt32) -> Bool {
    let mask = 1 << Int(32 - shift) - 1
    let entry = UInt64(hash) << 32 | UInt64(round)
    var place = Int((hash &* Self.spread) >> shift)
    for _ in 0..<Self.tries {
      let found = places[place]
      if found == entry { return false }
      if UInt32(truncatingIfNeeded: found) != round {
        places[place] = entry
        return true
      }
      place = (place + 1) & mask
    }
    return true
  }
}
