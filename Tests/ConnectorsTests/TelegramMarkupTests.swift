import BotCore
import Testing

@testable import Connectors

@Suite struct TelegramMarkupTests {
  private func read(_ text: String, _ entities: [JSON]) -> TelegramMarkup {
    TelegramMarkup(text, entities, own: TelegramIdentity(TelegramTest.bot))
  }

  @Test func linksBehindWordsAreWrittenOut() {
    let markup = read(
      "😀 see here and there",
      [
        ["type": "text_link", "offset": 7, "length": 4, "url": "https://a.example"],
        ["type": "text_link", "offset": 16, "length": 5, "url": "https://b.example"],
        ["type": "bold", "offset": 0, "length": 21],
      ])
    #expect(markup.text == "😀 see here (https://a.example) and there (https://b.example)")
  }

  @Test func mentionsAreKnownByIdOrName() {
    let markup = read(
      "Ada, @bea and @TOWN_bot",
      [
        ["type": "text_mention", "offset": 0, "length": 3, "user": ["id": 17]],
        ["type": "mention", "offset": 5, "length": 4], ["type": "mention", "offset": 14, "length": 9],
        ["type": "mention", "offset": 14, "length": 9],
      ])
    #expect(markup.mentions == ["17", "@bea", "4711"])
    #expect(markup.text == "Ada, @bea and @TOWN_bot")
  }

  @Test(
    arguments: [
      ["type": "text_link", "offset": 3, "length": 9, "url": "https://a.example"],
      ["type": "text_link", "offset": -1, "length": 2, "url": "https://a.example"],
      ["type": "text_link", "offset": 0, "length": 9_223_372_036_854_775_807, "url": "https://a.example"],
      ["type": "text_link", "offset": 0, "length": 2], ["type": "hologram", "offset": 0, "length": 2], "entity",
      ["type": "bot_command", "offset": 0, "length": 0],
    ] as [JSON]) func strangeEntitiesChangeNothing(_ entity: JSON)
  {
    let markup = read("short", [entity])
    #expect(markup.text == "short")
    #expect(markup.command == nil)
  }

  @Test func overlappingLinksLoseNoText() {
    let markup = read(
      "abcdef",
      [
        ["type": "text_link", "offset": 0, "length": 4, "url": "u:1"],
        ["type": "text_link", "offset": 2, "length": 1, "url": "u:2"],
        ["type": "text_link", "offset": 3, "length": 3, "url": "u:3"],
      ])
    #expect(markup.text == "abcd (u:1)ef (u:3)")
  }

  @Test(
    arguments: [
      ("-1001234567890", TelegramPlace(.id(-1_001_234_567_890))),
      ("-1001234567890/42", TelegramPlace(.id(-1_001_234_567_890), topic: 42)),
      ("17", TelegramPlace(.id(17))), ("@rustusers", TelegramPlace(.username("rustusers"))),
      ("@rustusers/42", TelegramPlace(.username("rustusers"), topic: 42)),
      ("https://t.me/rustusers", TelegramPlace(.username("rustusers"))),
      ("t.me/rustusers/7", TelegramPlace(.username("rustusers"), topic: 7)),
      ("https://t.me/c/1234567890/7", TelegramPlace(.id(-1_001_234_567_890), topic: 7)),
      ("rustusers", nil), ("#rustusers", nil), ("@no", nil), ("@a/b", nil), ("", nil), ("@", nil), ("+17", nil),
      ("t.me/c/9223372036854775807/1", nil), ("-9223372036854775808", nil), ("-1/0", nil), ("1/2/3", nil),
      ("@x y z w", nil),
    ] as [(String, TelegramPlace?)]) func chatsAreNamedInManyWays(_ name: String, _ place: TelegramPlace?)
  {
    #expect(TelegramPlace(name) == place)
  }

  @Test(
    arguments: [
      ("👍", "👍"), ("❤️", "❤"), ("👍🏽", "👍"), (":+1:", "👍"), ("thumbsup", "👍"), ("✅", "👌"), ("🤷‍♂️", "🤷‍♂"), ("❤️‍🔥", "❤‍🔥"),
      ("tada", "🎉"), ("🥦", nil), ("", nil), ("::", nil),
    ] as [(String, String?)]) func onlyTelegramsOwnEmojiAreReactedWith(_ wanted: String, _ emoji: String?)
  {
    #expect(TelegramReaction.emoji(wanted) == emoji)
  }

  @Test(arguments: [("help: Shows help", "help", "Shows help"), ("/start:Begins: now", "start", "Begins: now")])
  func menuEntriesHaveNameAndText(_ text: String, _ name: String, _ description: String) {
    #expect(TelegramCommand(text)?.name == name)
    #expect(TelegramCommand(text)?.description == description)
  }

  @Test(arguments: ["help", "Help: x", "he lp: x", ": x", "help:", "a-b: x"]) func otherMenuEntriesAreNone(
    _ text: String
  ) {
    #expect(TelegramCommand(text) == nil)
  }
}
