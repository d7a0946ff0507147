public import BotCore

/// Test questions, each with the entry that must answer it.
public struct GoldenQuestions: SettingValue, Hashable {
  struct Case: Sendable, Hashable {
    let question: String
    /// The heading of the entry; `nil` when none must answer.
    let expected: String?
    let line: Int
  }

  public let path: String
  let cases: [Case]

  public static var schema: JSON { TextFile.schema }
  public var json: JSON? { .string(path) }

  public static func read(_ node: SettingNode) -> GoldenQuestions? {
    guard let file = TextFile.read(node) else { return nil }
    do throws(FAQFile.Fault) {
      return GoldenQuestions(path: file.path, cases: try cases(try FAQTable.rows(of: file.text)))
    } catch {
      node.fail(error.fault, error.remedy, in: file.path, line: error.line)
      return nil
    }
  }

  private static func cases(_ rows: [CSV.Row]) throws(FAQFile.Fault) -> [Case] {
    let names = rows.first?.fields.map { $0.trimmed.lowercased() } ?? []
    guard let asked = names.firstIndex(of: "question"), let expected = names.firstIndex(of: "expected") else {
      throw FAQFile.Fault(
        line: 1, fault: "the first row must name the columns question and expected",
        remedy: "begin the file with: question,expected")
    }
    var cases: [Case] = []
    for row in rows.dropFirst() {
      guard row.fields.indices.contains(max(asked, expected)), !row.fields[asked].trimmed.isEmpty,
        !row.fields[expected].trimmed.isEmpty
      else {
        throw FAQFile.Fault(
          line: row.line, fault: "a question and an entry are expected",
          remedy: "write for example: Where do I pay?,How do I pay? or, where nothing must answer, none")
      }
      let entry = row.fields[expected].trimmed
      cases.append(
        Case(question: row.fields[asked].trimmed, expected: entry.lowercased() == "none" ? nil : entry, line: row.line))
    }
    guard !cases.isEmpty else {
      throw FAQFile.Fault(line: 1, fault: "there is no question in the file", remedy: "write one into each row")
    }
    return cases
  }
}

/// Asks the test questions as a member would, and tells what went wrong.
struct GoldenCheck {
  private let settings: FAQ.Settings
  private let finder: AnswerFinder
  private let reader: QuestionReader

  /// So many wrong or missing answers are told one by one.
  private static let mostTold = 20

  init(_ settings: FAQ.Settings) {
    self.settings = settings
    finder = AnswerFinder(settings.file.entries, settings)
    reader = QuestionReader(settings)
  }

  /// What one question gave: the entry and how sure.
  struct Outcome: Hashable {
    let expected: Int?
    let given: AnswerFinder.Candidate?
    var isRight: Bool { given?.place == expected }
  }

  func report(_ questions: GoldenQuestions, to node: SettingNode) {
    var outcomes: [(GoldenQuestions.Case, Outcome)] = []
    var hasFault = false
    for item in questions.cases {
      let place = item.expected.map { finder.places[$0.lowercased()] }
      if let expected = item.expected, place == .some(nil) {
        hasFault = true
        node.fail(
          "there is no entry \"\(expected)\"", remedy(for: expected), in: questions.path, line: item.line)
      } else {
        outcomes.append((item, outcome(item.question, expected: place ?? nil)))
      }
    }
    if !hasFault { judge(outcomes, questions.path, node) }
  }

  func outcome(_ question: String, expected: Int?) -> Outcome {
    let message = Message("golden", in: "golden", by: Member("golden"), question)
    let asked = settings.questionsOnly ? reader.open(message) : reader.whole(question)
    let finding = asked.map { asked in finder.find(asked, limit: settings.answers) { _ in AnswerFinder.Opinion() } }
    let answers = finding?.answers ?? []
    return Outcome(expected: expected, given: answers.first { $0.place == expected } ?? answers.first)
  }

  private func judge(_ outcomes: [(GoldenQuestions.Case, Outcome)], _ path: String, _ node: SettingNode) {
    let given = outcomes.count { $0.1.given != nil }
    let right = outcomes.count { $0.1.given != nil && $0.1.isRight }
    let wanted = outcomes.count { $0.1.expected != nil }
    let answered = outcomes.count { $0.1.expected != nil && $0.1.isRight }
    let precision = given > 0 ? Double(right) / Double(given) : 1
    let recall = wanted > 0 ? Double(answered) / Double(wanted) : 1
    let failed = outcomes.compactMap { item, outcome in Failure(outcome).map { (item, $0) } }
    let wrong = precision < settings.precision ? failed.filter { !$0.1.isMissing } : []
    let missing = recall < settings.recall ? failed.filter(\.1.isMissing) : []
    if wanted == 0 {
      node.warn(
        "\(path): no question expects an entry, so that nothing shows whether the bot answers (0 of 0)",
        "add questions with the heading of the entry that must answer them")
    }
    guard !wrong.isEmpty || !missing.isEmpty else { return }
    node.fail(
      "\(path): \(right) of \(given) answers are right (\(Self.percent(precision)), at least "
        + "\(Self.percent(settings.precision)) must be), \(answered) of \(wanted) questions with an entry are answered "
        + "(\(Self.percent(recall)), at least \(Self.percent(settings.recall)) must be)",
      "mend the entries as told below, or change \"confidence\", \"precision\" or \"recall\"")
    for (item, failure) in (wrong + missing).prefix(Self.mostTold) {
      node.fail(fault(item, failure), remedy(item, failure), in: path, line: item.line)
    }
    let more = wrong.count + missing.count - Self.mostTold
    if more > 0 { node.fail("\(path): \(more) further questions fail", "mend the first ones, then check again") }
  }

  /// How an outcome is not the one that was wanted; entries by their places.
  private enum Failure {
    case missing(Int)
    case wrong(AnswerFinder.Candidate, instead: Int?)

    init?(_ outcome: Outcome) {
      switch (outcome.given, outcome.expected) {
      case (let given?, let expected):
        if outcome.isRight { return nil }
        self = .wrong(given, instead: expected)
      case (nil, let expected?): self = .missing(expected)
      case (nil, nil): return nil
      }
    }

    var isMissing: Bool {
      switch self {
      case .missing: true
      case .wrong: false
      }
    }
  }

  private func fault(_ item: GoldenQuestions.Case, _ failure: Failure) -> String {
    let asked = "\"\(item.question)\""
    switch failure {
    case .missing(let expected): return "\(asked) gets no answer, not that of \"\(heading(expected))\""
    case .wrong(let given, let expected):
      let answer = "\(asked) is answered by \"\(heading(given.place))\" (sure by \(Self.percent(given.confidence)))"
      return answer + (expected.map { ", not by \"\(heading($0))\"" } ?? " and should get no answer")
    }
  }

  private func remedy(_ item: GoldenQuestions.Case, _ failure: Failure) -> String {
    switch failure {
    case .wrong(let given, _) where heading(given.place).lowercased() == item.question.lowercased():
      return "write \"\(heading(given.place))\" into the column expected: the question is that heading"
    case .missing(let expected), .wrong(_, instead: let expected?):
      return "add to \"\(heading(expected))\" the line: - \(item.question)"
    case .wrong(let given, instead: nil):
      return given.confidence == 1
        ? "make the keywords of \"\(heading(given.place))\" longer"
        : "raise \"confidence\" above \(Self.hundredths(given.confidence)), or make \"\(heading(given.place))\" more particular"
    }
  }

  private func remedy(for unknown: String) -> String {
    Spelling.nearest(to: unknown, in: finder.entries.map(\.question)).map { "did you mean \"\($0)\"?" }
      ?? "write the heading of an entry of \(settings.file.path), or none"
  }

  private func heading(_ place: Int) -> String { finder.entries[place].question }

  private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded(.down))) %" }

  private static func hundredths(_ share: Double) -> String {
    let whole = min(99, Int((share * 100).rounded(.up)))
    return "0.\(whole / 10)\(whole % 10)"
  }
}
