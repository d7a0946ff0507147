import BotCore
import FoundationEssentials
import Testing

@testable import BotRuntime

/// What the engine relies on, of any store.
@Suite struct StoreContractTests {
  let folder = Folder()

  // MARK: Inbox

  @Test(arguments: StoreMaker.all)
  func anEventIsAdmittedOnceByIdAndOnceByKey(_ maker: StoreMaker) throws {
    let store = try maker.make(folder)
    #expect(try store.admit(.testing("1", key: "a"), state: .pending, now: .at(0)) == 1)
    #expect(try store.admit(.testing("1", key: "b"), state: .pending, now: .at(1)) == nil)
    #expect(try store.admit(.testing("2", key: "a"), state: .pending, now: .at(2)) == nil)
    #expect(try store.admit(.testing("a", key: "1"), state: .pending, now: .at(3)) == 2)
    #expect(try store.admit(.testing("1", key: "a", in: "attic"), state: .pending, now: .at(4)) == 3)
    #expect(try store.events(in: .pending, limit: 10).map(\.sequence) == [1, 2, 3])
  }

  @Test(arguments: StoreMaker.all)
  func anEventComesBackAsItWent(_ maker: StoreMaker) throws {
    let store = try maker.make(folder)
    var event = Event.testing("1")
    event.depth = 3
    event.kind = .other(name: "", detail: "")
    let sequence = try #require(try store.admit(event, state: .pending, now: .at(0)))
    #expect(
      try store.events(in: .pending, limit: 1) == [InboxRow(sequence: sequence, event: event, attempts: 0, note: "")])
  }

  @Test(arguments: StoreMaker.all)
  func anEventMovesThroughItsStates(_ maker: StoreMaker) throws {
    let store = try maker.make(folder)
    for id in ["1", "2", "3"] { _ = try store.admit(.testing(id), state: .pending, now: .at(0)) }
    try store.setState(.done, attempts: 1, note: "", ofEvent: 1)
    try store.setState(.parked, attempts: 3, note: "crashed", ofEvent: 2)
    func ids(_ state: InboxState) throws -> [String] { try store.events(in: state, limit: 9).map(\.event.id.raw) }
    #expect(try [ids(.done), ids(.parked), ids(.pending)] == [["1"], ["2"], ["3"]])
    let parked = try #require(try store.events(in: .parked, limit: 9).first)
    #expect(parked == InboxRow(sequence: 2, event: .testing("2"), attempts: 3, note: "crashed"))
    #expect(try store.tallies() == ["events.done": 1, "events.parked": 1, "events.pending": 1, "seen": 6])
  }

  // MARK: Transactions

  @Test(arguments: StoreMaker.all)
  func aTransactionThatThrowsLeavesTheOldState(_ maker: StoreMaker) throws {
    let store = try maker.make(folder)
    try store.transaction { try store.setMeta("a", "old") }
    #expect(throws: Refused.self) {
      try store.transaction {
        _ = try store.admit(.testing("1"), state: .done, now: .at(0))
        _ = try store.enqueue(.testing("k"))
        try store.write(Record("x"), "r", of: "lobby/welcome")
        try store.setMeta("a", "new")
        throw Refused()
      }
    }
    #expect(try store.meta("a") == "old")
    #expect(try store.tallies() == [:])
    #expect(try store.admit(.testing("1"), state: .done, now: .at(0)) == 1)
  }

  @Test(arguments: StoreMaker.all)
  func aSavepointThatThrowsUndoesOnlyItself(_ maker: StoreMaker) throws {
    let store = try maker.make(folder)
    try store.transaction {
      try store.setMeta("before", "1")
      #expect(throws: Refused.self) {
        try store.savepoint {
          try store.setMeta("within", "1")
          try store.savepoint { try store.setMeta("deeper", "1") }
          throw Refused()
        }
      }
      try store.savepoint { try store.setMeta("kept", "1") }
      try store.setMeta("after", "1")
    }
    let keys = ["before", "within", "deeper", "kept", "after"]
    #expect(try keys.map { try store.meta($0) } == ["1", nil, nil, "1", "1"])
  }

  // MARK: Turns

  @Test(arguments: StoreMaker.all)
  func turnsWaitUntilTheyAreDueOrParked(_ maker: StoreMaker) throws {
    let store = try maker.make(folder)
    #expect(try store.nextTurn() == nil)
    var later = DeferredTurn.testing("1", due: .at(20))
    let sooner = DeferredTurn.testing("2", due: .at(10))
    try store.postpone(later)
    try store.postpone(sooner)
    #expect(try store.nextTurn() == .at(10))
    #expect(try store.dueTurns(now: .at(15), limit: 9) == [sooner])
    #expect(try store.dueTurns(now: .at(20), limit: 9) == [sooner, later])
    #expect(try store.dueTurns(now: .at(20), limit: 1) == [sooner])
    later.due = nil
    later.attempts = 3
    later.note = "it threw"
    try store.postpone(later)
    #expect(try store.parkedTurns(limit: 9) == [later])
    try store.finish(sooner)
    #expect(try store.nextTurn() == nil)
    try store.finish(later)
    #expect(try store.tallies() == [:])
  }

  // MARK: Records

  @Test(arguments: StoreMaker.all)
  func recordsAreFoundByKeyAndByPrefix(_ maker: StoreMaker) throws {
    let store = try maker.make(folder)
    let record = Record(["n": 1, "text": "a\"b\u{0}"], of: "U1", expires: .at(9))
    for key in ["b/2", "b/1", "b", "c", "b0", "b/ü"] { try store.write(record, key, of: "lobby/welcome") }
    try store.write(Record(true), "b/1", of: "lobby/other")
    #expect(try store.record("b/1", of: "lobby/welcome") == record)
    #expect(try store.record("b/1", of: "lobby/other") == Record(true))
    let found = try store.records(startingWith: "b/", limit: 9, of: "lobby/welcome")
    #expect(found.map(\.0) == ["b/1", "b/2", "b/ü"])
    #expect(found.map(\.1) == [record, record, record])
    #expect(try store.records(startingWith: "", limit: 2, of: "lobby/welcome").map(\.0) == ["b", "b/1"])
    try store.write(nil, "b/1", of: "lobby/welcome")
    #expect(try store.record("b/1", of: "lobby/welcome") == nil)
    try store.write(Record("new"), "b/2", of: "lobby/welcome")
    #expect(try store.record("b/2", of: "lobby/welcome") == Record("new"))
  }

  // MARK: Outbox

  @Test(arguments: StoreMaker.all)
  func aDeliveryIsEnqueuedOnceByItsKey(_ maker: StoreMaker) throws {
    let store = try maker.make(folder)
    let id = try #require(try store.enqueue(.testing("k")))
    #expect(try store.enqueue(.testing("k", .held)) == nil)
    var expected = Delivery.testing("k")
    expected.id = id
    #expect(try store.delivery(id) == expected)
    #expect(try store.delivery(id + 1) == nil)
  }

  @Test(arguments: StoreMaker.all, Delivery.State.allCases)
  func anyStateOfADeliveryIsKept(_ maker: StoreMaker, _ state: Delivery.State) throws {
    let store = try maker.make(folder)
    var delivery = Delivery.testing("k")
    delivery.id = try #require(try store.enqueue(delivery))
    delivery.state = state
    delivery.attempts = 2
    delivery.due = .at(5)
    delivery.firstTry = .at(1)
    delivery.updated = .at(2.125)
    delivery.remote = "M9"
    delivery.note = "429"
    try store.update(delivery)
    #expect(try store.deliveries(in: [state], after: 0, limit: 9) == [delivery])
    #expect(try store.deliveries(in: Set(Delivery.State.allCases).subtracting([state]), after: 0, limit: 9) == [])
    #expect(try store.tallies() == ["deliveries.\(state)": 1])
  }

  @Test(arguments: StoreMaker.all)
  func deliveriesComeOldestFirstAfterANumber(_ maker: StoreMaker) throws {
    let store = try maker.make(folder)
    let states: [Delivery.State] = [.queued, .sent, .retrying, .queued, .dead]
    for (index, state) in states.enumerated() { _ = try store.enqueue(.testing("k\(index)", state)) }
    func keys(_ states: Set<Delivery.State>, _ after: Int64, _ limit: Int) throws -> [String] {
      try store.deliveries(in: states, after: after, limit: limit).map(\.key)
    }
    #expect(try keys([.queued, .retrying], 0, 9) == ["k0", "k2", "k3"])
    #expect(try keys([.queued, .retrying], 1, 1) == ["k2"])
    #expect(try keys([.sent, .dead], 0, 9) == ["k1", "k4"])
    #expect(try keys([], 0, 9) == [])
  }

  @Test(arguments: StoreMaker.all)
  func aNameStandsForItsNewestPost(_ maker: StoreMaker) throws {
    let store = try maker.make(folder)
    #expect(try store.posted(named: "digest", by: "lobby/digest") == nil)
    try store.setPosted(MessageRef("M1", in: "C1"), named: "digest", by: "lobby/digest", now: .at(0))
    try store.setPosted(MessageRef("M2", in: "C1", thread: "M0"), named: "digest", by: "lobby/digest", now: .at(0))
    #expect(
      try store.posted(named: "digest", by: "lobby/digest") == MessageRef("M2", in: "C1", thread: "M0"))
    #expect(try store.posted(named: "digest", by: "lobby/other") == nil)
  }

  // MARK: Timers and cursors

  @Test(arguments: StoreMaker.all)
  func timersFallDueInOrderAndCanBeMovedAndCancelled(_ maker: StoreMaker) throws {
    let store = try maker.make(folder)
    #expect(try store.nextTimer() == nil)
    try store.setTimer("b", of: "lobby/x", at: .at(10))
    try store.setTimer("a", of: "lobby/x", at: .at(99))
    try store.setTimer("a", of: "lobby/x", at: .at(10))
    try store.setTimer("c", of: "lobby/x", at: .at(5))
    try store.setTimer("c", of: "lobby/x", at: nil)
    #expect(try store.nextTimer() == .at(10))
    #expect(try store.dueTimers(now: .at(9.999), limit: 9) == [])
    let a = StoredTimer(instance: "lobby/x", name: "a", at: .at(10))
    let b = StoredTimer(instance: "lobby/x", name: "b", at: .at(10))
    #expect(try store.dueTimers(now: .at(10), limit: 9) == [a, b])
    #expect(try store.dueTimers(now: .at(10), limit: 1) == [a])
  }

  @Test(arguments: StoreMaker.all)
  func aCursorIsReplacedAndRemoved(_ maker: StoreMaker) throws {
    let store = try maker.make(folder)
    #expect(try store.cursor(of: "lobby") == nil)
    try store.setCursor(Cursor("1"), of: "lobby")
    try store.setCursor(Cursor("2"), of: "lobby")
    #expect(try store.cursor(of: "lobby") == Cursor("2"))
    try store.setCursor(nil, of: "lobby")
    #expect(try store.cursor(of: "lobby") == nil)
  }

  // MARK: Flags, counters, pauses

  @Test(arguments: StoreMaker.all)
  func aFlagIsOpenedAcknowledgedAndResolved(_ maker: StoreMaker) throws {
    let store = try maker.make(folder)
    var flag = StoredFlag.testing("Odd")
    flag.id = try store.insert(flag)
    let second = try store.insert(.testing("Odder"))
    #expect(try store.flags(in: [.open], limit: 9).map(\.id) == [flag.id, second])
    #expect(try store.flags(in: [.open], limit: 1) == [flag])
    #expect(try store.settle(flag: flag.id, as: .acknowledged, by: "bo", now: .at(7)))
    flag.state = .acknowledged
    flag.by = "bo"
    flag.updated = .at(7)
    #expect(try store.flags(in: [.acknowledged, .resolved], limit: 9) == [flag])
    #expect(try !store.settle(flag: 99, as: .resolved, by: "bo", now: .at(8)))
    #expect(try store.tallies() == ["flags.acknowledged": 1, "flags.open": 1, "timers": 1])
  }

  @Test(arguments: StoreMaker.all)
  func countersCountWithinTheirWindow(_ maker: StoreMaker) throws {
    let store = try maker.make(folder)
    let counts = try [("a", 0), ("a", 0), ("b", 0), ("a", 600), ("a", 0)].map { name, window in
      try store.count(name, window: .at(Double(window)))
    }
    #expect(counts == [1, 2, 1, 1, 3])
  }

  @Test(arguments: StoreMaker.all)
  func aPauseIsReplacedByTheNextOfItsName(_ maker: StoreMaker) throws {
    let store = try maker.make(folder)
    try store.setPause("b", until: .at(5), note: "429")
    try store.setPause("a", until: .distantFuture, note: "token")
    try store.setPause("b", until: .at(9), note: "again")
    let forever = Pause(name: "a", until: .distantFuture, note: "token")
    #expect(try store.pauses() == [forever, Pause(name: "b", until: .at(9), note: "again")])
  }

  @Test(arguments: StoreMaker.all)
  func metaIsWrittenAndRemoved(_ maker: StoreMaker) throws {
    let store = try maker.make(folder)
    try store.setMeta("clean", "yes")
    try store.setMeta("clean", "no")
    #expect(try store.meta("clean") == "no")
    try store.setMeta("clean", nil)
    #expect(try store.meta("clean") == nil)
    #expect(try store.integrity() == [])
  }

  @Test(arguments: StoreMaker.all)
  func aClosedStoreSaysSo(_ maker: StoreMaker) throws {
    let store = try maker.make(folder)
    store.close()
    #expect(throws: StoreError.self) { try store.meta("a") }
  }
}
