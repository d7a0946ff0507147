import BotCore
import FoundationEssentials
import Testing

@testable import BotRuntime

/// Scheduled posts that wait in a crisis.
@Suite struct HoldTests {
  private func bench(isScheduled: Bool = true) throws -> EngineBench {
    let poster = FunctionPlugin([.messagePosted]) { event, context in
      guard let message = event.message, !message.text.hasPrefix("!") else { return [] }
      if message.text == "mods" { return [.post(text: "to review", in: "mods", named: "review")] }
      if message.text == "edit" { return [.edit(named: "review", text: "reviewed")] }
      return [.post(text: Text(message.text + (context.isHeld ? " (held)" : "")), in: "general", named: nil)]
    }
    let bench = try EngineBench(
      [("schedule", poster)], capabilities: [.edit], isScheduled: isScheduled, managers: ["boss"])
    try bench.start()
    return bench
  }

  private func boss(_ text: String, _ bench: EngineBench) -> Event { bench.message(text, by: Member("boss")) }

  private func posts(_ bench: EngineBench) -> [String] {
    bench.performed.compactMap { if case .post(let text, _, _) = $0 { text.plain } else { nil } }
  }

  @Test func whatIsHeldGoesOutInItsOrderWhenTheHoldEnds() throws {
    let bench = try bench()
    bench.take(boss("!hold 2h", bench))
    bench.take(bench.message("a"), bench.message("b"))
    #expect(posts(bench) == [])
    #expect(try bench.deliveries(.held).map(\.note) == [Delivery.heldBack, Delivery.heldBack])
    bench.take(boss("!release", bench))
    try bench.pass(.seconds(1))
    #expect(posts(bench) == ["a (held)", "b (held)"])
    bench.take(bench.message("c"))
    #expect(posts(bench).last == "c")
  }

  @Test func whatAHoldKeepsIsNotCountedAsHeldForAPerson() throws {
    let bench = try bench()
    bench.take(boss("!hold 2h", bench))
    bench.take(bench.message("a"))
    bench.take(boss("!release", bench))
    try bench.pass(.seconds(1))
    let facts = try bench.store.facts(of: "lobby", from: .distantPast, through: .distantFuture)
    #expect(facts.filter { $0.act == .post }.map(\.end) == [.sent])
  }

  @Test func aHoldEndsByItself() throws {
    let bench = try bench()
    bench.take(boss("!hold 2h", bench))
    bench.take(bench.message("a"))
    try bench.pass(.hours(1))
    #expect(posts(bench) == [])
    try bench.pass(.hours(1))
    #expect(posts(bench) == ["a (held)"])
  }

  @Test func whatOneSaysToTheModeratorsIsNotHeldAndNorAreOtherPlugins() throws {
    let bench = try bench()
    bench.take(boss("!hold 2h", bench))
    bench.take(bench.message("mods"))
    #expect(posts(bench) == ["to review"])
    bench.take(bench.message("edit"))
    #expect(bench.performed.last == .edit(named: "review", text: "reviewed"))
    let other = try self.bench(isScheduled: false)
    other.take(boss("!hold 2h", other))
    other.take(other.message("a"))
    #expect(posts(other) == ["a (held)"])
  }

  @Test func itOutlivesARestart() throws {
    let bench = try bench()
    bench.take(boss("!hold 2h", bench))
    try bench.restart()
    bench.take(bench.message("a"))
    #expect(posts(bench) == [])
    try bench.pass(.hours(2))
    #expect(posts(bench) == ["a (held)"])
  }

  @Test func whatWaitedTooLongIsLeftToAPerson() throws {
    let bench = try bench()
    bench.take(boss("!hold 8h", bench))
    bench.take(bench.message("old"))
    try bench.pass(.hours(7))
    bench.take(bench.message("new"))
    try bench.pass(.hours(1))
    let texts = posts(bench)
    #expect(texts.contains("new (held)"))
    #expect(!texts.contains("old (held)"))
    #expect(try bench.store.flags(in: [.open], limit: 9).map(\.flag.title) == ["Held posts"])
    #expect(try bench.deliveries(.held).map(\.note) == ["it was held too long to go out by itself"])
  }

  @Test func whatIsAcceptedLateIsFreshFromThenOn() throws {
    let bench = try bench()
    bench.take(boss("!hold 8h", bench))
    bench.take(bench.message("a"))
    let row = try #require(try bench.deliveries(.held).first)
    // As a suggestion that somebody accepts in the middle of the hold.
    try bench.pass(.hours(7))
    var accepted = row
    (accepted.state, accepted.note, accepted.updated) = (.queued, "accepted by Cy", bench.now)
    try bench.store.transaction { try bench.store.update(accepted) }
    try bench.restart()
    bench.step([.wake])
    #expect(try bench.deliveries(.held).map(\.updated) == [bench.now])
    try bench.pass(.hours(2))
    #expect(posts(bench) == ["a (held)"])
  }

  @Test func aPluginHoldsAndReleases() throws {
    let plugin = FunctionPlugin([.messagePosted]) { event, context in
      switch event.message?.text {
      case "hold": [.hold(until: context.now + .hours(1), reason: "a crisis")]
      case "release": [.hold(until: nil, reason: "")]
      default: [.post(text: "x", in: "general", named: nil)]
      }
    }
    let bench = try EngineBench([("schedule", plugin)], isScheduled: true)
    try bench.start()
    bench.take(bench.message("hold"))
    bench.take(bench.message("post"))
    #expect(bench.performed == [])
    bench.take(bench.message("release"))
    try bench.pass(.seconds(1))
    #expect(bench.performed == [.post(text: "x", in: "general", named: nil)])
  }

  @Test func budgetsAreHalvedMeanwhile() throws {
    let echo = FunctionPlugin.echo
    let bench = try EngineBench([("echo", echo)], managers: ["boss"]) { $0.maxMessages = 4 }
    try bench.start()
    bench.take(bench.message("!hold", by: Member("boss")))
    for index in 1...5 { bench.take(bench.message("\(index)")) }
    let echoes = bench.performed.filter { if case .post(_, "general", _) = $0 { true } else { false } }
    #expect(echoes.count == 2)
  }

  @Test func aPluginThatOnlyObservesHoldsNothing() throws {
    let crisis = FunctionPlugin([.messagePosted]) { _, context in [.hold(until: context.now + .hours(1), reason: "")] }
    let bench = try EngineBench([("listen", crisis)]) { $0.mode = .observe }
    try bench.start()
    bench.take(bench.message("help"))
    #expect(!bench.engine.isHeld("lobby", now: bench.now))
  }

  @Test func aPluginEndsOnlyItsOwnHold() throws {
    let plugin = FunctionPlugin([.messagePosted]) { event, context in
      switch event.message?.text {
      case "on": [.hold(until: context.now + .hours(1), reason: "a crisis")]
      case "off": [.hold(until: nil, reason: "")]
      default: []
      }
    }
    let bench = try EngineBench([("listen", plugin)], managers: ["boss"])
    try bench.start()
    bench.take(boss("!hold 2h", bench), bench.message("on"), bench.message("off"))
    #expect(bench.engine.holds == ["lobby": bench.now + .hours(2)])
    bench.take(bench.message("on"), boss("!release", bench))
    #expect(!bench.engine.isHeld("lobby", now: bench.now))
  }

  @Test func whatIsNoTimeIsAskedForAndWhatIsOverIsNotBegunAnew() throws {
    let bench = try bench()
    bench.take(boss("!hold tomorrow", bench))
    bench.take(
      .posted(Message("old", in: "general", by: Member("boss"), "!hold"), in: "lobby", at: bench.now - .hours(3)))
    let answers = bench.performed.compactMap { if case .reply(let text, _, _) = $0 { text.plain } else { nil } }
    #expect(answers == ["Write for how long: !hold 2h", "That hold was over before the bot could read of it."])
    #expect(!bench.engine.isHeld("lobby", now: bench.now))
  }
}
