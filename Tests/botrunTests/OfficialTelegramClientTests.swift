import BotCore
import Glibc
import Testing

@testable import BotRuntime

/// The fake Bot API, driven by python-telegram-bot: somebody else's reading of what the platform takes and answers.
@Suite(.enabled(if: ClientPython.path != nil, "skipped: BOTRUN_CLIENTS names no python with python-telegram-bot"))
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
    let told = try #require(await ClientPython.run("telegram_client.py", fake.api, FakeTelegram.token))
    late.cancel()
    #expect(told.status == 0, "\(told.output)")
    #expect(told.output.split(separator: "\n").filter { $0.hasPrefix("ok ") }.count == 31, "\(told.output)")
    #expect(
      fake.deeds == ["react 1 👍", "pin 5", "restrict 18 until 1893459600", "ban 18"])
    #expect(fake.posted == ["Plain", "Psst"])
  }
}

/// The python that has the platforms' official clients.
private enum ClientPython {
  static let path = getenv("BOTRUN_CLIENTS").map { String(cString: $0) }

  struct Told: Sendable {
    let output: String
    let status: Int32
  }

  /// Runs a script of `Tests/Live/clients` to its end.
  static func run(_ script: String, _ arguments: String...) async -> Told? {
    guard let path else { return nil }
    let folder = #filePath.split(separator: "/").dropLast(2).map { "/" + $0 }.joined()
    let words = [path, "\(folder)/Live/clients/\(script)"] + arguments
    let line = words.map { "'\($0)'" }.joined(separator: " ") + " 2>&1"
    return await withCheckedContinuation { continuation in
      _ = PThread { continuation.resume(returning: read(line)) }
    }
  }

  private static func read(_ line: String) -> Told? {
    guard let pipe = popen(line, "r") else { return nil }
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while case let count = fread(&buffer, 1, buffer.count, pipe), count > 0 { output += buffer.prefix(count) }
    return Told(output: String(decoding: output, as: UTF8.self), status: pclose(pipe))
  }
}
