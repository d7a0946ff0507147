import BotCore
import FoundationEssentials
import Testing

@testable import BotRuntime

/// After an unclean end: events one at a time, attempts on disk.
struct CarefulTests {
  @Test func anEventThatBringsTheProcessDownThreeTimesIsSetAside() throws {
    let bench = try EngineBench([("echo", .echo)])
    try bench.start()
    try bench.restart()
    let event = bench.message("poison")
    // Stored first, then the process dies while it is handled: as if the second transaction never came.
    _ = try bench.store.transaction { try bench.store.admit(event, state: .pending, now: bench.now) }
    for attempt in 1...3 {
      let row = try #require(try bench.store.events(in: .pending, limit: 1).first)
      #expect(row.attempts == attempt - 1)
      try bench.store.transaction {
        try bench.store.setState(.pending, attempts: attempt, note: "", ofEvent: row.sequence)
      }
    }
    try bench.restart()
    bench.step([.wake])
    #expect(try bench.store.events(in: .parked, limit: 10).map(\.event.key) == [event.key])
    #expect(bench.performed.isEmpty)
  }

  @Test func eventsStillPassAndOnlyOnce() throws {
    let bench = try EngineBench([("echo", .echo)])
    try bench.start()
    try bench.restart()
    #expect(bench.engine.carefulLeft == Engine.carefulEvents)
    let event = bench.message("hello")
    bench.take(event, event)
    bench.step([.wake])
    #expect(bench.performed.count == 1)
    #expect(try bench.store.events(in: .pending, limit: 10).isEmpty)
    #expect(bench.engine.carefulLeft == Engine.carefulEvents - 1)
  }

  @Test func itTrustsItselfAgainAfterAWhile() throws {
    let bench = try EngineBench([("echo", .echo)]) { $0.maxMessages = 1000 }
    try bench.start()
    try bench.restart()
    for index in 1...Engine.carefulEvents { bench.take(bench.message("\(index)")) }
    #expect(bench.engine.carefulLeft == 0)
    bench.take(bench.message("last"))
    bench.step([.wake])
    #expect(bench.performed.count == Engine.carefulEvents + 1)
  }

  @Test func anOrderlyEndLeavesNoCare() throws {
    let bench = try EngineBench([("echo", .echo)])
    try bench.start()
    try bench.engine.stop()
    try bench.restart()
    #expect(bench.engine.carefulLeft == 0)
  }

  @Test func theWitnessHearsOfEventsThatAreHandledOneAtATime() throws {
    let bench = try EngineBench([("echo", .echo)])
    try bench.start()
    try bench.restart()
    let witness = KeyWitness()
    bench.engine.witness = witness
    let events = [bench.message("one"), bench.message("two")]
    for event in events { bench.take(event) }
    #expect(witness.keys == events.map(\.key))
    #expect(witness.ended == 2)
  }

  /// As when the disk is full: the second event is undone with all that came of it.
  @Test func whatWasUndoneIsNeitherToldNorCounted() throws {
    let bench = try EngineBench([("echo", .echo)])
    try bench.start()
    let witness = KeyWitness()
    bench.engine.witness = witness
    let event = bench.message("one")
    let before = bench.metrics.text
    #expect(throws: StoreError.self) {
      try bench.engine.transact {
        bench.engine.witness { $0.handled(event) }
        bench.engine.count("events_total", "community=\"lobby\"")
        throw StoreError(fault: "the disk is full", remedy: "free some space")
      }
    }
    try bench.engine.transact {}
    #expect(witness.keys == [])
    #expect(bench.metrics.text == before)
  }
}

/// Notes the keys of the events that it hears of.
private final class KeyWitness: Witness {
  private(set) var keys: [String] = []
  private(set) var ended = 0

  func handled(_ event: Event) { keys.append(event.key) }
  func decided(_ delivery: Delivery) {}
  func flagged(_ flag: StoredFlag) {}
  func ended(_ delivery: Delivery) { ended += 1 }
}
