import BotCore
import Testing

@testable import Connectors

@Suite struct TelegramTextTests {
  private static let joiner: Unicode.Scalar = "\u{2060}"

  /// The text with `~` for each joiner.
  private func shown(_ text: Text) -> String {
    String(String.UnicodeScalarView(TelegramText(text).text.map { $0 == Self.joiner ? "~" : $0 }))
  }

  @Test func markupIsEntitiesInUTF16Units() {
    let text = Text([
      .plain("😀 "), .bold(Text([.plain("bold "), .italic("both")])), .plain(" "), .code("x < y"), .plain(" "),
      .link(label: "docs", url: "https://docs.example/"),
    ])
    let rendered = TelegramText(text)
    #expect(rendered.string == "😀 bold both x < y docs")
    #expect(
      rendered.entities == [
        ["type": "bold", "offset": 3, "length": 9], ["type": "italic", "offset": 8, "length": 4],
        ["type": "code", "offset": 13, "length": 5],
        ["type": "text_link", "offset": 19, "length": 4, "url": "https://docs.example/"],
      ])
    #expect(TelegramText.length(text) == 23)
  }

  @Test func blocksStandOnLinesOfTheirOwn() {
    let text = Text([
      .plain("See"), .codeBlock("a\n  b"), .quote("said"), .list(items: ["one", Text([.bold("two")])]), .plain("End"),
    ])
    #expect(TelegramText(text).string == "See\na\n  b\nsaid\n• one\n• two\nEnd")
    #expect(
      TelegramText(text).entities == [
        ["type": "pre", "offset": 4, "length": 5], ["type": "blockquote", "offset": 10, "length": 4],
        ["type": "bold", "offset": 23, "length": 3],
      ])
  }

  @Test func whiteSpaceAtTheEndsGoesWithTheEntitiesMoved() {
    let text = Text([.plain("\n  "), .bold(" x "), .codeBlock("y"), .plain("\n\n")])
    #expect(TelegramText(text).string == "x \ny")
    #expect(
      TelegramText(text).entities == [
        ["type": "bold", "offset": 0, "length": 2], ["type": "pre", "offset": 3, "length": 1],
      ])
  }

  @Test func membersAreMentionedByEntity() {
    let text = TelegramText(Text([.plain("Hi "), .mention(member: "17", name: "Ada @admin")]))
    #expect(text.string == "Hi Ada @\u{2060}admin")
    #expect(
      text.entities == [
        [
          "type": "text_mention", "offset": 3, "length": 11,
          "user": ["id": 17, "is_bot": false, "first_name": "Ada @admin"],
        ]
      ])
    #expect(shown(Text([.mention(member: "@beat", name: "Bea"), .plain("rix, "), .plain("hi")])) == "@beat~rix, hi")
    #expect(shown(Text([.mention(member: "-100", name: "News")])) == "@~News")
    #expect(shown(Text([.mention(member: "@b e a", name: "all")])) == "@~all")
  }

  @Test func channelsAreLinksWhereTheirAddressIsKnown() {
    let text = TelegramText(Text([.channel(id: "@rustusers", name: "rust")]))
    #expect(text.entities.first?["url"] == "https://t.me/rustusers")
    #expect(shown(Text([.channel(id: "-100", name: "rust")])) == "#~rust")
  }

  @Test(arguments: [
    ("@admin", "@~admin"), ("mail a@b.example now", "mail a@~b.~example now"), ("#tag and C#", "#~tag and C#"),
    ("/ban me and/or you", "/~ban me and/or you"), ("$BTC", "$~BTC"), ("evil.example/x", "evil.~example/x"),
    ("https://evil.example", "https:~/~/~evil.~example"), ("tg://resolve", "tg:~/~/~resolve"),
    ("Well. Yes.", "Well. Yes."),
    ("(/start)", "(/~start)"), ("@ noon", "@ noon"), ("1.5", "1.~5"), ("@@all", "@~@~all"), ("#/@x", "#~/~@~x"),
  ]) func nothingThatAMemberWroteIsLive(_ written: String, _ said: String) {
    #expect(shown(Text(written)) == said)
    #expect(TelegramText(Text(written)).entities.isEmpty)
  }

  @Test(arguments: ["\u{202A}", "\u{202E}", "\r", "\u{2028}", "\u{333}", "\u{30A}", "\u{33F}"])
  func whatTelegramTakesOutHidesNothing(_ hidden: String) {
    #expect(shown(Text("@\(hidden)admin evil.\(hidden)example")) == "@~admin evil.~example")
  }

  @Test func wordsDoNotBecomeNamesByStandingTogether() {
    #expect(shown(Text([.plain("@"), .plain("admin")])) == "@~admin")
    #expect(shown(Text([.plain("@"), .bold("admin")])) == "@~admin")
    #expect(shown(Text([.plain("/"), .code("ban")])) == "/~ban")
    #expect(shown(Text([.plain("evil."), .link(label: "example", url: "https://a.example")])) == "evil.~example")
    #expect(shown(Text([.plain("http:"), .plain("//x.example")])) == "http:~/~/~x.~example")
  }

  @Test(arguments: [
    "javascript:alert(1)", "tg://user?id=1", "https://a.example/ @admin", "mailto:a@b.example",
    "https://a\u{0A}b.example",
  ]) func otherAddressesAreText(_ url: String) {
    let text = TelegramText(Text([.link(label: "here", url: url)]))
    #expect(text.entities.isEmpty)
    #expect(!text.string.contains("@a"))
  }

  @Test func anAddressIsShownWhole() {
    #expect(shown(Text([.link(label: "", url: "https://a.example/x")])) == "https://a.example/x")
    #expect(shown(Text([.link(label: "", url: "https://a.example/@admin")])) == "https:~/~/~a.~example/@~admin")
  }

  @Test func codeStaysAsItIs() {
    let text = TelegramText(Text([.code("git@host:/x #1")]))
    #expect(text.string == "git@host:/x #1")
    #expect(text.entities == [["type": "code", "offset": 0, "length": 14]])
  }

  @Test func beyondAHundredEntitiesEvenCodeIsQuiet() {
    let text = TelegramText(Text((0..<101).map { _ in .code("@all") }))
    #expect(text.entities.count == 100)
    #expect(text.string.hasSuffix("@\u{2060}all"))
  }

  @Test func quotesDoNotStandInQuotes() {
    let text = TelegramText(Text([.quote(Text([.plain("a"), .quote("b")]))]))
    #expect(text.string == "a\nb")
    #expect(text.entities == [["type": "blockquote", "offset": 0, "length": 3]])
  }

  @Test(arguments: ["", " \n ", "\u{2060}", "\u{202E}"]) func nothingToSayIsAFault(_ text: String) {
    #expect(TelegramText(Text(text)).fault == "the text is empty")
  }

  @Test func aTextMayHave4096Units() {
    #expect(TelegramText(Text(String(repeating: "é", count: 4096))).fault == nil)
    #expect(
      TelegramText(Text(String(repeating: "😀", count: 2049))).fault
        == "the text has 4098 characters and a message holds 4096; shorten it")
    #expect(Telegram.about.length(Text(String(repeating: "@a", count: 10))) == 30)
  }

  @Test func longTextsAreCutIntoPartsThatFit() {
    let limits = Telegram.about.text
    let text = Text((0..<300).flatMap { [.plain("@member\($0) said. "), .bold("see a.example ")] })
    let parts = text.parts(longest: limits.max, length: Telegram.about.length)
    #expect(parts.count > 1)
    #expect(parts.allSatisfy { TelegramText($0).fault == nil })
  }
}
