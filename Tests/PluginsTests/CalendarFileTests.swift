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
    let told = faults(calendar).map { $0.prefix(60) }
    #expect(
      told.sorted()
        == [
          "error file: calendar.json, line 3: [1].crom: the key \"crom\" i",
          "error file: calendar.json, line 4: [1].channel: a text in quot",
          "error file: calendar.json, line 4: [1].text: the variable {nob",
        ].map { $0.prefix(60) })
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
