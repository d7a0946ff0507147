/// Sums the model's weights up while a text is walked.
struct SentimentTotals: SentimentSink {
  let model: SentimentModel
  private var words = SIMD2<Int32>(repeating: 0)
  private var pairs = SIMD2<Int32>(repeating: 0)
  private var runs = SIMD2<Int32>(repeating: 0)
  private var wordCount: Int32 = 0
  private var runCount: Int32 = 0

  init(_ model: SentimentModel) { self.model = model }

  @inline(__always)
  mutating func word(_ word: SentimentWord, hash: UInt64, negated: Bool, at index: Int) {
    words &+= word.weights(negated: negated)
    wordCount &+= 1
  }

  @inline(__always)
  mutating func pair(_ hash: UInt32, at index: Int) { pairs &+= model.pair(hash) }

  @inline(__always)
  mutating func run(_ hash: UInt32, at index: Int) {
    runs &+= model.run(hash)
    runCount &+= 1
  }

  @inline(__always)
  mutating func figure(_ value: Float, at index: Int) {}

  /// What one unit of a word's, a pair's and a run's weight is worth in this text: sums grow with a text's length, so
  /// they are divided by the root of it.
  var units: (word: Float, pair: Float, run: Float) {
    let words = 1 / (Float(wordCount) + model.wordRoom).squareRoot()
    let runs = 1 / (Float(runCount) + model.runRoom).squareRoot()
    return (model.wordUnit * words, model.pairUnit * words, model.runUnit * runs)
  }

  /// Log-odds of negative and positive against neutral, from everything but the dense features.
  var sparse: SIMD2<Float> {
    let units = units
    return SIMD2<Float>(words) * units.word + SIMD2<Float>(pairs) * units.pair + SIMD2<Float>(runs) * units.run
  }
}

extension SentimentModel {
  /// Log-odds of negative and positive against neutral.
  func odds(_ sparse: SIMD2<Float>, _ features: UnsafeMutableBufferPointer<Float>) -> SIMD2<Float> {
    var sum = bias + sparse
    for index in 0..<SentimentDense.count { sum += weights(ofDense: index) * features[index] }
    return sum
  }

  @inline(__always)
  func weights(ofDense index: Int) -> SIMD2<Float> { SIMD2(dense[2 * index], dense[2 * index + 1]) }
}
