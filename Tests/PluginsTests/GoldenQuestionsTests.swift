import BotCore
import BotTesting
import Testing

@testable import Plugins

/// What is told of test questions and of the answers that they get.
@Suite struct GoldenQuestionsTests {
  private static let entries = """
    ## Where do I find the installer for Windows?

    On the page of downloads.

    ## How do I get a refund?
    Keywords: refund

    Write to us.
    """

  private func told(_ questions: String, _ settings: (String, JSON)...) -> (faults: [String], warnings: [String]) {
    let source = ScenarioSource(files: ["faq.md": Self.entries, "golden.csv": questions])
    let named: [(String, JSON)] = [("file", "faq.md"), ("questions", "golden.csv")]
    _ = source.make(PluginKind(FAQ.self), .object(JSONObject(named + settings)))
    return (source.faults, source.warnings)
  }

  @Test(
    arguments: [
      ("", "line 1: the first row must name the columns question and expected"),
      ("question,answer\nHow?,So.", "line 1: the first row must name the columns question and expected"),
      ("question,expected\nHow?,none\nWhere?", "line 3: a question and an entry are expected"),
      ("question,expected\n ,none", "line 2: a question and an entry are expected"),
      ("question,expected\nHow?,", "line 2: a question and an entry are expected"),
      ("question,expected\n", "line 1: there is no question in the file"),
      ("question,expected\n\"How?,none", "line 2: a quotation mark is not closed"),
    ])
  func aFileThatHoldsNoQuestionsIsTold(text: String, fault: String) {
    let faults = told(text).faults
    #expect(faults.count == 1 && faults[0].hasPrefix("error questions: golden.csv, \(fault); "), "\(faults)")
  }

  @Test func questionsThatExpectNoAnswerShowNothing() {
    let told = told("question,expected\nWhat is the weather like?,none\n")
    #expect(told.faults == [])
    #expect(
      told.warnings == [
        "warning questions: golden.csv: no question expects an entry, so that nothing shows whether the bot answers "
          + "(0 of 0); add questions with the heading of the entry that must answer them"
      ])
  }

  @Test func withoutQuestionMarksStatementsAreAskedToo() {
    let questions = "question,expected\nI want a refund,How do I get a refund?\n"
    #expect(told(questions, ("questionsOnly", false)).faults == [])
    #expect(told(questions, ("troubles", false)).faults.last?.contains("\"I want a refund\" gets no answer") == true)
  }

  @Test func manyFaultsAreToldInPart() {
    let rows = (1...25).map { "can I have refund number \($0)?,none" }.joined(separator: "\n")
    let faults = told("question,expected\n" + rows).faults
    #expect(faults.count == 22)
    #expect(faults[1].hasSuffix("make the keywords of \"How do I get a refund?\" longer"))
    #expect(
      faults.last
        == "error questions: golden.csv: 5 further questions fail; mend the first ones, then check again")
  }

  @Test func aQuestionInTheWordsOfAnotherEntryIsMeantForThat() {
    let faults = told("question,expected\nHow do I get a refund?,Where do I find the installer for Windows?\n").faults
    #expect(
      faults.last?.hasSuffix(
        "write \"How do I get a refund?\" into the column expected: the question is that heading") == true, "\(faults)")
  }

  @Test(arguments: [(0.0, "raise \"confidence\" above 0."), (0.5, "raise \"confidence\" above 0.")])
  func anEntryThatIsTakenTooEasilyIsToBeMadeHarderToMeet(confidence: Double, remedy: String) {
    let questions = "question,expected\nWhere can I get the installer of Windows from somebody?,none\n"
    let faults = told(questions, ("confidence", .double(confidence))).faults
    #expect(faults.last?.contains(remedy) == true, "\(faults)")
  }
}
