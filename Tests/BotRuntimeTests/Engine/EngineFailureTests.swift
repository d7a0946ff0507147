import BotCore
import FoundationEssentials
import Testing

@testable import BotRuntime

/// What the engine keeps in memory when the store undoes what it did.
struct EngineFailureTests {
  private func refuseEvent(_ id: String, in store: SQLiteStore) throws {
    try store.db.run("CREATE TEMP TABLE IF NOT EXISTS refused (id TEXT)")
    try store.db.run("INSERT INTO refused VALUES (?)", .text(id))
    try store.db.execute(
      """
      CREATE TEMP TRIGGER refuse BEFORE INSERT ON events WHEN NEW.id IN (SELECT id FROM refused)
      BEGIN SELECT RAISE(ABORT, 'refused'); END
      """)
  }

  @Test func aRetryThatWasLearnedWhileTheStoreFailedStillHappens() throws {
    let bench = try EngineBench([("echo", .echo)])
    try bench.start()
    bench.step([.events([bench.message("one")], community: "lobby", cursor: nil) { _ in }], performing: false)
    let bad = bench.message("two")
    try refuseEvent(bad.id.raw, in: bench.store)
    bench.step([
      .outcome(delivery: 1, .retry(after: .seconds(5), scope: .action, reason: "503")),
      .events([bad], community: "lobby", cursor: nil) { _ in },
    ])
    #expect(try bench.deliveries().map(\.state) == [.retrying])
    try bench.pass(.seconds(10))
    #expect(try bench.deliveries().map(\.state) == [.sent])
  }

  @Test func aLineWaitsForItsFirstAlsoWhenTheStoreFails() throws {
    let bench = try EngineBench([("echo", .echo)])
    try bench.start()
    let (one, two, bad) = (bench.message("one"), bench.message("two"), bench.message("bad"))
    bench.step([.events([one, two], community: "lobby", cursor: nil) { _ in }], performing: false)
    try refuseEvent(bad.id.raw, in: bench.store)
    bench.step([
      .events([bad], community: "lobby", cursor: nil) { _ in },
      .outcome(delivery: 1, .retry(after: .seconds(5), scope: .action, reason: "503")),
    ])
    #expect(bench.performed.isEmpty)
    try bench.pass(.seconds(10))
    #expect(
      bench.performed == ["one", "two"].map { .post(text: Text("re: \($0)"), in: "general", named: nil) })
  }

  @Test func whatAnUndoneTurnWantedIsNotSent() throws {
    let plugin = FunctionPlugin([.messagePosted]) { event, _ in
      let words = event.message?.text ?? ""
      return [.post(text: Text(words), in: ID(words), named: nil)]
        + (words == "bad" ? [.measure(name: "bad", value: 1)] : [])
    }
    let bench = try EngineBench([("function", plugin)])
    try bench.start()
    try bench.store.db.execute(
      "CREATE TEMP TRIGGER refuse BEFORE INSERT ON measures BEGIN SELECT RAISE(ABORT, 'refused'); END")
    let told = Lock<[String: Bool]>([:])
    bench.step(
      ["bad", "good"].map { words in
        .events([bench.message(words)], community: "lobby", cursor: nil) { isStored in
          told.withLock { $0[words] = isStored }
        }
      })
    #expect(told.withLock { $0 } == ["bad": false, "good": true])
    #expect(bench.performed == [.post(text: "good", in: "good", named: nil)])
  }

  @Test func whereAStreamStandsIsToldOnce() throws {
    let bench = try EngineBench([("echo", .echo)])
    try bench.start()
    let bad = bench.message("bad")
    try refuseEvent(bad.id.raw, in: bench.store)
    let told = Lock(0)
    bench.step([
      .cursors(["lobby"]) { _ in told.withLock { $0 += 1 } }, .events([bad], community: "lobby", cursor: nil) { _ in },
    ])
    #expect(told.withLock { $0 } == 1)
  }

  @Test func whereAStreamStandsIsToldWhenTheStoreWorksAgain() throws {
    let bench = try EngineBench([("echo", .echo)])
    try bench.start()
    let told = Lock(0)
    try bench.store.db.execute("ALTER TABLE cursors RENAME TO away")
    bench.step([.cursors(["lobby"]) { _ in told.withLock { $0 += 1 } }])
    #expect(told.withLock { $0 } == 0)
    try bench.store.db.execute("ALTER TABLE away RENAME TO cursors")
    bench.step([.wake])
    #expect(told.withLock { $0 } == 1)
  }

  @Test func aPauseIsNotShortenedInTheStore() throws {
    let bench = try EngineBench([("echo", .echo)])
    try bench.start()
    let long = bench.now + .hours(1)
    bench.step([.pace(credential: "token", .account, until: long)])
    bench.step([.pace(credential: "token", .account, until: bench.now + .seconds(5))])
    #expect(try bench.store.pauses().map(\.until) == [long])
  }

  @Test func aPauseIsNeverLongerThanADay() throws {
    let bench = try EngineBench([("echo", .echo)])
    try bench.start()
    bench.outcome = { _ in .retry(after: .seconds(1_000_000_000_000), scope: .account, reason: "429") }
    bench.take(bench.message("hello"))
    #expect(try bench.store.pauses().map(\.until) == [bench.now + .days(1)])
  }

  @Test func anEndThatTheStoreDelaysStillComes() throws {
    let bench = try EngineBench([("echo", .echo)])
    try bench.start()
    try bench.store.db.execute("ALTER TABLE timers RENAME TO away")
    bench.step([.drain])
    try bench.store.db.execute("ALTER TABLE away RENAME TO timers")
    bench.take(bench.message("hello"))
    #expect(bench.acknowledged == [true])
    #expect(bench.performed.isEmpty)
  }

  @Test func anUnreadableRecordFailsTheTurnAlone() throws {
    let plugin = FunctionPlugin([.messagePosted]) { _, context in
      _ = try context.store.value("spoilt")
      return []
    }
    let bench = try EngineBench([("spoilt", plugin), ("echo", .echo)])
    try bench.start()
    try bench.store.db.run("INSERT INTO records (instance, key, value) VALUES ('lobby/spoilt', 'spoilt', '{')")
    bench.take(bench.message("hello"))
    #expect(bench.acknowledged == [true])
    #expect(bench.performed.count == 1)
    #expect(try bench.store.tallies()["turns.waiting"] == 1)
  }

  @Test func anUnreadableTurnDoesNotHoldUpTheOthers() throws {
    let bench = try EngineBench([("echo", .echo)])
    try bench.start()
    try bench.store.db.run(
      "INSERT INTO turns (instance, event, at, attempts, due, note, body) VALUES ('lobby/echo', 'e', 0, 0, 0, '', '{}')"
    )
    bench.take(bench.message("hello"))
    #expect(bench.acknowledged == [true])
    #expect(bench.performed.count == 1)
    #expect(try bench.store.tallies()["turns.parked"] == 1)
  }

  @Test func anUnreadableEventDoesNotHoldUpTheOthers() throws {
    let bench = try EngineBench([("echo", .echo)])
    try bench.start()
    let event = bench.message("hello")
    _ = try bench.store.transaction { try bench.store.admit(bench.message("bad"), state: .pending, now: bench.now) }
    try bench.store.db.run("UPDATE events SET kind = 'unheardOf'")
    try bench.restart()
    bench.take(event)
    try bench.pass(.seconds(2))
    #expect(bench.performed.count == 1)
    #expect(try bench.store.tallies()["events.parked"] == 1)
  }
}
