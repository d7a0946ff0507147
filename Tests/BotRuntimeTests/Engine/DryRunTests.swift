import BotCore
import FoundationEssentials
import Testing

@testable import BotRuntime

/// A dry run: everything is decided, nothing goes out.
@Suite struct DryRunTests {
  private static let busy = FunctionPlugin([.messagePosted]) { event, _ in
    guard let message = event.message else { return [] }
    return [
      .reply(text: "answer", to: message.ref), .post(text: "news", in: "general", named: "news"),
      .edit(named: "news", text: "newer"), .schedule(text: "s", in: "general", at: event.at + .hours(1)),
      .flag(Flag("Look", text: "at this")), .fetch(name: "f", url: "https://a.org"),
    ]
  }

  @Test func whatWouldGoOutIsHeldAndWhatOnlyReadsIsDone() throws {
    let bench = try EngineBench([("busy", Self.busy)], isDryRun: true)
    try bench.start()
    bench.take(bench.message("hello"))
    try bench.pass(.days(2))
    #expect(bench.performed.isEmpty)
    #expect(
      try bench.deliveries(.held).map { [$0.action.json["kind"]?.string ?? "", $0.note] } == [
        ["reply", Delivery.dryRun], ["post", Delivery.dryRun], ["edit", Delivery.dryRun],
        ["schedule", Delivery.dryRun],
        ["post", Delivery.dryRun],
      ])
    #expect(try bench.deliveries(.sent).map(\.action) == [.fetch(name: "f", url: "https://a.org")])
  }

  /// Rows of every state from before are left alone or held, also what a person puts in line again; and the end of the
  /// dry run lets none of them out.
  @Test func whatWaitedBeforeStaysAndTheEndLetsNothingOut() throws {
    let folder = Folder()
    let path = folder.file("s.sqlite")
    let before = try EngineBench([("busy", Self.busy)], path: path)
    var tries = 0
    before.outcome = { _ in
      tries += 1
      return tries == 1 ? .unknown("lost") : .retry(after: .minutes(5), scope: .action, reason: "later")
    }
    try before.start()
    before.take(before.message("hello"))
    #expect(try before.store.tallies()["deliveries.unknown"] == 1)
    before.store.close()

    let dry = try EngineBench([("busy", Self.busy)], idempotency: .key(validFor: .days(9)), path: path, isDryRun: true)
    try dry.start()
    dry.take(dry.message("again", id: "m2"))
    try dry.pass(.hours(2))
    for row in try dry.deliveries(.held).prefix(1) {
      var row = row
      (row.state, row.note) = (.queued, Delivery.byHand)
      try dry.store.transaction { try dry.store.update(row) }
    }
    try dry.restart()
    try dry.pass(.hours(2))
    #expect(dry.performed.isEmpty)
    #expect(dry.lookedFor.isEmpty)
    #expect(try dry.store.tallies()["deliveries.unknown"] == 1)
    #expect(try dry.deliveries(.held).allSatisfy { $0.note == Delivery.dryRun })
    let count = try dry.deliveries(.held).count
    dry.store.close()

    let after = try EngineBench([("busy", Self.busy)], path: path)
    try after.start()
    try after.pass(.days(1))
    #expect(after.performed.isEmpty)
    #expect(try after.deliveries(.held).count == count)
  }

  @Test func aSuggestionThatIsAcceptedInADryRunIsHeldToo() throws {
    let bench = try EngineBench([("busy", Self.busy)], isDryRun: true) { $0.mode = .suggest }
    try bench.start()
    bench.take(bench.message("hello"))
    _ = try bench.store.transaction { try bench.store.settle(suggestion: 1, accepted: true, by: "x", now: bench.now) }
    try bench.restart()
    try bench.pass(.minutes(1))
    #expect(bench.performed.isEmpty)
    #expect(try bench.store.delivery(1)?.note == Delivery.dryRun)
  }

  /// The last door, should the engine hand something out while the configuration changes.
  @Test func thePerformerHandsNothingToAConnector() async {
    struct Untouchable: Connector {
      struct Settings: SettingGroup {}
      static let about = ConnectorAbout(
        name: "x", summary: "", receives: [], capabilities: [], text: TextLimits(max: 9, unit: .bytes),
        idempotency: .none)
      init() {}
      init(_ settings: Settings, _ tools: Tools) {}
      func perform(_ action: Action, key: String) async -> Outcome {
        Issue.record("performed \(action)")
        return .done(nil)
      }
      func edit(_ message: MessageRef, text: Text, key: String) async -> Outcome {
        Issue.record("edited \(message)")
        return .done(nil)
      }
    }
    let mailbox = Mailbox()
    let performer = Performer(
      mailbox: mailbox, http: CurlClient(), connector: { _ in Untouchable() }, own: { _, _ in (404, "") },
      isDryRun: { true })
    performer.start([
      .perform(.testing("a"), edits: nil), .perform(.testing("b"), edits: MessageRef("m", in: "c")),
    ])
    var outcomes: [Outcome] = []
    while outcomes.count < 2, let batch = mailbox.take() {
      for case .outcome(_, let outcome) in batch { outcomes.append(outcome) }
    }
    #expect(outcomes == Array(repeating: .retry(after: nil, scope: .action, reason: Delivery.dryRun), count: 2))
  }
}
