import BotCore
import Testing

@testable import Connectors

/// What a message says where its plain text and its HTML differ.
@Suite struct MatrixBodyTests {
  private func text(_ body: String, _ html: String, reply: Bool = false) -> String? {
    let relation: JSON? = reply ? ["m.in_reply_to": ["event_id": "$x"]] : nil
    return MatrixBody(
      .compact(
        ("body", .string(body)), ("format", "org.matrix.custom.html"), ("formatted_body", .string(html)),
        ("m.relates_to", relation))
    )?.text
  }

  @Test(
    arguments: [
      ("**bold** and _more_", "<strong>bold</strong> and <em>more</em>"),
      ("Alice: hello", #"<a href="https://matrix.to/#/@alice:test">Alice</a>: hello"#),
      ("[here](https://a.test/x)", #"<a href="https://a.test/x">here</a>"#),
      ("https://a.test/x", #"<a href="https://a.test/x">https://a.test/x</a>"#),
      ("1. one\n2. two", "<ol><li>one</li><li>two</li></ol>"),
      ("```swift\nlet a = 1 < 2\n```", #"<pre><code class="language-swift">let a = 1 &lt; 2\#n</code></pre>"#),
      ("> said\n\nyes", "<blockquote><p>said</p></blockquote><p>yes</p>"), ("picture", "<img src='mxc://a/b'>"),
    ])
  func whatTheHTMLSaysAgainIsReadOnce(_ body: String, _ html: String) {
    #expect(text(body, html) == body)
  }

  @Test(
    arguments: [
      ("hello", "buy <b>pills</b>", "hello\nbuy pills"),
      ("see here", #"see <a href="https://evil.test/">here</a>"#, "see here\nsee here (https://evil.test/)"),
      ("hello", "hello<br>and pills", "hello\nhello\nand pills"), ("", "pills", "\npills"),
      ("hello", "hello<br>```pills", "hello\nhello\n```pills"),
    ])
  func whatOnlyTheHTMLSaysIsReadToo(_ body: String, _ html: String, _ expected: String) {
    #expect(text(body, html) == expected)
  }

  @Test func whatIsAnsweredIsNoPartOfTheAnswer() {
    let html = "<mx-reply><blockquote>one</blockquote></mx-reply>"
    #expect(text("> <@bob:test> one\n\ntwo", html + "two", reply: true) == "two")
    #expect(text("two", html + "<i>three</i>", reply: true) == "two\nthree")
    #expect(text("two", html + "two") == "two\n> one\n\ntwo", "outside a reply it is shown")
  }

  @Test func otherFormatsAreNotRead() {
    #expect(MatrixBody(["body": "x", "format": "a.b", "formatted_body": "<b>y</b>"])?.text == "x")
    #expect(MatrixBody(["formatted_body": "y", "format": "org.matrix.custom.html"])?.text == nil)
  }
}
