import CModels

/// Vectors of word pieces, so that the sum of a text's pieces points where a sentence model would put the text.
///
/// The table is read in place from the embedded file that `Tools/train_vectors.py` writes: a header of 32 bytes
/// ("BTVC", version, rows, dimensions, slots, longest piece, two reserved; 32 bits each, little endian), `slots`
/// 16-bit places of an open-addressing hash (row + 1, 0 when empty), per row a 32-bit fingerprint, a 16-bit floating
/// point scale, and `dimensions` signed bytes.
struct TokenVectors: @unchecked Sendable {
  /// Made once; the bytes belong to the program's image and are never written.
  static let shared = TokenVectors()
  static let dimensions = 128

  let count: Int
  /// Bytes of the longest piece, without the mark of a continuation.
  let longest: Int
  private let mask: Int
  private let slots: UnsafePointer<UInt16>
  private let prints: UnsafePointer<UInt32>
  private let scales: UnsafePointer<UInt16>
  private let bytes: UnsafePointer<Int8>

  private init() {
    let model = botrun_model_vectors()
    guard let start = model.bytes else { preconditionFailure("the token vectors are not in the program") }
    let base = UnsafeRawPointer(start)
    let header = base.assumingMemoryBound(to: UInt32.self)
    precondition(
      header[0] == 0x4356_5442 && header[1] == 1 && header[3] == UInt32(Self.dimensions),
      "the token vectors are of another kind")
    count = Int(header[2])
    mask = Int(header[4]) - 1
    longest = Int(header[5])
    slots = (base + 32).assumingMemoryBound(to: UInt16.self)
    prints = UnsafeRawPointer(slots + mask + 1).assumingMemoryBound(to: UInt32.self)
    scales = UnsafeRawPointer(prints + count).assumingMemoryBound(to: UInt16.self)
    bytes = UnsafeRawPointer(scales + count).assumingMemoryBound(to: Int8.self)
    precondition(
      32 + (mask + 1) * 2 + count * (6 + Self.dimensions) == model.count, "the token vectors are cut short")
  }

  /// The row of the piece with this hash, -1 when there is none.
  @inline(__always)
  func row(of hash: UInt64) -> Int {
    let mixed = hash ^ hash >> 29
    var place = Int(truncatingIfNeeded: mixed) & mask
    let print = UInt32(truncatingIfNeeded: mixed >> 32)
    while true {
      let row = Int(slots[place]) - 1
      if row < 0 || prints[row] == print { return row }
      place = (place + 1) & mask
    }
  }

  /// Adds a row to a sum of `dimensions` numbers.
  @inline(__always)
  func add(_ row: Int, to sum: UnsafeMutablePointer<Float>) {
    let scale = SIMD16<Float>(repeating: Float(Float16(bitPattern: scales[row])))
    let source = UnsafeRawPointer(bytes + row * Self.dimensions)
    let target = UnsafeMutableRawPointer(sum)
    for part in 0..<Self.dimensions / 16 {
      let values = source.loadUnaligned(fromByteOffset: part * 16, as: SIMD16<Int8>.self)
      let old = target.loadUnaligned(fromByteOffset: part * 64, as: SIMD16<Float>.self)
      target.storeBytes(of: old + SIMD16<Float>(values) * scale, toByteOffset: part * 64, as: SIMD16<Float>.self)
    }
  }
}
