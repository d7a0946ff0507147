import BotCore
import Testing

@testable import BotRuntime

/// The fake Bot API, driven by python-telegram-bot: somebody else's reading of what the platform takes and answers.
@Suite(.enabled(if: OfficialClient.isThere, OfficialClient.skipped))
struct TelegramOfficialClientTests {
  @Test(.timeLimit(.minutes(2))) func pythonTelegramBotTakesTheFakeForTelegram() async throws {
    let fake = try FakeTelegram()
    fake.say("Hello")
    fake.join(18)
    fake.say("How?")
    let late = Task {
      try await eventually("the client polls") { fake.state.withLock { $0.waiting != nil } }
      fake.say("Late")
    }
    let told = try await OfficialClient.run("telegram_client.py", [fake.api, FakeTelegram.token])
    late.cancel()
    #expect(told.end == .exited(0), "\(told.output)\(told.errors)")
    #expect(told.output.split(separator: "\n").filter { $0.hasPrefix("ok ") }.count == 31, "\(told.output)")
    #expect(
      fake.deeds == ["react 1 👍", "pin 5", "restrict 18 until 1893459600", "ban 18"])
    #expect(fake.posted == ["Plain", "Psst"])
  }
}
