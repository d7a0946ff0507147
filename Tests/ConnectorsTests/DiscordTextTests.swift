import BotCore
import FoundationEssentials
import Testing

@testable import Connectors

struct DiscordTextTests {
  private func render(_ nodes: Text.Node...) -> String { DiscordText.render(Text(nodes)) }

  @Test func markupIsDiscords() {
    #expect(
      render(
        .plain("Hi "), .mention(member: "42", name: "Ada"), .plain(", see "), .channel(id: "43", name: "help"),
        .plain(": "), .bold("all"), .plain(" "), .italic("of"), .plain(" "), .code("it"))
        == "Hi <@42>, see <#43>: **all** *of* `it`")
    #expect(render(.link(label: "docs", url: "https://a.example/b_c")) == "[docs](<https://a.example/b_c>)")
    #expect(render(.link(label: "", url: "https://a.example")) == "<https://a.example>")
    #expect(render(.plain("Do:"), .list(items: ["one", "two"]), .plain("Done")) == "Do:\n- one\n- two\nDone")
    #expect(render(.quote("said\nso"), .plain("No.")) == "> said\n> so\nNo.")
    #expect(render(.plain("x"), .codeBlock("let a = 1")) == "x\n```\nlet a = 1\n```")
  }

  @Test(arguments: [
    ("@everyone", "@\u{200B}everyone"), ("@here now", "@\u{200B}here now"), ("<@42>", "\\<@42\\>"),
    ("<@&42>", "\\<@\\&42\\>"), ("<#42>", "\\<#42\\>"), ("<:a:1>", "\\<:a:1\\>"), ("# big", "\\# big"),
    ("-# small", "\\-# small"), ("> said", "\\> said"), ("||secret||", "\\|\\|secret\\|\\|"),
    ("**bold** _it_ ~~no~~ `x`", "\\*\\*bold\\*\\* \\_it\\_ \\~\\~no\\~\\~ \\`x\\`"),
    ("[a](https://b.example)", "\\[a\\](https:\u{200B}//b.example)"), ("1. one", "1\\. one"),
    ("<t:1:R> </x:1> <id:home>", "\\<t:1:R\\> \\</x:1\\> \\<id:home\\>"), ("a\n- b\n# c", "a\n\\- b\n\\# c"),
    ("me@a.example", "me@a.example"),
  ]) func plainTextStaysPlain(_ text: String, _ rendered: String) {
    #expect(render(.plain(text)) == rendered)
  }

  @Test func noTextLeavesItsCode() {
    #expect(render(.code("a``<@1>``b")) == "``a`\u{200B}`<@1>`\u{200B}`b``")
    #expect(!render(.codeBlock("a\n```\n@everyone")).dropFirst(3).dropLast(3).contains("```"))
  }

  @Test func whatIsNoIDCallsNobody() {
    #expect(render(.mention(member: "everyone", name: "everyone")) == "@\u{200B}everyone")
    #expect(
      render(.channel(id: "help", name: "help")) == "#help" || render(.channel(id: "help", name: "help")) == "\\#help")
    #expect(render(.link(label: "write", url: "mailto:a@b.example")) == "write (mailto:a@b.example)")
    #expect(render(.link(label: "x", url: "javascript:alert(1)")) == "x (javascript:alert(1))")
  }

  @Test func onlyWhoIsMentionedIsCalled() {
    let text = Text([
      .mention(member: "42", name: "Ada"), .bold(Text([.mention(member: "43", name: "Bo")])),
      .mention(member: "42", name: "Ada"), .mention(member: "everyone", name: "x"), .plain("<@99> @everyone"),
    ])
    #expect(DiscordText.allowedMentions(text) == ["parse": [], "users": ["42", "43"]])
    #expect(
      DiscordText.allowedMentions("hi", pingsAuthor: false) == ["parse": [], "users": [], "replied_user": false])
    let crowd = Text((1...150).map { .mention(member: ID("\($0)"), name: "x") })
    #expect(DiscordText.allowedMentions(crowd)["users"]?.array?.count == 100)
  }

  @Test func theLengthIsThatOfWhatIsSentInCodePoints() {
    #expect(DiscordText.length("a*b") == 4)
    #expect(DiscordText.length("👩‍👩‍👧") == 5)
    #expect(Discord.about.length(Text([.mention(member: "42", name: "a long name")])) == 5)
    #expect(Discord.about.text == TextLimits(max: 2000, unit: .scalars))
  }

  @Test func partsOfALongTextFit() {
    let parts = Text(String(repeating: "some *words* ", count: 400)).parts(longest: 2000, length: Discord.about.length)
    #expect(parts.count == 4)
    #expect(parts.allSatisfy { DiscordText.length($0) <= 2000 })
  }
}

struct DiscordMarkupTests {
  private let names = DiscordMarkup.Names(
    member: { ["42": "Ada"][$0] }, channel: { ["43": "help"][$0] }, role: { ["44": "Gardeners"][$0] })

  @Test(arguments: [
    ("hello", "hello"), ("<@42> and <@!42>", "@Ada and @Ada"), ("<@99>", "@99"),
    ("see <#43> or <#98>", "see #help or #98"),
    ("<@&44> <@&97>", "@Gardeners @97"), ("<:party:1> <a:dance:2>", ":party: :dance:"),
    ("<t:1618953630> <t:1618953630:R>", "2021-04-20 21:20 UTC 2021-04-20 21:20 UTC"), ("</faq get:1>", "/faq get"),
    ("<https://a.example>", "https://a.example"), ("1 < 2 > 0", "1 < 2 > 0"), ("<@42", "<@42"), ("<<@42>>", "<@Ada>"),
    ("<@42\n>", "<@42\n>"), ("<t:99999999999999>", "<t:99999999999999>"), ("<@>", "<@>"), ("<:a:b>", "<:a:b>"),
    ("**bold**", "**bold**"), ("", ""), ("<", "<"), ("<>", "<>"), ("<@é>", "<@é>"),
  ]) func idsAreWrittenOut(_ markup: String, _ text: String) {
    #expect(DiscordMarkup(markup, names: names).text == text)
  }

  @Test func whoIsMentionedIsKnown() {
    #expect(DiscordMarkup("<@42> <@7> <@!42> <@&44>", names: names).mentions == ["42", "7"])
  }
}

struct SnowflakeTests {
  @Test func anIDTellsItsTime() {
    let id = Snowflake("175928847299117063")
    #expect(id?.date == Date(timestamp: "2016-04-30T11:18:25.796Z"))
    #expect(Snowflake(Date(timestamp: "2016-04-30T11:18:25.796Z") ?? Date.distantPast).value == 175_928_847_298_985_984)
  }

  @Test(arguments: ["", "0012", "-1", "1.5", "12a", "99999999999999999999", "١٢"])
  func anythingElseIsNone(_ text: String) { #expect(Snowflake(text) == nil) }

  @Test(arguments: [
    ("2024-10-18T14:42:53.064334+00:00", "2024-10-18T14:42:53.064Z"),
    ("2024-10-18T14:42:53+00:00", "2024-10-18T14:42:53.000Z"), ("2024-10-18T14:42:53.5", "2024-10-18T14:42:53.500Z"),
    ("2024-10-18T16:42:53.000+02:00", "2024-10-18T14:42:53.000Z"), ("2024-10-18T14:42:53Z", "2024-10-18T14:42:53.000Z"),
    ("2024-10-18T09:12:53-05:30", "2024-10-18T14:42:53.000Z"),
  ]) func timesAreRead(_ text: String, _ time: String) {
    #expect((["at": .string(text)] as JSON).time("at")?.timestamp == time)
  }

  @Test(arguments: [
    "", "yesterday", "2024-13-18T14:42:53Z", "2024-10-18T14:42:53+24:00", "2024-10-18T14:42:53-00:60",
  ])
  func otherTimesAreNone(_ text: String) { #expect((["at": .string(text)] as JSON).time("at") == nil) }

  @Test(arguments: ["+9223372036854775807:00", "-9223372036854775808:99", "+00:9223372036854775807"])
  func anAbsurdZoneHarmsNothing(_ zone: String) throws {
    let town = DiscordTown()
    let decoder = DiscordDecoder(community: "lobby", me: "900", guildID: "700", guild: nil, members: [:], names: [:])
    town.say("hello", also: [("edited_timestamp", .string("2024-10-18T14:42:53" + zone))])
    let message = try #require(town.state.withLock { $0.messages[DiscordTown.general]?.first })
    let channel = try #require(DiscordChannel(["id": "1000"]))
    #expect(decoder.event(message, in: channel)?.message?.text == "hello")
  }
}
