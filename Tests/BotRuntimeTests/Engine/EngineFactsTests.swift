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
          root: maker.hash("m1", in: "general"))
      ])
    let addressed = try facts(bench, .addressed)
    #expect(addressed.map(\.member) == [maker.hash(ID<Member>("ada"))])
    #expect(addressed.map(\.message) == acted.map(\.message))
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
