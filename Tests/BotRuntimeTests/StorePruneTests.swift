import BotCore
import FoundationEssentials
import Testing

@testable import BotRuntime

@Suite struct StorePruneTests {
  let folder = Folder()

  private func prune(_ store: any Store, on day: Double, keep: Duration = .days(30), limit: Int = 1000) throws -> Int {
    try store.prune(now: .day(day), keep: keep, limit: limit)
  }

  @Test(arguments: StoreMaker.all)
  func handledEventsGoWhenTheyAreOld(_ maker: StoreMaker) throws {
    let store = try maker.make(folder)
    let states: [InboxState] = [.done, .pending, .parked, .done, .done]
    for (day, state) in states.enumerated() {
      _ = try store.admit(.testing("\(day)"), state: state, now: .day(Double(day)))
    }
    // Of days 0 to 2 the pending one stays; what was seen then is forgotten for all three.
    #expect(try prune(store, on: 32.5) == 8)
    #expect(try store.tallies() == ["events.done": 2, "events.pending": 1, "seen": 4])
    #expect(try prune(store, on: 32.5) == 0)
  }

  @Test(arguments: StoreMaker.all)
  func whatWasSeenIsKnownForEightDaysWhateverKeepSays(_ maker: StoreMaker) throws {
    let store = try maker.make(folder)
    for id in ["1", "2"] { _ = try store.admit(.testing(id), state: .done, now: .day(0)) }
    #expect(try prune(store, on: 7.9, keep: .days(1)) == 1)
    #expect(try store.admit(.testing("1"), state: .done, now: .day(7.9)) == nil)
    #expect(try prune(store, on: 8.1, keep: .days(1)) == 4)
    #expect(try store.admit(.testing("1"), state: .done, now: .day(8.1)) != nil)
  }

  @Test(arguments: StoreMaker.all)
  func numbersAreNeverGivenTwice(_ maker: StoreMaker) throws {
    let store = try maker.make(folder)
    for id in ["1", "2"] {
      _ = try store.admit(.testing(id), state: .done, now: .day(0))
      _ = try store.enqueue(.testing(id, .sent, at: .day(0)))
      let flag = try store.insert(.testing(id, at: .day(0)))
      _ = try store.settle(flag: flag, as: .resolved, by: "bo", now: .day(0))
    }
    _ = try prune(store, on: 99)
    #expect(try store.admit(.testing("3"), state: .done, now: .day(99)) == 3)
    #expect(try store.enqueue(.testing("3")) == 3)
    #expect(try store.insert(.testing("3")) == 3)
  }

  @Test(arguments: StoreMaker.all)
  func onlyDeliveriesThatAreNotOpenGo(_ maker: StoreMaker) throws {
    let store = try maker.make(folder)
    for state in Delivery.State.allCases { _ = try store.enqueue(.testing("\(state)", state, at: .day(0))) }
    _ = try store.enqueue(.testing("new", .sent, at: .day(5)))
    #expect(try prune(store, on: 29) == 0)
    #expect(try prune(store, on: 31) == 4)
    let left = try store.deliveries(in: Set(Delivery.State.allCases), after: 0, limit: 99).map(\.key)
    #expect(left == ["queued", "sending", "retrying", "unknown", "new"])
  }

  @Test(arguments: StoreMaker.all)
  func theRestGoesWhenItIsOldOrExpired(_ maker: StoreMaker) throws {
    let store = try maker.make(folder)
    try store.write(Record(1, expires: .day(10)), "gone", of: "lobby/x")
    try store.write(Record(1, expires: .day(60)), "later", of: "lobby/x")
    try store.write(Record(1), "kept", of: "lobby/x")
    try store.postpone(.testing("parked", due: nil, at: .day(0)))
    try store.postpone(.testing("waiting", due: .day(0), at: .day(0)))
    for (title, state) in [("a", StoredFlag.State.resolved), ("b", .open), ("c", .acknowledged)] {
      let id = try store.insert(.testing(title))
      _ = try store.settle(flag: id, as: state, by: "bo", now: .day(0))
      try store.setPosted(
        MessageRef(ID("\(id)"), in: "mods"), named: FlagName.of(id), by: StoredFlag.testing(title).instance,
        now: .day(30))
    }
    try store.setPosted(MessageRef("old", in: "C1"), named: "old", by: "lobby/x", now: .day(31 - 367))
    try store.setPosted(MessageRef("new", in: "C1"), named: "new", by: "lobby/x", now: .day(31 - 365))
    try store.setPause("old", until: .day(1), note: "")
    try store.setPause("token", until: .distantFuture, note: "")
    _ = try store.count("a", window: .day(0))
    _ = try store.count("a", window: .day(30))
    try store.measure("m", value: 1, of: "lobby/x", at: .day(0))
    try store.measure("m", value: .nan, of: "lobby/x", at: .day(20))
    #expect(try prune(store, on: 31) == 7)
    #expect(
      try store.tallies() == [
        "records": 2, "turns.waiting": 1, "flags.open": 1, "flags.acknowledged": 1, "timers": 3,
        "counters": 1, "measures": 1,
      ])
    #expect(try store.pauses().map(\.name) == ["token"])
    #expect(try store.posted(named: "old", by: "lobby/x") == nil)
    #expect(try store.posted(named: "new", by: "lobby/x") != nil)
    #expect(
      try (1...3).map { try store.names(ofPost: ID("\($0)"), in: "lobby").map(\.name) } == [
        [], [FlagName.of(2)], [FlagName.of(3)],
      ])
  }

  @Test(arguments: StoreMaker.all)
  func aCallForgetsNoMoreThanItsLimitOfEachKindAndTheNextGoesOn(_ maker: StoreMaker) throws {
    let store = try maker.make(folder)
    try store.transaction {
      for index in 0..<50 {
        _ = try store.admit(.testing("\(index)"), state: index % 5 == 0 ? .pending : .done, now: .day(0))
        try store.write(Record(1, expires: .day(0)), "\(index)", of: "lobby/x")
      }
    }
    var rounds: [Int] = []
    while rounds.count < 100, try store.tallies() != ["events.pending": 10, "events.done": 1] {
      rounds.append(try prune(store, on: 99, limit: 7))
    }
    // 39 events (the newest stays), 50 records and 100 rows of what was seen.
    let forgotten = rounds.reduce(0, +)
    #expect(forgotten == 189)
    #expect(rounds.allSatisfy { $0 <= 3 * 7 })
    #expect(rounds.count == 15)
  }

  @Test func theFileShrinks() throws {
    let path = folder.file("botrun.sqlite")
    func size() throws -> Int { try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0 }
    do {
      let store = try SQLiteStore(path: path)
      try store.transaction {
        for index in 0..<3000 { _ = try store.admit(.testing("\(index)"), state: .done, now: .day(0)) }
      }
      store.close()
    }
    let full = try size()
    do {
      let store = try SQLiteStore(path: path)
      for _ in 0..<3 { _ = try prune(store, on: 99, limit: 3000) }
      store.close()
    }
    #expect(try size() < full / 4)
  }

  @Test func theNoteOfALongPostGoesWithThePost() throws {
    let store = try SQLiteStore(path: ":memory:")
    let keys = ["board", "lost", "coming"].map { PartsNote.key($0, of: ID($0 == "coming" ? "lobby/b" : "lobby/a")) }
    try store.transaction {
      for key in keys { try store.setMeta(key, "3") }
      try store.setPosted(MessageRef("m1", in: "C1"), named: "board", by: "lobby/a", now: .day(0))
      var coming = Delivery.testing("k", .held, at: .day(0))
      coming.instance = "lobby/b"
      _ = try store.enqueue(coming)
    }
    // One look sees two notes at most, and goes on where it stopped.
    for _ in 0..<3 { _ = try store.prune(now: .day(1), keep: .days(30), limit: 2) }
    #expect(try keys.map { try store.meta($0) } == ["3", nil, "3"])
    _ = try store.prune(now: .day(400), keep: .days(30), limit: 9)
    _ = try store.prune(now: .day(400), keep: .days(30), limit: 9)
    #expect(try store.meta(keys[0]) == nil)
    #expect(try store.meta("prune.parts") == nil)
  }

  @Test func aWordOfFactsGoesWhenItsLastFactHasGone() throws {
    let store = try SQLiteStore(path: ":memory:")
    try store.transaction {
      try store.makeFactKey()
      for (place, day) in [("old", 0.0), ("new", 0.0), ("new", 50.0)] {
        try store.keep(Fact(.posted, at: Date.day(day).milliseconds, place: place), of: "lobby")
      }
    }
    func words() throws -> [String] {
      try store.db.rows("SELECT word FROM fact_words ORDER BY word", read: { $0.text(0) })
    }
    _ = try store.pruneFacts(now: .day(45), keep: .days(20), limit: 9)
    #expect(try words() == ["lobby", "new", "old"])
    _ = try store.pruneFacts(now: .day(60), keep: .days(20), limit: 9)
    #expect(try words() == ["lobby", "new"])
    try store.keep(Fact(.posted, at: Date.day(60).milliseconds, place: "old"), of: "lobby")
    #expect(try store.facts(of: "lobby", from: .day(0), through: .day(99)).map(\.place) == ["new", "old"])
  }

  @Test func aWordStaysWhileAnyFactStandsUnderIt() throws {
    let store = try SQLiteStore(path: ":memory:")
    try store.transaction {
      try store.makeFactKey()
      // The one in front, of a clock that was ahead, keeps the others from going.
      for (place, day) in [("ahead", 900.0), ("a", 0.0), ("b", 0.0), ("c", 0.0)] {
        try store.keep(Fact(.posted, at: Date.day(day).milliseconds, place: place), of: "lobby")
      }
    }
    for limit in [1, 2, 2, 2] { _ = try store.pruneFacts(now: .day(500), keep: .days(20), limit: limit) }
    let left = try store.facts(of: "lobby", from: .day(0), through: .day(999)).map(\.place)
    #expect(left.first == "ahead")
    #expect(!left.contains(""))
  }
}
