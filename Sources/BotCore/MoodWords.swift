/// How a message sounds, in words: the same wherever it is told.
public enum MoodWords {
  /// So far from 0 a message is no longer neutral.
  private static let least = 0.25

  /// - Parameter score: from -1, the worst, to 1.
  public static func of(_ score: Double) -> String {
    let word = score <= -least ? "negative" : score >= least ? "positive" : "neutral"
    return "it sounds \(word) (\(Int((score * 100).rounded())), from -100 to 100)"
  }
}
