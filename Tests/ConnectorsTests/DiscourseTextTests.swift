import BotCore
import FoundationEssentials
import Testing

@testable import Connectors

@Suite struct DiscourseTextTests {
  private func plain(_ text: String) -> String {
    DiscourseText.render(Text(text)).split(separator: "\u{200B}", omittingEmptySubsequences: false).joined(
      separator: "·")
  }

  @Test(arguments: [
    ("hi @ada", "hi @·ada"), ("@here @all", "@·here @·all"), ("#support", "\\#·support"), ("a #support", "a #·support"),
    ("1 # 2", "1 # 2"), ("[quote=\"ada\"]x[/quote]", "\\[·quote=\"ada\"\\]x\\[·/quote\\]"),
    ("[date=2026-01-01]", "\\[·date=2026-01-01\\]"), ("<b>x</b>", "\\<b\\>x\\</b\\>"),
    ("<details>", "\\<details\\>"), ("https://evil.example/x", "https:·/·/evil.·example/x"),
    ("//evil.example", "/·/evil.·example"), ("www.evil.com", "www.·evil.·com"),
    ("so be it. And then", "so be it. And then"),
    ("at 12:30:15", "at 12:·30:15"), ("well :smile: so", "well :·smile: so"), ("note: this", "note: this"),
    (":+1:", ":·+1:"), ("[x](https://evil.com)", "\\[·x\\](https:·/·/evil.·com)"), ("&amp;", "\\&amp;"),
    ("a@evil.com", "a@·evil.·com"), ("**bold** _it_ `code`", "\\*\\*bold\\*\\* \\_it\\_ \\`code\\`"),
    ("v1.2 of 3.14", "v1.2 of 3.14"), ("<!-- x -->", "\\<!-- x --\\>"),
  ])
  func nothingThatAMemberWroteIsMoreThanText(_ text: String, _ rendered: String) { #expect(plain(text) == rendered) }

  @Test func onlyMentionsCallAnybody() {
    func mention(_ id: String, _ name: String = "N @here") -> String {
      DiscourseText.render(Text([.mention(member: ID(id), name: name)]))
    }
    #expect(mention("ada") == "@ada")
    #expect(mention("ada.b-c_d") == "@ada.b-c_d")
    #expect(mention("_ada_") == "@\\_ada\\_")
    #expect(mention("Zoë") == "@Zoë")
    for id in ["id:17", "here", "HERE", "a b", "a\n[quote]", ""] {
      #expect(mention(id) == "@\u{200B}N @\u{200B}here", "\(id)")
    }
  }

  @Test func aManagersLinksAreLinksAndNoPreviews() {
    let text = Text([
      .link(label: "", url: "https://example.org/@x"), .plain(" "),
      .link(label: "the @rules", url: "https://example.org"),
    ])
    #expect(
      DiscourseText.render(text) == "<https://example.org/@x> [the @\u{200B}rules](<https://example.org>)")
  }

  @Test func categoriesAreNamedWhereTheirNamesAreSlugs() {
    func channel(_ name: String) -> String { DiscourseText.render(Text([.channel(id: "5", name: name)])) }
    #expect(channel("support") == "#support")
    #expect(channel("Ask us <b>") == "#\u{200B}Ask us \\<b\\>")
  }

  @Test func theLengthIsThatOfWhatIsSent() {
    #expect(DiscourseText.length("a@b") == 4)
    let about = Discourse.about(with: DiscourseTest.settings { $0.bodyMax = 5000 })
    #expect(about.text == TextLimits(max: 4800, unit: .scalars))
    #expect(about.length("a*b") == 4)
    let note = DiscourseText.note("0123456789abcdef-100")
    #expect(4800 + note.unicodeScalars.count + 2 < 5000)
  }

  @Test func capabilitiesFollowTheSettings() {
    func lost(_ change: (inout DiscourseSettings) -> Void) -> Set<Capability> {
      Discourse.about.capabilities.subtracting(Discourse.about(with: DiscourseTest.settings(change)).capabilities)
    }
    let full: (inout DiscourseSettings) -> Void = {
      $0.joining = .approved
      $0.stagingCategory = "staging"
    }
    #expect(lost(full) == [])
    #expect(lost { _ in } == [.schedule, .joinRequests])
    #expect(
      lost {
        full(&$0)
        $0.receive = .poll
        $0.members = false
        $0.reports = false
      } == [.edits, .deletions, .reactions, .members, .reports, .joins])
    #expect(Discourse.about(with: DiscourseTest.settings { $0.receive = .poll }).receives == [.poll])
  }
}

@Suite struct DiscourseDraftTests {
  private let limits = DiscourseDraft.Limits(DiscourseTest.settings(), signature: "The Rose Garden")

  private func draft(_ text: Text) throws -> [String] {
    let draft = try DiscourseDraft(topic: text, limits)
    return [draft.title, draft.body]
  }

  @Test func aFirstLineThatWillDoIsTheTitleAndNotSaidAgain() throws {
    #expect(
      try draft("Weekly questions, week 3\n\nWhat did you learn about roses?")
        == ["Weekly questions, week 3", "What did you learn about roses?"])
    let bold = Text([.bold("Weekly  questions, week 3"), .plain("\nWhat did you learn about roses?")])
    #expect(try draft(bold) == ["Weekly questions, week 3", "What did you learn about roses?"])
  }

  @Test func aLineThatIsEverythingIsTitleAndBody() throws {
    #expect(
      try draft("What did you learn about roses?")
        == ["What did you learn about roses?", "What did you learn about roses?"])
    #expect(
      try draft("Weekly questions, week 3\n\nSo?")
        == ["Weekly questions, week 3", "Weekly questions, week 3\n\nSo?"])
  }

  @Test func whatIsTooShortIsFilledUp() throws {
    #expect(
      try draft("Rules\nBe kind and prune in March") == ["Rules Be kind and", "Rules\nBe kind and prune in March"])
    #expect(try draft("Hi!") == ["Hi! · The Rose Garden", "Hi!\n\n— The Rose Garden"])
    #expect(try DiscourseDraft.body("Thanks!", limits) == "Thanks!\n\n— The Rose Garden")
    #expect(try draft(Text([.list(items: ["Be kind", "Prune in March"])]))[0] == "Be kind Prune in")
  }

  @Test func whatStaysTooShortIsRefusedWithTheRemedy() {
    let poor = DiscourseDraft.Limits(DiscourseTest.settings(), signature: "X")
    #expect(
      throws: PlatformFault(
        .rejected, "the post has 3 characters, the forum wants 20; write more, or set bodyMin")
    ) { try DiscourseDraft.body("Hi!", poor) }
    #expect(
      throws: PlatformFault(
        .rejected,
        "the title \"Hi! · X\" has 7 characters, the forum wants 15; write a longer first line, or set titleMin")
    ) { try DiscourseDraft(topic: "Hi!", poor) }
    #expect(throws: PlatformFault(.rejected, "the text is empty; Discourse takes no empty posts")) {
      try DiscourseDraft.body("", poor)
    }
  }

  @Test func whatIsTooLongIsCutOrRefused() throws {
    let long = String(repeating: "roses ", count: 60)
    let title = try DiscourseDraft(topic: Text(long), limits).title
    #expect(title.count <= 255)
    #expect(title.hasSuffix("roses…"))
    #expect(DiscourseDraft.cut(String(repeating: "x", count: 30), to: 20) == String(repeating: "x", count: 19) + "…")
    #expect(DiscourseDraft.cut("roses", to: 0) == "…")
    #expect(throws: PlatformFault.self) {
      try DiscourseDraft.body(Text(String(repeating: "x", count: 31_801)), limits)
    }
    #expect(try DiscourseDraft.body(Text(String(repeating: "x", count: 31_800)), limits).count == 31_800)
  }
}

@Suite struct DiscoursePlaceTests {
  @Test(
    arguments: [
      ("12", .category(12)), ("topic:123", .topic(123)), ("https://forum.test/t/roses/123", .topic(123)),
      ("https://forum.test/t/roses/123/4?u=ada", .topic(123)), ("https://forum.test/t/123", .topic(123)),
      ("https://forum.test/c/support/5", .category(5)), ("https://forum.test/c/news/support/7", .category(7)),
      ("https://forum.test/forum/t/roses/123", .topic(123)), ("#support", nil), ("topic:", nil), ("topic:x", nil),
      ("https://forum.test/u/ada", nil), ("/t/roses/123", nil), ("", nil),
    ] as [(String, DiscoursePlace?)])
  func placesAreReadFromWhatAManagerWrites(_ name: String, _ place: DiscoursePlace?) {
    #expect(DiscoursePlace(name) == place)
  }

  @Test(
    arguments: [
      ("#support", 5), ("Support", 5), ("news/support", 7), ("#news:support", 7), ("6", 6), ("NEWS", 6),
      ("Support (Roses)", 7), ("roses", nil), ("news/roses", nil),
    ] as [(String, Int?)])
  func categoriesAreFoundByName(_ name: String, _ id: Int?) {
    let categories = (DiscourseTest.site["categories"]?.array ?? []).compactMap { DiscourseCategory($0) }
    #expect(DiscourseDirectory.find(name, in: categories)?.id == id)
  }
}
