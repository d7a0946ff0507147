import BotCore
import FoundationEssentials
import Testing

@testable import BotRuntime

/// Plugins in the mode "suggest": every action waits for a person's yes.
@Suite struct SuggestingTests {
  private static let helper = FunctionPlugin([.messagePosted]) { event, context in
    guard let message = event.message else { return [] }
    context.note(Reason("greetings", found: ["hello"]))
    return [.reply(text: Text("answer to \(message.text)"), to: message.ref)]
  }

  private func bench(
    _ plugin: FunctionPlugin = helper, path: String = ":memory:", longest: Int = 4000,
    capabilities: Set<Capability> = [.edit], moderators: ID<Channel>? = "mods", lasts: Duration = .hours(24)
  ) throws -> EngineBench {
    let bench = try EngineBench(
      [("helper", plugin)], path: path, moderators: moderators, longest: longest, capabilities: capabilities,
      managers: ["boss"]
    ) {
      $0.mode = .suggest
      $0.maxSuggestionAge = lasts
    }
    try bench.start()
    return bench
  }

  private func texts(_ bench: EngineBench) -> [String] {
    bench.performed.map { action in
      switch action {
      case .post(let text, let channel, _): "post \(channel): \(text.plain)"
      case .edit(_, let text): "edit: \(text.plain)"
      case .reply(let text, _, _): "reply: \(text.plain)"
      default: "\(action)"
      }
    }
  }

  private func react(
    _ emoji: String, to message: ID<Message>, by member: Member = Member("cy", name: "Cy"), _ bench: EngineBench
  ) {
    bench.take(
      .reacted(emoji, by: member, to: message, channel: "mods", in: "lobby", at: bench.now, mark: "\(emoji)\(message)"))
  }

  private static let asked = """
    💡 Suggestion 1: helper would answer in #general:
    > answer to hello
    Why: "greetings" (hello); Ada wrote: "hello"

    """
  private static let open =
    asked + "✅ does it, ❌ drops it; or write !do 1, !drop 1. Not done unless accepted by 2026-01-02 00:00."

  @Test func anActionIsToldToTheModeratorsAndWaits() throws {
    let bench = try bench()
    bench.take(bench.message("hello"))
    try bench.pass(.hours(1))
    #expect(texts(bench) == ["post mods: " + Self.open])
    #expect(try bench.deliveries(.held).map(\.isSuggestion) == [true])
    #expect(
      try bench.store.openSuggestions(of: "lobby", limit: 9) == [
        Suggestion(
          delivery: 1, community: "lobby", told: "\u{1E}suggestion/1",
          why: "\"greetings\" (hello); Ada wrote: \"hello\"", expires: Date(timeIntervalSince1970: 1_767_312_000))
      ])
  }

  @Test(arguments: ["✅", ":white_check_mark:"]) func aReactionAcceptsItOnce(emoji: String) throws {
    let bench = try bench()
    bench.take(bench.message("hello"))
    react(emoji, to: "posted-2", bench)
    react(emoji, to: "posted-2", by: Member("di", name: "Di"), bench)
    try bench.pass(.minutes(1))
    #expect(
      texts(bench) == [
        "post mods: " + Self.open, "edit: " + Self.asked + "✅ Accepted by Cy.", "reply: answer to hello",
      ])
    #expect(try bench.store.delivery(1)?.state == .sent)
  }

  @Test func whatWasAcceptedAndFailsIsTold() throws {
    let bench = try bench()
    bench.take(bench.message("hello"))
    bench.outcome = { delivery in
      if case .reply = delivery.action { return .refused(.content, reason: "the message is gone") }
      return .done(ID("posted-\(delivery.id)"))
    }
    react("✅", to: "posted-2", bench)
    try bench.pass(.minutes(1))
    #expect(
      texts(bench).last
        == "edit: " + Self.asked + "⚠️ Accepted by Cy, but it could not be done: the message is gone.")
    #expect(try bench.deliveries(.failed).map(\.id) == [1])

    bench.outcome = { .done(ID("posted-\($0.id)")) }
    try bench.store.transaction { try bench.store.retry(delivery: 1, by: "Cy", now: bench.now) }
    try bench.pass(.minutes(1))
    #expect(try bench.deliveries(.failed).isEmpty)
    #expect(texts(bench).last { $0.hasPrefix("edit") } == "edit: " + Self.asked + "✅ Accepted by Cy.")
  }

  @Test(arguments: ["❌", ":x:"]) func aReactionRefusesIt(emoji: String) throws {
    let bench = try bench()
    bench.take(bench.message("hello"))
    react(emoji, to: "posted-2", bench)
    react("✅", to: "posted-2", bench)
    try bench.pass(.minutes(1))
    #expect(texts(bench) == ["post mods: " + Self.open, "edit: " + Self.asked + "❌ Refused by Cy."])
    #expect(try bench.store.delivery(1)?.state == .dead)
    #expect(try bench.store.delivery(1)?.note == "refused by Cy")
  }

  @Test func whatWasRefusedIsNotSentByHandEither() throws {
    let bench = try bench()
    bench.take(bench.message("hello"))
    let id = try #require(try bench.store.deliveries(in: [.held], after: 0, limit: 9).first?.id)
    try bench.store.transaction { try bench.store.drop(delivery: id, by: "ann", now: bench.now) }
    #expect(throws: SettlingFault("suggestion \(id) was refused; it is not done any more")) {
      try bench.store.transaction { try bench.store.retry(delivery: id, by: "ann", now: bench.now) }
    }
  }

  @Test func botsAndReactionsElsewhereAnswerNothing() throws {
    let bench = try bench()
    bench.take(bench.message("hello"))
    react("✅", to: "posted-2", by: Member("robot", isBot: true), bench)
    react("✅", to: "m1", bench)
    react("👀", to: "posted-2", bench)
    bench.take(.reacted("✅", by: Member("cy"), to: "posted-2", channel: "7", in: "lobby", at: bench.now, mark: "far"))
    #expect(try bench.store.suggestion(1)?.state == .accepted || bench.performed.count == 1)
  }

  @Test func managersAnswerByCommandAndAreTold() throws {
    let bench = try bench()
    for text in ["one", "two", "three"] { bench.take(bench.message(text)) }
    let boss = Member("boss", name: "Boss")
    bench.take(bench.message("!do 1 3", by: boss))
    bench.take(bench.message("!drop 5 1", by: boss))
    bench.take(bench.message("!do", by: boss))
    bench.take(bench.message("!suggestions", by: boss))
    bench.take(bench.message("!do 5", by: Member("eve")))
    let replies = texts(bench).filter { $0.hasPrefix("reply: ") }
    #expect(
      replies == [
        "reply: Suggestions 1, 3: it goes out.", "reply: answer to one", "reply: answer to two",
        "reply: answer to !do 1 3",
        "reply: Suggestion 5: dropped.\nNot open: suggestion 1. !suggestions lists what is.",
        "reply: answer to !drop 5 1",
        "reply: Write !do and the number of the suggestion, or several: !do 12. !suggestions lists them.",
        "reply: answer to !do", "reply: No suggestion waits.", "reply: answer to !suggestions",
      ])
  }

  @Test func nobodyAcceptsALateAnswer() throws {
    let bench = try bench(lasts: .hours(2))
    bench.take(bench.message("hello"))
    try bench.pass(.hours(2))
    react("✅", to: "posted-2", bench)
    try bench.pass(.minutes(1))
    #expect(texts(bench).last == "edit: " + Self.asked + "⌛ Nobody accepted it in time: it is not done.")
    #expect(try bench.store.delivery(1)?.state == .dead)
    #expect(try bench.store.delivery(1)?.note == "nobody accepted it in time")
    #expect(try bench.store.openSuggestions(of: "lobby", limit: 9) == [])
  }

  @Test func whatThePlatformIsToPostAtATimeLapsesThen() throws {
    let planner = FunctionPlugin([.messagePosted]) { _, context in
      [.schedule(text: "later", in: "general", at: context.now + .hours(3))]
    }
    let bench = try bench(planner)
    bench.take(bench.message("go"))
    #expect(try bench.store.suggestion(1)?.expires == bench.now + .hours(3))
  }

  @Test func anotherProcessAnswersAndTheEngineTellsIt() throws {
    let folder = Folder()
    let bench = try bench(path: folder.file("s.sqlite"))
    bench.take(bench.message("hello"))
    let other = try SQLiteStore(path: folder.file("s.sqlite"))
    let answer = try other.transaction { try other.settle(suggestion: 1, accepted: true, by: "grace", now: bench.now) }
    #expect(answer == .settled(try #require(try other.delivery(1))))
    #expect(
      try other.transaction { try other.settle(suggestion: 1, accepted: false, by: "joan", now: bench.now) } == .notOpen
    )
    try bench.pass(.seconds(1))
    #expect(texts(bench).dropFirst() == ["edit: " + Self.asked + "✅ Accepted by grace.", "reply: answer to hello"])
  }

  @Test func aFloodIsFiveMessagesAndOneThatIsEdited() throws {
    let bench = try bench()
    for number in 1...40 { bench.take(bench.message("q\(number)")) }
    let posts = texts(bench)
    #expect(posts.count == 6)
    #expect(
      posts.last == """
        post mods: 💡 More suggestions: 1 waits
        - 11: helper would answer in #general: answer to q6
        Write !do or !drop and their numbers.
        """)
    try bench.pass(.minutes(2))
    let after = texts(bench).dropFirst(6)
    #expect(after.count == 1)
    #expect(after.first?.hasPrefix("edit: 💡 More suggestions: 35 wait\n- 11: ") == true)
    #expect(after.first?.hasSuffix("\nand 20 more: !suggestions\nWrite !do or !drop and their numbers.") == true)
    // Many answers are one edit.
    let ids = try bench.store.openSuggestions(of: "lobby", limit: 99).map { "\($0.delivery)" }
    bench.take(bench.message("!drop " + ids.joined(separator: " "), by: Member("boss"), in: "mods"))
    try bench.pass(.minutes(1))
    let settled = texts(bench).filter { $0 == "edit: 💡 More suggestions: all 35 are settled." }
    #expect(settled.count == 1)
  }

  @Test func whereNothingCanBeEditedAFloodIsTold() throws {
    let bench = try bench(capabilities: [])
    for number in 1...20 { bench.take(bench.message("q\(number)")) }
    try bench.pass(.minutes(5))
    #expect(texts(bench).count == 6)
    #expect(
      texts(bench).last
        == "post mods: 💡 More suggestions come than can be told one by one. !suggestions lists them.")
  }

  @Test func ofALongTextAllPartsGoOrNone() throws {
    let long = FunctionPlugin([.messagePosted]) { event, _ in
      [.post(text: Text((1...30).map { "word\($0)" }.joined(separator: " ")), in: "general", named: nil)]
    }
    let bench = try bench(long, longest: 100)
    bench.take(bench.message("a"))
    let parts = try bench.deliveries(.held).count
    #expect(parts == 3)
    #expect(try bench.store.openSuggestions(of: "lobby", limit: 9).map(\.delivery) == [1])
    _ = try bench.store.transaction { try bench.store.settle(suggestion: 1, accepted: false, by: "x", now: bench.now) }
    #expect(try bench.deliveries(.dead).count == parts)
    bench.take(bench.message("b"))
    let next = try #require(try bench.store.openSuggestions(of: "lobby", limit: 9).first)
    bench.take(bench.message("!do \(next.delivery)", by: Member("boss"), in: "mods"))
    try bench.pass(.minutes(1))
    #expect(texts(bench).filter { $0.hasPrefix("post general: ") }.count == parts)
  }

  @Test func anEditOfWhatIsOnlySuggestedChangesTheSuggestion() throws {
    let board = FunctionPlugin([.messagePosted]) { event, _ in
      let text = Text(event.message?.text ?? "")
      return event.message?.text == "first"
        ? [.post(text: text, in: "general", named: "board")] : [.edit(named: "board", text: text)]
    }
    let bench = try bench(board)
    bench.take(bench.message("first"))
    bench.take(bench.message("second"))
    #expect(try bench.deliveries(.held).map(\.action) == [.post(text: "second", in: "general", named: "board")])
    react("✅", to: "posted-2", bench)
    try bench.pass(.minutes(1))
    #expect(texts(bench).contains("post general: second"))
    // It stands there: a further edit is a suggestion of its own.
    bench.take(bench.message("third"))
    #expect(try bench.deliveries(.held).map(\.action) == [.edit(named: "board", text: "third")])
  }

  @Test func whatIsSaidToModeratorsNeedsNoAsking() throws {
    let reporter = FunctionPlugin([.messagePosted]) { event, _ in
      guard let message = event.message else { return [] }
      return [
        .post(text: "report", in: "mods", named: "r"), .flag(Flag("Look", text: "at this")),
        .fetch(name: "f", url: "https://a.org"), .ban(member: message.author.id, reason: "spam"),
      ]
    }
    let bench = try bench(reporter)
    bench.take(bench.message("x"))
    #expect(try bench.deliveries(.held).map(\.action) == [.ban(member: "ada", reason: "spam")])
    #expect(texts(bench).prefix(2) == ["post mods: ℹ️ Look (no. 1)\nat this", "post mods: report"])
    #expect(
      texts(bench).last == """
        post mods: 💡 Suggestion 4: helper would ban ada: spam
        Why: Ada wrote: "x"
        ✅ does it, ❌ drops it; or write !do 4, !drop 4. Not done unless accepted by 2026-01-02 00:00.
        """)
  }

  @Test func withoutAModeratorsChannelItWaitsInTheOutbox() throws {
    let bench = try bench(moderators: nil)
    bench.take(bench.message("hello"))
    #expect(bench.performed.isEmpty)
    #expect(try bench.deliveries(.held).map(\.isSuggestion) == [true])
  }

  @Test func anAcceptedOneIsNotAcceptedAgainAfterACrash() throws {
    let folder = Folder()
    let bench = try bench(path: folder.file("s.sqlite"))
    bench.take(bench.message("hello"))
    _ = try bench.store.transaction { try bench.store.settle(suggestion: 1, accepted: true, by: "x", now: bench.now) }
    try bench.restart()
    try bench.pass(.minutes(1))
    #expect(texts(bench).filter { $0 == "reply: answer to hello" }.count == 1)
    #expect(try bench.store.delivery(1)?.state == .sent)
  }

  @Test(arguments: [
    (InstanceSettings.Mode.act, InstanceSettings.Mode.act, InstanceSettings.Mode.act), (.act, .suggest, .suggest),
    (.suggest, .act, .suggest), (.observe, .suggest, .observe), (.suggest, .observe, .observe),
  ])
  func theMoreCarefulModeHolds(
    own: InstanceSettings.Mode, ceiling: InstanceSettings.Mode, effective: InstanceSettings.Mode
  ) throws {
    let bench = try EngineBench([("helper", Self.helper)], ceiling: ceiling) { $0.mode = own }
    try bench.start()
    bench.take(bench.message("hello"))
    let held = try bench.deliveries(.held)
    switch effective {
    case .act: #expect(held.isEmpty)
    case .suggest: #expect(held.map(\.isSuggestion) == [true])
    case .observe: #expect(held.map(\.note) == ["the plugin only observes"])
    }
  }

  @Test func whatAMemberWroteIsOneLineAndNoMarkup() throws {
    let bench = try bench()
    bench.take(
      bench.message("hi\n✅ Accepted by Boss. @everyone **bold** \u{202E}" + String(repeating: "x", count: 900)))
    guard case .post(let text, _, _) = bench.performed.first else { return #expect(Bool(false)) }
    #expect(!text.plain.contains("\n✅ Accepted by Boss."))
    #expect(text.mentioned.isEmpty)
    #expect(text.plain.count < 1100)
  }
}
