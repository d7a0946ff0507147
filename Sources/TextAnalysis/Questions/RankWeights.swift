// Written by Tools/train_ranker.py.

/// What was learned; see docs/models/ranker.md.
enum RankWeights {
  static let phrased: [Float] = [1.362, 3.040, 6.341, 9.307, 0.000, 0.000]
  static let answered: [Float] = [4.098, 3.578, 1.354, 1.354, 3.282, 1.537]
  static let certainty: [Float] = [0.056, 0.797, 0.081, 3.594, -4.075]
  static let threshold: Float = 0.88
}
