import BotCore
import FoundationEssentials
import Testing

@testable import BotRuntime

/// What timers brought about is found by the members whom it is for.
@Suite struct ClockDeliveriesTests {
  private let folder = Folder()

  private func store() throws -> SQLiteStore {
    let store = try SQLiteStore(path: folder.file("botrun.sqlite"))
    func post(_ key: String, _ event: ID<Event>, _ action: Action, for members: [ID<Member>] = []) throws {
      var delivery = Delivery.testing(key)
      (delivery.event, delivery.action, delivery.members, delivery.state) = (event, action, members, .sent)
      _ = try store.enqueue(delivery)
    }
    try store.transaction {
      let ada = Text([.plain("Hi "), .mention(member: "U1", name: "Ada")])
      try post("named", "due/lobby/welcome/window/1", .post(text: ada, in: "general", named: nil))
      try post(
        "unnamed", "due/lobby/welcome/window/2", .post(text: "Hi all", in: "general", named: nil), for: ["U1", "U2"])
      try post("private", "due/lobby/sequence/step/U1/3", .direct(text: "Hi", to: "U1"))
      try post("at once", "Ev1", .post(text: ada, in: "general", named: nil), for: ["U1"])
      try post("of another", "due/lobby/welcome/window/4", .post(text: "U1", in: "U1", named: nil), for: ["U11"])
    }
    return store
  }

  private func keys(_ member: ID<Member>, _ store: SQLiteStore, since: Date = .at(0)) throws -> [String] {
    try store.clockDeliveries(for: member, in: "lobby", since: since, limit: 9).map(\.key)
  }

  @Test func aMemberIsFoundByMentionByTheGivenMembersAndByAddress() throws {
    let store = try store()
    #expect(try keys("U1", store) == ["named", "unnamed", "private"])
    #expect(try keys("U2", store) == ["unnamed"])
    #expect(try keys("U9", store) == [])
    #expect(try keys("U1", store, since: .distantFuture) == [])
    #expect(try store.clockDeliveries(for: "U1", in: "elsewhere", since: .at(0), limit: 9).isEmpty)
    #expect(try store.delivery(key: "unnamed")?.members == ["U1", "U2"])
  }

  @Test func theExportTellsWhatWasForTheMemberAmongOthers() throws {
    let store = try store()
    let told = try store.export("U2", in: "lobby")["deliveries"]?.array ?? []
    #expect(told.map { $0["action"] } == [["kind": "post", "in": "general"]])
    #expect(told.map { $0["plugin"] } == ["lobby/welcome"])
  }

  @Test func whatIsForOthersAsWellGoesOutThoughOneIsErased() throws {
    let store = try store()
    var greeting = Delivery.testing("waits")
    (greeting.event, greeting.members) = ("due/lobby/welcome/window/9", ["U2", "U3"])
    _ = try store.enqueue(greeting)
    _ = try store.erase("U2", in: "lobby", now: .at(10))
    let kept = try store.delivery(key: "waits")
    #expect(kept?.state == .queued)
    #expect(kept?.members == ["U3"])
  }

  @Test func whoIsErasedIsNamedByNoDelivery() throws {
    let store = try store()
    _ = try store.erase("U1", in: "lobby", now: .at(10))
    #expect(try keys("U1", store) == [])
    #expect(try store.delivery(key: "unnamed")?.members == ["U2"])
    #expect(try store.delivery(key: "of another")?.members == ["U11"])
  }
}
