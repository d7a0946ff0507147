import BotCore
import Testing

struct MarkdownTests {
  private func nodes(_ source: String) -> [Text.Node] { Markdown.text(source).nodes }

  @Test func emphasisAndCode() {
    #expect(
      nodes("a **b** *c* _d_ `e*`") == [
        .plain("a "), .bold("b"), .plain(" "), .italic("c"), .plain(" "), .italic("d"), .plain(" "), .code("e*"),
      ])
    #expect(nodes("**a *b* c**") == [.bold(Text([.plain("a "), .italic("b"), .plain(" c")]))])
  }

  @Test(arguments: [
    "snake_case_name", "2*3*4", "** a **", "a * b * c", "*", "**", "****", "``", "_", "5 > 3", "-x", "# h",
  ])
  func whatOnlyLooksLikeMarkupStays(_ source: String) {
    #expect(nodes(source) == [.plain(source)])
  }

  @Test func marksDoNotReachOverLines() {
    #expect(nodes("**a\nb**") == [.plain("**a\nb**")])
  }

  @Test func links() {
    #expect(nodes("[a b](https://x.example/y)") == [.link(label: "a b", url: "https://x.example/y")])
    #expect(
      nodes("see https://x.example/y?z=1, please") == [
        .plain("see "), .link(label: "", url: "https://x.example/y?z=1"), .plain(", please"),
      ])
    #expect(nodes("[a](javascript:alert(1))") == [.plain("[a](javascript:alert(1))")])
    #expect(nodes("[a] (b)") == [.plain("[a] (b)")])
  }

  @Test func aLabelThatBeginsAnewIsTheLabel() {
    #expect(nodes("[a [b](https://x.example)") == [.plain("[a "), .link(label: "b", url: "https://x.example")])
    #expect(
      nodes("[a [b] c](https://x.example)") == [
        .plain("[a [b] c]("), .link(label: "", url: "https://x.example"), .plain(")"),
      ])
  }

  /// What is never closed is looked for once in its line, not once for each.
  @Test(arguments: ["[a ", "[](https://", "[a](https://"]) func whatHasNoEndTakesNoTime(_ open: String) {
    let source = String(repeating: open, count: 4000)
    let started = ContinuousClock.now
    #expect(nodes(source + "\n*d*").last == .italic("d"))
    #expect(ContinuousClock.now - started < .seconds(10))
  }

  @Test func lists() {
    #expect(nodes("a\n- b\n* **c**\nd") == [.plain("a"), .list(items: ["b", Text([.bold("c")])]), .plain("d")])
  }

  @Test func quotesAndFences() {
    #expect(nodes("> a\n> b\nc") == [.quote("a\nb"), .plain("c")])
    #expect(nodes("a\n```swift\nx *y*\n\n- z\n```\nb") == [.plain("a\n"), .codeBlock("x *y*\n\n- z"), .plain("b")])
    #expect(nodes("```\nnever closed") == [.plain("```\nnever closed")])
  }

  @Test func whatHoldsNoMarkIsOnePieceOfText() {
    for text in ["and/or: see a - b > c // d", "one\n\ntwo", "größe: 5 • 🎉", "https:/ x", "\n", "a\n\u{301}- b"] {
      #expect(nodes(text) == [.plain(text)])
    }
    #expect(nodes("see https://a.example/b") == [.plain("see "), .link(label: "", url: "https://a.example/b")])
    #expect(nodes("one - 1\n- two") == [.plain("one - 1"), .list(items: ["two"])])
    #expect(nodes("") == [])
  }

  @Test func linesOfWindowsAreLines() {
    #expect(nodes("a\r\n- b\r\n- c\r\n> d") == [.plain("a"), .list(items: ["b", "c"]), .quote("d")])
  }

  @Test func emptyLinesStay() {
    #expect(nodes("a\n\nb") == [.plain("a\n\nb")])
    #expect(nodes("") == [])
  }

  @Test func marksOfTemplatesAreDroppedFromWrittenText() {
    #expect(Markdown.text("a").plain == "a")
  }
}
