import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Plugins

/// What the plugins answer to why, for each kind of event and for what they remember.
@Suite struct ReasonsTests {
  private let now = Date(timeIntervalSince1970: 1_767_225_600)
  private let ada = Member("ada", name: "Ada")

  private func reasons(
    _ plugin: any Explainer, _ kind: Event.Kind, _ records: [String: Record] = [:], at now: Date? = nil,
    isHeld: Bool = false, answers: [ID<Message>: ID<Message>] = [:]
  ) throws -> [String] {
    let now = now ?? self.now
    let context = Context(
      community: .testing, now: now, random: SeededRandom(seed: 0),
      store: Draft(
        read: { records[$0] },
        scan: { prefix, limit in
          records.filter { $0.key.hasPrefix(prefix) }.sorted { $0.key < $1.key }.prefix(limit)
            .map { ($0.key, $0.value) }
        }), isHeld: isHeld, answer: { answers[$0.id] })
    let event = Event(id: "e", key: "e", community: "lobby", at: now, kind: kind)
    return try plugin.explain(event, context).map(\.text)
  }

  private func make<P: Explainer>(_ type: P.Type, _ settings: JSON, files: [String: String] = [:]) throws -> P {
    let source = ScenarioSource(files: files)
    let plugin = source.make(PluginKind(type), settings)
    #expect(source.faults == [])
    return try #require(plugin as? P)
  }

  private func said(_ text: String, _ member: Member? = nil) -> Event.Kind {
    .messagePosted(message: Message("m1", in: "general", named: "general", by: member ?? ada, text))
  }

  private func joined(_ member: Member, in channel: ID<Channel> = "general") -> Event.Kind {
    .memberJoined(member: member, channel: channel, via: .transition)
  }

  // MARK: Welcome

  @Test func welcomeTellsAllThatIsRememberedOfOneWhoLeft() throws {
    let plugin = try make(Welcome.self, ["burst": 0])
    let waiting = Newcomer(ada, at: now, joined: "general", ready: now + .minutes(5))
    let records: [String: Record] = [
      "welcomed/ada": Record(["how": "missed"]), "waiting/ada": Record(waiting.json), "pending/ada": Record(true),
      "stopped/ada": Record(true), "left/ada": Record(true),
    ]
    #expect(
      try reasons(plugin, .memberLeft(member: ada, channel: nil), records) == [
        "the member joined while the bot was away for too long",
        "the member waits to be greeted (until 2026-01-01 00:05:00)", "the member has yet to get a role",
        "the member asked for no messages", "the member left",
      ])
    #expect(
      try reasons(plugin, .memberLeft(member: ada, channel: nil), ["welcomed/ada": Record(["how": "found"])])
        == ["the member was found in the list of members, and counts as known"])
    #expect(try reasons(plugin, .memberLeft(member: ada, channel: nil)) == [])
  }

  @Test func welcomeTellsOfAMessageOnlyWhereARoleIsAwaited() throws {
    let records: [String: Record] = ["pending/ada": Record(true)]
    #expect(
      try reasons(make(Welcome.self, ["requiredRole": "member"]), said("hi"), records)
        == ["the member has yet to get a role"])
    #expect(try reasons(make(Welcome.self, [:]), said("hi"), records) == [])
    #expect(try reasons(make(Welcome.self, [:]), .started, records) == [])
  }

  @Test func welcomeTellsWhatHoldsAGreetingBack() throws {
    let gated = try make(Welcome.self, ["burst": 0, "requiredRole": "member"])
    #expect(try reasons(gated, joined(ada)).first == "the member has yet to get a role")
    #expect(
      try reasons(make(Welcome.self, ["from": ["#lobby"]]), joined(ada, in: "garden"))
        == ["the channel is not among \"from\""])
    let late = try make(Welcome.self, ["burst": 0, "batch": "10m", "delay": "1m", "quiet": "22:00-07:00"])
    #expect(
      try reasons(late, joined(ada)) == ["greeting (to channel, delay 1m, batch 10m, quiet now yes)"])
    #expect(
      try reasons(late, joined(ada), at: now + .hours(12)) == ["greeting (to channel, delay 1m, batch 10m)"])
  }

  // MARK: Questions and answers

  private static let entries = ["faq.md": "## How do I pay?\nKeywords: pay\n\nBy card.\n"]

  @Test func faqTellsWhatATimerWasForAndWhatIsNeverAnswered() throws {
    let plugin = try make(FAQ.self, ["file": "faq.md"], files: Self.entries)
    #expect(try reasons(plugin, .due(timer: ReportTimes.timer, planned: now)) == ["the weekly report"])
    #expect(try reasons(plugin, .due(timer: "m1", planned: now)) == ["a question has waited long enough"])
    #expect(
      try reasons(plugin, .messageEdited(message: Message("m1", in: "general", by: ada, "How do I pay?")))
        == ["an edited message is never answered"])
    #expect(try reasons(plugin, joined(ada)) == [])
  }

  @Test func faqTellsWhereAndWhomItDoesNotAnswer() throws {
    let elsewhere = try make(FAQ.self, ["file": "faq.md", "channels": ["#help"]], files: Self.entries)
    #expect(
      try reasons(elsewhere, said("How do I pay?")) == ["the channel is not among \"channels\" (channel general)"])
    let here = try make(FAQ.self, ["file": "faq.md", "channels": ["#general"]], files: Self.entries)
    #expect(
      try reasons(here, said("How do I pay?")) == [
        "How do I pay? (answers, because one of its keywords stands in the message)"
      ])
    let regulars = try make(FAQ.self, ["file": "faq.md", "skipRoles": ["regular"]], files: Self.entries)
    #expect(
      try reasons(regulars, said("How do I pay?", Member("cy", roles: ["regular"]))).first
        == "the member needs no help: \"skipRoles\", \"skipHelpers\"")
    let all = try make(FAQ.self, ["file": "faq.md", "questionsOnly": false], files: Self.entries)
    #expect(
      try reasons(all, said("I want to pay")) == [
        "How do I pay? (answers, because one of its keywords stands in the message)"
      ])
  }

  @Test func faqTellsThatAQuestionWaitsAndThatAnEntryIsSilent() throws {
    let question = "Where do I find the installer for Windows?"
    let plugin = try make(
      FAQ.self, ["file": "faq.md", "wait": "10m", "unhelpfulLimit": 1],
      files: ["faq.md": "## \(question)\n\nOn the page of downloads.\n\n## When is the next meetup?\n\nOn Thursday.\n"])
    var bench = PluginBench(plugin, now: now)
    try bench.handle(said(question))
    #expect(
      try reasons(plugin, said(question), bench.records).first
        == "it waits for its answer: \"where do i find the installer for windows?\"")
    try bench.wait(.minutes(11))
    try bench.handle(.reacted(emoji: "👎", member: Member("cy"), message: "p1", channel: "general"))
    let again = Message("m2", in: "general", named: "general", by: Member("dan"), question)
    let after = try reasons(plugin, .messagePosted(message: again), bench.records, at: bench.now)
    #expect(after.first?.hasPrefix(question + " (does not answer, because ") == true, "\(after)")
    #expect(after.first?.contains("members' reactions silenced it") == true, "\(after)")
  }

  @Test func faqTellsWhatIsHeldBackAndWhatIsForOthers() throws {
    let plugin = try make(
      FAQ.self, ["file": "faq.md"],
      files: [
        "faq.md":
          "## What are your hours?\nKeywords: opening hours\n\n[FILL IN: days]\n\n## Where?\nKeywords: way\n\nHere.\n"
      ])
    #expect(
      try reasons(plugin, said("What are your opening hours?")).contains(
        "What are your hours? (does not answer, because something in it is still to be filled in: [FILL IN: days])"))
    #expect(try reasons(plugin, said("Which version are you using?")) == ["it asks nothing of everybody"])
    let mark = ["asked/general/m1": Record(["channel": "general"])]
    #expect(
      try reasons(plugin, said("Which is the way?"), mark).first
        == "an entry met it before, and it is not answered twice")
  }

  @Test func faqTellsThatAnotherEntryComesNearer() throws {
    let plugin = try make(
      FAQ.self, ["file": "faq.md"],
      files: [
        "faq.md": "## How do I pay?\nKeywords: pay\n\nBy card.\n\n## Who gets a refund?\nKeywords: refund\n\nAll.\n"
      ])
    #expect(
      try reasons(plugin, said("Can I pay, and get a refund?")) == [
        "How do I pay? (answers, because one of its keywords stands in the message)",
        "Who gets a refund? (does not answer, because another entry comes nearer)",
      ])
  }

  @Test func unansweredTellsOfAQuestionThatItDoesNotWatch() throws {
    let plugin = try make(Unanswered.self, ["channels": ["general"]])
    func elsewhere(_ text: String) -> Event.Kind {
      .messagePosted(message: Message("m1", in: "music", named: "music", by: ada, text))
    }
    #expect(
      try reasons(plugin, elsewhere("How do I pay?")) == ["the channel is not among \"channels\" (channel music)"])
    #expect(try reasons(plugin, said("Which version are you using?")) == ["it is no question to everybody"])
    #expect(
      try reasons(plugin, said("Good morning")) == [
        "it is no question: it has no question mark, and begins with no question word"
      ])
    // It was answered, or is older than the bot.
    #expect(try reasons(plugin, said("How do I pay?")) == [])
    #expect(try reasons(plugin, said("How do I pay?", Member("r", isBot: true))) == [])
    #expect(try reasons(plugin, joined(ada)) == [])
  }

  @Test func unansweredTellsHowFarAQuestionIs() throws {
    let plugin = try make(
      Unanswered.self, ["hours": ["every day 00:00-24:00"], "after": "2h", "escalate": "8h", "experts": ["zoe"]])
    var bench = PluginBench(plugin, now: now)
    let asked = said("How do I pay?")
    try bench.handle(asked)
    #expect(
      try reasons(plugin, asked, bench.records) == [
        "it waits for an answer (otherwise experts are asked from 2026-01-01 02:00:00)"
      ])
    #expect(
      try reasons(plugin, asked, bench.records, answers: ["m1": "a1"]) == [
        "the bot itself answered it: nobody is asked, unless the member says that it did not help"
      ])
    try bench.wait(.hours(3))
    #expect(
      try reasons(plugin, asked, bench.records, at: bench.now)
        == ["it waits for an answer, and the experts' turn has come"])
    try bench.wait(.hours(6))
    #expect(
      try reasons(plugin, asked, bench.records, at: bench.now)
        == ["it waits for an answer, and the moderators have been told"])
    let closed = try make(Unanswered.self, ["hours": ["mon 00:00-00:01"], "after": "8h", "escalate": "9h"])
    bench = PluginBench(closed, now: now)
    try bench.handle(asked)
    #expect(try reasons(closed, asked, bench.records) == ["it waits for an answer"])
  }

  // MARK: Newcomers

  @Test func theSequenceTellsWhoIsNotWrittenTo() throws {
    let plugin = try make(
      NewcomerSequence.self,
      ["steps": [["after": "1d", "text": "Hello"]], "from": ["general"], "stopWhen": ["posted"]])
    var bench = PluginBench(plugin, now: now)
    #expect(try reasons(plugin, joined(Member("r", isBot: true))) == ["bots are not written to"])
    #expect(try reasons(plugin, joined(ada, in: "garden")) == ["the channel is not among \"from\""])
    #expect(
      try reasons(plugin, .memberJoined(member: ada, channel: "general", via: .snapshot))
        == ["who was a member before the bot came is not written to"])
    #expect(try reasons(plugin, joined(ada)) == [])
    #expect(try reasons(plugin, said("hi")) == [])
    try bench.handle(joined(ada))
    #expect(
      try reasons(plugin, joined(ada), bench.records) == [
        "the next message to the newcomer comes 2026-01-02 00:00:00, unless they take part before"
      ])
    // The turn that sends it is about to come.
    #expect(try reasons(plugin, joined(ada), bench.records, at: now + .days(1)) == [])
    var left = bench
    try left.handle(.memberLeft(member: ada, channel: "general"))
    #expect(try reasons(plugin, joined(ada), left.records) == ["they have left"])
    try bench.handle(said("hi"))
    #expect(
      try reasons(plugin, joined(ada), bench.records) == ["the messages to them have ended: the member wrote"])
  }

  // MARK: Listening

  @Test(
    arguments: [
      (
        "I cut myself while cooking, any tips for keeping knives sharp?",
        "sounds grave, but is a way of speaking: \"I cut myself\""
      ),
      ("i keep picking the blade back up", "sounds grave, but not enough to be told ("),
      (
        "this bug makes me want to die", "sounds grave, but not enough to be told (0 of 50 points, and other words make"
      ),
      ("I'm an idiot, the path was wrong", "sounds rude, but is said of oneself: \"idiot\""),
      ("what a stupid bug, took me three hours", "sounds rude, but is said of a thing: \"stupid\""),
      ("fuck, the build is broken again", "sounds rude, but is said to nobody: "),
      ("You are killing it!", "excepted, as the configuration says (\"exclusions\"): \"killing\""),
    ])
  func listenTellsWhatItLetPass(text: String, why: String) throws {
    let plugin = try make(Listen.self, ["words": ["killing"], "exclusions": ["killing it"]])
    let told = try reasons(plugin, said(text))
    #expect(told.contains { $0.hasPrefix(why) }, "\(told)")
  }

  @Test func listenTellsWhetherReportsAreHeard() throws {
    let report = Event.Kind.reported(message: "m1", channel: "general", by: ada, reason: "spam")
    #expect(try reasons(make(Listen.self, ["reports": false]), report) == ["\"reports\" is off"])
    #expect(try reasons(make(Listen.self, ["reports": true]), report) == [])
    #expect(try reasons(make(Listen.self, [:]), joined(ada)) == [])
  }

  @Test func listenTellsHowNegativeAMessageSounds() throws {
    let plugin = try make(Listen.self, ["abuse": false])
    func mood(_ text: String) throws -> String? {
      try reasons(plugin, said(text)).last.map { String($0.prefix { $0 != "(" }) }
    }
    #expect(try mood("I hate it, this is the worst update ever, awful and horrible") == "it sounds negative ")
    #expect(try mood("good morning everybody, nice to see you") == "it sounds positive ")
  }

  @Test func whatListenSaysOfTheMoodIsWhatItHeard() throws {
    let plugin = try make(Listen.self, ["abuse": false])
    let texts = [
      "I hate it, awful and horrible", "good morning", "it is a bit slow today", "not my favourite", "hm, not great",
      "I am disappointed", "this could be better", "why is it broken again?", "meh", "I do not like the new colours",
    ]
    for text in texts {
      guard let score = plugin.hearing.hear(text).score else { continue }
      let how = score <= -0.25 ? "negative" : score >= 0.25 ? "positive" : "neutral"
      let told = "it sounds \(how) (\(Int((score * 100).rounded())), from -100 to 100)"
      #expect(try reasons(plugin, said(text)).contains(told), "\(text)")
    }
  }

  @Test func listenSaysNothingOfTheCommandThatItObeys() throws {
    let message = Message("m1", in: "mods", by: ada, "!crisis")
    let plugin = try make(Listen.self, [:])
    #expect(try reasons(plugin, .command(name: "crisis", arguments: "", message: message)) == [])
  }

  @Test func listenTellsThatAnIncidentSaysItAlready() throws {
    let settings: JSON = [
      "abuse": false, "mood": false, "burst": 3, "categories": [["name": "outage", "words": ["is down"]]],
    ]
    let plugin = try make(Listen.self, settings)
    var bench = PluginBench(plugin, now: now)
    for number in 0..<4 {
      bench.now = bench.now + .minutes(1)
      try bench.handle(
        .messagePosted(
          message: Message(
            ID("n\(number)"), in: "general", named: "general", by: Member(ID("u\(number)")), "it is down")))
    }
    let open = try reasons(plugin, said("is down"), bench.records, at: bench.now)
    #expect(open.first?.contains("told by the incident that is open") == true, "\(open)")
    try bench.handle(.settled(flag: "incident-1", as: .resolved, until: nil, by: "cy"))
    let over = try reasons(plugin, said("is down"), bench.records, at: bench.now)
    #expect(over.first?.contains("told by an incident that people have resolved") == true, "\(over)")
  }

  // MARK: Scheduled posts

  @Test func scheduleTellsOfEveryPostAtAStartAndOfNothingElse() throws {
    let posts: JSON = [
      ["id": "tip", "cron": "0 9 * * *", "text": "Tip"],
      ["id": "news", "cron": "0 8 * * *", "text": "News", "status": "review"],
    ]
    let plugin = try make(
      ScheduledPosts.self,
      ["channel": "general", "posts": posts, "blackouts": [["name": "morning", "hours": "07:30-08:30"]]])
    var bench = PluginBench(plugin, now: now)
    try bench.handle(.started)
    #expect(
      try reasons(plugin, .started, bench.records, isHeld: true) == [
        "tip (posted 0 times, looked at until 2026-01-01 00:00, next 2026-01-01 09:00, scheduled posts are held)",
        "news (posted 0 times, looked at until 2026-01-01 00:00, next 2026-01-01 08:00, status review, "
          + "scheduled posts are held)",
      ])
    #expect(try reasons(plugin, said("hi"), bench.records) == [])
    try bench.wait(.hours(8) + .minutes(10))
    #expect(
      try reasons(plugin, .due(timer: "news", planned: now), bench.records, at: bench.now) == [
        "news (posted 0 times, looked at until 2026-01-01 08:00, next 2026-01-02 08:00, "
          + "waits until 2026-01-01 08:30, status review)"
      ])
  }

  @Test func scheduleTellsThatAPostIsHeldForAPerson() throws {
    let text = "What are you working on this week? Tell us in a few words."
    let plugin = try make(
      ScheduledPosts.self,
      [
        "channel": "general", "duplicates": "14d",
        "posts": [
          ["id": "first", "at": "2026-01-01T09:00", "text": .string(text)],
          ["id": "ask", "at": "2026-01-01T10:00", "text": .string(text)],
        ],
      ])
    var bench = PluginBench(plugin, now: now)
    try bench.start()
    try bench.wait(.hours(11))
    #expect(
      try reasons(plugin, .due(timer: "ask", planned: now), bench.records, at: bench.now) == [
        "ask (posted 0 times, looked at until 2026-01-01 10:00, held for a person 2026-01-01 10:00)"
      ])
  }
}
