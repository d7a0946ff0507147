import BotCore
import TextAnalysis

@testable import Plugins

let analysisTargets = [
  FuzzTarget("words", run: words),
  FuzzTarget("verdicts", run: verdicts),
  FuzzTarget("ranker", run: ranker),
  FuzzTarget("phrases", run: phrases),
  FuzzTarget("bursts", run: bursts),
]

@Sendable private func words(_ bytes: [UInt8]) throws {
  let text = bytes.cut(16 << 10).text
  var tokens = Tokens()
  tokens.read("an earlier text, whose buffers are used again")
  tokens.read(text)
  let fresh = Tokens(text)
  try Broken.unlessSame(tokens.list, fresh.list, "a text is read otherwise after another")
  var last = 0
  for token in tokens.list {
    try Broken.unless(
      tokens.bytes.indices.contains(max(token.range.lowerBound, token.range.upperBound - 1)), "a token beyond the bytes"
    )
    try Broken.unless(token.source.upperBound <= text.utf8.count, "a token beyond the text")
    try Broken.unless(token.source.lowerBound >= last, "tokens out of order")
    last = token.source.lowerBound
  }
  var skeleton = Skeleton()
  skeleton.read(tokens)
  for reading in skeleton.readings {
    _ = skeleton.string(reading)
    try Broken.unless(tokens.list.indices.contains(reading.tokens.lowerBound), "a reading of no token")
  }
  let guess = LanguageReader.shared.guess(tokens)
  try Broken.unless((0...1).contains(guess.confidence), "a language with a confidence of \(guess.confidence)")
  for alphabet in [Words.Alphabet.lettersAndDigits] {
    let words = Words(text, alphabet)
    let set = PhraseSet(["free", "a", text], alphabet, boundaries: .anywhere)
    for match in set.matches(in: words) { _ = words.string(match.range) }
  }
}

@Sendable private func verdicts(_ bytes: [UInt8]) throws {
  let text = bytes.cut(8 << 10).text
  var sentiment = SentimentReader()
  var abuse = AbuseReader()
  var safety = SafetyReader()
  var spam = SpamReader()
  let first = (sentiment.read(text), abuse.read(text), safety.read(text), spam.read(text))
  _ = (abuse.read("other words"), spam.read("other words"), sentiment.read("other words"), safety.read("other words"))
  let again = (sentiment.read(text), abuse.read(text), safety.read(text), spam.read(text))
  try Broken.unless(first == again, "a text is judged in two ways: \(first) | \(again)")
  try Broken.unless((-1...1).contains(first.0.score), "a sentiment of \(first.0.score)")
  for share in [first.1.offensive, first.1.hate, first.3, first.2.confidence] {
    try Broken.unless((0...1).contains(share), "a likelihood of \(share)")
  }
  let explained = abuse.explain(text)
  try Broken.unlessSame(explained.verdict, first.1, "the explanation has another verdict")
  try Broken.unlessSame(safety.explain(text).verdict, first.2, "the explanation has another verdict")
  _ = spam.explain(text)
  _ = sentiment.explain(Tokens(text))
}

@Sendable private func ranker(_ bytes: [UInt8]) throws {
  let lines = bytes.cut(8 << 10).text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  let entries = lines.dropFirst().prefix(12).enumerated().map { place, line in
    QuestionEntry(
      id: "\(place % 10)", heading: line, phrasings: [String(line.prefix(20))], answer: String(line.reversed()))
  }
  var ranker = QuestionRanker(Array(entries))
  var ranking = Ranking()
  let question = lines.first ?? ""
  ranker.rank(question, into: &ranking)
  let (found, confidence) = (ranking.entries, ranking.confidence)
  try Broken.unless((0...1).contains(confidence), "a confidence of \(confidence)")
  for entry in found { try Broken.unless(entry.score.isFinite, "a score of \(entry.score)") }
  ranker.rank("something else", into: &ranking)
  if let entry = entries.first {
    ranker.remove(entry.id)
    ranker = QuestionRanker(Array(entries))
  }
  ranker.rank(question, into: &ranking)
  try Broken.unlessSame(ranking.entries, found, "a question is ranked in two ways")
  let clusters = QuestionClusters(Array(lines.prefix(20)))
  for group in clusters.groups { try Broken.unless(group.allSatisfy { $0 < lines.count }, "a cluster of no question") }
}

@Sendable private func phrases(_ bytes: [UInt8]) throws {
  let text = bytes.cut(8 << 10).text
  let list = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  let message = list.last ?? ""
  if let phrases = try? SafetyPhrases(text) {
    var reader = SafetyReader(phrases)
    try Broken.unlessSame(reader.read(message), reader.read(message), "phrases are found in two ways")
  }
  if let lexicon = try? SentimentLexicon(text) {
    var reader = SentimentReader(lexicons: [.english: lexicon])
    let verdict = reader.read(message, in: .english)
    try Broken.unless((-1...1).contains(verdict.score), "a sentiment of \(verdict.score)")
  }
  for boundaries in [PhraseSet.Boundaries.words, .anywhere] {
    let set = PhraseSet(Array(list.prefix(40)), boundaries: boundaries)
    let words = Words(message, set.alphabet)
    for match in set.matches(in: words) {
      try Broken.unless(words.bytes.indices.contains(match.range.upperBound - 1), "a phrase beyond the text")
    }
  }
}

@Sendable private func bursts(_ bytes: [UInt8]) throws {
  _ = BurstDetector(state: bytes)
  _ = MoodWatch(state: bytes)
  var table = BurstTable()
  for line in bytes.cut(4096).text.split(separator: "\n").prefix(200) { _ = table.read(String(line)) }
  if var detector = BurstDetector(state: bytes) {
    for hour in 0..<30 {
      let reading = detector.add(Double(hour), at: 1_767_225_600 + Double(hour) * 3600)
      _ = reading
    }
  }
}
