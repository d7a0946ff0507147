import TextAnalysis

/// The manager's words, of all kinds, found in one pass over a text.
struct WordKinds: Sendable {
  struct Kind: Sendable {
    let finding: Hearing.Finding.Kind
    let words: [String]
    let exclusions: PhraseSet?

    init(_ finding: Hearing.Finding.Kind, _ words: [String], without exclusions: [String]) {
      self.finding = finding
      self.words = words
      self.exclusions = exclusions.isEmpty ? nil : PhraseSet(exclusions, .letters)
    }
  }

  private let kinds: [Kind]
  private let phrases: PhraseSet
  /// To which kind each phrase belongs.
  private let owners: [Int]

  init(_ kinds: [Kind]) {
    self.kinds = kinds.filter { !$0.words.isEmpty }
    phrases = PhraseSet(self.kinds.flatMap(\.words), .letters)
    owners = self.kinds.enumerated().flatMap { index, kind in kind.words.map { _ in index } }
  }

  /// What was found of each kind, each phrase once, in the order of the text.
  func findings(in text: String) -> [Hearing.Finding] {
    read(text) { kind, words, found, _ in
      found.isEmpty ? nil : Hearing.Finding(kind: kind.finding, words: Hearing.distinct(found.map(words.string)))
    }
  }

  /// What was found within an exclusion, by kind.
  func excluded(in text: String) -> [[String]] {
    read(text) { _, words, _, excluded in
      excluded.isEmpty ? nil : Hearing.distinct(excluded.map(words.string))
    }
  }

  /// Of each kind of which something stands in the text: what counts of it, and what an exclusion covers.
  private func read<Result>(
    _ text: String, _ make: (Kind, Words, _ found: [Range<Int>], _ excluded: [Range<Int>]) -> Result?
  ) -> [Result] {
    if kinds.isEmpty { return [] }
    let words = Words(text, .letters)
    let matches = phrases.matches(in: words)
    if matches.isEmpty { return [] }
    return kinds.indices.compactMap { index in
      let own = matches.filter { owners[$0.phrase] == index }.map(\.range)
      if own.isEmpty { return nil }
      let excluded = kinds[index].exclusions?.matches(in: words).map(\.range) ?? []
      func isExcluded(_ range: Range<Int>) -> Bool {
        excluded.contains { $0.lowerBound <= range.lowerBound && range.upperBound <= $0.upperBound }
      }
      return make(kinds[index], words, own.filter { !isExcluded($0) }, own.filter(isExcluded))
    }
  }
}
