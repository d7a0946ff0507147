import BotCore
import BotRuntime
import FoundationEssentials
import Glibc
import Testing

/// `botrun console`, and the page that the bot serves.
@Suite struct ConsoleCommandTests {
  /// What is printed while the bot runs, as far as the command can see.
  private func printed(_ home: Home, with environment: [String: String] = [:]) async throws -> String {
    let holder = Lease.Holder(version: "1", since: Date(timeIntervalSince1970: 0))
    let lease = try Lease.acquire(path: home.file("botrun.sqlite"), holder: holder)
    let done = try await home.run(["console", "--config", home.file("config.json")], with: environment)
    withExtendedLifetime(lease) {}
    return done.output
  }

  private func home(_ http: String) throws -> Home {
    let home = Home()
    try home.write(
      """
      { "store": { "path": "botrun.sqlite" }, "http": { \(http) },
        "communities": [ { "id": "lobby", "platform": "sandbox" } ] }
      """, to: "config.json")
    return home
  }

  @Test func onLoopbackALinkIsPrinted() async throws {
    let home = try home(#""listen": "127.0.0.1:8080""#)
    #expect(try await printed(home).hasPrefix("http://127.0.0.1:8080/console/enter?code="))
    var status = stat()
    stat(home.file("botrun.sqlite.console"), &status)
    #expect(status.st_mode & 0o777 == 0o600)
  }

  @Test func withoutTheBotThereIsNoLink() async throws {
    let home = try home(#""listen": "127.0.0.1:8080""#)
    let done = try await home.run("console", "--config", home.file("config.json"))
    #expect(done.output == "")
    #expect(
      done.errors.hasSuffix(
        """
        botrun: the bot does not run, so a link would open nothing; start it: botrun run --config \
        \(home.file("config.json"))

        """), "\(done.errors)")
    #expect(done.end == .exited(69))
  }

  @Test func theOuterAddressStandsInTheLink() async throws {
    let home = try home(#""listen": "127.0.0.1:8080", "publicURL": "https://bot.example.org/""#)
    #expect(try await printed(home).hasPrefix("https://bot.example.org/console/enter?code="))
  }

  @Test func withoutATokenNothingButLoopbackHasAConsole() async throws {
    let home = try home(#""listen": "0.0.0.0:8080""#)
    let done = try await home.run("console", "--config", home.file("config.json"))
    #expect(
      done.errors.hasSuffix(
        """
        botrun: the console is off, because 0.0.0.0:8080 can be reached from other machines and no token is set: add \
        "http": { "console": { "token": "env:CONSOLE_TOKEN" } }

        """))
    #expect(!home.names.contains("botrun.sqlite.console"))
  }

  @Test func aTokenOfTheConfigurationIsUsed() async throws {
    let home = try home(#""listen": "0.0.0.0:8080", "console": { "token": "env:CONSOLE_TOKEN" }"#)
    let link = try await printed(home, with: ["CONSOLE_TOKEN": "0123456789abcdefghij"])
    #expect(link.hasPrefix("http://127.0.0.1:8080/console/enter?code="))
    #expect(!home.names.contains("botrun.sqlite.console"))
  }

  @Test func aConsoleThatIsOffSaysSo() async throws {
    for http in [#""listen": """#, #""console": { "enabled": false }"#] {
      let home = try home(http)
      let done = try await home.run("console", "--config", home.file("config.json"))
      #expect(
        done.errors.contains("\nbotrun: the console is off: see")
          || done.errors.hasPrefix("botrun: the console is off: see"))
    }
  }

  @Test func aFileThatOthersCanReadLetsNobodyIn() async throws {
    let home = try home(#""listen": "127.0.0.1:8080""#)
    try home.write(String(repeating: "a", count: 64), to: "botrun.sqlite.console")
    chmod(home.file("botrun.sqlite.console"), 0o644)
    let done = try await home.run("console", "--config", home.file("config.json"))
    #expect(done.errors.contains("is open to other users; remove it, and the bot makes a new one"))
  }
}
