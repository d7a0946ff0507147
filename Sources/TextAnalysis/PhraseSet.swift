/// Finds many words and phrases in a text in one pass over its bytes.
public struct PhraseSet: Sendable {
  public enum Boundaries: Sendable {
    /// A phrase counts only as whole words: "test" is not in "latest".
    case words
    /// A phrase counts wherever its letters stand.
    case anywhere
  }

  public struct Match: Sendable, Hashable {
    /// The place of the phrase in the list that the set was made of.
    public let phrase: Int
    /// Where it stands in `Words.bytes`.
    public let range: Range<Int>

    public init(phrase: Int, range: Range<Int>) {
      self.phrase = phrase
      self.range = range
    }
  }

  public let alphabet: Words.Alphabet
  private let boundaries: Boundaries
  /// The phrases, normalised; an empty one is never found.
  private let phrases: [[UInt8]]
  /// The phrases that begin with a byte, in the order of the list.
  private let byFirst: [[Int]]

  public init(_ phrases: [String], _ alphabet: Words.Alphabet = .lettersAndDigits, boundaries: Boundaries = .words) {
    self.alphabet = alphabet
    self.boundaries = boundaries
    self.phrases = phrases.map { Words($0, alphabet).bytes }
    var byFirst = [[Int]](repeating: [], count: 256)
    for (index, phrase) in self.phrases.enumerated() {
      if let first = phrase.first { byFirst[Int(first)].append(index) }
    }
    self.byFirst = byFirst
  }

  /// All places of all phrases, by where they begin. `words` must have been read with the same alphabet.
  public func matches(in words: Words) -> [Match] {
    var found: [Match] = []
    words.bytes.withUnsafeBufferPointer { text in
      for start in text.indices {
        let candidates = byFirst[Int(text[start])]
        if candidates.isEmpty || (boundaries == .words && !words.isBoundary(start)) { continue }
        for index in candidates where stands(phrases[index], in: text, at: start) {
          let end = start + phrases[index].count
          if boundaries == .anywhere || words.isBoundary(end) { found.append(Match(phrase: index, range: start..<end)) }
        }
      }
    }
    return found
  }

  private func stands(_ phrase: [UInt8], in text: UnsafeBufferPointer<UInt8>, at start: Int) -> Bool {
    guard phrase.count <= text.count - start else { return false }
    for offset in phrase.indices where phrase[offset] != text[start + offset] { return false }
    return true
  }
}
