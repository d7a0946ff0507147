import BotCore
import Testing

@testable import BotRuntime

/// `botrun plan`.
@Suite struct PlanTests {
  private func home() throws -> Home {
    let home = Home()
    try home.write(
      """
      { "communities": [
        { "id": "lobby", "platform": "sandbox", "timezone": "Europe/London", "managers": ["ada"],
          "connection": { "channels": ["general", "events"] }, "plugins": [
          { "plugin": "schedule", "channel": "general", "file": "calendar.csv" },
          { "plugin": "reminders", "channel": "events", "text": "{title} {in}",
            "events": [{ "title": "Call", "start": "2026-03-30T18:00" }] },
          { "plugin": "welcome" }] },
        { "id": "forum", "platform": "sandbox", "plugins": [{ "plugin": "welcome" }] }
      ] }
      """, to: "config.json")
    try home.write(
      "id,cron,at,text,status\nearly,30 1 * * sun,,Good morning,\nlaunch,,2026-03-31,It is here!,review\n",
      to: "calendar.csv")
    return home
  }

  @Test func whatComesIsShown() async throws {
    let home = try home()
    let plan = try await home.run(
      "plan", "--config", home.file("config.json"), "--from", "2026-03-27", "--days", "5", "--community", "lobby")
    #expect(plan.end == .exited(0))
    #expect(
      plan.output == """
        lobby on sandbox, 2026-03-27 to 2026-04-01, Europe/London: 3 planned, 1 not approved yet

          Sun 2026-03-29 02:00  (01:00 UTC)  #general  schedule/early
              Good morning
            ! the clocks jump over 01:30: posted at 02:00

          Sun 2026-03-29 18:00  (17:00 UTC)  #events  reminders/Call
              Call in 24 hours
            ! one day before 2026-03-30 18:00

          Mon 2026-03-30 17:00  (16:00 UTC)  #events  reminders/Call
              Call in 1 hour
            ! one hour before 2026-03-30 18:00

        ? Tue 2026-03-31 00:00  (2026-03-30 23:00 UTC)  #general  schedule/launch
              It is here!
            ! waits for approval (0 of 1)

        Nothing is posted on: 2026-03-27 to 2026-03-28 (2 days)

        """)
    #expect(home.names.filter { $0.hasPrefix("botrun.sqlite") } == [])
  }

  @Test func whatIsCutShowsThatItIs() async throws {
    let home = try home()
    let long = String(repeating: "word ", count: 30)
    try home.write(
      "id,at,text\na,2026-03-28,\(long)\nb,2026-03-29,\(String(repeating: "x", count: 100))\nc,2026-03-30,[FILL IN: c]\n",
      to: "calendar.csv")
    let plan = try await home.run(
      "plan", "--config", home.file("config.json"), "--from", "2026-03-27", "--days", "5", "--community", "lobby")
    let lines = plan.output.split(separator: "\n").map(String.init)
    #expect(lines.contains("      " + String(long.prefix(99)) + "…"))
    #expect(lines.contains("      " + String(repeating: "x", count: 100)))
    #expect(lines.contains("- Mon 2026-03-30 00:00  (2026-03-29 23:00 UTC)  #general  schedule/c"))
    #expect(lines.contains("    ! left out: [FILL IN: c] is still to be filled in"))
  }

  @Test func programsReadIt() async throws {
    let home = try home()
    let plan = try await home.run("plan", "--config", home.file("config.json"), "--from", "2026-03-27", "--json")
    let json = try JSON(parsing: Array(plan.output.utf8))
    #expect(json.array?.map { $0["community"] } == ["lobby", "forum"])
    #expect(json[0]?["posts"]?[0]?["at"] == "2026-03-29T01:00:00Z")
    #expect(json[0]?["posts"]?[0]?["local"] == "2026-03-29T02:00:00")
    #expect(json[0]?["posts"]?[0]?["planned"] == "2026-03-29T01:30:00")
  }

  @Test func whatIsAskedWronglyIsTold() async throws {
    let home = try home()
    let config = home.file("config.json")
    for words in [["--days", "0"], ["--community", "loby"], ["--near", "soon"], ["--from", "tomorrow"]] {
      let plan = try await home.run(["plan", "--config", config] + words)
      #expect(plan.end == .exited(64))
      #expect(plan.errors.contains(words[1]) || plan.errors.contains(words[0]))
    }
  }
}
