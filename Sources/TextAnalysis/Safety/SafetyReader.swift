/// Judges whether a message speaks of self-harm or threatens somebody: phrases in context add points, what overlaps
/// them or stands beside them takes points away.
///
/// One value reads text after text: once its buffers have grown, `read` allocates nothing. Ordinary messages hold no
/// word that a phrase needs and are through after one look per word.
public struct SafetyReader: Sendable {
  private struct Match {
    let rule: Int
    let start: Int
    let end: Int
    var isCounted = false
    var silencer: Int?
  }

  public static let lookFrom = 50
  public static let nowFrom = 90
  private static let mostCalm = 75
  private static let mostPoints = 150

  private let table: PhraseTable
  private var text = PhraseText()
  private var tokens = Tokens()
  private var skeleton = Skeleton()
  private var marked: [UInt64]
  private var candidates: [Int32] = []
  private var matches: [Match] = []

  public init(_ phrases: SafetyPhrases = .english) {
    table = phrases.table
    marked = [UInt64](repeating: 0, count: phrases.table.rules.count / 64 + 1)
  }

  public mutating func read(_ text: String) -> SafetyVerdict {
    tokens.read(text)
    skeleton.read(tokens)
    return read(tokens, skeleton)
  }

  /// - Parameter skeleton: read from the same tokens.
  public mutating func read(_ tokens: Tokens, _ skeleton: Skeleton) -> SafetyVerdict {
    matches.removeAll(keepingCapacity: true)
    text.read(tokens, skeleton, table)
    guard findCandidates() else { return .none }
    findMatches()
    guard !matches.isEmpty else { return .none }
    silence()
    return verdict()
  }

  /// The same verdict with what led to it.
  public mutating func explain(_ message: String) -> SafetyExplanation {
    let verdict = read(message)
    let source = Array(message.utf8)
    let pieces = matches.compactMap { match -> SafetyExplanation.Piece? in
      let rule = table.rules[match.rule]
      let range = sourceRange(match)
      let words = String(decoding: source[range], as: UTF8.self)
      switch rule.effect {
      case .quiets: return nil
      case .calms(_, let points):
        return .init(
          effect: .calmed, phrase: table.texts[match.rule], words: words, points: match.isCounted ? -points : 0)
      case .adds(let category, _):
        let points = match.isCounted ? points(match) : 0
        guard let silencer = match.silencer else {
          return .init(effect: .found(category), phrase: table.texts[match.rule], words: words, points: points)
        }
        let effect = SafetyExplanation.Piece.Effect.silenced(category, by: table.texts[silencer])
        return .init(effect: effect, phrase: table.texts[match.rule], words: words, points: 0)
      }
    }
    return SafetyExplanation(verdict: verdict, pieces: pieces)
  }

  private func sourceRange(_ match: Match) -> Range<Int> {
    let first = tokens.list[Int(text.tokens[match.start].lowerBound)]
    let last = tokens.list[Int(text.tokens[match.end - 1].upperBound) - 1]
    return Int(first.sourceStart)..<Int(last.sourceEnd)
  }

  /// The rules of which a necessary word is there. False when none of them could find anything.
  private mutating func findCandidates() -> Bool {
    candidates.removeAll(keepingCapacity: true)
    var isAny = false
    for word in text.words where word != 0 {
      for index in Int(table.starts[Int(word)])..<Int(table.starts[Int(word) + 1]) {
        let rule = table.triggered[index]
        let bit: UInt64 = 1 << UInt64(rule & 63)
        if marked[Int(rule) >> 6] & bit != 0 { continue }
        marked[Int(rule) >> 6] |= bit
        candidates.append(rule)
        if table.rules[Int(rule)].adds { isAny = true }
      }
    }
    for rule in candidates { marked[Int(rule) >> 6] = 0 }
    return isAny
  }

  private mutating func findMatches() {
    text.words.withUnsafeBufferPointer { words in
      text.marks.withUnsafeBufferPointer { marks in
        table.withMatcher(words, marks) { matcher in
          find(true, matcher)
          if !matches.isEmpty { find(false, matcher) }
        }
      }
    }
  }

  /// - Parameter adding: whether those rules are looked for that add points, or the others.
  private mutating func find(_ adding: Bool, _ matcher: PhraseMatcher) {
    var matcher = matcher
    for candidate in candidates {
      let rule = table.rules[Int(candidate)]
      if rule.adds != adding { continue }
      matcher.stops = rule.category == .selfHarm ? table.others : table.negations
      let first = rule.row.first
      for start in 0..<matcher.words.count where first < 0 || matcher.contains(first, matcher.words[start]) {
        guard let count = matcher.longest(rule.row, at: start) else { continue }
        matches.append(Match(rule: Int(candidate), start: start, end: start + count))
      }
    }
  }

  /// A quiet phrase takes back what overlaps it, unless that covers it and more.
  private mutating func silence() {
    for quiet in matches {
      guard case .quiets = table.rules[quiet.rule].effect else { continue }
      for index in matches.indices {
        let match = matches[index]
        if table.rules[match.rule].effect == .quiets || match.start >= quiet.end || quiet.start >= match.end {
          continue
        }
        let isLonger = match.end - match.start > quiet.end - quiet.start
        let covers = isLonger && match.start <= quiet.start && quiet.end <= match.end
        if !covers { matches[index].silencer = quiet.rule }
      }
    }
  }

  private mutating func verdict() -> SafetyVerdict {
    var best = SafetyVerdict.none
    for category in SafetyCategory.allCases {
      let found = sum(category)
      if found == 0 { continue }
      let points = min(Self.mostPoints, found) - calm(category)
      let level: SafetyLevel = points >= Self.nowFrom ? .now : points >= Self.lookFrom ? .look : .none
      if level != .none, points > best.points {
        best = SafetyVerdict(category: category, level: level, points: points)
      }
    }
    return best
  }

  /// A line counts once, however often it holds.
  private mutating func calm(_ category: SafetyCategory) -> Int {
    var sum = 0
    for index in matches.indices {
      let rule = table.rules[matches[index].rule]
      guard case .calms(let only, let points) = rule.effect, matches[index].silencer == nil else { continue }
      if let only, only != category { continue }
      if matches[..<index].contains(where: { table.rules[$0.rule].line == rule.line && $0.silencer == nil }) {
        continue
      }
      matches[index].isCounted = true
      sum += points
    }
    return min(Self.mostCalm, sum)
  }

  /// The heaviest first; what overlaps a heavier one adds nothing, and a line adds once.
  private mutating func sum(_ category: SafetyCategory) -> Int {
    var sum = 0
    while true {
      var best: Int?
      for index in matches.indices where isFree(index, category) {
        if let heaviest = best, points(matches[heaviest]) >= points(matches[index]) { continue }
        best = index
      }
      guard let best else { return sum }
      matches[best].isCounted = true
      sum += points(matches[best])
    }
  }

  private func isFree(_ index: Int, _ category: SafetyCategory) -> Bool {
    let match = matches[index]
    if table.rules[match.rule].category != category || match.silencer != nil || match.isCounted { return false }
    for other in matches where other.isCounted && table.rules[other.rule].category == category {
      if other.start < match.end && match.start < other.end { return false }
      if table.rules[other.rule].line == table.rules[match.rule].line { return false }
    }
    return true
  }

  /// What stands between quotation marks weighs half.
  private func points(_ match: Match) -> Int {
    guard case .adds(_, let points) = table.rules[match.rule].effect else { return 0 }
    let isQuoted = (match.start..<match.end).allSatisfy { text.marks[$0].contains(.quoted) }
    return isQuoted ? points / 2 : points
  }
}
