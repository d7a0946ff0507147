/// Goes once over a text's tokens and finds every feature of the sentiment model: words with the reach of negations,
/// pairs of neighbours, byte runs of words, the lexicon's figures and the style.
struct SentimentWalk<Sink: SentimentSink> {
  /// What stands further on in a text is not looked at: bytes.
  private static var most: Int { 4_000 }
  /// Of a longer word, byte runs are taken from its beginning only.
  private static var longest: Int { 40 }

  let bytes: UnsafeBufferPointer<UInt8>
  let words: SentimentWordTable
  var sink: Sink
  var figures = SentimentFigures()
  var style = SentimentStyle()
  private var left = 0
  private var boost: Float = 0
  private var previous: UInt64 = SentimentHash.edge

  init(bytes: UnsafeBufferPointer<UInt8>, words: SentimentWordTable, sink: Sink) {
    self.bytes = bytes
    self.words = words
    self.sink = sink
  }

  /// - Parameter hashes: room for one per token; filled in a first pass, so that the words' records are on their way from
  ///   memory when the second needs them.
  @inline(__always)
  mutating func read(_ list: UnsafeBufferPointer<Token>, _ hashes: UnsafeMutableBufferPointer<UInt64>) {
    var count = 0
    while count < list.count, Int(list[count].end) <= Self.most {
      hashes[count] = SentimentHash.token(list[count], bytes)
      words.fetch(hashes[count])
      count &+= 1
    }
    var index = 0
    while index < count {
      read(list[index], hashes[index], at: index)
      index &+= 1
    }
    if count > 0 { pair(with: SentimentHash.edge, at: count - 1) }
  }

  /// The same with room of its own.
  mutating func read(_ list: UnsafeBufferPointer<Token>) {
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: list.count) { read(list, $0) }
  }

  @inline(__always)
  private mutating func read(_ token: Token, _ hash: UInt64, at index: Int) {
    if token.flags.contains(.quoted), token.flags.contains(.lineStart) { style.quoted += 1 }
    switch token.kind {
    case .word, .hashtag:
      if token.kind == .hashtag { style.hashtags += 1 }
      readWord(token, hash, at: index)
    case .punctuation: readPunctuation(token, hash, at: index)
    case .emoji, .emoticon: readSign(hash, at: index)
    case .url, .mention, .number, .code:
      if token.kind == .url { style.links += 1 }
      if token.kind == .mention { style.mentions += 1 }
      if token.kind == .code { style.code += 1 }
      note(words.find(hash), hash, false, at: index)
      if left > 0 { left &-= 1 }
    }
  }

  @inline(__always)
  private mutating func readWord(_ token: Token, _ hash: UInt64, at index: Int) {
    let start = Int(token.start) &+ (token.kind == .hashtag ? 1 : 0)
    let end = Int(token.end)
    let word = words.find(hash)
    let role = word.role
    let isLoud = token.flags.contains(.allCaps) && end - start > 2
    style.words += 1
    if isLoud { style.capitals += 1 }
    if token.flags.contains(.elongated) { style.elongated += 1 }
    if role.contains(.contrast) {
      left = 0
      figures.contrast()
    }
    let isNegated = left > 0
    if word.figure != 0, role.isDisjoint(with: [.negator, .intensifier, .diminisher]) {
      weigh(word.figure, isLoud: isLoud, isNegated: isNegated, isSign: false, at: index)
    }
    note(word, hash, isNegated, at: index)
    runs(start, min(end, start + Self.longest), at: index)
    boost *= 0.5
    if role.contains(.intensifier) { boost = SentimentFigures.intensity }
    if role.contains(.diminisher) { boost = -SentimentFigures.intensity }
    if left > 0 { left -= 1 }
    if role.contains(.negator) { left = SentimentFigures.reach }
  }

  @inline(__always)
  private mutating func weigh(_ figure: Float, isLoud: Bool, isNegated: Bool, isSign: Bool, at index: Int) {
    var strength = abs(figure) + boost
    if isLoud { strength += SentimentFigures.capitals }
    var value = figure > 0 ? max(0.05, strength) : -max(0.05, strength)
    if isNegated { value *= SentimentFigures.negation }
    figures.add(value, turned: isNegated, isSign: isSign)
    sink.figure(value, at: index)
  }

  @inline(__always)
  private mutating func note(_ word: SentimentWord, _ hash: UInt64, _ isNegated: Bool, at index: Int) {
    sink.word(word, hash: hash, negated: isNegated, at: index)
    pair(with: isNegated ? hash ^ SentimentHash.turned : hash, at: index)
  }

  @inline(__always)
  private mutating func pair(with hash: UInt64, at index: Int) {
    sink.pair(SentimentHash.pair(previous, hash), at: index)
    previous = hash
  }

  @inline(__always)
  private mutating func readPunctuation(_ token: Token, _ hash: UInt64, at index: Int) {
    for place in token.range {
      if bytes[place] == UInt8(ascii: "!") { style.exclamations += 1 }
      if bytes[place] == UInt8(ascii: "?") { style.questions += 1 }
    }
    let first = bytes[Int(token.start)]
    if SentimentHash.endsReach(first) { left = 0 }
    if first == UInt8(ascii: "."), token.count > 1 { style.dots += 1 }
    note(words.find(hash), hash, false, at: index)
  }

  @inline(__always)
  private mutating func readSign(_ hash: UInt64, at index: Int) {
    let word = words.find(hash)
    if word.figure != 0 { weigh(word.figure, isLoud: false, isNegated: false, isSign: true, at: index) }
    note(word, hash, false, at: index)
  }

  /// Runs of three, four and five bytes of "<word>". Eight bytes are loaded at once: `Tokens` keeps its buffer longer
  /// than what it holds.
  @inline(__always)
  private mutating func runs(_ start: Int, _ end: Int, at index: Int) {
    let count = end &- start
    guard count > 0, end &+ 8 <= bytes.count, let base = bytes.baseAddress else { return }
    let memory = UnsafeRawPointer(base) + start
    // The first window begins with the mark before the word.
    var window = UInt64(littleEndian: memory.loadUnaligned(as: UInt64.self)) &<< 8 | SentimentHash.opening
    var sum = SentimentSum()
    // How many bytes there are from the window's first on, with the closing mark.
    var rest = count &+ 2
    while rest >= 3 {
      if rest < 8 {
        let bits = UInt64(truncatingIfNeeded: rest &- 1) &* 8
        window = window & (1 &<< bits &- 1) | SentimentHash.closing &<< bits
      }
      sink.run(SentimentHash.run(window, 3), into: &sum)
      if rest >= 4 { sink.run(SentimentHash.run(window, 4), into: &sum) }
      if rest >= 5 { sink.run(SentimentHash.run(window, 5), into: &sum) }
      rest &-= 1
      window = UInt64(littleEndian: (memory + (count &+ 1 &- rest)).loadUnaligned(as: UInt64.self))
    }
    sink.runs(sum, at: index)
  }
}
