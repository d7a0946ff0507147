import BotCore
import FoundationEssentials
import Glibc
import Testing

@testable import BotRuntime

/// A configuration that is read again, and a person at work, while deliveries are under way.
struct EngineChangeTests {
  private let nothing = BotConfig(store: StoreSettings(), http: HTTPSettings(), communities: [], hash: "nothing")

  @Test func eventsOfACommunityThatIsNotServedAreNotAccepted() throws {
    let bench = try EngineBench([("echo", .echo)])
    try bench.start()
    let told = Lock<[Bool]>([])
    bench.step([
      .events([bench.message("hello")], community: "elsewhere", cursor: Cursor("9")) { isStored in
        told.withLock { $0.append(isStored) }
      }
    ])
    #expect(told.withLock { $0 } == [false])
    #expect(try bench.store.cursor(of: "elsewhere") == nil)
  }

  @Test(arguments: [
    (Outcome.done("there"), Delivery.State.sent), (.unknown("reset"), .unknown),
    (.retry(after: .seconds(1), scope: .account, reason: "429"), .retrying), (.unauthorized("revoked"), .queued),
  ])
  func anOutcomeIsWrittenAlsoWhenItsCommunityWasRemovedMeanwhile(outcome: Outcome, state: Delivery.State) throws {
    let bench = try EngineBench([("echo", .echo)])
    try bench.start()
    bench.step([.events([bench.message("hello")], community: "lobby", cursor: nil) { _ in }], performing: false)
    bench.step([.reload(nothing)])
    bench.step([.outcome(delivery: 1, outcome)])
    #expect(try bench.deliveries().map(\.state) == [state])
    #expect(bench.engine.outbox.inFlightCount == 0)
  }

  @Test func aCommunityThatIsServedAgainHasItsDoubtsSettled() throws {
    let bench = try EngineBench([("echo", .echo)])
    try bench.start()
    bench.step([.events([bench.message("hello")], community: "lobby", cursor: nil) { _ in }], performing: false)
    let (old, store) = (bench.engine, bench.store)
    let engine = Engine(nothing, store: store, clock: old.clock, log: .silent, metrics: Metrics())
    try engine.start(now: bench.now)
    #expect(try bench.deliveries().map(\.state) == [.sending])
    _ = engine.step([.reload(old.config)], now: bench.now)
    #expect(try bench.deliveries().map(\.state) == [.unknown])
  }

  @Test func whatIsUnderWayIsNotDoubtedByAReload() throws {
    let bench = try EngineBench([("echo", .echo)])
    try bench.start()
    bench.step([.events([bench.message("hello")], community: "lobby", cursor: nil) { _ in }], performing: false)
    bench.step([.reload(bench.engine.config)])
    #expect(try bench.deliveries().map(\.state) == [.sending])
    bench.step([.outcome(delivery: 1, .done("there"))])
    #expect(try bench.deliveries().map(\.state) == [.sent])
  }

  /// A delivery in doubt that is just being looked for, and what a person then decides on it.
  private func settled(to state: Delivery.State, while lookUp: OutboxDecision.LookUp) throws -> EngineBench {
    var template = Array("/tmp/botrun-XXXXXX".utf8CString)
    let folder = String(cString: mkdtemp(&template)!)
    let bench = try EngineBench([("echo", .echo)], idempotency: .lookup, path: folder + "/store")
    try bench.start()
    bench.outcome = { _ in .unknown("reset") }
    bench.take(bench.message("hello"))
    bench.outcome = { _ in .done("again") }
    bench.set(bench.now + .seconds(1))
    bench.step([.wake], performing: false)
    #expect(bench.engine.outbox.inFlightCount == 1)
    let person = try SQLiteStore(path: folder + "/store")
    var row = try #require(try person.delivery(1))
    (row.state, row.due, row.attempts) = (state, bench.now, 0)
    let decided = row
    try person.transaction { try person.update(decided) }
    bench.step([.lookedUp(delivery: 1, lookUp)])
    try bench.pass(.minutes(1))
    return bench
  }

  @Test func aRetryByHandDuringALookUpIsSentOnce() throws {
    let bench = try settled(to: .queued, while: .notThere)
    #expect(bench.performed.count == 2)
    #expect(try bench.deliveries().map(\.state) == [.sent])
  }

  @Test func aRetryByHandOfWhatTheLookUpFindsIsNotSent() throws {
    let bench = try settled(to: .queued, while: .found("theirs"))
    #expect(bench.performed.count == 1)
    #expect(try bench.deliveries().map(\.remote) == ["theirs"])
  }

  @Test func whatIsDroppedByHandDuringALookUpStaysDropped() throws {
    let bench = try settled(to: .dead, while: .notThere)
    #expect(bench.performed.count == 1)
    #expect(try bench.deliveries().map(\.state) == [.dead])
  }

  @Test func nothingOfTheOutboxWakesAnEngineThatEnds() throws {
    let bench = try EngineBench([("echo", .echo)])
    try bench.start()
    bench.outcome = { _ in .retry(after: .seconds(1), scope: .action, reason: "503") }
    bench.take(bench.message("hello"))
    bench.step([.drain])
    #expect(try bench.engine.nextWake() == nil)
  }
}
