import BotCore
import FoundationEssentials
import Glibc
import Testing

@testable import BotRuntime

/// pydiscourse drives the fake forum: what it makes of the answers is somebody else's judgement of them.
/// `BOTRUN_CLIENTS` names a Python that has it.
@Suite(.enabled(if: Client.python != nil, "skipped: BOTRUN_CLIENTS names no python"))
struct DiscourseOfficialClientTests {
  @Test func pydiscourseUnderstandsTheFakeForum() async throws {
    let fake = try FakeDiscourse()
    let home = Home()
    let client = try BotProcess(
      [Client.script, fake.address, FakeDiscourse.bot, FakeDiscourse.apiKey], in: home.path,
      environment: ["PATH": "/usr/bin:/bin"], name: "client", program: try #require(Client.python))
    #expect(try await client.end() == .exited(0), "\(client.errors)")
    let seen = try JSON(parsing: Array(client.output.utf8))
    #expect(
      seen == [
        "topic": [10, 1, "forum_bot"], "answer": [true, 2], "edited": "An answer that was thought over again.",
        "stream": true, "latest": [true, true], "older": true, "pinned": true, "user": 42,
        "users": ["ben", "ada", "forum_bot"], "short": "Body is too short (minimum is 20 characters)",
        "title used": "Title has already been used", "key used": "External has already been taken",
        "missing": "The requested URL or resource could not be found.",
        "wrong key": "You are not permitted to view the requested resource. The API username or key is invalid.",
      ])
    #expect(fake.deeds == ["suspend 43", "grant 10 ada", "delete 43"])
  }
}

private enum Client {
  static let python = getenv("BOTRUN_CLIENTS").map { String(cString: $0) }

  static let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Live/clients/discourse_client.py").path
}
