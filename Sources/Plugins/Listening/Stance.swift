import BotCore
import TextAnalysis

/// What a reply says to an idea.
enum Stance: String, CaseIterable {
  case pro = "for"
  case contra = "against"
  case mixed
  case unclear
}

/// Tells the stance of a message by words of agreement and by how it sounds: a rough count, nothing to hold anybody to.
final class StanceReader: Sendable {
  private static let surely = 0.7

  private let agree: PhraseSet
  private let disagree: PhraseSet
  private let sentiment = Lock(SentimentReader())

  init(agree: [String], disagree: [String]) {
    self.agree = PhraseSet(Self.agreeing + agree)
    self.disagree = PhraseSet(Self.disagreeing + disagree)
  }

  func stance(_ text: String) -> Stance {
    if text.contains("👍") || text.hasPrefix("+1") { return .pro }
    if text.contains("👎") || text.hasPrefix("-1") { return .contra }
    let words = Words(text)
    let against = disagree.matches(in: words)
    // "I don't agree" holds "agree".
    let isFor = agree.matches(in: words).contains { match in
      !against.contains {
        $0.range.lowerBound <= match.range.lowerBound && match.range.upperBound <= $0.range.upperBound
      }
    }
    switch (isFor, !against.isEmpty) {
    case (true, true): return .mixed
    case (true, false): return .pro
    case (false, true): return .contra
    case (false, false): return words.hasQuestionMark ? .unclear : sound(of: text)
    }
  }

  private func sound(of text: String) -> Stance {
    guard let probabilities = sentiment.withLock({ $0.read(text).probabilities }) else { return .unclear }
    if probabilities.positive >= Self.surely { return .pro }
    return probabilities.negative >= Self.surely ? .contra : .unclear
  }

  private static let agreeing = [
    "agree", "agreed", "i'm for it", "i am for it", "in favour", "in favor", "good idea", "great idea", "nice idea",
    "love it", "love this", "love the idea", "like it", "like this", "like the idea", "count me in", "i'm in",
    "i support",
    "makes sense", "let's do it", "yes please", "sounds good", "sounds great", "why not", "absolutely", "definitely",
    "bin dafür", "stimme zu", "gute idee", "tolle idee", "finde ich gut", "finde ich super", "bin dabei",
    "auf jeden fall",
  ]

  private static let disagreeing = [
    "disagree", "don't agree", "do not agree", "not agree", "against it", "against this", "i'm against", "i am against",
    "bad idea", "terrible idea", "not a good idea", "not a great idea", "no good idea", "don't like", "do not like",
    "not like", "hate it", "hate this", "pointless", "waste of time", "no need", "don't need", "do not need",
    "not needed",
    "makes no sense", "doesn't make sense", "does not make sense", "won't work", "will not work", "rather not",
    "no thanks",
    "please don't", "please no", "not convinced", "bin dagegen", "schlechte idee", "keine gute idee",
    "finde ich nicht gut",
    "brauchen wir nicht", "braucht niemand", "nicht nötig", "unnötig", "lieber nicht",
  ]
}
