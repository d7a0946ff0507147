import BotCore
import FoundationEssentials
import Testing

@testable import BotRuntime

/// What a plugin is given to know, whoever asks it.
@Suite struct AskingTests {
  private let asker = FunctionPlugin([.messagePosted]) { event, context in
    guard let message = event.message else { return [] }
    if try context.answer(to: message.ref) != nil { return [] }
    let isShut = try context.store.hasOptedOut(message.author.id)
    return [
      .timer(name: "later", at: context.now), .direct(text: isShut ? "shut" : "open", to: "bob"),
      .post(text: context.isHeld ? "held" : "free", in: "general", named: nil),
    ]
  }

  private func look(_ event: Event, _ bench: EngineBench, later: Duration = .zero) throws -> SecondLook {
    let community = try #require(bench.engine.halls["lobby"]).config
    return SecondLook(
      at: event, received: bench.now, by: community.instances[0], in: community, bench.store, now: bench.now + later)
  }

  @Test func explainKnowsOfOptOutsAndHolds() throws {
    let bench = try EngineBench([("asker", asker)])
    try bench.start()
    let event = bench.message("Hi", id: "m1")
    #expect(
      try look(event, bench).actions == [
        .direct(text: "open", to: "bob"), .post(text: "free", in: "general", named: nil),
      ])
    try bench.store.transaction {
      try bench.store.setOptOut("ada", in: "lobby", at: bench.now)
      try bench.store.setOptOut("bob", in: "lobby", at: bench.now)
      try bench.store.hold("lobby", until: bench.now + .hours(1), reason: "", now: bench.now)
    }
    let shut = try look(event, bench)
    #expect(shut.actions == [.post(text: "held", in: "general", named: nil)])
    // What came while all was held would go out now.
    #expect(
      try look(event, bench, later: .hours(2)).actions == [.post(text: "free", in: "general", named: nil)])
    #expect(shut.reasons == [Reason("the member wants no messages that they did not ask for", member: "bob")])
  }

  @Test func explainKnowsWhatOtherPluginsAnswered() throws {
    let bench = try EngineBench([("asker", asker)])
    try bench.start()
    let event = bench.message("Hi", id: "m1")
    try bench.store.transaction {
      try bench.store.setPosted(
        MessageRef("a1", in: "general"), named: MessageRef("m1", in: "general").answerName, by: "lobby/asker",
        now: bench.now)
    }
    #expect(try look(event, bench).actions == [])
  }

  @Test func whatIsAskedForBetweenTurnsIsAsTheTurnsSeeIt() throws {
    let bench = try EngineBench([("asker", asker)])
    try bench.start()
    let community = try #require(bench.engine.halls["lobby"]).config
    try bench.store.transaction {
      try bench.store.write(Record(7), "kept", of: "lobby/asker")
      try bench.store.setOptOut("ada", in: "lobby", at: bench.now)
    }
    let context = try bench.store.context(of: "lobby/asker", in: community, now: bench.now)
    #expect(try context.store.value("kept") == 7)
    #expect(try context.store.records(startingWith: "k").map(\.key) == ["kept"])
    #expect(try context.store.hasOptedOut("ada"))
    #expect(!context.isHeld)
  }
}
