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
