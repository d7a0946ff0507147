import BotCore
import Testing

@testable import Connectors

@Suite struct MarkdownTextTests {
  private let markdown = MarkdownText(
    mention: { id, _ in id.raw.hasPrefix("U") ? "<@\(id)>" : nil }, channel: { _, _ in nil },
    quiet: MarkdownText.breakAts)

  private func render(_ nodes: Text.Node...) -> String { markdown.render(Text(nodes)) }

  @Test func nothingPlainBecomesMarkup() {
    #expect(
      render(.plain("*a* _b_ `c` [d](e) <b> ~f~ a|b \\ &amp;"))
        == "\\*a\\* \\_b\\_ \\`c\\` \\[d\\](e) \\<b\\> \\~f\\~ a\\|b \\\\ \\&amp;")
    #expect(
      render(.plain("# no\n- no\n+ no\n1. no\n12) no\n> no\n===\n  # no\nC# 1.5 a-b"))
        == "\\# no\n\\- no\n\\+ no\n1\\. no\n12\\) no\n\\> no\n\\===\n  \\# no\nC# 1.5 a-b")
  }

  @Test func nothingPlainCallsAnybody() {
    #expect(render(.plain("@everyone and a@b")) == "@\u{200B}everyone and a@\u{200B}b")
    #expect(render(.mention(member: "U1", name: "ada")) == "<@U1>")
    #expect(render(.mention(member: "X", name: "here")) == "@\u{200B}here")
    #expect(render(.link(label: "@here", url: "https://a.example")) == "[@\u{200B}here](<https://a.example>)")
  }

  @Test func anAddressStaysBetweenItsBrackets() {
    #expect(
      render(.link(label: "a]b\nc", url: "https://a.example/x>y z)")) == "[a\\]b c](<https://a.example/x%3Ey%20z)>)")
    #expect(render(.link(label: "", url: "https://a.example")) == "<https://a.example>")
    #expect(render(.link(label: "run", url: "javascript:x")) == "run (javascript:x)")
  }

  @Test func codeCannotBeLeft() {
    #expect(render(.code("a`b")) == "``a`b``")
    #expect(render(.code("`a")) == "`` `a ``")
    #expect(render(.codeBlock("x\n```\ny")) == "````\nx\n```\ny\n````")
  }

  @Test func emphasisTouchesItsWordsLineByLine() {
    #expect(render(.plain("a "), .bold(" b \nc"), .plain("d")) == "a  **b** \n**c**d")
  }

  @Test func noReturnLeavesAQuoteOrCode() {
    #expect(render(.quote("hi\r\n\r\nall get a refund\rend")) == "> hi\n> \n> all get a refund\n> end")
    #expect(render(.plain("a\r# b")) == "a\n\\# b")
    #expect(render(.quote(Text([.codeBlock("x\r\n@team")]))) == "> ```\n> x\n> @team\n> ```")
  }

  @Test func listsAndQuotesEnd() {
    #expect(
      render(.plain("Do:"), .list(items: ["one\ntwo", "three"]), .plain("Then."), .quote("he\nsaid"), .plain("End."))
        == "Do:\n- one\n  two\n- three\n\nThen.\n> he\n> said\n\nEnd.")
  }
}
