import BotCore
import Glibc
import Testing

@testable import BotRuntime

/// The real bot on the fake Telegram.
@Suite struct TelegramRunTests {
  @Test func eachNewcomerIsGreetedOnceAlsoOverAKill() async throws {
    let fake = try FakeTelegram()
    let home = Home()
    try home.write(Self.config(fake).pretty, to: "config.json")
    func start() throws -> BotProcess { try home.start("run", "--config", home.file("config.json")) }

    let first = try start()
    try await eventually("the bot polls: \(first.errors)") { fake.state.withLock { $0.waiting != nil } }
    // Two tellings of each joining, by message and by update.
    fake.join(18)
    try await eventually("the newcomer is greeted: \(first.errors)") { !fake.posted.isEmpty }
    first.send(SIGKILL)
    #expect(try await first.end() == .killed(SIGKILL))
    fake.join(19)

    let second = try start()
    try await eventually("the other one too: \(second.errors)") { fake.posted.count > 1 }
    try await eventually("all is confirmed") { fake.state.withLock { $0.updates.isEmpty } }
    #expect(try await second.stop() == .exited(0), "\(second.errors)")
    #expect(fake.posted == ["Welcome Member 18!", "Welcome Member 19!"])
    #expect(!(first.errors + second.errors + first.output + second.output).contains("planted"))
    let mention = fake.state.withLock { $0.messages[2] ?? $0.messages.values.first }
    #expect(mention?["entities"]?[0]?["type"] == "text_mention")
  }

  private static func config(_ fake: FakeTelegram) -> JSON {
    [
      "http": ["listen": "127.0.0.1:0"],
      "communities": [
        [
          "id": "town", "name": "Town", "platform": "telegram", "connection": fake.connection,
          "plugins": [["plugin": "welcome", "text": "Welcome {member.mention}!", "burst": 0]],
        ]
      ],
    ]
  }
}
