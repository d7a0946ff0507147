import BotCore
import FoundationEssentials
import Testing

@testable import BotRuntime

/// One list of those who want no message of the bot's own accord.
@Suite struct OptOutTests {
  /// Writes to ada when somebody says "go", answers "ask" in private, and opts out whoever says "stop".
  private static let writer = FunctionPlugin([.messagePosted]) { event, context in
    guard let message = event.message else { return [] }
    switch message.text {
    case "go": return [.direct(text: "Hi", to: "ada")]
    case "ask": return [.direct(text: "Here you are", to: message.author.id)]
    case "stop":
      context.store.optOut(message.author.id)
      return []
    case "who": return [.post(text: Text("\(try context.store.hasOptedOut("ada"))"), in: "general", named: nil)]
    default: return []
    }
  }

  private func bench(managers: [String] = []) throws -> EngineBench {
    let bench = try EngineBench([("writer", Self.writer), ("other", Self.writer)], managers: managers)
    try bench.start()
    return bench
  }

  private func said(_ text: String, by name: String, _ bench: EngineBench) -> Event {
    bench.message(text, by: Member(ID(name)))
  }

  @Test func whoOptsOutIsNotWrittenToByAnyPlugin() throws {
    let bench = try bench()
    bench.take(said("go", by: "bob", bench))
    #expect(bench.performed.count == 2)
    bench.take(said("stop", by: "ada", bench), said("go", by: "bob", bench))
    #expect(bench.performed.count == 2)
    bench.take(said("who", by: "bob", bench))
    #expect(
      bench.performed.suffix(2) == [
        .post(text: "true", in: "general", named: nil), .post(text: "true", in: "general", named: nil),
      ])
    try bench.restart()
    bench.take(said("go", by: "bob", bench))
    #expect(bench.performed.count == 4)
  }

  @Test func whatSomebodyAsksForIsAnswered() throws {
    let bench = try bench()
    bench.take(said("stop", by: "ada", bench), said("ask", by: "ada", bench))
    #expect(bench.performed == [.direct(text: "Here you are", to: "ada"), .direct(text: "Here you are", to: "ada")])
  }

  @Test func anyMemberHasTheCommand() throws {
    let bench = try bench()
    bench.take(said("!optout", by: "ada", bench), said("go", by: "bob", bench))
    #expect(bench.performed.count == 1)
    guard case .reply(let text, _, _)? = bench.performed.first else { return #expect(Bool(false)) }
    #expect(text.plain == "All right, I will not write to you of my own accord any more. !optin takes it back.")
    bench.take(said("!optin", by: "ada", bench), said("go", by: "bob", bench))
    #expect(bench.performed.suffix(2) == [.direct(text: "Hi", to: "ada"), .direct(text: "Hi", to: "ada")])
  }

  private func direct(_ text: String, _ bench: EngineBench) -> Event {
    let id = "\(text)\(bench.performed.count)"
    return .posted(
      Message(ID(id), in: "dm", by: Member("ada"), text, isDirect: true), in: "lobby", at: bench.now)
  }

  /// What the bot says by itself, whichever plugins run.
  private func replies(_ bench: EngineBench) -> [String] {
    bench.performed.compactMap { action in
      if case .reply(let text, _, _) = action { text.plain } else { nil }
    }
  }

  private static let silent = FunctionPlugin([.messagePosted]) { _, _ in [] }

  @Test func theWordAloneInPrivateIsEnoughAndIsAnsweredOnce() throws {
    let bench = try EngineBench([("writer", Self.writer), ("silent", Self.silent)])
    try bench.start()
    bench.take(direct("How do I stop it?", bench), said("unsubscribe", by: "bob", bench), direct("Stop!", bench))
    #expect(replies(bench) == ["All right, I will not write to you of my own accord any more. !optin takes it back."])
    #expect(try bench.store.optedOut("ada", in: "lobby") == bench.now)
    #expect(try bench.store.optedOut("bob", in: "lobby") == nil)
    bench.take(direct("unsubscribe", bench))
    #expect(replies(bench).count == 1)
  }

  /// Answers as a sequence does.
  private static var polite: FunctionPlugin {
    var plugin = FunctionPlugin([.messagePosted]) { event, _ in
      event.message?.text == "stop" ? [.direct(text: "As you wish.", to: "ada")] : []
    }
    plugin.stopWords = .usual
    return plugin
  }

  @Test(arguments: [InstanceSettings.Mode.act, .suggest])
  func aPluginsOwnAnswerIsTheOnlyOneWhereItMayAct(_ mode: InstanceSettings.Mode) throws {
    let bench = try EngineBench([("polite", Self.polite)], managers: ["boss"]) { $0.mode = mode }
    try bench.start()
    bench.take(direct("stop", bench))
    #expect(try bench.store.optedOut("ada", in: "lobby") == bench.now)
    #expect(replies(bench).count == (mode == .act ? 0 : 1))
    #expect(bench.performed.contains(.direct(text: "As you wish.", to: "ada")) == (mode == .act))
  }

  @Test func managersAreReachedAllTheSame() throws {
    let bench = try bench(managers: ["ada"])
    bench.take(said("stop", by: "ada", bench), said("go", by: "bob", bench))
    #expect(bench.performed.count == 2)
  }

  @Test func theListOutlivesErasureAndHoldsNoId() throws {
    let bench = try bench()
    bench.take(said("stop", by: "ada", bench))
    _ = try bench.store.erase("ada", in: "lobby", now: bench.now)
    #expect(try bench.store.optedOut("ada", in: "lobby") == bench.now)
    #expect(try bench.store.optedOut("ada", in: "forum") == nil)
    let held = try bench.store.db.rows("SELECT community, member FROM optouts") { ($0.text(0), $0.text(1)) }
    #expect(held.map(\.0) == ["lobby"])
    #expect(held.map(\.1.count) == [32])
    bench.take(said("go", by: "bob", bench))
    #expect(bench.performed == [])
  }
}
