import BotCore
import Testing

@testable import Connectors

@Suite struct TelegramSettingsTests {
  private func read(_ json: JSON) -> (settings: TelegramSettings?, faults: [String]) {
    let source = Source()
    return (TelegramSettings.read(SettingNode(json, at: JSONPath(), from: source)), source.faults)
  }

  @Test func aTokenIsEnough() {
    let (settings, faults) = read(["token": "env:T"])
    #expect(faults == [])
    #expect(settings?.receive == .poll)
    #expect(settings?.chats == [])
  }

  @Test func aWebhookNeedsASecret() {
    #expect(
      read(["token": "env:T", "receive": "webhook"]).faults
        == [
          ": webhooks cannot be verified without a secret; add \"secret\": \"env:TELEGRAM_SECRET\", "
            + "or set \"receive\": \"poll\""
        ])
    #expect(read(["token": "env:T", "receive": "webhook", "secret": "env:good_Secret-1"]).faults == [])
    #expect(
      read(["token": "env:T", "receive": "webhook", "secret": "env:bad secret"]).faults
        == ["secret: Telegram does not take this secret; use 1 to 256 of A-Z, a-z, 0-9, _ and -"])
  }

  @Test func aRateIsNoneOrNotTooSmall() {
    #expect(read(["token": "env:T", "messagesPerSecond": 0, "messagesPerSecondPerChat": 0.01]).faults == [])
    #expect(
      read(["token": "env:T", "messagesPerSecond": 1e-30, "messagesPerSecondPerChat": 0.001]).faults == [
        "messagesPerSecond: 1e-30 a second is too slow; write 0 for no limit, or at least 0.01",
        "messagesPerSecondPerChat: 0.001 a second is too slow; write 0 for no limit, or at least 0.01",
      ])
  }

  @Test func everyMistakeIsToldAtItsPlace() {
    #expect(
      read([
        "token": "env:T", "receive": "webhook", "secret": "env:s", "api": "api.telegram.org",
        "publicURL": "http://bot.example.org", "chats": ["-55", "@rustusers", "rustusers"],
        "commands": ["help: Shows help", "Help"],
      ]).faults == [
        "api: \"api.telegram.org\" is no web address; write an address that begins with https://",
        "publicURL: \"http://bot.example.org\" is no address that Telegram delivers to; "
          + "write an address that begins with https://",
        "chats[2]: \"rustusers\" names no chat; write its id, such as -1001234567890, or its @username",
        "commands[1]: \"Help\" is no command; "
          + "write 1 to 32 of a-z, 0-9 and _, a colon and what it does: \"help: shows help\"",
      ])
  }
}

/// Collects faults; a secret is what stands behind `env:`.
private final class Source: SettingSource {
  private(set) var faults: [String] = []

  func report(fault: String, remedy: String, at path: JSONPath, onKey: Bool) {
    faults.append("\(path): \(fault); \(remedy)")
  }

  func conceal(_ path: JSONPath) {}
  func file(_ path: String) throws(SettingFault) -> [UInt8] { [] }
  func secret(_ reference: String, at path: JSONPath) throws(SettingFault) -> Secret {
    Secret(String(reference.dropFirst("env:".count)))
  }
  func zone(_ name: String) throws(SettingFault) -> Zone { .utc }
  func text(_ name: String) -> String? { nil }
  var textNames: [String] { [] }
}
