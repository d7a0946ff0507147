/// How a text is written, counted while it is walked.
struct SentimentStyle {
  var words: Float = 0
  var capitals: Float = 0
  var exclamations: Float = 0
  var questions: Float = 0
  var links: Float = 0
  var mentions: Float = 0
  var hashtags: Float = 0
  var code: Float = 0
  var elongated: Float = 0
  var dots: Float = 0
  var quoted: Float = 0
}

/// The dense part of the model's features: lexicon and style, each about -1 to 1.
enum SentimentDense {
  static let count = 32
  /// Those that come from the lexicon's figures.
  static let lexical = [0, 1, 2, 3, 4, 5, 6, 9, 10, 11, 12, 14, 16, 28, 29, 30]

  static func fill(
    _ out: UnsafeMutableBufferPointer<Float>, _ figures: SentimentFigures, _ style: SentimentStyle
  ) {
    let root = max(1, style.words).squareRoot() * 4
    let compound = figures.compound(exclamations: style.exclamations, questions: style.questions)
    let isPlain: Float = style.links + style.mentions + style.hashtags == 0 ? 1 : 0
    let isTechnical: Float = style.code > 0 ? 1 : 0
    let said = figures.positiveCount + figures.negativeCount
    out[0] = compound
    out[1] = SentimentFigures.normalised(figures.positive)
    out[2] = SentimentFigures.normalised(figures.negative)
    out[3] = figures.positive / root
    out[4] = figures.negative / root
    out[5] = min(4, figures.positiveCount) / 4
    out[6] = min(4, figures.negativeCount) / 4
    out[7] = said == 0 ? 1 : 0
    out[8] = figures.positiveCount > 0 && figures.negativeCount > 0 ? 1 : 0
    out[9] = figures.last / 4
    out[10] = figures.first / 4
    out[11] = figures.most / 4
    out[12] = figures.least / 4
    out[13] = min(2, figures.turned) / 2
    out[14] = max(-1, min(1, figures.signs / 4))
    out[15] = figures.hasContrast ? 1 : 0
    out[16] = figures.hasContrast ? compound : 0
    out[17] = min(1, style.capitals / max(1, style.words))
    out[18] = min(3, style.exclamations) / 3
    out[19] = min(3, style.questions) / 3
    out[20] = min(1, style.links)
    out[21] = min(3, style.mentions) / 3
    out[22] = min(3, style.hashtags) / 3
    out[23] = isTechnical
    out[24] = min(2, style.elongated) / 2
    out[25] = min(1, style.words / 30)
    out[26] = style.words / (style.words + 10)
    out[27] = isPlain
    out[28] = isPlain * compound
    out[29] = isTechnical * compound
    out[30] = style.questions > 0 ? compound : 0
    out[31] = min(1, style.dots + style.quoted)
  }
}
