import BotCore
import Testing

@testable import BotRuntime

/// pydiscourse drives the fake forum: what it makes of the answers is somebody else's judgement of them.
@Suite(.enabled(if: OfficialClient.isThere, OfficialClient.skipped))
struct DiscourseOfficialClientTests {
  @Test func pydiscourseUnderstandsTheFakeForum() async throws {
    let fake = try FakeDiscourse()
    let client = try await OfficialClient.run(
      "discourse_client.py", [fake.address, FakeDiscourse.bot, FakeDiscourse.apiKey])
    #expect(client.end == .exited(0), "\(client.errors)")
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
