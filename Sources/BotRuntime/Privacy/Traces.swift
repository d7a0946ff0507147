import BotCore

/// What tells of one member in stored texts: the id and the names as whole words, and the member's own words wherever they
/// are quoted.
struct Traces: Sendable {
  /// A short name would be found in everything.
  private static let shortest = 3
  /// An id of a few digits is a number like any other in running text; where no blank stands beside it, it is an id.
  private static let longestBareNumber = 5
  /// So much of what the member wrote is looked for, and nothing shorter.
  private static let quoted = 12...40
  /// A short line of a longer text may be anybody's.
  private static let shortestLine = 24

  let id: String
  /// What stands in the place of id and names.
  let pseudonym: String
  private(set) var words: [String]
  private(set) var phrases: Set<String> = []

  init(_ id: ID<Member>, names: Set<String> = [], pseudonym: String) {
    self.id = id.raw
    self.pseudonym = pseudonym
    words = id.raw.isEmpty ? [] : [id.raw]
    add(names: names)
  }

  mutating func add(names: Set<String>) {
    words += names.sorted().filter { $0.count >= Self.shortest && !words.contains($0) }
  }

  mutating func add(said text: String) {
    let lines = text.split(separator: "\n").map(String.init)
    add(quoted: text, least: Self.quoted.lowerBound)
    if lines.count > 1 { for line in lines { add(quoted: line, least: Self.shortestLine) } }
  }

  private mutating func add(quoted text: String, least: Int) {
    let phrase = String(Self.flat(text).prefix(Self.quoted.upperBound))
    // What an earlier erasure left of a text is nobody's words.
    guard phrase.count >= least, !phrase.contains(pseudonym) else { return }
    phrases.insert(phrase)
  }

  /// Of the same member, only the id.
  var byID: Traces { Traces(ID(id), pseudonym: pseudonym) }

  /// Without what the member wrote.
  var byWords: Traces {
    var traces = self
    traces.phrases = []
    return traces
  }

  /// For a first look at a column: as they stand in plain text, and as they stand in JSON.
  var needles: [String] {
    Array(Set((words + phrases).flatMap { [$0, String(JSON.string($0).text.dropFirst().dropLast())] })).sorted()
  }

  func isIn(_ text: String) -> Bool { scrubbed(text) != text }

  func isIn(_ json: JSON) -> Bool { scrubbed(json) != json }

  /// The text without what tells of the member; a line that quotes them goes whole.
  func scrubbed(_ text: String) -> String {
    guard isQuoted(in: text) else { return withoutWords(text) }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    // A quotation that goes over several lines.
    guard lines.contains(where: isQuoted) else { return pseudonym }
    return lines.map { isQuoted(in: $0) ? Self.blanks($0, around: pseudonym) : withoutWords($0) }.joined(
      separator: "\n")
  }

  private func isQuoted(in text: String) -> Bool {
    if phrases.isEmpty { return false }
    let flat = Self.flat(text)
    return phrases.contains(where: flat.contains)
  }

  private func withoutWords(_ text: String) -> String {
    let isRunning = text.utf8.contains(0x20)
    return words.reduce(text) { text, word in
      if isRunning, word.utf8.count <= Self.longestBareNumber, word.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
        return text
      }
      return Self.replaced(word, by: pseudonym, in: text)
    }
  }

  /// What stands beside it in a text is put together of pieces, and must not run into it.
  private static func blanks(_ line: String, around word: String) -> String {
    let start = line.prefix { $0 == " " }
    let end = line.reversed().prefix { $0 == " " }
    return start + word + String(end)
  }

  /// What a plugin keeps of nobody or of somebody else. Its texts may be the team's own, as the entries of a FAQ are: names
  /// and quotations are the member's only in what stands beside the id.
  func scrubbed(ofOthers json: JSON) -> JSON {
    switch json {
    case .null, .bool, .int, .double, .string: return byID.scrubbed(json)
    case .array(let items):
      return items.contains(where: isID) ? scrubbed(json) : .array(items.map(scrubbed(ofOthers:)))
    case .object(let object):
      if object.members.contains(where: { isID($0.value) || byID.isIn($0.key) }) { return scrubbed(json) }
      return .object(
        JSONObject(
          object.members.map {
            ($0.key, isPerson($0.key, $0.value) ? .string(pseudonym) : scrubbed(ofOthers: $0.value))
          }))
    }
  }

  /// Who did something, by name alone.
  private func isPerson(_ key: String, _ value: JSON) -> Bool {
    key == "by" && value.string.map(words.contains) == true
  }

  private func isID(_ json: JSON) -> Bool { json.string.map(byID.isIn) ?? false }

  func scrubbed(_ json: JSON) -> JSON {
    switch json {
    case .null, .bool, .int, .double: json
    case .string(let text): .string(scrubbed(text))
    case .array(let items): .array(scrubbed(items))
    case .object(let object): .object(scrubbed(object))
    }
  }

  /// What is quoted behind the member's name is theirs: "Ada wrote in #help:" and then a quotation.
  private func scrubbed(_ items: [JSON]) -> [JSON] {
    var isQuoted = false
    return items.map { item in
      if let words = item.string?.split(separator: "\n").last(where: { $0.contains(where: \.isLetter) }) {
        isQuoted = isIn(String(words))
      }
      guard item["quote"] != nil else { return scrubbed(item) }
      defer { isQuoted = false }
      return isQuoted ? ["quote": .string(pseudonym)] : scrubbed(item)
    }
  }

  private func scrubbed(_ object: JSONObject) -> JSONObject {
    var result = JSONObject()
    for member in object.members {
      let key = scrubbed(member.key)
      if result[key] == nil { result.append(key, scrubbed(member.value)) }
    }
    return result
  }

  private static func flat(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// Only where neither side goes on as a word.
  private static func replaced(_ word: String, by other: String, in text: String) -> String {
    let bytes = Array(text.utf8)
    let wanted = Array(word.utf8)
    guard !wanted.isEmpty, bytes.count >= wanted.count else { return text }
    var result: [UInt8] = []
    var place = 0
    while place < bytes.count {
      let end = place + wanted.count
      if bytes[place] == wanted[0], end <= bytes.count, bytes[place..<end].elementsEqual(wanted),
        !(joins(bytes[place], place > 0 ? bytes[place - 1] : nil)),
        !(joins(bytes[end - 1], end < bytes.count ? bytes[end] : nil))
      {
        result += other.utf8
        place = end
      } else {
        result.append(bytes[place])
        place += 1
      }
    }
    return result.count == bytes.count && result == bytes ? text : String(decoding: result, as: UTF8.self)
  }

  /// Whether two neighbouring bytes belong to one word. Bytes of letters beyond ASCII do.
  private static func joins(_ byte: UInt8, _ neighbour: UInt8?) -> Bool {
    guard let neighbour else { return false }
    return isWord(byte) && isWord(neighbour)
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...0xFF: true
    default: false
    }
  }
}

extension JSON {
  /// The names that stand beside the id of this member, in whatever object.
  func names(of id: ID<Member>) -> Set<String> {
    switch self {
    case .null, .bool, .int, .double, .string: return []
    case .array(let items): return items.reduce(into: []) { $0.formUnion($1.names(of: id)) }
    case .object(let object):
      var names = object.members.reduce(into: Set<String>()) { $0.formUnion($1.value.names(of: id)) }
      let ids = [object["id"], object["mention"], object["member"]].compactMap { $0?.string }
      if ids.contains(id.raw), let name = object["name"]?.string { names.insert(name) }
      if object["by"]?.string == id.raw, let name = object["byName"]?.string { names.insert(name) }
      return names
    }
  }
}
