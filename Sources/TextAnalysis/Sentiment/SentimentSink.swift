/// What takes the features of a text while `SentimentWalk` finds them: sums them up, lists them, or ascribes them to
/// words.
protocol SentimentSink {
  /// A word, or another token in a word's place, at `index` of the tokens.
  mutating func word(_ word: SentimentWord, hash: UInt64, negated: Bool, at index: Int)
  /// Two tokens side by side, or the first or last one; the second is at `index`.
  mutating func pair(_ hash: UInt32, at index: Int)
  /// Three, four or five bytes of a word, with marks at its ends. What they weigh goes into `sum`, which stays in
  /// registers until the word ends.
  mutating func run(_ hash: UInt32, into sum: inout SentimentSum)
  /// The word at `index` has no more runs.
  mutating func runs(_ sum: SentimentSum, at index: Int)
  /// A figure of the lexicon after negation and emphasis.
  mutating func figure(_ value: Float, at index: Int)
}
