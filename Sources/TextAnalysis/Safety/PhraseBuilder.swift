/// Makes the tables of `PhraseTable` from the lines of a file.
struct PhraseBuilder {
  private let file: PhraseFile
  private(set) var lexicon: WordLexicon
  private(set) var steps: [PhraseTable.Step] = []
  private(set) var rows: [PhraseTable.Row] = []
  private(set) var classes: [PhraseTable.Class] = []
  private(set) var rules: [PhraseTable.Rule] = []
  private(set) var sets: [UInt64] = []
  /// Of the classes: their single words, and the words that they may begin with (`nil` when any).
  private var singles: [WordSet] = []
  private var firsts: [WordSet?] = []
  private var numbers: [String: Int32] = [:]
  private var words: [String: (exact: Int32, bare: Int32)] = [:]
  private let wordCount: Int

  var stride: Int { (wordCount + 63) / 64 }

  init(_ file: PhraseFile) {
    self.file = file
    var spellings: Set<String> = []
    for made in file.classes { for row in made.alternatives { Self.collect(row, into: &spellings) } }
    for rule in file.rules { Self.collect(rule.elements, into: &spellings) }
    lexicon = WordLexicon(capacity: spellings.count * 2 + 8, reserved: 3)
    var tokens = Tokens()
    for word in spellings.sorted() {
      tokens.read(word)
      let bytes = tokens.bytes[..<Int(tokens.list.last?.end ?? 0)]
      let bare = FNV.hash(bytes.lazy.filter { $0 != UInt8(ascii: "'") })
      words[word] = (lexicon.insert(FNV.hash(bytes)), lexicon.insert(bare))
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

  mutating func build() {
    for (name, alternatives) in file.classes { numbers[name] = addClass(alternatives) }
    for rule in file.rules {
      let (row, _) = addRow(rule.elements)
      rules.append(.init(row: row, effect: rule.effect, line: Int32(rule.line)))
    }
  }

  mutating func addSet(_ set: WordSet) -> Int32 {
    sets += set.bits
    return Int32(sets.count / stride - 1)
  }

  /// The single words of named classes.
  func words(of names: [String]) -> WordSet {
    var set = WordSet(wordCount)
    for name in names {
      if let number = numbers[name] { set.formUnion(singles[Int(number)]) }
    }
    return set
  }

  private mutating func addClass(_ alternatives: [[PhraseElement]]) -> Int32 {
    var single = WordSet(wordCount)
    var first: WordSet? = single
    var found: [PhraseTable.Row] = []
    for elements in alternatives {
      if elements.count == 1, case .word(let word) = elements[0], let spelling = words[word] {
        single.insert(spelling.exact)
        single.insert(spelling.bare)
      } else if elements.count == 1, case .named(let name) = elements[0], let number = numbers[name] {
        let made = classes[Int(number)]
        single.formUnion(singles[Int(number)])
        found += rows[Int(made.firstRow)..<Int(made.endRow)]
        if let other = firsts[Int(number)] { first?.formUnion(other) } else { first = nil }
      } else {
        let (row, beginnings) = addRow(elements)
        found.append(row)
        if let beginnings { first?.formUnion(beginnings) } else { first = nil }
      }
    }
    first?.formUnion(single)
    let start = Int32(rows.count)
    rows += found
    classes.append(
      .init(
        words: addSet(single), firstRow: start, endRow: Int32(rows.count), first: first.map { addSet($0) } ?? -1))
    singles.append(single)
    firsts.append(first)
    return Int32(classes.count - 1)
  }

  private mutating func addRow(_ elements: [PhraseElement]) -> (row: PhraseTable.Row, first: WordSet?) {
    let made = elements.map { step($0) }
    let start = Int32(steps.count)
    steps += made
    let first = first(of: made)
    let row = PhraseTable.Row(
      firstStep: start, endStep: Int32(steps.count), first: first.map { addSet($0) } ?? -1,
      mayBeEmpty: made.allSatisfy(\.mayBeEmpty))
    return (row, first)
  }

  private mutating func step(_ element: PhraseElement) -> PhraseTable.Step {
    switch element {
    case .word(let word):
      let spelling = words[word] ?? (0, 0)
      return .word(spelling.exact, spelling.bare)
    case .named(let name): return .named(numbers[name] ?? 0)
    case .oneOf(let rows): return .named(addClass(rows))
    case .maybe(let rows): return .maybe(addClass(rows))
    case .not(let rows): return .not(addClass(rows))
    case .gap(let longest): return .gap(Int32(longest))
    case .anyGap(let longest): return .anyGap(Int32(longest))
    case .start: return .start
    case .end: return .end
    case .crossing: return .crossing
    case .mention: return .word(PhraseTable.mention, PhraseTable.mention)
    case .number: return .word(PhraseTable.number, PhraseTable.number)
    }
  }

  /// The words that a row may begin with; `nil` when any.
  private func first(of steps: [PhraseTable.Step]) -> WordSet? {
    var set = WordSet(wordCount)
    for step in steps {
      switch step {
      case .word(let exact, let bare):
        set.insert(exact)
        set.insert(bare)
        return set
      case .named(let number):
        guard let first = firsts[Int(number)] else { return nil }
        set.formUnion(first)
        return set
      case .maybe(let number):
        guard let first = firsts[Int(number)] else { return nil }
        set.formUnion(first)
      case .gap, .anyGap: return nil
      case .not, .start, .end, .crossing: break
      }
    }
    return nil
  }

  /// For every rule the set of words, rare ones by preference, of which one must be there.
  func triggers() -> (triggered: [Int32], starts: [Int32]) {
    var costs = [Int](repeating: 1, count: wordCount)
    for (word, cost) in PhraseCosts.costs {
      guard let spelling = words[word] else { continue }
      costs[Int(spelling.exact)] = cost
      costs[Int(spelling.bare)] = cost
    }
    costs[Int(PhraseTable.mention)] = PhraseCosts.mentionCost
    costs[Int(PhraseTable.number)] = PhraseCosts.mentionCost
    var known: [Needed?] = []
    for index in classes.indices { known.append(needed(classes[index], singles[index], costs, known)) }
    var byWord = [[Int32]](repeating: [], count: wordCount)
    for (index, rule) in rules.enumerated() {
      needed(rule.row, costs, known)?.set.visit { byWord[Int($0)].append(Int32(index)) }
    }
    var starts: [Int32] = [0]
    for list in byWord { starts.append((starts.last ?? 0) + Int32(list.count)) }
    return (byWord.flatMap { $0 }, starts)
  }

  private struct Needed {
    let set: WordSet
    let cost: Int
  }

  /// - Parameter known: of the classes, of which a row uses earlier ones only.
  private func needed(_ row: PhraseTable.Row, _ costs: [Int], _ known: [Needed?]) -> Needed? {
    var best: Needed?
    for step in steps[Int(row.firstStep)..<Int(row.endStep)] {
      var found: Needed?
      switch step {
      case .word(let exact, let bare):
        var set = WordSet(wordCount)
        set.insert(exact)
        set.insert(bare)
        found = Needed(set: set, cost: costs[Int(exact)] + costs[Int(bare)])
      case .named(let number): found = known[Int(number)]
      case .maybe, .not, .gap, .anyGap, .start, .end, .crossing: break
      }
      if let found, found.cost < best?.cost ?? .max { best = found }
    }
    return best
  }

  private func needed(_ made: PhraseTable.Class, _ single: WordSet, _ costs: [Int], _ known: [Needed?]) -> Needed? {
    var set = single
    for row in rows[Int(made.firstRow)..<Int(made.endRow)] {
      guard let found = needed(row, costs, known) else { return nil }
      set.formUnion(found.set)
    }
    var cost = 0
    set.visit { cost += costs[Int($0)] }
    return Needed(set: set, cost: cost)
  }
}

extension PhraseTable.Step {
  /// Whether it may take no word.
  fileprivate var mayBeEmpty: Bool {
    switch self {
    case .word, .named: false
    case .maybe, .not, .gap, .anyGap, .start, .end, .crossing: true
    }
  }
}
