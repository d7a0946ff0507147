import Testing

@testable import BotCore

@Suite struct PlaceholderLikeTests {
  @Test(arguments: [
    ("Please welcome [name]!", "[name]"), ("Hello <User_Name>,", "<User_Name>"),
    ("Hi {{anything.goes}}", "{{anything.goes}}"), ("[see](https://a.b) [First name]", "[First name]"),
    ("[FILL IN: x] [link]", "[link]"),
  ])
  func whatOtherProgramsWouldFillIsFound(text: String, word: String) {
    #expect(PlaceholderLike.first(in: text) == word)
  }

  @Test(arguments: [
    "", "[", "[]", "<>", "{{}}", "[name", "[name](https://a.b)", "{member.name}", "<b>bold</b>", "[sic]", "1 < 2 > 1",
    "{{ 12 }}", "<https://a.b>", "[FILL IN: the name]", "[x] done",
  ])
  func ordinaryBracketsAreNone(text: String) {
    #expect(PlaceholderLike.first(in: text) == nil)
  }

  @Test func codeHoldsNone() {
    let code = Text([.code("<name>"), .codeBlock("{{name}}"), .link(label: "[name]", url: "https://a.b")])
    #expect(PlaceholderLike.first(in: code) == nil)
    let words = Text([.list(items: [code, Text([.bold(Text([.italic("by [name]")]))])])])
    #expect(PlaceholderLike.first(in: words) == "[name]")
  }
}
