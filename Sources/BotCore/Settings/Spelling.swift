/// Finds the word that somebody most likely meant.
public enum Spelling {
  /// Longer words are no typing mistakes, and comparing them costs the product of the lengths.
  private static let longestWord = 80

  /// The candidate with the smallest edit distance, if that is at most a third of the word's length (or 1 for words of
  /// two letters and less). Case does not count; among equals the first in the alphabet wins.
  public static func nearest(to word: String, in candidates: some Sequence<String>) -> String? {
    let wanted = word.lowercased()
    let length = wanted.count
    guard length > 0, length <= longestWord else { return nil }
    let limit = max(1, (length + 1) / 3)
    return
      candidates
      .filter { abs($0.count - length) <= limit }
      .map { (word: $0, distance: distance(wanted, $0.lowercased())) }
      .filter { $0.distance <= limit }
      .min { ($0.distance, $0.word) < ($1.distance, $1.word) }?
      .word
  }

  /// A word of the configuration as an error sentence repeats it: in quotes, and not for ever.
  public static func quoted(_ word: String) -> String {
    word.count > longestWord ? "\"\(word.prefix(longestWord))…\"" : "\"\(word)\""
  }

  /// Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment).
  public static func distance(_ a: String, _ b: String) -> Int {
    let a = Array(a)
    let b = Array(b)
    var before: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var best = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, before[j - 1] + 1) }
        row.append(best)
      }
      (before, last) = (last, row)
    }
    return last[b.count]
  }
}
