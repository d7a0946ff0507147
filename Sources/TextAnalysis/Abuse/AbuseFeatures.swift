/// What the abuse models see of a text: hashes of its words, pairs of words and pieces of words, and of what its words
/// are to each other ("you" before an insult). What stands there twice counts once: a word does not become an insult by
/// being said again. Quoted lines, code and addresses are left out: nobody is insulted by a stack trace.
///
/// The same code feeds training (`botrun text features abuse`) and judging, so there is one meaning of a feature.
struct AbuseFeatures: Sendable {
  struct Feature: Sendable {
    let hash: UInt32
    /// The first token that it stems from; of two, the second.
    let token: Int32
  }

  private(set) var list: [Feature] = []
  private(set) var context = AbuseContext.none
  private var words: [AbuseWord] = []
  private var seen = SeenHashes()
  private let lexicon: AbuseLexicon

  init(_ lexicon: AbuseLexicon) { self.lexicon = lexicon }

  private enum Space {
    static let word: UInt32 = 0x811C_9DC5
    static let pair: UInt32 = 0x9E37_79B1
    static let piece: UInt32 = 0x85EB_CA6B
    static let kind: UInt32 = 0xC2B2_AE35
    static let toward: UInt32 = 0x27D4_EB2F
    static let shape: UInt32 = 0x1656_67B1
    static let skip: UInt32 = 0x2545_F491
  }

  private static let shortest = 3
  private static let longest = 5
  private static let mostWords = 400
  /// About what so many words hold.
  private static let mostBytes = 4000

  mutating func read(_ tokens: Tokens, _ skeleton: Skeleton) {
    list.removeAll(keepingCapacity: true)
    words.removeAll(keepingCapacity: true)
    seen.begin(room: 64 + 4 * min(tokens.bytes.count, Self.mostBytes))
    var next = 0
    tokens.bytes.withUnsafeBufferPointer { bytes in
      for (index, token) in tokens.list.enumerated() {
        if words.count >= Self.mostWords { break }
        if token.flags.contains(.quoted) { continue }
        while next < skeleton.readings.count, skeleton.readings[next].tokens.lowerBound <= index {
          if skeleton.readings[next].tokens.lowerBound == index { take(skeleton.readings[next], skeleton) }
          next += 1
        }
        take(token, Int32(index), bytes)
      }
    }
    addRows()
    addShape(tokens)
    context = AbuseContextReader.context(words)
  }

  private mutating func take(_ token: Token, _ index: Int32, _ bytes: UnsafeBufferPointer<UInt8>) {
    let text = UnsafeBufferPointer(rebasing: bytes[token.range])
    switch token.kind {
    case .word: addWord(text, index)
    case .hashtag:
      if text.count > 1 { addWord(UnsafeBufferPointer(rebasing: text[1...]), index) }
    case .emoji, .emoticon: add(plain: Self.hash(text, Space.word), index)
    case .punctuation: add(plain: Self.hash(text, Space.word), index)
    case .mention: words.append(AbuseWord(hash: 1, kinds: .person, token: index))
    case .number: words.append(AbuseWord(hash: 2, kinds: [], token: index))
    case .url, .code: words.append(AbuseWord(hash: 3, kinds: [], token: index))
    }
  }

  /// A disguised word stands before what it was read from.
  private mutating func take(_ reading: Skeleton.Reading, _ skeleton: Skeleton) {
    skeleton.bytes.withUnsafeBufferPointer { bytes in
      addWord(
        UnsafeBufferPointer(rebasing: bytes[reading.letters]), Int32(reading.tokens.lowerBound),
        last: Int32(reading.tokens.upperBound - 1))
    }
  }

  @inline(__always)
  private mutating func add(_ hash: UInt32, _ index: Int32) {
    if seen.insert(hash) { list.append(Feature(hash: hash, token: index)) }
  }

  private mutating func add(plain hash: UInt32, _ index: Int32) {
    add(hash, index)
    words.append(AbuseWord(hash: hash, kinds: lexicon[hash], token: index))
  }

  /// A word itself, and its pieces of three to five bytes with its ends marked.
  private mutating func addWord(_ text: UnsafeBufferPointer<UInt8>, _ index: Int32, last: Int32? = nil) {
    let hash = Self.hash(text, Space.word)
    add(hash, index)
    words.append(AbuseWord(hash: hash, kinds: lexicon[hash], token: index, last: last))
    let count = text.count + 2
    guard count <= 40 else { return }
    for start in 0..<max(0, count - Self.shortest + 1) {
      var piece = Space.piece
      for offset in 0..<min(Self.longest, count - start) {
        let place = start + offset
        let byte = place == 0 ? UInt8(ascii: "<") : place == count - 1 ? UInt8(ascii: ">") : text[place - 1]
        piece = (piece ^ UInt32(byte)) &* 0x0100_0193
        if offset >= Self.shortest - 1 { add(piece, index) }
      }
    }
  }

  private mutating func addRows() {
    for index in words.indices {
      let word = words[index]
      if index > 0 {
        let before = words[index - 1].hash
        add(Self.mixed(before, word.hash, Space.pair), word.token)
      }
      if word.kinds.isEmpty { continue }
      addKinds(word.kinds.subtracting(.contextOnly), Space.kind, word.token)
      addTowards(index)
    }
  }

  private mutating func addKinds(_ kinds: AbuseKinds, _ space: UInt32, _ token: Int32) {
    var rest = kinds.rawValue
    while rest != 0 {
      let bit = UInt32(rest.trailingZeroBitCount)
      rest &= rest - 1
      add(Self.mixed(bit, bit, space), token)
    }
  }

  /// What stands within four words before an insulting word: somebody addressed, a group, oneself, a thing.
  private mutating func addTowards(_ index: Int) {
    let kinds = words[index].kinds.intersection(.hostile)
    if kinds.isEmpty { return }
    var near: AbuseKinds = []
    for place in max(0, index - 4)..<min(words.count, index + 3) where place != index {
      near.formUnion(words[place].kinds)
    }
    var rest = near.intersection(.targets).rawValue
    while rest != 0 {
      let bit = UInt32(rest.trailingZeroBitCount)
      rest &= rest - 1
      addKinds(kinds, Space.toward &+ bit &* 0x9E37, words[index].token)
    }
  }

  /// How long it is, how loud, and how many words of a kind.
  private mutating func addShape(_ tokens: Tokens) {
    let length = UInt32(64 - UInt64(words.count).leadingZeroBitCount)
    add(Self.mixed(1, length, Space.shape), -1)
    let loud = tokens.letters > 8 ? UInt32(tokens.capitals * 4 / tokens.letters) : 0
    add(Self.mixed(2, loud, Space.shape), -1)
    var hostile: UInt32 = 0
    for word in words where !word.kinds.isDisjoint(with: .hostile) { hostile += 1 }
    add(Self.mixed(3, min(hostile, 4), Space.shape), -1)
  }

  @inline(__always)
  static func hash(_ bytes: UnsafeBufferPointer<UInt8>, _ space: UInt32) -> UInt32 {
    var hash = space
    for byte in bytes { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
    return hash
  }

  static func wordHash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32 { hash(bytes, Space.word) }

  @inline(__always)
  private static func mixed(_ first: UInt32, _ second: UInt32, _ space: UInt32) -> UInt32 {
    var hash = (first ^ space) &* 0x85EB_CA6B
    hash ^= hash >> 15
    hash = (hash ^ second) &* 0xC2B2_AE35
    return hash ^ hash >> 13
  }
}
