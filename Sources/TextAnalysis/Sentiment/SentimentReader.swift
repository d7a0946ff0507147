import Glibc

/// Tells what texts feel like. English by the model that the program carries, other languages by a lexicon of the
/// manager's; a text in any other language is unknown.
///
/// One value is used for text after text: once its buffers have grown, judging allocates nothing.
public struct SentimentReader: Sendable {
  /// A lexicon's score must be as far from 0 as this to be a feeling.
  private static let leastScore: Float = 0.05

  private let model = SentimentModel.shared
  private let lexicons: [Language: SentimentLexicon]
  private var tokens = Tokens()
  private var hashes: [UInt64] = []
  private var dense = [Float](repeating: 0, count: SentimentDense.count)

  /// - Parameter lexicons: one for each further language; one for English takes the model's place.
  public init(lexicons: [Language: SentimentLexicon] = [:]) { self.lexicons = lexicons }

  /// Judges a text whose language is guessed from itself.
  public mutating func read(_ text: String) -> Sentiment {
    var text = text
    return text.withUTF8 { read($0) }
  }

  public mutating func read(_ text: UnsafeBufferPointer<UInt8>) -> Sentiment {
    tokens.read(text)
    return judge(tokens, LanguageReader.shared.guess(tokens))
  }

  /// Judges a text in a language that is known.
  public mutating func read(_ text: String, in language: Language) -> Sentiment {
    tokens.read(text)
    return judge(tokens, in: language)
  }

  /// Judges a text that has been read already.
  public mutating func judge(_ tokens: Tokens, _ guess: LanguageGuess) -> Sentiment {
    if let language = language(guess) { judge(tokens, in: language) } else { .unknown }
  }

  public mutating func judge(_ tokens: Tokens, in language: Language) -> Sentiment {
    guard !tokens.list.isEmpty else { return .unknown }
    if let lexicon = lexicons[language] { return judge(tokens, by: lexicon) }
    return language == .english ? judgeEnglish(tokens) : .unknown
  }

  /// Which of the languages that can be judged a text is to be judged in.
  private func language(_ guess: LanguageGuess) -> Language? {
    if guess.permits(.english) { return .english }
    return guess.language
  }

  private mutating func judgeEnglish(_ tokens: Tokens) -> Sentiment {
    let model = model
    if hashes.count < tokens.list.count { hashes = [UInt64](repeating: 0, count: tokens.list.count * 2) }
    return dense.withUnsafeMutableBufferPointer { dense in
      let sparse = hashes.withUnsafeMutableBufferPointer { hashes in
        tokens.bytes.withUnsafeBufferPointer { bytes in
          tokens.list.withUnsafeBufferPointer { list in
            var walk = SentimentWalk(bytes: bytes, words: model.words, sink: SentimentTotals(model))
            walk.read(list, hashes)
            SentimentDense.fill(dense, walk.figures, walk.style)
            return walk.sink.sparse
          }
        }
      }
      return Self.verdict(model.odds(sparse, dense), compound: dense[0])
    }
  }

  /// The words that carried the verdict, strongest first: at most `count`, each with two hundredths of all pulling or
  /// more. For a text that cannot be judged there are none.
  public func explain(_ tokens: Tokens, in language: Language = .english, count: Int = 5) -> [SentimentShare] {
    var parts: [Float] = []
    if let lexicon = lexicons[language] {
      parts = lexicon.withTable { Self.shares(tokens, model, $0).figures }
    } else if language == .english {
      let model = model
      let found = Self.shares(tokens, model, model.words)
      parts = found.parts(dense: found.dense)
    }
    let all = parts.reduce(0) { $0 + abs($1) }
    guard all > 0 else { return [] }
    let strongest = zip(tokens.list, parts).filter { abs($0.1) >= all * 0.02 }.sorted { abs($0.1) > abs($1.1) }
    return strongest.prefix(count).map { token, part in
      SentimentShare(word: tokens.string(token), source: token.source, share: Double(part / all))
    }
  }

  private static func shares(
    _ tokens: Tokens, _ model: SentimentModel, _ words: SentimentWordTable
  ) -> SentimentShares {
    tokens.bytes.withUnsafeBufferPointer { bytes in
      tokens.list.withUnsafeBufferPointer { list in
        var walk = SentimentWalk(bytes: bytes, words: words, sink: SentimentShares(model, count: list.count))
        walk.read(list)
        walk.sink.weigh(walk.figures, walk.style)
        return walk.sink
      }
    }
  }

  private static func verdict(_ odds: SIMD2<Float>, compound: Float) -> Sentiment {
    let most = max(0, odds.x, odds.y)
    let powers = SIMD4<Float>(expf(odds.x - most), expf(-most), expf(odds.y - most), 0)
    let shares = powers / powers.sum()
    let label: Sentiment.Label =
      if shares.y >= shares.x && shares.y >= shares.z { .neutral } else { shares.z >= shares.x ? .positive : .negative }
    var score = 0.6 * (shares.z - shares.x) + 0.4 * compound
    // A verdict and its score never contradict each other.
    if label == .positive { score = max(0, score) }
    if label == .negative { score = min(0, score) }
    return Sentiment(
      label: label, score: Double(score),
      probabilities: Sentiment.Probabilities(
        negative: Double(shares.x), neutral: Double(shares.y), positive: Double(shares.z)))
  }

  private func judge(_ tokens: Tokens, by lexicon: SentimentLexicon) -> Sentiment {
    let score = lexicon.withTable { table in
      tokens.bytes.withUnsafeBufferPointer { bytes in
        tokens.list.withUnsafeBufferPointer { list in
          var walk = SentimentWalk(bytes: bytes, words: table, sink: SentimentSilence())
          walk.read(list)
          return walk.figures.compound(exclamations: walk.style.exclamations, questions: walk.style.questions)
        }
      }
    }
    let label: Sentiment.Label =
      if score >= Self.leastScore { .positive } else { score <= -Self.leastScore ? .negative : .neutral }
    return Sentiment(label: label, score: Double(score), probabilities: nil)
  }
}

/// Takes no features: a lexicon's figures alone are asked for.
private struct SentimentSilence: SentimentSink {
  @inline(__always)
  mutating func word(_ word: SentimentWord, hash: UInt64, negated: Bool, at index: Int) {}
  @inline(__always)
  mutating func pair(_ hash: UInt32, at index: Int) {}
  @inline(__always)
  mutating func run(_ hash: UInt32, into sum: inout SentimentSum) {}
  @inline(__always)
  mutating func runs(_ sum: SentimentSum, at index: Int) {}
  @inline(__always)
  mutating func figure(_ value: Float, at index: Int) {}
}
