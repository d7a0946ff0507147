/// Finds the entry of a FAQ that answers a question, or says that none does.
///
/// BM25 over words, BM25 over runs of letters (for typing errors) and cosines of static token vectors (for other
/// words with the same meaning) are mixed; how, depends on how much of the FAQ are answers. Entries can be added, changed and taken out at any time; the result is that of a fresh build.
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
  /// By slot: words of the heading and the phrasings, and of the answer.
  private var extents: [(phrasings: Int, answer: Int)] = []
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
    extents[slot] = (0, 0)
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
      extents.append((0, 0))
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
      extents[slot].phrasings += passages.reader.words.count
      vectors.append(passages.vector(), .phrasing, of: slot)
    }
    meanScale[slot] = passages.meanScale()
    for tag in entry.tags { passages.take(tag) }
    if !entry.answer.isEmpty {
      // Beside a long answer the heading's words count twice.
      passages.take(entry.heading)
      passages.take(entry.answer)
      extents[slot].answer = passages.reader.words.count
      for part in passages.parts() { vectors.append(part, .part, of: slot) }
      passages.take(entry.heading + " " + entry.answer, counted: false)
      vectors.append(passages.vector(), .whole, of: slot)
    }
    words.add(&passages.stems, to: slot)
    grams.add(&passages.grams, to: slot)
    reader = passages.reader
  }

  private mutating func prepare() {
    words.prepare()
    grams.prepare()
    weights = model.weights(answers: answerShare)
  }

  /// How far the FAQ is one of answers rather than of phrasings, 0 to 1: one and a half times the share of its words
  /// that stand in answers. So a FAQ of headings with answers is wholly of the one kind, and short answers beside many
  /// phrasings change little.
  private var answerShare: Float {
    let answers = extents.reduce(0) { $0 + $1.answer }
    let all = extents.reduce(answers) { $0 + $1.phrasings }
    return all > 0 ? min(1, 1.5 * Float(answers) / Float(all)) : 0
  }
}
