import BotCore
import Testing

@testable import BotRuntime

/// Gaps that are still to be filled, values from examples, and faults within the files that settings name.
@Suite struct ConfigGapTests {
  @Test func aGapThatWouldGoOutIsAnErrorAtItsPlace() throws {
    let folder = try ConfigFolder([
      "config.json": configuration(plugin: ", \"text\": \"Hello! [FILL IN: why]\"")
    ])
    #expect(
      folder.rendered() == """
        ~/config.json:6:40: error: communities[0].plugins[0].text (welcome): [FILL IN: why] is still to be filled in, and would be used as it stands; write what it asks for in its place, or remove what holds it
                  { "plugin": "welcome", "text": "Hello! [FILL IN: why]" } ] } ]
                                                 ^
        1 error
        """)
  }

  @Test func aGapInAFileIsAWarningAtItsLineThere() throws {
    let folder = try ConfigFolder([
      "faq.md": "one\n  ä [FILL IN: two]\n",
      "config.json": configuration(plugin: " }, { \"plugin\": \"answers\", \"file\": \"faq.md\""),
    ])
    #expect(folder.load().config != nil)
    #expect(
      folder.rendered() == """
        ~/faq.md:2:5: warning: communities[0].plugins[1].file (answers): [FILL IN: two] is still to be filled in: what holds it does not go out; write what it asks for in its place, or remove what holds it
            ä [FILL IN: two]
              ^
        1 warning
        """)
  }

  @Test func aGapInASharedTextIsAnError() throws {
    let folder = try ConfigFolder([
      "config.json": configuration(
        top: "\n\"texts\": { \"rules\": \"[FILL IN: rules]\" },", plugin: ", \"text\": \"{texts.rules}\"")
    ])
    #expect(folder.load().problems.map(\.severity) == [.error])
    #expect(folder.load().problems.map(\.subject) == ["texts.rules"])
  }

  @Test(arguments: [
    ("https://forum.example.org", true), ("https://example.com/path?x=1", true), ("http://a.b.example:8080", true),
    ("https://user@chat.example.net/", true), ("#lobby:example.org", true), ("@bot:matrix.example", true),
    ("T0123", true), ("U0123456", true), ("112233445566778899", true), ("owner/name", true), ("@moderator", true),
    ("https://forum.examples.org", false), ("https://example.de", false), ("#general", false), ("#example", false),
    ("example", false), ("T0127ABCD", false), ("U1", false), ("env:TOKEN", false), ("", false),
    ("We met at example.org last year", false),
  ])
  func valuesOfExamplesAreKnown(text: String, isExample: Bool) {
    #expect((ExampleValues.fault(text) != nil) == isExample)
  }

  @Test(
    arguments: [
      ("en", nil), ("pt-BR", nil), ("zh-Hans-CN", nil), ("haw", nil),
      ("xx", "no language has the code \"xx\""), ("english", "\"english\" is no language tag"),
      ("", "\"\" is no language tag"), ("e", "\"e\" is no language tag"), ("en_GB", "\"en_GB\" is no language tag"),
      ("de-", "\"de-\" is no language tag"),
    ] as [(String, String?)])
  func languagesAreJudged(tag: String, fault: String?) {
    #expect(LanguageCode.fault(tag)?.fault == fault)
  }

  // MARK: Safe mode

  private func safe(_ top: String) throws -> BotConfig? {
    let folder = try ConfigFolder(["config.json": configuration(top: top)])
    return Configuration.loadForSafeMode(
      path: folder.path + "/config.json", registry: .fake, environment: ["TOKEN": "t0p"], credentialsDirectory: nil)
  }

  @Test func ofAFaultyStoreThePathIsTakenAndNothingRemoved() throws {
    let store = try #require(try safe("\n\"store\": { \"path\": \"mine.sqlite\", \"keep\": \"soon\" },")).store
    #expect(store.path.hasSuffix("/mine.sqlite"))
    #expect(
      [store.keep, store.keepFigures, store.keepFacts] == [.days(36_500), .days(36_500), .days(36_500)])
    #expect(store.keepMembers == nil)
  }

  @Test func withoutThePathOfTheStoreThereIsNoSafeMode() throws {
    #expect(try safe("\n\"store\": { \"path\": 5 },") == nil)
    #expect(try safe("\n\"store\": \"mine.sqlite\",") == nil)
    #expect(try safe("\n\"store\": { ") == nil)
  }

  @Test func ofAFaultyServerTheAddressIsTakenAndTheConsoleClosed() throws {
    let http = try #require(
      try safe("\n\"http\": { \"listen\": \"127.0.0.1:99\", \"publicURL\": \"bot\", \"caFile\": \"gone.pem\" },")
    ).http
    #expect(http.listen == "127.0.0.1:99")
    #expect(http.caFile == "")
    #expect(!http.console.enabled)
    let other = try #require(try safe("\n\"http\": { \"listen\": \"everywhere\" },")).http
    #expect(other.listen == "127.0.0.1:8080")
  }
}
