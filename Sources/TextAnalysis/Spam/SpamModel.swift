import CModels

/// The spam model, read in place.
///
/// Layout, little endian: "SPAM", u32 version (1), f32 bias, f32 unit of the word weights, f32 unit of the run weights,
/// i16 weights of the style steps in 1024ths; then signed bytes: the words' table and the runs'.
struct SpamModel: @unchecked Sendable {
  /// Made once; the bytes belong to the program's image and are never written.
  static let shared = SpamModel()

  private static let magic: UInt32 = 0x4D41_5053
  private static let headSize = 20

  let bias: Float
  let wordUnit: Float
  let runUnit: Float
  private let style: UnsafePointer<Int16>
  private let words: UnsafePointer<Int8>
  private let runs: UnsafePointer<Int8>

  private init() {
    let model = botrun_model_spam()
    guard let bytes = model.bytes else { preconditionFailure("the spam model is not in the program") }
    self.init(UnsafeRawBufferPointer(start: bytes, count: model.count))
  }

  /// - Parameter bytes: must stay where it is for as long as the value is used; aligned to four bytes.
  init(_ bytes: UnsafeRawBufferPointer) {
    let tables = Self.headSize + SpamStyle.count * 2
    guard let base = bytes.baseAddress, bytes.count == tables + 1 << SpamHash.wordBits + 1 << SpamHash.runBits,
      base.loadUnaligned(as: UInt32.self) == Self.magic, base.loadUnaligned(fromByteOffset: 4, as: UInt32.self) == 1
    else { preconditionFailure("the spam model is of another kind") }
    bias = base.loadUnaligned(fromByteOffset: 8, as: Float.self)
    wordUnit = base.loadUnaligned(fromByteOffset: 12, as: Float.self)
    runUnit = base.loadUnaligned(fromByteOffset: 16, as: Float.self)
    style = (base + Self.headSize).assumingMemoryBound(to: Int16.self)
    words = (base + tables).assumingMemoryBound(to: Int8.self)
    runs = words + 1 << SpamHash.wordBits
  }

  @inline(__always) func word(_ id: UInt32) -> Int { Int(words[Int(id)]) }
  @inline(__always) func run(_ id: UInt32) -> Int { Int(runs[Int(id)]) }
  @inline(__always) func step(_ id: UInt32) -> Float { Float(Int16(littleEndian: style[Int(id)])) / 1024 }

  /// Log odds that a text is spam.
  func logOdds(_ features: SpamFeatures) -> Double {
    var (word, run, look) = (0, 0, Float(0))
    for feature in features.words { word += self.word(feature.id) }
    for feature in features.runs { run += self.run(feature.id) }
    for id in features.style { look += step(id) }
    let text = Float(word) * wordUnit * features.wordWeight + Float(run) * runUnit * features.runWeight
    return Double(bias + text + look)
  }
}
