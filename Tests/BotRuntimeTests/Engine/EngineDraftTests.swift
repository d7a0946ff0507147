import BotCore
import FoundationEssentials
import Testing

@testable import BotRuntime

/// Communities in which a person posts what the bot prepares.
@Suite struct EngineDraftTests {
  private static let busy = FunctionPlugin([.messagePosted, .delivered]) { event, _ in
    if case .delivered(let name, let message) = event.kind {
      return [.pin(message: MessageRef(message, in: "general")), .edit(named: name, text: "changed")]
    }
    guard let message = event.message else { return [] }
    return [
      .reply(text: "answer", to: message.ref), .post(text: "news", in: "general", named: "news"),
      .react(emoji: "👍", to: message.ref), .flag(Flag("Look", text: "at this")),
      .fetch(name: "f", url: "https://a.org"),
    ]
  }

  private func drafts(_ bench: EngineBench) throws -> [String] {
    try bench.store.deliveries(in: [.held], after: 0, limit: 100).filter(\.isDraft).map {
      $0.action.json["kind"]?.string ?? ""
    }
  }

  @Test func nothingGoesOutButWhatOnlyReads() throws {
    let bench = try EngineBench([("busy", Self.busy)], isDrafting: true)
    try bench.start()
    bench.take(bench.message("hello"))
    #expect(try drafts(bench) == ["reply", "post", "react", "post"])
    #expect(bench.performed.isEmpty)
    #expect(try bench.store.tallies()["deliveries.sent"] == 1)
    try bench.pass(.days(2))
    #expect(bench.performed.isEmpty)
    #expect(try drafts(bench).count == 4)
  }

  @Test func whatAPersonPostedIsToldToThePluginAndItsEditsAreDrafts() throws {
    let bench = try EngineBench([("busy", Self.busy)], isDrafting: true)
    try bench.start()
    bench.take(bench.message("hello"))
    let post = try #require(
      try bench.store.deliveries(in: [.held], after: 0, limit: 9).first { $0.action.json["named"] == "news" })
    try bench.store.transaction { try bench.store.markPosted(post, at: "https://a.org/7", now: bench.now) }
    try bench.pass(.seconds(1))
    #expect(try bench.store.delivery(post.id)?.state == .sent)
    #expect(try bench.store.delivery(post.id)?.remote == "https://a.org/7")
    #expect(try bench.store.posted(named: "news", by: "lobby/busy") == MessageRef("https://a.org/7", in: "general"))
    #expect(try drafts(bench) == ["reply", "react", "post", "pin", "edit"])
    #expect(bench.performed.isEmpty)
  }

  @Test func withoutAnAddressNothingIsToldOfIt() throws {
    let bench = try EngineBench([("busy", Self.busy)], isDrafting: true)
    try bench.start()
    bench.take(bench.message("hello"))
    for row in try bench.store.deliveries(in: [.held], after: 0, limit: 9) {
      try bench.store.transaction { try bench.store.markPosted(row, at: nil, now: bench.now) }
    }
    try bench.pass(.seconds(1))
    #expect(try drafts(bench) == [])
    #expect(try bench.store.posted(named: "news", by: "lobby/busy") == nil)
  }

  /// `botrun outbox retry`: the person lets the bot do it, where it can.
  @Test(arguments: [false, true]) func whatIsPutInLineAgainTheBotDoesWhereItCan(isByHand: Bool) throws {
    let bench = try EngineBench([("busy", Self.busy)], isDrafting: true, isByHand: isByHand)
    try bench.start()
    bench.take(bench.message("hello"))
    var row = try #require(try bench.store.deliveries(in: [.held], after: 0, limit: 1).first)
    (row.state, row.note) = (.queued, Delivery.byHand)
    try bench.store.transaction { try bench.store.update(row) }
    try bench.restart()
    bench.step([.wake])
    #expect(bench.performed.count == (isByHand ? 0 : 1))
    #expect(try bench.store.delivery(row.id)?.isDraft == isByHand)
  }

  @Test func whatWaitedWhenTheDraftingBeganIsADraft() throws {
    let path = "/tmp/botrun-drafts-\(UInt64.random(in: 0 ... .max)).sqlite"
    defer { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) } }
    let before = try EngineBench([("busy", Self.busy)], path: path)
    before.outcome = { _ in .retry(after: .hours(1), scope: .action, reason: "later") }
    try before.start()
    before.take(before.message("hello"))
    #expect(try before.store.tallies()["deliveries.retrying"] == 4)
    before.store.close()
    let after = try EngineBench([("busy", Self.busy)], path: path, isDrafting: true)
    try after.start()
    try after.pass(.hours(2))
    #expect(after.performed.isEmpty)
    #expect(try drafts(after).sorted() == ["post", "post", "react", "reply"])
  }

  @Test func anObservingPluginOnlyObserves() throws {
    let bench = try EngineBench([("busy", Self.busy)], isDrafting: true) { $0.mode = .observe }
    try bench.start()
    bench.take(bench.message("hello"))
    #expect(try drafts(bench) == [])
    #expect(try bench.store.tallies()["deliveries.held"] == 5)
  }

  @Test func longTextsAreSeveralDrafts() throws {
    let long = FunctionPlugin([.messagePosted]) { _, _ in
      [.post(text: Text((1...30).map { "word\($0)" }.joined(separator: " ")), in: "general", named: nil)]
    }
    let bench = try EngineBench([("long", long)], longest: 50, isDrafting: true)
    try bench.start()
    bench.take(bench.message("go"))
    #expect(try drafts(bench).count > 3)
  }
}
