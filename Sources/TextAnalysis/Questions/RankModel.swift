import Glibc

/// How features become a score, and a score a confidence.
public struct RankModel: Sendable {
  /// Weights for a FAQ of phrasings alone.
  var phrased: RankFeatures
  /// Weights for a FAQ of headings with answers.
  var answered: RankFeatures
  /// For score, margin to the second, coverage of words, cosine of the best phrasing or answer, and 1.
  var certainty: [Float]
  /// At this confidence and more the first entry answers.
  public var threshold: Float
  /// So far the first must lie before the second, in parts of the score's scale.
  public var margin: Float

  /// What `Tools/train_ranker.py` learned.
  public static let shipped = RankModel(
    phrased: RankFeatures(RankWeights.phrased), answered: RankFeatures(RankWeights.answered),
    certainty: RankWeights.certainty, threshold: RankWeights.threshold, margin: 0)

  /// The weights for a FAQ.
  /// - Parameter share: how far the FAQ is one of answers, 0 to 1.
  func weights(answers share: Float) -> RankFeatures { phrased.mixed(with: answered, share: share) }

  /// The numbers that the confidence is made of.
  @inline(__always)
  static func signs(score: Float, margin: Float, coverage: Float, cosine: Float) -> SIMD8<Float> {
    // A second entry far behind says no more than one well behind: the margin is cut.
    SIMD8(score, min(margin, 4), coverage, cosine, 1, 0, 0, 0)
  }

  @inline(__always)
  func confidence(_ signs: SIMD8<Float>) -> Float {
    var sum: Float = 0
    for index in certainty.indices { sum += certainty[index] * signs[index] }
    return 1 / (1 + exp(-sum))
  }
}
