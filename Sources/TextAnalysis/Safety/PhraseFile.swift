/// What a rule of a phrase file does.
enum PhraseEffect: Equatable {
  case adds(SafetyCategory, Int)
  case quiets
  /// From one category, or from all.
  case calms(SafetyCategory?, Int)
}

/// The lines of a phrase file, checked.
struct PhraseFile {
  struct Rule {
    let effect: PhraseEffect
    let elements: [PhraseElement]
    /// Without the line end; alternatives of one line are several rules.
    let text: String
    let line: Int
  }

  private(set) var problems: [SafetyPhrases.Problem] = []
  private(set) var classes: [(name: String, alternatives: [[PhraseElement]])] = []
  private(set) var rules: [Rule] = []
  private var places: [String: Int] = [:]

  mutating func read(_ text: [UInt8]) {
    var number = 0
    for line in text.split(separator: 0x0A, omittingEmptySubsequences: false) {
      number += 1
      let line = line.trimmed
      if line.isEmpty || line.first == UInt8(ascii: "#") { continue }
      do { try readLine(line, number) } catch { problems.append(.init(line: number, sentence: error.sentence)) }
    }
    if rules.isEmpty, problems.isEmpty {
      problems.append(.init(line: number, sentence: "there is no phrase; write one such as 'self now: i want to die'"))
    }
  }

  private mutating func readLine(_ line: ArraySlice<UInt8>, _ number: Int) throws(PhraseFault) {
    if line.starts(with: "class ".utf8) { return try readClass(line.dropFirst(6).trimmed) }
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else {
      throw PhraseFault(
        sentence: "'\(line.prefix(40).string)' is no rule; begin with class, self, third, threat, abuse, quiet or calm")
    }
    let effect = try PhraseEffect(line[..<colon].trimmed.string)
    for elements in try alternatives(line[(colon + 1)...].trimmed) {
      rules.append(Rule(effect: effect, elements: elements, text: line.string, line: number))
    }
  }

  private mutating func readClass(_ line: ArraySlice<UInt8>) throws(PhraseFault) {
    guard let sign = line.firstIndex(of: UInt8(ascii: "=")) else {
      throw PhraseFault(sentence: "the class has no '='; write 'class name = word | other words'")
    }
    let name = line[..<sign].trimmed
    guard !name.isEmpty, name.allSatisfy(ASCII.isAlphanumeric) else {
      throw PhraseFault(sentence: "'\(name.string)' is no name of a class; use letters and digits alone")
    }
    let found = try alternatives(line[(sign + 1)...].trimmed)
    if let place = places[name.string] {
      classes[place].alternatives += found
    } else {
      places[name.string] = classes.count
      classes.append((name.string, found))
    }
  }

  private func alternatives(_ text: ArraySlice<UInt8>) throws(PhraseFault) -> [[PhraseElement]] {
    let found = try PhraseGrammar.alternatives(text)
    for row in found {
      try check(row)
      guard row.contains(where: Self.takesWords) else {
        throw PhraseFault(
          sentence: "'\(text.prefix(40).string)' needs a word that must be there, beside gaps and options")
      }
    }
    return found
  }

  private static func takesWords(_ element: PhraseElement) -> Bool {
    switch element {
    case .word, .named, .oneOf, .mention, .number: true
    case .gap, .anyGap, .maybe, .not, .start, .end, .crossing: false
    }
  }

  private func check(_ row: [PhraseElement]) throws(PhraseFault) {
    for element in row {
      switch element {
      case .named(let name):
        guard places[name] != nil else {
          throw PhraseFault(sentence: "there is no class '\(name)' above; define it before its first use")
        }
      case .oneOf(let rows), .maybe(let rows), .not(let rows):
        for row in rows { try check(row) }
      case .word, .gap, .anyGap, .start, .end, .crossing, .mention, .number: break
      }
    }
  }
}

extension PhraseEffect {
  private static let usualCalm = 35

  /// - Parameter head: what stands before the colon: "self now", "threat 45", "quiet", "calm 60", "calm self 60".
  fileprivate init(_ head: String) throws(PhraseFault) {
    let parts = head.split(separator: " ").map(String.init)
    let kind = parts.first ?? ""
    switch kind {
    case "quiet":
      guard parts.count == 1 else { throw PhraseFault(sentence: "quiet has no weight; write 'quiet: phrase'") }
      self = .quiets
    case "calm":
      let category = parts.count > 1 ? Self.category(parts[1]) : nil
      let weights = parts.dropFirst(category == nil ? 1 : 2)
      guard weights.count <= 1 else {
        throw PhraseFault(sentence: "'\(head)' is no kind of rule; write one such as 'calm self 50' before the colon")
      }
      self = .calms(category, try weights.first.map(Self.points) ?? Self.usualCalm)
    default:
      guard let category = Self.category(kind) else {
        throw PhraseFault(
          sentence: "'\(kind)' is no kind of rule; use class, self, third, threat, abuse, quiet or calm")
      }
      guard parts.count == 2 else {
        throw PhraseFault(sentence: "'\(head)' needs one weight; write now, look, hint or a number behind '\(kind)'")
      }
      self = .adds(category, try Self.points(parts[1]))
    }
  }

  private static func category(_ word: String) -> SafetyCategory? {
    switch word {
    case "self": .selfHarm
    case "third": .thirdPerson
    case "threat": .threat
    case "abuse": .abuse
    default: nil
    }
  }

  private static func points(_ weight: String) throws(PhraseFault) -> Int {
    switch weight {
    case "now": return 100
    case "look": return 60
    case "hint": return 30
    default: break
    }
    if let number = Int(weight), (1...100).contains(number) { return number }
    throw PhraseFault(sentence: "the weight '\(weight)' is unknown; use now, look, hint or a number from 1 to 100")
  }
}

extension ArraySlice<UInt8> {
  fileprivate var string: String { String(decoding: self, as: UTF8.self) }

  fileprivate var trimmed: ArraySlice<UInt8> {
    var text = drop(while: ASCII.isBlank)
    while let last = text.last, ASCII.isBlank(last) { text.removeLast() }
    return text
  }
}
