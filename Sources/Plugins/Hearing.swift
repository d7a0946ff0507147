import BotCore
import TextAnalysis

/// What `listen` hears in a message: the manager's words, and what the models of the language say.
final class Hearing: Sendable {
  /// What a moderator should know of one message, the gravest first.
  struct Finding: Hashable {
    enum Kind: Hashable {
      case danger(SafetyCategory, now: Bool)
      case abuse(sure: Bool)
      case spam
      case words
    }

    let kind: Kind
    /// What it was found by, as it stands in the text.
    let words: [String]
  }

  /// What was made of one message.
  struct Heard {
    var findings: [Finding] = []
    /// How negative it is, 0 to 1; `nil` when its language is not known.
    var negativity: Double?
  }

  /// Buffers of the readers, so that a message allocates next to nothing.
  private struct Readers {
    var tokens = Tokens()
    var skeleton = Skeleton()
    var sentiment: SentimentReader
    var safety: SafetyReader
    var abuse: AbuseReader
    var spam = SpamReader()
  }

  private static let mostWords = 5
  private static let spamFrom = 0.5
  private let settings: Listen.Settings
  private let negative: PhraseSet
  private let exclusions: PhraseSet
  private let readers: Lock<Readers>

  init(_ settings: Listen.Settings) {
    self.settings = settings
    negative = PhraseSet(settings.list, .letters)
    exclusions = PhraseSet(settings.exclusions, .letters)
    let phrases = settings.phrases?.phrases ?? .english
    let language = Language(rawValue: settings.language ?? "en")
    let lexicons = settings.lexicon.map { [language: $0.lexicon] } ?? [:]
    readers = Lock(
      Readers(
        sentiment: SentimentReader(lexicons: lexicons), safety: SafetyReader(phrases), abuse: AbuseReader(phrases)))
  }

  func hear(_ text: String) -> Heard {
    var heard = Heard()
    readers.withLock { readers in
      readers.tokens.read(text)
      readers.skeleton.read(readers.tokens)
      let safety = readers.safety.read(readers.tokens, readers.skeleton)
      if let danger = danger(safety, text, &readers) { heard.findings.append(danger) }
      let guess = LanguageReader.shared.guess(readers.tokens)
      // What is surely another language is none that these models know.
      let isReadable = guess.language == nil || guess.permits(.english)
      if let abuse = abuse(safety, text, isReadable, &readers) { heard.findings.append(abuse) }
      if settings.spam, isReadable, readers.spam.judge(readers.tokens) >= Self.spamFrom {
        let shares = readers.spam.explain(text, most: Self.mostWords).shares
        heard.findings.append(Finding(kind: .spam, words: shares.filter { $0.share > 0 }.map(\.words)))
      }
      if settings.mood {
        heard.negativity = Self.negativity(readers.sentiment.judge(readers.tokens, guess))
      }
    }
    let words = negativeWords(in: text)
    if !words.isEmpty { heard.findings.append(Finding(kind: .words, words: words)) }
    return heard
  }

  /// Somebody who may hurt themselves, or a threat. That somebody is told to die belongs to `abuse` where that is on.
  private func danger(_ verdict: SafetyVerdict, _ text: String, _ readers: inout Readers) -> Finding? {
    guard settings.safety, let category = verdict.category, category != .abuse || !settings.abuse else { return nil }
    let words = readers.safety.explain(text).pieces.filter { $0.effect == .found(category) }.map(\.words)
    return Finding(kind: .danger(category, now: verdict.level == .now), words: Self.distinct(words))
  }

  private func abuse(
    _ safety: SafetyVerdict, _ text: String, _ isReadable: Bool, _ readers: inout Readers
  ) -> Finding? {
    guard settings.abuse else { return nil }
    let verdict = readers.abuse.read(readers.tokens, readers.skeleton, safety)
    // A threat has been told as one already.
    guard verdict.action > .none, isReadable || verdict.threat != nil, !(settings.safety && verdict.threat == .threat)
    else { return nil }
    let explanation = readers.abuse.explain(text)
    let words = explanation.phrases.map(\.words) + explanation.shares.filter { $0.action > 0 }.prefix(3).map(\.word)
    return Finding(kind: .abuse(sure: verdict.action == .act), words: Self.distinct(words))
  }

  private static func negativity(_ sentiment: Sentiment) -> Double? {
    if let probabilities = sentiment.probabilities { return probabilities.negative }
    // A lexicon knows no probabilities; how far its score is below 0 stands for them.
    return sentiment.label == .unknown ? nil : max(0, -sentiment.score)
  }

  /// What of the list was found, each once, in the order of the text.
  private func negativeWords(in text: String) -> [String] {
    let words = Words(text, .letters)
    let found = negative.matches(in: words)
    if found.isEmpty { return [] }
    let excluded = exclusions.matches(in: words).map(\.range)
    return Self.distinct(
      found.filter { match in
        !excluded.contains { $0.lowerBound <= match.range.lowerBound && match.range.upperBound <= $0.upperBound }
      }.map { words.string($0.range) })
  }

  private static func distinct(_ words: [String]) -> [String] {
    var seen: [String] = []
    for word in words where !seen.contains(word) && seen.count < mostWords { seen.append(word) }
    return seen
  }
}
