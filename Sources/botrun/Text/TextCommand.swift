import BotCore

extension Command {
  static let text = Command(
    name: "text",
    summary: "try on texts what the plugins see in them: language, sentiment, abuse, questions, bursts",
    operands: "KIND",
    operandCount: 1...20,
    options: TextOptions.all,
    details: """
      Kinds, each reading lines from standard input and printing one JSON line for each:
      \(TextJudge.Kind.allCases.map { "  " + $0.rawValue.padded(to: 12) + $0.summary }.joined(separator: "\n"))
      Kinds that read CSV and print CSV, a line for each line:
        bursts      timestamp,value: what was expected, a score, and alarms; settings as NAME=VALUE
        mood        timestamp,negativity[,channel], a line for each message: alarms when a channel's mood turns
      """,
    examples: [
      ("echo 'I cannot go on any more' | botrun text safety --explain", "the verdict, and the words that carried it")
    ],
    run: { arguments in
      let kind = arguments.operands[0]
      let files = Array(arguments.operands.dropFirst())
      switch kind {
      case "bursts": return try BurstsCommand.bursts(files)
      case "mood" where files.isEmpty: return try BurstsCommand.moods()
      default: return try judge(kind, arguments)
      }
    })

  private static func judge(_ name: String, _ arguments: Arguments) throws -> ExitCode {
    let kinds = TextJudge.Kind.allCases.map(\.rawValue) + ["bursts", "mood"]
    guard let kind = TextJudge.Kind(rawValue: name) else {
      throw Failure(.usage, Arguments.unknown("the kind \(name)", name, kinds, "botrun text --help"))
    }
    guard arguments.operands.count == 1 else {
      throw Failure(.usage, "botrun text \(name) reads standard input: botrun text \(name) < \(arguments.operands[1])")
    }
    var judge = try TextJudge(kind, arguments)
    try TextLines.each { line, output in judge.judge(line, into: &output) }
    return .ok
  }
}

/// Options of the text commands.
enum TextOptions {
  static let all: [Option] = [
    Option(name: "--explain", help: "say what carried each verdict"),
    Option(name: "--field", value: "NAME", help: "lines are JSON objects; the text is in this member"),
    Option(name: "--phrases", value: "FILE", help: "safety: phrases for another language (see docs/models.md)"),
  ]
}

/// Lines from standard input to lines on standard output, each said as soon as nothing more is there to be read.
enum TextLines {
  static func each(_ body: (ArraySlice<UInt8>, inout OutputBuffer) throws -> Void) throws {
    let input = LineInput(0)
    var output = OutputBuffer()
    do {
      while let line = try input.next() {
        try body(line, &output)
        if !input.hasMore { output.flush() }
      }
    } catch let fault as LineInput.Fault {
      output.flush()
      switch fault {
      case .tooLong: throw Failure(.badData, "line \(input.line + 1) of standard input is longer than 1 MB")
      case .unreadable(let reason): throw Failure(.noInput, "standard input: \(reason)")
      }
    }
    output.flush()
  }
}
