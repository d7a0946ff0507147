/// A message as a row of word numbers, with what phrases need to know of the marks between them.
struct PhraseText: Sendable {
  struct Marks: OptionSet, Sendable {
    let rawValue: UInt8
    /// A sentence begins here.
    static let opens = Marks(rawValue: 1)
    /// An emoji or a face, which may stand after the end of a sentence.
    static let face = Marks(rawValue: 2)
    /// Between quotation marks.
    static let quoted = Marks(rawValue: 4)
  }

  private(set) var words: [Int32] = []
  private(set) var marks: [Marks] = []
  /// The first token of each word, and the one after its last.
  private(set) var tokens: [Range<Int32>] = []
  private var opens = true
  /// What comes next belongs to a name.
  private var isJoined = false
  private var quoteStart: Int?
  private static let longest = 4000

  mutating func read(_ source: Tokens, _ skeleton: Skeleton, _ table: PhraseTable) {
    words.removeAll(keepingCapacity: true)
    marks.removeAll(keepingCapacity: true)
    tokens.removeAll(keepingCapacity: true)
    (opens, isJoined, quoteStart) = (true, false, nil)
    var disguised = 0
    source.bytes.withUnsafeBufferPointer { bytes in
      var index = 0
      while index < source.list.count, words.count < Self.longest {
        while disguised < skeleton.readings.count, skeleton.readings[disguised].tokens.lowerBound < index {
          disguised += 1
        }
        if disguised < skeleton.readings.count, skeleton.readings[disguised].tokens.lowerBound == index {
          let reading = skeleton.readings[disguised]
          let word = table.word(FNV.hash(skeleton.bytes[reading.letters]))
          if word != 0, !source.list[index].flags.contains(.quoted) {
            add(word, [], reading.tokens)
            index = reading.tokens.upperBound
            continue
          }
        }
        take(source.list[index], index, bytes, table)
        index += 1
      }
    }
  }

  private mutating func take(_ token: Token, _ index: Int, _ bytes: UnsafeBufferPointer<UInt8>, _ table: PhraseTable) {
    if token.flags.contains(.lineStart) { opens = true }
    // What a reply quotes was judged when it was posted.
    if token.flags.contains(.quoted) { return }
    if token.flags.contains(.gapBefore) { isJoined = false }
    switch token.kind {
    case .word, .hashtag:
      let skipped = token.kind == .hashtag ? 1 : 0
      add(
        table.word(FNV.hash(UnsafeBufferPointer(rebasing: bytes[(Int(token.start) + skipped)..<Int(token.end)]))), [],
        index..<(index + 1))
    case .emoji, .emoticon:
      add(table.word(FNV.hash(UnsafeBufferPointer(rebasing: bytes[token.range]))), .face, index..<(index + 1))
    case .mention: add(PhraseTable.mention, [], index..<(index + 1))
    case .number: add(PhraseTable.number, [], index..<(index + 1))
    case .url, .code:
      add(PhraseTable.unknown, [], index..<(index + 1))
    case .punctuation: takeMark(token, bytes)
    }
  }

  private mutating func takeMark(_ token: Token, _ bytes: UnsafeBufferPointer<UInt8>) {
    let first = bytes[Int(token.start)]
    switch first {
    case UInt8(ascii: "."): if token.count == 1 { opens = true }
    case UInt8(ascii: "_") where !token.flags.contains(.gapBefore):
      // A part of a name ("kill_all") is no word of a phrase.
      if let last = words.indices.last { words[last] = PhraseTable.unknown }
      isJoined = true
    case UInt8(ascii: "!"), UInt8(ascii: "?"), UInt8(ascii: ";"), UInt8(ascii: "="),
      UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "/"):
      opens = true
    case UInt8(ascii: "\""): takeQuote()
    case 0xE2 where token.count == 3 && bytes[Int(token.start) + 1] == 0x80:
      let last = bytes[Int(token.start) + 2]
      if last == 0x9C || last == 0x9D || last == 0x9E { takeQuote() }
    default: break
    }
  }

  /// The second of two quotation marks marks what stands between them; one alone marks nothing.
  private mutating func takeQuote() {
    guard let start = quoteStart else {
      quoteStart = words.count
      return
    }
    for index in start..<words.count { marks[index].insert(.quoted) }
    quoteStart = nil
  }

  private mutating func add(_ word: Int32, _ further: Marks, _ range: Range<Int>) {
    words.append(isJoined ? PhraseTable.unknown : word)
    isJoined = false
    marks.append(opens ? further.union(.opens) : further)
    tokens.append(Int32(range.lowerBound)..<Int32(range.upperBound))
    opens = false
  }
}
