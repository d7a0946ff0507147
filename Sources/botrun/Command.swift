import BotCore

/// One word of the command line: `botrun check`.
struct Command: Sendable {
  let name: String
  let summary: String
  /// Operands, as shown after the name: `FILE|DIR`.
  var operands = ""
  /// How many operands may be given.
  var operandCount = 0...0
  var options: [Option] = []
  var details = ""
  var examples: [(line: String, says: String)] = []
  let run: @Sendable (Arguments) async throws -> ExitCode

  var help: String {
    var text = "botrun \(name)\(operands.isEmpty ? "" : " " + operands): \(summary)\n"
    if !details.isEmpty { text += "\n\(details)\n" }
    text += "\nOptions:\n"
    for option in options + [.help] {
      let left = "  \(option.name)\(option.value.map { " " + $0 } ?? "")"
      text += left.padded(to: 24) + option.help + "\n"
    }
    if !examples.isEmpty { text += "\nExamples:\n" }
    for example in examples { text += "  \(example.line)\n      \(example.says)\n" }
    return text
  }
}

/// An option such as `--config FILE`, or `--json` without a value.
struct Option: Sendable {
  let name: String
  var value: String?
  let help: String

  static let config = Option(
    name: "--config", value: "FILE", help: "the configuration (default: $BOTRUN_CONFIG, else config.json)")
  static let json = Option(name: "--json", help: "print JSON, for programs")
  static let help = Option(name: "--help", help: "show this text")
}

/// What was given to a command.
struct Arguments: Sendable {
  private(set) var operands: [String] = []
  private var values: [String: String] = [:]

  init(parsing words: [String], for command: Command) throws {
    let known = command.options + [.help]
    var rest = words[...]
    while let word = rest.popFirst() {
      guard word.hasPrefix("-"), word != "-" else {
        operands.append(word)
        continue
      }
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      guard let option = known.first(where: { $0.name == parts[0] }) else {
        throw Failure(.usage, Self.unknown(parts[0], known.map(\.name), "botrun \(command.name) --help"))
      }
      guard option.value != nil else {
        values[option.name] = ""
        continue
      }
      guard let value = parts.count > 1 ? parts[1] : rest.popFirst() else {
        throw Failure(.usage, "\(option.name) needs a value: \(option.name) \(option.value ?? "")")
      }
      values[option.name] = value
    }
    if values["--help"] == nil, !command.operandCount.contains(operands.count) {
      throw Failure(
        .usage,
        operands.count < command.operandCount.lowerBound
          ? "botrun \(command.name) needs \(command.operands); see botrun \(command.name) --help"
          : Self.tooMany(operands[command.operandCount.upperBound], command))
    }
  }

  /// What looks like a configuration is one at the wrong place.
  private static func tooMany(_ word: String, _ command: Command) -> String {
    let isConfig = word.hasSuffix(".json") && command.options.contains { $0.name == Option.config.name }
    let remedy = isConfig ? "write --config \(word)" : "see botrun \(command.name) --help"
    return "\"\(word)\" is one word too many; \(remedy)"
  }

  func has(_ option: String) -> Bool { values[option] != nil }
  func value(_ option: String) -> String? { values[option] }

  static func unknown(_ word: String, _ known: [String], _ help: String) -> String {
    unknown(word, word, known, help)
  }

  /// - Parameter what: the word with what it was taken for: "the plugin welcom".
  static func unknown(_ what: String, _ word: String, _ known: [String], _ help: String) -> String {
    let meant = Spelling.nearest(to: word, in: known) ?? longer(word, known)
    let nearest = meant.map { "did you mean \($0)? See" } ?? "see"
    return "\(what) is not known; \(nearest) \(help)"
  }

  /// The first of those that begin with the word: `github` for `githubDiscussions`.
  private static func longer(_ word: String, _ known: [String]) -> String? {
    word.count < 3 ? nil : known.sorted().first { $0.lowercased().hasPrefix(word.lowercased()) }
  }
}

extension String {
  func padded(to width: Int) -> String {
    count < width ? self + String(repeating: " ", count: width - count) : self + " "
  }
}
