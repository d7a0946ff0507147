import Testing

@testable import BotRuntime

/// The fake Discord, driven by discord.py: somebody else's reading of what the platform takes and answers.
@Suite(.enabled(if: OfficialClient.isThere, OfficialClient.skipped))
struct DiscordOfficialClientTests {
  @Test func discordPyTakesTheFakeForDiscord() async throws {
    let fake = try FakeDiscord()
    let client = try await OfficialClient.run(
      "discord_client.py", [fake.api, FakeDiscord.token, FakeDiscord.guild, FakeDiscord.general])
    #expect(client.end == .exited(0), "\(client.errors)")
    #expect(client.output.split(separator: "\n").filter { $0.hasPrefix("ok ") }.count == 13, "\(client.output)")
    #expect(fake.posted == ["Plain", "Once", "Plain"])
  }
}
