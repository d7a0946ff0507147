import BotCore
import Testing

@testable import Connectors

@Suite struct MastodonTextTests {
  @Test(arguments: [
    (Text("plain"), "plain"),
    (Text([.mention(member: "7", name: "alice@other.example"), .plain(", hi")]), "@alice@other.example, hi"),
    (Text([.plain("Hi "), .mention(member: "7", name: "alice"), .plain(".")]), "Hi @alice\u{200B}."),
    (Text([.plain("Hi"), .mention(member: "7", name: "alice"), .plain("bob")]), "Hi\u{200B}@alice\u{200B}bob"),
    (Text([.mention(member: "7", name: "no name @all")]), "@\u{200B}no name @\u{200B}all"),
    (Text([.link(label: "", url: "https://a.example/x")]), "https://a.example/x"),
    (Text([.link(label: "rules", url: "https://a.example/x")]), "rules (https://a.example/x)"),
    (Text([.link(label: "x", url: "javascript://x")]), "x (javascript:/\u{200B}/x)"),
    (Text([.bold("a"), .plain(" "), .italic("b"), .plain(" "), .code("c*d")]), "a b c*d"),
    (Text([.plain("Do:"), .list(items: ["one", "two"]), .plain("then")]), "Do:\n• one\n• two\nthen"),
    (Text([.quote("a\nb"), .plain("c")]), "> a\n> b\nc"),
    (Text([.codeBlock("let x\n  y"), .plain("z")]), "let x\n  y\nz"),
    (
      Text([.channel(id: "#swift", name: "swift"), .plain(" "), .channel(id: "public", name: "public")]),
      "#swift public"
    ),
    (Text("\n text \n"), " text"),
  ])
  func writesPlainText(_ text: Text, _ expected: String) {
    #expect(MastodonText(text).text == expected)
  }

  @Test(arguments: [
    "@admin", "hello @admin@evil.example!", "＠admin", "https://evil.example/", "http://evil.example",
    "xmpp:a@b.example", "magnet:?xt=1", "XMPP:x", "a//b", "https:////x", "#swift", "＃swift", "a #1a", "#️⃣tag",
  ])
  func whatAMemberWroteCallsNobodyAndLinksNothing(_ words: String) {
    for text in [
      Text(words), Text([.code(words)]), Text([.codeBlock(words)]), Text([.bold(Text(words))]),
      Text([.list(items: [Text(words)])]), Text([.quote(Text(words))]),
      Text([.mention(member: "1", name: "x " + words)]),
      Text([.channel(id: "x", name: words)]), Text([.link(label: words, url: "https://ok.example/")]),
    ] {
      let made = MastodonText(text).text.split(separator: "https://ok.example/").joined()
      #expect(Self.calls(in: made).isEmpty, "\(made)")
      #expect(!made.contains("://") && !made.lowercased().contains("xmpp:x") && !made.contains("magnet:?"), "\(made)")
    }
  }

  @Test func wordsThatMeetMakeNoMentionOrLink() {
    let met = Text([
      .plain("@"), .code("admin"), .plain(" https:"), .bold("//evil.example"), .plain(" x@"), .italic("y"),
      .plain(" #"), .bold("tag"),
    ])
    let made = MastodonText(met).text
    #expect(Self.calls(in: made).isEmpty && !made.contains("://"))
  }

  @Test func anAddressCannotCallAnybodyOrEndEarly() {
    let url = "https://a.example/@user?q=.@admin \n<x>(y)"
    #expect(
      MastodonText(Text([.link(label: "", url: url)])).text
        == "https://a.example/@user?q=.%40admin%20%0A%3Cx%3E%28y%29")
  }

  @Test func countsAsMastodonDoes() {
    func length(_ nodes: [Text.Node]) -> Int { MastodonText(Text(nodes)).length }
    #expect(length([.plain("hello")]) == 5)
    #expect(length([.plain("👩‍👩‍👧‍👦é")]) == 2)
    #expect(length([.link(label: "", url: "https://a.example/" + String(repeating: "x", count: 300))]) == 23)
    #expect(length([.link(label: "", url: "https://a.io")]) == 23)
    #expect(length([.link(label: "rules", url: "https://a.io")]) == 23 + 8)
    #expect(length([.mention(member: "1", name: "alice@a.very.long.host.example")]) == 6)
    #expect(length([.list(items: [Text([.link(label: "", url: "https://a.io/xyz")])])]) == 25)
    #expect(length([.quote(Text([.mention(member: "1", name: "a@b.example")]))]) == 4)
  }

  @Test func aTextThatFitsLeavesRoomForWhomItAnswers() {
    let text = Text(String(repeating: "x", count: 460))
    #expect(Mastodon.about.length(text) == 500)
    let audience = MastodonAudience(
      visibility: "public", accounts: [String(repeating: "u", count: 30) + "@host.example"])
    #expect(MastodonText(text, for: audience).length <= 500)
  }

  @Test func partsOfALongTextFitWithoutACutMention() {
    let words = (0..<300).map { "word\($0)" }.joined(separator: " ")
    let text = Text([.plain(words), .mention(member: "1", name: "alice@other.example"), .plain(words)])
    let about = Mastodon.about
    let parts = text.parts(longest: about.text.max, length: about.length)
    #expect(parts.count >= 9)
    #expect(parts.allSatisfy { about.length($0) <= 500 })
    #expect(parts.filter { MastodonText($0).text.contains("@alice@other.example") }.count == 1)
  }

  @Test func putsAccountsBeforeAndHashtagsBehind() {
    let audience = MastodonAudience(
      visibility: "public", tags: ["swift", "news"], accounts: ["alice", "bob@b.example"])
    #expect(MastodonText("Look: #Swift!", for: audience).text == "@alice @bob@b.example Look: #Swift!\n\n#news")
    #expect(MastodonText("#swiftly", for: audience).text == "@alice @bob@b.example #\u{200B}swiftly\n\n#swift #news")
    #expect(MastodonText("x", for: audience).length == "@alice @bob x\n\n#swift #news".count)
  }

  @Test func hashtagsAreLiveWhereTheAudienceNamesThem() {
    let audience = MastodonAudience(visibility: "public", tags: ["swift", "news"])
    func text(_ nodes: Text.Node...) -> String { MastodonText(Text(nodes), for: audience).text }
    #expect(text(.plain("#news #other #Swift")) == "#news #\u{200B}other #Swift")
    #expect(text(.plain("(#news) a#news")) == "(#\u{200B}news) a#\u{200B}news\n\n#swift #news")
    #expect(
      text(.plain("#news·x #swift_ ##news")) == "#\u{200B}news·x #\u{200B}swift_ #\u{200B}#\u{200B}news\n\n#swift #news"
    )
    #expect(text(.plain("x "), .channel(id: "#news", name: "news"), .plain(", #swift.")) == "x #news, #swift.")
    #expect(
      text(.link(label: "", url: "https://a.example/#news")) == "https://a.example/#news\n\n#swift #news")
    #expect(MastodonText("#news #swift", for: audience).length == "#news #swift".count)
    #expect(MastodonText("#news #swift").length == "#news #swift".count + 2)
  }

  @Test func tellsHowMuchAnAudienceAdds() {
    #expect(MastodonText.added(by: MastodonAudience(visibility: "public")) == 0)
    let audience = MastodonAudience(visibility: "direct", tags: ["x"], accounts: ["alice", "bob@b.example"])
    #expect(MastodonText.added(by: audience) == "@alice @bob \n\n#x".count)
  }

  /// As Mastodon finds mentions and hashtags: a mark and a word. What may stand before them is not looked at.
  private static func calls(in text: String) -> [String] {
    let scalars = Array(text.unicodeScalars)
    return scalars.indices.compactMap { index in
      guard ["@", "\u{FF20}", "#", "\u{FF03}"].contains(scalars[index]), index + 1 < scalars.count,
        scalars[index + 1] != "\u{200B}", scalars[index + 1] != " "
      else { return nil }
      return String(String.UnicodeScalarView(scalars[index...].prefix(10)))
    }
  }
}
