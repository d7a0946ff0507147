/// What a lexicon says of a text: the figures of its words after negation, intensifiers, capitals and contrast.
///
/// The rules and their constants follow C. Hutto and E. Gilbert, "VADER: A Parsimonious Rule-based Model for Sentiment
/// Analysis of Social Media Text" (2014), section 3.3: an intensifier adds .293 (half as much from two words off), a
/// negation turns a figure and leaves .74 of it, capitals add .733, what stands before a "but" counts half and what
/// stands after it half more, each of up to four exclamation marks adds .292.
struct SentimentFigures {
  static let negation: Float = -0.74
  static let intensity: Float = 0.293
  static let capitals: Float = 0.733
  /// How many words a negation reaches.
  static let reach = 4

  var positive: Float = 0
  var negative: Float = 0
  var positiveCount: Float = 0
  var negativeCount: Float = 0
  var turned: Float = 0
  var first: Float = 0
  var last: Float = 0
  var most: Float = 0
  var least: Float = 0
  var signs: Float = 0
  var hasContrast = false

  @inline(__always)
  mutating func add(_ value: Float, turned isTurned: Bool, isSign: Bool) {
    if positiveCount + negativeCount == 0 { first = value }
    last = value
    most = max(most, value)
    least = min(least, value)
    if isTurned { turned += 1 }
    if isSign { signs += value }
    if value > 0 {
      positive += hasContrast ? value * 1.5 : value
      positiveCount += 1
    } else {
      negative += hasContrast ? value * 1.5 : value
      negativeCount += 1
    }
  }

  /// Halves what was said so far.
  @inline(__always)
  mutating func contrast() {
    guard !hasContrast else { return }
    hasContrast = true
    positive *= 0.5
    negative *= 0.5
  }

  /// -1 to 1: the sum, with emphasis by "!" and "?", brought into the range as VADER does (x / sqrt(x * x + 15)).
  func compound(exclamations: Float, questions: Float) -> Float {
    let sum = positive + negative
    guard sum != 0 else { return 0 }
    let asked: Float = questions < 2 ? 0 : min(0.96, questions * 0.18)
    let emphasis = min(4, exclamations) * 0.292 + asked
    return Self.normalised(sum > 0 ? sum + emphasis : sum - emphasis)
  }

  @inline(__always)
  static func normalised(_ sum: Float) -> Float { sum / (sum * sum + 15).squareRoot() }
}
