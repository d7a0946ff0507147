import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Plugins

@Suite struct FAQLimitsTests {
  private func bench() throws -> PluginBench {
    let source = ScenarioSource(files: ["faq.md": "## How do I pay?\nKeywords: pay\n\nBy card.\n"])
    var community = Community.testing
    community.moderators = "mods"
    return PluginBench(
      try #require(source.make(PluginKind(FAQ.self), ["file": "faq.md", "thread": false])), community: community)
  }

  private func say(_ text: String, _ bench: inout PluginBench) throws -> String? {
    let message = Message(ID(text), in: "mods", named: "mods", by: Member("bob"), text)
    let actions = try bench.handle(.messagePosted(message: message))
    return actions.compactMap { if case .post(let text, _, _) = $0 { text.plain } else { nil } }.last
  }

  @Test func anEntryTakesFiftyPhrasingsByCommand() throws {
    var bench = try bench()
    for number in 1...50 {
      #expect(
        try say("!faq phrase pay = Is way \(number) fine?", &bench)
          == "\"Is way \(number) fine?\" is a phrasing of \"How do I pay?\" now.")
    }
    #expect(
      try say("!faq phrase pay = Is way 51 fine?", &bench)
        == "That entry has 50 further phrasings already. Move them into faq.md: !faq export.")
  }

  @Test func noMoreEntriesAreAddedThanTheBookHolds() throws {
    var bench = try bench()
    for number in 0..<AnswerBook.mostAdded { _ = try say("!faq add Question \(number)? = Answer.", &bench) }
    #expect(
      try say("!faq add One more? = Answer.", &bench)
        == "\(AnswerBook.mostAdded) entries were added already. Move them into faq.md: !faq export.")
    #expect(try say("!faq add Question 3? = Another.", &bench) == "Changed: Question 3?")
  }

  @Test func aPostThatIsNoAnswerOrThatNobodyRemembersCannotBeVotedOn() throws {
    var bench = try bench()
    for name in ["rules", "answer/general/m1"] {
      #expect(try bench.handle(.delivered(name: name, message: "p1")) == [])
      #expect(try bench.handle(.reacted(emoji: "👎", member: Member("cy"), message: "p1", channel: "general")) == [])
    }
    #expect(bench.records.keys.filter { $0.hasPrefix("given/") || $0.hasPrefix("vote") } == [])
  }
}
