import CModels

/// The common words of English, as hashes in the embedded table that `Tools/make_language.py` writes.
struct CommonWords: Sendable {
  /// The upper 32 bits of the FNV-1a hashes in open addressing; 0 is an empty place.
  private var places: [UInt32]
  private let shift: UInt32

  init() {
    let model = botrun_model_language()
    guard let bytes = model.bytes else { preconditionFailure("the table of common words is not in the program") }
    let base = UnsafeRawPointer(bytes)
    precondition(base.load(as: UInt32.self) == 0x474E_414C, "the table of common words is of another kind")
    let count = Int(base.load(fromByteOffset: 8, as: UInt32.self))
    let hashes = (base + 12).assumingMemoryBound(to: UInt32.self)
    // A power of two, twice as many as there are words or more.
    let bits = Int.bitWidth - (2 * count).leadingZeroBitCount
    places = [UInt32](repeating: 0, count: 1 << bits)
    shift = UInt32(32 - bits)
    for index in 0..<count {
      var place = start(hashes[index])
      while places[place] != 0 { place = (place + 1) & (places.count - 1) }
      places[place] = hashes[index]
    }
  }

  func contains(_ hash: UInt64) -> Bool {
    let wanted = UInt32(truncatingIfNeeded: hash >> 32)
    var place = start(wanted)
    while places[place] != 0 {
      if places[place] == wanted { return true }
      place = (place + 1) & (places.count - 1)
    }
    return false
  }

  /// Where the search begins. FNV-1a's upper bits are bunched for short words, so they are spread first.
  private func start(_ hash: UInt32) -> Int { Int((hash &* 0x9E37_79B1) >> shift) }
}
