/// What a text feels like.
public struct Sentiment: Sendable, Hashable {
  public enum Label: String, Sendable, CaseIterable {
    case negative
    case neutral
    case positive
    /// There is neither a model nor a lexicon of the text's language.
    case unknown
  }

  public let label: Label
  /// -1 (worst) to 1 (best), graded where the label only sorts: .6 of the probability of positive less that of
  /// negative, and .4 of what the lexicon's figures come to. 0 for unknown texts.
  public let score: Double
  /// `nil` where no model spoke: a lexicon tells a score, but no probabilities.
  public let probabilities: Probabilities?

  public init(label: Label, score: Double, probabilities: Probabilities?) {
    self.label = label
    self.score = score
    self.probabilities = probabilities
  }

  public static let unknown = Sentiment(label: .unknown, score: 0, probabilities: nil)

  /// Calibrated on texts that were not trained on; they add up to 1.
  public struct Probabilities: Sendable, Hashable {
    public let negative: Double
    public let neutral: Double
    public let positive: Double

    public init(negative: Double, neutral: Double, positive: Double) {
      self.negative = negative
      self.neutral = neutral
      self.positive = positive
    }

    public subscript(label: Label) -> Double {
      switch label {
      case .negative: negative
      case .neutral: neutral
      case .positive: positive
      case .unknown: 0
      }
    }
  }
}

/// A word's part in a verdict.
public struct SentimentShare: Sendable, Hashable {
  /// As it stands in the text.
  public let word: String
  /// Bytes of the text's UTF-8.
  public let source: Range<Int>
  /// -1 to 1: which way it pulled (below 0 towards negative), and how much of all pulling was its own; the absolute
  /// values of all words add up to at most 1.
  public let share: Double

  public init(word: String, source: Range<Int>, share: Double) {
    self.word = word
    self.source = source
    self.share = share
  }
}
