import BotCore
import BotTesting
import Testing

@testable import Plugins

/// Lines of the Markdown form that were meant as something else.
@Suite struct FAQLookalikeTests {
  private func told(_ text: String) -> [String] {
    FAQFile.read(text, path: "faq.md").faults.map { "\($0.line) \($0.severity.rawValue): \($0.fault)" }
  }

  @Test(arguments: [
    ("# Where?", "2 warning: \"# Where?\" is read as part of the answer to \"A\""),
    ("### Where?", "2 warning: \"### Where?\" is read as part of the answer to \"A\""),
    ("##Where?", "2 warning: \"##Where?\" is read as part of the answer to \"A\""),
    ("  ## Where?", "2 warning: \"## Where?\" is read as part of the answer to \"A\""),
    ("Keyword: x", "2 warning: \"Keyword: x\" is not read as \"Keywords:\", and members read it in the answer"),
    ("Key words: x", "2 warning: \"Key words: x\" is not read as \"Keywords:\", and members read it in the answer"),
    ("Keywrods: x", "2 warning: \"Keywrods: x\" is not read as \"Keywords:\", and members read it in the answer"),
    ("- Keywords: x", "2 warning: \"- Keywords: x\" is not read as \"Keywords:\", and members read it in the answer"),
    (
      "**Keywords:** x",
      "2 warning: \"**Keywords:** x\" is not read as \"Keywords:\", and members read it in the answer"
    ),
    (
      "Keywords refund, money",
      "2 warning: \"Keywords refund, money\" is not read as \"Keywords:\", and members read it in the answer"
    ),
    ("Keywords = x", "2 warning: \"Keywords = x\" is not read as \"Keywords:\", and members read it in the answer"),
    (
      "Last reviewed: 2026-01-05",
      "2 warning: \"Last reviewed: 2026-01-05\" is not read as \"Reviewed:\", and members read it in the answer"
    ),
    (
      "URL: https://chat.example",
      "2 warning: \"URL: https://chat.example\" is not read as \"Link:\", and members read it in the answer"
    ),
    ("Keywords: a; b", "2 warning: a semicolon does not part keywords: \"a; b\" holds one"),
  ])
  func whatIsLostIsTold(line: String, fault: String) {
    #expect(told("## A\n\(line)\nAnswer.") == [fault])
  }

  @Test(arguments: [
    "Keywords: x", "keywords: x", "Link: https://chat.example", "- Where is it?", "Note: we close at nine.", "Line: 5",
    "#general is the place.", "Days: Monday to Friday", "Ask in **help**: there.", "```\n# a comment\n## another\n```",
  ])
  func whatIsMeantIsNot(line: String) {
    #expect(told("## A\n\(line)\nAnswer.") == [])
  }

  @Test func withinAnAnswerOnlyTheLinesThemselvesAreTold() {
    #expect(
      told("## A\nAnswer.\nKeywords: late\nKeyword: no\nURL: https://chat.example") == [
        "3 warning: \"Keywords:\" stands within the answer, and goes out with it"
      ])
  }

  @Test func aTitleIsFineAndAQuestionInItsPlaceIsNot() {
    #expect(told("# Questions of ours\nAsked often.\n\n## A\nAnswer.") == [])
    #expect(
      told("# How?\nKeywords: how\n\n## A\nAnswer.") == [
        "1 warning: \"# How?\" is read as a title, and asks nothing", "2 warning: \"Keywords:\" belongs to no question",
      ])
    #expect(
      told("# Title\n\n# Payment\n\n## A\nAnswer.") == ["3 warning: \"# Payment\" is read as a title, and asks nothing"]
    )
  }

  @Test func anEmptyHeadingIsAnError() {
    #expect(told("## \nAnswer.") == ["1 error: the heading is empty"])
  }

  @Test func theLinesOfAListAreThoseOfTheFile() {
    let list = "[\n  // first\n  { \"question\": \"A\", \"answer\": \"a\" },\n\n  { \"answer\": \"b\" },\n]\n"
    let (entries, faults) = FAQFile.read(list, path: "faq.json")
    #expect(entries.map(\.line) == [3])
    #expect(faults.map(\.line) == [5])
  }
}
