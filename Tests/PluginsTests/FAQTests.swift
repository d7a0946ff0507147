import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Plugins

@Suite struct FAQTests {
  private func bench(_ more: (String, JSON)...) throws -> PluginBench {
    let source = ScenarioSource(files: ["faq.md": "## How do I pay?\nKeywords: pay\n\nBy card.\n"])
    let made = source.make(PluginKind(FAQ.self), .object(JSONObject([("file", "faq.md")] + more)))
    #expect(source.faults == [])
    return PluginBench(try #require(made))
  }

  private func asked(_ id: ID<Message>, by member: ID<Member> = "ada") -> Event.Kind {
    .messagePosted(message: Message(id, in: "help", by: Member(member), "How do I pay?"))
  }

  @Test func whatIsOlderThanTheMarksOfWhatWasAnsweredIsNotAnswered() throws {
    var bench = try bench(("cooldown", "0s"))
    #expect(try bench.handle(asked("m1"), at: bench.now - .days(9)) == [])
    #expect(try bench.handle(asked("m2"), at: bench.now - .days(7)).count == 1)
  }

  @Test func ofTooManyThatWaitTheOldestIsGivenUp() throws {
    var bench = try bench(("cooldown", "0s"), ("wait", "10m"))
    for number in 0..<201 {
      try bench.handle(asked(ID("m\(number)"), by: ID("U\(number)")))
      bench.now = bench.now + .seconds(1)
    }
    #expect(bench.timers["answer/help/m0"] == nil)
    #expect(bench.timers.count == 200)
    #expect(bench.records.keys.count { $0.hasPrefix("waiting/") } == 200)
  }

  @Test func votesOfAnOlderRecordAreNotTold() throws {
    let plugin = try #require(bench().plugin as? FAQ)
    let entry = plugin.settings.file.entries[0]
    var draft = Draft(read: { _ in nil }, scan: { _, _ in [] })
    plugin.votes.write(AnswerVotes.Tally(helped: 2, unhelpful: 1, isTold: true), of: entry, &draft)
    let members = try #require(draft.value("tally/\(entry.id)")?.object).members.filter { $0.key != "told" }
    draft.set("tally/\(entry.id)", .object(JSONObject(members.map { ($0.key, $0.value) })))
    #expect(try plugin.votes.tally(of: entry, draft) == AnswerVotes.Tally(helped: 2, unhelpful: 1, isTold: false))
  }
}
