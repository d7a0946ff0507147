import BotCore
import FoundationEssentials
import Testing

@testable import BotRuntime

/// `explain`: why the bot did something, or did nothing.
@Suite struct ExplainTests {
  private let home = Home()
  private static let noon = Date(timeIntervalSince1970: 1_767_268_800)

  init() throws {
    try write(mode: "act")
    try home.write("## Where are the rules?\nKeywords: rules\n\nOn the wall.\n", to: "faq.md")
    try fill()
  }

  private func write(mode: String) throws {
    try home.write(
      """
      {
        "communities": [
          { "id": "town", "platform": "sandbox", "moderators": "#moderators",
            "plugins": [
              { "plugin": "welcome", "channel": "general" },
              { "plugin": "faq", "file": "faq.md", "mode": "\(mode)" },
              { "plugin": "listen", "words": ["awful"], "abuse": false, "mood": false }
            ] }
        ]
      }
      """, to: "config.json")
  }

  /// A store as a bot would leave it: a question and its answer, a late message, a bot's, and a flag.
  private func fill() throws {
    let store = try SQLiteStore(path: home.file("botrun.sqlite"))
    defer { store.close() }
    func message(_ id: String, _ text: String, _ author: Member) -> Message {
      Message(
        ID(id), in: "help", named: "help", by: author, text, link: "https://chat.example/\(id)")
    }
    let ada = Member("U1", name: "Ada")
    let question = Event.posted(message("m1", "Where are the rules?", ada), in: "town", at: Self.noon, id: "Ev1")
    let late = Event.posted(message("m2", "And the rules?", ada), in: "town", at: Self.noon - .hours(3))
    let robot = Event.posted(message("m3", "awful", Member("R", isBot: true)), in: "town", at: Self.noon)
    let long = Event.posted(
      message("m4", "awful \u{1B}[31m" + String(repeating: "secret ", count: 40), ada), in: "town", at: Self.noon)
    try store.transaction {
      for event in [question, late, robot, long] {
        _ = try store.admit(event, state: .done, now: Self.noon + .seconds(2))
      }
      var answer = Delivery(
        key: "k1", community: "town", instance: "town/faq", event: "Ev1", depth: 1, lane: .answers, order: "o",
        action: .reply(text: "On the wall.", to: MessageRef("m1", in: "help")), now: Self.noon + .seconds(2),
        config: "abcdefabcdef0000")
      answer.id = try #require(try store.enqueue(answer))
      (answer.state, answer.remote, answer.firstTry, answer.updated) =
        (.sent, "p7", Self.noon + .seconds(3), Self.noon + .seconds(4))
      try store.update(answer)
      _ = try store.insert(
        StoredFlag(
          id: 0, community: "town", instance: "town/listen",
          flag: Flag("Words of your list", text: "x", message: MessageRef("m4", in: "help")), state: .open,
          created: Self.noon, updated: Self.noon, by: ""))
      try store.postpone(
        DeferredTurn(event: long, instance: "town/listen", attempts: 3, due: nil, note: "it threw"))
    }
  }

  private func explain(_ operands: String...) async throws -> Home.Finished {
    let before = home.bytes(of: "botrun.sqlite")
    let run = try await home.run(["explain", "--config", home.file("config.json")] + operands)
    #expect(home.bytes(of: "botrun.sqlite") == before)
    return run
  }

  private static let answered = """
      1    sent     faq answers Ada in the thread: On the wall.
           decided 2026-01-01 12:00:02; first tried 2026-01-01 12:00:03; sent since 2026-01-01 12:00:04; it stands there as p7
    """

  @Test(arguments: ["m1", "https://chat.example/m1", "Ev1", "posted/help/m1", MessageRef("m1", in: "help").shortName])
  func aMessageIsToldWithWhatEachPluginMakesOfIt(word: String) async throws {
    let run = try await explain(word)
    #expect(run.end == .exited(0), "\(run.errors)")
    #expect(
      run.output.hasPrefix(
        """
        Message m1 of Ada in #help, 2026-01-01 12:00:00 in town
          "Where are the rules?"
          It came in at 2026-01-01 12:00:02, 2s later.

        What the bot did:
        \(Self.answered)
               decided by another configuration (abcdefabcdef) than is there now (
        """), "\(run.output)")
    #expect(
      run.output.hasSuffix(
        """
        )

        What the bot would do now, with today's configuration and what it remembers now:
          faq:
            - Where are the rules? (answers, because one of its keywords stands in the message)
            → answers Ada in the thread: On the wall.
          listen:
            - nothing in it was found
            → would do nothing now
          Not for: welcome (they do not look at such events)

        """), "\(run.output)")
  }

  @Test func whatTheBotPostedIsKnownByItsOwnIds() async throws {
    for word in ["p7", MessageRef("p7", in: "help").shortName, "d-1"] {
      let run = try await explain(word)
      #expect(run.end == .exited(0), "\(run.errors)")
      #expect(run.output.contains("What the bot did:\n\(Self.answered)"), "\(run.output)")
    }
    #expect(try await explain("d-9").end == .exited(65))
  }

  /// Two join within the window of a batch, one of whom the greeting does not name.
  @Test func aGreetingOfSeveralIsToldOfEach() async throws {
    let town = Home()
    try town.write(
      """
      { "http": { "listen": "" },
        "communities": [
          { "id": "town", "platform": "sandbox", "connection": { "script": "day.jsonl" },
            "plugins": [{ "plugin": "welcome", "batch": "1s", "maxNames": 1 }] }
        ] }
      """, to: "config.json")
    try town.write("{\"after\": 0, \"join\": \"Ada\"}\n{\"after\": 0.2, \"join\": \"Ben\"}\n", to: "day.jsonl")
    let config = town.file("config.json")
    let shown = try await town.run("run", "--config", config, "--show", "--for", "3s").output
    let lines = shown.split(separator: "\n").map { String($0.dropFirst(10)) }
    #expect(
      lines.map { $0.prefix { $0 != "[" && !$0.isNumber } } == [
        "Ada joined  ", "  ↳ bot waits until ", "Ben joined  ", "  ↳ bot waits until ",
        "  ↳ bot (welcome) in #general: Welcome @Ada and ",
      ], "\(shown)")
    let ids = [lines[0], lines[2]].map { $0.split(separator: "[")[1].dropLast() }
    for id in ids {
      let told = try await town.run("explain", String(id), "--config", config).output
      #expect(told.contains("What the bot did:\n  1    sent     welcome in #general: Welcome @Ada and 1 "), "\(told)")
      #expect(told.contains("    - the member was greeted, and nobody is greeted twice\n"))
      #expect(told.contains("    → would do nothing now\n"))
    }
    let told = try await town.run("explain", "d-1", "--config", config).output
    let people = told.split(separator: "\n").first { $0.hasPrefix("       for ") }
    #expect(
      people?.hasPrefix("       for Ada (joined ") == true && people?.contains(", \(ids[0])), Ben (joined ") == true)
    #expect(people?.hasSuffix(", \(ids[1]))") == true, "\(told)")
    #expect(!told.contains("would do"))
  }

  /// Questions that are watched, and newcomers that are written to: most of it comes later, by the bot's own clock.
  @Test func whatComesLaterIsToldOfTheQuestionAndOfTheNewcomer() async throws {
    let town = Home()
    try town.write(
      """
      { "http": { "listen": "" },
        "communities": [
          { "id": "town", "platform": "sandbox", "connection": { "script": "day.jsonl" }, "moderators": "#moderators",
            "plugins": [
              { "plugin": "sequence", "steps": [{ "after": "1d", "text": "Hello" }] },
              { "plugin": "unanswered", "channels": ["help"], "hours": ["mon-sun 00:00-24:00"], "after": "1s",
                "escalate": "2s" }
            ] }
        ] }
      """, to: "config.json")
    try town.write(
      """
      {"after": 0, "join": "Ada"}
      {"after": 0, "join": "Ben"}
      {"after": 0, "say": "Where can I find a good place for lunch?", "as": "Ada", "in": "#help"}
      {"after": 0, "say": "Who knows the way to the station?", "as": "Ben", "in": "#help", "label": "way"}
      {"after": 0.5, "say": "Down the road", "as": "Ada", "to": "way"}
      """, to: "day.jsonl")
    let config = town.file("config.json")
    let shown = try await town.run("run", "--config", config, "--show", "--for", "5s").output
    func told(_ beginning: String) async throws -> String {
      let line = try #require(shown.split(separator: "\n").first { $0.dropFirst(10).hasPrefix(beginning) }, "\(shown)")
      return try await town.run("explain", String(line.split(separator: "[")[1].dropLast()), "--config", config).output
    }
    let waiting = try await told("Ada in #help")
    for words in [
      "unanswered: it is watched for an answer (otherwise experts are asked from ",
      "unanswered: nobody has answered, and no expert is known yet (the moderators are told from ",
      "unanswered: nobody has answered, so the moderators are told\n",
      "  1    sent     unanswered in #moderators: ⚠️ Questions without an answer (no. 1) ",
      "\nFlags:\n  1    open: unanswered, warning: Questions without an answer;",
      "  unanswered:\n    - it waits for an answer, and the moderators have been told\n",
    ] { #expect(waiting.contains(words), "\(words) is not in \(waiting)") }
    let answered = try await told("Ben in #help")
    #expect(answered.contains("unanswered: it is watched no more: somebody answered\n"), "\(answered)")
    #expect(answered.contains("\n\nThe bot has sent nothing about it.\n"))
    let joined = try await told("Ada joined")
    #expect(joined.contains("sequence: the next message to the newcomer comes "), "\(joined)")
    #expect(joined.contains("sequence: the messages to the newcomer end: the member wrote\n"))
    #expect(joined.contains("  sequence:\n    - the messages to them have ended: the member wrote\n"))
    let flag = try await town.run("explain", "flag", "1", "--config", config).output
    #expect(flag.contains("so the moderators are told (about Ada's message \"Where can I find a good place"), "\(flag)")
    #expect(flag.hasPrefix("It came from the bot's own clock.\n"))
  }

  @Test func aDeliveryIsToldWithItsOwnPluginOnly() async throws {
    let run = try await explain("delivery", "1")
    #expect(run.output.contains("  faq:\n"))
    #expect(!run.output.contains("listen"))
    #expect(run.output.contains(Self.answered))
  }

  @Test func aNumberThatMeansTwoThingsIsAskedAbout() async throws {
    let run = try await explain("1")
    #expect(run.end == .exited(64))
    #expect(
      run.errors
        == "botrun: 1 can mean several things; say which: botrun explain delivery 1, or botrun explain flag 1\n")
  }

  @Test func whatKeptAPluginFromLookingIsTold() async throws {
    let late = try await explain("m2")
    #expect(
      late.output.contains(
        "    left it alone: it was 3h2s old when it came, and may be 10m (\"maxEventAge\")\n"), "\(late.output)")
    #expect(late.output.contains("\n\nThe bot has sent nothing about it.\n\n"), "\(late.output)")
    let robot = try await explain("m3")
    #expect(robot.output.contains("  faq:\n    left it alone: a bot did it (\"allowBots\")\n"), "\(robot.output)")
  }

  @Test func aFlagIsToldWithItsMessageAndWhatWasSetAside() async throws {
    let run = try await explain("flag", "1")
    #expect(run.end == .exited(0))
    #expect(run.output.contains("Words of your list: \"awful\" (severity notice)"))
    #expect(
      run.output.contains("Flags:\n  1    open: listen, notice: Words of your list; raised 2026-01-01 12:00:00\n"))
    #expect(run.output.contains("Left to do:\n  listen was set aside, after 3 failures: it threw\n"))
    // No more than the beginning, and nothing that moves the cursor.
    #expect(!run.output.contains("\u{1B}"))
    #expect(run.output.components(separatedBy: "secret").count < 20)
  }

  @Test func aFlagOfNoSingleMessageTellsWhatBroughtItAbout() async throws {
    let store = try SQLiteStore(path: home.file("botrun.sqlite"))
    let number = try store.transaction {
      let number = try store.insert(
        StoredFlag(
          id: 0, community: "town", instance: "town/listen", flag: Flag("Incident 1", text: "x"), state: .open,
          created: Self.noon, updated: Self.noon, by: ""))
      let told = Delivery(
        key: "k2", community: "town", instance: "town/listen", event: "Ev1", depth: 1, lane: .moderation, order: "o",
        action: .post(text: "Incident 1", in: "moderators", named: "\u{1E}flag/\(number)"), now: Self.noon,
        config: "abcdefabcdef0000")
      _ = try store.enqueue(told)
      return number
    }
    store.close()
    let run = try await explain("flag", "\(number)")
    #expect(run.output.hasPrefix("Message m1 of Ada in #help, 2026-01-01 12:00:00 in town\n"), "\(run.output)")
  }

  @Test func aFlagInTheListNamesItsMessageAsExplainKnowsIt() async throws {
    let short = MessageRef("m4", in: "help").shortName
    let list = try await home.run("flags", "list", "--config", home.file("config.json"))
    #expect(list.output.contains(", about \(short))"), "\(list.output)")
    #expect(try await explain(short).output.hasPrefix("Message m4 of Ada"))
    let unknown = try await explain("e-000000")
    #expect(unknown.end == .exited(65))
    #expect(unknown.errors.contains("the store knows no message, event, delivery or flag e-000000"))
  }

  @Test func whatIsPutOffIsToldByExplainAndTheOutbox() async throws {
    try home.write(
      """
      { "communities": [ { "id": "town", "platform": "sandbox", "plugins": [
        { "plugin": "faq", "file": "faq.md", "wait": "5m" } ] } ] }
      """, to: "config.json")
    #expect(
      try await explain("m1").output.contains(
        "    → waits until 12:05:02 (faq lets people answer first: Ada's message \"Where are the rules?\")\n"))
    let outbox = ["outbox", "list", "--config", home.file("config.json")]
    let store = try SQLiteStore(path: home.file("botrun.sqlite"))
    try store.transaction { try store.setTimer("answer/help/m1", of: "town/faq", at: Self.noon + .minutes(5)) }
    store.close()
    let list = try await home.run(outbox)
    #expect(
      list.output
        == "Not said yet:\n  town is overdue since 2026-01-01 12:05:00 (faq lets people answer first: Ada's message "
        + "\"Where are the rules?\")\n")
    #expect(try await explain("m1").output.contains("\n\nPut off:\n  is overdue since 2026-01-01 12:05:00 (faq "))
    #expect(try await home.run(outbox + ["--state", "held"]).output == "Nothing waits.\n")
  }

  @Test func whoOptedOutIsNotSaidToBeWritten() async throws {
    try home.write(
      """
      { "communities": [ { "id": "town", "platform": "sandbox", "plugins": [
        { "plugin": "welcome", "to": "direct", "delay": "0s" } ] } ] }
      """, to: "config.json")
    let store = try SQLiteStore(path: home.file("botrun.sqlite"))
    try store.transaction {
      for id in ["U8", "U9"] {
        let joined = Event.joined(Member(ID(id), name: id), channel: nil, in: "town", at: Self.noon, mark: id)
        _ = try store.admit(joined, state: .done, now: Self.noon)
      }
      try store.setOptOut("U9", in: "town", at: Self.noon)
    }
    store.close()
    let keys = ["U8", "U9"].map {
      Event.joined(Member(ID($0), name: $0), channel: nil, in: "town", at: Self.noon, mark: $0).shortName
    }
    #expect(try await explain(keys[0]).output.contains("→ writes to U8: "))
    #expect(!(try await explain(keys[1]).output.contains("writes to U9")))
  }

  @Test func theModeIsTold() async throws {
    try write(mode: "suggest")
    #expect(try await explain("m1").output.contains("  faq (mode suggest):\n"))
  }

  @Test func programsGetJSON() async throws {
    let run = try await explain("m1", "--json")
    let json = try JSON(parsing: Array(run.output.utf8))
    #expect(json["events"]?[0]?["excerpt"] == "Where are the rules?")
    #expect(
      json["events"]?[0]?["plugins"]?[1]?["reasons"]?[0]?["facts"] == [
        "answers, because": "one of its keywords stands in the message"
      ])
    #expect(json["deliveries"]?[0]?["remote"] == "p7")
    #expect(json["config"]?.string?.count ?? 0 > 12)
  }

  @Test func whatIsNotThereIsToldPlainly() async throws {
    let run = try await explain("nonesuch")
    #expect(run.end == .exited(65))
    #expect(
      run.errors.hasPrefix("botrun: the store knows no message, event, delivery or flag nonesuch; it may be older"))
    #expect(
      try await explain("delivery", "9").errors
        == "botrun: the store knows no delivery 9; botrun outbox list shows those that are not sent\n")
    #expect(try await explain("parcel", "9").errors.hasPrefix("botrun: parcel is not known"))
  }
}
