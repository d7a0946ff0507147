import TextAnalysis

/// What askers write when their question is settled.
enum Withdrawal {
  private static let openings: [[String]] = [
    ["nvm"], ["nevermind"], ["never", "mind"], ["solved"], ["got", "it"], ["found", "it"], ["fixed", "it"], ["fixed"],
    ["figured", "it", "out"], ["i", "figured", "it", "out"], ["i", "found", "it"], ["i", "got", "it"],
    ["i", "fixed", "it"],
    ["it", "works", "now"], ["works", "now"], ["that", "worked"], ["that", "works"], ["problem", "solved"],
  ]
  private static let thanks: [[String]] = [
    ["thanks"], ["thank", "you"], ["thx"], ["ty"], ["tnx"], ["cheers"], ["perfect"], ["that", "helps"], ["great"],
    ["awesome"], ["makes", "sense"], ["that", "makes", "sense"], ["will", "do"], ["i'll", "try"],
  ]
  private static let fillers: Set<String> = ["ah", "oh", "ok", "okay", "ahh", "aha", "sorry", "actually"]
  /// Longer messages say more than that.
  private static let longest = 80

  /// Whether it may settle some question: costs a look at its length.
  static func maySettle(_ text: String) -> Bool {
    text.utf8.count <= longest && !text.utf8.contains(UInt8(ascii: "?"))
  }

  /// Whether the asker takes the question back, or thanks for what others wrote since.
  /// - Parameter text: one that may settle some question.
  static func settles(_ question: OpenQuestion, _ text: String) -> Bool {
    let words = Words(text).words.drop { fillers.contains($0) }
    if openings.contains(where: { words.starts(with: $0) }) { return true }
    return !question.isFresh && thanks.contains { words.starts(with: $0) }
  }
}
