import BotCore
import FoundationEssentials
import Testing

@testable import BotRuntime

struct EngineDeliveryTests {
  @Test func aPostUnderWayAtACrashIsLookedForAndFound() throws {
    let bench = try EngineBench([("echo", .echo)], idempotency: .lookup)
    try bench.start()
    bench.step([.events([bench.message("hello")], community: "lobby", cursor: nil) { _ in }], performing: false)
    #expect(try bench.deliveries().map(\.state) == [.sending])
    try bench.restart()
    bench.found = { _ in .found("theirs") }
    try bench.pass(.seconds(10))
    #expect(bench.lookedFor.count == 1)
    #expect(bench.performed.isEmpty)
    #expect(try bench.deliveries(.sent).map(\.remote) == ["theirs"])
  }

  @Test func aPostUnderWayAtACrashIsSentWhenItIsNotThere() throws {
    let bench = try EngineBench([("echo", .echo)], idempotency: .lookup)
    try bench.start()
    bench.step([.events([bench.message("hello")], community: "lobby", cursor: nil) { _ in }], performing: false)
    try bench.restart()
    try bench.pass(.seconds(30))
    #expect(bench.lookedFor.count == 2)
    #expect(bench.performed.count == 1)
    #expect(try bench.deliveries(.sent).count == 1)
  }

  @Test func withAKeyItIsSentAgainUnderTheSameKey() throws {
    let bench = try EngineBench([("echo", .echo)], idempotency: .key(validFor: .hours(24)))
    try bench.start()
    bench.step([.events([bench.message("hello")], community: "lobby", cursor: nil) { _ in }], performing: false)
    let key = try bench.deliveries().map(\.key)
    try bench.restart()
    let keys = Lock<[String]>([])
    bench.outcome = { delivery in
      keys.withLock { $0.append(delivery.key) }
      return .done("again")
    }
    try bench.pass(.seconds(10))
    #expect(keys.withLock { $0 } == key)
  }

  @Test func withoutKeyOrLookUpAPersonDecides() throws {
    let bench = try EngineBench([("echo", .echo)], idempotency: .none)
    try bench.start()
    bench.step([.events([bench.message("hello")], community: "lobby", cursor: nil) { _ in }], performing: false)
    try bench.restart()
    try bench.pass(.hours(30))
    #expect(bench.performed.isEmpty)
    #expect(try bench.deliveries().map(\.state) == [.unknown])
    #expect(try bench.deliveries().map(\.note) == ["the bot stopped while it was being sent"])
  }

  @Test func anUnknownOutcomeDoesNotHoldUpTheChannelForEver() throws {
    let bench = try EngineBench([("echo", .echo)], idempotency: .none)
    try bench.start()
    bench.outcome = { $0.id == 1 ? .unknown("reset") : .done("ok") }
    bench.take(bench.message("one"), bench.message("two"))
    #expect(try bench.deliveries().map(\.state) == [.unknown, .sent])
  }

  @Test func thePlatformsWaitIsKeptOverARestart() throws {
    let bench = try EngineBench([("echo", .echo)])
    try bench.start()
    bench.outcome = { _ in .retry(after: .seconds(60), scope: .account, reason: "429") }
    bench.take(bench.message("one"))
    #expect(bench.performed.count == 1)
    try bench.restart()
    bench.outcome = { _ in .done("ok") }
    bench.take(bench.message("two"))
    try bench.pass(.seconds(59))
    #expect(bench.performed.count == 1)
    try bench.pass(.seconds(2))
    #expect(bench.performed.count == 3)
    #expect(try bench.deliveries(.sent).count == 2)
  }

  @Test func aRevokedTokenStopsTheAccountAndLosesNothing() throws {
    let bench = try EngineBench([("echo", .echo)])
    try bench.start()
    bench.outcome = { _ in .unauthorized("token_revoked") }
    bench.take(bench.message("one"))
    bench.take(bench.message("two"))
    try bench.pass(.hours(1))
    #expect(bench.performed.count == 1)
    #expect(bench.unauthorized == ["token_revoked"])
    bench.outcome = { _ in .done("ok") }
    try bench.restart()
    try bench.pass(.seconds(1))
    #expect(try bench.deliveries(.sent).count == 2)
  }

  @Test func afterALongOutageYesterdaysAnswersStayUnsaid() throws {
    let bench = try EngineBench([("echo", .echo)])
    try bench.start()
    bench.outcome = { _ in .unauthorized("token_revoked") }
    bench.take(bench.message("old"))
    try bench.pass(.hours(30))
    bench.take(bench.message("new"))
    bench.outcome = { _ in .done("ok") }
    try bench.restart()
    try bench.pass(.seconds(1))
    #expect(bench.performed.last == .post(text: "re: new", in: "general", named: nil))
    #expect(try bench.deliveries().map(\.state) == [.dead, .sent])
  }

  @Test func aChannelThatIsGoneIsLeftAloneAndToldOnce() throws {
    let bench = try EngineBench([("echo", .echo)])
    try bench.start()
    bench.outcome = { delivery in
      delivery.action.target == "general" ? .refused(.target, reason: "is_archived") : .done("ok")
    }
    for index in 1...4 { bench.take(bench.message("\(index)")) }
    #expect(bench.performed.filter { $0.target == "general" }.count == 1)
    #expect(try bench.store.flags(in: [.open], limit: 10).count == 1)
    #expect(try bench.deliveries(.failed).count == 4)
  }

  @Test func aMendedChannelIsTriedAgainAfterARestart() throws {
    let bench = try EngineBench([("echo", .echo)])
    try bench.start()
    bench.outcome = { $0.action.target == "general" ? .refused(.target, reason: "is_archived") : .done("ok") }
    bench.take(bench.message("1"))
    bench.outcome = { _ in .done("ok") }
    try bench.restart()
    bench.take(bench.message("2"))
    try bench.pass(.seconds(1))
    #expect(bench.performed.last == .post(text: "re: 2", in: "general", named: nil))
  }

  @Test func anAnswerToAMessageThatIsGoneClosesNoChannel() throws {
    let plugin = FunctionPlugin([.messagePosted]) { event, _ in
      guard let message = event.message else { return [] }
      return [.reply(text: "yes", to: message.ref), .post(text: "posted", in: "general", named: nil)]
    }
    let bench = try EngineBench([("faq", plugin)])
    try bench.start()
    bench.outcome = { delivery in
      if case .reply = delivery.action { .refused(.target, reason: "no such message") } else { .done("ok") }
    }
    bench.take(bench.message("1"))
    bench.take(bench.message("2"))
    #expect(try bench.deliveries(.failed).map(\.note) == ["no such message", "no such message"])
    #expect(try bench.deliveries(.sent).count == 2)
    #expect(try bench.store.flags(in: [.open], limit: 9) == [])
  }

  @Test func aNamedPostIsEditedWhereItStands() throws {
    let plugin = FunctionPlugin([.messagePosted]) { event, _ in
      event.message?.text == "first"
        ? [.post(text: "board", in: "general", named: "board")] : [.edit(named: "board", text: "new")]
    }
    let bench = try EngineBench([("board", plugin)])
    try bench.start()
    bench.take(bench.message("first"))
    bench.take(bench.message("second"))
    #expect(bench.performed.last == .edit(named: "board", text: "new"))
    #expect(try bench.store.posted(named: "board", by: "lobby/board") == MessageRef("posted-1", in: "general"))
  }

  @Test func anEditWithoutAPostFailsWithTheReason() throws {
    let plugin = FunctionPlugin([.messagePosted]) { _, _ in [.edit(named: "board", text: "new")] }
    let bench = try EngineBench([("board", plugin)])
    try bench.start()
    bench.take(bench.message("first"))
    #expect(try bench.deliveries(.failed).map(\.note) == ["there is no post named \"board\""])
  }

  @Test func aTimerComesBackAtItsTimeAlsoAfterARestart() throws {
    let plugin = FunctionPlugin([.messagePosted, .due]) { event, context in
      if case .due(let name, let planned) = event.kind {
        return [.post(text: Text("\(name) \(Int(context.now.timeIntervalSince(planned)))"), in: "general", named: nil)]
      }
      return [.timer(name: "tea", at: context.now + .minutes(5))]
    }
    let bench = try EngineBench([("timer", plugin)])
    try bench.start()
    bench.take(bench.message("go"))
    try bench.pass(.minutes(4))
    #expect(bench.performed.isEmpty)
    bench.set(bench.now + .minutes(3))
    try bench.restart()
    try bench.pass(.seconds(1))
    #expect(bench.performed == [.post(text: "tea 120", in: "general", named: nil)])
    try bench.pass(.hours(1))
    #expect(bench.performed.count == 1)
  }

  @Test func whatAPluginFetchesComesBackToItAlone() throws {
    let plugin = FunctionPlugin([.messagePosted, .fetched]) { event, _ in
      if case .fetched(let name, let status, let body) = event.kind {
        return [.post(text: Text("\(name) \(status) \(body)"), in: "general", named: nil)]
      }
      return [.fetch(name: "feed", url: "https://example.org/feed")]
    }
    let bench = try EngineBench([("feed", plugin), ("other", plugin)])
    try bench.start()
    bench.take(bench.message("go"))
    #expect(bench.performed == Array(repeating: .post(text: "feed 200 fetched", in: "general", named: nil), count: 2))
  }
}
