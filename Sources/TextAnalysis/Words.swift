/// A text made comparable: lower case, invisible characters left out, white space as single blanks, and for every byte
/// whether it belongs to a word.
///
/// Scripts that write no blanks between words (Chinese, Japanese, Thai) give one long word a run of letters.
public struct Words: Sendable {
  /// What words are made of.
  public enum Alphabet: Sendable {
    /// Letters and digits of any script; an apostrophe between two letters.
    case lettersAndDigits
    /// Letters of any script; a straight apostrophe anywhere, a curly one between two letters.
    case letters
  }

  /// UTF-8.
  public let bytes: [UInt8]
  /// As long as `bytes`.
  let inWord: [Bool]
  /// A `?`, or the full-width or Arabic one, anywhere in the text.
  public let hasQuestionMark: Bool

  public init(_ text: String, _ alphabet: Alphabet = .lettersAndDigits) {
    var text = text
    (bytes, inWord, hasQuestionMark) = text.withUTF8 { WordReader.read($0, alphabet) }
  }

  /// Where the words stand in `bytes`, in their order.
  public var ranges: [Range<Int>] {
    var ranges: [Range<Int>] = []
    var start = 0
    for index in 0...inWord.count {
      if index < inWord.count, inWord[index] { continue }
      if start < index { ranges.append(start..<index) }
      start = index + 1
    }
    return ranges
  }

  /// The words as texts: for a few of them, such as a setting's, rather than for every message.
  public var words: [String] { ranges.map(string) }

  public func string(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  /// FNV-1a (Fowler, Noll, Vo) over the word's bytes: the same on every machine and in every run.
  public func hash(_ range: Range<Int>) -> UInt64 { FNV.hash(bytes[range]) }

  /// Whether a word may begin or end between the byte before `index` and the byte there.
  func isBoundary(_ index: Int) -> Bool {
    index == 0 || index == inWord.count || !inWord[index - 1] || !inWord[index]
  }
}
