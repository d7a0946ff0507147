import BotCore
import FoundationEssentials
import Testing

@testable import BotRuntime

/// Flags that people take care of, and what managers tell the bot.
@Suite struct DeskTests {
  /// Flags under the name "incident" with the message's own words, and posts what it hears of the flag.
  private static let watcher = FunctionPlugin([.messagePosted, .settled]) { event, _ in
    switch event.kind {
    case .settled(let flag, let state, _, let person):
      return [.post(text: Text("\(flag) \(state.rawValue) by \(person)"), in: "log", named: nil)]
    case .messagePosted(let message) where message.text == "over": return [.settle(flag: "incident")]
    case .messagePosted(let message) where !message.text.hasPrefix("!"):
      let severity: Flag.Severity = message.text.contains("worse") ? .urgent : .notice
      return [.flag(Flag("Trouble", severity: severity, text: Text(message.text), name: "incident"))]
    default: return []
    }
  }

  private func bench(capabilities: Set<Capability> = [.edit]) throws -> EngineBench {
    let bench = try EngineBench([("listen", Self.watcher)], capabilities: capabilities, managers: ["boss"])
    try bench.start()
    return bench
  }

  private func said(
    _ text: String, by member: Member = Member("boss", name: "Boss"), in channel: ID<Channel> = "general",
    _ bench: EngineBench
  ) -> Event { bench.message(text, by: member, in: channel) }

  private func texts(_ bench: EngineBench) -> [String] {
    bench.performed.map { action in
      switch action {
      case .post(let text, let channel, _): "post \(channel): \(text.plain)"
      case .edit(_, let text): "edit: \(text.plain)"
      case .reply(let text, _, _): "reply: \(text.plain)"
      default: "\(action)"
      }
    }
  }

  @Test func aFlagOfTheSameNameTakesThePlaceOfTheOneThatIsOpen() throws {
    let bench = try bench()
    bench.take(bench.message("bad"))
    bench.take(bench.message("bad and worse"))
    bench.take(bench.message("bad and worse"))
    #expect(texts(bench) == ["post mods: ℹ️ Trouble (no. 1)\nbad", "edit: 🚨 Trouble (no. 1)\nbad and worse"])
    #expect(bench.targets == [nil, "posted-1"])
    #expect(try bench.store.flags(in: [.open], limit: 9).map(\.flag.text.plain) == ["bad and worse"])
  }

  @Test func whatIsOverIsResolvedAndTheNameOpensANewOne() throws {
    let bench = try bench()
    bench.take(bench.message("bad"))
    bench.take(bench.message("over"))
    bench.take(bench.message("over"))
    bench.take(bench.message("again"))
    #expect(
      texts(bench) == [
        "post mods: ℹ️ Trouble (no. 1)\nbad", "edit: ✅ Trouble (no. 1)\nbad\n✅ It is over.",
        "post mods: ℹ️ Trouble (no. 2)\nagain",
      ])
  }

  @Test(arguments: [
    ("👀", "acknowledged", "👀 Cy takes care of it."), (":eyes:", "acknowledged", "👀 Cy takes care of it."),
    ("✅", "resolved", "✅ Resolved by Cy."),
  ])
  func aReactionToTheAnnouncementSettlesIt(emoji: String, state: String, sentence: String) throws {
    let bench = try bench()
    bench.take(bench.message("bad"))
    bench.take(
      .reacted(
        emoji, by: Member("cy", name: "Cy"), to: "posted-1", channel: "mods", in: "lobby", at: bench.now, mark: "1"))
    try bench.pass(.seconds(1))
    #expect(try bench.store.flag(1)?.state.rawValue == state)
    #expect(texts(bench).dropFirst().contains { $0.hasPrefix("edit: ") && $0.hasSuffix(sentence) })
    #expect(texts(bench).last == "post log: incident \(state) by Cy")
  }

  @Test func otherReactionsAndThoseOfBotsAndToOtherMessagesSettleNothing() throws {
    let bench = try bench()
    bench.take(bench.message("bad"))
    func react(_ emoji: String, _ member: Member, to message: ID<Message>, _ mark: String) {
      bench.take(.reacted(emoji, by: member, to: message, channel: "mods", in: "lobby", at: bench.now, mark: mark))
    }
    react("👍", Member("cy"), to: "posted-1", "1")
    react("✅", Member("robot", isBot: true), to: "posted-1", "2")
    react("✅", Member("cy"), to: "m1", "3")
    try bench.pass(.seconds(1))
    #expect(try bench.store.flag(1)?.state == .open)
    #expect(bench.performed.count == 1)
  }

  @Test func managersSettleByCommandAndAreAnswered() throws {
    let bench = try bench()
    bench.take(bench.message("bad"))
    bench.take(said("!ack 1", bench))
    try bench.pass(.seconds(1))
    bench.take(said("!flags", in: "mods", bench))
    bench.take(said("!resolve #1", bench))
    try bench.pass(.seconds(1))
    bench.take(said("!flags", bench))
    bench.take(said("!ack 7", bench))
    bench.take(said("!ack", bench))
    #expect(
      texts(bench).filter { $0.hasPrefix("reply") } == [
        "reply: Flag 1: you take care of it.", "reply: ℹ️ 1: Trouble, just now (acknowledged by Boss)",
        "reply: Flag 1: resolved.",
        "reply: No flag is open.", "reply: There is no open flag 7 here. !flags lists them.",
        "reply: Write !ack and the number of the flag: !ack 12",
      ])
  }

  @Test func nobodyElseIsObeyedOrAnswered() throws {
    let bench = try bench()
    bench.take(bench.message("bad"))
    bench.take(said("!resolve 1", by: Member("mallory"), bench))
    bench.take(said("!hold", by: Member("mallory"), bench))
    #expect(bench.performed.count == 1)
    #expect(try bench.store.flag(1)?.state == .open)
  }

  @Test func whatIsPutOffIsToldAgainAtItsTime() throws {
    let bench = try bench()
    bench.take(bench.message("bad"))
    bench.take(said("!snooze 1 2h", bench))
    try bench.pass(.hours(1))
    #expect(try bench.store.flag(1)?.state == .snoozed)
    try bench.pass(.hours(1))
    #expect(try bench.store.flag(1)?.state == .open)
    let all = texts(bench)
    #expect(all.contains("post log: incident snoozed by Boss"))
    #expect(all.suffix(2) == ["post mods: ℹ️ Trouble (no. 1)\nbad", "post log: incident open by Boss"])
    #expect(all.filter { $0.hasPrefix("post mods") }.count == 2)
  }

  @Test func whatBecomesGraverIsOpenAgain() throws {
    let bench = try bench()
    bench.take(bench.message("bad"))
    bench.take(said("!ack 1", bench))
    bench.take(bench.message("still bad"))
    #expect(try bench.store.flag(1)?.state == .acknowledged)
    bench.take(bench.message("worse"))
    #expect(try bench.store.flag(1)?.state == .open)
  }

  @Test func anotherProcessSettlesAndTheEngineTells() throws {
    let bench = try bench()
    bench.take(bench.message("bad"))
    #expect(try bench.store.settle(flag: 1, as: .resolved, by: "op", now: bench.now))
    try bench.pass(.seconds(1))
    #expect(texts(bench).last == "post log: incident resolved by op")
  }

  @Test func aRestartTellsOnceWhatWasSettled() throws {
    let bench = try bench()
    bench.take(bench.message("bad"))
    bench.take(said("!ack 1", bench))
    try bench.restart()
    try bench.pass(.hours(1))
    #expect(texts(bench).filter { $0.hasPrefix("post log") }.count == 1)
  }

  private func react(_ emoji: String, to message: ID<Message>, in channel: ID<Channel>, _ bench: EngineBench) {
    let member = Member("cy", name: "Cy")
    bench.take(
      .reacted(emoji, by: member, to: message, channel: channel, in: "lobby", at: bench.now, mark: "\(emoji)\(channel)")
    )
  }

  @Test func aMessageOfTheSameNumberInAnotherChannelIsNotTheAnnouncement() throws {
    let bench = try EngineBench([("listen", Self.watcher)], moderators: "-100", capabilities: [.edit])
    try bench.start()
    bench.take(bench.message("bad"))
    react("✅", to: "posted-1", in: "-200", bench)
    #expect(try bench.store.flag(1)?.state == .open)
    react("✅", to: "posted-1", in: "-100", bench)
    #expect(try bench.store.flag(1)?.state == .resolved)
  }

  @Test func whatIsResolvedStaysSoAndTheNextIsTold() throws {
    let bench = try bench()
    bench.take(bench.message("bad"))
    react("✅", to: "posted-1", in: "mods", bench)
    react("👀", to: "posted-1", in: "mods", bench)
    bench.take(said("!ack 1", bench))
    #expect(try bench.store.flag(1)?.state == .resolved)
    #expect(texts(bench).last == "reply: There is no open flag 1 here. !flags lists them.")
    bench.take(bench.message("again"))
    #expect(texts(bench).last == "post mods: ℹ️ Trouble (no. 2)\nagain")
  }

  @Test func aSecondHandChangesNothingMore() throws {
    let bench = try bench()
    bench.take(bench.message("bad"))
    bench.take(said("!resolve 1", bench))
    let count = bench.performed.count
    react("✅", to: "posted-1", in: "mods", bench)
    try bench.pass(.seconds(1))
    #expect(bench.performed.count == count)
  }

  @Test func severalAreSettledTogetherOrNotAtAll() throws {
    let bench = try bench()
    bench.take(bench.message("bad"))
    bench.take(said("!ack 1 7", bench))
    #expect(try bench.store.flag(1)?.state == .open)
  }

  @Test func theNumberMayBeWrittenAsTheAnnouncementHasIt() throws {
    let bench = try bench()
    bench.take(bench.message("bad"))
    bench.take(said("!ack no. 1", bench))
    #expect(try bench.store.flag(1)?.state == .acknowledged)
    bench.take(said("!resolve (no. 1).", bench))
    #expect(try bench.store.flag(1)?.state == .resolved)
  }

  @Test func whoLeavesOutTheNumberIsToldOfBoth() throws {
    let bench = try bench()
    bench.take(bench.message("bad"))
    bench.take(said("!snooze 2h", bench))
    #expect(
      texts(bench).last == "reply: Write !snooze, the number of the flag, and for how long: !snooze 12 2h")
    #expect(try bench.store.flag(1)?.state == .open)
  }

  @Test func inPublicTheListIsOnlyANumber() throws {
    let bench = try bench()
    bench.take(bench.message("bad"))
    bench.take(said("!flags", bench))
    #expect(
      texts(bench).last
        == "reply: Not resolved yet: 1. Ask in the moderators' channel, or in private, for the list.")
    bench.take(said("!flags", in: "mods", bench))
    #expect(texts(bench).last == "reply: ℹ️ 1: Trouble, just now")
  }

  @Test func theListTellsTheFlagsOfItsCommunityAlone() throws {
    let bench = try bench()
    for index in 1...1003 {
      let flag = Flag("Old \(index)", text: "x")
      _ = try bench.store.insert(
        StoredFlag(
          id: 0, community: index < 1003 ? "other" : "lobby", instance: "lobby/x", flag: flag, state: .open,
          created: bench.now, updated: bench.now, by: ""))
    }
    bench.take(said("!flags", in: "mods", bench))
    #expect(texts(bench).last == "reply: ℹ️ 1003: Old 1003, just now")
  }

  @Test func whereNothingCanBeEditedOnlyWhatMattersIsToldAnew() throws {
    let bench = try bench(capabilities: [])
    bench.take(bench.message("bad"))
    bench.take(bench.message("still bad"))
    bench.take(bench.message("worse"))
    bench.take(bench.message("over"))
    #expect(
      texts(bench) == [
        "post mods: ℹ️ Trouble (no. 1)\nbad", "post mods: 🚨 Trouble (no. 1)\nworse",
        "post mods: ✅ Trouble (no. 1)\nworse\n✅ It is over.",
      ])
  }

  @Test func anAnnouncementThatWasRefusedIsMadeUpForByTheNextChange() throws {
    let bench = try bench()
    bench.outcome = { _ in .refused(.content, reason: "no") }
    bench.take(bench.message("bad"))
    bench.outcome = { .done(ID("posted-\($0.id)")) }
    bench.take(bench.message("worse"))
    bench.take(bench.message("over"))
    #expect(
      texts(bench) == [
        "post mods: ℹ️ Trouble (no. 1)\nbad", "post mods: 🚨 Trouble (no. 1)\nworse",
        "edit: ✅ Trouble (no. 1)\nworse\n✅ It is over.",
      ])
  }

  @Test func whatIsPutOffNamesTheTimeOfTheCommunity() throws {
    let bench = try bench()
    bench.take(bench.message("bad"))
    bench.take(said("!snooze 1 2h", bench))
    #expect(texts(bench).contains("edit: ℹ️ Trouble (no. 1)\nbad\n💤 Put off by Boss until 2026-01-01 02:00."))
  }

  @Test func helpTellsMembersAndManagersWhatTheyMayWrite() throws {
    let bench = try bench()
    let forAll = "You can write to me:\n- !optout: I write to you no more of my own accord; !optin takes it back"
    bench.take(said("!help", by: Member("U1", name: "Ada"), bench))
    #expect(texts(bench) == ["reply: " + forAll])
    bench.take(said("!help", bench))
    #expect(texts(bench).last == "reply: " + forAll + "\nMore for you in the moderators' channel, or in private.")
    bench.take(said("!help", in: "mods", bench))
    let told = try #require(texts(bench).last)
    #expect(told.hasPrefix("reply: " + forAll + "\nAnd as you look after this community:\n- !flags: what waits "))
    #expect(!told.contains("!suggestions"))
    var robot = Member("R", name: "Robot")
    robot.isBot = true
    bench.take(said("!help", by: robot, bench))
    bench.take(said("!help me with this", bench))
    #expect(texts(bench).count == 3)
  }

  @Test func helpIsNotSaidAgainAndAgain() throws {
    let bench = try bench()
    for _ in 0..<5 { bench.take(said("!help", by: Member("U1", name: "Ada"), bench)) }
    #expect(texts(bench).count == 3)
    bench.take(said("!help", by: Member("U1", name: "Ada"), in: "elsewhere", bench))
    #expect(texts(bench).count == 4)
  }

  @Test func whereTheBotOnlyObservesHelpIsForModeratorsAlone() throws {
    let bench = try EngineBench([("listen", Self.watcher)], managers: ["boss"]) { $0.mode = .observe }
    try bench.start()
    bench.take(said("!help", by: Member("U1", name: "Ada"), bench))
    #expect(texts(bench) == [])
    bench.take(said("!help", in: "mods", bench))
    #expect(texts(bench).count == 1)
  }

  @Test func whyACommandWasObeyedOrNotIsKept() throws {
    let bench = try bench()
    func why(_ event: Event) throws -> [String] {
      bench.take(event)
      return try bench.store.reasons(on: [event.id], in: "lobby", limit: 9).map { "\($0.instance): \($0.reason.text)" }
    }
    let stranger = Member("eve", name: "Eve")
    #expect(try why(said("!flags", bench)) == ["lobby/desk: !flags was given by a manager, or among the moderators"])
    #expect(
      try why(said("!hold 2h", by: stranger, bench)) == [
        "lobby/desk: !hold is for managers: its author is none, and it was not given among the moderators"
      ])
    #expect(
      try why(said("!optout", by: stranger, bench))
        == ["lobby/desk: any member may say whether the bot may write to them"])
    for _ in 0..<3 { bench.take(said("!help", by: stranger, bench)) }
    #expect(try why(said("!help", by: stranger, bench)).first?.contains("at most 3 times in 10 minutes") == true)
    bench.take(bench.message("bad"))
    let post = try #require(try bench.store.posted(named: FlagName.of(1), by: "lobby/listen"))
    let eyes = Event.reacted(
      "👀", by: Member("boss", name: "Boss"), to: post.id, channel: post.channel, in: "lobby", at: bench.now, mark: "1")
    #expect(try why(eyes) == ["lobby/desk: 👀 on flag 1 means: acknowledged"])
    #expect(try why(bench.message("good")) == [])
  }
}
