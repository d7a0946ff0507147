import BotCore
import FoundationEssentials
import Testing

@testable import BotRuntime

/// What a person tells the bot at its own page.
@Suite struct ConsoleEngineTests {
  private static let obedient = FunctionPlugin([.command, .messagePosted]) { event, context in
    guard let message = event.message, context.community.isManaged(by: message) else { return [] }
    return [
      .reply(text: Text("Yes, \(message.author.name)."), to: message.ref),
      .post(text: "All hear it.", in: "general", named: nil),
    ]
  }

  private func event(_ command: String, _ arguments: String = "", in community: Community, mark: String = "1") -> Event
  {
    .command(
      command, arguments,
      .atConsole("!\(command) \(arguments)", by: Member("console", name: "Anna"), mark: mark, in: community),
      in: community.id, at: Date(timeIntervalSince1970: 1_767_225_600))
  }

  private func community(_ bench: EngineBench) throws -> Community {
    try #require(bench.engine.config.communities.first?.community)
  }

  private func tell(_ event: Event, _ bench: EngineBench) -> (isStored: [Bool], tasks: Int) {
    let stored = Lock<[Bool]>([])
    let effects = bench.engine.step(
      [.told(event, done: { isStored in stored.withLock { $0.append(isStored) } })], now: bench.now)
    for (done, accepted) in effects.acknowledge { done(accepted) }
    return (stored.withLock { $0 }, effects.tasks.count)
  }

  @Test(arguments: ["mods", nil] as [ID<Channel>?])
  func itIsObeyedAndTheAnswerGoesToNoPlatform(moderators: ID<Channel>?) throws {
    let bench = try EngineBench([("faq", Self.obedient)], moderators: moderators)
    try bench.start()
    let told = tell(event("approve", "launch", in: try community(bench)), bench)
    #expect(told == ([true], 1))
    let rows = try bench.store.newDeliveries(after: ID("command/\(moderators?.raw ?? "console")/\u{1E}console/1"))
    #expect(rows.map { "\($0.state) \($0.note)" } == ["sent shown on the bot's own page", "sending "])
    #expect(rows.first?.action.sentence.hasSuffix("Yes, Anna.") == true)
  }

  @Test func theBotItselfAnswersThereToo() throws {
    let bench = try EngineBench([("faq", FunctionPlugin([]) { _, _ in [] })])
    try bench.start()
    #expect(tell(event("hold", "2h", in: try community(bench)), bench).tasks == 0)
    #expect(try bench.store.holds(now: bench.now) == ["lobby": bench.now + .hours(2)])
    #expect(try bench.store.pauses().map(\.note) == ["held by Anna"])
  }

  @Test func noPlatformSpeaksForThePersonAtThePage() throws {
    let bench = try EngineBench([("faq", Self.obedient)])
    try bench.start()
    let forged = event("hold", "2h", in: try community(bench))
    bench.take(forged)
    let message = Message.atConsole("!hold 2h", by: Member("eve"), mark: "2", in: try community(bench))
    bench.take(Event.posted(message, in: "lobby", at: bench.now))
    #expect(try bench.store.holds(now: bench.now) == [:])
    #expect(bench.performed == [])
    #expect(try bench.store.newestEvents(of: "lobby", limit: 9) == [])
  }

  @Test func aCommunityThatIsNotServedTakesNothing() throws {
    let bench = try EngineBench([])
    try bench.start()
    let other = Community(id: "other", platform: "test")
    #expect(tell(event("hold", "2h", in: other), bench) == ([false], 0))
  }

  @Test func aMailboxThatIsClosedSaysSo() {
    let mailbox = Mailbox()
    mailbox.close()
    let heard = Lock<[Bool]>([])
    mailbox.post(
      .told(
        event("x", in: Community(id: "lobby", platform: "test")),
        done: { isStored in heard.withLock { $0.append(isStored) } }))
    #expect(heard.withLock { $0 } == [false])
  }
}
