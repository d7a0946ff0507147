/// Judges labelled texts by a `SentimentReader` and keeps the figures: by class, or against graded means.
public struct SentimentEvaluation: Sendable {
  public private(set) var classes = Classification(classes: ["negative", "neutral", "positive"])
  public private(set) var grades = Correlation()
  private var reader: SentimentReader
  private let language: Language?

  /// - Parameter language: `nil` to tell it from every text, as the bot does where a community has set none.
  public init(_ reader: SentimentReader, in language: Language? = nil) {
    self.reader = reader
    self.language = language
  }

  /// The class of a label as data sets write it: a word, "pos", or 0, 1, 2. `nil` for any other.
  public static func label(_ text: String) -> Sentiment.Label? {
    switch text.lowercased() {
    case "negative", "neg", "0", "-1": .negative
    case "neutral", "neu", "1": .neutral
    case "positive", "pos", "2": .positive
    default: nil
    }
  }

  public mutating func add(_ text: String, label: Sentiment.Label) {
    let found = judge(text)
    classes.add(label.rawValue, found: found.label.rawValue, confidence: found.probabilities?[found.label])
  }

  /// - Parameter grade: how people graded the text, on any scale.
  public mutating func add(_ text: String, grade: Double) { grades.add(judge(text).score, grade) }

  private mutating func judge(_ text: String) -> Sentiment {
    if let language { reader.read(text, in: language) } else { reader.read(text) }
  }
}
