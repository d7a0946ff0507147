/// The vectors of all phrasings and answers, one after another, and whose they are.
struct PassageVectors: Sendable {
  enum Kind: UInt8, Sendable {
    case phrasing
    /// Heading and answer together.
    case whole
    /// A part of the answer.
    case part
  }

  /// What a question's vector has in common with an entry's.
  struct Likeness: Sendable {
    /// The greatest cosine with a phrasing.
    var best: Float
    /// The sum of the cosines with all phrasings.
    var sum: Float
    var whole: Float
    /// The greatest cosine with a part of the answer.
    var part: Float

    static let none = Likeness(best: -1, sum: 0, whole: -1, part: -1)
  }

  private(set) var values: [Float] = []
  private(set) var slots: [Int32] = []
  private(set) var kinds: [Kind] = []

  mutating func append(_ vector: [Float], _ kind: Kind, of slot: Int) {
    values.append(contentsOf: vector)
    slots.append(Int32(slot))
    kinds.append(kind)
  }

  /// Closes the gap, so that an entry's vectors stay in their order.
  mutating func remove(_ slot: Int) {
    var target = 0
    for row in slots.indices where Int(slots[row]) != slot {
      if target != row {
        for offset in 0..<TextVector.count {
          values[target * TextVector.count + offset] = values[row * TextVector.count + offset]
        }
        slots[target] = slots[row]
        kinds[target] = kinds[row]
      }
      target += 1
    }
    values.removeLast(values.count - target * TextVector.count)
    slots.removeLast(slots.count - target)
    kinds.removeLast(kinds.count - target)
  }

  /// Compares a question with everything. There are as many likenesses as slots.
  func compare(_ question: UnsafePointer<Float>, into likenesses: UnsafeMutableBufferPointer<Likeness>) {
    values.withUnsafeBufferPointer { values in
      guard var place = values.baseAddress else { return }
      slots.withUnsafeBufferPointer { slots in
        kinds.withUnsafeBufferPointer { kinds in
          for row in 0..<slots.count {
            let cosine = TextVector.dot(question, place)
            place += TextVector.count
            let slot = Int(slots[row])
            switch kinds[row] {
            case .phrasing:
              likenesses[slot].best = max(likenesses[slot].best, cosine)
              likenesses[slot].sum += cosine
            case .whole: likenesses[slot].whole = cosine
            case .part: likenesses[slot].part = max(likenesses[slot].part, cosine)
            }
          }
        }
      }
    }
  }

  /// The places in `values` of an entry's vectors of one kind.
  func rows(of slot: Int, _ kind: Kind) -> [Int] {
    slots.indices.filter { Int(slots[$0]) == slot && kinds[$0] == kind }
  }
}
