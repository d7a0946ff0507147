import BotCore
import FoundationEssentials
import Testing

@testable import BotRuntime

struct EngineTests {
  @Test func anEventIsDecidedStoredAndSent() throws {
    let bench = try EngineBench([("echo", .echo)])
    try bench.start()
    bench.take(bench.message("hello"))
    #expect(bench.acknowledged == [true])
    #expect(bench.performed == [.post(text: "re: hello", in: "general", named: nil)])
    #expect(try bench.deliveries().map(\.state) == [.sent])
    #expect(try bench.deliveries().first?.remote == "posted-1")
  }

  @Test func theSameDeliveryIsHandledOnce() throws {
    let bench = try EngineBench([("echo", .echo)])
    try bench.start()
    let event = bench.message("hello")
    bench.take(event, event)
    bench.take(event)
    #expect(bench.performed.count == 1)
    #expect(bench.acknowledged == [true, true])
  }

  @Test func theSameMessageUnderAnotherDeliveryIdIsHandledOnce() throws {
    let bench = try EngineBench([("echo", .echo)])
    try bench.start()
    var event = bench.message("hello")
    bench.take(event)
    event.id = "another"
    bench.take(event)
    #expect(bench.performed.count == 1)
  }

  @Test func eachPluginDecidesForItself() throws {
    let failing = FunctionPlugin([.messagePosted]) { _, _ in throw PluginFailure() }
    let bench = try EngineBench([("bad", failing), ("echo", .echo)])
    try bench.start()
    bench.take(bench.message("hello"))
    #expect(bench.acknowledged == [true])
    #expect(bench.performed.count == 1)
  }

  @Test func aTurnThatThrowsKeepsNothing() throws {
    let plugin = FunctionPlugin([.messagePosted]) { event, context in
      context.store.set("seen", true)
      throw PluginFailure()
    }
    let bench = try EngineBench([("bad", plugin)])
    try bench.start()
    bench.take(bench.message("hello"))
    #expect(try bench.store.record("seen", of: "lobby/bad") == nil)
  }

  @Test func aTurnIsTriedThreeTimesAndThenParked() throws {
    let tries = Lock(0)
    let plugin = FunctionPlugin([.messagePosted]) { _, _ in
      tries.withLock { $0 += 1 }
      throw PluginFailure()
    }
    let bench = try EngineBench([("bad", plugin)])
    try bench.start()
    bench.take(bench.message("hello"))
    try bench.pass(.minutes(1))
    #expect(tries.withLock { $0 } == 3)
    #expect(try bench.store.parkedTurns(limit: 10).map(\.attempts) == [3])
    try bench.pass(.hours(2))
    #expect(tries.withLock { $0 } == 3)
  }

  @Test func aFailureThatPassesIsMadeGood() throws {
    let tries = Lock(0)
    let plugin = FunctionPlugin([.messagePosted]) { event, _ in
      let count = tries.withLock { (count: inout Int) -> Int in
        count += 1
        return count
      }
      if count == 1 { throw PluginFailure() }
      return [.post(text: "late", in: "general", named: nil)]
    }
    let bench = try EngineBench([("bad", plugin)])
    try bench.start()
    bench.take(bench.message("hello"))
    try bench.pass(.minutes(1))
    #expect(bench.performed == [.post(text: "late", in: "general", named: nil)])
  }

  @Test func aPluginThatKeepsFailingRestsAndLosesNothing() throws {
    let isBroken = Lock(true)
    let plugin = FunctionPlugin([.messagePosted]) { event, _ in
      if isBroken.withLock({ $0 }) { throw PluginFailure() }
      return [.post(text: Text(event.message?.text ?? ""), in: "general", named: nil)]
    }
    let bench = try EngineBench([("bad", plugin)])
    try bench.start()
    for index in 1...5 { bench.take(bench.message("m\(index)")) }
    isBroken.withLock { $0 = false }
    bench.take(bench.message("while it rests"))
    #expect(bench.performed.isEmpty)
    try bench.pass(.minutes(11))
    #expect(bench.performed.count == 6)
  }

  @Test func tooManyActionsAtOnceAreRefused() throws {
    let plugin = FunctionPlugin([.messagePosted]) { _, _ in
      (0...Engine.maxActions).map { .post(text: Text("\($0)"), in: "general", named: nil) }
    }
    let bench = try EngineBench([("wild", plugin)])
    try bench.start()
    bench.take(bench.message("hello"))
    #expect(bench.performed.isEmpty)
  }

  @Test func timersDoNotCountAmongThem() throws {
    let plugin = FunctionPlugin([.messagePosted]) { _, context in
      (0...Engine.maxActions).map { .timer(name: "\($0)", at: context.now + .hours(1)) }
        + [.post(text: "all set", in: "general", named: nil)]
    }
    let bench = try EngineBench([("calendar", plugin)])
    try bench.start()
    bench.take(bench.message("hello"))
    #expect(bench.performed == [.post(text: "all set", in: "general", named: nil)])
  }

  @Test func whatIsTooOldByThePlatformsTimeIsLeftOut() throws {
    let bench = try EngineBench([("echo", .echo)])
    try bench.start()
    bench.take(bench.message("old", at: bench.now - .hours(2)), bench.message("new", at: bench.now - .minutes(59)))
    #expect(bench.performed == [.post(text: "re: new", in: "general", named: nil)])
  }

  @Test func theManagersCanBeToldWhatWasLeftOut() throws {
    let bench = try EngineBench([("echo", .echo)]) { $0.whenLate = .summarise }
    try bench.start()
    for _ in 1...3 { bench.take(bench.message("old", at: bench.now - .hours(2))) }
    #expect(bench.performed.count == 1)
    #expect(try bench.store.flags(in: [.open], limit: 10).map(\.flag.title) == ["Events left out"])
  }

  @Test func oldEventsRunWhereTheManagerWantsThem() throws {
    let bench = try EngineBench([("echo", .echo)]) { $0.whenLate = .run }
    try bench.start()
    bench.take(bench.message("old", at: bench.now - .hours(2)))
    #expect(bench.performed.count == 1)
  }

  @Test func botsAreNotAnsweredUnlessAllowed() throws {
    for isAllowed in [false, true] {
      let bench = try EngineBench([("echo", .echo)]) { $0.allowBots = isAllowed }
      try bench.start()
      bench.take(bench.message("beep", by: Member("b", isBot: true)))
      #expect(bench.performed.count == (isAllowed ? 1 : 0))
    }
  }

  @Test func anObserverDecidesButHoldsEverything() throws {
    let bench = try EngineBench([("echo", .echo)]) { $0.mode = .observe }
    try bench.start()
    bench.take(bench.message("hello"))
    #expect(bench.performed.isEmpty)
    #expect(try bench.deliveries(.held).map(\.note) == ["the plugin only observes"])
  }

  @Test func overItsBudgetActionsAreHeldAndTheModeratorsToldOnce() throws {
    let bench = try EngineBench([("echo", .echo)]) { $0.maxMessages = 3 }
    try bench.start()
    for index in 1...6 { bench.take(bench.message("\(index)")) }
    #expect(try bench.deliveries(.held).count == 3)
    #expect(bench.performed.filter { if case .post(_, "general", _) = $0 { true } else { false } }.count == 3)
    #expect(try bench.store.flags(in: [.open], limit: 10).map(\.flag.title) == ["Limit reached"])
    try bench.pass(.minutes(10))
    bench.take(bench.message("again"))
    #expect(bench.performed.last == .post(text: "re: again", in: "general", named: nil))
  }

  @Test func oneThreadGetsOnlySoManyAnswersAnHour() throws {
    let answering = FunctionPlugin([.messagePosted]) { event, _ in
      event.message.map { [.reply(text: "yes", to: $0.ref)] } ?? []
    }
    let bench = try EngineBench([("faq", answering)]) { $0.maxRepliesPerThread = 2 }
    try bench.start()
    for index in 1...5 { bench.take(bench.message("\(index)?", thread: "root")) }
    #expect(bench.performed.count == 2)
    #expect(try bench.deliveries(.held).count == 3)
  }

  @Test func aFlagIsKeptAndToldToTheModerators() throws {
    let plugin = FunctionPlugin([.messagePosted]) { event, _ in
      [.flag(Flag("Trouble", severity: .urgent, text: "look here", link: "https://x.test/1"))]
    }
    let bench = try EngineBench([("listen", plugin)])
    try bench.start()
    bench.take(bench.message("hello"))
    #expect(try bench.store.flags(in: [.open], limit: 10).map(\.flag.title) == ["Trouble"])
    guard case .post(let text, let channel, _)? = bench.performed.first else { return #expect(Bool(false)) }
    #expect(channel == "mods")
    #expect(text.plain == "🚨 Trouble (no. 1)\nlook here\nhttps://x.test/1")
  }

  @Test func recordsOfOneTurnAreSeenByTheNext() throws {
    let counting = FunctionPlugin([.messagePosted]) { event, context in
      let count = (try context.store.value("count")?.int ?? 0) + 1
      context.store.set("count", .int(count))
      return [.post(text: Text("\(count)"), in: "general", named: nil)]
    }
    let bench = try EngineBench([("count", counting)])
    try bench.start()
    bench.take(bench.message("a"), bench.message("b"))
    bench.take(bench.message("c"))
    #expect(bench.performed == ["1", "2", "3"].map { .post(text: Text($0), in: "general", named: nil) })
  }

  @Test func aTurnRunAgainRollsTheSameDice() throws {
    let rolls = Lock<[UInt64]>([])
    let plugin = FunctionPlugin([.messagePosted]) { event, context in
      let roll = context.random.next()
      rolls.withLock { $0.append(roll) }
      throw PluginFailure()
    }
    let bench = try EngineBench([("dice", plugin)])
    try bench.start()
    bench.take(bench.message("a"))
    try bench.pass(.minutes(1))
    #expect(rolls.withLock { $0.count } == 3)
    #expect(Set(rolls.withLock { $0 }).count == 1)
  }
}
