import Testing

@testable import Connectors
@testable import Feeds

@Suite struct HTMLReaderTests {
  @Test(arguments: [
    ("plain", "plain"),
    ("<p>One.</p><p>Two<br>lines</p>", "One.\n\nTwo\nlines"),
    ("<p>a<br /><br />b</p>", "a\n\nb"),
    ("<div>a</div><div>b</div>c", "a\nb\nc"),
    ("  much \n\t white <b> space </b> here ", "much white space here"),
    ("a<b>b</b>c <i>d</i>", "abc d"),
    ("<p>Buy:</p><ul><li>milk</li><li><p>eggs</p></li></ul><p>Thanks</p>", "Buy:\n\n- milk\n- eggs\n\nThanks"),
    ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c"),
    ("<blockquote><p>said</p><p>more</p></blockquote><p>answer</p>", "> said\n\n> more\n\nanswer"),
    ("<pre>\n  let x = 1\n\n  y()\n</pre>after", "  let x = 1\n\n  y()\n\nafter"),
    ("fish &amp; chips &lt;b&gt; &eacute;&#233;&#xe9; &nbsp;", "fish & chips <b> ééé \u{A0}"),
    ("x<script>alert('<p>')</script><style>p{}</style><!-- no -->y", "xy"),
    ("hello <img src=\"https://a.example/x.png\" alt=\":wave:\">", "hello :wave:"),
    ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
    ("", ""), ("<br><p></p>", ""),
  ])
  func readsAsAPersonWould(_ html: String, _ text: String) {
    #expect(HTML.plain(html) == text)
  }

  @Test(arguments: [
    ("<a href=\"https://a.example/x\">the page</a>.", "the page (https://a.example/x)."),
    ("<a href=\"https://a.example/\">a.example</a>", "a.example"),
    ("<a href=\"https://a.example/x\">https://a.example/x</a>", "https://a.example/x"),
    ("<a href=\"mailto:a@b.example\">a@b.example</a>", "a@b.example"),
    ("<a href=\"/relative\">here</a> <a href=\"javascript:x()\">there</a>", "here there"),
    ("<a href=\"https://evil.example/\">https://bank.example/</a>", "https://bank.example/ (https://evil.example/)"),
    ("<a href=\"https://a.example/\"><img src=x></a>", "https://a.example/"),
    (
      "see <a href=\"https://a.example/\">one <a href=\"https://b.example/\">two",
      "see one (https://a.example/) two (https://b.example/)"
    ),
    ("<ul><li><a href=\"https://a.example/x\">https://a.example/x</a></li></ul>", "- https://a.example/x"),
  ])
  func tellsTheAddressOfALinkWhereItsLabelDoesNot(_ html: String, _ text: String) {
    #expect(HTML.plain(html) == text)
  }

  @Test func readsMastodonsMentionsTagsAndShortenedLinks() {
    let html = """
      <p><span class="h-card" translate="no"><a href="https://social.example/@bot" class="u-url mention">@<span>bot</span>\
      </a></span> see <a href="https://example.org/a/long/path?x=1&amp;y=2" rel="nofollow noopener">\
      <span class="invisible">https://</span><span class="ellipsis">example.org/a/long/p</span>\
      <span class="invisible">ath?x=1&amp;y=2</span></a> \
      <a href="https://social.example/tags/swift" class="mention hashtag" rel="tag">#<span>swift</span></a></p>
      """
    #expect(HTML.plain(html) == "@bot see https://example.org/a/long/path?x=1&y=2 #swift")
  }

  @Test func survivesUnclosedAndMisplacedTags() {
    #expect(HTML.plain("<p>a<b>b<i>c<p>d</b></div></html>e") == "abc\n\nde")
    #expect(HTML.plain("a < b and c > d <") == "a < b and c > d <")
    #expect(HTML.plain("<p>a<script>never closed <p>b") == "a")
    #expect(HTML.plain("</p></p></ul></blockquote></pre></a>x") == "x")
    #expect(HTML.plain("<a href=\"https://a.example/") == "https://a.example/")
    #expect(HTML.plain("x<!-- open").hasPrefix("x"))
  }

  @Test func survivesNestingWithoutEnd() {
    let bombs = ["<div>", "<b>", "<ul><li>", "<blockquote>", "<a href='https://a.example/'>", "<table><tr><td>", "<p>"]
    for tag in bombs {
      let text = HTML.plain("before " + String(repeating: tag, count: 100_000) + "after")
      #expect(text.hasPrefix("before"))
      #expect(text.utf8.count < 1 << 20)
    }
    let ends = String(repeating: "<b>", count: 500) + String(repeating: "</i></p>", count: 50_000) + "x"
    #expect(HTML.plain(ends).hasSuffix("x"))
  }

  @Test func writesDeepQuotesNoDeeperThanEight() {
    let html = String(repeating: "<blockquote>", count: 200) + "x"
    #expect(HTML.plain(html) == String(repeating: "> ", count: 8) + "x")
  }

  @Test func survivesHostileBytes() {
    #expect(HTML.plain("a\0b<p\0>c\0").hasPrefix("a b"))
    let bad = String(decoding: [0x61, 0xFF, 0xC3, 0x28, 0xED, 0xA0, 0x80, 0x62] as [UInt8], as: UTF8.self)
    #expect(HTML.plain(bad) == bad)
    #expect(
      HTML.plain("<meta charset=\"utf-16\">é<meta http-equiv=Content-Type content='text/html; charset=koi8-r'>ü")
        == "éü")
    #expect(HTML.plain("👩‍👩‍👧‍👦 \u{202E}x") == "👩‍👩‍👧‍👦 \u{202E}x")
    for count in [511 << 10, 600 << 10] {
      let html = String(repeating: "é", count: count / 2)
      #expect(HTML.plain(html).utf8.count <= (512 << 10) + 2)
    }
  }

  @Test func survivesMalformedEntities() {
    #expect(HTML.plain("&bogus; &amp &; &#; &#x; AT&T") == "&bogus; &amp &; AT&T")
    #expect(!HTML.plain("&#0;&#xD800;&#x110000;&#99999999999;x").isEmpty)
    #expect(HTML.plain("<!DOCTYPE x [<!ENTITY a \"bomb\"><!ENTITY b \"&a;&a;\">]>&b;").contains("bombbomb") == false)
    let external = "<!DOCTYPE x SYSTEM \"file:///etc/passwd\" [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>&e;"
    #expect(!HTML.plain(external).contains("root:"))
  }

  @Test func survivesHugeAttributes() {
    let value = String(repeating: "x", count: 300_000)
    #expect(HTML.plain("<p class=\"\(value)\">a</p>") == "a")
    #expect(HTML.plain("<p \(String(repeating: "a='b' ", count: 20_000))>a</p>") == "a")
    #expect(HTML.plain("<\(value)>a").hasSuffix("a"))
    #expect(HTML.plain("<a href=\"https://\(value)\">a</a>") == "a (https://\(value))")
  }
}
