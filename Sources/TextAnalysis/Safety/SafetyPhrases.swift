import CModels

/// The phrases of one language by which `SafetyReader` judges, read from a text that people can write.
///
/// A line each; `#` and a blank begin a comment line. `PhraseElement` tells what a phrase may hold.
///
///     class kill = kill | killing | end my life
///     self now: i _ want to {kill} myself
///     quiet: kill (the | this) process
///     calm: lol | haha
///
/// - `class NAME = alternatives`: several lines add to one class; a class may use classes that stand above it.
///   `{not}` is the class of words that negate: no gap runs over them.
/// - `self`, `third`, `threat` or `abuse`, then how much it weighs (`now` 100, `look` 60, `hint` 30, or a number from 1
///   to 100), a colon and the phrase. Phrases that do not overlap add up.
/// - `quiet: phrase` takes back what overlaps it, unless that covers the quiet phrase and more.
/// - `calm: phrase`, or `calm NUMBER: phrase`, takes 35 points, or that number, from every category, once a line.
public struct SafetyPhrases: Sendable {
  public struct Problem: Sendable, Equatable, CustomStringConvertible {
    public let line: Int
    /// The thing, the fault and the remedy.
    public let sentence: String
    public var description: String { "line \(line): \(sentence)" }
  }

  public struct Problems: Error, Equatable, CustomStringConvertible {
    public let list: [Problem]
    public var description: String { list.map(\.description).joined(separator: "\n") }
  }

  let table: PhraseTable

  /// - Throws: every bad line with what to do about it.
  public init(_ text: String) throws(Problems) {
    var reader = SafetyFile()
    reader.read(text)
    guard reader.problems.isEmpty else { throw Problems(list: reader.problems) }
    table = PhraseTable(reader)
  }

  /// The phrases that ship with the program.
  public static let english: SafetyPhrases = {
    let model = botrun_model_safety()
    let text = String(decoding: UnsafeBufferPointer(start: model.bytes, count: model.count), as: UTF8.self)
    do { return try SafetyPhrases(text) } catch { preconditionFailure("the shipped phrases: \(error)") }
  }()
}

/// What a rule of a phrase file does.
enum SafetyEffect: Equatable {
  case adds(SafetyCategory, Int)
  case quiets
  case calms(Int)
}

/// The lines of a phrase file, checked.
struct SafetyFile {
  struct Rule {
    let effect: SafetyEffect
    let elements: [PhraseElement]
    let text: String
  }

  private(set) var problems: [SafetyPhrases.Problem] = []
  private(set) var classes: [(name: String, alternatives: [[PhraseElement]])] = []
  private(set) var rules: [Rule] = []
  private var places: [String: Int] = [:]

  mutating func read(_ text: String) {
    var number = 0
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      number += 1
      let line = line.trimmed
      if line.isEmpty || line == "#" || line.hasPrefix("# ") { continue }
      do { try readLine(line) } catch { problems.append(.init(line: number, sentence: error.sentence)) }
    }
    if rules.isEmpty, problems.isEmpty {
      problems.append(.init(line: number, sentence: "there is no phrase; write one such as 'self now: i want to die'"))
    }
  }

  private mutating func readLine(_ line: Substring) throws(PhraseFault) {
    if line.hasPrefix("class ") { return try readClass(line.dropFirst(6).trimmed) }
    guard let colon = line.firstIndex(of: ":") else {
      throw PhraseFault(
        sentence: "'\(line.prefix(40))' is no rule; begin with class, self, third, threat, abuse, quiet or calm")
    }
    let effect = try Self.effect(line[..<colon].trimmed)
    for elements in try alternatives(line[line.index(after: colon)...].trimmed) {
      rules.append(Rule(effect: effect, elements: elements, text: String(line)))
    }
  }

  private mutating func readClass(_ line: Substring) throws(PhraseFault) {
    guard let sign = line.firstIndex(of: "=") else {
      throw PhraseFault(sentence: "the class has no '='; write 'class name = word | other words'")
    }
    let name = String(line[..<sign].trimmed)
    guard !name.isEmpty, name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }) else {
      throw PhraseFault(sentence: "'\(name)' is no name of a class; use letters and digits alone")
    }
    let found = try alternatives(line[line.index(after: sign)...].trimmed)
    if let place = places[name] {
      classes[place].alternatives += found
    } else {
      places[name] = classes.count
      classes.append((name, found))
    }
  }

  private func alternatives(_ text: Substring) throws(PhraseFault) -> [[PhraseElement]] {
    let found = try PhraseGrammar.alternatives(text)
    for row in found {
      try check(row)
      guard row.contains(where: Self.takesWords) else {
        throw PhraseFault(sentence: "'\(text.prefix(40))' needs a word that must be there, beside gaps and options")
      }
    }
    return found
  }

  private static func takesWords(_ element: PhraseElement) -> Bool {
    switch element {
    case .word, .named, .oneOf, .mention, .number: true
    case .gap, .anyGap, .maybe, .not, .start, .end, .crossing: false
    }
  }

  private func check(_ row: [PhraseElement]) throws(PhraseFault) {
    for element in row {
      switch element {
      case .named(let name):
        guard places[name] != nil else {
          throw PhraseFault(sentence: "there is no class '\(name)' above; define it before its first use")
        }
      case .oneOf(let rows), .maybe(let rows), .not(let rows):
        for row in rows { try check(row) }
      case .word, .gap, .anyGap, .start, .end, .crossing, .mention, .number: break
      }
    }
  }

  /// "self now", "threat 45", "quiet", "calm 60".
  private static func effect(_ head: Substring) throws(PhraseFault) -> SafetyEffect {
    let parts = head.split(separator: " ")
    let weight = parts.count > 1 ? String(parts[1]) : nil
    guard (1...2).contains(parts.count) else {
      throw PhraseFault(sentence: "'\(head)' is no kind of rule; write one such as 'self look' before the colon")
    }
    switch parts[0] {
    case "quiet":
      guard weight == nil else { throw PhraseFault(sentence: "quiet has no weight; write 'quiet: phrase'") }
      return .quiets
    case "calm": return .calms(weight == nil ? 35 : try points(weight))
    case "self": return .adds(.selfHarm, try points(weight))
    case "third": return .adds(.thirdPerson, try points(weight))
    case "threat": return .adds(.threat, try points(weight))
    case "abuse": return .adds(.abuse, try points(weight))
    default:
      throw PhraseFault(
        sentence: "'\(parts[0])' is no kind of rule; use class, self, third, threat, abuse, quiet or calm")
    }
  }

  private static func points(_ weight: String?) throws(PhraseFault) -> Int {
    switch weight {
    case "now": return 100
    case "look": return 60
    case "hint": return 30
    default: break
    }
    if let weight, let number = Int(weight), (1...100).contains(number) { return number }
    throw PhraseFault(sentence: "the weight '\(weight ?? "")' is unknown; use now, look, hint or a number from 1 to 100")
  }
}

extension Substring {
  fileprivate var trimmed: Substring {
    var text = drop { $0.isWhitespace }
    while let last = text.last, last.isWhitespace { text = text.dropLast() }
    return text
  }
}
