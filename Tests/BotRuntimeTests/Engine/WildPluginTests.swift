import BotCore
import FoundationEssentials
import Testing

@testable import BotRuntime

/// Plugins that throw, loop, or want too much: the others go on, and nothing that was acknowledged is lost.
struct WildPluginTests {
  @Test func oneThatThrowsHoldsUpNobodyAndIsSetAside() throws {
    let throwing = FunctionPlugin([.messagePosted]) { _, context in
      context.store.set("kept", "never")
      throw PluginFailure()
    }
    let bench = try EngineBench([("wild", throwing), ("echo", .echo)])
    try bench.start()
    bench.take(bench.message("hello"))
    try bench.pass(.hours(1))
    #expect(bench.acknowledged == [true])
    #expect(bench.performed == [.post(text: "re: hello", in: "general", named: nil)])
    #expect(try bench.store.record("kept", of: "lobby/wild") == nil)
    #expect(try bench.store.parkedTurns(limit: 10).map(\.instance) == ["lobby/wild"])
  }

  /// None of them is done, not even the first hundred.
  @Test func tenThousandActionsAreNone() throws {
    let wild = FunctionPlugin([.messagePosted]) { _, _ in
      (1...10_000).map { .post(text: Text("\($0)"), in: "general", named: nil) }
    }
    let bench = try EngineBench([("wild", wild), ("echo", .echo)])
    try bench.start()
    bench.take(bench.message("hello"))
    try bench.pass(.hours(1))
    #expect(bench.performed == [.post(text: "re: hello", in: "general", named: nil)])
    #expect(
      try bench.store.parkedTurns(limit: 10).map(\.note)
        == ["the plugin returned 10000 actions at once; at most 100 are taken"])
  }

  /// As many as one turn may want, at every event: what is above the budget is held, and the moderators told.
  @Test func aHundredActionsAgainAndAgainAreHeld() throws {
    let wild = FunctionPlugin([.messagePosted]) { event, _ in
      (1...100).map { .post(text: Text("\(event.key) \($0)"), in: ID("c\($0)"), named: nil) }
    }
    let bench = try EngineBench([("wild", wild)])
    try bench.start()
    for _ in 1...100 { bench.take(bench.message("hello")) }
    let limit = InstanceSettings().maxMessages
    #expect(bench.performed.count { if case .post(_, "mods", _) = $0 { false } else { true } } == limit)
    #expect(try bench.deliveries(.held).count == 1000)
    #expect(bench.performed.count == limit + 1)
  }

  /// Nothing can stop it but the end of the process: it is named, and the service manager hears nothing more.
  @Test func oneThatNeverEndsIsNamedToWhoeverAsks() async throws {
    let (entered, free) = (Lock(false), Lock(false))
    let looping = FunctionPlugin([.messagePosted]) { _, _ in
      entered.withLock { $0 = true }
      while !free.withLock({ $0 }) {}
      return []
    }
    let bench = try EngineBench([("loop", looping)])
    try bench.start()
    let pulse = bench.engine.pulse
    let message = bench.message("hello")
    let held = HandOver(bench)
    let thread = PThread { held.value.take(message) }
    while !entered.withLock({ $0 }) { await Task.yield() }
    let router = { (seconds: Double) in
      Router(
        mailbox: Mailbox(), links: Links(), pulse: pulse, metrics: Metrics(),
        clock: Clock(now: { .at(0) }, monotonic: { seconds }, sleep: { _ in }, dice: { 0 }), log: .silent, door: nil,
        connector: { _ in nil })
    }
    let request = WebhookRequest(method: "GET", path: "/healthz")
    for (seconds, wanted) in [(29.0, "ok\n"), (31.0, "stuck in lobby/loop on \(message.key)\n")] {
      let heard = Lock("")
      router(seconds).handle(request) { answer in
        if case .bytes(let bytes) = answer.body { heard.withLock { $0 = String(decoding: bytes, as: UTF8.self) } }
      }
      #expect(heard.withLock { $0 } == wanted)
    }
    free.withLock { $0 = true }
    thread.join()
    #expect(bench.acknowledged == [true])
    #expect(Standing(Links(), pulse.now, at: 31).stuck == nil)
  }
}
