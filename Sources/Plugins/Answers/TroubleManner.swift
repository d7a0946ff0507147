/// Sentences that ask nothing and want an answer all the same: "I cannot log in", "my parcel has not arrived", "please
/// help". English; what is in another language passes.
enum TroubleManner {
  /// - Parameter words: of the sentence, made comparable.
  static func isTold(in words: [String]) -> Bool {
    if !words.contains(where: denials.contains), pleas.contains(where: { contains($0, in: words) }) { return true }
    let words = Array(words.drop { greetings.contains($0) })
    if let start = starts.first(where: { words.starts(with: $0) }) {
      let rest = words.dropFirst(start.count).drop { $0 == "to" }
      return rest.first.map { !idle.contains($0) } ?? false
    }
    return words.first == "my" && words.count > 2 && words.dropFirst().contains { failing.contains($0) }
  }

  private static func contains(_ plea: [String], in words: [String]) -> Bool {
    words.indices.contains { words[$0...].starts(with: plea) }
  }

  private static let pleas: [[String]] = [["please", "help"], ["help", "me"], ["need", "help"]]
  private static let denials: Set<String> = ["don't", "not", "no", "did", "didn't", "thanks", "thank", "helped"]

  /// What may stand before it.
  private static let greetings: Set<String> = [
    "hi", "hello", "hey", "sorry", "please", "so", "and", "but", "all", "everyone", "everybody", "folks", "team",
    "today",
    "now", "still",
  ]

  private static let starts: [[String]] =
    ["i", "we"].flatMap { who in
      [
        ["can't"], ["cannot"], ["can", "not"], ["couldn't"], ["could", "not"], ["am", "unable"], ["are", "unable"],
        ["want"], ["need"], ["would", "like"], ["forgot"], ["have", "forgotten"], ["lost"], ["have", "lost"],
        ["was", "charged"], ["were", "charged"], ["got", "charged"], ["have", "been", "charged"], ["paid", "twice"],
        ["never", "got"], ["never", "received"], ["haven't", "received"], ["have", "not", "received"],
        ["didn't", "get"], ["did", "not", "get"], ["didn't", "receive"], ["did", "not", "receive"],
      ].map { [who] + $0 }
    } + [
      ["i'm", "unable"], ["we're", "unable"], ["i'd", "like"], ["we'd", "like"], ["i've", "forgotten"],
      ["i've", "lost"],
      ["i've", "been", "charged"],
    ]

  /// Behind "I can't" and the like these tell of nothing that anybody could answer.
  private static let idle: Set<String> = [
    "believe", "wait", "complain", "stop", "imagine", "agree", "stand", "resist", "say", "remember", "thank", "share",
    "congratulate", "go", "leave", "welcome", "add",
  ]

  private static let failing: Set<String> = [
    "doesn't", "didn't", "isn't", "wasn't", "won't", "can't", "cannot", "hasn't", "haven't", "not", "never",
    "broken", "crashes", "fails", "failed", "missing", "locked", "gone",
  ]
}
