// Written by Tools/train_ranker.py.

/// What was learned; see docs/models/ranker.md.
enum RankWeights {
  static let phrased: [Float] = [1.383, 3.000, 6.352, 9.277, 0.000, 0.000]
  static let answered: [Float] = [4.098, 3.608, 1.347, 1.347, 3.216, 1.542]
  static let certainty: [Float] = [0.045, 0.824, 0.217, 3.793, -4.178]
  static let threshold: Float = 0.86
}
