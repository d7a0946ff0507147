import BotCore
import Testing

@testable import Console

@Suite struct MarkupTests {
  @Test func whatSomebodyWroteIsText() {
    let hostile = "<script>alert('1')</script> & \"quoted\""
    let escaped = "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;quoted&quot;"
    #expect(Markup.text(hostile).html == escaped)
    #expect(Markup.tag("p", ["title": hostile], .text(hostile)).html == "<p title=\"\(escaped)\">\(escaped)</p>")
    #expect(Markup.name(hostile).html == "<bdi>\(escaped)</bdi>")
  }

  @Test func controlCharactersAreLeftOut() {
    #expect(Markup.text("a\u{0}b\u{1B}[31mc\u{9F}d\te\nf\r").html == "ab[31mcd\te\nf")
  }

  @Test func anAttributeWithoutAValueIsLeftOut() {
    #expect(
      Markup.tag("input", ["name": "a", "required": "", "value": nil]).html == "<input name=\"a\" required=\"\">")
  }

  @Test func emptyElementsHaveNoEnd() {
    #expect(Markup.group([.tag("br"), .tag("p"), .none]).html == "<br><p></p>")
  }

  @Test(arguments: [
    (
      "https://example.org/?a=1&b",
      "<a href=\"https://example.org/?a=1&amp;b\" rel=\"noopener noreferrer\" target=\"_blank\">x</a>"
    ),
    ("HTTP://example.org", "<a href=\"HTTP://example.org\" rel=\"noopener noreferrer\" target=\"_blank\">x</a>"),
    ("javascript:alert(1)", "x"), ("data:text/html,x", "x"), ("//example.org", "x"), ("", "x"),
  ])
  func onlyAddressesOfTheWebAreLinks(address: String, html: String) {
    #expect(Markup.foreignLink(address, "x").html == html)
  }

  @Test func whatTheBotSaysKeepsItsForm() {
    let text = Text([
      .plain("A & "), .bold("b"), .italic("i"), .mention(member: "u1", name: "<Ada>"), .channel(id: "c1", name: "help"),
      .code("x<y"), .codeBlock("z"), .quote("q"), .list(items: ["1", "2"]), .link(label: "", url: "https://a.b"),
      .link(label: "no", url: "javascript:x"),
    ])
    #expect(
      Markup.of(text).html
        == "A &amp; <strong>b</strong><em>i</em><bdi class=\"mention\">@&lt;Ada&gt;</bdi><bdi>#help</bdi>"
        + "<code>x&lt;y</code><pre tabindex=\"0\">z</pre><blockquote>q</blockquote><ul><li>1</li><li>2</li></ul>"
        + "<a href=\"https://a.b\" rel=\"noopener noreferrer\" target=\"_blank\">https://a.b</a>no")
  }

  @Test func everyFormCarriesTheTokenOfItsSession() {
    let forms = FormMaker(csrf: "t0ken", community: "lobby", back: "flags")
    #expect(
      forms.button("Resolve", "resolve", ["id": "3"], label: "Trouble", kind: "main").html
        == "<form method=\"post\" action=\"do\"><input type=\"hidden\" name=\"csrf\" value=\"t0ken\">"
        + "<input type=\"hidden\" name=\"deed\" value=\"resolve\"><input type=\"hidden\" name=\"community\" value=\"lobby\">"
        + "<input type=\"hidden\" name=\"back\" value=\"flags\"><input type=\"hidden\" name=\"id\" value=\"3\">"
        + "<button class=\"main\" aria-label=\"Resolve: Trouble\">Resolve</button></form>")
  }
}
