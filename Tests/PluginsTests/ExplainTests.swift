import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Plugins

/// What plugins say of an event when somebody asks why.
@Suite struct ExplainTests {
  private func explained(_ plugin: any Explainer, _ kind: Event.Kind, _ bench: PluginBench) throws -> [String] {
    let records = bench.records
    let context = Context(
      community: bench.community, now: bench.now, random: SeededRandom(seed: 0),
      store: Draft(
        read: { records[$0] },
        scan: { prefix, limit in
          records.filter { $0.key.hasPrefix(prefix) }.sorted { $0.key < $1.key }.prefix(limit).map {
            ($0.key, $0.value)
          }
        }))
    let event = Event(id: "e", key: "e", community: bench.community.id, at: bench.now, kind: kind)
    return try plugin.explain(event, context).map(\.text)
  }

  private func said(
    _ text: String, _ id: ID<Message> = "m1", by member: Member = Member("ada", name: "Ada"), thread: ID<Message>? = nil
  ) -> Event.Kind {
    .messagePosted(message: Message(id, in: "general", named: "general", thread: thread, by: member, text))
  }

  private func make<P: Explainer>(_ type: P.Type, _ settings: JSON, files: [String: String] = [:]) throws -> P {
    let source = ScenarioSource(files: files)
    let plugin = source.make(PluginKind(type), settings)
    #expect(source.faults == [])
    return try #require(plugin as? P)
  }

  private func faq() throws -> FAQ {
    try make(
      FAQ.self, ["file": "faq.md"],
      files: ["faq.md": "## How do I pay?\nKeywords: pay\n\nBy card.\n\n## Where are the rules?\n\nOn the wall.\n"])
  }

  @Test func faqTellsWhatCameNearAndWhyItDoesNotAnswerTwice() throws {
    let plugin = try faq()
    var bench = PluginBench(plugin)
    #expect(
      try explained(plugin, said("How do I pay?"), bench).first
        == "How do I pay? (answers, because one of its keywords stands in the message)")
    try bench.handle(said("How do I pay?"))
    let after = try explained(plugin, said("How do I pay?"), bench)
    #expect(
      after.prefix(2) == [
        "an entry met it before, and it is not answered twice: \"how do i pay?\"",
        "How do I pay? (does not answer, because it was answered a short while ago "
          + "(\"cooldown\"))",
      ])
    let near = try explained(plugin, said("where can somebody read about what is allowed in here?", "m2"), bench)
    #expect(
      near.allSatisfy {
        $0.contains("(does not answer, because") && $0.contains("sure enough: 0.") && $0.hasSuffix(" of at least 0.90)")
      }, "\(near)")
    #expect(
      try explained(plugin, said("good morning", "m3"), bench) == [
        "it is no question: it has no question mark, and begins with no question word"
      ])
    #expect(try explained(plugin, said("!faq x", "m4"), bench) == ["it is a command"])
    #expect(
      try explained(plugin, said("How do I pay?", by: Member("r", isBot: true)), bench) == ["bots are not answered"])
    #expect(
      try explained(plugin, said("who pays?", "m5", thread: "m1"), bench).first == "in a thread only keywords count")
  }

  @Test func faqNotesTheEntryThatAnswers() throws {
    let plugin = try faq()
    var context = Context(
      community: .testing, now: .distantPast, random: SeededRandom(seed: 0),
      store: Draft(read: { _ in nil }, scan: { _, _ in [] }))
    let event = Event(id: "e", key: "e", community: "c", at: .distantPast, kind: said("How do I pay?"))
    _ = try plugin.handle(event, &context)
    let why = Reason.Fact("answers, because", "one of its keywords stands in the message")
    let message = MessageRef("m1", in: "general")
    #expect(context.reasons == [Reason("How do I pay?", facts: [why], message: message, member: "ada")])
    #expect(context.remarks == [])
  }

  @Test func listenTellsWhatItHeardAndWhatStandsInTheWay() throws {
    let plugin = try make(Listen.self, ["words": ["awful"], "mood": false, "cooldown": "15m"])
    var community = Community.testing
    community.moderators = "moderators"
    var bench = PluginBench(plugin, community: community)
    #expect(try explained(plugin, said("this is awful"), bench) == ["Words of your list: \"awful\" (severity notice)"])
    #expect(try explained(plugin, said("this is nice"), bench) == ["nothing in it was found"])
    try bench.handle(said("this is awful"))
    #expect(
      try explained(plugin, said("this is awful"), bench) == [
        "Words of your list: \"awful\" (severity notice)", "it was flagged before (as notice)",
        "the channel is in its cooldown: what may wait is told together (cooldown 15m)",
      ])
    let inside = Message("m9", in: "moderators", named: "moderators", by: Member("cy"), "awful")
    #expect(
      try explained(plugin, .messagePosted(message: inside), bench)
        == ["it does not listen in the moderators' own channel"])
  }

  @Test func welcomeTellsWhatIsRememberedOfAMember() throws {
    let plugin = try make(Welcome.self, ["burst": 0])
    var bench = PluginBench(plugin)
    func joined(_ member: Member, via: Event.Provenance = .transition) -> Event.Kind {
      .memberJoined(member: member, channel: "general", via: via)
    }
    #expect(try explained(plugin, joined(Member("ada")), bench) == ["greeting (to channel, delay 0s)"])
    try bench.handle(joined(Member("ada")))
    #expect(
      try explained(plugin, joined(Member("ada")), bench) == [
        "the member was greeted, and nobody is greeted twice", "greeting (to channel, delay 0s)",
      ])
    #expect(try explained(plugin, joined(Member("r", isBot: true)), bench) == ["bots are not greeted"])
    #expect(
      try explained(plugin, joined(Member("ben"), via: .snapshot), bench).first
        == "found in the list of members, nobody knows since when (snapshot mark)")
  }

  @Test func welcomeNamesTheVariant() throws {
    let plugin = try make(Welcome.self, ["burst": 0, "variants": [["role": "staff", "text": "Hi"]]])
    var context = Context(
      community: .testing, now: .distantPast, random: SeededRandom(seed: 0),
      store: Draft(read: { _ in nil }, scan: { _, _ in [] }))
    let event = Event(
      id: "e", key: "e", community: "c", at: .distantPast,
      kind: .memberJoined(member: Member("ada", roles: ["staff"]), channel: "general", via: .transition))
    _ = try plugin.handle(event, &context)
    #expect(context.reasons == [Reason("greeting for role staff", member: "ada")])
  }

  @Test func scheduleTellsWhatIsKnownOfAPost() throws {
    let plugin = try make(
      ScheduledPosts.self, ["posts": [["id": "tip", "channel": "general", "cron": "0 9 * * *", "text": "Tip"]]])
    var bench = PluginBench(plugin)
    try bench.handle(.started)
    try bench.wait(.days(2))
    #expect(
      try explained(plugin, .due(timer: "tip", planned: bench.now), bench) == [
        "tip (posted 2 times, looked at until 2026-01-02 09:00, next 2026-01-03 09:00)"
      ])
    #expect(
      try explained(plugin, .due(timer: "gone", planned: bench.now), bench)
        == ["the post \"gone\" stands in the configuration no more"])
  }
}
