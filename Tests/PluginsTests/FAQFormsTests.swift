import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Plugins

@Suite struct FAQFormsTests {
  private func faq(_ more: (String, JSON)..., file: String = "## How do I pay?\nKeywords: pay\n\nBy card.\n") throws
    -> FAQ
  {
    let source = ScenarioSource(files: ["faq.md": file])
    let made = source.make(PluginKind(FAQ.self), .object(JSONObject([("file", "faq.md")] + more)))
    #expect(source.faults == [])
    return try #require(made as? FAQ)
  }

  @Test func answersInThreadsNeedRepliesAndOthersPosts() throws {
    #expect(try faq(("thread", true)).needs.subtracting(FAQ.about.needs) == Set([.reply]).subtracting(FAQ.about.needs))
    #expect(try faq(("thread", false)).needs == FAQ.about.needs.union([.post]))
  }

  @Test func theTextsThatAreShownBeforehandAreThoseOfEntriesThatAreWritten() throws {
    let file =
      "## How do I pay?\n\nBy card.\n\n## When?\n\n[TODO: the date]\n\n## Where?\nLink: https://a.example\n\nHere.\n"
    let texts = try faq(file: file).fixedTexts
    #expect(texts.map(\.occasion).contains("How do I pay?"))
    #expect(texts.first { $0.occasion == "How do I pay?" }?.text.plain == "By card.")
    #expect(texts.first { $0.occasion == "Where?" }?.text.plain.hasPrefix("Here.\n") == true)
  }

  @Test func anEntryComesOutInTheFormOfItsFile() {
    var entry = FAQFile.Entry(question: "How?", answer: "So \"it\" is.", line: 0)
    #expect(entry.text(in: "faq.json") == #"{"question":"How?","answer":"So \"it\" is."},"#)
    #expect(entry.text(in: "faq.csv") == #""How?","So ""it"" is.","""#)
    #expect(entry.text(in: "faq.md") == "## How?\n\nSo \"it\" is.\n")
    entry.phrasings = ["In what way?", "Why?"]
    #expect(
      entry.text(in: "faq.json")
        == #"{"question":"How?","answer":"So \"it\" is.","phrasings":["In what way?","Why?"]},"#)
    #expect(entry.text(in: "faq.csv") == #""How?","So ""it"" is.","In what way? | Why?""#)
    #expect(entry.text(in: "faq.md") == "## How?\n- In what way?\n- Why?\n\nSo \"it\" is.\n")
    #expect(entry.phrasings(in: "faq.json").text == "\"In what way?\",\n\"Why?\",")
    #expect(entry.phrasings(in: "faq.tsv").text == "In what way? | Why?")
    #expect(entry.phrasings(in: "faq.md").text == "- In what way?\n- Why?")
  }

  @Test func aListTellsLinkDayAndLabelOfAnEntry() {
    let text = """
      [
        { "question": "Where?", "text": "Here.", "link": "https://a.example", "reviewed": "2026-01-05", "id": "place" },
        { "question": "When?", "link": "nowhere" },
        { "question": "Who?", "answer": "You.", "reviewed": "soon" },
        { "question": "Why?" }
      ]
      """
    let (entries, faults) = FAQList.read(text, nil)
    #expect(
      entries == [
        FAQFile.Entry(
          question: "Where?", answer: "Here.", link: "https://a.example",
          reviewed: LocalTime("2026-01-05"), label: "place", line: 2),
        FAQFile.Entry(question: "Why?", line: 5),
      ])
    #expect(faults.map(\.line) == [3, 4])
    #expect(FAQList.read("{}", nil).faults.map(\.sentence).count == 1)
  }

  @Test(
    arguments: [
      ("question,anwser\na,b\n", "the first row names no column \"answer\"; write \"answer\" for \"anwser\""),
      (
        "question,reply\na,b\n",
        "the first row names no column \"answer\"; add the column, with an answer in each row"
      ),
      ("question,answer\na,b\n", nil), ("anwser\nb\n", nil), ("", nil), ("question,\"anwser\n", nil),
    ] as [(String, String?)])
  func aTableWithoutAnswersIsToldOnce(text: String, fault: String?) throws {
    let source = ScenarioSource(files: ["faq.csv": text])
    let file = try #require(TextFile.read(SettingNode("faq.csv", at: JSONPath(), from: source)))
    #expect(FAQTable.headFault(file).map { "\($0.fault); \($0.remedy)" } == fault)
  }

  @Test func anEmptyTableHasNoEntriesAndNoFaults() {
    let read = FAQFile.read("", path: "faq.csv")
    #expect(read.entries == [])
    #expect(read.faults == [])
  }

  @Test func anEntryIsLookedAtForEachReasonThereIs() {
    let day = Date(timeIntervalSince1970: 1_767_225_600)
    func reasons(used: Int = 0, reviewed: Int? = nil, helped: Int = 0, not: Int = 0, isSilent: Bool = false) -> [String]
    {
      var tally = AnswerVotes.Tally()
      (tally.helped, tally.unhelpful) = (helped, not)
      return FAQReport.reasons(
        used: day - .days(used), reviewed: reviewed.map { day - .days($0) }, tally: tally, isSilent: isSilent, now: day,
        after: .days(10), zone: .utc)
    }
    #expect(reasons() == [])
    #expect(reasons(used: 10) == [])
    #expect(reasons(used: 11) == ["not asked for since 2025-12-21"])
    #expect(reasons(used: 11, reviewed: 5) == [])
    #expect(reasons(used: 5, reviewed: 11) == ["last reviewed on 2025-12-21"])
    #expect(
      reasons(used: 11, reviewed: 12) == ["not asked for since 2025-12-21", "last reviewed on 2025-12-20"])
    #expect(reasons(helped: 2, not: 2) == [])
    #expect(reasons(helped: 3, not: 3) == [])
    #expect(reasons(helped: 2, not: 3) == ["helped 2 and did not help 3 members"])
    #expect(
      reasons(helped: 0, not: 1, isSilent: true) == ["helped 0 and did not help 1 members, so it is silent"])
  }
}
