import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

@Suite struct GitHubTextTests {
  private func render(_ text: Text) -> String { GitHubText.render(text) }

  @Test(arguments: [
    ("@everyone @octo/team", "@\u{200B}everyone @\u{200B}octo/team"),
    ("a@b.example", "a@\u{200B}b.example"),
    ("fixes #12, # 12, #x", "fixes #\u{200B}12, # 12, #x"),
    ("octo/town#12", "octo/town#\u{200B}12"),
    ("GH-12 gh-1 GH-x ugh-1", "GH-\u{200B}12 gh-\u{200B}1 GH-x ugh-\u{200B}1"),
    ("https://evil.example", "https:\u{200B}//evil.example"),
    ("www.evil.example WWW.x", "www.\u{200B}evil.example WWW.\u{200B}x"),
    ("<b>&amp;", "\\<b\\>\\&amp;"),
    ("**x** `y` [z](https://e)", "\\*\\*x\\*\\* \\`y\\` \\[z\\](https:\u{200B}//e)"),
    ("# title", "\\# title"),
    ("> [!NOTE]", "\\> \\[!NOTE\\]"),
    ("- [ ] task", "\\- \\[ \\] task"),
    ("<!-- botrun:1 -->", "\\<!-- botrun:1 --\\>"),
  ])
  func plainTextCallsNobodyAndIsNoMarkup(text: String, rendered: String) {
    #expect(render(Text(text)) == rendered)
  }

  @Test func onlyAMentionNodeCalls() {
    #expect(render(Text([.mention(member: "ada", name: "Ada")])) == "@ada")
    #expect(render(Text([.mention(member: "octo/team", name: "x @y")])) == "@\u{200B}x @\u{200B}y")
    #expect(render(Text([.mention(member: "app[bot]", name: "app[bot]")])) == "@\u{200B}app\\[bot\\]")
    #expect(render(Text([.channel(id: "q-a", name: "q-a")])) == "#q-a")
  }

  @Test func hostileNamesInsideOtherNodesCallNobody() {
    for node: Text.Node in [
      .bold("@ada #1"), .italic("@ada #1"), .quote("@ada #1"), .list(items: ["@ada #1"]),
      .link(label: "@ada #1", url: "https://e.example"), .link(label: "@ada #1", url: "javascript:x"),
    ] {
      let rendered = render(Text([node]))
      #expect(!rendered.contains("@ada") && !rendered.contains("#1"), "\(rendered)")
    }
  }

  @Test func codeStaysAsItIs() {
    #expect(render(Text([.code("@ada #1")])) == "`@ada #1`")
    #expect(render(Text([.codeBlock("@ada")])) == "```\n@ada\n```")
  }

  @Test(arguments: [
    ("ada", true), ("a-b", true), (String(repeating: "x", count: 39), true), (String(repeating: "x", count: 40), false),
    ("", false), ("-a", false), ("a b", false), ("a/b", false), ("app[bot]", false), ("é", false),
  ])
  func aLoginIsLettersDigitsAndHyphens(text: String, isLogin: Bool) { #expect(GitHubText.isLogin(text) == isLogin) }

  @Test func theMembersThatATextCallsAreFoundOnce() {
    #expect(GitHubText.mentions(in: "@ada, @grace-h and @ada") == ["ada", "grace-h"])
    #expect(GitHubText.mentions(in: "mail@example.org @octo/team `@code` @") == [])
    #expect(GitHubText.mentions(in: "(@ada)\n@grace.") == ["ada", "grace"])
  }

  @Test func theLengthIsCountedAsSent() {
    let about = GitHubDiscussions.about
    #expect(about.length("a@b") == 4)
    #expect(about.text.max + GitHubMarker.mark("", String(repeating: "f", count: 100)).unicodeScalars.count <= 65_536)
    #expect(about.text.unit == .scalars)
  }

  // MARK: Titles

  @Test(arguments: [
    ("How do I?", "How do I?", "How do I?"),
    ("Title\nBody\nmore", "Title", "Body\nmore"),
    ("\n\n  Title  \n\nBody", "Title", "\n\n  Title  \n\nBody"),
    ("Title\n   \n", "Title", "Title\n   \n"),
  ])
  func theFirstLineIsTheTitle(text: String, title: String, body: String) {
    let titled = GitHubTitle(Text(text))
    #expect(titled.title == title)
    #expect(titled.body.plain == body)
  }

  @Test func aTitleHasNoMarkup() {
    let text = Text([
      .bold("News"), .plain(" for "), .mention(member: "ada", name: "Ada"), .plain("\nBody"), .code("x"),
    ])
    #expect(GitHubTitle(text).title == "News for @Ada")
    #expect(GitHubTitle(text).body == Text([.plain("Body"), .code("x")]))
  }

  @Test func aBlockEndsTheTitle() {
    let text = Text([.plain("Rules"), .list(items: ["one", "two"])])
    #expect(GitHubTitle(text).title == "Rules")
    #expect(GitHubTitle(text).body == Text([.list(items: ["one", "two"])]))
    let list = Text([.list(items: ["one", "two"])])
    #expect(GitHubTitle(list).title == "- one")
    #expect(GitHubTitle(list).body == list)
  }

  @Test func aLongTitleIsCutAndNothingIsLost() {
    let text = Text(String(repeating: "é", count: 300) + "\nBody")
    let titled = GitHubTitle(text)
    #expect(titled.title.unicodeScalars.count == 256)
    #expect(titled.title.hasSuffix("é…"))
    #expect(titled.body == text)
  }

  // MARK: Marks

  @Test func aMarkIsFoundByItsKeyAlone() {
    let body = GitHubMarker.mark("hello", "a1b2-2")
    #expect(body == "hello\n\n<!-- botrun:a1b2-2 -->")
    #expect(GitHubMarker.isMarked(body, "a1b2-2"))
    #expect(!GitHubMarker.isMarked(body, "a1b2"))
    #expect(GitHubMarker.isMarked(body))
    #expect(!GitHubMarker.isMarked("hello"))
  }

  @Test func aKeyCannotLeaveItsComment() {
    #expect(GitHubMarker.mark("x", "a --> <b>") == "x\n\n<!-- botrun:a--b -->")
  }

  // MARK: Reactions

  @Test(arguments: [
    ("👍", GitHubReaction.thumbsUp), ("👍🏽", .thumbsUp), ("+1", .thumbsUp), (":+1:", .thumbsUp), ("thumbsup", .thumbsUp),
    ("👎", .thumbsDown), ("-1", .thumbsDown), ("😄", .laugh), ("laugh", .laugh), ("🎉", .hooray), (":tada:", .hooray),
    ("😕", .confused), ("❤️", .heart), ("❤", .heart), ("Heart", .heart), ("🚀", .rocket), ("👀", .eyes),
  ])
  func gitHubsEightReactionsAreFoundByWhateverName(emoji: String, reaction: GitHubReaction) {
    #expect(GitHubReaction(emoji: emoji) == reaction)
  }

  @Test(arguments: ["", ":", "wave", "🐙", "party_parrot"])
  func othersAreNone(emoji: String) { #expect(GitHubReaction(emoji: emoji) == nil) }

  @Test func everyReactionIsFoundByItsOwnSign() {
    for reaction in GitHubReaction.allCases { #expect(GitHubReaction(emoji: reaction.emoji) == reaction) }
  }
}
