import BotCore
import Connectors
import FoundationEssentials
import Testing

@testable import BotRuntime

/// Whatever the platform, whatever a plugin wants: in a dry run no connector is asked to do anything.
@Suite struct DryRunTests {
  /// Brings one message, and notes what it is asked to do.
  private struct Spy: Connector {
    struct Settings: SettingGroup {}
    static let about = ConnectorAbout(
      name: "spy", summary: "", receives: [.poll], capabilities: [], text: TextLimits(max: 4000, unit: .scalars),
      idempotency: .none)

    let asked: Lock<[String]>

    init(_ asked: Lock<[String]>) { self.asked = asked }
    init(_ settings: Settings, _ tools: Tools) { asked = Lock([]) }

    func poll(_ cursor: Cursor?) async throws -> Poll {
      let message = Message("m1", in: "general", by: Member("ada", name: "Ada"), "hello")
      let event = Event.posted(message, in: "town", at: Clock.system.now())
      return Poll(events: cursor == nil ? [event] : [], cursor: Cursor("1"), next: nil)
    }

    func perform(_ action: Action, key: String) async -> Outcome {
      asked.withLock { $0.append("\(action)") }
      return .done("p")
    }

    func edit(_ message: MessageRef, text: Text, key: String) async -> Outcome {
      asked.withLock { $0.append("edit \(text.plain)") }
      return .done("p")
    }

    func findPosted(_ action: Action, key: String, since: Date) async throws -> ID<Message>? {
      asked.withLock { $0.append("find \(action)") }
      return nil
    }
  }

  /// Answers a message with every action that there is.
  private struct Everything: Plugin {
    struct Settings: SettingGroup {}
    static let about = PluginAbout(name: "everything", summary: "", needs: [], maxEventAge: .hours(1))
    let triggers: Set<Trigger> = [.messagePosted]

    init() {}
    init(_ settings: Settings) {}

    func handle(_ event: Event, _ context: inout Context) throws -> [Action] {
      guard let message = event.message?.ref else { return [] }
      let soon = context.now + .minutes(30)
      let all: [Action] = [
        .post(text: "t", in: "general", named: "n"), .reply(text: "t", to: message, named: "r"),
        .schedule(text: "t", in: "general", at: soon), .direct(text: "t", to: "ada"), .edit(named: "n", text: "u"),
        .react(emoji: "👍", to: message), .pin(message: message), .hide(message: message, reason: "r"),
        .delete(message: message, reason: "r"), .timeout(member: "ada", until: soon, reason: "r"),
        .ban(member: "ada", reason: "r"), .grant(role: "x", to: "ada"), .approve(member: "ada"),
        .decline(member: "ada", reason: "r"), .flag(Flag("f", text: "t", name: "f")), .settle(flag: "f"),
        .hold(until: nil, reason: "r"), .timer(name: "t", at: soon), .measure(name: "m", value: 1),
      ]
      return all.filter { $0.isKnownToTest }
    }
  }

  private func run(
    _ about: ConnectorAbout, isDryRun: Bool, in home: Home
  ) async throws -> (asked: [String], held: [Delivery]) {
    let asked = Lock<[String]>([])
    let instance = InstanceConfig(
      id: "town/everything", about: Everything.about, plugin: Everything(), common: InstanceSettings())
    let community = CommunityConfig(
      community: Community(id: "town", platform: about.name, moderators: "mods"), about: about,
      connect: { _ in Spy(asked) }, credential: "c", instances: [instance])
    var settings = StoreSettings()
    settings.path = home.file("\(about.name)-\(isDryRun).sqlite")
    let config = BotConfig(
      store: settings, http: HTTPSettings(), communities: [community], hash: "h", isDryRun: isDryRun)
    var options = Bot.Options()
    options.isOnce = true
    let bot = try Bot(config, log: .silent, options: options) { (config, []) }
    try await bot.run(storePath: settings.path)
    let store = try SQLiteStore(path: settings.path)
    let held = try store.deliveries(in: [.held], after: 0, limit: 100)
    return (asked.withLock { $0 }, held)
  }

  @Test(arguments: builtInConnectors.map(\.about.name)) func noConnectorIsAskedForAnything(name: String) async throws {
    var about = try #require(builtInConnectors.first { $0.about.name == name }).about
    // Also what the platform cannot do.
    about.capabilities.formUnion(Capability.acts)
    let home = Home()
    let dry = try await run(about, isDryRun: true, in: home)
    #expect(dry.asked == [])
    // Each action, the flag's announcement, and its end.
    #expect(dry.held.count == 16)
    #expect(dry.held.allSatisfy { $0.note == Delivery.dryRun })
  }

  /// That the test would see it.
  @Test func withoutTheSwitchTheConnectorIsAsked() async throws {
    let wet = try await run(Spy.about, isDryRun: false, in: Home())
    #expect(wet.asked.count >= 14)
    #expect(wet.held == [])
  }

  @Test func theCommandLineAndTheConfigurationSwitchItOn() async throws {
    let home = Home()
    #expect(try await home.run("example", home.file("try")).end == .exited(0))
    try home.freePort(in: "try/config.json")
    let config = home.file("try/config.json")
    let run = try await home.run("run", "--config", config, "--show", "--dry-run", "--for", "8s")
    #expect(run.end == .exited(0))
    #expect(
      run.output.hasPrefix("Dry run: nothing goes out. \"botrun outbox list\" shows afterwards what would have.\n"))
    #expect(
      run.output.contains(
        "Welcome to The Lobby, @Ada! Be kind, stay on the topic, and do not advertise. Questions go to #help. [dry run]"
      ))
    let list = try await home.run("outbox", "list", "--config", config)
    #expect(list.output.contains("dry run: it would have gone out"))
    let text = String(decoding: home.bytes(of: "try/config.json"), as: UTF8.self)
    try home.write(text.replacing("\"communities\"", with: "\"dryRun\": true, \"communities\""), to: "try/config.json")
    let once = try await home.run("once", "--config", config)
    #expect(once.end == .exited(0), "\(once.errors)")
    #expect(once.errors.contains("dry run: nothing goes out"))
    let sent = try await home.run("outbox", "list", "--config", config, "--state", "sent")
    #expect(sent.output == "Nothing waits.\n")
  }
}

extension Action {
  /// A new kind of action stops the build here: it has to be among those that are tried.
  fileprivate var isKnownToTest: Bool {
    switch self {
    case .post, .reply, .schedule, .direct, .edit, .react, .pin, .hide, .delete, .timeout, .ban, .grant, .approve,
      .decline, .flag, .settle, .hold, .timer, .fetch, .measure:
      true
    }
  }
}
