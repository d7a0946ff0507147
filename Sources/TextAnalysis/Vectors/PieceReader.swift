/// Cuts words into the pieces that have a vector: always the longest that fits, from left to right.
///
/// A piece is known by FNV-1a over a first byte (1 for a word's beginning, 2 for a continuation) and its own bytes.
struct PieceReader: Sendable {
  /// Words beyond this many bytes are cut.
  static let longestWord = 64

  /// The hash of the piece from the word's current place to each further byte.
  private var hashes = [UInt64](repeating: 0, count: PieceReader.longestWord)

  /// Appends the rows of a word of small ASCII letters and digits; bytes that no piece covers are passed over.
  mutating func read(_ word: UnsafeBufferPointer<UInt8>, into rows: inout [UInt16]) {
    let table = TokenVectors.shared
    let count = min(word.count, Self.longestWord)
    hashes.withUnsafeMutableBufferPointer { hashes in
      var start = 0
      while start < count {
        let end = min(count, start + table.longest)
        var hash = FNV.mixed(FNV.seed, start == 0 ? 1 : 2)
        for index in start..<end {
          hash = FNV.mixed(hash, word[index])
          hashes[index] = hash
        }
        var last = end - 1
        while last >= start {
          let row = table.row(of: hashes[last])
          if row >= 0 {
            rows.append(UInt16(row))
            break
          }
          last -= 1
        }
        start = max(last, start) + 1
      }
    }
  }
}
