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

/// What Slack would read as markup though it is none goes out as rich text.
@Suite struct SlackBlocksTests {
  private static func blocks(_ elements: JSON...) -> JSON { [["type": "rich_text", "elements": .array(elements)]] }
  private static func section(_ elements: JSON...) -> JSON {
    ["type": "rich_text_section", "elements": .array(elements)]
  }
  private static func text(_ text: String, _ styles: String...) -> JSON {
    .compact(
      ("type", "text"), ("text", .string(text)),
      ("style", styles.isEmpty ? nil : .object(JSONObject(styles.map { ($0, true) }))))
  }

  @Test(arguments: [
    "*x*", "_x_", "~x~", "`x`", "> x", "a\n  >x", "\u{200B}> x", "https://example.org", "see example.org",
    "ada@web2.org",
    "mailto:ada", "slack://open", "a\r\n> x",
  ])
  func whatWouldBeMarkupIsSentAsItIs(plain: String) {
    #expect(SlackBlocks.render(Text(plain)) == Self.blocks(Self.section(Self.text(plain))))
    let texts: [Text] = [
      Text([.bold(Text(plain))]), Text([.quote(Text(plain))]), Text([.list(items: [Text(plain)])]),
      Text([.mention(member: "U1", name: plain)]), Text([.link(label: plain, url: "https://a.b/")]),
      Text([.link(label: "x", url: plain)]),
    ]
    for text in texts where text != Text([.link(label: "x", url: "https://example.org")]) && plain != "mailto:ada" {
      #expect(SlackBlocks.render(text) != nil, "\(text)")
    }
  }

  @Test(arguments: [
    Text("Hello, Ada! It is 12:30. 1.5 < 2 & a > b :wave:"), Text([.bold("b"), .italic("i"), .code("*x*")]),
    Text([.link(label: "the site", url: "https://example.org/a_b")]), Text([.mention(member: "U1", name: "ada")]),
    Text([.quote("one\ntwo"), .list(items: ["one"]), .codeBlock("a_b")]), Text(),
  ])
  func whatSaysTheSameInMarkupGoesWithoutBlocks(text: Text) { #expect(SlackBlocks.render(text) == nil) }

  @Test func everyPartHasItsElement() {
    let text = Text([
      .plain("*hi* "), .mention(member: "U1", name: "ada"), .mention(member: "x", name: "bo"),
      .channel(id: "C1", name: "help"), .link(label: "site", url: "https://a.b/"),
      .link(label: "", url: "https://c.d/"),
      .link(label: "x", url: "!channel"), .bold(Text([.plain("b"), .italic("bi")])), .code("c`d"), .plain("\n"),
      .quote("q\nr"), .plain("between\n"), .list(items: ["one", Text(), Text([.bold("two")])]), .codeBlock("x\ny"),
      .plain("end"),
    ])
    let first: [JSON] = [
      Self.text("*hi* "), ["type": "user", "user_id": "U1"], Self.text("@bo"), ["type": "channel", "channel_id": "C1"],
      ["type": "link", "url": "https://a.b/", "text": "site"], ["type": "link", "url": "https://c.d/"],
      Self.text("x (!channel)"), Self.text("b", "bold"), Self.text("bi", "bold", "italic"), Self.text("c`d", "code"),
    ]
    #expect(
      SlackBlocks.render(text)
        == Self.blocks(
          ["type": "rich_text_section", "elements": .array(first)],
          ["type": "rich_text_quote", "elements": [Self.text("q\nr")]], Self.section(Self.text("between")),
          [
            "type": "rich_text_list", "style": "bullet",
            "elements": [Self.section(Self.text("one")), Self.section(Self.text("two", "bold"))],
          ],
          ["type": "rich_text_preformatted", "elements": [Self.text("x\ny")]], Self.section(Self.text("end"))))
  }

  @Test func postsEditsAndScheduledPostsCarryThem() async {
    let http = ScriptedHTTP { _ in .json(["ok": true, "ts": "1.0"]) }
    let slack = SlackTest.slack(http)
    _ = await slack.perform(.post(text: "*x*", in: "C1", named: nil), key: "k")
    _ = await slack.perform(.schedule(text: "*x*", in: "C1", at: SlackTest.now + .hours(1)), key: "k")
    _ = await slack.edit(MessageRef("1.0", in: "C1"), text: "*x*", key: "k")
    let blocks = Self.blocks(Self.section(Self.text("*x*")))
    #expect(await http.requests.map { $0.json["blocks"] } == [blocks, blocks, blocks])
    #expect(await http.requests.map { $0.json["text"] } == ["*x*", "*x*", "*x*"])
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
