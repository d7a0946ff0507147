import BotCore
import BotTesting
import Testing

@testable import Plugins

@Suite struct FAQFileTests {
  @Test func anEntryHasHeadingKeywordsPhrasingsAndAnswer() {
    let text = """
      # Title
      Not part of any entry.
      ## How do I join?
      keywords: join,  sign up ,
      - Where can I register?
      * Who lets me in?

      First paragraph.

      - a list of the answer
      ### A smaller heading

      ## And leave?
      Just go.
      """
    #expect(
      FAQFile.read(text, path: "faq.md").entries == [
        FAQFile.Entry(
          question: "How do I join?", keywords: ["join", "sign up"],
          phrasings: ["Where can I register?", "Who lets me in?"],
          answer: "First paragraph.\n\n- a list of the answer\n### A smaller heading", line: 3),
        FAQFile.Entry(question: "And leave?", answer: "Just go.", line: 13),
      ])
  }

  private func told(_ text: String, in path: String) -> (faults: [String], warnings: [String]) {
    let source = ScenarioSource(files: [path: text])
    _ = FAQFile.read(SettingNode(.string(path), at: JSONPath(), from: source))
    return (source.faults, source.warnings)
  }

  @Test(
    arguments: [
      ("faq.md", "## How?\n\nDear [name],\nso.\n\n## Where?\n\nHere.\n", "[name]", 3),
      ("faq.json", "[\n{ \"question\": \"How?\", \"answer\": \"Dear \\u005bname], so.\" }]", "[name]", 2),
    ])
  func aPlaceForAValueThatNothingFillsIsWarnedOf(path: String, text: String, word: String, line: Int) {
    let told = told(text, in: path)
    #expect(told.faults == [])
    #expect(
      told.warnings == [
        "warning : \(path), line \(line): \(word) is posted as it stands; write what is meant: an answer holds no variables"
      ])
  }

  @Test func aTableWithoutAnswersAndAnEntryThatCannotBeReadAreToldOnce() {
    #expect(
      told("question,reply\nHow?,So.\nWhere?,Here.\n", in: "faq.csv").faults == [
        "error : faq.csv, line 1: the first row names no column \"answer\"; add the column, with an answer in each row"
      ])
    let told = told("## How?\nLink: nowhere\n\nSo.\n\n## Where?\n", in: "faq.md").faults
    #expect(
      told.map { $0.prefix(23) } == ["error : faq.md, line 2:", "error : faq.md, line 6:"].map { $0.prefix(23) },
      "\(told)")
  }

  @Test func aFenceMayHoldWhatLooksLikeAHeading() {
    let text = "## A\nSee:\n```\n## no heading\n```\n## B\nb\n"
    #expect(FAQFile.read(text, path: "faq.md").entries.map(\.question) == ["A", "B"])
    #expect(FAQFile.read(text, path: "faq.md").entries[0].answer == "See:\n```\n## no heading\n```")
  }

  @Test func linesMayEndAsOnWindows() {
    #expect(
      FAQFile.read("## A\r\nKeywords: x\r\n\r\nAnswer.\r\n", path: "faq.md").entries == [
        FAQFile.Entry(question: "A", keywords: ["x"], answer: "Answer.", line: 1)
      ])
  }

  @Test func aKeywordMayStandTwiceInItsOwnEntry() {
    #expect(FAQFile.faults(of: FAQFile.read("## A\nKeywords: x, X\nAnswer.", path: "faq.md").entries) == [])
  }

  @Test func aFileThatIsNotThereIsAFault() {
    let source = ScenarioSource()
    #expect(FAQFile.read(SettingNode("faq.md", at: JSONPath([.key("file")]), from: source))?.entries == [])
    #expect(source.faults == ["error file: there is no file faq.md; create it, or mend the name"])
  }

  @Test func anythingIsReadWithoutHarm() {
    let pieces = ["## ", "Keywords:", "- ", "```", "\n", "a", ",", " ", "\r\n", "é"]
    var random = SeededRandom(seed: 7)
    for _ in 0..<500 {
      let text = (0..<20).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
      let entries = FAQFile.read(text, path: "faq.md").entries
      _ = FAQFile.faults(of: entries)
      #expect(entries.allSatisfy { $0.line >= 1 && !$0.answer.hasSuffix("\n") })
    }
  }
}
