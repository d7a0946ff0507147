import BotCore
import Glibc
import Testing

@testable import BotRuntime
@testable import botrun

/// `botrun check --online`: what the platforms say, told like all else.
@Suite struct OnlineCheckTests {
  private static let platforms: [any FakePlatform.Type] = [
    FakeDiscord.self, FakeDiscourse.self, FakeMatrix.self, FakeSlack.self, FakeTelegram.self,
  ]

  private func home(_ fake: any FakePlatform, channels: [String]) throws -> Home {
    let home = Home()
    let welcomes: [JSON] = channels.enumerated().map { index, channel in
      [
        "plugin": "welcome", "name": .string("welcome-\(index)"), "channel": .string(channel),
        "from": [.string("#from-\(index)")], "snapshot": "mark",
      ]
    }
    // A line each, so that the place tells which is meant.
    let lines = welcomes.map(\.text).joined(separator: ",\n")
    try home.write(
      """
      { "communities": [{ "id": "town", "platform": "\(type(of: fake).platform)", "connection": \(fake.connection.text), "plugins": [
      \(lines)
      ] }] }
      """, to: "config.json")
    return home
  }

  @Test(arguments: platforms.indices) func aChannelThatIsNotThereIsToldWithItsLine(index: Int) async throws {
    let fake = try Self.platforms[index].init()
    let wrong = Self.platforms[index] is FakeTelegram.Type ? "@nowhere_at_all" : "#nowhere-at-all"
    let home = try home(fake, channels: [type(of: fake).channel, wrong])
    let offline = try await home.run("check", home.file("config.json"))
    #expect(offline.end == .exited(0), "\(offline.output)")
    let check = try await home.run("check", "--online", "--json", home.file("config.json"))
    #expect(check.end == .exited(78), "\(check.output)\(check.errors)")
    let problems = try JSON(parsing: check.output)["problems"]?.array ?? []
    let named = problems.filter { $0["subject"]?.string == "communities[0].plugins[1].channel" }
    #expect(named.map { $0["line"] } == [3], "\(check.output)")
    #expect(named.first?["fault"]?.string?.contains(wrong) == true, "\(check.output)")
    #expect(problems.filter { $0["subject"]?.string == "communities[0].plugins[0].channel" } == [])
    #expect(fake.posted == [])
    let text = try await home.run("check", "--online", home.file("config.json"))
    #expect(text.output.contains("the platforms do not know all that it names"))
    #expect(text.output.contains("town on \(type(of: fake).platform) (asked)"))
  }

  /// The moderators' channel is judged as all others are, and told once.
  @Test(arguments: platforms.indices) func aMisspeltChannelOfTheModeratorsIsTold(index: Int) async throws {
    let fake = try Self.platforms[index].init()
    let name = type(of: fake).platform
    let (wrong, meant) = Self.misspelt[name] ?? ("#genral", "did you mean")
    let home = Home()
    try home.write(
      """
      { "communities": [{ "id": "town", "platform": "\(name)", "connection": \(fake.connection.text),
      "moderators": "\(wrong)",
      "plugins": [{ "plugin": "welcome", "channel": "\(type(of: fake).channel)", "snapshot": "mark" }] }] }
      """, to: "config.json")
    #expect(try await home.run("check", home.file("config.json")).end == .exited(0))
    let check = try await home.run("check", "--online", "--json", home.file("config.json"))
    #expect(check.end == .exited(78), "\(check.output)\(check.errors)")
    let problems = try JSON(parsing: check.output)["problems"]?.array ?? []
    let told = problems.filter { $0.text.contains(wrong) }
    #expect(told.map { $0["subject"] } == ["communities[0].moderators"], "\(check.output)")
    #expect(told.map { $0["line"] } == [2])
    #expect(told.first?["remedy"]?.string?.contains(meant) == true, "\(check.output)")
  }

  /// Where a platform tells nobody what else there is, nothing can be proposed.
  private static let misspelt = [
    "telegram": ("@nowhere_at_all", "correct the id or @username"), "matrix": ("#genral:fake.example", "correct it"),
  ]

  @Test func aPlatformThatIsNotThereIsTold() async throws {
    let home = Home()
    try home.write(
      """
      { "communities": [{ "id": "town", "platform": "slack", "plugins": [{ "plugin": "welcome" }], "connection":
        { "token": "env:SLACK_TOKEN", "signingSecret": "env:SLACK_SIGNING_SECRET", "api": "http://127.0.0.1:1/" } }] }
      """, to: "config.json")
    let check = try await home.run("check", "--online", home.file("config.json"))
    #expect(check.end == .exited(78))
    #expect(
      check.output.contains("config.json:2:3: error: town: api: http://127.0.0.1:1/ gives no answer"), "\(check.output)"
    )
    #expect(!check.output.contains(FakeSlack.token))
  }

  /// Neither polls nor answers.
  private struct Silent: Connector {
    struct Settings: SettingGroup {}
    static let about = ConnectorAbout(
      name: "silent", summary: "Says nothing.", receives: [.poll], capabilities: [.post],
      text: TextLimits(max: 100, unit: .scalars), idempotency: .none)
    init(_ settings: Settings, _ tools: Tools) {}
    func perform(_ action: Action, key: String) async -> Outcome { .done(nil) }
    func probe() async -> [Problem] {
      try? await Clock.system.sleep(.seconds(120))
      return []
    }
  }

  @Test func aPlatformThatSaysNothingIsNotWaitedForLong() async throws {
    let community = CommunityConfig(
      community: Community(id: "town", platform: "silent"), about: Silent.about,
      connect: { Silent(Silent.Settings(), $0) }, credential: "", instances: [])
    let config = BotConfig(store: StoreSettings(), http: HTTPSettings(), communities: [community], hash: "")
    let began = ContinuousClock.now
    let answers = try await OnlineCheck(config, patience: .milliseconds(50)).answers()
    #expect(ContinuousClock.now - began < .seconds(60))
    #expect(answers.problems == [])
    #expect(answers.silent == ["town: silent gave no answer within 50ms; check the network, then ask again"])
    let verdict = CheckVerdict(path: "config.json", config: config, problems: [], online: answers)
    #expect(verdict.code == .unavailable)
    #expect(
      verdict.text.contains("config.json is good as far as could be seen.\n  town on silent (not asked): no plugins\n"))
  }
}
