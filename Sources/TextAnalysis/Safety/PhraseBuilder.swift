/// Makes the tables of `PhraseTable` from the lines of a file.
struct PhraseBuilder {
  private let file: SafetyFile
  private(set) var lexicon: WordLexicon
  private(set) var classes: [PhraseTable.Class] = []
  private(set) var rules: [PhraseTable.Rule] = []
  private var numbers: [String: Int32] = [:]
  private var words: [String: (Int32, Int32)] = [:]
  private let wordCount: Int

  init(_ file: SafetyFile) {
    self.file = file
    var spellings: Set<String> = []
    for row in file.classes.flatMap(\.alternatives) + file.rules.map(\.elements) { Self.collect(row, into: &spellings) }
    lexicon = WordLexicon(capacity: spellings.count * 2 + 8, reserved: 3)
    for word in spellings.sorted() {
      let read = Self.hashes(word)
      words[word] = (lexicon.insert(read.exact), lexicon.insert(read.bare))
    }
    wordCount = lexicon.count
  }

  private static func collect(_ row: [PhraseElement], into words: inout Set<String>) {
    for element in row {
      switch element {
      case .word(let word): words.insert(word)
      case .oneOf(let rows), .maybe(let rows), .not(let rows): for row in rows { collect(row, into: &words) }
      case .named, .gap, .anyGap, .start, .end, .crossing, .mention, .number: break
      }
    }
  }

  /// Of a word as the token reader writes it, and without its apostrophes.
  private static func hashes(_ word: String) -> (exact: UInt64, bare: UInt64) {
    let tokens = Tokens(word)
    guard let last = tokens.list.last else { return (0, 0) }
    let bytes = tokens.bytes[..<Int(last.end)]
    return (hash(bytes), hash(bytes.filter { $0 != UInt8(ascii: "'") }))
  }

  private static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return hash
  }

  mutating func build() {
    for (name, alternatives) in file.classes {
      numbers[name] = addClass(alternatives)
    }
    var line: Int32 = -1
    var text = ""
    for rule in file.rules {
      if rule.text != text { line += 1 }
      text = rule.text
      rules.append(.init(effect: rule.effect, row: row(rule.elements), text: rule.text, line: line))
    }
  }

  /// The single words of classes.
  func words(of names: String...) -> PhraseTable.WordSet {
    var set = PhraseTable.WordSet(wordCount)
    for name in names {
      if let number = numbers[name] { set.formUnion(classes[Int(number)].words) }
    }
    return set
  }

  private mutating func addClass(_ alternatives: [[PhraseElement]]) -> Int32 {
    var made = PhraseTable.Class(words: .init(wordCount), first: .init(wordCount))
    for elements in alternatives {
      let row = row(elements)
      if row.steps.count == 1, case .word(let exact, let bare) = row.steps[0] {
        made.words.insert(exact)
        made.words.insert(bare)
      } else if row.steps.count == 1, case .named(let number) = row.steps[0] {
        made.words.formUnion(classes[Int(number)].words)
        made.rows += classes[Int(number)].rows
      } else {
        made.rows.append(row)
      }
      if let first = row.first { made.first?.formUnion(first) } else { made.first = nil }
    }
    classes.append(made)
    return Int32(classes.count - 1)
  }

  private mutating func row(_ elements: [PhraseElement]) -> PhraseTable.Row {
    var steps: [PhraseTable.Step] = []
    for element in elements {
      switch element {
      case .word(let word):
        let (exact, bare) = words[word] ?? (0, 0)
        steps.append(.word(exact, bare))
      case .named(let name): steps.append(.named(numbers[name] ?? 0))
      case .oneOf(let rows): steps.append(.named(addClass(rows)))
      case .maybe(let rows): steps.append(.maybe(addClass(rows)))
      case .not(let rows): steps.append(.not(addClass(rows)))
      case .gap(let longest): steps.append(.gap(Int32(longest)))
      case .anyGap(let longest): steps.append(.anyGap(Int32(longest)))
      case .start: steps.append(.start)
      case .end: steps.append(.end)
      case .crossing: steps.append(.crossing)
      case .mention: steps.append(.word(PhraseTable.mention, PhraseTable.mention))
      case .number: steps.append(.word(PhraseTable.number, PhraseTable.number))
      }
    }
    return .init(steps: steps, first: first(of: steps))
  }

  /// The words that a row may begin with; `nil` when any.
  private func first(of steps: [PhraseTable.Step]) -> PhraseTable.WordSet? {
    var set = PhraseTable.WordSet(wordCount)
    for step in steps {
      switch step {
      case .word(let exact, let bare):
        set.insert(exact)
        set.insert(bare)
        return set
      case .named(let number):
        guard let first = classes[Int(number)].first else { return nil }
        set.formUnion(first)
        return set
      case .maybe(let number):
        guard let first = classes[Int(number)].first else { return nil }
        set.formUnion(first)
      case .gap, .anyGap: return nil
      case .not, .start, .end, .crossing: break
      }
    }
    return nil
  }

  // MARK: Triggers

  /// For every rule the set of words, rare ones by preference, of which one must be there.
  mutating func triggers() -> (triggered: [Int32], starts: [Int32]) {
    let common = PhraseCommonWords.numbers { words[$0] }
    var byWord = [[Int32]](repeating: [], count: wordCount)
    var costs = [Int](repeating: 1, count: wordCount)
    for word in common { costs[Int(word)] = 60 }
    for (index, rule) in rules.enumerated() {
      guard let needed = needed(rule.row, costs) else { continue }
      for word in needed.set.members { byWord[Int(word)].append(Int32(index)) }
    }
    var triggered: [Int32] = []
    var starts: [Int32] = [0]
    for list in byWord {
      triggered += list
      starts.append(Int32(triggered.count))
    }
    return (triggered, starts)
  }

  private func needed(_ row: PhraseTable.Row, _ costs: [Int]) -> (set: PhraseTable.WordSet, cost: Int)? {
    var best: (set: PhraseTable.WordSet, cost: Int)?
    for step in row.steps {
      var found: (set: PhraseTable.WordSet, cost: Int)?
      switch step {
      case .word(let exact, let bare):
        var set = PhraseTable.WordSet(wordCount)
        set.insert(exact)
        set.insert(bare)
        found = (set, costs[Int(exact)] + costs[Int(bare)])
      case .named(let number): found = needed(classes[Int(number)], costs)
      case .maybe, .not, .gap, .anyGap, .start, .end, .crossing: break
      }
      if let found, found.cost < best?.cost ?? .max { best = found }
    }
    return best
  }

  private func needed(
    _ made: PhraseTable.Class, _ costs: [Int]
  ) -> (set: PhraseTable.WordSet, cost: Int)? {
    var set = made.words
    for row in made.rows {
      guard let found = needed(row, costs) else { return nil }
      set.formUnion(found.set)
    }
    return (set, set.members.reduce(0) { $0 + costs[Int($1)] })
  }
}

/// Words so common that a rule is better looked for by its other words.
private enum PhraseCommonWords {
  static let list =
    "i i'm i've i'd i'll im ive id ill me my you your you're u ur we us our he she they them his her him it its it's to the a an "
    + "of and or but if in on at for with from by is am are was were be been being do does did have has had will would "
    + "can can't could should might may must want wanted need go going gonna get got make makes made take took let just "
    + "not don't dont no never so too very really this that these those there here what why who how when where all any "
    + "some one more about into out up down off over then than now like know think thinking see say said tell told feel "
    + "good better time way day life end stop keep still only as because thank thanks please sorry someone people "
    + "anyone everyone nobody anymore again today tonight last left new use run work works find want's back next"

  static func numbers(_ number: (String) -> (Int32, Int32)?) -> [Int32] {
    list.split(separator: " ").flatMap { word -> [Int32] in
      guard let (exact, bare) = number(String(word)) else { return [] }
      return [exact, bare]
    }
  }
}
