import CModels

/// A sum of weight pairs as they are stored, a byte each: both are added at once, and taken apart at the end.
struct SentimentSum {
  private var both: UInt64 = 0
  private var first: UInt64 = 0
  private(set) var count: UInt64 = 0

  @inline(__always)
  mutating func add(_ stored: UInt16) {
    let pair = UInt64(UInt16(littleEndian: stored))
    both &+= pair
    first &+= pair & 0xFF
    count &+= 1
  }

  @inline(__always)
  mutating func add(_ other: SentimentSum) {
    both &+= other.both
    first &+= other.first
    count &+= other.count
  }

  /// Towards negative and positive.
  var weights: SIMD2<Float> {
    let second = (both - first) >> 8
    let middle = Int(count) * 128
    return SIMD2(Float(Int(first) - middle), Float(Int(second) - middle))
  }
}

/// Sums the model's weights up while a text is walked.
struct SentimentTotals: SentimentSink {
  private let model: SentimentModel
  private var negative: Int32 = 0
  private var positive: Int32 = 0
  private var wordCount: Int32 = 0
  private var pairs = SentimentSum()
  private var runs = SentimentSum()
  /// The place of the last pair, whose weights are still on their way from memory.
  private var awaited: UnsafePointer<UInt16>?

  init(_ model: SentimentModel) { self.model = model }

  @inline(__always)
  mutating func word(_ word: SentimentWord, hash: UInt64, negated: Bool, at index: Int) {
    let weights = word.weights(negated: negated)
    negative &+= weights.x
    positive &+= weights.y
    wordCount &+= 1
  }

  @inline(__always)
  mutating func pair(_ hash: UInt32, at index: Int) {
    if let awaited { pairs.add(awaited.pointee) }
    let place = model.pairs + Int(truncatingIfNeeded: hash &>> model.pairShift)
    botrun_fetch(place)
    awaited = place
  }

  @inline(__always)
  mutating func run(_ hash: UInt32, into sum: inout SentimentSum) {
    sum.add(model.runs[Int(truncatingIfNeeded: hash &>> model.runShift)])
  }

  @inline(__always)
  mutating func runs(_ sum: SentimentSum, at index: Int) { runs.add(sum) }

  @inline(__always)
  mutating func figure(_ value: Float, at index: Int) {}

  /// What one unit of a word's, a pair's and a run's weight is worth in this text: sums grow with a text's length, so
  /// they are divided by the root of it.
  var units: (word: Float, pair: Float, run: Float) {
    let words = 1 / (Float(wordCount) + model.wordRoom).squareRoot()
    let runs = 1 / (Float(runs.count) + model.runRoom).squareRoot()
    return (model.wordUnit * words, model.pairUnit * words, model.runUnit * runs)
  }

  /// Log-odds of negative and positive against neutral, from everything but the dense features.
  var sparse: SIMD2<Float> {
    let units = units
    var pairs = pairs
    if let awaited { pairs.add(awaited.pointee) }
    let words = SIMD2(Float(negative), Float(positive))
    return words * units.word + pairs.weights * units.pair + runs.weights * units.run
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
