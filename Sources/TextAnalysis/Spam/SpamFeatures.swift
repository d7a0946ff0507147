/// What the spam model sees of a text: words, pairs of words, runs of letters, and the style.
///
/// Words and pairs weigh 1/√(their number + 4), runs likewise, so that a long text is not the sum of all its innocent
/// words; each step of style weighs 1. What stands there twice counts once. Reused for text after text, it allocates nothing once its buffers have grown.
struct SpamFeatures: Sendable {
  struct Feature: Sendable, Hashable {
    /// A place in the table of words or of runs.
    var id: UInt32
    /// The token that it comes from.
    var token: Int32
  }

  /// Words and pairs, each once, with its first token.
  private(set) var words: [Feature] = []
  private(set) var runs: [Feature] = []
  private(set) var style: [UInt32] = []
  private var codes: [UInt64] = []

  /// Tokens that are looked at: a text of megabytes costs no more than its beginning.
  static let mostTokens = 1000
  private static let room: Float = 4

  var wordWeight: Float { 1 / (Float(words.count) + Self.room).squareRoot() }
  var runWeight: Float { 1 / (Float(runs.count) + Self.room).squareRoot() }

  init() {}

  mutating func read(_ tokens: Tokens) {
    words.removeAll(keepingCapacity: true)
    runs.removeAll(keepingCapacity: true)
    style.removeAll(keepingCapacity: true)
    codes.removeAll(keepingCapacity: true)
    var look = SpamLook()
    var appeal = SpamAppeal()
    tokens.bytes.withUnsafeBufferPointer { bytes in
      for (index, token) in tokens.list.prefix(Self.mostTokens).enumerated() {
        look.add(token, bytes)
        let code = add(token, Int32(index), bytes)
        codes.append(code)
        if token.kind == .word { appeal.add(word: code) } else { appeal.pass() }
      }
      addPairs()
    }
    Self.keepOnce(&words)
    Self.keepOnce(&runs)
    look.addSteps(tokens, codes, to: &style)
    appeal.addSteps(links: look.links, to: &style)
  }

  private static func keepOnce(_ features: inout [Feature]) {
    features.sort { ($0.id, $0.token) < ($1.id, $1.token) }
    var kept = 0
    for index in features.indices where kept == 0 || features[index].id != features[kept - 1].id {
      features[kept] = features[index]
      kept += 1
    }
    features.removeLast(features.count - kept)
  }

  /// Adds the token's own features.
  /// - Returns: what stands for it in pairs.
  private mutating func add(_ token: Token, _ index: Int32, _ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    let range = token.range
    switch token.kind {
    case .word:
      let hash = FNV.hash(bytes, range)
      addWord(hash, index)
      addRuns(bytes, range, index)
      return hash
    case .number:
      let digits = range.count { ASCII.isDigit(bytes[$0]) }
      let shape = SpamHash.number &+ UInt64(min(digits, 12))
      addWord(shape, index)
      if digits <= 5 { addWord(FNV.hash(bytes, range), index) }
      // Numbers that cost have prefixes of their own.
      if range.count >= 6 {
        for length in 2...4 {
          addWord(FNV.hash(bytes, range.prefix(length), from: SpamHash.number &+ UInt64(16 + length)), index)
        }
      }
      return shape
    case .url:
      return addLink(bytes, range, index)
    case .mention:
      addWord(SpamHash.mention, index)
      return SpamHash.mention
    case .code:
      addWord(SpamHash.code, index)
      return SpamHash.code
    case .hashtag:
      addWord(FNV.hash(bytes, (range.lowerBound + 1)..<range.upperBound), index)
      return FNV.hash(bytes, range)
    case .emoji, .emoticon, .punctuation:
      let hash = FNV.hash(bytes, range)
      addWord(hash, index)
      return hash
    }
  }

  private mutating func addLink(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ index: Int32) -> UInt64 {
    let address = LinkAddress(bytes, range)
    let kind = address.isMail ? SpamHash.mail : SpamHash.link
    addWord(kind, index)
    addWord(FNV.hash(bytes, address.host, from: SpamHash.host), index)
    addWord(FNV.hash(bytes, address.ending, from: SpamHash.host &+ 1), index)
    addPath(bytes, address.path, index)
    return kind
  }

  /// The words of a path: "register", "ref", "issues". A dozen at most.
  private mutating func addPath(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ index: Int32) {
    var (start, added) = (range.lowerBound, 0)
    for place in range.lowerBound...range.upperBound {
      if place < range.upperBound, ASCII.isLetter(bytes[place]) { continue }
      if place - start >= 2, place - start <= 16, added < 12 {
        addWord(FNV.hash(bytes, start..<place, from: SpamHash.path), index)
        added += 1
      }
      start = place + 1
    }
  }

  @inline(__always)
  private mutating func addWord(_ hash: UInt64, _ index: Int32) {
    words.append(Feature(id: SpamHash.place(hash, bits: SpamHash.wordBits), token: index))
  }

  /// Runs of three, four and five bytes of a word with its edges: "chanell" shares most of them with "channel".
  private mutating func addRuns(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ index: Int32) {
    guard range.count >= 3, range.count <= 24 else { return }
    @inline(__always) func byte(_ place: Int) -> UInt8 { range.contains(place) ? bytes[place] : UInt8(ascii: " ") }
    for length in 3...5 where range.count + 2 >= length {
      for start in (range.lowerBound - 1)...(range.upperBound + 1 - length) {
        var hash = SpamHash.runs &+ UInt64(length)
        for place in start..<(start + length) { hash = FNV.mixed(hash, byte(place)) }
        runs.append(Feature(id: SpamHash.place(hash, bits: SpamHash.runBits), token: index))
      }
    }
  }

  private mutating func addPairs() {
    var before = SpamHash.edge
    for (index, code) in codes.enumerated() {
      words.append(
        Feature(id: SpamHash.place(SpamHash.pair(before, code), bits: SpamHash.wordBits), token: Int32(index)))
      before = code
    }
    guard !codes.isEmpty else { return }
    words.append(
      Feature(
        id: SpamHash.place(SpamHash.pair(before, SpamHash.edge), bits: SpamHash.wordBits), token: Int32(codes.count - 1)
      ))
  }
}
