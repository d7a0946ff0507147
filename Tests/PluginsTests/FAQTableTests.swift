import BotCore
import Testing

@testable import Plugins

@Suite struct FAQTableTests {
  @Test func aRowIsAnEntry() {
    let text = """
      Question,Answer,phrasings,keywords,tags,link,reviewed
      How do I pay?,"By card,
      or in cash.",Which cards?|Is cash taken?,pay|pay cash,money,https://a.example,2026-01-05
      When?,Now.,,"now, then",,,
      """
    let (entries, faults) = FAQFile.read(text, path: "faq.csv")
    #expect(faults == [])
    #expect(
      entries == [
        FAQFile.Entry(
          question: "How do I pay?", keywords: ["pay", "pay cash"], phrasings: ["Which cards?", "Is cash taken?"],
          answer: "By card,\nor in cash.", tags: ["money"], link: "https://a.example",
          reviewed: LocalTime("2026-01-05"),
          line: 2),
        FAQFile.Entry(question: "When?", keywords: ["now", "then"], answer: "Now.", line: 4),
      ])
  }

  @Test func rowsOfOneLabelAreOneEntryAskedInSeveralWays() {
    let text = "text\tcategory\nmy card is late\tcard\nwhere is my card\tcard\nI am lost\tother\n"
    #expect(
      FAQFile.read(text, path: "faq.tsv").entries == [
        FAQFile.Entry(question: "my card is late", phrasings: ["where is my card"], label: "card", line: 2),
        FAQFile.Entry(question: "I am lost", label: "other", line: 4),
      ])
  }

  @Test func onlyTheRowsThatAreAskedForAreRead() {
    let text = "question,course\na,x\nb,y\n"
    #expect(FAQFile.read(text, path: "f.csv", rows: ("course", "y")).entries.map(\.question) == ["b"])
    #expect(
      FAQFile.read(text, path: "f.csv", rows: ("kind", "y")).faults.map(\.sentence) == [
        "line 1: there is no column \"kind\"; use one of: question, course"
      ])
  }

  @Test func aListInJSONIsReadTheSameWay() {
    let text = #"""
      [{"question": "When?", "text": "Now.", "id": "q1", "course": "x", "tags": ["time"]},
       {"question": "Where?", "answer": "Here.", "phrasings": ["What place?"], "course": "y"}, {"course": "y"}]
      """#
    let (entries, faults) = FAQFile.read(text, path: "faq.json", rows: ("course", "y"))
    #expect(entries == [FAQFile.Entry(question: "Where?", phrasings: ["What place?"], answer: "Here.", line: 2)])
    #expect(faults.map(\.sentence) == ["line 2: the object has no question; add \"question\": \"…\""])
    #expect(FAQFile.read(text, path: "faq.json", rows: ("course", "x")).entries.map(\.label) == ["q1"])
    #expect(
      FAQFile.read("{}", path: "faq.json").faults.map(\.sentence) == [
        "line 1: this is no JSON list; write [ { \"question\": …"
      ])
  }

  @Test func whatIsExportedReadsBack() {
    let entry = FAQFile.Entry(
      question: "How do I pay?", keywords: ["pay", "card"], phrasings: ["Which cards?"],
      answer: "By card.\n\n- or cash",
      tags: ["money"], link: "https://a.example", reviewed: LocalTime("2026-01-05"), line: 1)
    #expect(FAQFile.read(entry.markdown, path: "faq.md").entries == [entry])
  }

  @Test func anyTableIsReadWithoutHarm() {
    let pieces = ["question", "answer", ",", "\n", "\"", "|", "link", "a", "2026-01-05", ";", "\r\n", "label"]
    var random = SeededRandom(seed: 11)
    for _ in 0..<500 {
      let text = (0..<20).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
      #expect(FAQFile.read(text, path: "faq.csv").entries.allSatisfy { $0.line >= 1 && !$0.question.isEmpty })
    }
  }
}
