import BotCore
import FoundationEssentials
import Testing

@testable import BotRuntime

/// What the bot's own page reads of the store.
@Suite struct StoreLookTests {
  private let store: SQLiteStore

  init() throws { store = try SQLiteStore(path: ":memory:") }

  private func admit(_ event: Event) throws { _ = try store.admit(event, state: .done, now: event.at) }

  @Test func eventsOfOneCommunityComeNewestFirst() throws {
    for index in 1...3 { try admit(.testing("e\(index)", at: .at(Double(index)))) }
    try admit(.testing("other", in: "garden"))
    try admit(Event(id: "due", key: "due", community: "lobby", at: .at(9), kind: .due(timer: "x", planned: .at(9))))
    #expect(try store.newestEvents(of: "lobby", limit: 2).map(\.event.id) == ["e3", "e2"])
  }

  @Test func deliveriesComeNewestFirst() throws {
    for state in [Delivery.State.sent, .unknown, .held] { _ = try store.enqueue(.testing("\(state)", state)) }
    #expect(
      try store.newestDeliveries(of: "lobby", in: [.unknown, .held], limit: 9).map(\.state) == [.held, .unknown])
    #expect(try store.newestDeliveries(of: "lobby", in: [.sent, .held], limit: 9).map(\.state) == [.held, .sent])
    #expect(try store.newestDeliveries(of: "garden", in: [.sent], limit: 9) == [])
    #expect(try store.newDeliveries(after: "Ev1").map(\.state) == [.sent, .unknown, .held])
    #expect(try store.newDeliveries(after: "Ev2") == [])
  }

  @Test func draftsAndWhatWasDroppedAreCountedByThemselves() throws {
    for (index, note) in ["", Delivery.draft, Delivery.draft, Delivery.dropped].enumerated() {
      var row = Delivery.testing("k\(index)", note == Delivery.dropped ? .dead : .held)
      row.note = note
      _ = try store.enqueue(row)
    }
    let unsent = try store.unsent(of: "lobby")
    #expect(unsent.states == [.held: 1])
    #expect(unsent.drafts == 2)
  }

  @Test func eventsAndActionsAreCountedByTheQuarter() throws {
    for (index, seconds) in [0.0, 899, 900].enumerated() { try admit(.testing("e\(index)", at: .at(seconds))) }
    let events = try store.eventCounts(of: "lobby", since: .at(0)).sorted { $0.at < $1.at }
    #expect(
      events == [
        SQLiteStore.Quarter(at: .at(0), kind: "messagePosted", count: 2),
        SQLiteStore.Quarter(at: .at(900), kind: "messagePosted", count: 1),
      ])
    #expect(try store.eventCounts(of: "lobby", since: .at(901)) == [])
    _ = try store.enqueue(.testing("a", .sent))
    _ = try store.enqueue(.testing("b", .queued))
    #expect(
      try store.sentCounts(of: "lobby", since: .at(0)) == [SQLiteStore.Quarter(at: .at(0), kind: "post", count: 1)])
  }

  @Test func membersAreThoseOfWhomSomethingIsKept() throws {
    try admit(.testing("e1"))
    for (member, instance) in [("U1", "lobby/faq"), ("U1", "lobby/welcome"), ("U2", "lobby/faq"), ("U3", "lobby2/faq")]
    {
      try store.write(Record(true, of: ID(member)), "a/\(member)", of: ID(instance))
    }
    try store.write(Record(true), "nobody", of: "lobby/faq")
    let (all, isAll) = try store.metMembers(of: "lobby", search: "", limit: 9)
    #expect(all.map { "\($0.name) \($0.id) \($0.records.count)" } == ["Ann U1 2", "U2 U2 1"])
    #expect(isAll)
    #expect(try store.metMembers(of: "lobby", search: "aNN", limit: 9).members.map(\.id) == ["U1"])
    #expect(try store.metMembers(of: "lobby", search: "", limit: 1).isAll == false)
    #expect(
      try store.records(of: "U1", in: "lobby", limit: 9).map { "\($0.instance) \($0.key)" } == [
        "lobby/faq a/U1", "lobby/welcome a/U1",
      ])
  }

  @Test func resolvedFlagsComeNewestFirst() throws {
    for index in 1...3 {
      _ = try store.insert(
        StoredFlag(
          id: 0, community: "lobby", instance: "lobby/a", flag: Flag("\(index)", text: ""),
          state: index == 2 ? .open : .resolved, created: .at(0), updated: .at(Double(index)), by: ""))
    }
    #expect(try store.resolvedFlags(of: "lobby", limit: 9).map(\.flag.title) == ["3", "1"])
  }

  @Test func aMessageIsKnownAsItWasPosted() throws {
    let said = Message("m1", in: "help", by: Member("ada", name: "Ada"), "Buy my course")
    try admit(.posted(said, in: "lobby", at: .at(0)))
    #expect(try store.message(said.ref, in: "lobby") == said)
    #expect(try store.message(said.ref, in: "elsewhere") == nil)
    #expect(try store.message(MessageRef("m1", in: "general"), in: "lobby") == nil)
  }
}
