import BotCore
import BotTesting
import Testing

@testable import Connectors

@Suite struct SlackTextTests {
  @Test(
    arguments: [
      (Text("a & b <c>"), "a &amp; b &lt;c&gt;"),
      (Text([.mention(member: "U1", name: "ada")]), "<@U1>"),
      (Text([.mention(member: "U1> <!channel", name: "<!here>")]), "@&lt;!here&gt;"),
      (Text([.channel(id: "C1", name: "general")]), "<#C1>"),
      (Text([.channel(id: "c 1", name: "general")]), "#general"),
      (Text([.link(label: "", url: "https://example.org/?a=1&b=2")]), "<https://example.org/?a=1&amp;b=2>"),
      (
        Text([.link(label: "a|b <c>\nd", url: "https://example.org/x|y")]),
        "<https://example.org/x%7Cy|a|b &lt;c&gt; d>"
      ),
      (Text([.link(label: "x", url: "!channel")]), "x (!channel)"),
      (Text([.link(label: "", url: "javascript:alert(1)")]), "javascript:alert(1)"),
      (Text([.code("a`b<c>")]), "`a'b&lt;c&gt;`"),
      (Text([.codeBlock("x ``` <!here>")]), "\n```\nx ''' &lt;!here&gt;\n```\n"),
      (Text([.bold("b"), .italic("i")]), "*b*_i_"),
      (Text([.quote("one\ntwo")]), "> one\n> two\n"),
      (Text([.list(items: ["one", "two"])]), "\n• one\n• two\n"),
    ] as [(Text, String)])
  func isRenderedAsSlackReadsIt(text: Text, markup: String) { #expect(SlackText.render(text) == markup) }

  @Test(arguments: [
    "<!channel>", "<!here|here>", "<@U1>", "<<@U1>>", "&lt;!channel&gt;", "<!subteam^S1>", "a<", "<!",
    "\u{200B}<!here>",
    "<\u{301}!channel>", "&#60;!channel>",
  ])
  func aHostileNameNotifiesNobody(name: String) {
    let texts: [Text] = [
      Text(name), Text([.bold(Text(name))]), Text([.code(name)]), Text([.codeBlock(name)]), Text([.quote(Text(name))]),
      Text([.list(items: [Text(name)])]), Text([.link(label: name, url: "https://example.org/")]),
      Text([.link(label: "x", url: "https://example.org/" + name)]), Text([.channel(id: ID(name), name: name)]),
      Text([.mention(member: ID(name), name: name)]),
    ]
    for text in texts { #expect(!notifies(SlackText.render(text)), "\(text)") }
  }

  @Test func noPlainTextBecomesMarkup() {
    var random = SeededRandom(seed: 7)
    let pieces =
      Array("<>&!@#|`*_~\n ^;").map { String($0) } + ["channel", "U1", "lt", "amp", "é", "https://", "\u{301}"]
    for _ in 0..<20_000 {
      let text = (0..<Int.random(in: 1...12, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
        .joined()
      #expect(!SlackText.render(Text(text)).utf8.contains(UInt8(ascii: "<")))
      #expect(!notifies(SlackText.render(Text([.link(label: text, url: "https://a.b/" + text)]))))
      #expect(SlackMarkup(SlackText.render(Text(text))).text == text)
    }
  }

  private func notifies(_ markup: String) -> Bool {
    let bytes = Array(markup.utf8)
    return zip(bytes, bytes.dropFirst()).contains { $0 == UInt8(ascii: "<") && "!@#".utf8.contains($1) }
  }
}

@Suite struct SlackMarkupTests {
  @Test(
    arguments: [
      ("hello", "hello", []),
      ("a &lt;b&gt; &amp;amp; &quot; &", "a <b> &amp; &quot; &", []),
      ("<@U1> and <@W2|ada>", "@U1 and @ada", ["U1", "W2"]),
      ("in <#C1|general> or <#C2>", "in #general or #C2", []),
      ("<!here> <!channel|channel> <!subteam^S1|@team> <!subteam^S2>", "@here @channel @team @S2", []),
      ("<!date^1392734382^{date}|18 Feb>", "18 Feb", []),
      ("<https://example.org>", "https://example.org", []),
      ("<https://example.org|the site>", "the site (https://example.org)", []),
      ("<http://example.org|example.org>", "http://example.org", []),
      ("<mailto:a@example.org|a@example.org>", "mailto:a@example.org", []),
      ("<https://example.org/?a=1&amp;b=2|x &lt;y&gt;>", "x <y> (https://example.org/?a=1&b=2)", []),
      ("(-> x <foo> y) a < b > c <- d", "(-> x <foo> y) a < b > c <- d", []),
      ("<!DOCTYPE html> <@nobody> <#>", "<!DOCTYPE html> <@nobody> <#>", []),
      ("<<@U1>> <", "<@U1> <", ["U1"]),
      ("<>", "<>", []), ("<|>", "<|>", []), ("<@>", "<@>", []), ("", "", []),
    ] as [(String, String, [String])])
  func isReadAsPlainText(source: String, text: String, mentions: [String]) {
    let markup = SlackMarkup(source)
    #expect(markup.text == text)
    #expect(markup.mentions.map(\.raw) == mentions)
  }
}
