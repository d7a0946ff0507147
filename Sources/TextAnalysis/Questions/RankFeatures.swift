/// What is measured of a question and one entry; each about 0 for nothing in common and 1 for the same text.
public struct RankFeatures: Sendable, Equatable {
  /// BM25 over the words of the whole entry, as a share of the question's mass.
  public var words: Float = 0
  /// The same over runs of three and four letters: it bears typing errors.
  public var letters: Float = 0
  /// The greatest cosine with a phrasing.
  public var phrasing: Float = 0
  /// The cosine with the mean of the phrasings.
  public var phrasings: Float = 0
  /// The cosine with heading and answer together.
  public var answer: Float = 0
  /// The greatest cosine with a part of the answer.
  public var passage: Float = 0

  static let count = 6
  public static let names = ["words", "letters", "phrasing", "phrasings", "answer", "passage"]
  public var values: [Float] { [words, letters, phrasing, phrasings, answer, passage] }

  @inline(__always)
  func dot(_ weights: RankFeatures) -> Float {
    words * weights.words + letters * weights.letters + phrasing * weights.phrasing + phrasings * weights.phrasings
      + answer * weights.answer + passage * weights.passage
  }

  init(_ values: [Float]) {
    precondition(values.count == Self.count, "six features are needed, not \(values.count)")
    (words, letters, phrasing) = (values[0], values[1], values[2])
    (phrasings, answer, passage) = (values[3], values[4], values[5])
  }

  @inline(__always)
  init(words: Float, letters: Float, phrasing: Float, phrasings: Float, answer: Float, passage: Float) {
    self.words = words
    self.letters = letters
    self.phrasing = phrasing
    self.phrasings = phrasings
    self.answer = answer
    self.passage = passage
  }

  /// `share` of the other's, the rest of these.
  func mixed(with other: RankFeatures, share: Float) -> RankFeatures {
    RankFeatures(zip(values, other.values).map { $0 * (1 - share) + $1 * share })
  }
}
