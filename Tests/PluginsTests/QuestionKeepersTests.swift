import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Plugins

/// What the bot's own page shows of questions without an answer.
@Suite struct QuestionKeepersTests {
  private func make<P: Plugin>(_ type: P.Type, _ settings: JSON, files: [String: String] = [:]) throws -> P {
    let source = ScenarioSource(files: files)
    let plugin = source.make(PluginKind(type), settings)
    #expect(source.faults == [])
    return try #require(plugin as? P)
  }

  private func context(_ bench: PluginBench) -> Context {
    let (records, answers) = (bench.records, bench.answers)
    return Context(
      community: bench.community, now: bench.now, random: SeededRandom(seed: 0),
      store: Draft(
        read: { records[$0] },
        scan: { prefix, _ in
          records.filter { $0.key.hasPrefix(prefix) }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        }), answer: { answers[$0.id] })
  }

  private func ask(_ text: String, _ bench: inout PluginBench, by name: String = "Ada") throws {
    let id = "m\(bench.now.timeIntervalSince1970)"
    try bench.handle(
      .messagePosted(
        message: Message(
          ID(id), in: "help", named: "help", by: Member(ID(name), name: name), text, link: "https://a.b/\(id)")))
    bench.now = bench.now + .seconds(60)
  }

  @Test func muchTheSameQuestionIsOne() throws {
    let faq = try make(
      FAQ.self, ["file": "faq.md", "report": "0 9 * * mon"],
      files: ["faq.md": "## How do I reset my password?\nClick on Forgotten.\n"])
    var bench = PluginBench(faq)
    let start = bench.now
    try ask("Where can I buy tickets for the concert?", &bench)
    try ask("Where can I buy tickets for the concert please?", &bench, by: "Bob")
    try ask("Is there a vegetarian menu?", &bench)
    let questions = try faq.questions(context(bench)).sorted { $0.count > $1.count }
    #expect(questions.map(\.count) == [2, 1])
    #expect(questions.map(\.kind) == [.unknown, .unknown])
    #expect(questions.first?.phrasings.count == 2)
    #expect(questions.first?.at == start + .seconds(60))
    let message = Message.atConsole("", by: Member("console"), mark: "1", in: bench.community)
    let arguments = "add Is there a vegetarian menu? = Yes."
    try bench.handle(.command(name: "faq", arguments: arguments, message: message))
    #expect(try faq.questions(context(bench)).map(\.count) == [2])
  }

  @Test func whatAnEntryCameNearToIsToldWithIt() throws {
    let faq = try make(
      FAQ.self, ["file": "faq.md", "report": "0 9 * * mon", "confidence": 0.99],
      files: [
        "faq.md":
          "## How do I reset my password?\n\nClick on Forgotten.\n\n## When is the next meetup?\n\nOn Thursday.\n"
      ])
    var bench = PluginBench(faq)
    try ask("How can I get a new password for my account?", &bench)
    try ask("How can I reset and get a new password for my account?", &bench, by: "Bob")
    let questions = try faq.questions(context(bench))
    #expect(questions.map(\.kind) == [.nearlyAnswered])
    #expect(questions.first?.nearest.first?.heading == "How do I reset my password?")
  }

  @Test func aQuestionNeedsNeitherExcerptNorAChannelsName() throws {
    let unanswered = try make(Unanswered.self, ["after": "2h"])
    var bench = PluginBench(unanswered)
    let message = Message("m1", in: "C7", by: Member("ada", name: "Ada"), "Who can help me with the printer?")
    try bench.handle(.messagePosted(message: message))
    let key = try #require(bench.records.keys.first { $0.hasPrefix("open/") })
    #expect(try unanswered.questions(context(bench)).map(\.channel) == ["C7"])
    bench.records[key]?.value = OpenQuestion(message, at: bench.now, expires: bench.now + .days(1)).json
    #expect(try unanswered.questions(context(bench)).map(\.phrasings) == [[]])
  }

  @Test func whatTheListHoldsBackIsToldApart() throws {
    let faq = try make(
      FAQ.self, ["file": "faq.md", "report": "0 9 * * mon"],
      files: ["faq.md": "## What are your hours?\nKeywords: opening hours\n\n[FILL IN: days and hours]\n"])
    var bench = PluginBench(faq)
    try ask("What are your opening hours?", &bench)
    let questions = try faq.questions(context(bench))
    #expect(questions.map(\.kind) == [.unfilled])
    #expect(questions.first?.nearest.map(\.heading) == ["What are your hours?"])
    #expect(faq.kinds == [.nearlyAnswered, .unknown, .unfilled])
  }

  @Test func aQuestionThatWaitsIsToldWithItsAsker() throws {
    let unanswered = try make(Unanswered.self, ["after": "2h"])
    var bench = PluginBench(unanswered)
    let start = bench.now
    try ask("Who can help me with the printer?", &bench)
    #expect(
      try unanswered.questions(context(bench)) == [
        AskedQuestion(
          .waiting, ["Who can help me with the printer?"], at: start, asker: Member("Ada"), channel: "help",
          link: "https://a.b/m\(start.timeIntervalSince1970)")
      ])
  }

  @Test func whatTheBotAnsweredWaitsForNobody() throws {
    let unanswered = try make(Unanswered.self, ["after": "2h"])
    var bench = PluginBench(unanswered)
    let id = ID<Message>("m\(bench.now.timeIntervalSince1970)")
    try ask("Who can help me with the printer?", &bench)
    let timer = try #require(bench.timers.keys.first)
    #expect(try !unanswered.isOver(timer, context(bench)))
    bench.answers[id] = "a1"
    #expect(try unanswered.questions(context(bench)) == [])
    #expect(try unanswered.isOver(timer, context(bench)))
  }

  @Test func anAnswerThatDidNotHelpIsWaitedForFurther() throws {
    let unanswered = try make(Unanswered.self, ["after": "2h", "unhelpful": ["👎"]])
    var bench = PluginBench(unanswered)
    let id = ID<Message>("m\(bench.now.timeIntervalSince1970)")
    try ask("Who can help me with the printer?", &bench)
    bench.answers[id] = "a1"
    try bench.handle(.reacted(emoji: "👎", member: Member("Ada"), message: "a1", channel: "help"))
    let timer = try #require(bench.timers.keys.first)
    #expect(try !unanswered.isOver(timer, context(bench)))
    #expect(try unanswered.questions(context(bench)).count == 1)
  }

  @Test func eachTellsWhichQuestionsItKeeps() throws {
    let files = ["faq.md": "## How do I reset my password?\nClick on Forgotten.\n"]
    #expect(try make(FAQ.self, ["file": "faq.md"], files: files).kinds == [.nearlyAnswered])
    let reporting = try make(FAQ.self, ["file": "faq.md", "report": "0 9 * * mon"], files: files)
    #expect(reporting.kinds == [.nearlyAnswered, .unknown])
    #expect(try make(Unanswered.self, ["after": "2h"]).kinds == [.waiting])
  }
}
