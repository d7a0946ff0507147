import CModels

/// The English sentiment model, read in place.
///
/// Layout, little endian: "SENT", u32 version (1), u32 word places, u32 bits of the pair table, u32 bits of the run
/// table, u32 count of dense features; f32 units of word, pair and run weights; f32 additions under the roots of the
/// word and run counts; f32 weights of the dense features towards negative and positive in turn; f32 two biases; then the
/// word records (8 bytes each, see `SentimentWord`), the pairs and the runs (two bytes each: the weight and 128 more). All
/// weights are relative to neutral.
struct SentimentModel: @unchecked Sendable {
  /// Made once; the bytes belong to the program's image and are never written.
  static let shared = SentimentModel()

  static let version: UInt32 = 1
  private static let magic: UInt32 = 0x544E_4553
  private static let fixedSize = 24 + 20

  let words: SentimentWordTable
  let pairs: UnsafePointer<UInt16>
  let runs: UnsafePointer<UInt16>
  let pairShift: UInt32
  let runShift: UInt32
  let dense: UnsafePointer<Float>
  let bias: SIMD2<Float>
  let wordUnit: Float
  let pairUnit: Float
  let runUnit: Float
  let wordRoom: Float
  let runRoom: Float

  private init() {
    let model = botrun_model_sentiment()
    guard let bytes = model.bytes else { preconditionFailure("the sentiment model is not in the program") }
    self.init(UnsafeRawBufferPointer(start: bytes, count: model.count))
  }

  /// - Parameter bytes: must stay where it is for as long as the value is used; aligned to eight bytes.
  init(_ bytes: UnsafeRawBufferPointer) {
    guard let base = bytes.baseAddress, bytes.count > Self.fixedSize else {
      preconditionFailure("the sentiment model is cut short")
    }
    let sizes = base.assumingMemoryBound(to: UInt32.self)
    let units = (base + 24).assumingMemoryBound(to: Float.self)
    precondition(
      sizes[0] == Self.magic && sizes[1] == Self.version && sizes[5] == UInt32(SentimentDense.count),
      "the sentiment model is of another kind")
    (wordUnit, pairUnit, runUnit, wordRoom, runRoom) = (units[0], units[1], units[2], units[3], units[4])
    dense = units + 5
    bias = SIMD2(dense[2 * SentimentDense.count], dense[2 * SentimentDense.count + 1])
    // A further number keeps the records aligned to eight bytes.
    let start = Self.fixedSize + (2 * SentimentDense.count + 2 + 1) * 4
    let places = Int(sizes[2])
    words = SentimentWordTable(
      records: UnsafeBufferPointer(start: (base + start).assumingMemoryBound(to: UInt64.self), count: places))
    pairs = (base + start + places * 8).assumingMemoryBound(to: UInt16.self)
    runs = pairs + 1 << Int(sizes[3])
    (pairShift, runShift) = (32 - sizes[3], 32 - sizes[4])
    precondition(
      bytes.count == start + places * 8 + (1 << Int(sizes[3]) + 1 << Int(sizes[4])) * 2,
      "the sentiment model is not whole")
  }
}
