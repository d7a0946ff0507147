import Testing

@testable import Plugins

@Suite struct FAQCommandTests {
  private func read(_ text: String) -> FAQCommand { FAQCommand(text, isManager: true) }

  @Test func theSignBetweenBlanksParts() {
    #expect(read("add What does a==b mean? = The same.") == .add(question: "What does a==b mean?", answer: "The same."))
    #expect(read("add Why? = Because a = b.") == .add(question: "Why?", answer: "Because a = b."))
    #expect(read("add Why?=Because.") == .add(question: "Why?", answer: "Because."))
  }

  @Test func aHeadingIsOneLine() {
    #expect(read("add Why\nthis? =\nBecause.\nReally.") == .add(question: "Why this?", answer: "Because.\nReally."))
  }

  @Test func severalLinesOfTheReportAreNoPhrasing() {
    #expect(
      read("phrase Why? = How come?\n!faq phrase When? = What time?")
        == .usage("A phrasing is one line. Send each line as a message of its own."))
  }

  @Test func forMembersEverythingButTheListIsAQuestion() {
    #expect(FAQCommand("remove Why?", isManager: false) == .ask("remove Why?"))
    #expect(FAQCommand("list of shops", isManager: false) == .ask("list of shops"))
    #expect(FAQCommand("List ", isManager: false) == .list(isWhole: false))
    #expect(read("list") == .list(isWhole: true))
  }
}
