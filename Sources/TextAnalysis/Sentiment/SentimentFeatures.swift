/// The features of texts as the training tool reads them, found by the same walk that judges texts.
///
/// Per text, little endian: u32 count of words and, for each, u32 (31 bits of its hash, and above them whether it is
/// negated); u32 count of pairs and their hashes; u32 count of byte runs and their hashes; then `SentimentDense.count`
/// times f32.
public struct SentimentFeatures {
  private let words: [UInt64]
  private var tokens = Tokens()

  /// - Parameter table: the word records of a model file, for figures and roles; see `SentimentModel`.
  public init(table: [UInt64]) { words = table }

  public static var denseCount: Int { SentimentDense.count }

  /// Appends a text's features to `out`.
  public mutating func append(_ text: UnsafeBufferPointer<UInt8>, to out: inout [UInt8]) {
    tokens.read(text)
    let sink = words.withUnsafeBufferPointer { words in
      tokens.bytes.withUnsafeBufferPointer { bytes in
        tokens.list.withUnsafeBufferPointer { list in
          var walk = SentimentWalk(bytes: bytes, words: SentimentWordTable(records: words), sink: Listing())
          walk.read(list)
          walk.sink.close(walk.figures, walk.style)
          return walk.sink
        }
      }
    }
    for part in [sink.words, sink.pairs, sink.runs] {
      out.append(littleEndian: UInt32(part.count))
      for value in part { out.append(littleEndian: value) }
    }
    for value in sink.dense { out.append(littleEndian: value.bitPattern) }
  }

  /// The hash under which a word, an emoji or an emoticon stands in a word table, and how many tokens it is: only single
  /// ones can stand there.
  public static func keys(of word: String) -> (hash: UInt64, count: Int) {
    let tokens = Tokens(word)
    let hash = tokens.bytes.withUnsafeBufferPointer { bytes -> UInt64 in
      guard let token = tokens.list.first else { return 0 }
      return SentimentHash.token(token, bytes)
    }
    return (hash, tokens.list.count)
  }

  private struct Listing: SentimentSink {
    var words: [UInt32] = []
    var pairs: [UInt32] = []
    var runs: [UInt32] = []
    var dense = [Float](repeating: 0, count: SentimentDense.count)

    static func key(_ hash: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: hash ^ hash >> 32) & 0x7FFF_FFFF }

    mutating func word(_ word: SentimentWord, hash: UInt64, negated: Bool, at index: Int) {
      words.append(Self.key(hash) | (negated ? 0x8000_0000 : 0))
    }

    mutating func pair(_ hash: UInt32, at index: Int) { pairs.append(hash) }
    mutating func run(_ hash: UInt32, into sum: inout SentimentSum) { runs.append(hash) }
    mutating func runs(_ sum: SentimentSum, at index: Int) {}
    mutating func figure(_ value: Float, at index: Int) {}

    mutating func close(_ figures: SentimentFigures, _ style: SentimentStyle) {
      dense.withUnsafeMutableBufferPointer { SentimentDense.fill($0, figures, style) }
    }
  }
}
