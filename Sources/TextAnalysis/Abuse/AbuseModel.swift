import CModels

/// The tables that `Tools/train_abuse.py` writes, read in place: three linear models of hashed features and the words by
/// kind.
///
/// Layout, little endian: "ABUS", u32 version (2), u32 count of words; f32 cuts: offensive, queue, act, hate; of each
/// model u32 bits, f32 scale, bias, slope; of each word u32 hash, u16 kinds, u16 zero; then each model's 2^bits weights,
/// eight bits with a sign.
struct AbuseModel: @unchecked Sendable {
  /// Made once; the bytes belong to the program's image and are never written.
  static let shared = AbuseModel()

  /// One linear model: a text's score is `bias` and the sum of its features' weights times `scale`, divided by the root
  /// of how many there are.
  struct Part {
    fileprivate(set) var table: UnsafePointer<Int8>
    fileprivate let shift: UInt32
    let scale: Float
    let bias: Float
    /// Of the logistic function that makes a score a probability.
    let slope: Float

    @inline(__always)
    func weight(_ hash: UInt32) -> Int32 {
      // Squared: fine steps for the many small weights, room for the few large ones.
      let step = Int32(table[Int((hash &* AbuseModel.spread) >> shift)])
      return step * abs(step)
    }
  }

  fileprivate static let spread: UInt32 = 2_654_435_769
  private static let headerSize = 24
  private static let partSize = 16
  private static let wordSize = 8

  let offensive: Part
  let queue: Part
  let hate: Part
  /// From which score a tweet counts as offensive, a message is queued, acted on, and counts as hate.
  let offensiveCut: Float
  let queueCut: Float
  let actCut: Float
  let hateCut: Float
  let lexicon: AbuseLexicon

  private init() {
    let model = botrun_model_abuse()
    guard let bytes = model.bytes else { preconditionFailure("the abuse model is not in the program") }
    let base = UnsafeRawPointer(bytes)
    func number(_ offset: Int) -> UInt32 {
      UInt32(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
    func float(_ offset: Int) -> Float { Float(bitPattern: number(offset)) }
    precondition(number(0) == 0x5355_4241 && number(4) == 2, "the abuse model is of another kind")
    (offensiveCut, queueCut, actCut, hateCut) = (float(12), float(16), float(20), float(24))
    let wordCount = Int(number(8))
    let parts = Self.headerSize + 4
    let words = parts + 3 * Self.partSize
    lexicon = AbuseLexicon(
      (0..<wordCount).map { index in
        let offset = words + index * Self.wordSize
        return (number(offset), AbuseKinds(rawValue: UInt16(truncatingIfNeeded: number(offset + 4))))
      })
    var table = words + wordCount * Self.wordSize
    func part(_ index: Int) -> Part {
      let offset = parts + index * Self.partSize
      let bits = number(offset)
      defer { table += 1 << Int(bits) }
      return Part(
        table: (base + table).assumingMemoryBound(to: Int8.self), shift: 32 - bits, scale: float(offset + 4),
        bias: float(offset + 8), slope: float(offset + 12))
    }
    offensive = part(0)
    queue = part(1)
    hate = part(2)
    precondition(table == model.count, "the abuse model is cut off")
  }
}
