/// Finds out where a phrase may end that begins at a word: all ends at once, as the bits of a number (bit n: after n
/// words), so that nothing is tried twice along one row. A phrase is at most 63 words long.
struct PhraseMatcher {
  let steps: UnsafeBufferPointer<PhraseTable.Step>
  let rows: UnsafeBufferPointer<PhraseTable.Row>
  let classes: UnsafeBufferPointer<PhraseTable.Class>
  let sets: UnsafeBufferPointer<UInt64>
  let stride: Int
  let words: UnsafeBufferPointer<Int32>
  let marks: UnsafeBufferPointer<PhraseText.Marks>
  /// The set of words that no gap of this phrase runs over.
  var stops: Int32

  /// - Returns: how many words the phrase takes at the longest; `nil` when it does not stand here. What takes no word
  ///   does not count.
  func longest(_ row: PhraseTable.Row, at start: Int) -> Int? {
    let ends = ends(row, at: start) & ~1
    return ends == 0 ? nil : 63 - ends.leadingZeroBitCount
  }

  @inline(__always)
  func contains(_ set: Int32, _ word: Int32) -> Bool {
    sets[Int(set) * stride + Int(word) >> 6] >> UInt64(word & 63) & 1 != 0
  }

  private func ends(_ row: PhraseTable.Row, at start: Int) -> UInt64 {
    if row.first >= 0, !row.mayBeEmpty, start >= words.count || !contains(row.first, words[start]) { return 0 }
    var reached: UInt64 = 1
    var crosses = false
    for index in Int(row.firstStep)..<Int(row.endStep) {
      switch steps[index] {
      case .word(let exact, let bare):
        reached = each(reached, start, crosses) { place in
          place < words.count && (words[place] == exact || words[place] == bare) ? 2 : 0
        }
        crosses = false
      case .named(let number):
        reached = each(reached, start, crosses) { ends(classes[Int(number)], at: $0) }
        crosses = false
      case .maybe(let number): reached |= each(reached, start, crosses) { ends(classes[Int(number)], at: $0) }
      case .gap(let count): reached = skip(reached, start, Int(count)) { !contains(stops, words[$0]) }
      case .anyGap(let count): reached = skip(reached, start, Int(count)) { _ in true }
      case .not(let number):
        reached = filter(reached, start) { place in
          place >= words.count || marks[place].contains(.opens) || ends(classes[Int(number)], at: place) == 0
        }
      case .start: reached = filter(reached, start) { $0 < words.count && marks[$0].contains(.opens) }
      case .end:
        reached = filter(reached, start) { place in
          place >= words.count || marks[place].contains(.opens) || marks[place].contains(.face)
        }
      case .crossing: crosses = true
      }
      if reached == 0 { return 0 }
    }
    return reached
  }

  private func ends(_ made: PhraseTable.Class, at place: Int) -> UInt64 {
    if made.first >= 0, place >= words.count || !contains(made.first, words[place]) { return 0 }
    var found: UInt64 = place < words.count && contains(made.words, words[place]) ? 2 : 0
    for row in Int(made.firstRow)..<Int(made.endRow) { found |= ends(rows[row], at: place) }
    return found
  }

  /// The ends after one more piece, from every place reached; a piece does not begin in another sentence.
  @inline(__always)
  private func each(_ reached: UInt64, _ start: Int, _ crosses: Bool, _ ends: (Int) -> UInt64) -> UInt64 {
    var found: UInt64 = 0
    var rest = reached
    while rest != 0 {
      let count = rest.trailingZeroBitCount
      rest &= rest - 1
      let place = start + count
      // Beyond the end, or in another sentence, only what takes no word can stand ("$").
      let isOpen = place < words.count && (count == 0 || crosses || !marks[place].contains(.opens))
      found |= (isOpen ? ends(place) : ends(place) & 1) << UInt64(count)
    }
    return found
  }

  @inline(__always)
  private func skip(_ reached: UInt64, _ start: Int, _ count: Int, _ allows: (Int) -> Bool) -> UInt64 {
    var found = reached
    var last = reached
    for _ in 0..<count {
      last = each(last, start, false) { $0 < words.count && allows($0) ? 2 : 0 }
      found |= last
    }
    return found
  }

  @inline(__always)
  private func filter(_ reached: UInt64, _ start: Int, _ holds: (Int) -> Bool) -> UInt64 {
    var found: UInt64 = 0
    var rest = reached
    while rest != 0 {
      let count = rest.trailingZeroBitCount
      rest &= rest - 1
      if holds(start + count) { found |= 1 << UInt64(count) }
    }
    return found
  }
}
