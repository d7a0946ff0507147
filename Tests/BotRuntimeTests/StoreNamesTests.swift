import BotCore
import FoundationEssentials
import Testing

@testable import BotRuntime

/// What sentences call messages and members, by what the store holds.
@Suite struct StoreNamesTests {
  private let store: SQLiteStore

  init() throws {
    store = try SQLiteStore(path: ":memory:")
    let mira = Member("U2", name: "Mira")
    try hear("Hello all", "-100", Member("U1", name: "Ada"), in: "lobby")
    try hear("A word among moderators", "-200", mira, in: "lobby")
    try hear("Elsewhere", "-100", mira, in: "garden")
  }

  private func hear(_ text: String, _ channel: ID<Channel>, _ author: Member, in community: ID<Community>) throws {
    let event = Event.posted(Message("17", in: channel, by: author, text), in: community, at: .at(0))
    _ = try store.admit(event, state: .done, now: .at(0))
  }

  @discardableResult private func send(_ key: String, _ action: Action, as remote: ID<Message>?) throws -> Int64 {
    var delivery = Delivery.testing(key, .sent)
    (delivery.action, delivery.remote, delivery.event) = (action, remote, ID("Ev-\(key)"))
    return try #require(try store.enqueue(delivery))
  }

  private func sentence(_ channel: ID<Channel>, _ id: ID<Message> = "17") throws -> String {
    let action = Action.pin(message: MessageRef(id, in: channel))
    return action.sentence(with: try store.names(for: [action], in: "lobby"))
  }

  @Test func aMessageIsKnownByItsChannelAsWell() throws {
    #expect(try sentence("-100") == "pins Ada's message \"Hello all\"")
    #expect(try sentence("-200") == "pins Mira's message \"A word among moderators\"")
    #expect(try sentence("-300") == "pins 17")
  }

  @Test func theBotsOwnMessageIsKnownByItsChannelAsWell() throws {
    try send("a", .post(text: "In the first", in: "-100", named: nil), as: "18")
    try send("b", .post(text: "In the second", in: "-200", named: nil), as: "18")
    try send("c", .post(text: "By name", in: "#general", named: nil), as: "19")
    #expect(try sentence("-100", "18") == "pins its message \"In the first\"")
    #expect(try sentence("-200", "18") == "pins its message \"In the second\"")
    #expect(try sentence("-300", "18") == "pins 18")
    #expect(try sentence("-100", "19") == "pins its message \"By name\"")
  }

  @Test func whatIsAboutAMessageIsOfItsChannelAndCommunity() throws {
    let here = try send("here", .pin(message: MessageRef("17", in: "-100")), as: nil)
    let there = try send("there", .pin(message: MessageRef("17", in: "-200")), as: nil)
    let own = try send("own", .post(text: "Hi", in: "-100", named: nil), as: "17")
    let other = try send("other", .post(text: "Hi", in: "-200", named: nil), as: "17")
    let ref = MessageRef("17", in: "-100")
    #expect(try store.deliveries(on: [], about: [ref], in: "lobby", limit: 9).map(\.id) == [here, own])
    #expect(try store.deliveries(on: [], about: [ref], in: "garden", limit: 9) == [])
    #expect(try store.deliveries(on: ["Ev-other"], about: [], in: "lobby", limit: 9).map(\.id) == [other])
    #expect(try store.deliveries(standingAs: "17", limit: 9).map(\.id) == [own, other])
    #expect(try store.deliveries(standingAs: "17", in: [("lobby", "-200")], limit: 9).map(\.id) == [other])
    #expect(try store.deliveries(standingAs: "17", in: [("garden", "-200")], limit: 9) == [])
    // A busy channel hides no other.
    let elsewhere = MessageRef("17", in: "-200")
    #expect(try store.deliveries(on: [], about: [elsewhere], in: "lobby", limit: 2).map(\.id) == [there, other])
    #expect(try store.deliveries(standingAs: "17", in: [("lobby", "-200")], limit: 1).map(\.id) == [other])
  }

  @Test func onlyTheFirstWordsAreKept() {
    let said = SentenceNames.Said(String(repeating: "word \n", count: 100), by: nil)
    #expect(said.words == "word word word word word word word word…")
    #expect(SentenceNames.Said(" two\nlines ", by: nil).words == "two lines")
  }

  @Test func aForgottenMessageIsForgottenInItsChannelAlone() {
    var names = SentenceNames()
    let isNew = [
      names.note(.init("a", by: "Ada"), as: "17", in: "-100"),
      names.note(.init("b", by: "Mira"), as: "17", in: "-200"),
      names.note(.init("c", by: "Mira"), as: "17", in: "-200"),
    ]
    #expect(isNew == [true, true, false])
    names.forget("17", in: "-100")
    #expect(names.said("17", in: "-100") == nil)
    #expect(names.said("17", in: "-200")?.words == "c")
  }
}
