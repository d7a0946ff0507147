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
      /// One of the manager's categories, by its name.
      case category(String)
    }

    let kind: Kind
    /// What it was found by, as it stands in the text.
    let words: [String]

    /// Plain danger: told at once, whatever else goes on.
    var isGrave: Bool {
      if case .danger(_, now: true) = kind { return true }
      return false
    }
  }

  /// What was made of one message.
  struct Heard {
    var findings: [Finding] = []
    /// How negative it is, 0 to 1; `nil` when its language is not known.
    var negativity: Double?
    /// How it sounds, -1 to 1; `nil` when its language is not known.
    var score: Double?
  }

  /// Buffers of the readers, so that a message allocates next to nothing.
  private struct Readers {
    var tokens = Tokens()
    var skeleton = Skeleton()
    /// Those that the settings ask for.
    var sentiment: SentimentReader?
    var safety: SafetyReader?
    var abuse: AbuseReader?
    var spam: SpamReader?

    var isEmpty: Bool { sentiment == nil && safety == nil && abuse == nil && spam == nil }
  }

  private static let mostWords = 5
  private static let spamFrom = 0.5
  private let settings: Listen.Settings
  private let words: WordKinds
  private let readers: Lock<Readers>

  init(_ settings: Listen.Settings) {
    self.settings = settings
    words = WordKinds(
      [WordKinds.Kind(.words, settings.list, without: settings.exclusions)]
        + settings.categories.map { WordKinds.Kind(.category($0.name), $0.words, without: $0.exclusions) })
    // Threats and wishes of death are abuse, too, and are found by the same phrases. To read them takes some time.
    let phrases = settings.safety || settings.abuse ? settings.phrases?.phrases ?? .english : nil
    let language = Language(rawValue: settings.language ?? "en")
    let lexicons = settings.lexicon.map { [language: $0.lexicon] } ?? [:]
    readers = Lock(
      Readers(
        sentiment: settings.mood ? SentimentReader(lexicons: lexicons) : nil,
        safety: phrases.map { SafetyReader($0) },
        abuse: settings.abuse ? phrases.map { AbuseReader($0) } : nil, spam: settings.spam ? SpamReader() : nil))
  }

  /// In a command, the manager's words are not looked for.
  func hear(_ whole: String) -> Heard {
    let text = Self.withoutAddress(whole)
    var heard = Heard()
    readers.withLock { if !$0.isEmpty { heard = hear(text, &$0) } }
    // "!faq refund" asks the bot and complains of nothing; danger and abuse are heard behind any sign.
    if !CommandMark.isIn(whole) { heard.findings += words.findings(in: text) }
    return heard
  }

  /// Words of danger, and words of the manager's, that were seen and let pass.
  struct Passed: Hashable {
    let why: String
    let words: [String]
  }

  func passed(_ whole: String) -> [Passed] {
    let text = Self.withoutAddress(whole)
    let (safety, abuse) = readers.withLock { readers in
      (settings.safety ? readers.safety?.explain(text) : nil, readers.abuse?.explain(text))
    }
    return (safety.map(Self.passed) ?? []) + (abuse.map(Self.passed) ?? [])
      + words.excluded(in: text).map { Passed(why: "excepted, as the configuration says (\"exclusions\")", words: $0) }
  }

  /// The class begins at 0.5, where much is only blunt.
  private static let clearlyRude = 0.8

  /// Offensive by its words, but nothing that a moderator has to see.
  private static func passed(_ explanation: AbuseExplanation) -> [Passed] {
    let verdict = explanation.verdict
    guard verdict.offensive >= clearlyRude, verdict.action < .act, verdict.threat == nil else { return [] }
    let whom =
      switch verdict.context {
      case .none, .ordinary, .exclamation, .swearing: "is said to nobody"
      case .oneself: "is said of oneself"
      case .thing: "is said of a thing"
      case .open, .directed, .slur: "the bot is not sure enough that somebody is meant"
      }
    let words = distinct(explanation.words.prefix(3).map { $0 })
    return verdict.action == .none || verdict.context.rawValue < AbuseContext.open.rawValue
      ? [Passed(why: "sounds rude, but \(whom)", words: words)] : []
  }

  private static func passed(_ explanation: SafetyExplanation) -> [Passed] {
    if explanation.verdict.category != nil { return [] }
    let silenced = explanation.pieces.filter { if case .silenced = $0.effect { true } else { false } }
    let light = explanation.pieces.filter { if case .found = $0.effect { $0.points > 0 } else { false } }
    let points = light.reduce(0) { $0 + $1.points } + explanation.pieces.reduce(0) { $0 + min(0, $1.points) }
    let calm = explanation.pieces.contains { $0.effect == .calmed } ? ", and other words make it less likely" : ""
    return [
      Passed(why: "sounds grave, but is a way of speaking", words: distinct(silenced.map(\.words))),
      Passed(
        why: "sounds grave, but not enough to be told (\(max(0, points)) of \(SafetyReader.lookFrom) points\(calm))",
        words: distinct(light.map(\.words))),
    ].filter { !$0.words.isEmpty }
  }

  /// Without the name of somebody who is spoken to, as in "nit-wit: try again": names may be rude, or sound so.
  static func withoutAddress(_ text: String) -> String {
    let bytes = text.utf8
    guard let end = bytes.prefix(longestName).firstIndex(where: { !isNamePart($0) }), end > bytes.startIndex else {
      return text
    }
    let name = bytes[..<end]
    let rest = bytes[bytes.index(after: end)...]
    guard rest.first == UInt8(ascii: " ") else { return text }
    let hasMark = name.contains { !(UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20) }
    // "Idiot, read it" is no address; "nit-wit, read it" is.
    guard bytes[end] == UInt8(ascii: ":") || (bytes[end] == UInt8(ascii: ",") && hasMark) else { return text }
    return String(text[rest.startIndex...].dropFirst())
  }

  private static let longestName = 33

  private static func isNamePart(_ byte: UInt8) -> Bool {
    byte >= 0x80 || (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || "_-|[]`^".utf8.contains(byte)
  }

  private func hear(_ text: String, _ readers: inout Readers) -> Heard {
    var heard = Heard()
    readers.tokens.read(text)
    let guess = LanguageReader.shared.guess(readers.tokens)
    if readers.safety != nil { readers.skeleton.read(readers.tokens) }
    if let safety = readers.safety?.read(readers.tokens, readers.skeleton) {
      heard.findings += [danger(safety, text, &readers), abuse(safety, text, guess, &readers)].compactMap(\.self)
    }
    if !guess.rulesOut(.english), let spam = spam(text, &readers) { heard.findings.append(spam) }
    let sentiment = readers.sentiment?.judge(readers.tokens, guess)
    heard.negativity = sentiment.flatMap(Self.negativity)
    heard.score = sentiment.flatMap { $0.label == .unknown ? nil : $0.score }
    return heard
  }

  /// Somebody who may hurt themselves, or a threat. That somebody is told to die belongs to `abuse` where that is on.
  private func danger(_ verdict: SafetyVerdict, _ text: String, _ readers: inout Readers) -> Finding? {
    guard settings.safety, let category = verdict.category, category != .abuse || !settings.abuse,
      let pieces = readers.safety?.explain(text).pieces
    else { return nil }
    let words = pieces.filter { $0.effect == .found(category) }.map(\.words)
    return Finding(kind: .danger(category, now: verdict.level == .now), words: Self.distinct(words))
  }

  private func abuse(
    _ safety: SafetyVerdict, _ text: String, _ guess: LanguageGuess, _ readers: inout Readers
  ) -> Finding? {
    guard let verdict = readers.abuse?.read(readers.tokens, readers.skeleton, safety), verdict.action > .none else {
      return nil
    }
    // Swearing at nobody, at oneself or at a thing need not be looked at, however rude it is.
    if verdict.action == .queue, verdict.threat == nil, verdict.context.rawValue < AbuseContext.open.rawValue {
      return nil
    }
    // Phrases speak for themselves; the model knows one language.
    if verdict.threat == nil && guess.rulesOut(.english) { return nil }
    // A threat has been told as one already.
    guard !(settings.safety && verdict.threat == .threat), let explanation = readers.abuse?.explain(text) else {
      return nil
    }
    let words = explanation.phrases.map(\.words) + explanation.words.prefix(3)
    return Finding(kind: .abuse(sure: verdict.action == .act), words: Self.distinct(words))
  }

  private func spam(_ text: String, _ readers: inout Readers) -> Finding? {
    guard let score = readers.spam?.judge(readers.tokens), score >= Self.spamFrom,
      let shares = readers.spam?.explain(text, most: Self.mostWords).shares
    else { return nil }
    return Finding(kind: .spam, words: shares.filter { $0.share > 0 }.map(\.words))
  }

  private static func negativity(_ sentiment: Sentiment) -> Double? {
    if let probabilities = sentiment.probabilities { return probabilities.negative }
    // A lexicon knows no probabilities; how far its score is below 0 stands for them.
    return sentiment.label == .unknown ? nil : max(0, -sentiment.score)
  }

  static func distinct(_ words: [String]) -> [String] {
    var seen: [String] = []
    for word in words where !seen.contains(word) && seen.count < mostWords { seen.append(word) }
    return seen
  }
}
