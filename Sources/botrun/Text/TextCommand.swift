import BotCore

extension Command {
  static let text = Command(
    name: "text",
    summary: "try on texts what the plugins see in them: language, sentiment, abuse, questions, bursts",
    operands: "KIND [FILE …] < LINES",
    operandCount: 1...20,
    options: TextOptions.all,
    details: """
      Kinds, each reading lines from standard input and printing one JSON line for each:
      \(TextJudge.Kind.allCases.map { "  " + $0.rawValue.padded(to: 12) + $0.summary + "\n" + "".padded(to: 14) + $0.prints }.joined(separator: "\n"))
      "unknown": the text is in a language that the model does not know; nothing is guessed.
      Kinds that read CSV and print CSV, a line for each line:
        bursts      timestamp,value: what was expected, a score, and alarms; settings as NAME=VALUE
        mood        timestamp,negativity[,channel], a line for each message: alarms when a channel's mood turns
      and
        rank        questions: which entry of --faq FILE answers, and whether surely enough to say it
        evaluate    how well a kind does on labelled texts: botrun text evaluate KIND FILE …
                    KIND may be flags, too: how much of ordinary messages is flagged, and which most
        bench       how many texts a second, on one core
        features    what the models count in texts, for the scripts in Tools/ that train them

      \(FAQSource.help)

      evaluate: \(LabelledTexts.help)
      evaluate bursts takes the folder of the Numenta Anomaly Benchmark; evaluate flags takes lines or JSON lines.
      """,
    examples: [
      (
        "echo 'everybody would be better off without me' | botrun text safety --explain",
        "the verdict, and the words that carried it"
      ),
      ("botrun text rank --faq faq.md < questions.txt", "what the bot would answer, and when it would be silent"),
      ("botrun text evaluate sentiment test_text.txt --labels test_labels.txt", "how good that is on labelled texts"),
    ],
    run: { arguments in
      let kind = arguments.operands[0]
      try TextOptions.check(arguments, kind)
      let files = Array(arguments.operands.dropFirst())
      switch kind {
      case "bursts": return try BurstsCommand.bursts(files)
      case "rank" where files.isEmpty: return try RankCommand(arguments).run()
      case "evaluate": return try EvaluateCommand(files, arguments).run()
      case "bench": return try BenchCommand.run(files, arguments)
      case "features": return try FeaturesCommand.run(files)
      case "mood" where files.isEmpty: return try BurstsCommand.moods()
      default: return try judge(kind, arguments)
      }
    })

  private static func judge(_ name: String, _ arguments: Arguments) throws -> ExitCode {
    let kinds = TextJudge.Kind.allCases.map(\.rawValue) + ["bursts", "mood", "rank", "evaluate", "bench", "features"]
    if ["rank", "mood"].contains(name) {
      throw Failure(.usage, "botrun text \(name) reads standard input: botrun text \(name) < \(arguments.operands[1])")
    }
    guard let kind = TextJudge.Kind(rawValue: name) else {
      throw Failure(.usage, Arguments.unknown("the kind \(name)", name, kinds, "botrun text --help"))
    }
    guard arguments.operands.count == 1 else {
      throw Failure(.usage, "botrun text \(name) reads standard input: botrun text \(name) < \(arguments.operands[1])")
    }
    var judge = try TextJudge(kind, arguments)
    try TextLines.each(tooLong: TextLines.tooLong) { line, output in judge.judge(line, into: &output) }
    return .ok
  }
}

/// Options of the text commands.
enum TextOptions {
  /// The kinds that an option belongs to; those that are not named belong to all.
  private static let kinds: [(option: String, of: Set<String>)] = [
    ("--explain", ["sentiment", "abuse", "safety", "spam", "rank"]),
    ("--field", ["sentiment", "abuse", "safety", "spam", "language", "rank", "evaluate"]),
    ("--lexicon", ["sentiment", "evaluate"]), ("--language", ["sentiment", "evaluate"]),
    ("--phrases", ["safety", "abuse", "evaluate"]), ("--faq", ["rank", "evaluate", "bench"]),
    ("--top", ["rank"]), ("--threshold", ["rank", "evaluate"]), ("--margin", ["rank", "evaluate"]),
    ("--labels", ["evaluate"]), ("--text", ["evaluate"]), ("--label", ["evaluate"]),
    ("--where", ["rank", "evaluate"]), ("--split", ["evaluate"]),
  ]

  /// - Throws: `Failure` for an option that the kind would pass over in silence.
  static func check(_ arguments: Arguments, _ kind: String) throws {
    for (option, owners) in kinds where !owners.contains(kind) && arguments.has(option) {
      let names = owners.sorted().joined(separator: ", ")
      throw Failure(.usage, "botrun text \(kind) has no \(option); it belongs to \(names)")
    }
  }

  static let all: [Option] = [
    Option(name: "--explain", help: "say what carried each verdict"),
    Option(name: "--field", value: "NAME", help: "lines are JSON objects; the text is in this member"),
    Option(name: "--lexicon", value: "FILE", help: "sentiment: a lexicon of another language (docs/models.md)"),
    Option(name: "--language", value: "CODE", help: "the language of --lexicon, such as de"),
    Option(name: "--phrases", value: "FILE", help: "safety: phrases of another language (docs/models.md)"),
    Option(name: "--faq", value: "FILE", help: "rank: questions and answers"),
    Option(name: "--top", value: "N", help: "rank: how many entries to print (3)"),
    Option(
      name: "--threshold", value: "P",
      help: "rank: the least confidence with which to answer, 0 to 1 (0.8; the plugin faq wants 0.9)"),
    Option(name: "--margin", value: "M", help: "rank: the least distance to the second entry, 0 to 4"),
    Option(name: "--labels", value: "FILE", help: "evaluate: labels, one a line, beside a file of texts"),
    Option(name: "--text", value: "COLUMN", help: "evaluate: the column of texts, by name or number"),
    Option(name: "--label", value: "COLUMN", help: "evaluate: the column of labels, by name or number"),
    Option(name: "--where", value: "COLUMN=VALUE", help: "evaluate, rank: only these rows"),
    Option(name: "--split", value: "NAMES", help: "evaluate: the lists of a JSON file, apart by commas"),
    .json,
  ]
}

/// Lines from standard input to lines on standard output, each said as soon as nothing more is there to be read.
enum TextLines {
  /// - Parameter tooLong: what to say of a line that is longer than 1 MB; without it such a line is an error.
  static func each(
    tooLong: ((Int) -> JSON)? = nil, _ body: (ArraySlice<UInt8>, inout OutputBuffer) throws -> Void
  ) throws {
    let input = LineInput(0)
    var output = OutputBuffer()
    defer { output.flush() }
    while let line = try next(of: input, tooLong, &output) {
      try body(line, &output)
      if !input.hasMore { output.flush() }
    }
  }

  private static func next(
    of input: LineInput, _ tooLong: ((Int) -> JSON)?, _ output: inout OutputBuffer
  ) throws -> ArraySlice<UInt8>? {
    while true {
      do throws(LineInput.Fault) {
        return try input.next()
      } catch {
        switch error {
        case .unreadable(let reason): throw Failure(.noInput, "standard input: \(reason)")
        case .tooLong:
          guard let tooLong else {
            throw Failure(.badData, "line \(input.line + 1) of standard input is longer than 1 MB")
          }
          output.add(tooLong(input.line + 1).bytes)
        }
      }
      do throws(LineInput.Fault) { try input.skip() } catch { return nil }
    }
  }

  /// What stands in the place of a verdict.
  static func tooLong(_ line: Int) -> JSON { .compact(("error", .string("line \(line) is longer than 1 MB"))) }

  /// The text of a line: the line itself, or a member of the JSON object that it is.
  static func text(_ line: ArraySlice<UInt8>, _ field: String?) -> String? {
    guard let field else { return String(decoding: line, as: UTF8.self) }
    return (try? JSON(parsing: line))?[field]?.string
  }

  static func fault(_ field: String?) -> JSON {
    .compact(("error", .string("no JSON object with the member \(field ?? "")")))
  }
}
