import BotCore
import BotRuntime
import Testing

/// Configurations that are in order, and what comes of them.
struct ConfigLoadTests {
  static let whole = #"""
    {
      // Where things are kept.
      "store": { "path": "state/bot.sqlite", "keep": "7d" },
      "http": { "listen": "[::1]:0", "caFile": "ca.pem", },
      "texts": { "rules": "Be kind. {community.name}" },
      "include": ["communities/*.json"],
      "communities": [
        { "id": "lobby", "name": "The Lobby", "platform": "chat", "connection": { "token": "env:TOKEN" },
          "timezone": "Europe/London", "locale": "en-GB", "moderators": "#moderators",
          "plugins": [
            { "plugin": "welcome", "name": "welcome-en", "text": "Hi {member.name}! {texts.rules}", "delay": "5m",
              "mode": "observe", "maxMessages": 5 },
            { "plugin": "answers", "file": "faq.md", "synonyms": { "a": ["b"] }, "zone": "UTC", "tone": "friendly",
              "entries": [{ "question": "Who?", "answer": "We." }, { "question": "What?", "answer": "This." }] },
          ] },
      ], /* The end. */
    }
    """#

  static let files = [
    "config.json": whole, "ca.pem": "-", "faq.md": "\u{FEFF}# FAQ",
    "communities/b.json":
      #"{ "communities": [{ "id": "b", "platform": "feed", "plugins": [{ "plugin": "answers", "file": "faq.md" }] }] }"#,
    "communities/a.json":
      #"{ "communities": [{ "id": "a", "platform": "feed", "plugins": [{ "plugin": "answers", "file": "faq.md" }] }] }"#,
    "communities/faq.md": "# Theirs", "communities/.hidden.json": "{",
  ]

  @Test func readsTheWhole() throws {
    let folder = try ConfigFolder(Self.files)
    let (config, problems) = folder.load()
    #expect(
      problems.map { "\($0.severity) \($0.subject): \($0.fault)" } == [
        "warning store.path: there is no folder \(folder.path)/state on this machine"
      ])
    let read = try #require(config)
    #expect(read.store.path == folder.path + "/state/bot.sqlite")
    #expect(read.store.keep == .days(7))
    #expect(read.http.listen == "[::1]:0")
    #expect(read.http.caFile == folder.path + "/ca.pem")
    #expect(read.communities.map(\.community.id.raw) == ["lobby", "a", "b"])
    let lobby = read.communities[0]
    #expect(lobby.community.name == "The Lobby")
    #expect(lobby.community.platform == "chat")
    #expect(lobby.community.timezone.name == "Europe/London")
    #expect(lobby.community.locale == "en-GB")
    #expect(lobby.community.moderators == "#moderators")
    #expect(lobby.about.name == "chat")
    #expect(lobby.instances.map(\.id.raw) == ["lobby/welcome-en", "lobby/answers"])
  }

  @Test func readsTheSettingsOfPlugins() throws {
    let lobby = try #require(ConfigFolder(Self.files).load().config).communities[0]
    let welcome = try #require(lobby.instances[0].plugin as? FakeWelcome).settings
    #expect(welcome.text.render(["member.name": "Ada", "community.name": "Lobby"]).plain == "Hi Ada! Be kind. Lobby")
    #expect(welcome.delay == .minutes(5))
    #expect(welcome.most == 3)
    #expect(lobby.instances[0].common.mode == .observe)
    #expect(lobby.instances[0].common.maxMessages == 5)
    #expect(lobby.instances[1].common.mode == .act)
    let answers = try #require(lobby.instances[1].plugin as? FakeAnswers).settings
    #expect(answers.file == TextFile(path: "faq.md", text: "# FAQ"))
    #expect(answers.entries.map(\.question) == ["Who?", "What?"])
    #expect(answers.entries.map(\.answer.source) == ["We.", "This."])
    #expect(answers.synonyms == ["a": ["b"]])
    #expect(answers.tone == .friendly)
  }

  @Test func filesCountFromTheFileThatNamesThem() throws {
    let config = try #require(ConfigFolder(Self.files).load().config)
    let answers = try #require(config.communities[1].instances[0].plugin as? FakeAnswers).settings
    #expect(answers.file == TextFile(path: "faq.md", text: "# Theirs"))
  }

  @Test func theConnectionMakesAConnectorWithItsSecret() throws {
    let config = try #require(ConfigFolder(Self.files).load().config)
    let chat = try #require(config.communities[0].connect(.unreachable) as? FakeChat)
    #expect(chat.settings.token.reveal() == "t0p")
  }

  @Test func whatIsLeftOutHasItsDefault() throws {
    let config = try #require(ConfigFolder(["config.json": configuration()]).load().config)
    #expect(config.store.keep == .days(30))
    #expect(config.http.listen == "127.0.0.1:8080")
    #expect(config.communities[0].community.name == "lobby")
    #expect(config.communities[0].community.timezone == .utc)
    #expect(config.communities[0].instances.map(\.id.raw) == ["lobby/welcome"])
  }

  @Test func warningsLeaveTheConfigurationUsable() throws {
    let (config, problems) = try ConfigFolder([
      "config.json": #"{ "communities": [{ "id": "a", "platform": "feed" }] }"#
    ]).load()
    #expect(config?.communities.count == 1)
    #expect(problems.map(\.severity) == [.warning])
  }

  @Test func aWildcardLeavesOutTheMainFile() throws {
    let folder = try ConfigFolder([
      "config.json": configuration(top: #" "include": ["*.json", "more.json"],"#),
      "more.json": #"{ "communities": [{ "id": "a", "platform": "feed", "plugins": [] }] }"#,
    ])
    #expect(folder.load().config?.communities.map(\.community.id.raw) == ["lobby", "a"])
  }

  @Test func whatIsCutShortOrLacksALetterIsToldAndNeverCrashes() throws {
    let bytes = Array(Self.whole.utf8)
    let folder = try ConfigFolder(Self.files)
    for place in stride(from: 0, to: bytes.count - 2, by: 13) {
      try folder.write("config.json", Array(bytes[..<place]))
      #expect(folder.load().config == nil)
      try folder.write("config.json", Array(bytes[..<place]) + bytes[(place + 1)...])
      let (config, problems) = folder.load()
      #expect(config != nil || problems.contains { $0.severity == .error })
    }
  }

  @Test func problemsAreSortedByPlace() throws {
    let folder = try ConfigFolder([
      "config.json": configuration(top: "\n\"include\": [\"b.json\", \"a.json\"],\n\"x1\": 1,\n\"x2\": 2,"),
      "a.json": #"{ "x3": 1 }"#, "b.json": "{",
    ])
    let places = folder.load().problems.map { "\(ConfigFolder.name($0.place)):\($0.place?.line ?? 0)" }
    #expect(places == ["a.json:1", "b.json:1", "config.json:3", "config.json:4"])
  }
}

extension ConfigFolder {
  static func name(_ place: Problem.Place?) -> Substring {
    place?.file.split(separator: "/").last ?? ""
  }
}
