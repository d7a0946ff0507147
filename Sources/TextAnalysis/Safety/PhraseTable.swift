/// Phrases made into tables: words as numbers, classes as sets of words and rows of nodes.
struct PhraseTable: Sendable {
  enum Step: Sendable {
    /// One word of two spellings.
    case word(Int32, Int32)
    case named(Int32)
    case maybe(Int32)
    case not(Int32)
    case gap(Int32)
    case anyGap(Int32)
    case start
    case end
    case crossing
  }

  struct Row: Sendable {
    let steps: [Step]
    /// The words that it may begin with; `nil` when any.
    let first: WordSet?
  }

  struct Class: Sendable {
    /// Alternatives of one word.
    var words: WordSet
    var rows: [Row] = []
    /// Every word that an alternative may begin with; `nil` when any.
    var first: WordSet?
  }

  struct Rule: Sendable {
    let effect: SafetyEffect
    let row: Row
    let text: String
    /// Rules of one line are one rule as far as `calm` counts.
    let line: Int32

    var adds: Bool { category != nil }
    /// What it speaks for; `nil` for what is quiet or calms.
    var category: SafetyCategory? { if case .adds(let category, _) = effect { category } else { nil } }
  }

  /// A set of word numbers.
  struct WordSet: Sendable {
    private(set) var bits: [UInt64]

    init(_ count: Int) { bits = [UInt64](repeating: 0, count: (count + 63) / 64) }

    @inline(__always)
    func contains(_ word: Int32) -> Bool { bits[Int(word) >> 6] >> UInt64(word & 63) & 1 != 0 }
    mutating func insert(_ word: Int32) { bits[Int(word) >> 6] |= 1 << UInt64(word & 63) }
    mutating func formUnion(_ other: WordSet) {
      for index in bits.indices { bits[index] |= other.bits[index] }
    }
    var members: [Int32] { (0..<Int32(bits.count * 64)).filter(contains) }
  }

  /// Of every word that no phrase holds.
  static let unknown: Int32 = 0
  static let mention: Int32 = 1
  static let number: Int32 = 2

  private(set) var classes: [Class] = []
  private(set) var rules: [Rule] = []
  /// Words that no gap runs over: those of the class `not`.
  let negations: WordSet
  /// Those that no gap of a `self` phrase runs over: of the classes `not` and `other`.
  let others: WordSet
  /// The rules that cannot hold without a certain word, by word: those of word `w` are
  /// `triggered[starts[w]..<starts[w + 1]]`.
  private(set) var triggered: [Int32] = []
  private(set) var starts: [Int32] = []
  private let lexicon: WordLexicon

  var wordCount: Int { lexicon.count }

  init(_ file: SafetyFile) {
    var builder = PhraseBuilder(file)
    builder.build()
    lexicon = builder.lexicon
    classes = builder.classes
    rules = builder.rules
    negations = builder.words(of: "not")
    others = builder.words(of: "not", "other")
    (triggered, starts) = builder.triggers()
  }

  @inline(__always)
  func word(_ hash: UInt64) -> Int32 { lexicon[hash] }
}

/// Numbers of words by the hash of their bytes, in a table with open addressing.
struct WordLexicon: Sendable {
  private var hashes: [UInt64]
  private var numbers: [Int32]
  private(set) var count: Int

  /// - Parameter reserved: numbers that no word has.
  init(capacity: Int, reserved: Int) {
    var size = 64
    while size < capacity * 3 { size *= 2 }
    hashes = [UInt64](repeating: 0, count: size)
    numbers = [Int32](repeating: 0, count: size)
    count = reserved
  }

  @inline(__always)
  subscript(hash: UInt64) -> Int32 {
    let mask = UInt64(hashes.count - 1)
    var place = Int(hash & mask)
    while numbers[place] != 0 {
      if hashes[place] == hash { return numbers[place] }
      place = (place + 1) & Int(mask)
    }
    return 0
  }

  mutating func insert(_ hash: UInt64) -> Int32 {
    let known = self[hash]
    if known != 0 { return known }
    var place = Int(hash & UInt64(hashes.count - 1))
    while numbers[place] != 0 { place = (place + 1) & (hashes.count - 1) }
    hashes[place] = hash
    numbers[place] = Int32(count)
    count += 1
    return Int32(count - 1)
  }
}
