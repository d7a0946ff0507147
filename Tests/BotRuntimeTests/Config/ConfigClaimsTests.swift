import BotCore
import BotRuntime
import Testing

/// No two instances of one community answer the same.
struct ConfigClaimsTests {
  struct Echo: Plugin {
    struct Settings: SettingGroup {
      @Setting("The command.") var command: String = "echo"
      @Setting("Where.", .names(.channel)) var channels: [String] = []
      @Setting("Whether it can be lived with.") var mild: Bool = false
      @Setting("Who is told.", .names(.member)) var to: [String] = []
      init() {}
    }
    static let about = PluginAbout(name: "echo", summary: "Echoes.", needs: [], maxEventAge: .minutes(1))
    let settings: Settings
    let triggers: Set<Trigger> = []
    init(_ settings: Settings) { self.settings = settings }
    var claims: [Claim] {
      [
        Claim(.command(settings.command), in: settings.channels, settings.mild ? .warning : .error, remedy: "stop it"),
        Claim(.act("repeats words"), in: settings.channels, .warning, remedy: "stop it"),
      ]
    }
    func handle(_ event: Event, _ context: inout Context) -> [Action] { [] }
  }

  private func problems(_ plugins: String...) throws -> [String] {
    let registry = Registry(plugins: [PluginKind(Echo.self)], connectors: Registry.fake.connectors)
    let config = """
      { "communities": [{ "id": "a", "platform": "feed", "plugins": [
      \(plugins.map { "{ \"plugin\": \"echo\", \($0) }" }.joined(separator: ",\n")) ] }] }
      """
    return try ConfigFolder(["config.json": config]).load(registry: registry).problems
      .map { "\($0.place?.line ?? 0) \($0.severity.rawValue): \($0.fault); \($0.remedy)" }
  }

  @Test func twoThatObeyOneCommandAreAnError() throws {
    #expect(
      try problems(#""mild": false"#, #""name": "b""#) == [
        "3 error: the plugin \"echo\" at line 2 obeys !echo, too: who writes it would get two answers; stop it"
      ])
    #expect(
      try problems(#""mild": true"#, #""name": "b""#) == [
        "3 warning: the plugin \"echo\" at line 2 obeys !echo, too: who writes it would get two answers; stop it"
      ])
  }

  @Test func anotherCommandLeavesTheRest() throws {
    #expect(
      try problems(#""mild": false"#, #""name": "b", "command": "say""#) == [
        "3 warning: the plugin \"echo\" at line 2 repeats words already: it would be done twice; stop it"
      ])
  }

  @Test func otherChannelsAreNoConflict() throws {
    #expect(try problems(##""channels": ["#one"]"##, #""name": "b", "channels": ["two"]"#) == [])
    #expect(try problems(##""channels": ["#one"]"##, #""name": "b", "channels": ["two", "One"]"#).count == 1)
  }

  @Test func whatOnlyObservesAnswersNobody() throws {
    #expect(try problems(#""mild": false"#, #""name": "b", "mode": "observe""#) == [])
  }

  @Test func theBotsOwnCommandsAreTaken() throws {
    #expect(try problems(#""command": "hold""#) == ["2 error: the bot itself obeys !hold; stop it"])
  }

  @Test func membersAreNoChannelsAndNoMentions() throws {
    #expect(
      try problems(##""to": ["#mods", "@ada", "@ada:example.org", "U1"]"##) == [
        "2 error: \"#mods\" is a channel, not the id of a member; write the id of a member",
        "2 error: \"@ada\" is not the id of a member; write the id of a member, without @",
      ])
  }

  /// Where the platform is asked, the problem stands at the line that names the thing.
  @Test func whatSettingsNameIsKeptWithItsPlace() throws {
    let folder = try ConfigFolder([
      "config.json": configuration(community: ##" "moderators": "#mods", "managers": ["ada"],"##)
    ])
    let community = try #require(folder.load().config?.communities.first)
    #expect(
      community.mentions.map(\.name) == [PlaceName(.channel, "#mods"), PlaceName(.person, "ada")])
    let missing = MissingName(PlaceName(.channel, "#mods"), "here", among: ["mod", "help"])
    let problem = try #require(community.mentions.first).problem(missing)
    #expect(problem.place?.line == 3)
    #expect(problem.subject == "communities[0].moderators")
    #expect(problem.fault == "there is no channel \"#mods\" here")
    #expect(problem.remedy == "did you mean \"#mod\"?")
    #expect(problem.excerpt?.contains("moderators") == true)
  }

  @Test func oneConnectionForTwoCommunitiesIsDoubtful() throws {
    let community = #""platform": "chat", "connection": { "token": "env:TOKEN" }, "plugins": [{ "plugin": "welcome" }]"#
    let folder = try ConfigFolder([
      "config.json": "{ \"communities\": [\n{ \"id\": \"a\", \(community) },\n{ \"id\": \"b\", \(community) } ] }"
    ])
    let (config, problems) = folder.load()
    #expect(config != nil)
    #expect(
      problems.map(\.fault) == [
        "the community \"a\" at line 2 has the same connection: both hear the same messages, and both answer"
      ])
  }
}
