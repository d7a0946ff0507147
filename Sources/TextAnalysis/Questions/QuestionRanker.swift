/// Finds the entry of a FAQ that answers a question, or says that none does.
///
/// BM25 over words, BM25 over runs of letters (for typing errors) and cosines of static token vectors (for other
/// words with the same meaning) are mixed; how, depends on how many entries have an answer to look into beside their
/// phrasings. Entries can be added, changed and taken out at any time; the result is that of a fresh build.
public struct QuestionRanker: Sendable {
  public var model: RankModel {
    didSet { weights = model.weights(answers: answerShare) }
  }
  private(set) var slots: [QuestionEntry?] = []
  private var slotOf: [String: Int] = [:]
  private var free: [Int] = []
  private(set) var words = TermIndex()
  private(set) var grams = TermIndex()
  private(set) var vectors = PassageVectors()
  /// By slot: 1 through the length of the sum of its phrasings' vectors.
  private(set) var meanScale: [Float] = []
  private(set) var isLive: [Bool] = []
  private var hasAnswer: [Bool] = []
  private(set) var weights: RankFeatures
  private var reader = TermReader()

  public init(_ entries: [QuestionEntry] = [], model: RankModel = .shipped) {
    self.model = model
    weights = model.phrased
    for entry in entries { insert(entry) }
    prepare()
  }

  public var count: Int { slotOf.count }

  public func entry(_ id: String) -> QuestionEntry? { slotOf[id].flatMap { slots[$0] } }

  /// Adds an entry; one with the same id is replaced and keeps its place.
  public mutating func update(_ entry: QuestionEntry) {
    insert(entry)
    prepare()
  }

  /// Returns whether there was one.
  @discardableResult
  public mutating func remove(_ id: String) -> Bool {
    guard let slot = slotOf.removeValue(forKey: id) else { return false }
    clear(slot)
    free.append(slot)
    prepare()
    return true
  }

  private mutating func clear(_ slot: Int) {
    slots[slot] = nil
    isLive[slot] = false
    words.remove(slot)
    grams.remove(slot)
    vectors.remove(slot)
    hasAnswer[slot] = false
  }

  private mutating func insert(_ entry: QuestionEntry) {
    let slot: Int
    if let old = slotOf[entry.id] {
      slot = old
      clear(slot)
    } else if let last = free.popLast() {
      slot = last
    } else {
      slot = slots.count
      slots.append(nil)
      meanScale.append(0)
      isLive.append(false)
      hasAnswer.append(false)
    }
    slots[slot] = entry
    isLive[slot] = true
    slotOf[entry.id] = slot
    read(entry, into: slot)
  }

  private mutating func read(_ entry: QuestionEntry, into slot: Int) {
    var passages = PassageReader(reader: reader)
    for text in entry.questions {
      passages.take(text)
      vectors.append(passages.vector(), .phrasing, of: slot)
    }
    meanScale[slot] = passages.meanScale()
    for tag in entry.tags { passages.take(tag) }
    if !entry.answer.isEmpty {
      // Beside a long answer the heading's words count twice.
      passages.take(entry.heading)
      passages.take(entry.answer)
      for part in passages.parts() { vectors.append(part, .part, of: slot) }
      passages.take(entry.heading + " " + entry.answer, counted: false)
      vectors.append(passages.vector(), .whole, of: slot)
    }
    words.add(&passages.stems, to: slot)
    grams.add(&passages.grams, to: slot)
    hasAnswer[slot] = !entry.answer.isEmpty
    reader = passages.reader
  }

  private mutating func prepare() {
    words.prepare()
    grams.prepare()
    weights = model.weights(answers: answerShare)
  }

  /// How many of the entries have an answer, 0 to 1. Phrasings beside the answers change little (measured on a course's
  /// document with one, two and four).
  private var answerShare: Float {
    count > 0 ? Float(hasAnswer.count { $0 }) / Float(count) : 0
  }
}
