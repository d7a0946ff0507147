/// Ascribes what the model and the lexicon say to the single tokens. Slower than `SentimentTotals`; for explanations.
struct SentimentShares: SentimentSink {
  /// How much each token pulls towards positive rather than negative, in raw units of its table.
  private(set) var pulls: [Float]
  private(set) var figures: [Float]
  private(set) var totals: SentimentTotals
  /// What the lexicon's features together pull towards positive rather than negative, in log-odds.
  private(set) var dense: Float = 0
  private let model: SentimentModel
  private var pairPulls: [Float]
  private var runPulls: [Float]

  init(_ model: SentimentModel, count: Int) {
    self.model = model
    totals = SentimentTotals(model)
    pulls = [Float](repeating: 0, count: count)
    figures = pulls
    pairPulls = pulls
    runPulls = pulls
  }

  mutating func word(_ word: SentimentWord, hash: UInt64, negated: Bool, at index: Int) {
    totals.word(word, hash: hash, negated: negated, at: index)
    pulls[index] += Self.pull(word.weights(negated: negated))
  }

  mutating func pair(_ hash: UInt32, at index: Int) {
    totals.pair(hash, at: index)
    let pull = Self.pull(model.pairs[Int(hash >> model.pairShift)])
    pairPulls[index] += pull / 2
    pairPulls[max(0, index - 1)] += pull / 2
  }

  mutating func run(_ hash: UInt32, into sum: inout SentimentSum) { totals.run(hash, into: &sum) }

  mutating func runs(_ sum: SentimentSum, at index: Int) {
    totals.runs(sum, at: index)
    let weights = sum.weights
    runPulls[index] += weights.y - weights.x
  }

  mutating func figure(_ value: Float, at index: Int) { figures[index] += value }

  /// Works out `dense`.
  mutating func weigh(_ figures: SentimentFigures, _ style: SentimentStyle) {
    var features = [Float](repeating: 0, count: SentimentDense.count)
    features.withUnsafeMutableBufferPointer { SentimentDense.fill($0, figures, style) }
    dense = SentimentDense.lexical.reduce(0) { sum, index in
      let weights = model.weights(ofDense: index)
      return sum + (weights.y - weights.x) * features[index]
    }
  }

  /// Each token's part, with the dense lexicon features' pull spread over the tokens that have figures.
  func parts(dense: Float) -> [Float] {
    let units = totals.units
    let strength = figures.reduce(0) { $0 + abs($1) }
    return pulls.indices.map { index in
      let figure = strength > 0 ? figures[index] / strength * abs(dense) : 0
      return pulls[index] * units.word + pairPulls[index] * units.pair + runPulls[index] * units.run + figure
    }
  }

  private static func pull(_ weights: SIMD2<Int32>) -> Float { Float(weights.y - weights.x) }

  private static func pull(_ stored: UInt16) -> Float {
    let pair = UInt16(littleEndian: stored)
    return Float(pair >> 8) - Float(pair & 0xFF)
  }
}
