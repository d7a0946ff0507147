import BotCore
import FoundationEssentials
import Testing

@testable import BotRuntime

struct PollerTests {
  /// Answers each poll as the test says.
  private struct Script: Connector {
    struct Settings: SettingGroup {}
    struct Empty: Error {}

    static let about = ConnectorAbout(
      name: "script", summary: "", receives: [.poll], capabilities: [], text: TextLimits(max: 1, unit: .scalars),
      idempotency: .none)
    let answer: @Sendable (Cursor?) throws -> Poll

    init(_ settings: Settings, _ tools: Tools) throws { throw Empty() }
    init(_ answer: @escaping @Sendable (Cursor?) throws -> Poll) { self.answer = answer }

    func poll(_ cursor: Cursor?) async throws -> Poll { try answer(cursor) }
    func perform(_ action: Action, key: String) async -> Outcome { .done(nil) }
  }

  private let waits = Lock<[Duration]>([])
  private let links = Links()

  /// Runs a poller against an engine that stores all or nothing, until it ends.
  private func run(isOnce: Bool, stores: Bool, _ answer: @escaping @Sendable (Cursor?) throws -> Poll) async {
    let mailbox = Mailbox()
    let waits = waits
    let clock = Clock(
      now: { Date(timeIntervalSince1970: 0) }, monotonic: { 0 },
      sleep: { wait in
        let count = waits.withLock {
          $0.append(wait)
          return $0.count
        }
        if count == 10 { throw CancellationError() }
      }, dice: { 0.5 })
    let poller = Poller(
      community: "lobby", connector: Script(answer), mailbox: mailbox, clock: clock, log: .silent, links: links,
      isOnce: isOnce)
    let thread = PThread {
      while let batch = mailbox.take() {
        for case .events(_, _, _, let done) in batch { done(stores) }
      }
    }
    await poller.run(from: nil)
    mailbox.close()
    thread.join()
  }

  @Test func onceDoesNotWaitAnHourForAPlatformThatAsksForIt() async {
    await run(isOnce: true, stores: true) { _ in throw ConnectorError.limited(after: .hours(1)) }
    #expect(waits.withLock { $0 } == [])
    #expect(links.all == ["lobby": .down("it asked to wait")])
  }

  @Test func aRunThatLastsWaitsAsLongAsItIsAsked() async {
    await run(isOnce: false, stores: true) { _ in throw ConnectorError.limited(after: .hours(1)) }
    #expect(waits.withLock { $0 } == Array(repeating: .hours(1), count: 10))
  }

  @Test func aPlatformThatSaysNothingAtOnceIsNotAskedInASpin() async {
    await run(isOnce: false, stores: true) { Poll(events: [], cursor: $0, next: .zero) }
    #expect(waits.withLock { $0 } == Array(repeating: .milliseconds(100), count: 10))
  }

  @Test func whatCouldNotBeStoredIsAskedForAgain() async {
    let asked = Lock<[Cursor?]>([])
    await run(isOnce: false, stores: false) { cursor in
      asked.withLock { $0.append(cursor) }
      return Poll(events: [], cursor: Cursor("2"), next: .zero)
    }
    #expect(asked.withLock { $0 } == Array(repeating: nil, count: 10))
    #expect(waits.withLock { $0 } == Array(repeating: .seconds(1), count: 10))
  }

  @Test func onceGivesUpOnAStoreThatTakesNothing() async {
    await run(isOnce: true, stores: false) { _ in Poll(events: [], cursor: Cursor("2"), next: .zero) }
    #expect(waits.withLock { $0 } == [.seconds(1), .seconds(1)])
    #expect(links.failure?.reason == "what it answered could not be stored")
  }

  @Test func aPlatformThatCallsIsNoSignThatItTakesTheTokenAgain() async {
    await run(isOnce: false, stores: true) { _ in throw ConnectorError.unauthorized("revoked") }
    #expect(links.all == ["lobby": .unauthorized("revoked")])
    links.noteCall(of: "lobby")
    #expect(links.all == ["lobby": .unauthorized("revoked")])
    links.note("lobby", .down("no answer"))
    links.noteCall(of: "lobby")
    #expect(links.all == ["lobby": .up])
  }
}
