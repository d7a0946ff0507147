import BotCore
import BotTesting
import Testing

@testable import Plugins

@Suite struct AnswerBookTests {
  private let file = "## How do I install it?\nSo.\n## Is there a refund?\nYes.\n"

  private func book() throws -> AnswerBook {
    let source = ScenarioSource(files: ["faq.md": file])
    let settings = try #require(FAQ.Settings.read(SettingNode(["file": "faq.md"], at: JSONPath(), from: source)))
    return AnswerBook(settings)
  }

  private func draft(_ records: [String: Record] = [:]) -> Draft {
    Draft(
      read: { records[$0] },
      scan: { prefix, limit in
        Array(
          records.filter { $0.key.hasPrefix(prefix) }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }.prefix(
            limit))
      })
  }

  @Test func whatIsAddedAnswersBehindTheFilesAndIsGoneWhenRemoved() throws {
    let book = try book()
    var store = draft()
    try book.write(FAQFile.Entry(question: "May I bring a dog?", answer: "Yes.", line: 0), &store)
    try book.write(FAQFile.Entry(question: "Is there a refund?", phrasings: ["cash back?"], line: 0), &store)
    #expect(
      try book.finder(store).entries.map(\.question) == [
        "How do I install it?", "Is there a refund?", "May I bring a dog?",
      ])
    #expect(try book.finder(store).entries[1].phrasings == ["cash back?"])
    try book.remove("may i bring a dog?", &store)
    try book.remove("is there a refund?", &store)
    #expect(try book.finder(store).entries == FAQFile.read(file, path: "faq.md").entries)
    #expect(try store.value("entries") == nil)
  }

  @Test func theOrderOfAddingMakesNoDifference() throws {
    let entries = ["b?", "a?", "c?"].map { FAQFile.Entry(question: $0, answer: "x", line: 0) }
    let marks = try [entries, entries.reversed()].map { entries in
      let book = try book()
      var store = draft()
      for entry in entries { try book.write(entry, &store) }
      return (try book.finder(store).entries, try store.value("entries"))
    }
    #expect(marks[0].0 == marks[1].0)
    #expect(marks[0].1 == marks[1].1)
  }

  @Test func aTurnThatDidNotHappenChangesNothing() throws {
    let book = try book()
    var lost = draft()
    try book.write(FAQFile.Entry(question: "May I bring a dog?", answer: "Yes.", line: 0), &lost)
    _ = try book.finder(lost)
    #expect(try book.finder(draft()).entries.count == 2)
  }

  @Test func commandsAreUnderstood() {
    #expect(FAQCommand("add Who? = Me = you", isManager: true) == .add(question: "Who?", answer: "Me = you"))
    #expect(FAQCommand("add Who? = Me", isManager: false) == .ask("add Who? = Me"))
    #expect(FAQCommand("Phrase x = y", isManager: true) == .phrase(entry: "x", phrasing: "y"))
    #expect(FAQCommand("list of rules?", isManager: true) == .ask("list of rules?"))
    #expect(FAQCommand("remove x y", isManager: true) == .remove("x y"))
    #expect(FAQCommand("export", isManager: true) == .export)
    let long = String(repeating: "a", count: 301)
    #expect(
      FAQCommand("add \(long) = x", isManager: true)
        == .usage(
          "That is too long: a question may have 300 letters, an answer 4000. Longer ones belong into the file."))
  }
}
