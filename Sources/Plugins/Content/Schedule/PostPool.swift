import BotCore
import FoundationEssentials

/// Texts from which a recurring post draws: a list, or a file with a text in each block between empty lines. Where the file
/// has lines `---`, they part the texts instead, so that a text may have paragraphs.
struct PostPool: SettingValue, Hashable {
  /// As the configuration names the file; `nil` for a list.
  let path: String?
  let texts: [Template]

  static var schema: JSON {
    ["type": ["string", "array"], "items": ["type": "string"], "examples": ["prompts.txt"]]
  }

  var json: JSON? { path.map { .string($0) } ?? .array(texts.map { .string($0.source) }) }

  /// Without texts that are still to be filled in, as long as others are left.
  var withoutGaps: PostPool {
    let filled = texts.filter { $0.gap == nil }
    return filled.isEmpty ? self : PostPool(path: path, texts: filled)
  }

  static func read(_ node: SettingNode) -> PostPool? {
    if node.json.array != nil {
      guard let texts = [Template].read(node) else { return nil }
      return checked(PostPool(path: nil, texts: texts), node)
    }
    guard node.json.string != nil else {
      node.wrongKind("a list of texts, or the name of a file", "\"prompts.txt\"")
      return nil
    }
    guard let file = TextFile.read(node) else { return nil }
    var texts: [Template] = []
    var isFaulty = false
    for block in blocks(of: file.text) {
      do throws(Template.Fault) {
        _ = try Template(block.text)
        if let text = Template.read(SettingNode(.string(block.text), at: node.path, from: node.source)) {
          texts.append(text)
        } else {
          isFaulty = true
        }
      } catch {
        node.fail(error.fault, error.remedy, in: file.path, line: block.line)
        isFaulty = true
      }
    }
    return isFaulty ? nil : checked(PostPool(path: file.path, texts: texts), node)
  }

  private static func checked(_ pool: PostPool, _ node: SettingNode) -> PostPool? {
    if pool.texts.isEmpty {
      node.fail("the pool is empty", "write at least one text")
      return nil
    }
    var seen: Set<String> = []
    for text in pool.texts where !seen.insert(text.source).inserted {
      node.fail(
        "the text \(Spelling.quoted(String(text.source.prefix(40)))) stands in the pool twice", "remove one of them")
      return nil
    }
    return pool
  }

  /// Each with the line where it begins, from 1.
  static func blocks(of text: String) -> [(text: String, line: Int)] {
    let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    func isRule(_ line: Substring) -> Bool { line.trimmed == "---" }
    let hasRules = lines.contains(where: isRule)
    var blocks: [(text: String, line: Int)] = []
    var block: [Substring] = []
    func close(_ end: Int) {
      let text = block.joined(separator: "\n").trimmed
      if !text.isEmpty { blocks.append((text, end - block.drop { $0.allSatisfy(\.isWhitespace) }.count + 1)) }
      block = []
    }
    for (index, line) in lines.enumerated() {
      if hasRules ? isRule(line) : line.allSatisfy(\.isWhitespace) { close(index) } else { block.append(line) }
    }
    close(lines.count)
    return blocks
  }
}

/// What was drawn from a pool, remembered by what the texts say: what is edited is new, what stays keeps its place.
struct PoolUse: Hashable {
  /// Rounds so far: within one, no text comes twice.
  private(set) var round: Int
  private var uses: [String: Use]

  struct Use: Hashable {
    let round: Int
    let at: Date
  }

  /// Of texts that are no longer in the pool so many are remembered, in case they come back.
  private static let mostForgotten = 500

  init() { (round, uses) = (0, [:]) }

  init?(_ json: JSON) {
    guard let round = json["round"]?.int, let stored = json["used"]?.object else { return nil }
    self.round = round
    uses = [:]
    for member in stored.members {
      guard let round = member.value[0]?.int, let at = member.value[1]?.double else { continue }
      uses[member.key] = Use(round: round, at: Date(timeIntervalSince1970: at))
    }
  }

  var json: JSON {
    let used = uses.sorted { $0.key < $1.key }.map { key, use in
      (key, JSON.array([.int(use.round), .double(use.at.timeIntervalSince1970)]))
    }
    return ["round": .int(round), "used": .object(JSONObject(used))]
  }

  /// Whose turn it is: one that was not drawn in this round, in an order that the seed shuffles anew in each round.
  /// - Parameter spacing: how long a text rests before it comes again.
  /// - Returns: the place of the text; `nil` while all rest.
  func next(of texts: [String], seed: String, at date: Date, spacing: Duration) -> Int? {
    let marks = texts.map(Self.mark)
    let fresh = marks.indices.filter { uses[marks[$0]]?.round != round }
    let isNewRound = fresh.isEmpty
    var candidates = isNewRound ? Array(marks.indices) : fresh
    // The last of a round is not the first of the next.
    if isNewRound, candidates.count > 1, let last = uses.max(by: { $0.value.at < $1.value.at })?.key {
      candidates.removeAll { marks[$0] == last }
    }
    let shuffle = "\(seed)/\(isNewRound ? round + 1 : round)/"
    return
      candidates.filter { index in uses[marks[index]].map { $0.at + spacing <= date } ?? true }
      .min { FNV((shuffle + marks[$0]).utf8).value < FNV((shuffle + marks[$1]).utf8).value }
  }

  mutating func draw(_ index: Int, of texts: [String], at date: Date) {
    let marks = Set(texts.map(Self.mark))
    if marks.allSatisfy({ uses[$0]?.round == round }) { round += 1 }
    uses[Self.mark(texts[index])] = Use(round: round, at: date)
    let gone = uses.filter { !marks.contains($0.key) }.sorted { $0.value.at > $1.value.at }
    for old in gone.dropFirst(Self.mostForgotten) { uses[old.key] = nil }
  }

  static func mark(_ text: String) -> String { String(FNV(text.utf8).value, radix: 36) }
}
