import BotCore
import FoundationEssentials
import Testing

@testable import BotRuntime

/// Export and erasure of a member, on a store in a file.
@Suite struct MemberErasureTests {
  private let folder = Folder()

  private func said(_ text: String, by author: Member, id: String, at: Date = .at(0)) -> Event {
    .posted(
      Message(ID(id), in: "general", by: author, text, mentions: author.id == "U9" ? ["U1"] : []), in: "lobby", at: at)
  }

  /// A store with two members, of whom one is to go.
  private func store() throws -> SQLiteStore {
    let store = try SQLiteStore(path: folder.file("botrun.sqlite"))
    let ann = Member("U1", name: "Annabel")
    try store.transaction {
      let joined = Event.joined(ann, channel: nil, in: "lobby", at: .at(0), mark: "0")
      _ = try store.admit(joined, state: .done, now: .at(0))
      _ = try store.admit(said("my secret sorrow is deep", by: ann, id: "m1"), state: .pending, now: .at(1))
      _ = try store.admit(said("hello Annabel!", by: Member("U9", name: "Bob"), id: "m2"), state: .done, now: .at(2))
      try store.write(Record(true, of: "U1"), "welcomed/U1", of: "lobby/welcome")
      try store.write(Record(["name": "Bob", "byName": "Annabel"], of: "U9"), "child/U1/U9", of: "lobby/invitations")
      try store.write(Record(["members": ["U1", "U9"]]), "incident", of: "lobby/listen")
      try store.setTimer("greet/U1", of: "lobby/welcome", at: .at(500))
      try store.setPosted(MessageRef("p1", in: "general"), named: "greeting/U1", by: "lobby/welcome", now: .at(0))
      try store.postpone(DeferredTurn(event: joined, instance: "lobby/welcome", attempts: 1, due: .at(9), note: "busy"))
      var direct = Delivery.testing("d1")
      direct.action = .direct(text: "Hi Annabel", to: "U1")
      direct.order = "direct/U1"
      _ = try store.enqueue(direct)
      _ = try store.enqueue(.testing("d2"))
      var flag = StoredFlag.testing("Danger")
      flag.flag.member = "U1"
      flag.flag.text = "Annabel wrote: my secret sorrow is deep"
      flag.flag.name = "grave/U1"
      _ = try store.insert(flag)
      var incident = StoredFlag.testing("Incident 1")
      incident.flag.text = Text([
        .plain("2 messages\nAnnabel wrote:\n"), .quote("old words"), .plain("\nBob wrote:\n"), .quote("all his own"),
      ])
      incident.by = "Annabel"
      _ = try store.insert(incident)
      let why = Reason("why", found: ["sorrow"])
      try store.keep([why], of: "lobby/listen", on: said("", by: ann, id: "m1"), now: .at(2))
      let bob = said("", by: Member("U9", name: "Bob"), id: "m2")
      try store.keep([Reason("it is watched no more: Annabel answered")], of: "lobby/unanswered", on: bob, now: .at(2))
      try store.keep([Reason("Bob's own")], of: "lobby/unanswered", on: bob, now: .at(2))
      _ = try store.count("thread/lobby/U1/m1", window: .at(0))
      try store.setPause("target/lobby/U1", until: .at(900), note: "")
    }
    return store
  }

  private var file: String {
    ["", "-wal"].map {
      String(decoding: FileManager.default.contents(atPath: folder.file("botrun.sqlite\($0)")) ?? Data(), as: UTF8.self)
    }
    .joined()
  }

  @Test func whatHoldsTheNameWithinAnotherWordStays() throws {
    let store = try SQLiteStore(path: folder.file("botrun.sqlite"))
    let timely = Event.joined(Member("u5", name: "Eve"), channel: nil, in: "lobby", at: .at(0), mark: "0", id: "Timely")
    try store.transaction {
      let tim = Member("u77", name: "Tim")
      _ = try store.admit(.joined(tim, channel: nil, in: "lobby", at: .at(0), mark: "0"), state: .done, now: .at(0))
      _ = try store.admit(timely, state: .done, now: .at(0))
      var post = Delivery.testing("d1")
      post.action = .post(text: "Times are changing", in: "general", named: nil)
      _ = try store.enqueue(post)
      try store.setTimer("postTimeDaily", of: "lobby/schedule", at: .at(500))
      try store.setPosted(MessageRef("p1", in: "general"), named: "Timetable", by: "lobby/schedule", now: .at(0))
    }
    _ = try store.erase("u77", in: "lobby", now: .at(10))
    #expect(try store.deliveries(in: [.queued], after: 0, limit: 9).count == 1)
    #expect(try store.nextTimer() == .at(500))
    #expect(try store.posted(named: "Timetable", by: "lobby/schedule")?.id == "p1")
    #expect(try store.transaction { try store.admit(timely, state: .done, now: .at(11)) } == nil)
  }

  @Test func suggestionsForgetTheMemberAndAreNotDone() throws {
    let store = try store()
    let id = try store.transaction {
      var delivery = Delivery.testing("d3")
      delivery.action = .delete(message: MessageRef("m1", in: "general"), reason: "rude")
      (delivery.state, delivery.note) = (.held, Delivery.suggested)
      let id = try #require(try store.enqueue(delivery))
      try store.insert(
        Suggestion(
          delivery: id, community: "lobby", told: "s", why: "Annabel wrote: my secret sorrow is deep",
          expires: .at(900), state: .open, person: ""))
      return id
    }
    _ = try store.erase("U1", in: "lobby", now: .at(10))
    let left = try #require(try store.suggestion(id))
    #expect(left.why == "" && left.state == .lapsed)
  }

  @Test func anExportTellsNothingOfOthers() throws {
    let store = try store()
    try store.transaction {
      try store.write(
        Record(["name": "Bob", "note": "all about Bob", "metBy": "U1"], of: "U9"), "met/U9", of: "lobby/welcome")
    }
    let text = try store.export("U1", in: "lobby").text
    #expect(text.contains("metBy") && !text.contains("all about Bob"))
    #expect(!text.contains("all his own"))
  }

  @Test func nothingOfTheMemberIsLeftInTheFile() throws {
    let store = try store()
    #expect(file.contains("Annabel"))
    let erasure = try store.erase("U1", in: "lobby", now: .at(100))
    for word in ["Annabel", "U1", "sorrow", "old words"] { #expect(!file.contains(word), "\(word) is left") }
    #expect(file.contains("Bob"))
    #expect(
      erasure.removed == [
        "events": 2, "waiting turns": 1, "records": 1, "timers": 1, "names of posts": 1, "marks of deliveries": 2,
        "messages that were still to be sent": 1, "reasons": 2,
      ])
    #expect(erasure.changed == ["events": 1, "records": 2, "deliveries": 1, "flags": 2])
    store.close()
  }

  @Test func whatIsLeftCanBeReadAndTheOthersKeepTheirs() throws {
    let store = try store()
    _ = try store.erase("U1", in: "lobby", now: .at(100))
    let name = try "erased-" + store.hash(of: "U1", in: "lobby").prefix(8)
    #expect(try store.events(in: .pending, limit: 9).isEmpty)
    #expect(try store.events(in: .done, limit: 9).map(\.event.trigger) == [.other, .other, .messagePosted])
    #expect(try store.events(in: .done, limit: 9).last?.event.message?.text == "hello \(name)!")
    #expect(try store.records(startingWith: "", limit: 9, of: "lobby/invitations").map(\.0) == ["child/\(name)/U9"])
    #expect(try store.record("incident", of: "lobby/listen")?.value == ["members": [.string(name), "U9"]])
    #expect(
      try store.deliveries(in: [.dead], after: 0, limit: 9).map(\.action) == [
        .direct(text: "What this was about was erased with the member.", to: ID(name))
      ])
    #expect(try store.deliveries(in: [.queued], after: 0, limit: 9).map(\.key) == ["d2"])
    let flags = try store.flags(in: [.open], limit: 9)
    #expect(
      flags.map(\.flag.text.plain) == [
        "What this was about was erased with the member.",
        "2 messages\n\(name) wrote:\n> \(name)\n\nBob wrote:\n> all his own\n",
      ])
    #expect(try store.integrity() == [])
  }

  @Test func whatThePlatformTellsAgainIsNotTakenIn() throws {
    let store = try store()
    _ = try store.erase("U1", in: "lobby", now: .at(100))
    let ann = Member("U1", name: "Annabel")
    func isTaken(_ event: Event) throws -> Bool {
      try store.transaction { try store.admit(event, state: .done, now: .at(200)) } != nil
    }
    #expect(try !isTaken(.joined(ann, channel: nil, in: "lobby", at: .at(0), mark: "0")))
    #expect(try !isTaken(said("my secret sorrow is deep", by: ann, id: "m1")))
    #expect(try !isTaken(said("told late", by: ann, id: "m7", at: .at(99))))
    #expect(try !isTaken(.joined(ann, channel: nil, in: "lobby", at: .at(150), mark: "150", via: .snapshot)))
    #expect(!file.contains("Annabel"))
    // Who comes back is met anew; nobody else is concerned, nor the same id in another community.
    #expect(try isTaken(.joined(ann, channel: nil, in: "lobby", at: .at(150), mark: "150")))
    #expect(try isTaken(said("mine", by: Member("U9", name: "Bob"), id: "m8", at: .at(50))))
    #expect(try isTaken(.joined(ann, channel: nil, in: "forum", at: .at(0), mark: "0")))
  }

  @Test func erasingTwiceOrNobodyIsNoFault() throws {
    let store = try store()
    _ = try store.erase("U1", in: "lobby", now: .at(100))
    #expect(try store.erase("U1", in: "lobby", now: .at(101)).isEmpty)
    #expect(try store.erase("nobody", in: "lobby", now: .at(101)).isEmpty)
    #expect(try store.erase("", in: "lobby", now: .at(101)).isEmpty)
  }

  /// Rows that come in no order move between pages, and leave copies where they were.
  @Test func noCopyStaysInAnyPage() throws {
    let store = try SQLiteStore(path: folder.file("botrun.sqlite"))
    let word = "a-word-of-their-own"
    try store.transaction {
      for number in 0..<1200 {
        let (text, member) = number % 3 == 0 ? (word, "U1") : (String(repeating: ".", count: number * 37 % 1500), "U9")
        try store.write(Record(.string(text), of: ID(member)), "key/\(number * 7919 % 1200)", of: "lobby/welcome")
      }
    }
    #expect(file.contains(word))
    #expect(try store.erase("U1", in: "lobby", now: .at(100)).removed == ["records": 400])
    #expect(!file.contains(word))
    #expect(try store.record("key/1", of: "lobby/welcome") != nil)
  }

  @Test func whatCannotBeForgottenNowIsToldAndMadeUpFor() throws {
    let store = try store()
    let reader = try SQLiteConnection(path: store.path, mode: .read)
    _ = try store.transaction { try store.eraseRows(of: "U1", in: "lobby", now: .at(100)) }
    try reader.execute("BEGIN; SELECT count(*) FROM events")
    #expect(
      store.forgetCopies()
        == "what was erased may still stand in the file, as something else is at work on it: "
        + "wait until a backup or another command has ended, then erase once more")
    try reader.execute("ROLLBACK")
    #expect(try store.erase("U1", in: "lobby", now: .at(101)).isEmpty)
    #expect(!file.contains("Annabel"))
  }

  @Test func anErasureThatFailsChangesNothing() throws {
    let store = try store()
    let other = try SQLiteConnection(path: store.path, mode: .write)
    try other.execute("CREATE TRIGGER no BEFORE DELETE ON timers BEGIN SELECT RAISE(ABORT, 'no'); END")
    #expect(throws: StoreError.self) { try store.erase("U1", in: "lobby", now: .at(100)) }
    #expect(try store.record("welcomed/U1", of: "lobby/welcome") != nil)
    #expect(try store.erased("U1", in: "lobby") == nil)
    #expect(try store.events(in: .pending, limit: 9).count == 1)
  }

  @Test func anExportHoldsAllOfTheMemberAndNothingOfOthers() throws {
    let store = try store()
    let json = try store.transaction { try store.export("U1", in: "lobby") }
    #expect(json["names"] == ["Annabel"])
    #expect(json["events"]?.array?.count == 2)
    #expect(json["mentionedByOthers"] == 1)
    #expect(json["records"]?.array?.compactMap { $0["key"]?.string } == ["child/U1/U9", "incident", "welcomed/U1"])
    #expect(json["flags"]?[0]?["flag"]?["text"] == "Annabel wrote: my secret sorrow is deep")
    #expect(json["flags"]?[1]?["flag"]?["text"]?[0] == "Annabel wrote:")
    #expect(json["deliveries"]?[0]?["action"]?["to"] == "U1")
    #expect(json["reasons"]?.array?.map { $0["reason"]?["found"] } == [["sorrow"]])
    #expect(!json.text.contains("all his own") && !json.text.contains("hello"), "\(json.text)")
  }

  @Test func aNewTableNeedsAPlaceInTheErasure() throws {
    let store = try SQLiteStore(path: ":memory:")
    let tables = try store.db.rows("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name") { $0.text(0) }
    let erased = [
      "counters", "deliveries", "erased", "events", "fact_words", "flags", "optouts", "pauses", "posted", "reasons",
      "records", "seen", "suggestions", "timers", "turns",
    ]
    // Cursors are the platforms' own, measures and meta name nobody.
    let others = ["cursors", "measures", "meta"]
    let known = Set(erased + others + HashedRows.all.map(\.table))
    #expect(
      tables.filter { !known.contains($0) && !$0.hasPrefix("sqlite_") } == [], "see MemberErasure.swift and HashedRows")
  }
}
