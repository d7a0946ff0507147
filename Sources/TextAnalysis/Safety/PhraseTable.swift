/// Phrases made into tables: words as numbers, classes as sets of words and rows of steps. Everything is a flat array of
/// plain numbers, so that matching touches no reference counts.
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
    let firstStep: Int32
    let endStep: Int32
    /// The set of words that it may begin with; -1 when any.
    let first: Int32
    /// Whether it may take no word at all.
    let mayBeEmpty: Bool
  }

  struct Class: Sendable {
    /// The set of its alternatives of one word.
    let words: Int32
    let firstRow: Int32
    let endRow: Int32
    /// The set of words that an alternative may begin with; -1 when any.
    let first: Int32
  }

  struct Rule: Sendable {
    let row: Row
    let effect: PhraseEffect
    /// The line of the file, from 1: rules of one line count as one.
    let line: Int32

    var adds: Bool { category != nil }
    /// What it speaks for; `nil` for what is quiet or calms.
    var category: SafetyCategory? { if case .adds(let category, _) = effect { category } else { nil } }
  }

  /// Of every word that no phrase holds.
  static let unknown: Int32 = 0
  static let mention: Int32 = 1
  static let number: Int32 = 2

  let steps: [Step]
  let rows: [Row]
  let classes: [Class]
  let rules: [Rule]
  /// The lines of the rules as they were written.
  let texts: [String]
  /// Sets of word numbers one after the other, each of `stride` numbers of 64 bits.
  let sets: [UInt64]
  let stride: Int
  /// The set of words that no gap runs over: those of the class `not`.
  let negations: Int32
  /// Those that no gap of a `self` phrase runs over: of the classes `not` and `other`.
  let others: Int32
  /// The rules that cannot hold without a certain word, by word: those of word `w` are
  /// `triggered[starts[w]..<starts[w + 1]]`.
  let triggered: [Int32]
  let starts: [Int32]
  private let lexicon: WordLexicon

  init(_ file: PhraseFile) {
    var builder = PhraseBuilder(file)
    builder.build()
    lexicon = builder.lexicon
    steps = builder.steps
    rows = builder.rows
    classes = builder.classes
    rules = builder.rules
    texts = file.rules.map(\.text)
    negations = builder.addSet(builder.words(of: ["not"]))
    others = builder.addSet(builder.words(of: ["not", "other"]))
    sets = builder.sets
    stride = builder.stride
    (triggered, starts) = builder.triggers()
  }

  @inline(__always)
  func word(_ hash: UInt64) -> Int32 { lexicon[hash] }

  func withMatcher<Result>(
    _ words: UnsafeBufferPointer<Int32>, _ marks: UnsafeBufferPointer<PhraseText.Marks>,
    _ body: (PhraseMatcher) -> Result
  ) -> Result {
    steps.withUnsafeBufferPointer { steps in
      rows.withUnsafeBufferPointer { rows in
        classes.withUnsafeBufferPointer { classes in
          sets.withUnsafeBufferPointer { sets in
            body(
              PhraseMatcher(
                steps: steps, rows: rows, classes: classes, sets: sets, stride: stride, words: words, marks: marks,
                stops: negations))
          }
        }
      }
    }
  }
}
