import BotCore

let bracketTargets = [FuzzTarget("brackets", run: brackets)]

/// A file as people write it, with one bracket left out, doubled or exchanged: it is refused, at a place within it, in words
/// that repeat nothing of it.
@Sendable private func brackets(_ bytes: [UInt8]) throws {
  var choices = Choices(bytes.cut(2 << 10))
  var written = Written(step: choices.pick(["  ", "\t", "    ", ""]))
  let (deed, place) = (choices.byte(), choices.byte())
  written.container(&choices, depth: 1)
  do { _ = try JSONDocument(relaxed: written.bytes) } catch {
    throw Broken("what was written well is refused: \(error.message): \(written.bytes.text)")
  }
  let broken = written.broken(by: deed, at: place)
  for isRelaxed in [true, false] {
    do {
      if isRelaxed { _ = try JSONDocument(relaxed: broken) } else { _ = try JSON(parsing: broken) }
      throw Broken("brackets that do not match are read: \(broken.text)")
    } catch let error as JSONSyntaxError {
      try check(error, in: broken)
      let said = error.message + error.remedy
      try Broken.unless(!said.contains(Written.word), "a word is repeated: \(said)")
    }
  }
}

/// What is told of a text that is no JSON.
func check(_ error: JSONSyntaxError, in bytes: [UInt8]) throws {
  try Broken.unless((0...bytes.count).contains(error.offset), "a fault stands at \(error.offset) of \(bytes.count)")
  try Broken.unless(!error.message.isEmpty && !error.remedy.isEmpty, "a fault without a word or a remedy")
}

/// A JSON text, and where its brackets are.
private struct Written {
  static let word = "planted"

  /// What a line is indented by for each level.
  let step: String
  private(set) var bytes: [UInt8] = []
  private var marks: [Int] = []

  init(step: String) { self.step = step }

  mutating func container(_ choices: inout Choices, depth: Int) {
    let isObject = choices.byte() % 2 == 0
    let isInLines = choices.byte() % 4 != 0
    bracket(isObject ? "{" : "[")
    let count = choices.byte() % 4
    for index in 0..<count {
      if isInLines { line(depth, &choices) }
      if isObject { add("\"\(Self.word)\(index)\": ") }
      value(&choices, depth: depth)
      // A comma at the end is allowed.
      if index + 1 < count || choices.byte() % 8 == 0 { add(", ") }
    }
    if isInLines && count > 0 { line(depth - 1, &choices) }
    bracket(isObject ? "}" : "]")
  }

  private mutating func value(_ choices: inout Choices, depth: Int) {
    switch choices.byte() % 8 {
    case 0...3 where depth < 6: container(&choices, depth: depth + 1)
    case 4: add("\"\(Self.word) }] \\\" {[\"")
    case 5: add("/* }] */ true")
    case 6: add("-12.5e3")
    default: add("null")
    }
  }

  /// Mostly indented as it should be.
  private mutating func line(_ depth: Int, _ choices: inout Choices) {
    let kind = choices.byte()
    if kind % 16 == 1 { add(" // ]}") }
    add(kind % 8 == 0 ? "\r\n" : "\n")
    add(String(repeating: step, count: kind % 32 == 3 ? kind / 32 : depth))
  }

  private mutating func bracket(_ text: String) {
    marks.append(bytes.count)
    add(text)
  }

  private mutating func add(_ text: String) { bytes += Array(text.utf8) }

  func broken(by deed: Int, at place: Int) -> [UInt8] {
    var broken = bytes
    let mark = marks[place % marks.count]
    switch deed % 3 {
    case 0: broken.remove(at: mark)
    case 1: broken.insert(bytes[mark], at: mark)
    // '{' and '[', '}' and ']' are so far apart.
    default: broken[mark] ^= UInt8(ascii: "{") ^ UInt8(ascii: "[")
    }
    return broken
  }
}
