import BotCore
import Testing

@testable import Connectors

@Suite struct MatrixTextTests {
  private func content(_ text: Text, notice: Bool = true) -> String {
    MatrixText(text, notice: notice).content().text
  }

  @Test func plainTextNeedsNoMarkup() {
    #expect(content("hello\nyou") == #"{"msgtype":"m.notice","body":"hello\nyou","m.mentions":{}}"#)
    #expect(content("hello", notice: false) == #"{"msgtype":"m.text","body":"hello","m.mentions":{}}"#)
  }

  @Test func everyNodeHasItsMarkup() {
    let text = Text([
      .plain("a\nb "), .bold("bold"), .italic(Text([.code("x < y")])), .quote("said"),
      .list(items: ["one", Text([.bold("two")])]), .codeBlock("if a && b {\n}"),
      .link(label: "here", url: "https://example.org/?a=1&b=\"2\""), .link(label: "", url: "https://example.org"),
      .channel(id: "#help:test", name: "help"), .channel(id: "C1", name: "else"),
    ])
    #expect(
      MatrixText.html(text)
        == "a<br>b <strong>bold</strong><em><code>x &lt; y</code></em><blockquote>said</blockquote>"
        + "<ul><li>one</li><li><strong>two</strong></li></ul><pre><code>if a &amp;&amp; b {\n}</code></pre>"
        + "<a href=\"https://example.org/?a=1&amp;b=&quot;2&quot;\">here</a>"
        + "<a href=\"https://example.org\">https://example.org</a>"
        + "<a href=\"https://matrix.to/#/%23help%3Atest\">#help</a>#else")
  }

  @Test func whoIsMentionedIsNamedBesideTheText() {
    let text: Text = Text([.plain("hi "), .mention(member: "@alice:test", name: "Alice")])
    #expect(
      content(text)
        == #"{"msgtype":"m.notice","body":"hi @Alice","format":"org.matrix.custom.html","#
        + #""formatted_body":"hi <a href=\"https://matrix.to/#/%40alice%3Atest\">Alice</a>","#
        + #""m.mentions":{"user_ids":["@alice:test"]}}"#)
  }

  @Test(arguments: ["@room", "<img src=x onerror=alert(1)>", "</a><script>", "\"><b>", "&lt;", "'; drop"])
  func aHostileNameIsOnlyAName(_ name: String) {
    let text = Text([
      .mention(member: "@eve:test", name: name), .plain(name), .link(label: name, url: "https://x.test"),
    ])
    let html = MatrixText.html(text)
    #expect(html.filter { $0 == "<" }.count == 4)
    #expect(!html.contains("<img") && !html.contains("<script") && !html.contains("<b>"))
    let mentions = MatrixText(text, notice: true).content()["m.mentions"]
    #expect(mentions == ["user_ids": ["@eve:test"]])
  }

  @Test(arguments: ["javascript:alert(1)", "data:text/html,x", "//x.test", "JAVASCRIPT:x"])
  func otherAddressesAreNoLinks(_ url: String) {
    #expect(!MatrixText.html(Text([.link(label: "see", url: url)])).contains("<a"))
  }

  @Test func aWholeRoomIsNeverCalled() {
    #expect(content("@room wake up") == #"{"msgtype":"m.notice","body":"@room wake up","m.mentions":{}}"#)
  }

  @Test func anEditCallsNobodyAgain() {
    let text = Text([.mention(member: "@alice:test", name: "Alice")])
    let content = MatrixText(text, notice: true).replacement(of: "$m")
    #expect(content["body"] == "* @Alice")
    #expect(content["m.mentions"] == [:])
    #expect(content["m.new_content"]?["m.mentions"] == ["user_ids": ["@alice:test"]])
    #expect(content["m.relates_to"] == ["rel_type": "m.replace", "event_id": "$m"])
  }

  @Test(arguments: [
    "hello", "line\nbreak and \"quotes\"", "ä😀",
    Text([.bold("<loud>"), .mention(member: "@alice:test", name: "Alice")]),
    Text([.list(items: ["one", "two"]), .codeBlock("a\tb"), .link(label: "here", url: "https://example.org")]),
  ])
  func theLengthIsThatOfWhatIsSent(_ text: Text) {
    #expect(MatrixText.length(text) == MatrixText(text, notice: true).content().bytes.count)
    #expect(MatrixText.length(text) <= MatrixText.length(text + text))
  }

  @Test func whatIsTooLongIsSaid() {
    let room = MatrixText.longest - MatrixText.length("")
    #expect(MatrixText(Text(String(repeating: "ä", count: room / 2)), notice: true).fault == nil)
    #expect(
      MatrixText(Text(String(repeating: "\"", count: room / 2 + 1)), notice: true).fault
        == "the text takes 58002 bytes and a message holds 58000; shorten it")
    #expect(MatrixText(Text([.plain("\n")]), notice: true).fault == "the text is empty")
  }

  @Test(arguments: ["x", "\"", "\n.", "\u{1}", "ä"])
  func whatFitsAsAPostFitsAsAnEdit(_ letter: String) {
    let one = MatrixText.length(Text(letter + letter)) - MatrixText.length(Text(letter))
    let text = Text(String(repeating: letter, count: (MatrixText.longest - 100) / one))
    #expect(MatrixText(text, notice: true).fault == nil)
    let message = ID<Message>("$" + String(repeating: "m", count: 254))
    #expect(MatrixText(text, notice: true).replacement(of: message).bytes.count <= 60_000)
  }

  @Test func theEnginesPartsAreWhatFits() {
    let paragraph = String(repeating: "word ", count: 3000)
    let text = Text([.bold(Text(paragraph)), .plain("\n\n"), .plain(String(repeating: paragraph + "\n\n", count: 8))])
    let parts = text.parts(longest: Matrix.about.text.max, length: Matrix.about.length)
    #expect(parts.count == 4)
    #expect(parts.allSatisfy { MatrixText($0, notice: true).fault == nil && MatrixText.length($0) <= 58_000 })
  }

  @Test func markupThatDoesNotFitIsLeftOut() {
    let text = Text([.bold(Text(String(repeating: "<", count: 20_000)))])
    #expect(MatrixText.length(text) > MatrixText.longest)
    let content = MatrixText(text, notice: true).content()
    #expect(content["formatted_body"] == nil)
    #expect(content["body"]?.string?.utf8.count == 20_000)
    #expect(MatrixText(text, notice: true).replacement(of: "$m").bytes.count < 60_000)
  }

  @Test func emptyLinesAroundAListAreLeftOutOfTheBody() {
    #expect(MatrixText(Text([.list(items: ["one", "two"])]), notice: true).plain == "- one\n- two")
  }
}
