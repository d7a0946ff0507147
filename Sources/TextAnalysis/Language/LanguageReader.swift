/// Tells the language of a text: by its script where that decides, else by its small words and, for English, by how many
/// of its words are common English ones. Short texts in a language beyond the list are "unknown" rather than the
/// nearest one.
///
/// Made for deciding whether a model may speak, not for cataloguing languages: close relatives (Danish and Norwegian,
/// Czech and Slovak) are told apart only when their small words differ.
public struct LanguageReader: Sendable {
  /// Made once, with its tables.
  public static let shared = LanguageReader()

  /// At least this share of the words must speak for a language.
  private static let leastShare = 0.12
  private static let leastEnglish = 0.4
  private static let codes = FunctionWords.byLanguage.map(\.code)

  /// Which languages a small word belongs to, one bit each, by the word's hash.
  private let small: HashTable
  private let common: CommonWords

  private init() {
    var small = HashTable(capacity: 4096)
    for (index, entry) in FunctionWords.byLanguage.enumerated() {
      let words = Tokens(entry.words)
      for token in words.list { small.insert(words.hash(token), bits: 1 << UInt32(index)) }
    }
    self.small = small
    common = CommonWords()
  }

  public func guess(_ tokens: Tokens) -> LanguageGuess {
    let script = Self.script(of: tokens)
    guard script == .latin || script == .none else { return byScript(script, tokens) }
    return byWords(tokens, script)
  }

  private func byWords(_ tokens: Tokens, _ script: Script) -> LanguageGuess {
    var votes = Votes()
    var words = 0
    var english = 0.0
    for token in tokens.list
    where token.kind == .word && (token.count > 1 || tokens.bytes[Int(token.start)] == UInt8(ascii: "i")) {
      let hash = tokens.hash(token)
      let bits = small.bits(of: hash)
      let isCommon = bits == 0 && common.contains(hash)
      // A capital inside a line is a name more often than not, and names are of no language.
      let isName = token.flags.contains(.capitalised) && !token.flags.contains(.lineStart)
      if bits == 0, !isCommon, isName { continue }
      words += 1
      if bits != 0 { votes.add(bits) }
      // A small word of another language is no sign of English, even if English texts quote it.
      if isCommon || bits & 1 != 0 { english += bits.nonzeroBitCount > 1 ? 0.5 : 1 }
    }
    guard words > 0 else { return LanguageGuess(language: nil, confidence: 0, script: script, words: 0) }
    let share = english / Double(words)
    let (best, vote) = votes.best
    let other = vote / Double(words)
    // Of one word or two that several languages have, English is the likelier one where the models are English.
    if share > 0 && words < 3 || share >= other && share >= Self.leastEnglish {
      return LanguageGuess(language: .english, confidence: share, script: script, words: words)
    }
    guard other >= Self.leastShare, other > share else {
      return LanguageGuess(language: nil, confidence: max(share, other), script: script, words: words)
    }
    return LanguageGuess(
      language: Language(rawValue: Self.codes[best]), confidence: min(1, other), script: script, words: words)
  }

  private static func script(of tokens: Tokens) -> Script {
    var best = Script.none
    for script in Script.allCases where tokens.count(of: script) > tokens.count(of: best) { best = script }
    // Japanese writes Chinese characters as well: some kana decide.
    let kana = tokens.count(of: .hiragana) + tokens.count(of: .katakana)
    if best == .han, kana * 10 >= tokens.count(of: .han) { return .hiragana }
    return best
  }

  private func byScript(_ script: Script, _ tokens: Tokens) -> LanguageGuess {
    let mine = script == .hiragana ? [.hiragana, .katakana, .han] : [script]
    let count = mine.map(tokens.count(of:)).reduce(0, +)
    let share = Double(count) / Double(max(1, tokens.letters))
    let words = tokens.list.count { $0.kind == .word }
    let code = ScriptLanguages.code(script, tokens)
    return LanguageGuess(
      language: share >= 0.5 ? code.map(Language.init) : nil, confidence: share, script: script, words: words)
  }
}

/// How many words speak for each language; a word that several share counts less.
private struct Votes {
  private var counts = InlineArray<32, Float>(repeating: 0)

  mutating func add(_ bits: UInt32) {
    let weight = 1 / Float(bits.nonzeroBitCount)
    var rest = bits
    while rest != 0 {
      counts[rest.trailingZeroBitCount] += weight
      rest &= rest - 1
    }
  }

  /// Of the languages other than English, which is the first.
  var best: (language: Int, votes: Double) {
    var best = 0
    var most: Float = 0
    for index in 1..<32 where counts[index] > most { (best, most) = (index, counts[index]) }
    // What all of a family share counts for the best of them: it is not evidence against.
    return (best, Double(most) * 1.5)
  }
}
