import BotCore
import TextAnalysis

/// Finds the entries that answer a question: by keyword first, then by an entry's own words, then by nearness in meaning.
struct AnswerFinder: Sendable {
  struct Candidate: Sendable, Hashable {
    /// In `entries`.
    let place: Int
    /// How sure it is, 0 to 1; a keyword is sure, and so are an entry's own words.
    var confidence: Double
    /// The question is its heading or a phrasing, word for word.
    var isWordForWord = false
  }

  struct Finding: Sendable, Hashable {
    /// What answers, the best first.
    var answers: [Candidate] = []
    /// What comes nearest, whether it answers or not, the best first.
    var nearest: [Candidate] = []
  }

  /// What members thought of an entry.
  struct Opinion: Sendable, Hashable {
    /// What the odds that it answers are multiplied by.
    var odds = 1.0
    /// The entry does not answer any more.
    var isSilent = false
  }

  let entries: [FAQFile.Entry]
  /// By `Entry.id`, the place.
  let places: [String: Int]
  private let index: FAQIndex
  /// Knows the entries by their places.
  private let ranker: QuestionRanker?
  /// So sure the bot must be, 0 to 1.
  let threshold: Double
  private let margin: Float
  /// The places of headings and phrasings of two words or more, word for word.
  private let wordings: [[String]: Int]
  private let looksAtWordings: Bool
  private let stopWords: Set<String>
  private let longestWording: Int
  /// Buffers, so that a question allocates little.
  private let ranking = Lock(Ranking())

  /// In a channel most questions are none of the file's, and those of its own field come out too sure: the bot must be
  /// surer than of questions that are put to it.
  private static let usual = 0.9

  /// How many entries are looked at beyond the best.
  private static let depth = 5

  init(_ entries: [FAQFile.Entry], _ settings: FAQ.Settings) {
    self.entries = entries
    places = Dictionary(entries.enumerated().map { ($1.id, $0) }, uniquingKeysWith: min)
    let stopWords = settings.stopWords.map { Set($0.flatMap { Words($0).words }) } ?? StopWords.english
    index = FAQIndex(entries, settings.match, ignoring: stopWords)
    threshold = settings.confidence ?? Self.usual
    margin = Float(settings.margin)
    ranker = settings.match == .meaning ? QuestionRanker(Self.ranked(entries)) : nil
    self.stopWords = stopWords
    let texts = entries.enumerated().flatMap { place, entry in ([entry.question] + entry.phrasings).map { ($0, place) }
    }
    looksAtWordings = settings.match != .substring
    wordings = Dictionary(
      texts.map { (Words($0).words, $1) }.filter { $0.0.count >= 2 }, uniquingKeysWith: min)
    longestWording = texts.reduce(0) { max($0, $1.0.utf8.count) } + Self.slack
  }

  /// For greetings' marks and blanks around a wording, in bytes.
  private static let slack = 8

  /// Whether a text is an entry's heading or phrasing, but for marks and small letters: it needs no form of a question.
  func isWording(_ text: String) -> Bool {
    text.utf8.count <= longestWording && wordings[Words(text).words] != nil
  }

  /// The entry that says the same, word for word. Of what everybody says, such as "What is it?", no word tells anything: that
  /// is nobody's heading alone.
  private func wordForWord(_ text: String) -> Int? {
    guard text.utf8.count <= longestWording else { return nil }
    let words = Words(text).words
    guard words.count >= Self.leastWords, words.contains(where: { !stopWords.contains($0) }) else { return nil }
    return wordings[words]
  }

  /// Shorter ones are said in passing.
  private static let leastWords = 3

  private static func ranked(_ entries: [FAQFile.Entry]) -> [QuestionEntry] {
    entries.enumerated().map { number, entry in
      QuestionEntry(
        id: String(number), heading: entry.question, phrasings: entry.phrasings, answer: entry.answer,
        tags: entry.keywords + entry.tags)
    }
  }

  /// - Parameters:
  ///   - limit: the most entries that may answer. A second one answers another question of the same message.
  ///   - byKeyword: nothing but a keyword answers.
  ///   - toBot: the question was put to the bot, so that it need not be as sure.
  func find(
    _ asked: AskedText, limit: Int = 1, byKeyword: Bool = false, toBot: Bool = false,
    opinion: (FAQFile.Entry) throws -> Opinion
  ) rethrows -> Finding {
    var finding = Finding()
    for place in index.entries(in: Words(asked.text)) where try !opinion(entries[place]).isSilent {
      finding.nearest.append(Candidate(place: place, confidence: 1))
    }
    if looksAtWordings, !byKeyword {
      for text in [asked.text] + asked.questions {
        guard let place = wordForWord(text), try !opinion(entries[place]).isSilent,
          !finding.nearest.contains(where: { $0.place == place })
        else { continue }
        finding.nearest.append(Candidate(place: place, confidence: 1, isWordForWord: true))
      }
    }
    finding.answers = Array(finding.nearest.prefix(limit))
    guard let ranker, finding.answers.count < limit, !byKeyword, asked.saysEnough || toBot else { return finding }
    let threshold = toBot ? min(threshold, Double(RankModel.shipped.threshold)) : threshold
    let whole = try ranked(asked.text, by: ranker, threshold, opinion)
    finding.nearest += whole.candidates.filter { other in !finding.nearest.contains { $0.place == other.place } }
    if let sure = whole.sure { finding.add(sure, limit) }
    guard limit > 1, asked.questions.count > 1 else { return finding }
    for question in asked.questions {
      if let sure = try ranked(question, by: ranker, threshold, opinion).sure { finding.add(sure, limit) }
    }
    return finding
  }

  private func ranked(
    _ text: String, by ranker: QuestionRanker, _ threshold: Double, _ opinion: (FAQFile.Entry) throws -> Opinion
  ) rethrows -> (candidates: [Candidate], sure: Candidate?) {
    let (ranks, confidence) = ranking.withLock { ranking in
      ranker.rank(text, limit: Self.depth, into: &ranking)
      return (ranking.entries.compactMap { rank in Int(rank.id).map { ($0, rank.score) } }, Double(ranking.confidence))
    }
    guard let first = ranks.first else { return ([], nil) }
    // Only the first has a confidence; what follows is told by its score.
    var candidates = ranks.map { place, score in
      Candidate(place: place, confidence: score > 0 ? confidence * Double(score / max(first.1, 0.001)) : 0)
    }
    let thought = try opinion(entries[first.0])
    candidates[0].confidence = Self.weighed(confidence, by: thought.odds)
    let lead = ranks.count > 1 ? first.1 - ranks[1].1 : first.1
    let isSure = candidates[0].confidence >= threshold && lead >= margin && !thought.isSilent
    return (candidates, isSure ? candidates[0] : nil)
  }

  private static func weighed(_ confidence: Double, by odds: Double) -> Double {
    confidence * odds / (confidence * odds + 1 - confidence)
  }
}

extension AnswerFinder.Finding {
  fileprivate mutating func add(_ candidate: AnswerFinder.Candidate, _ limit: Int) {
    guard answers.count < limit, !answers.contains(where: { $0.place == candidate.place }) else { return }
    answers.append(candidate)
  }
}
