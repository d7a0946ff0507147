import BotCore
import FoundationEssentials
import Testing

@testable import BotRuntime

/// What the engine keeps for the reports.
@Suite struct EngineFactsTests {
  private func facts(_ bench: EngineBench, _ kinds: Fact.Kind...) throws -> [Fact] {
    try bench.store.facts(of: "lobby", from: .distantPast, through: .distantFuture).filter { kinds.contains($0.kind) }
  }

  private let greeter = FunctionPlugin([.messagePosted]) { event, _ in
    guard let message = event.message else { return [] }
    return [
      .reply(text: Text([.mention(member: message.author.id, name: "Ada"), .plain(": hello")]), to: message.ref),
      .measure(name: "sentiment", value: -0.25, of: message.ref), .measure(name: "plain", value: 1),
      .measure(name: "none", value: .nan, of: message.ref),
    ]
  }

  @Test func aDoubleAnEditAndALateDeliveryAreNoFurtherFacts() throws {
    let bench = try EngineBench([])
    try bench.start()
    let event = bench.message("Where?", id: "m1", at: bench.now - .days(3))
    var again = event
    again.id = "another delivery"
    guard case .messagePosted(let message) = event.kind else { return }
    bench.take(event, event, again, .edited(message, in: "lobby", at: bench.now))
    bench.take(again)
    let kept = try facts(bench, .posted, .deleted)
    #expect(kept.map(\.at) == [event.at.milliseconds])
    #expect(kept.map(\.traits) == [.asks])
  }

  @Test func afterAnUncleanEndEachEventIsCountedOnceAsWell() throws {
    let bench = try EngineBench([("function", greeter)])
    try bench.start()
    try bench.restart()
    bench.take(bench.message("one"), bench.message("two"))
    try bench.pass(.seconds(5))
    #expect(try facts(bench, .posted).count == 2)
    #expect(try facts(bench, .acted).count == 2)
  }

  @Test func whatTheBotDidIsKnownByPluginKindAndEndAndForWhomItWas() throws {
    let bench = try EngineBench([("function", greeter)])
    try bench.start()
    bench.take(bench.message("Hi", id: "m1"))
    let maker = try #require(try bench.store.factMaker())
    let acted = try facts(bench, .acted)
    let posted = try #require(try bench.deliveries(.sent).first?.remote)
    #expect(
      acted == [
        .acted(
          .reply, .sent, by: "function", at: bench.now.milliseconds, message: maker.hash(posted, in: "general"),
          root: maker.hash("m1", in: "general"), traits: .aside)
      ])
    let addressed = try facts(bench, .addressed)
    #expect(addressed.map(\.member) == [maker.hash(ID<Member>("ada"))])
    #expect(addressed.map(\.message) == acted.map(\.message))
  }

  @Test func onlyAnswersToQuestionsCountAsSuch() throws {
    let answerer = FunctionPlugin([.messagePosted, .command]) { event, _ in
      guard let message = event.message else { return [] }
      let name = event.trigger == .command ? nil : message.ref.answerName
      return [.reply(text: "Yes.", to: message.ref, named: name)]
    }
    let bench = try EngineBench([("faq", answerer)])
    try bench.start()
    bench.take(bench.message("Is it so?", id: "m1"))
    let typed = Message("m2", in: "general", by: Member("ada"), "!faq list")
    bench.take(.command("faq", "list", typed, in: "lobby", at: bench.now))
    let community = try #require(bench.engine.halls["lobby"]).config.community
    let atConsole = Message.atConsole("!faq list", by: Member("console"), mark: "1", in: community)
    bench.step([.told(.command("faq", "list", atConsole, in: "lobby", at: bench.now)) { _ in }])
    #expect(try facts(bench, .acted).map(\.traits) == [[], .aside])
    #expect(try bench.deliveries(.sent).count == 3)
  }

  @Test func aDraftCountsWhenAPersonSaysThatItIsPostedAndOnce() throws {
    let bench = try EngineBench([("function", greeter)], isDrafting: true)
    try bench.start()
    bench.take(bench.message("Hi", id: "m1"), bench.message("Ho", id: "m2"))
    #expect(try facts(bench, .acted) == [])
    let drafts = try bench.store.drafts(limit: 9).map(\.id)
    try bench.store.transaction { try bench.store.markPosted(draft: drafts[0], at: nil, now: bench.now) }
    try bench.store.transaction { try bench.store.drop(draft: drafts[1], now: bench.now) }
    let posted = bench.now
    try bench.pass(.hours(1))
    try bench.store.transaction { try bench.store.markPosted(draft: drafts[0], at: "https://a.b/1", now: bench.now) }
    try bench.pass(.hours(1))
    #expect(try facts(bench, .acted).map { $0.end } == [.sent])
    #expect(try facts(bench, .acted).map(\.at) == [posted.milliseconds])
  }

  @Test func whatAPersonSawThatArrivedCountsAsDone() throws {
    let bench = try EngineBench([("function", greeter)])
    try bench.start()
    bench.outcome = { _ in .unknown("the line broke") }
    bench.take(bench.message("Hi"))
    let row = try #require(try bench.deliveries(.unknown).first)
    try bench.store.transaction { _ = try bench.store.markArrived(delivery: row.id, as: nil, now: bench.now) }
    try bench.pass(.seconds(1))
    #expect(try facts(bench, .acted).map(\.end) == [.unknown, .sent])
  }

  @Test func aFlagThatAPersonSettledIsAFact() throws {
    let flagger = FunctionPlugin([.messagePosted]) { _, _ in [.flag(Flag("Trouble", text: "Look."))] }
    let bench = try EngineBench([("function", flagger)])
    try bench.start()
    bench.take(bench.message("Hi"))
    try bench.store.transaction {
      _ = try bench.store.settle(flag: 1, as: .resolved, by: "boss", now: bench.now + .minutes(3))
    }
    #expect(try facts(bench, .flagged).map(\.flagState) == [.open, .resolved])
  }

  @Test func whatIsHeldAndRefusedIsKnownAsSuch() throws {
    let observing = try EngineBench([("function", greeter)]) { $0.mode = .observe }
    try observing.start()
    observing.take(observing.message("Hi"))
    #expect(try facts(observing, .acted).map(\.end) == [.held])
    #expect(try facts(observing, .addressed) == [])
    let refused = try EngineBench([("function", greeter)])
    refused.outcome = { _ in .refused(.content, reason: "no") }
    try refused.start()
    refused.take(refused.message("Hi"))
    #expect(try facts(refused, .acted).map(\.end) == [.failed])
  }

  @Test func whatIsMeasuredOfAMessageIsAFactOfItsAuthor() throws {
    let bench = try EngineBench([("function", greeter)])
    try bench.start()
    bench.take(bench.message("Hi", id: "m1"))
    let maker = try #require(try bench.store.factMaker())
    #expect(
      try facts(bench, .measured) == [
        Fact(
          .measured, at: bench.now.milliseconds, member: maker.hash(ID<Member>("ada")), place: "sentiment",
          message: maker.hash("m1", in: "general"), value: -2500)
      ])
    #expect(try bench.store.tallies()["measures"] == 1)
  }

  @Test func whatAnUndoneTurnMeasuredIsUndone() throws {
    let plugin = FunctionPlugin([.messagePosted]) { event, _ in
      guard let message = event.message, message.text == "good" else { throw PluginFailure() }
      return [.measure(name: "topic/a", value: 1, of: message.ref)]
    }
    let bench = try EngineBench([("function", plugin)])
    try bench.start()
    bench.take(bench.message("bad"), bench.message("good"))
    #expect(try facts(bench, .posted).count == 2)
    #expect(try facts(bench, .measured).count == 1)
  }

  @Test func ofTheBotItselfItIsAskedByAnAddressOfItsOwn() {
    #expect(OwnAnswers.path("botrun:report?weeks=2") == "report?weeks=2")
    #expect(OwnAnswers.path("https://botrun.example/") == nil)
  }
}
