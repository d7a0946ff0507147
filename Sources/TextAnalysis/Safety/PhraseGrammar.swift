/// One line of a phrase file as it was written, before names are resolved.
///
/// A phrase is a row of elements:
/// - `word`: that word; with an apostrophe also without it ("don't" is "dont" too); `":)"` what has a meaning here
/// - `{name}`: one of a class
/// - `_`: up to two words that negate nothing; `__`: up to five; `~`: up to three of any kind
/// - `(a | b c)`: one of these; `[a | b]`: one of these, or nothing
/// - `!word`, `!{name}`, `!(a | b)`: what must not come next
/// - `^`, `$`: the beginning or end of a sentence; `/`: a sentence may end here
/// - `@`: somebody mentioned; `#`: a number
enum PhraseElement: Equatable {
  case word(String)
  case named(String)
  case gap(Int)
  case anyGap(Int)
  case oneOf([[PhraseElement]])
  case maybe([[PhraseElement]])
  case not([[PhraseElement]])
  case start
  case end
  case crossing
  case mention
  case number
}

/// What is wrong with a phrase: the fault and its remedy, as one sentence.
struct PhraseFault: Error, Equatable {
  let sentence: String
}

/// Reads phrases from the bytes of a line.
struct PhraseGrammar {
  private var rest: ArraySlice<UInt8>
  private var depth = 0
  private static let deepest = 8
  private static let marks = Set(" \t|()[]{}!\"".utf8)

  /// - Returns: the alternatives that `|` separates.
  static func alternatives(_ text: ArraySlice<UInt8>) throws(PhraseFault) -> [[PhraseElement]] {
    var grammar = PhraseGrammar(rest: text)
    let found = try grammar.alternatives(until: nil)
    for row in found where row.isEmpty {
      throw PhraseFault(sentence: "a phrase is empty; write words between the bars, or take a bar away")
    }
    return found
  }

  private mutating func alternatives(until close: UInt8?) throws(PhraseFault) -> [[PhraseElement]] {
    var found: [[PhraseElement]] = [[]]
    while true {
      rest = rest.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
      guard let first = rest.first else {
        guard let close else { return found }
        throw PhraseFault(sentence: "a bracket is not closed; write '\(name(close))' where the alternatives end")
      }
      if first == close {
        rest.removeFirst()
        return found
      }
      if first == UInt8(ascii: "|") {
        rest.removeFirst()
        found.append([])
      } else {
        found[found.count - 1].append(try element())
      }
    }
  }

  private func name(_ byte: UInt8) -> String { String(decoding: CollectionOfOne(byte), as: UTF8.self) }

  private mutating func element() throws(PhraseFault) -> PhraseElement {
    guard let first = rest.first else {
      throw PhraseFault(sentence: "'!' stands at the end; write what must not follow")
    }
    switch first {
    case UInt8(ascii: "("): return .oneOf(try bracketed(UInt8(ascii: ")")))
    case UInt8(ascii: "["): return .maybe(try bracketed(UInt8(ascii: "]")))
    case UInt8(ascii: "!"):
      rest.removeFirst()
      return .not([[try element()]])
    case UInt8(ascii: "{"):
      return .named(try enclosed(by: UInt8(ascii: "}"), "a class name is not closed; write '{name}'"))
    case UInt8(ascii: "\""):
      return .word(try enclosed(by: first, "a quotation mark is not closed; write the word between two"))
    case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
      throw PhraseFault(
        sentence: "'\(name(first))' closes a bracket that was not opened; take it away, or open the bracket")
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "|"):
      throw PhraseFault(sentence: "nothing stands after '!'; write what must not follow right behind it")
    default:
      let word = rest.prefix { !Self.marks.contains($0) }
      rest.removeFirst(word.count)
      return Self.plain(String(decoding: word, as: UTF8.self))
    }
  }

  private static func plain(_ word: String) -> PhraseElement {
    switch word {
    case "_": .gap(2)
    case "__": .gap(5)
    case "~": .anyGap(3)
    case "^": .start
    case "$": .end
    case "/": .crossing
    case "@": .mention
    case "#": .number
    default: .word(word)
    }
  }

  private mutating func bracketed(_ close: UInt8) throws(PhraseFault) -> [[PhraseElement]] {
    guard depth < Self.deepest else {
      throw PhraseFault(sentence: "brackets stand more than \(Self.deepest) deep; make a class of the inner ones")
    }
    rest.removeFirst()
    depth += 1
    defer { depth -= 1 }
    let found = try alternatives(until: close)
    for row in found where row.isEmpty {
      throw PhraseFault(sentence: "an alternative is empty; use [ ] for what may be absent")
    }
    return found
  }

  /// What stands up to a mark, which is taken too.
  private mutating func enclosed(by close: UInt8, _ fault: String) throws(PhraseFault) -> String {
    rest.removeFirst()
    let word = rest.prefix { $0 != close && $0 != UInt8(ascii: " ") }
    rest.removeFirst(word.count)
    guard rest.first == close, !word.isEmpty else { throw PhraseFault(sentence: fault) }
    rest.removeFirst()
    return String(decoding: word, as: UTF8.self)
  }
}
