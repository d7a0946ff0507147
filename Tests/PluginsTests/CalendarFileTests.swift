import BotCore
import BotTesting
import Plugins
import Testing

@Suite struct CalendarFileTests {
  private func faults(_ calendar: String, posts: JSON = []) -> [String] {
    let source = ScenarioSource(files: ["calendar.json": calendar])
    let made = source.make(PluginKind(ScheduledPosts.self), ["file": "calendar.json", "posts": posts])
    #expect((made == nil) == !source.faults.isEmpty)
    return source.faults
  }

  @Test func postsOfTheFileAreRead() {
    #expect(faults(#"[{"id": "a", "at": "2026-12-31", "channel": "general", "text": "x",},] // the end"#) == [])
  }

  @Test func faultsAreToldWithTheLineOfTheFile() {
    let calendar = """
      [
        { "id": "a", "at": "2026-12-31", "channel": "general", "text": "x" },
        { "id": "b", "crom": "0 9 * * *",
          "channel": 7, "text": "{nobody}" }
      ]
      """
    let told = faults(calendar).map { $0.prefix(53) }
    #expect(
      told.sorted()
        == [
          "error file: calendar.json, line 3: entry \"b\", crom: the",
          "error file: calendar.json, line 4: entry \"b\", channel: ",
          "error file: calendar.json, line 4: entry \"b\", text: the",
        ].map { $0.prefix(53) })
  }

  @Test func anEntryWithoutANameIsCounted() {
    let told = faults(#"[{"id": "a", "at": "2026-12-31", "channel": "c", "text": "x"}, {"id": "", "at": "soon"}]"#)
    #expect(told.contains { $0.hasPrefix("error file: calendar.json, line 1: entry 2, at: ") }, "\(told)")
  }

  @Test func aGapIsWarnedOfInATextAndRefusedAnywhereElse() {
    let gap = "[FILL IN: what]"
    func post(_ setting: String) -> [String] {
      faults(
        """
        [{"id": "a", "at": "2026-12-31", "channel": "general", "text": "x"},
         {"id": "b", "at": "2027-12-31", \(setting)}]
        """)
    }
    let place = "file: calendar.json, line 2: entry \"b\","
    let remedy = "; write what it asks for in its place, or remove what holds it"
    let used = "\(gap) is still to be filled in, and would be used as it stands"
    // A warning is no fault here.
    #expect(post(#""channel": "c", "text": "News: \#(gap)""#) == [])
    #expect(post(#""channel": "c", "texts": ["one", "two \#(gap)"]"#) == [])
    #expect(post(#""channel": "\#(gap)", "text": "x""#) == ["error \(place) channel: \(used)\(remedy)"])
    #expect(faults(#"[{"id": "\#(gap)", "at": "2026-12-31", "channel": "c", "text": "x"}] // \#(gap)"#).count == 1)
  }

  private func source(_ name: String, _ text: String, _ more: [String: String] = [:]) -> ScenarioSource {
    let source = ScenarioSource(files: more.merging([name: text]) { $1 })
    _ = source.make(PluginKind(ScheduledPosts.self), ["file": .string(name), "channel": "general"])
    return source
  }

  @Test func whatAnEntryLacksIsToldOfItAsAWhole() {
    let remedy = "; add one of \"cron\", \"rrule\", \"every\" and \"at\""
    #expect(
      source("posts.json", #"[{ "id": "a", "text": "x" }]"#).faults == [
        "error file: posts.json, line 1: entry \"a\": the post \"a\" has no time" + remedy
      ])
    #expect(
      source("posts.csv", "id,text\nb,x\n").faults == [
        "error file: posts.csv, line 2: the post \"b\" has no time" + remedy
      ])
    // It may stand in the column that nobody knows.
    #expect(source("posts.csv", "id,text,qwertz\nb,x,2026-01-06\n").faults.count == 1)
  }

  @Test func aTableThatCannotBeReadOrHoldsNothingIsTold() {
    #expect(
      source("posts.csv", "id,text,at\na,\"x,2026-01-06\n").faults == [
        "error file: posts.csv, line 2: a quotation mark is not closed; close it, or write it twice"
      ])
    #expect(
      source("posts.csv", "").faults == [
        "error : there is nothing to post; add \"posts\": [ { … } ], or name a \"file\""
      ])
  }

  @Test func anEntryMayNameAFileOfTextsAndATextOfTheSettings() {
    let post = #"[{ "id": "a", "cron": "0 9 * * *", "pool": "pool.txt" }]"#
    #expect(source("posts.json", post, ["pool.txt": "One.\n\nTwo.\n"]).faults == [])
    let broken = source("posts.json", post, ["pool.txt": "One.\n\nTwo {.\n"]).faults
    #expect(broken.count == 1 && broken[0].hasPrefix("error file: pool.txt, line 3: "), "\(broken)")
    let unknown = source("posts.json", #"[{ "id": "a", "cron": "0 9 * * *", "text": "{texts.gone}" }]"#)
    #expect(unknown.faults.count == 1 && unknown.faults[0].contains("gone"), "\(unknown.faults)")
    let doubtful = source("posts.json", #"[{ "id": "a", "cron": "0 9 * * *", "text": "Dear [name]" }]"#)
    #expect(doubtful.faults == [])
    #expect(
      doubtful.warnings == [
        "warning file: posts.json, line 1: entry \"a\", text: [name] is posted as it stands; "
          + "write a variable in single braces, such as {member.name}"
      ])
  }

  @Test func whatACalendarSaysOfItsOwnIsReadAsATable() {
    let event = ["BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:a", "DTSTART:20260106T090000", "SUMMARY:Hello"]
    func faults(_ own: String...) -> [String] {
      source("posts.ics", (event + own + ["END:VEVENT", "END:VCALENDAR"]).joined(separator: "\n")).faults
    }
    #expect(faults("X-BOTRUN-PIN:yes", "X-BOTRUN-CHANNEL:news") == [])
    let told = faults("X-BOTRUN-PIN:yes", "X-BOTRUN-COLOUR:red")
    #expect(told.count == 1 && told[0].contains("colour"), "\(told)")
  }

  @Test func brokenJSONIsToldWithItsLine() {
    #expect(faults("[\n{ \"id\" \"a\" }\n]").first?.hasPrefix("error file: calendar.json, line 2: ") == true)
  }

  @Test func anIdStandsInTheFileOrInTheSettings() {
    let post: JSON = ["id": "a", "at": "2026-12-31", "channel": "general", "text": "x"]
    #expect(
      faults("[\(post.text)]", posts: [post]) == [
        "error file: there is another post \"a\" in calendar.json; give each post its own id"
      ])
  }

  @Test func nothingToPostIsAMistake() {
    #expect(
      faults("[]") == ["error : there is nothing to post; add \"posts\": [ { … } ], or name a \"file\""])
  }
}
