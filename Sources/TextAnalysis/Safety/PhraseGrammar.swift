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

struct PhraseGrammar {
  private var rest: Substring
  private var depth = 0
  private static let deepest = 8

  /// - Returns: the alternatives that `|` separates.
  static func alternatives(_ text: Substring) throws(PhraseFault) -> [[PhraseElement]] {
    var grammar = PhraseGrammar(rest: text)
    let found = try grammar.alternatives(until: nil)
    for row in found where row.isEmpty {
      throw PhraseFault(sentence: "a phrase is empty; write words between the bars, or take a bar away")
    }
    return found
  }

  private mutating func alternatives(until close: Character?) throws(PhraseFault) -> [[PhraseElement]] {
    var found: [[PhraseElement]] = [[]]
    while true {
      rest = rest.drop { $0 == " " || $0 == "\t" }
      guard let first = rest.first else {
        guard let close else { return found }
        throw PhraseFault(sentence: "a bracket is not closed; write '\(close)' where the alternatives end")
      }
      if first == close {
        rest = rest.dropFirst()
        return found
      }
      if first == "|" {
        rest = rest.dropFirst()
        found.append([])
      } else {
        found[found.count - 1].append(try element())
      }
    }
  }

  private mutating func element() throws(PhraseFault) -> PhraseElement {
    guard let first = rest.first else { throw PhraseFault(sentence: "'!' stands at the end; write what must not follow") }
    switch first {
    case "(": return .oneOf(try bracketed(")"))
    case "[": return .maybe(try bracketed("]"))
    case "!":
      rest = rest.dropFirst()
      return .not([[try element()]])
    case "{": return .named(try name())
    case "\"": return .word(try literal())
    case ")", "]", "}":
      throw PhraseFault(sentence: "'\(first)' closes a bracket that was not opened; take it away, or open the bracket")
    default:
      let word = rest.prefix { !" \t|()[]{}!".contains($0) }
      rest = rest.dropFirst(word.count)
      return Self.plain(String(word))
    }
  }

  private mutating func literal() throws(PhraseFault) -> String {
    rest = rest.dropFirst()
    let word = rest.prefix { $0 != "\"" }
    rest = rest.dropFirst(word.count)
    guard rest.first == "\"", !word.isEmpty else {
      throw PhraseFault(sentence: "a quotation mark is not closed; write the word between two")
    }
    rest = rest.dropFirst()
    return String(word)
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

  private mutating func bracketed(_ close: Character) throws(PhraseFault) -> [[PhraseElement]] {
    guard depth < Self.deepest else {
      throw PhraseFault(sentence: "brackets stand more than \(Self.deepest) deep; make a class of the inner ones")
    }
    rest = rest.dropFirst()
    depth += 1
    defer { depth -= 1 }
    let found = try alternatives(until: close)
    for row in found where row.isEmpty {
      throw PhraseFault(sentence: "an alternative is empty; use [ ] for what may be absent")
    }
    return found
  }

  private mutating func name() throws(PhraseFault) -> String {
    rest = rest.dropFirst()
    let name = rest.prefix { $0 != "}" && $0 != " " }
    rest = rest.dropFirst(name.count)
    guard rest.first == "}", !name.isEmpty else {
      throw PhraseFault(sentence: "a class name is not closed; write '{name}'")
    }
    rest = rest.dropFirst()
    return String(name)
  }
}
