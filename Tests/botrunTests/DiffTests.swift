import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import BotRuntime

/// `botrun diff OLD NEW`.
@Suite struct DiffTests {
  private func home(_ changes: (String) -> String = { $0 }) async throws -> Home {
    let home = Home()
    _ = try await home.run("example", home.file("old"))
    _ = try await home.run("example", home.file("new"))
    let config = String(decoding: home.bytes(of: "new/config.json"), as: UTF8.self)
    try home.write(changes(config), to: "new/config.json")
    return home
  }

  private func diff(_ home: Home, _ words: String...) async throws -> Home.Finished {
    try await home.run(["diff", home.file("old/config.json"), home.file("new/config.json")] + words)
  }

  @Test func theSameEndsWithZero() async throws {
    let diff = try await diff(try await home())
    #expect(diff.end == .exited(0))
    #expect(diff.output == "Both do the same.\n")
  }

  @Test func aDifferenceIsToldAndEndsWithOne() async throws {
    let home = try await home { $0.replacing("\"days\": 31", with: "\"days\": 14") }
    let diff = try await diff(home)
    #expect(diff.end == .exited(1))
    #expect(
      diff.output
        == """
        lobby
          ~ noticeboard: "days" is 14 (the default), was 31 (How many days ahead events are shown.)
        1 difference.

        """.replacing("14 (the default)", with: "14"))
    let json = try await self.diff(home, "--json")
    #expect(json.end == .exited(1))
    let report = try JSON(parsing: json.output)
    #expect(report["same"] == false)
    #expect(report["changes"]?.array?.count == 1)
    #expect(report["posts"] == [])
  }

  @Test func whatIsPostedIsCompared() async throws {
    let home = try await home()
    let posts = #"[{ "id": "standup", "cron": "0 9 * * mon-fri", "channel": "general", "text": "Good morning!" }]"#
    try home.write(posts, to: "old/Examples/calendar.json")
    try home.write(posts.replacing("mon-fri", with: "mon-thu"), to: "new/Examples/calendar.json")
    let diff = try await diff(home)
    #expect(diff.end == .exited(1))
    #expect(diff.output.contains("the file Examples/calendar.json has 1 line more, 1 line fewer"))
    #expect(diff.output.contains("In the days to come, 0 more and 2 fewer posts:\n    - 20"))
    #expect(diff.output.contains("in #general (schedule): Good morning!\n"))
    let fewer = try await self.diff(home, "--days", "0")
    #expect(!fewer.output.contains("In the days to come"))
  }

  @Test func whatHasErrorsIsComparedAsFarAsItCanBe() async throws {
    let home = try await home { $0.replacing("\"days\": 31", with: "\"dayz\": 31") }
    let diff = try await diff(home)
    #expect(diff.end == .exited(1))
    #expect(diff.output.contains("\"dayz\" is changed, a key that nobody knows"))
    #expect(diff.output.contains("What is posted is not compared: the new one has errors"))
  }

  @Test func noSecretIsNeededOrShown() async throws {
    let home = Home()
    func config(_ token: String) -> String {
      """
      { "communities": [{ "id": "a", "platform": "slack", "connection": { "token": "\(token)", "receive": "poll" },
        "plugins": [{ "plugin": "welcome" }] }] }
      """
    }
    try home.write(config("env:BOTRUN_NOT_HERE"), to: "old/config.json")
    try home.write(config("xoxb-0000000000-planted"), to: "new/config.json")
    let diff = try await diff(home)
    #expect(diff.end == .exited(1))
    #expect(diff.output.contains("the secret \"connection token\" is another one"))
    #expect(!(diff.output + diff.errors).contains("planted"))
  }

  @Test func whatCannotBeReadIsTold() async throws {
    let home = try await home { _ in "{ oh" }
    let diff = try await diff(home)
    #expect(diff.end == .exited(78))
    #expect(diff.errors.contains("cannot be compared before that is mended"))
    let nowhere = try await home.run("diff", home.file("old/config.json"), home.file("nowhere.json"))
    #expect(nowhere.end == .exited(66))
    #expect(try await home.run("diff", home.file("old/config.json")).end == .exited(64))
    #expect(try await self.diff(home, "--days", "many").end == .exited(64))
  }
}

extension String {
  fileprivate func replacing(_ old: String, with new: String) -> String {
    components(separatedBy: old).joined(separator: new)
  }
}
