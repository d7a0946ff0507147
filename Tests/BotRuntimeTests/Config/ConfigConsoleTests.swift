import BotCore
import Testing

@testable import BotRuntime

/// What is wrong with the settings of the bot's own page.
struct ConfigConsoleTests {
  private func problems(_ console: String, token: String = "") throws -> [String] {
    let top = #" "http": { "console": { \#(console) } },"#
    let folder = try ConfigFolder(["config.json": configuration(top: top)])
    return folder.load(environment: ["TOKEN": "t0p", "CONSOLE": token]).problems.map { "\($0.subject): \($0.fault)" }
  }

  @Test func aTokenOfSomeLengthIsTaken() throws {
    #expect(try problems(#""token": "env:CONSOLE""#, token: "0123456789abcdefghij") == [])
    #expect(try problems(#""enabled": false, "hosts": ["bot.example.org"], "idle": "30m", "longest": "8h""#) == [])
  }

  @Test func aShortTokenIsRefused() throws {
    #expect(
      try problems(#""token": "env:CONSOLE""#, token: "short") == [
        "http.console.token: the token is too short to be safe"
      ])
  }

  @Test func aTokenInPlainTextIsRefused() throws {
    #expect(
      try problems(#""token": "0123456789abcdefghij""#) == ["http.console.token: a secret stands here in plain text"])
  }

  @Test func aSessionIsNeitherAMomentNorForEver() throws {
    #expect(try problems(#""idle": "5s""#) == ["http.console.idle: 5s is not possible"])
    #expect(try problems(#""longest": "31d""#) == ["http.console.longest: 31d is not possible"])
  }
}
