import CModels

/// The common words of English, as hashes in the embedded table that `Tools/make_language.py` writes.
struct CommonWords: @unchecked Sendable {
  /// The upper 32 bits of the FNV-1a hashes, sorted; little endian.
  private let hashes: UnsafePointer<UInt32>
  private let count: Int

  init() {
    let model = botrun_model_language()
    guard let bytes = model.bytes else { preconditionFailure("the table of common words is not in the program") }
    let base = UnsafeRawPointer(bytes)
    precondition(base.load(as: UInt32.self) == 0x474E_414C, "the table of common words is of another kind")
    count = Int(base.load(fromByteOffset: 8, as: UInt32.self))
    hashes = (base + 12).assumingMemoryBound(to: UInt32.self)
  }

  /// Interpolates, since hashes are spread evenly: three looks or so.
  func contains(_ hash: UInt64) -> Bool {
    let wanted = UInt32(truncatingIfNeeded: hash >> 32)
    var place = Int(UInt64(wanted) * UInt64(count) >> 32)
    while place > 0, hashes[place] > wanted { place -= 1 }
    while place < count, hashes[place] < wanted { place += 1 }
    return place < count && hashes[place] == wanted
  }
}
