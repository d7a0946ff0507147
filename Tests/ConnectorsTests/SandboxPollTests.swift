import BotCore
import FoundationEssentials
import Testing

@testable import Connectors

struct SandboxPollTests {
  private func stage(_ lines: String...) throws -> SandboxStage {
    try SandboxStage { $0.script = TextFile(path: "day.jsonl", text: lines.joined(separator: "\n")) }
  }

  @Test func withoutAScriptThereIsNothingToAskFor() async throws {
    let stage = try SandboxStage { $0.members = ["Ada"] }
    stage.join("Mira")
    let poll = try await stage.sandbox.poll(nil)
    #expect(poll.events == [] && poll.next == nil)
  }

  @Test func theScriptPlaysInItsTime() async throws {
    let stage = try stage(
      #"{"after": 2, "join": "Ada"}"#, #"{"after": 4.5, "say": "Hi", "as": "Ada", "label": "hi"}"#,
      #"{"after": 4.5, "react": "👍", "as": "Ada", "to": "hi"}"#,
      #"{"after": 4.5, "say": "psst", "as": "Ada", "in": "@bot"}"#, #"{"after": 4.5, "delete": "hi", "as": "Ada"}"#)
    var poll = try await stage.sandbox.poll(nil)
    #expect(poll.events == [] && poll.next == .seconds(2))
    stage.advance(.seconds(2))
    poll = try await stage.sandbox.poll(poll.cursor)
    #expect(poll.events.map(\.trigger) == [.memberJoined] && poll.next == .milliseconds(2500))
    #expect(poll.events.map(\.at) == [SandboxStage.start + .seconds(2)])
    stage.advance(.seconds(5))
    poll = try await stage.sandbox.poll(poll.cursor)
    #expect(poll.events.map(\.trigger) == [.messagePosted, .reacted, .messagePosted, .messageDeleted])
    #expect(poll.events.map(\.at) == Array(repeating: SandboxStage.start + .seconds(7), count: 4))
    #expect(poll.events[2].message?.isDirect == true)
    #expect(poll.next == nil)
  }

  @Test func eventsComeAgainUntilTheirCursorIsStored() async throws {
    let stage = try stage(#"{"after": 1, "join": "Ada"}"#, #"{"after": 2, "join": "Mira"}"#)
    stage.advance(.seconds(1))
    let first = try await stage.sandbox.poll(nil)
    stage.advance(.seconds(1))
    let again = try await stage.sandbox.poll(nil)
    #expect(again.events.map(\.actor?.name) == ["Ada", "Mira"])
    #expect(again.events.first == first.events.first)
    #expect(try await stage.sandbox.poll(first.cursor).events.map(\.actor?.name) == ["Mira"])
    #expect(try await stage.sandbox.poll(again.cursor).events == [])
  }

  @Test func aCursorOfAnEarlierStartMeansNothing() async throws {
    let stage = try stage(#"{"after": 0, "join": "Ada"}"#)
    for cursor in ["0/7", "", "x", "mwr/", "9999999999999999999999/1"] {
      #expect(try await stage.sandbox.poll(Cursor(cursor)).events.count == 1)
    }
  }

  @Test func aLineThatCannotBePlayedIsLoggedAndLeftOut() async throws {
    let stage = try stage(
      #"{"after": 1, "join": "Ada"}"#, #"{"after": 2, "say": "Hi", "as": "Ada", "label": "hi"}"#,
      #"{"after": 3, "say": "More", "as": "Ada", "to": "hi"}"#, #"{"after": 4, "join": "Mira"}"#)
    stage.advance(.seconds(1))
    let ada = try #require(try await stage.sandbox.poll(nil).events.first?.actor?.id)
    _ = await stage.sandbox.perform(.ban(member: ada, reason: "test"), key: "ban")
    stage.advance(.seconds(3))
    let poll = try await stage.sandbox.poll(nil)
    #expect(poll.events.map(\.actor?.name) == ["Ada", "Mira"])
    #expect(
      stage.logged == [
        ["line": "2", "reason": "Ada was banned."], ["line": "3", "reason": "The message \"hi\" was never said."],
      ])
  }

  @Test func whatHappensOnThePageDoesNotComeTwice() async throws {
    let stage = try stage(#"{"after": 1, "join": "Ada"}"#)
    stage.join("Mira")
    stage.advance(.seconds(1))
    #expect(try await stage.sandbox.poll(nil).events.map(\.actor?.name) == ["Ada"])
  }

  @Test func manyAtOnceLoseNothing() async throws {
    let stage = try SandboxStage()
    let ada = stage.join("Ada")
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<200 {
        group.addTask {
          let post = Action.post(text: Text("bot \(number)"), in: "general", named: nil)
          _ = await stage.sandbox.perform(post, key: "\(number / 2)")
          stage.say("member \(number)", as: ada)
        }
      }
    }
    let messages = try await stage.messages()
    #expect(Set(messages.map { $0["id"]?.string }).count == 301)
    #expect(messages.count { $0["by"] == "bot" } == 100)
  }
}
