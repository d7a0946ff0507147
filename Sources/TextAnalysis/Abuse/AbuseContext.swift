/// Whom the hostile words of a message seem to be for: what counts in a community is not that somebody swears, but that
/// somebody is insulted. The raw values are those that training reads.
public enum AbuseContext: UInt8, Sendable, CaseIterable {
  /// No word that is hostile anywhere.
  case none
  /// Only words that have an ordinary meaning too ("kill", "white", "dirty").
  case ordinary
  /// Only swear words, and nobody is spoken to or of: "holy shit, this is fast".
  case exclamation
  /// Only swear words, not clearly at somebody, but somebody is spoken to or of.
  case swearing
  /// Insults near what speaks of oneself, and nobody addressed: "sorry for being an idiot".
  case oneself
  /// Insults right before a thing: "a stupid question".
  case thing
  /// Insults, but whom they are for is not seen.
  case open
  /// Insults near somebody addressed.
  case directed
  /// A word that is nothing but contempt for a group.
  case slur

  /// What is added to a score before it is compared with what a moderator should see.
  var allowance: Float {
    switch self {
    case .exclamation, .oneself, .thing: -9
    case .none, .ordinary, .swearing: -5
    case .open: 0
    case .directed, .slur: 1
    }
  }

  /// Whether a message may be acted on before anybody has seen it.
  var isClear: Bool { self == .directed || self == .slur }
}

/// Finds the context while the words of a message are read.
struct AbuseContextReader {
  private static let before = 4
  private static let after = 2
  private static let the = Array("the".utf8).withUnsafeBufferPointer { AbuseFeatures.wordHash($0) }

  static func context(_ words: [AbuseWord]) -> AbuseContext {
    var found = AbuseContext.none
    for index in words.indices where !words[index].kinds.isDisjoint(with: .hostile) {
      let one = context(of: index, words)
      if one.rawValue > found.rawValue { found = one }
    }
    switch found {
    // "You bastard, congrats!"
    case .directed: return words.contains { $0.kinds.contains(.friendly) } ? .open : .directed
    case .swearing:
      let isAlone = words.allSatisfy { $0.kinds.isDisjoint(with: .people) }
      return isAlone ? .exclamation : .swearing
    case .none, .ordinary, .exclamation, .oneself, .thing, .open, .slur: return found
    }
  }

  private static func context(of index: Int, _ words: [AbuseWord]) -> AbuseContext {
    let kinds = words[index].kinds
    let isOrdinary = kinds.contains(.ordinary)
    if kinds.contains(.slur), !isOrdinary { return .slur }
    if index + 1 < words.count, words[index + 1].kinds.contains(.thing) {
      return kinds.isDisjoint(with: .insulting) ? .ordinary : .thing
    }
    var person: Int?
    var speaker: Int?
    for place in max(0, index - before)..<min(words.count, index + after + 1) where place != index {
      let distance = abs(place - index)
      if words[place].kinds.contains(.person) { person = min(person ?? .max, distance) }
      if words[place].kinds.contains(.speaker) { speaker = min(speaker ?? .max, distance) }
    }
    let isAddressed = person.map { $0 <= speaker ?? .max } ?? false
    if kinds.isDisjoint(with: .insulting) { return kinds.contains(.profanity) ? swearing(index, words) : .ordinary }
    if isOrdinary { return isAddressed && isNamed(index, words) ? .open : .ordinary }
    if isAddressed { return .directed }
    return speaker == nil ? .open : .oneself
  }
}

extension AbuseContextReader {
  private static func swearing(_ index: Int, _ words: [AbuseWord]) -> AbuseContext {
    let kinds = words[index].kinds
    // "stfu" speaks to somebody by itself.
    if kinds.contains(.person) { return .open }
    let next = words[index...].first { $0.token > words[index].last }?.kinds ?? []
    // "fuck you", but not "you fixed the damn thing".
    if next.contains(.person), !kinds.contains(.ordinary) { return .directed }
    // "fuck off", "get the hell out", but not "get this shit out of the door".
    let verb = index >= 2 && words[index - 1].hash == the ? index - 2 : index
    return next.contains(.away) && words[verb].kinds.contains(.dismiss) ? .open : .swearing
  }

  /// "you clown", "clown you are", "you are so stupid".
  private static func isNamed(_ index: Int, _ words: [AbuseWord]) -> Bool {
    let near = max(0, index - 3)..<min(words.count, index + 2)
    return near.contains { $0 != index && words[$0].kinds.contains(.person) }
  }
}

/// A word as far as abuse is concerned.
struct AbuseWord: Sendable {
  let hash: UInt32
  let kinds: AbuseKinds
  let token: Int32
  /// The last token that it was read from: a disguised word has several, which follow as words of their own.
  let last: Int32

  init(hash: UInt32, kinds: AbuseKinds, token: Int32, last: Int32? = nil) {
    (self.hash, self.kinds, self.token, self.last) = (hash, kinds, token, last ?? token)
  }
}
