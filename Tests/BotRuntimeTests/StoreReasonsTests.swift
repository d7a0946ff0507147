import BotCore
import FoundationEssentials
import Testing

@testable import BotRuntime

/// What plugins said when they decided.
@Suite struct StoreReasonsTests {
  private let store: SQLiteStore
  private let whole = Reason(
    "How do I pay?", found: ["pay"], facts: [.init("sure", "0.98")],
    message: MessageRef("m1", in: "help", thread: "m0"),
    member: "U1")

  init() throws { store = try SQLiteStore(path: ":memory:") }

  private func said(_ id: ID<Message>, by member: ID<Member>) -> Event {
    .posted(Message(id, in: "help", by: Member(member), "Hi"), in: "lobby", at: .at(0))
  }

  private var due: Event {
    Event(id: "due/lobby/faq/t/1", key: "k", community: "lobby", at: .at(9), kind: .due(timer: "t", planned: .at(9)))
  }

  private func keep(_ reasons: [Reason], on event: Event, at second: Double = 1) throws {
    try store.transaction { try store.keep(reasons, of: "lobby/faq", on: event, now: .at(second)) }
  }

  @Test func aReasonComesBackAsItWasSaid() throws {
    try keep([whole, Reason("bare")], on: said("m1", by: "U1"))
    let found = try store.reasons(on: [said("m1", by: "U1").id], in: "lobby", limit: 9)
    #expect(found.map(\.reason) == [whole, Reason("bare")])
    #expect(found.allSatisfy { $0.instance == "lobby/faq" && $0.at == .at(1) && $0.community == "lobby" })
    #expect(try store.reasons(on: [said("m1", by: "U1").id], in: "other", limit: 9) == [])
    #expect(throws: JSONShapeError.self) { try Reason(json: ["found": ["pay"]]) }
  }

  @Test func whatATimerBroughtAboutIsFoundByItsMessageAndItsMember() throws {
    try keep([whole], on: due)
    #expect(
      try store.reasons(on: [], about: [MessageRef("m1", in: "help")], in: "lobby", limit: 9).map(\.event) == [due.id])
    #expect(try store.reasons(about: "U1", in: "lobby", since: .at(1), limit: 9).map(\.reason) == [whole])
    #expect(try store.reasons(about: "U1", in: "lobby", since: .at(2), limit: 9) == [])
  }

  @Test func twoChannelsThatCountTheirMessagesAreNotMixedUp() throws {
    try keep(
      [Reason("here", message: MessageRef("7", in: "100")), Reason("there", message: MessageRef("7", in: "200"))],
      on: due)
    let found = try store.reasons(on: [], about: [MessageRef("7", in: "200")], in: "lobby", limit: 9)
    #expect(found.map(\.reason.rule) == ["there"])
  }

  @Test func aBusyChannelThatCountsItsMessagesHidesNoOther() throws {
    for second in 1...9 {
      try keep([Reason("here", message: MessageRef("7", in: "100"))], on: due, at: Double(second))
    }
    try keep([Reason("there", message: MessageRef("7", in: "200"))], on: due, at: 10)
    let found = try store.reasons(on: [], about: [MessageRef("7", in: "200")], in: "lobby", limit: 3)
    #expect(found.map(\.reason.rule) == ["there"])
    #expect(try store.reasons(on: [], about: [MessageRef("7", in: "100")], in: "lobby", limit: 3).count == 3)
  }

  @Test func whoDidWhatTheEventTellsIsWhomItIsAbout() throws {
    try keep([Reason("watched")], on: said("m2", by: "U2"))
    #expect(try store.reasons(about: "U2", in: "lobby", since: .at(0), limit: 9).map(\.reason.rule) == ["watched"])
  }

  @Test func theyGoWithTheEvents() throws {
    try keep([Reason("old")], on: due)
    try keep([Reason("new")], on: due, at: 86_400)
    _ = try store.prune(now: .day(30.5), keep: .days(30), limit: 99)
    #expect(try store.reasons(on: [due.id], in: "lobby", limit: 9).map(\.reason.rule) == ["new"])
  }

  @Test func aReplayKeepsNone() throws {
    let replay = try SQLiteStore.forReplay()
    try replay.transaction { try replay.keep([whole], of: "lobby/faq", on: due, now: .at(1)) }
    #expect(try replay.tallies() == [:])
  }

  @Test func whereAnEventOfItsOwnCameFromIsTold() {
    let causes = ["due/lobby/faq/t/1", "started/lobby/faq/x/", "delivered/k", "settled/3/9", "engine/late/9", "Ev1"]
      .map { ID<Event>($0).ownCause }
    #expect(
      causes == [
        "the bot's own clock", "the start of the bot", "a post of the bot's own that stands there now",
        "what became of flag 3", "something that the bot itself had to tell", nil,
      ])
  }
}
