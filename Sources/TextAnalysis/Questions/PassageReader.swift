/// Collects what an entry's texts hold: terms for BM25, and vectors.
struct PassageReader {
  /// Words of one part of an answer, and how many parts at most have a vector of their own.
  private static let (partWords, mostParts) = (20, 8)

  var reader: TermReader
  var stems: [UInt64] = []
  var grams: [UInt64] = []
  private var sum = [Float](repeating: 0, count: TextVector.count)

  init(reader: TermReader) { self.reader = reader }

  /// Reads a text; its terms are counted unless another text has them already.
  mutating func take(_ text: String, counted: Bool = true) {
    reader.read(text)
    guard counted else { return }
    for word in reader.words { stems.append(word.stem) }
    grams.append(contentsOf: reader.grams)
  }

  /// The vector of the text that was read last; it is added to the sum.
  mutating func vector() -> [Float] {
    let vector = Self.vector(reader.rows[...])
    for index in sum.indices { sum[index] += vector[index] }
    return vector
  }

  /// 1 through the length of the sum of the vectors so far; 0 when there were none.
  func meanScale() -> Float {
    sum.withUnsafeBufferPointer { sum in
      guard let base = sum.baseAddress else { return 0 }
      let length = TextVector.dot(base, base).squareRoot()
      return length > 1e-6 ? 1 / length : 0
    }
  }

  /// The vectors of the parts of the text that was read last.
  func parts() -> [[Float]] {
    let words = reader.words
    return stride(from: 0, to: min(words.count, Self.partWords * Self.mostParts), by: Self.partWords).map { first in
      let start = first == 0 ? 0 : Int(words[first - 1].rowEnd)
      let end = Int(words[min(first + Self.partWords, words.count) - 1].rowEnd)
      return Self.vector(reader.rows[start..<end])
    }
  }

  static func vector(_ rows: ArraySlice<UInt16>) -> [Float] {
    var vector = [Float](repeating: 0, count: TextVector.count)
    rows.withUnsafeBufferPointer { rows in
      vector.withUnsafeMutableBufferPointer { vector in
        if let base = vector.baseAddress { TextVector.sum(rows, into: base) }
      }
    }
    return vector
  }
}
