import BotCore
import BotTesting

/// A platform with a secret, and one that brings nothing and takes posts.
struct FakeChat: Connector {
  struct Settings: SettingGroup {
    @Setting("The bot's token.") var token: Secret
    @Setting("Where to listen.") var channels: [String] = []
    @Setting("How often to ask.") var every: Duration = .seconds(30)
    init() {}
  }

  static let about = ConnectorAbout(
    name: "chat", summary: "A chat.", receives: [.poll], capabilities: [.joins, .messages, .post, .reply],
    text: TextLimits(max: 100, unit: .scalars), idempotency: .none)

  let settings: Settings
  init(_ settings: Settings, _ tools: Tools) { self.settings = settings }
  func perform(_ action: Action, key: String) async -> Outcome { .done(nil) }
}

struct FakeFeed: Connector {
  struct Settings: SettingGroup {
    @Setting("The address of the feed.") var url: String = "https://feed.example"
    init() {}
  }

  static let about = ConnectorAbout(
    name: "feed", summary: "A feed.", receives: [.poll], capabilities: [.post],
    text: TextLimits(max: 100, unit: .bytes),
    idempotency: .lookup)

  init(_ settings: Settings, _ tools: Tools) {}
  func perform(_ action: Action, key: String) async -> Outcome { .done(nil) }
}

struct FakeWelcome: Plugin {
  struct Settings: SettingGroup {
    @Setting("What to say.", .variables(["member.name": "the newcomer", "community.name": "the community"]))
    var text: Template = "Welcome {member.name}!"
    @Setting("How long to wait.") var delay: Duration? = nil
    @Setting("At most this many.", .range(1...10)) var most: Int = 3
    init() {}
  }

  static let about = PluginAbout(
    name: "welcome", summary: "Greets newcomers.", needs: [.joins, .post], maxEventAge: .minutes(10))

  let settings: Settings
  let triggers: Set<Trigger> = []
  init(_ settings: Settings) { self.settings = settings }
  func handle(_ event: Event, _ context: inout Context) -> [Action] { [] }
}

struct FakeAnswers: Plugin {
  enum Tone: String, SettingChoice { case plain, friendly }

  struct Entry: SettingGroup {
    @Setting("What is asked.", .notEmpty) var question: String
    @Setting("What to answer.") var answer: Template
    init() {}
  }

  struct Settings: SettingGroup {
    @Setting("The questions, in a file.") var file: TextFile? = nil
    @Setting("The questions, here.") var entries: [Entry] = []
    @Setting("How to sound.") var tone: Tone = .plain
    @Setting("Words that stand for others.") var synonyms: [String: [String]] = [:]
    @Setting("Where questions are asked.") var zone: Zone = .utc
    @Setting("From when on an answer is sure.") var threshold: Double = 0.5
    @Setting("Whether to ask back.") var ask: Bool = false
    init() {}

    func check(_ node: SettingNode) {
      if file == nil, entries.isEmpty {
        node.fail("there is nothing to answer", "give \"file\" or \"entries\"")
      }
    }
  }

  static let about = PluginAbout(
    name: "answers", summary: "Answers questions.", needs: [.post], maxEventAge: .minutes(10))

  let settings: Settings
  let triggers: Set<Trigger> = []
  init(_ settings: Settings) { self.settings = settings }
  func handle(_ event: Event, _ context: inout Context) -> [Action] { [] }
}

extension Registry {
  static let fake = Registry(
    plugins: [PluginKind(FakeAnswers.self), PluginKind(FakeWelcome.self)],
    connectors: [ConnectorKind(FakeChat.self), ConnectorKind(FakeFeed.self)])
}

extension Tools {
  /// For connectors that are made and never asked.
  static var unreachable: Tools {
    .testing(http: ScriptedHTTP { _ in HTTPResponse(status: 404, headers: [:], body: []) })
  }
}
