import BotCore
import FoundationEssentials
import TextAnalysis

/// A text as a set of its words, to find what was posted nearly so before.
struct TextSketch: Hashable {
  /// Hashes of the words, the smallest first; of more than `most` those that come first, which stand for all (Broder, 1997).
  let words: [UInt32]

  private static let most = 48
  /// Shorter texts are the same only if all words are.
  private static let fewest = 5

  init(_ text: String) {
    let words = Words(text)
    let hashes = Set(words.ranges.map { UInt32(truncatingIfNeeded: words.hash($0) >> 16) })
    self.words = Array(hashes.sorted().prefix(Self.most))
  }

  init(words: [UInt32]) { self.words = words }

  /// The share of words that both have, of all that either has, at least four fifths.
  func isNearly(_ other: TextSketch) -> Bool {
    if words.isEmpty || other.words.isEmpty { return false }
    let (a, b) = (Set(words), Set(other.words))
    if min(a.count, b.count) < Self.fewest { return a == b }
    // Of the smallest hashes of both together only so many are known of both.
    let known = a.union(b).sorted().prefix(max(a.count, b.count))
    let common = known.count { a.contains($0) && b.contains($0) }
    return common * 5 >= known.count * 4
  }
}

/// What was posted in a channel of late.
struct RecentTexts {
  struct Entry {
    let at: Date
    let item: String
    let sketch: TextSketch
  }

  private(set) var entries: [Entry]

  private static let most = 40

  init(_ json: JSON?) {
    entries = (json?.array ?? []).compactMap { entry in
      guard let at = entry["at"]?.double, let item = entry["item"]?.string, let words = entry["words"]?.array else {
        return nil
      }
      return Entry(
        at: Date(timeIntervalSince1970: at), item: item,
        sketch: TextSketch(words: words.compactMap { $0.int.flatMap(UInt32.init(exactly:)) }))
    }
  }

  var json: JSON {
    .array(
      entries.map { entry in
        [
          "at": .double(entry.at.timeIntervalSince1970), "item": .string(entry.item),
          "words": .array(entry.sketch.words.map { .int(Int($0)) }),
        ]
      })
  }

  /// The newest that says nearly the same, not older than `within`.
  func like(_ sketch: TextSketch, at date: Date, within: Duration) -> Entry? {
    entries.last { abs($0.at.timeIntervalSince(date)) <= within.seconds && $0.sketch.isNearly(sketch) }
  }

  mutating func add(_ sketch: TextSketch, of item: String, at date: Date, within: Duration) {
    entries.removeAll { $0.at + within < date }
    entries.append(Entry(at: date, item: item, sketch: sketch))
    if entries.count > Self.most { entries.removeFirst(entries.count - Self.most) }
  }
}
