import BotCore
import Testing

/// `replay` on small histories of each form that it reads.
@Suite struct ReplayTests {
  private let home = Home()

  init() throws {
    try home.write(
      """
      {
        "communities": [
          { "id": "town", "platform": "sandbox", "moderators": "#moderators",
            "plugins": [
              { "plugin": "welcome", "channel": "general", "text": "Welcome {member.name}!", "burst": 0 },
              { "plugin": "faq", "file": "faq.md" },
              { "plugin": "listen", "words": ["awful"], "abuse": false }
            ] }
        ]
      }
      """, to: "config.json")
    try home.write("## Where are the rules?\nKeywords: rules\n\nOn the wall.\n", to: "faq.md")
  }

  /// Two runs print the same bytes, and no store is made.
  private func replay(_ path: String, _ options: String...) async throws -> Home.Finished {
    let arguments = ["replay", "--config", home.file("config.json"), home.file(path)] + options
    let first = try await home.run(arguments)
    let second = try await home.run(arguments)
    #expect(first.output == second.output)
    #expect(first.errors == second.errors)
    #expect(home.names.filter { $0.hasPrefix("botrun.sqlite") } == [])
    return first
  }

  @Test func aScriptOfTheSandboxIsReadAndSaidToBeOne() async throws {
    try home.write(
      """
      // A minute.
      {"after": 1, "join": "Ada"}
      {"after": 2.5, "say": "Where are the rules?", "as": "Ada", "in": "#help", "label": "rules"}
      {"after": 4, "join": "Mira", "moderator": true}
      {"after": 5, "say": "This is awful", "as": "Mira", "to": "rules"}
      {"after": 5.5, "react": "👍", "as": "Ada", "to": "rules"}
      {"after": 5.6, "edit": "Where?", "as": "Ada", "to": "rules"}
      {"after": 5.7, "report": "rules", "as": "Mira", "reason": "spam"}
      {"after": 5.8, "delete": "rules", "as": "Ada"}
      {"after": 6, "say": "Psst", "as": "Ada", "in": "@bot"}
      {"after": 7, "leave": "Ada"}
      {"after": 8}

      """, to: "day.jsonl")
    let run = try await replay("day.jsonl")
    #expect(run.end == .exited(0))
    #expect(
      run.errors == """
        day.jsonl: the times of this script count from its start; it is taken to begin on Monday, 2026-01-05, 09:00 UTC
        1 entry could not be read as written:
          day.jsonl:12: nothing happens in this line of a script

        """)
    #expect(run.output.contains("2026-01-05T09:00:01  welcome     in #general: Welcome Ada!\n"), "\(run.output)")
    #expect(run.output.contains("2026-01-05T09:00:02  faq         answers in the thread of rules: On the wall.\n"))
    #expect(run.output.contains("Mira wrote in #help"))
    #expect(run.output.contains("\n10 events, "))
  }

  @Test func whatAManagerHoldsWaitsHereToo() async throws {
    try home.write(
      """
      { "communities": [ { "id": "town", "platform": "sandbox", "moderators": "#moderators", "plugins": [
        { "plugin": "schedule", "channel": "general", "posts": [ { "id": "tea", "cron": "0 10 * * *", "text": "Tea" } ] }
      ] } ] }
      """, to: "config.json")
    let hold = #"{"time": "2026-01-05T09:10:00Z", "user": "boss", "text": "!hold 2h", "channel": "moderators"}"#
    let stranger = #"{"time": "2026-01-05T09:20:00Z", "user": "eve", "text": "!release", "channel": "general"}"#
    let noon = #"{"time": "2026-01-05T12:00:00Z", "user": "ada", "text": "Is there tea", "channel": "general"}"#
    try home.write([hold, stranger, noon].joined(separator: "\n"), to: "held.jsonl")
    let run = try await replay("held.jsonl")
    let lines = run.output.split(separator: "\n").map(String.init).filter {
      $0.hasPrefix("2026") && $0.contains("schedule  ")
    }
    #expect(
      lines == [
        "2026-01-05T10:00:00  schedule    in #general: Tea [held: scheduled posts are held; it goes out when that is over]",
        "2026-01-05T11:10:00  schedule    in #general: Tea [it was held until now]",
      ], "\(run.output)")
    #expect(run.output.contains("3 events, 2 actions (0 held)"), "\(run.output)")
    let short = try await replay("held.jsonl", "--until", "2026-01-05T11:00")
    #expect(short.output.contains("2 events, 2 actions (1 held)"), "\(short.output)")
  }

  @Test func aSlackExportIsRead() async throws {
    try home.write("[{\"id\": \"C1\", \"name\": \"general\"}]", to: "slack/channels.json")
    try home.write(
      "[{\"id\": \"U1\", \"name\": \"ada\", \"profile\": {\"display_name\": \"Ada\"}}]", to: "slack/users.json")
    try home.write(
      """
      [
        {"type": "message", "subtype": "channel_join", "user": "U1", "ts": "1767258000.000100", "text": "joined"},
        {"type": "message", "user": "U1", "ts": "1767258060.000200", "text": "Where are the rules?"},
        {"type": "message", "user": "U1", "text": "a message without time"}
      ]
      """, to: "slack/general/2026-01-01.json")
    try home.write(
      "[{\"type\": \"message\", \"user\": \"U1\", \"ts\": \"1767340800.000100\", \"text\": \"This is awful, <@U1>\"}]",
      to: "slack/general/2026-01-02.json")
    let run = try await replay("slack")
    #expect(run.end == .exited(0))
    #expect(
      run.output == """
        2026-01-01T09:00:00  welcome     in #general: Welcome Ada!
        2026-01-01T09:01:00  faq         answers in the thread of 1767258060.000200: On the wall.
        2026-01-02T08:00:00  listen      flags: Words of your list
        2026-01-02T08:00:00  listen      in #moderators: ℹ️ Words of your list (no. 1) ⏎ Ada wrote in #general: ⏎ > This is awful, \
        @Ada ⏎ Found: awful. ⏎ general/2026-01-02.json[0]

        3 events, 3 actions (0 held), 1 flag
          town/faq                1 (333.3 in 1,000 events)
          town/listen             1 (333.3 in 1,000 events)
          town/welcome            1 (333.3 in 1,000 events)

        """)
    #expect(
      run.errors == """
        1 entry could not be read as written:
          general/2026-01-01.json[2]: a message without "ts", or without "user" and "text"

        """)
  }

  @Test func aDiscordExportIsRead() async throws {
    try home.write(
      """
      {
        "guild": {"id": "1", "name": "Town"}, "channel": {"id": "20", "name": "general"},
        "messages": [
          {"id": "100", "type": "GuildMemberJoin", "timestamp": "2026-01-01T09:00:00+00:00", "content": "joined",
           "author": {"id": "7", "name": "ada", "nickname": "Ada", "isBot": false}},
          {"id": "101", "type": "Default", "timestamp": "2026-01-01T10:01:00.123+01:00",
           "content": "Where are the rules?", "author": {"id": "7", "name": "ada", "nickname": "Ada", "isBot": false}},
          {"id": "102", "type": "Default", "timestamp": "2026-01-01T09:02:00+00:00", "content": "Where are the rules?",
           "author": {"id": "8", "name": "Robot", "isBot": true}},
          {"id": "103", "type": "Default", "content": "no time"}
        ]
      }
      """, to: "discord.json")
    let run = try await replay("discord.json")
    #expect(run.end == .exited(0))
    #expect(
      run.output == """
        2026-01-01T09:00:00  welcome     in #general: Welcome Ada!
        2026-01-01T09:01:00  faq         answers in the thread of 101: On the wall.

        3 events, 2 actions (0 held), 0 flags
          town/faq                1 (333.3 in 1,000 events)
          town/welcome            1 (333.3 in 1,000 events)

        """)
    #expect(
      run.errors == """
        1 entry could not be read as written:
          discord.json[3]: a message without "id", "timestamp" or "author"

        """)
  }

  @Test func aTelegramExportIsRead() async throws {
    try home.write(
      """
      {
        "name": "Town", "type": "private_supergroup", "id": 42,
        "messages": [
          {"id": 1, "type": "service", "date": "2026-01-01T09:00:00", "date_unixtime": "1767258000",
           "actor": "Ada", "actor_id": "user7", "action": "join_group_by_link"},
          {"id": 2, "type": "service", "date": "2026-01-01T09:00:30", "date_unixtime": "1767258030",
           "actor": "Ada", "actor_id": "user7", "action": "pin_message"},
          {"id": 3, "type": "message", "date": "2026-01-01T09:01:00", "date_unixtime": "1767258060",
           "from": "Ada", "from_id": "user7", "text": ["Where are the ", {"type": "bold", "text": "rules"}, "?"]},
          {"id": 4, "type": "message", "from": "Ada", "from_id": "user7", "text": "no time"}
        ]
      }
      """, to: "result.json")
    let run = try await replay("result.json")
    #expect(run.end == .exited(0))
    #expect(
      run.output == """
        2026-01-01T09:00:00  welcome     in #general: Welcome Ada!
        2026-01-01T09:01:00  faq         answers in the thread of 3: On the wall.

        2 events, 2 actions (0 held), 0 flags
          town/faq                1 (500.0 in 1,000 events)
          town/welcome            1 (500.0 in 1,000 events)

        """)
    #expect(
      run.errors == """
        1 entry could not be read as written:
          result.json[3]: a message without "id", "date" or sender

        """)
  }

  private static let lines = """
    {"time": "2026-01-01T09:00:00Z", "user": "ada", "name": "Ada", "event": "join"}
    {"time": "2026-01-01T09:01:00Z", "user": "ada", "text": "Where are the rules?", "id": "m1"}
    this is no JSON

    {"time": "2026-01-01T09:02:00Z", "text": "nobody said this"}
    {"user": "ada", "text": "at no time"}
    {"time": "2026-01-01T09:03:00Z", "user": "ben", "text": "This is awful"}
    {"time": 1767258240, "user": "robot", "bot": true, "text": "Where are the rules?"}

    """

  @Test func brokenLinesAreNamedAndTheOthersRead() async throws {
    try home.write(Self.lines, to: "history.jsonl")
    let run = try await replay("history.jsonl")
    #expect(run.end == .exited(0))
    #expect(
      run.output == """
        2026-01-01T09:00:00  welcome     in #general: Welcome Ada!
        2026-01-01T09:01:00  faq         answers in the thread of m1: On the wall.
        2026-01-01T09:03:00  listen      flags: Words of your list
        2026-01-01T09:03:00  listen      in #moderators: ℹ️ Words of your list (no. 1) ⏎ ben wrote in #general: ⏎ > This is awful \
        ⏎ Found: awful. ⏎ history.jsonl:7

        4 events, 3 actions (0 held), 1 flag
          town/faq                1 (250.0 in 1,000 events)
          town/listen             1 (250.0 in 1,000 events)
          town/welcome            1 (250.0 in 1,000 events)

        """)
    #expect(
      run.errors == """
        3 entries could not be read as written:
          history.jsonl:3: no JSON: this is no value at column 1
          history.jsonl:5: no "user"
          history.jsonl:6: no time: give "time" as 2026-01-31T09:00:00Z or as seconds since 1970

        """)
  }

  /// Lines without an id are known by their place.
  @Test func filesOfOneNameInTwoFoldersAreTwoHistories() async throws {
    try home.write("{\"time\": 1767258000, \"user\": \"ada\", \"text\": \"awful\"}\n", to: "a/day.jsonl")
    try home.write("{\"time\": 1767258001, \"user\": \"ben\", \"text\": \"awful\"}\n", to: "b/day.jsonl")
    let both = try await replay("a/day.jsonl", home.file("b/day.jsonl"), "--summary")
    #expect(both.output.hasPrefix("\n2 events, 2 actions (0 held), 2 flags\n"), "\(both.output)")
    let twice = try await replay("a/day.jsonl", home.file("a/day.jsonl"), "--summary")
    #expect(twice.output.hasPrefix("\n2 events, 1 action (0 held), 1 flag\n"), "\(twice.output)")
  }

  @Test func programsGetLinesOfJSONAndTheCounts() async throws {
    try home.write(Self.lines, to: "history.jsonl")
    let run = try await replay("history.jsonl", "--json")
    let lines = try run.output.split(separator: "\n").map { try JSON(parsing: Array($0.utf8)) }
    #expect(lines.compactMap { $0["action"]?.string?.split(separator: " ").first } == ["in", "answers", "in"])
    #expect(lines.last?["events"] == 4)
    #expect(lines.last?["unreadable"] == 3)
    let summary = try await replay("history.jsonl", "--summary")
    #expect(summary.output.hasPrefix("\n4 events, 3 actions (0 held), 1 flag\n"))
  }

  @Test func anArchiveIsRefusedWithTheCommandThatUnpacksIt() async throws {
    try home.write("PK\u{3}\u{4} and more", to: "export.zip")
    let run = try await replay("export.zip")
    #expect(run.end == .exited(65))
    #expect(
      run.errors == """
        botrun: \(home.file("export.zip")) is a zip archive; unpack it first: unzip \(home.file("export.zip")) \
        -d history && botrun replay history

        """)
  }

  @Test func whatIsNoHistoryIsRefused() async throws {
    try home.write("{\"a\": 1}", to: "other.json")
    let run = try await replay("other.json")
    #expect(run.end == .exited(65))
    #expect(run.errors.contains("is no export that botrun knows"))
    let missing = try await replay("nowhere.jsonl")
    #expect(missing.end == .exited(66))
  }
}
