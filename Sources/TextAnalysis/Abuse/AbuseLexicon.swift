/// What a word is to abuse.
struct AbuseKinds: OptionSet, Sendable, Hashable {
  let rawValue: UInt16

  static let profanity = AbuseKinds(rawValue: 1)
  static let insult = AbuseKinds(rawValue: 2)
  static let dehumanise = AbuseKinds(rawValue: 4)
  static let gendered = AbuseKinds(rawValue: 8)
  static let slur = AbuseKinds(rawValue: 16)
  static let sexual = AbuseKinds(rawValue: 32)
  static let violence = AbuseKinds(rawValue: 64)
  /// A group of people.
  static let identity = AbuseKinds(rawValue: 128)
  /// Somebody addressed.
  static let person = AbuseKinds(rawValue: 256)
  /// What people swear at without insulting anybody.
  static let thing = AbuseKinds(rawValue: 512)
  /// Who speaks.
  static let speaker = AbuseKinds(rawValue: 1024)

  /// A word with an ordinary meaning beside the hostile one.
  static let ordinary = AbuseKinds(rawValue: 2048)
  /// Thanks, praise and laughter.
  static let friendly = AbuseKinds(rawValue: 4096)

  /// "fuck" and "get" send somebody away together with "off" and "out".
  static let dismiss = AbuseKinds(rawValue: 8192)
  static let away = AbuseKinds(rawValue: 16384)
  /// Somebody spoken of.
  static let other = AbuseKinds(rawValue: 32768)

  static let insulting: AbuseKinds = [.insult, .dehumanise, .gendered, .slur]
  static let hostile: AbuseKinds = [.profanity, .insult, .dehumanise, .gendered, .slur, .sexual, .violence]
  /// What the context is told by, and no feature.
  static let contextOnly: AbuseKinds = [.ordinary, .friendly, .dismiss, .away, .other]
  static let people: AbuseKinds = [.person, .other, .identity]
  static let targets: AbuseKinds = [.identity, .person, .thing, .speaker, .profanity]
}

/// The kinds of words by the hash of `AbuseFeatures.wordHash`, in a table with open addressing.
struct AbuseLexicon: Sendable {
  private var hashes: [UInt32]
  private var kinds: [AbuseKinds]

  init(_ words: [(hash: UInt32, kinds: AbuseKinds)]) {
    var size = 64
    while size < words.count * 3 { size *= 2 }
    hashes = [UInt32](repeating: 0, count: size)
    kinds = [AbuseKinds](repeating: [], count: size)
    for word in words {
      let place = place(word.hash)
      hashes[place] = word.hash
      kinds[place].formUnion(word.kinds)
    }
  }

  @inline(__always)
  subscript(hash: UInt32) -> AbuseKinds { kinds[place(hash)] }

  @inline(__always)
  private func place(_ hash: UInt32) -> Int {
    hashes.withUnsafeBufferPointer { hashes in
      let mask = hashes.count - 1
      var place = Int(hash) & mask
      while hashes[place] != hash, hashes[place] != 0 { place = (place + 1) & mask }
      return place
    }
  }

  /// Lines of a kind and its words, as in `Tools/data/abuse-words.txt`.
  static func reading(_ text: String) -> AbuseLexicon {
    var words: [(UInt32, AbuseKinds)] = []
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let parts = line.split(separator: " ")
      guard let name = parts.first, let bit = names.firstIndex(of: String(name)) else { continue }
      for word in parts.dropFirst() {
        var word = String(word)
        let hash = word.withUTF8 { AbuseFeatures.wordHash($0) }
        words.append((hash, AbuseKinds(rawValue: 1 << UInt16(bit))))
      }
    }
    return AbuseLexicon(words)
  }

  private static let names = [
    "profanity", "insult", "dehumanise", "gendered", "slur", "sexual", "violence", "identity", "person", "thing",
    "self", "ordinary", "friendly", "dismiss", "away", "other",
  ]
}
