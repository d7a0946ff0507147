/// What a question's ranking gave, and the buffers that it needed. One value is used for question after question:
/// once its buffers have grown, ranking allocates nothing.
public struct Ranking: Sendable {
  public struct Ranked: Sendable, Equatable {
    public let id: String
    /// Higher is better; only comparable within one FAQ.
    public let score: Float
    let slot: Int
  }

  public enum Verdict: String, Sendable, CaseIterable {
    /// The first entry answers the question.
    case answer
    /// No entry is sure enough.
    case abstain
  }

  /// The best entries, the best first.
  public internal(set) var entries: [Ranked] = []
  /// How likely the first entry is the right one, 0 to 1. It is calibrated over several FAQs and is no absolute
  /// probability: questions of the FAQ's own field that it does not cover come out too sure.
  public internal(set) var confidence: Float = 0
  public internal(set) var verdict = Verdict.abstain
  /// The share of the question's words, weighted by rarity, that some entry holds.
  public internal(set) var coverage: Float = 0

  var reader = TermReader()
  var vector = [Float](repeating: 0, count: TextVector.count)
  var stems = DistinctHashes(limit: 128)
  var grams = DistinctHashes(limit: 512)
  var wordScores: [Float] = []
  var gramScores: [Float] = []
  var likenesses: [PassageVectors.Likeness] = []
  var top: [(slot: Int, score: Float)] = []
  var mass: (words: Float, grams: Float) = (0, 0)
  var gramCoverage: Float = 0

  public init() {}

  mutating func reset(slots: Int) {
    if wordScores.count != slots {
      wordScores = [Float](repeating: 0, count: slots)
      gramScores = [Float](repeating: 0, count: slots)
      likenesses = [PassageVectors.Likeness](repeating: .none, count: slots)
    } else {
      for slot in 0..<slots {
        wordScores[slot] = 0
        gramScores[slot] = 0
        likenesses[slot] = .none
      }
    }
    entries.removeAll(keepingCapacity: true)
    top.removeAll(keepingCapacity: true)
  }
}

/// Hashes with a weight, in the order of their first coming, each once, up to a limit.
struct DistinctHashes: Sendable {
  private(set) var list: [UInt64] = []
  private(set) var weights: [Float] = []
  private var seen: [UInt64]
  private let limit: Int

  /// - Parameter limit: a power of two.
  init(limit: Int) {
    self.limit = limit
    seen = [UInt64](repeating: 0, count: limit * 2)
  }

  mutating func removeAll() {
    if !list.isEmpty { for place in seen.indices { seen[place] = 0 } }
    list.removeAll(keepingCapacity: true)
    weights.removeAll(keepingCapacity: true)
  }

  /// Returns whether the hash is new.
  @discardableResult
  mutating func insert(_ hash: UInt64, weight: Float = 1) -> Bool {
    guard list.count < limit else { return false }
    let mask = seen.count - 1
    var place = Int(truncatingIfNeeded: hash) & mask
    while seen[place] != 0 {
      if seen[place] == hash { return false }
      place = (place + 1) & mask
    }
    seen[place] = hash
    list.append(hash)
    weights.append(weight)
    return true
  }
}
