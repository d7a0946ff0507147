import BotCore
import FoundationEssentials
import Testing

@testable import Connectors

struct SandboxExampleTests {
  private static let example = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Examples/day.jsonl")

  @Test func theExampleOfADayPlaysToItsEnd() async throws {
    let text = String(decoding: try Data(contentsOf: Self.example), as: UTF8.self)
    let stage = try SandboxStage { $0.script = TextFile(path: "day.jsonl", text: text) }
    stage.advance(.minutes(1))
    let poll = try await stage.sandbox.poll(nil)
    #expect(poll.events.count >= 15 && poll.next == nil)
    #expect(stage.logged == [])
    let kinds = Set(poll.events.map(\.trigger))
    #expect(kinds == [.memberJoined, .messagePosted, .messageEdited, .reacted, .reported, .memberLeft])
  }
}
