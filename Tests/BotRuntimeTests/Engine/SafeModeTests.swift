import BotCore
import FoundationEssentials
import Testing

@testable import BotRuntime

/// Receives and stores, acts on nothing, until it may act again.
@Suite struct SafeModeTests {
  @Test func whatComesIsStoredAndHandledLater() throws {
    let bench = try EngineBench([("echo", .echo)])
    bench.engine.isSafe = true
    try bench.start()
    bench.take(bench.message("one"), bench.message("two"))
    #expect(bench.acknowledged == [true])
    #expect(bench.performed == [])
    #expect(try bench.store.events(in: .pending, limit: 9).count == 2)
    #expect(try bench.engine.nextWake() == nil)
    bench.step([.reload(bench.engine.config)])
    #expect(bench.engine.isSafe == false)
    try bench.pass(.seconds(1))
    #expect(
      bench.performed == [
        .post(text: "re: one", in: "general", named: nil), .post(text: "re: two", in: "general", named: nil),
      ])
    #expect(try bench.store.events(in: .pending, limit: 9).isEmpty)
  }

  @Test func onceWhatWaitedIsHandledEventsAreHandledAtOnceAgain() throws {
    let bench = try EngineBench([("echo", .echo)])
    bench.engine.isSafe = true
    try bench.start()
    bench.take(bench.message("one"))
    bench.step([.reload(bench.engine.config)])
    try bench.pass(.seconds(1))
    #expect(!bench.engine.wasSafe)
  }

  @Test func nothingThatWaitsGoesOut() throws {
    let bench = try EngineBench([("echo", .echo)])
    try bench.start()
    _ = try bench.store.enqueue(.testing("queued", at: bench.now))
    try bench.store.setTimer("tick", of: "lobby/echo", at: bench.now)
    try bench.restart()
    bench.engine.isSafe = true
    bench.step([.wake])
    try bench.pass(.hours(1))
    #expect(bench.performed == [])
    #expect(try bench.store.nextTimer() != nil)
    bench.step([.reload(bench.engine.config)])
    try bench.pass(.seconds(1))
    #expect(bench.performed.count == 1)
  }

  @Test func eventsSeenTwiceAreStillOne() throws {
    let bench = try EngineBench([("echo", .echo)])
    bench.engine.isSafe = true
    try bench.start()
    let event = bench.message("hello")
    bench.take(event)
    bench.take(event)
    bench.step([.reload(bench.engine.config)])
    try bench.pass(.seconds(1))
    #expect(bench.performed.count == 1)
  }

  @Test func aDamagedStoreIsToldAfterAnUncleanEndAndLeftAsItIs() async throws {
    let folder = Folder()
    let path = folder.file("botrun.sqlite")
    let store = try SQLiteStore(path: path)
    try store.transaction {
      try store.setMeta("running", "since 0")
      for id in 0..<2000 { _ = try store.admit(.testing("E\(id)"), state: .done, now: .at(0)) }
    }
    let whole = try #require(try StoreCheck.begin(store))
    #expect(await whole.damage(within: .seconds(60), .system) == nil)
    #expect(whole.stop())
    store.close()
    var bytes = [UInt8](FileManager.default.contents(atPath: path) ?? Data())
    // Pages in the middle, which only a look through all of it finds.
    for place in (bytes.count / 2)..<(bytes.count / 2 + 9000) { bytes[place] = 0xA5 }
    try Data(bytes).write(to: URL(filePath: path))
    let damaged = try SQLiteStore(path: path)
    let check = try #require(try StoreCheck.begin(damaged))
    let told = await check.damage(within: .seconds(60), .system)
    #expect(told?.fault.contains("the file is damaged (") == true)
    #expect(
      told?.remedy == "stop the bot, move the file away for a look, and restore the newest backup in its place")
    #expect(!check.stop())
    damaged.close()
    #expect([UInt8](FileManager.default.contents(atPath: path) ?? Data()) == bytes)
  }

  /// A run that ended in order before the verdict leaves the look to the next, which has nothing else to be careful about.
  @Test func anUnfinishedLookIsNoUncleanEnd() throws {
    let bench = try EngineBench([("echo", .echo)])
    try bench.store.setMeta("running", StoreCheck.unfinished)
    try bench.start()
    #expect(bench.engine.carefulLeft == 0)
    #expect(try bench.store.meta("running")?.hasPrefix("since ") == true)
  }

  @Test func afterAnEndOfItsOwnNothingIsLookedThrough() throws {
    let folder = Folder()
    let store = try SQLiteStore(path: folder.file("botrun.sqlite"))
    #expect(try StoreCheck.begin(store) == nil)
  }

  /// What is broken off in the middle is not taken for damage.
  @Test func aLookThatIsEndedEarlyGivesNoVerdict() async throws {
    let folder = Folder()
    let store = try SQLiteStore(path: folder.file("botrun.sqlite"))
    try store.transaction {
      try store.setMeta("running", "since 0")
      for id in 0..<60_000 { _ = try store.admit(.testing("E\(id)"), state: .done, now: .at(0)) }
    }
    let check = try #require(try StoreCheck.begin(store))
    #expect(!check.stop())
    #expect(check.damage == nil && check.failure == nil && !check.isWhole)
  }

  @Test func afterDamageTheNextStartWritesNothingBeforeItHasLooked() throws {
    let folder = Folder()
    let store = try SQLiteStore(path: folder.file("botrun.sqlite"))
    try store.transaction { try store.setMeta("running", "since 0") }
    let usual = try #require(try StoreCheck.begin(store))
    #expect(usual.patience == .seconds(3))
    _ = usual.stop()
    try store.transaction { try store.setMeta("running", StoreCheck.damaged) }
    let wary = try #require(try StoreCheck.begin(store))
    #expect(wary.patience == .days(1))
    _ = wary.stop()
  }
}
