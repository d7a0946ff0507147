/// Judges whether a message is abusive: English, one message at a time.
///
/// One value reads text after text: once its buffers have grown, `read` allocates nothing.
public struct AbuseReader: Sendable {
  private let model = AbuseModel.shared
  private var features: AbuseFeatures
  private var tokens = Tokens()
  private var skeleton = Skeleton()
  private var safety: SafetyReader
  private static let mostShares = 8

  /// - Parameter phrases: what threats are found by.
  public init(_ phrases: SafetyPhrases = .english) {
    features = AbuseFeatures(AbuseModel.shared.lexicon)
    safety = SafetyReader(phrases)
  }

  public mutating func read(_ text: String) -> AbuseVerdict {
    tokens.read(text)
    skeleton.read(tokens)
    return read(tokens, skeleton, safety.read(tokens, skeleton))
  }

  /// - Parameters:
  ///   - skeleton: read from the same tokens.
  ///   - safety: what `SafetyReader` says of the same tokens.
  public mutating func read(_ tokens: Tokens, _ skeleton: Skeleton, _ safety: SafetyVerdict) -> AbuseVerdict {
    features.read(tokens, skeleton)
    var sums = (offensive: Int32(0), queue: Int32(0), hate: Int32(0))
    for feature in features.list {
      sums.offensive += model.offensive.weight(feature.hash)
      sums.queue += model.queue.weight(feature.hash)
      sums.hate += model.hate.weight(feature.hash)
    }
    let root = Float(max(1, features.list.count)).squareRoot()
    let score = Self.score(sums.queue, model.queue, root) + features.context.allowance
    let isThreat = safety.category == .threat || safety.category == .abuse
    return AbuseVerdict(
      offensive: Self.probability(
        Self.score(sums.offensive, model.offensive, root), model.offensiveCut, model.offensive),
      hate: Self.probability(Self.score(sums.hate, model.hate, root), model.hateCut, model.hate),
      threat: isThreat ? safety.category : nil, context: features.context, score: Double(score),
      action: max(action(score), isThreat ? (safety.level == .now ? .act : .queue) : .none))
  }

  /// The same verdict with what led to it.
  public mutating func explain(_ text: String) -> AbuseExplanation {
    let verdict = read(text)
    let root = Double(max(1, features.list.count)).squareRoot()
    var shares = [(action: Double, offensive: Double)](repeating: (0, 0), count: tokens.list.count)
    for feature in features.list where feature.token >= 0 {
      let scales = (Double(model.queue.scale) / root, Double(model.offensive.scale) / root)
      shares[Int(feature.token)].action += Double(model.queue.weight(feature.hash)) * scales.0
      shares[Int(feature.token)].offensive += Double(model.offensive.weight(feature.hash)) * scales.1
    }
    let source = Array(text.utf8)
    let order = shares.indices.filter { shares[$0] != (0, 0) }
      .sorted { (abs(shares[$0].action), $1) > (abs(shares[$1].action), $0) }
    let pieces = safety.explain(text).pieces.filter { piece in
      piece.effect == .found(.threat) || piece.effect == .found(.abuse)
    }
    return AbuseExplanation(
      verdict: verdict,
      shares: order.prefix(Self.mostShares).map { index in
        AbuseExplanation.Share(
          word: String(decoding: source[tokens.list[index].source], as: UTF8.self), action: shares[index].action,
          offensive: shares[index].offensive)
      },
      phrases: pieces)
  }

  private func action(_ score: Float) -> AbuseVerdict.Action {
    score >= model.actCut && features.context.isClear ? .act : score >= model.queueCut ? .queue : .none
  }

  private static func score(_ sum: Int32, _ part: AbuseModel.Part, _ root: Float) -> Float {
    part.bias + Float(sum) * part.scale / root
  }

  private static func probability(_ score: Float, _ cut: Float, _ part: AbuseModel.Part) -> Double {
    Exponent.logistic(Double((score - cut) * part.slope))
  }
}
