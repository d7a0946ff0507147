import BotCore
import FoundationEssentials
import Testing

@testable import BotRuntime

/// Backlogs and loops.
struct EngineLimitTests {
  private final class Audience: Witness {
    var handled: [String] = []
    func handled(_ event: Event) { handled.append(event.key) }
    func decided(_ delivery: Delivery) {}
    func flagged(_ flag: StoredFlag) {}
    func ended(_ delivery: Delivery) {}
  }

  private func backlog(_ count: Int, in bench: EngineBench) throws {
    try bench.store.transaction {
      for index in 1...count {
        _ = try bench.store.admit(bench.message("\(index)"), state: .pending, now: bench.now)
      }
    }
  }

  @Test(arguments: [true, false]) func aLongBacklogIsHandledWithoutANewArrival(isUnclean: Bool) throws {
    let bench = try EngineBench([("echo", .echo)])
    try bench.start()
    try backlog(600, in: bench)
    if !isUnclean { try bench.engine.stop() }
    try bench.restart()
    try bench.pass(.seconds(5))
    #expect(try bench.store.tallies()["events.done"] == 600)
    #expect(bench.engine.hasPending == false)
  }

  @Test func theWitnessAlsoSeesWhatWasStoredFirst() throws {
    let bench = try EngineBench([("echo", .echo)])
    try bench.start()
    try bench.restart()
    let audience = Audience()
    bench.engine.witness = audience
    let events = [bench.message("one"), bench.message("two")]
    for event in events { bench.take(event) }
    #expect(audience.handled == events.map(\.key))
  }

  /// What a plugin does with the answer to a fetch, or with its post that stands, counts as caused by it.
  @Test func fetchesThatCauseFetchesComeToAnEnd() throws {
    let plugin = FunctionPlugin([.messagePosted, .fetched]) { _, _ in [.fetch(name: "again", url: "https://a.org")] }
    let bench = try EngineBench([("loop", plugin)])
    try bench.start()
    var next: [Arrival] = [.events([bench.message("go")], community: "lobby", cursor: nil) { _ in }]
    var fetches = 0
    while !next.isEmpty && fetches < 50 {
      next = bench.engine.step(next, now: bench.now).tasks.map {
        .fetched(delivery: $0.delivery.id, status: 200, body: "")
      }
      fetches += next.count
    }
    #expect(fetches == Engine.maxDepth + 1)
  }
}
