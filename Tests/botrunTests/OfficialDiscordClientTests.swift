import Testing

@testable import BotRuntime

/// The fake Discord, driven by discord.py: somebody else's reading of what the platform takes and answers.
@Suite(.enabled(if: OfficialClient.isThere, OfficialClient.skipped))
struct DiscordOfficialClientTests {
  @Test(.timeLimit(.minutes(2))) func discordPyTakesTheFakeForDiscord() async throws {
    let fake = try FakeDiscord()
    let told = try await OfficialClient.run(
      "discord_client.py", [fake.api, FakeDiscord.token, FakeDiscord.guild, FakeDiscord.general])
    #expect(told.end == .exited(0), "\(told.output)\(told.errors)")
    #expect(told.output.split(separator: "\n").filter { $0.hasPrefix("ok ") }.count == 13, "\(told.output)")
    #expect(fake.posted == ["Plain", "Once", "Plain"])
  }
}
