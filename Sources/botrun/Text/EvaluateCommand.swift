import BotCore
import TextAnalysis

/// `botrun text evaluate KIND FILE …`: how good a kind is on texts with labels, or how much of ordinary talk it flags.
struct EvaluateCommand {
  private let kind: String
  private let files: [String]
  private let arguments: Arguments
  private let form: LabelledTexts.Form

  static let kinds = ["sentiment", "abuse", "safety", "spam", "language", "rank", "bursts", "flags"]

  init(_ operands: [String], _ arguments: Arguments) throws {
    guard let kind = operands.first, Self.kinds.contains(kind) else {
      let known = Self.kinds.joined(separator: ", ")
      throw Failure(.usage, "say what to evaluate: botrun text evaluate KIND FILE …, where KIND is one of \(known)")
    }
    guard operands.count > 1 else {
      throw Failure(.usage, "botrun text evaluate \(kind) needs a file of labelled texts")
    }
    self.kind = kind
    files = Array(operands.dropFirst())
    self.arguments = arguments
    form = LabelledTexts.Form(
      labels: arguments.value("--labels"), textColumn: arguments.value("--text"),
      labelColumn: arguments.value("--label"), filter: try arguments.filter(),
      splits: arguments.value("--split")?.split(separator: ",").map(String.init) ?? [])
  }

  func run() throws -> ExitCode {
    let figures =
      switch kind {
      case "rank": try RankFigures.of(files, form, arguments)
      case "bursts": try BurstFigures.of(files)
      case "flags": try FlagFigures.of(files, field: arguments.value("--field") ?? "text")
      default: try ClassFigures.of(kind, files.flatMap { try LabelledTexts.read($0, form) }, arguments)
      }
    Terminal.say(
      arguments.has("--json") ? JSON.object(JSONObject(figures.map { ($0.name, $0.value) })).text : Self.table(figures))
    return .ok
  }

  private static func table(_ figures: [Figure]) -> String {
    let width = (figures.map(\.name.count).max() ?? 0) + 2
    return figures.map { $0.name.padded(to: width) + ($0.value.string ?? $0.value.text) }.joined(separator: "\n")
  }
}

/// One line of an evaluation.
struct Figure {
  let name: String
  let value: JSON

  init(_ name: String, _ value: JSON) {
    self.name = name
    self.value = value
  }
}

extension Arguments {
  /// `--where COLUMN=VALUE`.
  func filter() throws -> (column: String, value: String)? {
    guard let text = value("--where") else { return nil }
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { throw Failure(.usage, "--where needs COLUMN=VALUE, such as course=ml") }
    return (parts[0], parts[1])
  }

  func number(_ option: String, in range: ClosedRange<Double>) throws -> Double? {
    guard let text = value(option) else { return nil }
    guard let number = Double(text), range.contains(number) else {
      throw Failure(.usage, "\(option) needs a number from \(range.lowerBound) to \(range.upperBound), not \(text)")
    }
    return number
  }
}
