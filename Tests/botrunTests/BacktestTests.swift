import BotCore
import Testing

/// `replay` as a rehearsal: what the rules of a configuration meet in a history, and what another one would do otherwise.
@Suite struct BacktestTests {
  private let home = Home()

  init() throws {
    try write("config.json", words: ["awful"])
    try home.write(
      """
      ## Where are the rules?
      Keywords: rules

      On the wall.

      ## How do I pay?
      Keywords: pay

      By card.
      """, to: "faq.md")
    try home.write(Self.history, to: "history.jsonl")
  }

  private func write(_ name: String, words: [String], faq: String = "faq.md") throws {
    let list = words.map { "\"\($0)\"" }.joined(separator: ", ")
    try home.write(
      """
      {
        "communities": [
          { "id": "town", "platform": "sandbox", "moderators": "#moderators", "timezone": "Europe/Paris",
            "plugins": [
              { "plugin": "welcome", "channel": "general", "text": "Welcome {member.name}!" },
              { "plugin": "faq", "file": "\(faq)", "cooldown": "0s" },
              { "plugin": "listen", "words": [\(list)], "abuse": false, "mood": false, "cooldown": "0s", "incidents": false },
              { "plugin": "schedule", "channel": "general", "posts": [ { "id": "tip", "cron": "0 12 * * *", "text": "Tip!" } ] }
            ] }
        ]
      }
      """, to: name)
  }

  private static let history = """
    {"time": "2026-01-01T08:00:00Z", "user": "ada", "name": "Ada", "event": "join"}
    {"time": "2026-01-01T08:01:00Z", "user": "ada", "name": "Ada", "text": "Where are the rules?", "id": "m1"}
    {"time": "2026-01-01T08:02:00Z", "user": "ben", "text": "How do I pay? This is awful", "id": "m2", "channel": "help"}
    {"time": "2026-01-01T08:03:00Z", "user": "ben", "event": "edit", "id": "m2", "text": "How do I pay?", "channel": "help"}
    {"time": "2026-01-01T08:04:00Z", "user": "cy", "event": "react", "message": "m1", "emoji": "👍"}
    {"time": "2026-01-01T08:05:00Z", "event": "delete", "id": "m1"}
    {"time": "2026-01-02T08:06:00Z", "user": "ben", "text": "terrible weather", "id": "m3", "channel": "help"}
    {"time": "2026-01-02T12:00:00Z", "user": "ada", "event": "leave"}

    """

  private func replay(_ options: String...) async throws -> String {
    let arguments = ["replay", "--config", home.file("config.json"), home.file("history.jsonl")] + options
    let first = try await home.run(arguments)
    let second = try await home.run(arguments)
    #expect(first.end == .exited(0), "\(first.errors)")
    #expect(first.errors == "")
    #expect(first.output == second.output)
    return first.output
  }

  @Test func theSummaryTellsWhatEachRuleMet() async throws {
    let output = try await replay("--summary", "--names")
    #expect(
      output == """

        8 events, 6 actions (0 held), 1 flag

        faq: 2 matches, 666.7 in 1,000 messages
          How do I pay?                         1      333.3 in 1,000 messages
              2026-01-01 09:02 in #help ben: How do I pay? This is awful
          Where are the rules?                  1      333.3 in 1,000 messages
              2026-01-01 09:01 in #general Ada: Where are the rules?
          where    #general 1, #help 1
          when     most on 2026-01-01 (2); by hour 0 ·········█·············· 23
          whom     Ada 1, ben 1

        listen: 1 match, 333.3 in 1,000 messages
          Words of your list                    1      333.3 in 1,000 messages
              2026-01-01 09:02 in #help ben: How do I pay? This is awful
          where    #help 1
          when     most on 2026-01-01 (1); by hour 0 ·········█·············· 23
          whom     ben 1

        schedule: 2 matches, 666.7 in 1,000 messages
          tip                                   2      666.7 in 1,000 messages
              2026-01-01 12:00 (by the clock)
              2026-01-02 12:00 (by the clock)
          when     most on 2026-01-01 (1); by hour 0 ············█··········· 23

        welcome: 1 match, 333.3 in 1,000 messages
          greeting                              1      333.3 in 1,000 messages
              2026-01-01 09:00 in #general Ada
          where    #general 1
          when     most on 2026-01-01 (1); by hour 0 ·········█·············· 23
          whom     Ada 1

        Messages that met several rules:
          faq "How do I pay?" and listen "Words of your list": 1

        """)
  }

  @Test func nobodyIsNamedUnlessAskedFor() async throws {
    let output = try await replay("--summary")
    #expect(!output.contains("Ada"))
    #expect(!output.contains("ben"))
    #expect(output.contains("whom     member-"))
  }

  @Test func programsGetEverythingAsOneObject() async throws {
    let json = try JSON(parsing: Array(try await replay("--summary", "--json").utf8))
    #expect(json["messages"] == 3)
    #expect(json["from"] == "2026-01-01T08:00:00Z")
    #expect(
      json["rules"]?.array?.map { $0["rule"] } == [
        "How do I pay?", "Where are the rules?", "Words of your list", "tip", "greeting",
      ])
    let words = json["rules"]?[2]
    #expect(words?["matches"] == 1)
    #expect(words?["per1000"] == 333.3)
    #expect(words?["channels"] == ["help": 1])
    #expect(words?["days"] == ["2026-01-01": 1])
    #expect(words?["hours"]?[9] == 1)
    #expect(words?["samples"]?[0]?["excerpt"] == "How do I pay? This is awful")
    #expect(json["overlaps"]?[0]?["messages"] == 1)
  }

  @Test func anotherConfigurationIsComparedOnTheSameHistory() async throws {
    try home.write("## Where are the rules?\nKeywords: rules, pay\n\nAt the door.\n", to: "other.md")
    try write("new.json", words: ["terrible"], faq: "other.md")
    let output = try await replay("--compare", home.file("new.json"), "--names")
    #expect(
      output == """
        Before: \(home.file("config.json"))
        After:  \(home.file("new.json"))

        rule                                        before   after    same     changed
        faq: How do I pay?                          1        0        0        0
        faq: Where are the rules?                   1        2        0        2
        listen: Words of your list                  1        1        0        0
        schedule: tip                               2        2        2        0
        welcome: greeting                           1        1        1        0

        More (1):
          listen "Words of your list"
              2026-01-02 09:06 in #help ben: terrible weather

        Less (1):
          listen "Words of your list"
              2026-01-01 09:02 in #help ben: How do I pay? This is awful

        Different (2):
          faq "Where are the rules?" does otherwise
              2026-01-01 09:01 in #general Ada: Where are the rules?
              before: answers: On the wall.
              after:  answers: At the door.
          faq "Where are the rules?" instead of "How do I pay?"
              2026-01-01 09:02 in #help ben: How do I pay? This is awful
              before: answers: By card.
              after:  answers: At the door.

        """)
    let json = try JSON(parsing: Array(try await replay("--compare", home.file("new.json"), "--json").utf8))
    #expect(json["more"]?.array?.count == 1)
    #expect(json["less"]?[0]?["subject"] == "m2")
    #expect(json["different"]?.array?.count == 2)
  }

  @Test func theSameConfigurationMakesNoDifference() async throws {
    let output = try await replay("--compare", home.file("config.json"))
    #expect(output.contains("\n\nNothing would be different.\nrule "))
  }

  @Test func aSpanLeavesOutTheRestAndPostsOnUntilItsEnd() async throws {
    let output = try await replay("--since", "2026-01-02", "--until", "2026-01-05")
    #expect(
      output == """
        2026-01-02T12:00:00  schedule    in #general: Tip!
        2026-01-03T12:00:00  schedule    in #general: Tip!
        2026-01-04T12:00:00  schedule    in #general: Tip!

        2 events, 3 actions (0 held), 0 flags
          town/schedule           3 (1500.0 in 1,000 events)

        """)
  }

  @Test func wrongTimesAndEmptySpansAreTold() async throws {
    func errors(_ options: String...) async throws -> String {
      let run = try await home.run(
        ["replay", "--config", home.file("config.json"), home.file("history.jsonl")] + options)
      #expect(run.end != .exited(0))
      return run.errors
    }
    #expect(
      try await errors("--since", "yesterday")
        == "botrun: --since yesterday: write a day or a time, such as 2026-01-31 or 2026-01-31T09:00\n")
    #expect(
      try await errors("--since", "2026-01-02", "--until", "2026-01-02")
        == "botrun: --until is not later than --since\n")
    #expect(
      try await errors("--since", "2027-01-01") == "botrun: nothing of this history lies between --since and --until\n")
  }

  @Test func whatHappensBesideMessagesIsReadAndWhatIsUnknownIsTold() async throws {
    try home.write(
      """
      {"time": 1767258000, "user": "ada", "event": "request", "text": "please"}
      {"time": 1767258001, "user": "ada", "event": "report", "message": "m1", "text": "spam"}
      {"time": 1767258002, "user": "ada", "event": "unreact", "message": "m1", "emoji": "👍"}
      {"time": 1767258003, "user": "ada", "event": "react", "message": "m1"}
      {"time": 1767258004, "user": "ada", "event": "dance"}
      {"time": 1767258005, "user": "ada", "event": "edit", "text": "no id"}

      """, to: "odd.jsonl")
    let run = try await home.run("replay", "--config", home.file("config.json"), home.file("odd.jsonl"), "--summary")
    #expect(run.end == .exited(0))
    #expect(run.output.hasPrefix("\n3 events, "), "\(run.output)")
    #expect(
      run.errors == """
        3 entries could not be read as written:
          odd.jsonl:4: no "emoji"
          odd.jsonl:5: "event": "dance" is not known; use join, leave, request, edit, delete, react, unreact or report
          odd.jsonl:6: no "id"

        """)
  }
}
