import Glibc

/// BM25 over whole entries (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009), as a share of what
/// the question could reach: 0 when no term occurs, about 1 when all do.
///
/// Entries come and go one by one; what depends on their number and mean length is brought up to date before a question.
struct TermIndex: Sendable {
  /// One entry that holds a term.
  private struct Posting: Sendable {
    let slot: Int32
    let times: Float
  }

  /// How soon repetition stops to count, and how much long entries are held back.
  private static let (saturation, lengthShare): (Float, Float) = (1.2, 0.75)

  private var terms = HashSlots()
  private var postings: [[Posting]] = []
  /// By slot: the numbers of its terms, and their count with repetitions.
  private var termsOf: [[Int32]] = []
  private var lengths: [Int] = []
  private var total = 0
  private var live = 0
  /// By slot: `saturation` times the length's share.
  private var norms: [Float] = []
  /// By the number of entries that hold a term.
  private var rarities: [Float] = []

  /// Terms with repetitions, in any order; `hashes` is sorted by this.
  mutating func add(_ hashes: inout [UInt64], to slot: Int) {
    while termsOf.count <= slot {
      termsOf.append([])
      lengths.append(0)
    }
    hashes.sort()
    var index = 0
    while index < hashes.count {
      var next = index + 1
      while next < hashes.count, hashes[next] == hashes[index] { next += 1 }
      let term = terms.insert(hashes[index])
      if term == postings.count { postings.append([]) }
      postings[term].append(Posting(slot: Int32(slot), times: Float(next - index)))
      termsOf[slot].append(Int32(term))
      index = next
    }
    lengths[slot] = hashes.count
    total += hashes.count
    live += 1
  }

  mutating func remove(_ slot: Int) {
    for term in termsOf[slot] { postings[Int(term)].removeAll { Int($0.slot) == slot } }
    total -= lengths[slot]
    live -= 1
    termsOf[slot] = []
    lengths[slot] = 0
  }

  /// Brings lengths and rarities up to date after entries came or went.
  mutating func prepare() {
    let mean = live > 0 ? max(1, Float(total) / Float(live)) : 1
    norms = lengths.map { Self.saturation * (1 - Self.lengthShare + Self.lengthShare * Float($0) / mean) }
    let all = Float(live)
    rarities = (0...live).map { log(1 + (all - Float($0) + 0.5) / (Float($0) + 0.5)) }
  }

  /// What a term adds to the score of a slot, before its weight and the division by the question's mass.
  func part(of hash: UInt64, in slot: Int) -> Float {
    let term = terms.value(of: hash)
    guard term >= 0, let posting = postings[term].first(where: { Int($0.slot) == slot }) else { return 0 }
    return rarities[postings[term].count] * weight(posting)
  }

  /// Adds every distinct term's part to the scores, which are as many as slots.
  /// - Returns: the sum of the rarities of all terms, and of those that some entry holds, each times its weight.
  func score(
    _ hashes: DistinctHashes, into scores: UnsafeMutableBufferPointer<Float>
  ) -> (mass: Float, known: Float) {
    var (mass, known): (Float, Float) = (0, 0)
    for index in hashes.list.indices {
      let term = terms.value(of: hashes.list[index])
      let count = term < 0 ? 0 : postings[term].count
      let rarity = rarities[count] * hashes.weights[index]
      mass += rarity
      guard count > 0 else { continue }
      known += rarity
      let scale = rarity * (Self.saturation + 1)
      postings[term].withUnsafeBufferPointer { list in
        norms.withUnsafeBufferPointer { norms in
          for posting in list {
            let slot = Int(posting.slot)
            scores[slot] += scale * posting.times / (posting.times + norms[slot])
          }
        }
      }
    }
    return (mass, known)
  }

  private func weight(_ posting: Posting) -> Float {
    posting.times * (Self.saturation + 1) / (posting.times + norms[Int(posting.slot)])
  }
}
