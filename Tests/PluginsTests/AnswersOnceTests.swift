import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Plugins

/// Whatever order events come in, how often and how late, and whenever the bot starts anew: no message is answered twice, and
/// nobody is reminded twice of one question.
@Suite struct AnswersOnceTests {
  private static let start = Date(timeIntervalSince1970: 1_767_600_000)
  private static let texts = [
    "how do I install this?", "is there a refund?", "How do I install this and get a refund?", "with the installer",
    "nvm",
    "thanks!", "ada: yes", "!faq how do I install this", "where is everybody?", "hello",
  ]

  /// Messages, replies, edits, deletions and reactions of a busy hour, in their order.
  private func happenings(_ random: inout SeededRandom) -> [Event] {
    var events: [Event] = []
    for number in 0..<60 {
      let at = Self.start + .seconds(number * 45)
      let author = Member(ID(["ada", "bob", "cy", "dan"].randomElement(using: &random) ?? "ada"), roles: ["helper"])
      let thread: ID<Message>? =
        Int.random(in: 0..<4, using: &random) == 0 ? ID("m\(Int.random(in: 0...number, using: &random))") : nil
      let message = Message(
        ID("m\(number)"), in: ["help", "general"].randomElement(using: &random) ?? "help", thread: thread, by: author,
        Self.texts.randomElement(using: &random) ?? "")
      let target = ID<Message>("m\(Int.random(in: 0...number, using: &random))")
      switch Int.random(in: 0..<10, using: &random) {
      case 0: events.append(.edited(message, in: "lobby", at: at))
      case 1: events.append(.deleted(target, channel: message.channel, in: "lobby", at: at))
      case 2:
        events.append(
          .reacted("✅", by: author, to: target, channel: message.channel, in: "lobby", at: at, mark: "\(number)"))
      default: events.append(.posted(message, in: "lobby", at: at))
      }
    }
    return events
  }

  /// Plays the events with delays of up to five minutes, a third of them twice, and new starts between.
  private func ordeal(_ seed: UInt64, _ make: () throws -> any Plugin) throws -> PluginBench {
    var random = SeededRandom(seed: seed)
    let events = happenings(&random)
    var arrivals = events.map { (now: $0.at + .seconds(Int.random(in: 0...300, using: &random)), event: $0) }
    arrivals += events.filter { _ in Int.random(in: 0..<3, using: &random) == 0 }.map {
      (now: $0.at + .seconds(Int.random(in: 0...3000, using: &random)), event: $0)
    }
    arrivals.sort { ($0.now, $0.event.key) < ($1.now, $1.event.key) }
    let community = Community(id: "lobby", platform: "test", moderators: "#mods")
    var bench = PluginBench(try make(), community: community, now: Self.start)
    try bench.start()
    for arrival in arrivals {
      switch Int.random(in: 0..<8, using: &random) {
      case 0:
        try bench.wait(until: max(bench.now, arrival.now))
        bench.plugin = try make()
        try bench.start()
      case 1:
        // The clock is set back or put forward.
        bench.now = bench.now + .seconds(Int.random(in: -200...200, using: &random))
      default: try bench.wait(until: max(bench.now, arrival.now))
      }
      try bench.handle(arrival.event)
    }
    try bench.wait(.days(5))
    return bench
  }

  private func replies(_ bench: PluginBench) -> [ID<Message>] {
    bench.decisions.compactMap { decision in
      if case .reply(_, let ref, _) = decision.action { ref.id } else { nil }
    }
  }

  @Test(arguments: ["0s", "2m"])
  func noMessageIsAnsweredTwice(_ wait: String) throws {
    let file = "## How do I install this?\nKeywords: install\nSo.\n## Is there a refund?\nKeywords: refund\nYes.\n"
    let source = ScenarioSource(files: ["faq.md": file])
    var answered = 0
    for seed in 0..<40 as Range<UInt64> {
      let bench = try ordeal(seed) {
        try #require(
          source.make(PluginKind(FAQ.self), ["file": "faq.md", "wait": .string(wait), "cooldown": "0s", "answers": 2]))
      }
      let replies = replies(bench)
      #expect(Set(replies).count == replies.count, "seed \(seed): \(replies)")
      answered += replies.count
    }
    #expect(answered > 100)
  }

  @Test func nobodyIsRemindedTwiceOfAQuestion() throws {
    let settings: JSON = [
      "hours": ["every day 00:00-24:00"], "after": "20m", "escalate": "2h", "expertRoles": ["helper"],
    ]
    var asked = 0
    for seed in 0..<40 as Range<UInt64> {
      let bench = try ordeal(seed) { try #require(ScenarioSource().make(PluginKind(Unanswered.self), settings)) }
      let replies = replies(bench)
      #expect(Set(replies).count == replies.count, "seed \(seed): \(replies)")
      for case .reply(let text, let ref, _) in bench.decisions.map(\.action) {
        #expect(
          text.mentioned.count <= 2 && Set(text.mentioned).count == text.mentioned.count, "seed \(seed): \(ref.id)")
      }
      asked += replies.count
      #expect(bench.records.keys.count { $0.hasPrefix("open/") } <= 200)
    }
    #expect(asked > 20)
  }
}
