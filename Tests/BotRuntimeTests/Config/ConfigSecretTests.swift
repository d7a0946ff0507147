import BotCore
import BotRuntime
import Testing

/// Where secrets come from. The token of the fake chat stands for all.
struct ConfigSecretTests {
  private func folder(_ reference: String) throws -> ConfigFolder {
    try ConfigFolder(["config.json": configuration(connection: "\"token\": \"\(reference)\"")])
  }

  private func token(_ config: BotConfig?) throws -> String {
    let connect = try #require(config).communities[0].connect
    return try #require(connect(.unreachable) as? FakeChat).settings.token.reveal()
  }

  @Test func aFileGivesItsTextWithoutTheLastLineBreak() throws {
    for (text, secret) in [("s3cret\n", "s3cret"), ("s3cret\r\n", "s3cret"), (" s3 cret", " s3 cret")] {
      let folder = try folder("file:secrets/token")
      try folder.write("secrets/token", Array(text.utf8))
      let (config, problems) = folder.load()
      #expect(problems == [])
      #expect(try token(config) == secret)
    }
  }

  @Test func aCredentialIsFoundWhateverItsMode() throws {
    let folder = try folder("credential:chat-token")
    try folder.write("run/chat-token", Array("s3cret".utf8), mode: 0o444)
    let (config, problems) = folder.load(credentials: "run")
    #expect(problems == [])
    #expect(try token(config) == "s3cret")
  }

  @Test func aFileThatOthersCanReadIsAWarning() throws {
    let folder = try folder("file:token")
    try folder.write("token", Array("s3cret".utf8), mode: 0o640)
    let output = """
      ~/config.json:4:32: warning: communities[0].connection.token: the secret file token is open to other users; \
      run chmod 600 on it
      1 warning
      """
    #expect(folder.rendered() == output)
    #expect(try token(folder.load().config) == "s3cret")
  }

  private static let unusable: [(reference: String, bytes: [UInt8], fault: String)] = [
    ("file:token", [], "the secret file token is empty; write the secret into it"),
    ("file:token", [0x0A], "the secret file token is empty; write the secret into it"),
    ("file:token", [0xFF], "the secret file token is not UTF-8 text; save it as UTF-8"),
    ("file:run", [1], "the secret file run is no file; name a regular file"),
    (
      "file:token", Array(repeating: 0x61, count: 4 << 20 + 1),
      "the secret file token is larger than 4 MiB; name a file that holds only the secret"
    ),
    ("credential:other", [1], "the credential other does not exist; create it, or correct the reference"),
    (
      "credential:../token", [1],
      "what follows \"credential:\" is no name of a credential; write credential: and its name"
    ),
  ]

  @Test(arguments: unusable.indices) func aSecretThatCannotBeUsedIsToldByName(_ index: Int) throws {
    let unusable = Self.unusable[index]
    let folder = try folder(unusable.reference)
    try folder.write("run/x", [])
    try folder.write("token", unusable.bytes)
    #expect(
      folder.rendered(credentials: "run")
        == "~/config.json:4:32: error: communities[0].connection.token: \(unusable.fault)\n1 error")
  }

  /// Wherever a token is pasted into the connection, and whatever else is wrong there.
  @Test(
    arguments: [
      #""token": "xoxb-leak""#, #""tokn": "xoxb-leak""#, #""token": ["xoxb-leak"]"#, #""token": { "a": "xoxb-leak" }"#,
      #""token": "env:TOKEN", "token": "xoxb-leak""#, #""token": "xoxb-leak", "token": 3"#, #""token": "xoxb-leak"#,
      #""token" "xoxb-leak""#, #""token": env:xoxb-leak"#, #""token": "env:xoxb-leak""#,
      #""auth": ["a", ["xoxb-leak"]]"#,
      "\"auth\":\n{ \"a\":\n\"xoxb-leak\", \"a\": 1 }", "\"token\":\n\"xoxb-leak",
    ]
  )
  func aTokenInPlainTextIsNeverRepeated(_ connection: String) throws {
    for platform in ["chat", "chta"] {
      let text = #"{ "communities": [{ "id": "A", "platform": "\#(platform)", "connection": { \#(connection) } }] }"#
      let folder = try ConfigFolder(["config.json": text])
      let (config, problems) = folder.load()
      #expect(config == nil)
      #expect(!Configuration.render(problems).contains("xoxb"))
      #expect(!problems.json.text.contains("xoxb"))
      #expect(!"\(problems)".contains("xoxb"))
    }
  }
}
