import BotCore
import TextAnalysis

/// Judges texts one after the other, in one of several ways.
struct TextJudge {
  enum Kind: String, CaseIterable {
    case sentiment, abuse, safety, spam, language

    var summary: String {
      switch self {
      case .sentiment: "how a text feels: negative, neutral or positive, and a score from -1 to 1"
      case .abuse: "whether a text insults, hates or threatens"
      case .safety: "whether somebody may hurt themselves or others"
      case .spam: "how much a text looks like advertising by strangers"
      case .language: "which language a text is written in, if that can be told"
      }
    }
  }

  private let kind: Kind
  private let explains: Bool
  private let field: String?
  private var tokens = Tokens()
  private var sentiment: SentimentReader
  private var abuse: AbuseReader
  private var safety: SafetyReader
  private var spam = SpamReader()

  init(_ kind: Kind, _ arguments: Arguments) throws {
    self.kind = kind
    explains = arguments.has("--explain")
    field = arguments.value("--field")
    sentiment = SentimentReader(lexicons: try Self.lexicons(arguments))
    let phrases = try Self.phrases(arguments)
    abuse = AbuseReader(phrases)
    safety = SafetyReader(phrases)
  }

  private static func lexicons(_ arguments: Arguments) throws -> [Language: SentimentLexicon] {
    guard let path = arguments.value("--lexicon") else { return [:] }
    guard let language = arguments.value("--language") else {
      throw Failure(.usage, "--lexicon needs the language it is for: --language de")
    }
    let text = try LabelledTexts.contents(path)
    do throws(SentimentLexicon.Problems) {
      return [Language(rawValue: language): try SentimentLexicon(text)]
    } catch {
      throw Failure(.badData, error.list.map { "\(path), \($0)" }.joined(separator: "\n"))
    }
  }

  private static func phrases(_ arguments: Arguments) throws -> SafetyPhrases {
    guard let path = arguments.value("--phrases") else { return .english }
    let text = try LabelledTexts.contents(path)
    do throws(SafetyPhrases.Problems) {
      return try SafetyPhrases(text)
    } catch {
      throw Failure(.badData, error.list.map { "\(path), \($0)" }.joined(separator: "\n"))
    }
  }

  /// - Parameter line: UTF-8, a text or, with `--field`, a JSON object that has it.
  mutating func judge(_ line: ArraySlice<UInt8>, into output: inout OutputBuffer) {
    guard let text = TextLines.text(line, field) else { return output.add(TextLines.fault(field).bytes) }
    output.add(verdict(text).json.bytes)
  }

  mutating func verdict(_ text: String) -> TextVerdict {
    tokens.read(text)
    let guess = LanguageReader.shared.guess(tokens)
    switch kind {
    case .sentiment: return sentiment(text, guess)
    case .abuse: return abuse(text, guess)
    case .safety: return safety(text, guess)
    case .spam: return spam(text, guess)
    case .language: return language(guess)
    }
  }

  private func language(_ guess: LanguageGuess) -> TextVerdict {
    let code = guess.language?.rawValue
    return TextVerdict(
      label: code ?? "unknown", confidence: guess.confidence,
      json: .compact(
        ("language", .string(code ?? "unknown")), ("confidence", .rounded(guess.confidence)),
        ("script", .string("\(guess.script)")), ("words", .int(guess.words))))
  }

  private mutating func sentiment(_ text: String, _ guess: LanguageGuess) -> TextVerdict {
    let verdict = sentiment.judge(tokens, guess)
    let language = guess.permits(.english) ? .english : guess.language
    let why = explains ? language.map { sentiment.explain(tokens, in: $0) } : nil
    return TextVerdict(
      label: verdict.label.rawValue, confidence: verdict.probabilities?[verdict.label], score: verdict.score,
      json: .compact(
        ("label", .string(verdict.label.rawValue)), ("score", .rounded(verdict.score)),
        ("negative", verdict.probabilities.map { .rounded($0.negative) }),
        ("neutral", verdict.probabilities.map { .rounded($0.neutral) }),
        ("positive", verdict.probabilities.map { .rounded($0.positive) }),
        (
          "why",
          why.map { .array($0.map { .compact(("word", .string($0.word)), ("share", .rounded($0.share))) }) }
        )))
  }

  private mutating func abuse(_ text: String, _ guess: LanguageGuess) -> TextVerdict {
    let explanation = explains ? abuse.explain(text) : nil
    let verdict = explanation?.verdict ?? abuse.read(text)
    // Of what is surely another language only the phrases that threaten are known.
    let isForeign = guess.language != nil && !guess.permits(.english)
    let action = isForeign && verdict.threat == nil ? "unknown" : verdict.action.rawValue
    return TextVerdict(
      label: action, confidence: max(verdict.offensive, 1 - verdict.offensive), score: verdict.score,
      isFound: verdict.isOffensive, isFlagged: action == "queue" || action == "act", isActedOn: action == "act",
      json: .compact(
        ("action", .string(action)), ("offensive", .rounded(verdict.offensive)),
        ("hate", .rounded(verdict.hate)), ("threat", .optional(verdict.threat?.rawValue)),
        ("score", .rounded(verdict.score)), ("why", explanation.map { .array(Self.why($0)) })))
  }

  private static func why(_ explanation: AbuseExplanation) -> [JSON] {
    explanation.shares.map { .compact(("word", .string($0.word)), ("share", .rounded($0.action))) }
      + explanation.phrases.map(json)
  }

  private mutating func spam(_ text: String, _ guess: LanguageGuess) -> TextVerdict {
    let explanation = explains ? spam.explain(text) : nil
    let score = explanation?.score ?? spam.read(text)
    let isSpam = score >= 0.5
    let isForeign = guess.language != nil && !guess.permits(.english)
    let label = isForeign ? "unknown" : isSpam ? "spam" : "ham"
    return TextVerdict(
      label: label, confidence: max(score, 1 - score), score: score, isFound: isSpam,
      isFlagged: isSpam && !isForeign, isActedOn: score >= 0.9 && !isForeign,
      json: .compact(
        ("label", .string(label)), ("score", .rounded(score)),
        (
          "why",
          explanation.map {
            .array($0.shares.map { .compact(("words", .string($0.words)), ("share", .rounded($0.share))) })
          }
        )))
  }

  private mutating func safety(_ text: String, _ guess: LanguageGuess) -> TextVerdict {
    let explanation = explains ? safety.explain(text) : nil
    let verdict = explanation?.verdict ?? safety.read(text)
    // What was found stands whatever the language; that nothing was found says nothing in another one.
    let isSilent = verdict.category == nil && !guess.permits(.english)
    let label = verdict.category?.rawValue ?? "none"
    return TextVerdict(
      label: label, score: verdict.confidence, isFound: verdict.category != nil, isFlagged: verdict.level > .none,
      isActedOn: verdict.level == .now,
      json: .compact(
        ("category", .string(isSilent ? "unknown" : label)), ("level", .string(verdict.level.rawValue)),
        ("confidence", .rounded(verdict.confidence)), ("why", explanation.map { .array($0.pieces.map(Self.json)) })))
  }

  private static func json(_ piece: SafetyExplanation.Piece) -> JSON {
    let effect: String
    var silencedBy: JSON?
    switch piece.effect {
    case .found(let category): effect = category.rawValue
    case .silenced(let category, let phrase):
      effect = "not " + category.rawValue
      silencedBy = .string(phrase)
    case .calmed: effect = "calmed"
    }
    return .compact(
      ("words", .string(piece.words)), ("points", .int(piece.points)), ("effect", .string(effect)),
      ("phrase", .string(piece.phrase)), ("silencedBy", silencedBy))
  }
}

extension JSON {
  /// Four decimals, which is more than any of these figures is good for.
  static func rounded(_ value: Double) -> JSON { .double((value * 10_000).rounded() / 10_000) }
  static func rounded(_ value: Float) -> JSON { rounded(Double(value)) }
}
