import TextAnalysis

/// Finds the entry that answers a question. Built once; a question costs one pass over its text.
struct FAQIndex: Sendable {
  enum Verdict: Hashable {
    case entry(Int)
    case none
    /// Several entries fit equally well and no keyword decides.
    case unsure([Int])
  }

  /// One entry that fits: by how many words, and whether by a keyword of its own.
  private struct Candidate {
    var score = 0
    var hasKeyword = false

    mutating func fits(by score: Int, keyword: Bool) {
      self.score = max(self.score, score)
      hasKeyword = hasKeyword || keyword
    }
  }

  private struct Keyword {
    let entry: Int
    let score: Int
  }

  /// An entry's heading or one of its further phrasings: bit n of `all` stands for its nth significant word.
  private struct Phrasing {
    let entry: Int
    let all: UInt64
  }

  private let keywords: [Keyword]
  private let keywordTexts: PhraseSet
  private let phrasings: [Phrasing]
  /// By a word's hash: the phrasings that hold it, and its bit there.
  private let byWord: [UInt64: [(phrasing: Int, bit: UInt64)]]

  init(_ entries: [FAQFile.Entry], _ match: FAQ.Match, ignoring stopWords: Set<String>) {
    let pairs = entries.enumerated().flatMap { index, entry in entry.keywords.map { (entry: index, text: $0) } }
    keywords = pairs.map { pair in
      Keyword(entry: pair.entry, score: match == .substring ? 1 : max(1, Words(pair.text).ranges.count))
    }
    keywordTexts = PhraseSet(pairs.map(\.text), boundaries: match == .substring ? .anywhere : .words)
    var phrasings: [Phrasing] = []
    var byWord: [UInt64: [(phrasing: Int, bit: UInt64)]] = [:]
    for (index, entry) in entries.enumerated() where match == .words {
      for text in [entry.question] + entry.phrasings {
        let words = Words(text)
        let ranges = words.ranges.filter { !stopWords.contains(words.string($0)) }
        let hashes = Set(ranges.map(words.hash))
        // A single word would answer whatever it occurs in: that is what keywords are for.
        guard (2...64).contains(hashes.count) else { continue }
        for (bit, hash) in hashes.enumerated() { byWord[hash, default: []].append((phrasings.count, 1 << bit)) }
        phrasings.append(Phrasing(entry: index, all: .max >> (64 - hashes.count)))
      }
    }
    self.phrasings = phrasings
    self.byWord = byWord
  }

  /// The entries that answer, the best first: the verdict's, and behind it those with a keyword in another place of the
  /// text.
  func entries(in words: Words) -> [Int] {
    guard case .entry(let first) = verdict(words) else { return [] }
    let found = keywordTexts.matches(in: words)
    let taken = found.filter { keywords[$0.phrase].entry == first }.map(\.range)
    var others: [Int: Int] = [:]
    for match in found where !taken.contains(where: { $0.overlaps(match.range) }) {
      let keyword = keywords[match.phrase]
      others[keyword.entry] = max(others[keyword.entry] ?? 0, keyword.score)
    }
    return [first] + others.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
  }

  func verdict(_ words: Words) -> Verdict {
    var candidates: [Int: Candidate] = [:]
    for found in keywordTexts.matches(in: words) {
      let keyword = keywords[found.phrase]
      candidates[keyword.entry, default: Candidate()].fits(by: keyword.score, keyword: true)
    }
    for phrasing in complete(words) {
      candidates[phrasing.entry, default: Candidate()].fits(by: phrasing.all.nonzeroBitCount, keyword: false)
    }
    return Self.decide(candidates)
  }

  /// The phrasings whose significant words all occur.
  private func complete(_ words: Words) -> [Phrasing] {
    guard !phrasings.isEmpty else { return [] }
    var seen: [Int: UInt64] = [:]
    for range in words.ranges {
      for place in byWord[words.hash(range)] ?? [] { seen[place.phrasing, default: 0] |= place.bit }
    }
    return seen.filter { phrasings[$0.key].all == $0.value }.map { phrasings[$0.key] }
  }

  /// The highest score wins; among equals the first in the file that has a keyword; else only one that stands alone.
  private static func decide(_ candidates: [Int: Candidate]) -> Verdict {
    guard let best = candidates.values.map(\.score).max() else { return .none }
    let top = candidates.filter { $0.value.score == best }
    if let entry = top.filter(\.value.hasKeyword).keys.min() { return .entry(entry) }
    if top.count == 1, let entry = top.keys.first { return .entry(entry) }
    return .unsure(top.keys.sorted())
  }
}
