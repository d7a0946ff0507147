import BotCore
import BotRuntime
import Testing

/// What two configurations do differently, told as sentences.
struct ConfigChangesTests {
  private static let plain = #"{ "plugin": "welcome" }"#

  private static func config(
    top: String = "", connection: String = #""token": "env:TOKEN""#, plugins: String = plain, id: String = "lobby",
    more: String = ""
  ) -> String {
    """
    { \(top) "communities": [
      { "id": "\(id)", "platform": "chat", \(more) "connection": { \(connection) }, "plugins": [\(plugins)] } ] }
    """
  }

  private func changes(
    _ old: String, _ new: String, files: [String: String] = [:], newFiles: [String: String] = [:]
  ) throws -> [ConfigChange] {
    let before = try ConfigFolder(["config.json": old].merging(files) { $1 })
    let after = try ConfigFolder(["config.json": new].merging(files) { $1 }.merging(newFiles) { $1 })
    return Configuration.changes(from: try document(before), to: try document(after), registry: .fake)
  }

  private func document(_ folder: ConfigFolder) throws -> ConfigDocument {
    try #require(
      Configuration.document(path: folder.path + "/config.json", registry: .fake, environment: [:], now: nil).document)
  }

  private func sentences(_ old: String, _ new: String) throws -> [String] { try changes(old, new).map(\.sentence) }

  @Test func whatIsLeftOutIsItsDefault() throws {
    let same = #"{ "plugin": "welcome", "text": "Welcome {member.name}!", "most": 3.0, "mode": "act" } // as it is"#
    #expect(try changes(Self.config(), Self.config(top: #""store": { "keep": "30d" },"#, plugins: same + "\n")) == [])
  }

  @Test func aSettingIsToldWithItsValuesAndItsMeaning() throws {
    let new = Self.config(plugins: #"{ "plugin": "welcome", "most": 5, "delay": "1h" }"#)
    #expect(
      try sentences(Self.config(), new) == [
        #"welcome: "delay" is "1h", was not set (How long to wait.)"#,
        #"welcome: "most" is 5, was 3 (the default) (At most this many.)"#,
      ])
    #expect(
      try sentences(new, Self.config()).last == #"welcome: "most" is 3 (the default), was 5 (At most this many.)"#)
    let change = try #require(try changes(Self.config(), new).last)
    #expect(
      change.json == [
        "kind": "changed", "community": "lobby", "instance": "welcome", "setting": "most", "old": 3, "new": 5,
        "meaning": "At most this many.",
        "sentence": #"welcome: "most" is 5, was 3 (the default) (At most this many.)"#,
      ])
  }

  @Test func pluginsComeGoAndLoseTheirMemory() throws {
    let two = Self.config(plugins: Self.plain + #", { "plugin": "answers", "entries": [] }"#)
    #expect(try sentences(Self.config(), two) == ["answers: the plugin is added (Answers questions.)"])
    #expect(try sentences(two, Self.config()) == ["answers: the plugin is removed (Answers questions.)"])
    let named = Self.config(plugins: #"{ "plugin": "welcome", "name": "hello" }"#)
    #expect(
      try sentences(Self.config(), named) == [
        "welcome: the plugin is removed (Greets newcomers.)",
        #"hello: the plugin is added; it remembers nothing of what "welcome" did (Greets newcomers.)"#,
      ])
  }

  @Test func communitiesComeAndGo() throws {
    #expect(
      try sentences(Self.config(), Self.config(plugins: "", id: "club")) == [
        #"the community "lobby" is removed, with welcome"#,
        #"the community "club" is added on chat, with no plugins"#,
      ])
    #expect(
      try sentences(Self.config(), Self.config(more: #""timezone": "Europe/London","#)) == [
        #""timezone" is "Europe/London", was "UTC" (the default) (The time zone of its schedules and dates, by its IANA name.)"#
      ])
  }

  @Test func noSecretIsShown() throws {
    let told = try changes(
      Self.config(connection: #""token": "xoxb-planted-1", "tokn": "xoxb-planted-2""#),
      Self.config(connection: #""token": "xoxb-planted-3", "tokn": "xoxb-planted-4", "every": "1m""#))
    #expect(
      told.map(\.words) == [
        #"the secret "connection token" is another one"#, #""connection every" is "1m", was "30s" (the default)"#,
        #""connection tokn" is changed, a key that nobody knows"#,
      ])
    #expect(!told.map(\.json.text).joined().contains("planted"))
  }

  @Test func textsNameWhoUsesThem() throws {
    let user = #"{ "plugin": "welcome", "text": "{texts.rules}" }"#
    let old = Self.config(top: #""texts": { "rules": "Be kind.", "gone": "Bye." },"#, plugins: user)
    let new = Self.config(top: #""texts": { "rules": "Be good.", "new": "Hi." },"#, plugins: user)
    #expect(
      try sentences(old, new) == [
        #"the text "gone" is removed"#, #"the text "new" is added: "Hi.""#,
        #"the text "rules" is "Be good.", was "Be kind."; it is used by lobby/welcome"#,
      ])
  }

  @Test func listsAndTablesAreToldByTheirEntries() throws {
    func answers(_ text: String) -> String { Self.config(plugins: #"{ "plugin": "answers", \#(text) }"#) }
    let old = answers(
      #""entries": [{ "question": "Who?", "answer": "We." }, { "question": "Why?", "answer": "So." }], "synonyms": { "a": ["b", "c"] }"#
    )
    let new = answers(
      #""entries": [{ "question": "Who?", "answer": "You." }, { "question": "How?", "answer": "So." }], "synonyms": { "a": ["b", "d"] }"#
    )
    #expect(
      try sentences(old, new) == [
        #"answers: entries "Why?" is removed: {"question":"Why?","answer":"So."}"#,
        #"answers: "entries "Who?" answer" is "You.", was "We." (What to answer.)"#,
        #"answers: entries "How?" is added: {"question":"How?","answer":"So."}"#,
        #"answers: "synonyms a" has also "d", and no longer has "c" (Words that stand for others.)"#,
      ])
  }

  @Test func filesThatSettingsNameAreCompared() throws {
    let config = Self.config(plugins: #"{ "plugin": "answers", "file": "faq.md" }"#)
    let told = try changes(
      config, config, files: ["faq.md": "one\ntwo\nthree\n"],
      newFiles: ["faq.md": "one\n\nthree\nfour\nfive\nsix\nseven\n"])
    #expect(
      told.map(\.sentence) == ["answers: the file faq.md has 4 lines more, 1 line fewer (The questions, in a file.)"])
    #expect(told.first?.examples == ["+ four", "+ five", "+ six", "+ …", "- two"])
    #expect(try changes(config, config, files: ["faq.md": "one\n"]) == [])
  }

  @Test func whatIsNoJSONCannotBeCompared() throws {
    let folder = try ConfigFolder(["config.json": "{ oh no }"])
    let (document, problems) = Configuration.document(
      path: folder.path + "/config.json", registry: .fake, environment: [:], now: nil)
    #expect(document == nil)
    #expect(problems.count == 1)
  }
}
