/// Words with figures, for a language that has no model.
///
/// A file has one word and its figure per line, with a tab between them: `schrecklich<TAB>-3.1`. Figures go from -4
/// (worst) to 4 (best). A line that begins with "#" and a blank line say nothing. Lists of further words follow their
/// headings, one word per line: `[negators]` turn what follows ("nicht"), `[intensifiers]` make it stronger ("sehr"),
/// `[diminishers]` weaker ("etwas"), and after words of `[contrast]` ("aber") a text counts more than before;
/// `[figures]` leads back to words with figures.
public struct SentimentLexicon: Sendable {
  /// A line that cannot be used.
  public struct Problem: Error, Sendable, Hashable, CustomStringConvertible {
    /// From 1.
    public let line: Int
    public let fault: String
    public let remedy: String

    public var description: String { "line \(line): \(fault); \(remedy)" }
  }

  /// Every line that cannot be used, in order.
  public struct Problems: Error, Sendable, Hashable, CustomStringConvertible {
    public let list: [Problem]

    public var description: String { list.map(\.description).joined(separator: "\n") }
  }

  private static let mostWords = 200_000

  /// How many words it has.
  public private(set) var count = 0
  private let records: [UInt64]

  /// - Parameter text: the lexicon file's text.
  /// - Throws: `Problems`, when any line cannot be used.
  public init(_ text: String) throws(Problems) {
    var file = LexiconFile()
    var number = 0
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      number += 1
      file.read(line, number)
    }
    if file.words.count > Self.mostWords {
      file.problems.append(
        Problem(line: number, fault: "there are more than \(Self.mostWords) words", remedy: "leave out rare ones"))
    }
    if file.words.isEmpty, file.problems.isEmpty {
      file.problems.append(
        Problem(line: 1, fault: "there is no word", remedy: "write lines of a word, a tab and a figure from -4 to 4"))
    }
    guard file.problems.isEmpty else { throw Problems(list: file.problems) }
    count = file.words.count
    records = Self.table(file.words)
  }

  func withTable<Result>(_ body: (SentimentWordTable) -> Result) -> Result {
    records.withUnsafeBufferPointer { body(SentimentWordTable(records: $0)) }
  }

  private static func table(_ words: [UInt64: LexiconFile.Word]) -> [UInt64] {
    var records = [UInt64](repeating: 0, count: words.count * 2 + 8)
    for (hash, word) in words.sorted(by: { $0.key < $1.key }) {
      var place = SentimentWordTable.place(hash, records.count)
      while records[place] != 0 { place = place + 1 == records.count ? 0 : place + 1 }
      records[place] = SentimentWord(hash: hash, figure: word.figure, role: word.role).record.littleEndian
    }
    return records
  }
}

/// A lexicon file while it is read.
private struct LexiconFile {
  struct Word {
    var figure: Float = 0
    var role: SentimentWord.Role = []
    var hasFigure = false
  }

  private static let headings: [Substring: SentimentWord.Role] = [
    "[figures]": [], "[negators]": .negator, "[intensifiers]": .intensifier, "[diminishers]": .diminisher,
    "[contrast]": .contrast,
  ]

  var words: [UInt64: Word] = [:]
  var problems: [SentimentLexicon.Problem] = []
  private var role: SentimentWord.Role = []

  mutating func read(_ line: Substring, _ number: Int) {
    let line = Self.trimmed(line)
    guard let first = line.first, first != "#" else { return }
    if first == "[", line.last == "]" { return readHeading(line, number) }
    let columns = line.split(separator: "\t", omittingEmptySubsequences: true).map(Self.trimmed)
    guard role.isEmpty else { return readRole(columns, number) }
    guard columns.count == 2 else {
      let fault =
        columns.count < 2 ? "no tab stands between the word and its figure" : "there are more than two columns"
      return refuse(number, fault, "write a word, one tab and a figure from -4 to 4")
    }
    guard let figure = Float(columns[1]), (-4...4).contains(figure) else {
      return refuse(number, "\"\(columns[1])\" is no figure from -4 to 4", "write one such as -2.5 or 3")
    }
    guard let hash = hash(columns[0], number) else { return }
    guard words[hash]?.hasFigure != true else {
      return refuse(number, "\"\(columns[0])\" has a figure already", "keep one of the lines")
    }
    words[hash, default: Word()].figure = figure
    words[hash]?.hasFigure = true
  }

  private mutating func readHeading(_ line: Substring, _ number: Int) {
    guard let role = Self.headings[line] else {
      let known = Self.headings.keys.sorted().joined(separator: ", ")
      return refuse(number, "\"\(line)\" is no heading", "use one of \(known)")
    }
    self.role = role
  }

  private mutating func readRole(_ columns: [Substring], _ number: Int) {
    guard columns.count == 1 else {
      return refuse(
        number, "a word of this list has a figure", "write the word alone, or the line below the heading [figures]")
    }
    guard let hash = hash(columns[0], number) else { return }
    words[hash, default: Word()].role.formUnion(role)
  }

  /// `nil`, after a note, for what is no single word.
  private mutating func hash(_ word: Substring, _ number: Int) -> UInt64? {
    let key = SentimentFeatures.keys(of: String(word))
    guard key.count == 1 else {
      refuse(number, "\"\(word)\" is not one word", "give single words, emoji or emoticons only")
      return nil
    }
    return key.hash
  }

  private mutating func refuse(_ line: Int, _ fault: String, _ remedy: String) {
    problems.append(SentimentLexicon.Problem(line: line, fault: fault, remedy: remedy))
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text
    while let first = text.first, first.isWhitespace { text = text.dropFirst() }
    while let last = text.last, last.isWhitespace { text = text.dropLast() }
    return text
  }
}
