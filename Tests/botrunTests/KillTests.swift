import BotCore
import Glibc
import Testing

@testable import BotRuntime

/// Kills the bot at each of its fault points in the middle of a busy day, starts it again, and looks at the platform:
/// nothing lost, nothing doubled.
@Suite struct KillTests {
  struct Kill: Sendable, CustomTestStringConvertible {
    let point: FaultPoint
    let passing: Int
    var testDescription: String { "\(point.rawValue):\(passing)" }

    static let all = [1, 3].flatMap { passing in
      FaultPoint.ofADay.subtracting(passing == 1 ? [] : FaultPoint.once).sorted { $0.rawValue < $1.rawValue }
        .map { Kill(point: $0, passing: passing) }
    }
  }

  static let gate = Gate(4)

  @Test(arguments: Kill.all) func nothingIsLostOrDoubled(_ kill: Kill) async throws {
    try await Self.gate.pass { try await Self.die(kill) }
  }

  private static func die(_ kill: Kill) async throws {
    let town = try Town()
    let first = try town.start(with: ["BOTRUN_TEST_FAULT": kill.testDescription])
    var missed: [FakeSlackEvent] = []
    let question = try await day(in: town) { event in
      if try await !town.deliver(event, to: first) { missed.append(event) }
    }
    // As when the answer to its first delivery came too late.
    missed.append(question)
    #expect(try await first.end(within: .seconds(20)) == .killed(SIGKILL), "\(kill.testDescription) is never reached")
    try expectWholeEvents(in: town)
    try await finish(missed, in: town)
  }

  /// Where nothing pushes: what the cursor has passed is on disk, what it has not is read again.
  @Test(arguments: FaultPoint.ofADay.subtracting([.acknowledged]).sorted { $0.rawValue < $1.rawValue })
  func aPollingBotLosesAndDoublesNothingEither(_ point: FaultPoint) async throws {
    try await Self.gate.pass {
      let town = try Town(connection: ["receive": "poll", "from": "beginning"])
      _ = try await Self.day(in: town) { _ in }
      let first = try town.start(with: ["BOTRUN_TEST_FAULT": point.rawValue])
      #expect(try await first.end(within: .seconds(20)) == .killed(SIGKILL), "\(point) is never reached")
      try await Self.finish([], in: town)
    }
  }

  static func finish(_ missed: [FakeSlackEvent], in town: Town) async throws {
    let second = try town.start()
    for event in missed {
      #expect(try await town.deliver(event, to: second))
    }
    try await town.waitUntilReady()
    try await town.waitUntilSettled()
    #expect(try await second.stop() == .exited(0), "\(second.errors)")
    try expectDay(in: town)
  }

  /// The first run does not know yet; the three after it count on disk what brings them down.
  @Test func aPluginThatBringsDownEachStartIsSetAside() async throws {
    let town = try Town()
    let fault = ["BOTRUN_TEST_FAULT": FaultPoint.turnDecided.rawValue]
    // Each of the two that want to hear of the start is tried three times.
    for _ in 1...7 { #expect(try await town.start(with: fault).end(within: .seconds(20)) == .killed(SIGKILL)) }
    let next = try town.start(with: fault)
    try await town.waitUntilReady()
    next.send(SIGKILL)
    #expect(try await next.end() == .killed(SIGKILL))
    let last = try town.start(with: fault)
    try await town.waitUntilReady()
    #expect(try await last.stop() == .exited(0))
    let parked = try town.home.look { try Set($0.parkedTurns(limit: 10).map(\.instance)) }
    #expect(parked == ["town/faq", "town/schedule"])
    #expect(try town.home.look { try $0.tallies()["turns.waiting"] } == nil)
  }

  /// What happens, each told in turn; one thing is told twice.
  /// - Returns: that thing.
  static func day(in town: Town, tell: (FakeSlackEvent) async throws -> Void) async throws -> FakeSlackEvent {
    let slack = town.slack
    try await tell(slack.join("UADA"))
    let question = slack.say("How do I reset my password?", by: "UADA", in: "CHELP")
    try await tell(question)
    try await tell(slack.say("Good morning everybody", by: "UBEN"))
    try await tell(slack.say("This is awful and I hate it", by: "UBEN"))
    try await tell(question)
    try await tell(slack.join("UBEN"))
    try await tell(slack.say("When is the next call?", by: "UBEN"))
    try await tell(slack.say("Where are the rules?", by: "UADA", in: "CHELP", thread: question.ts))
    try await tell(slack.say("Tea or coffee", by: "UCID"))
    try await tell(slack.say("The worst day so far", by: "UCID", in: "CHELP"))
    try await tell(slack.join("UCID"))
    try await tell(slack.say("That was quick, thank you", by: "UADA", in: "CHELP", thread: question.ts))
    return question
  }

  /// The old state or the new: of each event that the store says is handled, all that it caused is there, and of every other
  /// nothing. Looked at before anything could mend it.
  static func expectWholeEvents(in town: Town) throws {
    let path = town.home.file("botrun.sqlite")
    guard let store = try? SQLiteStore(path: path, readOnly: true) else { return }
    defer { store.close() }
    #expect(try store.integrity() == [])
    let events = try store.db.rows(
      """
      SELECT e.state, e.kind || e.body, e.id,
        (SELECT count(*) FROM deliveries d WHERE d.event = e.id), (SELECT count(*) FROM seen s WHERE s.token LIKE '%' || e.id)
      FROM events e
      """
    ) { row in
      (isDone: row.text(0) == "done", body: row.text(1), id: row.text(2), caused: row.count(3), seen: row.count(4))
    }
    for event in events {
      let asks = ["memberJoined", "?", "awful", "hate", "worst"].contains { event.body.contains($0) }
      #expect(event.caused == (event.isDone && asks ? 1 : 0), "\(event)")
      #expect(event.seen > 0, "\(event)")
    }
    let orphans = try store.db.rows(
      "SELECT event FROM deliveries WHERE event LIKE 'Ev%' AND event NOT IN (SELECT id FROM events WHERE state = 'done')"
    ) { $0.text(0) }
    #expect(orphans == [])
  }

  private static func expectDay(in town: Town) throws {
    let posts = town.slack.posts.map { $0.hasPrefix("#moderators") ? excerpt(of: $0) : $0 }.sorted()
    #expect(posts == expected)
    #expect(town.slack.pinned == ["What did you learn?"])
    try town.home.look { store in
      #expect(try store.integrity() == [])
      let tallies = try store.tallies()
      #expect(tallies.filter { $0.key.hasPrefix("deliveries.") } == ["deliveries.sent": expected.count + 1])
      #expect(tallies.filter { $0.key.hasPrefix("events.") || $0.key.hasPrefix("turns.") } == ["events.done": 11])
      #expect(tallies["flags.open"] == 2)
    }
  }

  private static let expected = [
    "#general, to \"When is the next call?\": On Thursday at noon.",
    "#general: Welcome <@UADA>!", "#general: Welcome <@UBEN>!", "#general: Welcome <@UCID>!",
    "#general: What did you learn?",
    "#help, to \"How do I reset my password?\": In the first pinned message.",
    "#help, to \"How do I reset my password?\": Use the link on the sign-in page.",
    "#moderators: > The worst day so far", "#moderators: > This is awful and I hate it",
  ].sorted()

  private static func excerpt(of post: String) -> String {
    "#moderators: "
      + (post.split(separator: "\n").first { $0.hasPrefix("&gt;") || $0.hasPrefix(">") } ?? "nothing quoted")
  }
}

extension FaultPoint {
  /// Passed by a run that begins in order and is not asked to stop.
  static let ofADay = Set(allCases).subtracting([.pendingNoted, .deliveryLookedFor, .engineStopping, .backupCopied])
  /// Passed once in a run.
  static let once: Set<FaultPoint> = [.startDoubted, .oldForgotten]
}
