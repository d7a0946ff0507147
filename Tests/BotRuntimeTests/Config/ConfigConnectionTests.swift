import BotCore
import BotTesting
import Testing

@testable import BotRuntime

/// What is wrong with a connection beside its single settings.
struct ConfigConnectionTests {
  /// A platform that posts only where it is told an address.
  private struct Bridge: Connector {
    struct Inner: SettingGroup {
      @Setting("A key.") var key: Secret = Secret("")
      @Setting("An address.") var url: String = ""
      init() {}
    }

    struct Settings: SettingGroup {
      @Setting("The token.") var token: Secret = Secret("")
      @Setting("Where the API is.") var api: String = ""
      @Setting("Others.") var others: [Inner] = []
      init() {}

      func check(_ node: SettingNode) {
        if api.hasPrefix("ftp:") { node.member("api")?.fail("this is no web address", "write https://") }
        if token.reveal().count < 3 && !token.isEmpty { node.member("token")?.fail("the token is short", "copy it") }
      }
    }

    static let about = ConnectorAbout(
      name: "bridge", summary: "", receives: [.poll], capabilities: [.joins, .messages, .post],
      text: TextLimits(max: 100, unit: .scalars), idempotency: .none)

    static func about(with settings: Settings) -> ConnectorAbout {
      var about = about
      if settings.api.isEmpty { about.capabilities.remove(.post) }
      return about
    }

    init(_ settings: Settings, _ tools: Tools) {}
    func perform(_ action: Action, key: String) async -> Outcome { .done(nil) }
  }

  private struct Reader: Connector {
    struct Settings: SettingGroup {}

    static let about = ConnectorAbout(
      name: "reader", summary: "", receives: [.poll], capabilities: [.messages],
      text: TextLimits(max: 100, unit: .scalars), idempotency: .none)

    init(_ settings: Settings, _ tools: Tools) {}
    func perform(_ action: Action, key: String) async -> Outcome { .done(nil) }
  }

  private func problems(
    _ connection: String, platform: String = "bridge", community: String = "", plugin: String = "welcome"
  ) throws -> [String] {
    let folder = try ConfigFolder([
      "config.json": """
      { "communities": [ { "id": "a", "platform": "\(platform)"\(community), "connection": { \(connection) },
        "plugins": [ { "plugin": "\(plugin)" } ] } ] }
      """
    ])
    let registry = Registry(
      plugins: Registry.fake.plugins, connectors: [ConnectorKind(Bridge.self), ConnectorKind(Reader.self)])
    return folder.load(registry: registry).problems.map {
      "\($0.severity.rawValue) \($0.subject): \($0.fault); \($0.remedy)"
    }
  }

  // MARK: Secrets that are not set

  private static let unset =
    "error communities[0].connection.token: the environment variable NOPE is not set; set NOPE before the bot starts"

  @Test func anUnsetSecretHidesNothingElse() throws {
    #expect(
      try problems(#""token": "env:NOPE", "api": "ftp://a.test", "oders": []"#) == [
        Self.unset, "error communities[0].connection.api: this is no web address; write https://",
        "error communities[0].connection: the key \"oders\" is not known here; did you mean \"others\"?",
      ])
    #expect(
      try problems(#""token": "env:NOPE", "api": "ftp://a.test""#) == [
        Self.unset, "error communities[0].connection.api: this is no web address; write https://",
      ])
    #expect(
      try problems(#""token": "env:NOPE""#)
        == [
          "error communities[0].plugins[0].plugin: welcome needs post, which the platform bridge does not bring; "
            + "change the settings of the connection, or remove it here: botrun connectors bridge", Self.unset,
        ].reversed())
  }

  @Test func whatStandsForASecretIsNotFoundFaultWith() throws {
    #expect(try problems(#""token": "env:NOPE", "api": "https://a.test""#) == [Self.unset])
  }

  // MARK: Unencrypted

  private static let clear =
    "this address is not encrypted: whoever is on the way can read the connection's secrets; "
    + "write https://, or put the service on this machine and write http://127.0.0.1"

  @Test func aSecretOnAnUnencryptedWayIsAWarning() throws {
    #expect(
      try problems(#""token": "env:TOKEN", "api": "http://a.test""#) == [
        "warning communities[0].connection.api: " + Self.clear
      ])
    #expect(
      try problems(#""api": "https://a.test", "others": [ { "key": "env:TOKEN", "url": "http://10.0.0.2/x" } ]"#)
        == ["warning communities[0].connection.others[0].url: " + Self.clear])
    #expect(try problems(#""api": "http://a.test""#) == [], "there is no secret")
    #expect(try problems(#""token": "env:TOKEN", "api": "http://127.0.0.1:8008""#) == [])
  }

  @Test(
    arguments: [
      ("http://a.test", true), ("HTTP://a.test/x", true), ("http://192.168.1.2:80", true), ("http://", true),
      ("http://[fe80::1]/", true), ("http://localhost@evil.test", true), ("http://127.evil.test", true),
      ("http://127.0.0.1.evil.test", true), ("http://localhost.evil.test:80", true),
      ("https://a.test", false), ("a http://b.test", false), ("", false), ("http://localhost", false),
      ("http://LocalHost:8008/x", false), ("http://matrix.localhost", false), ("http://127.0.0.9?x", false),
      ("http://[::1]:8008", false), ("http://me@127.0.0.1/", false),
    ])
  func onlyThisMachineNeedsNoEncryption(address: String, isInClear: Bool) {
    #expect(ClearTraffic.isInClear(address) == isInClear)
  }

  // MARK: Moderators where nothing can be posted

  @Test func moderatorsNeedAPlatformThatPosts() throws {
    let moderators = #", "moderators": "mods""#
    #expect(
      try problems("", platform: "reader", community: moderators, plugin: "answers").first
        == "error communities[0].moderators: nothing can be told to moderators here: the platform reader posts nothing; "
        + "remove it; what is flagged is kept all the same: botrun flags list")
    #expect(
      try problems("", community: moderators).first
        == "error communities[0].moderators: nothing can be told to moderators here: "
        + "the platform bridge posts nothing with these settings; change the settings of the connection "
        + "(botrun connectors bridge), or remove it; what is flagged is kept all the same: botrun flags list")
    #expect(try problems(#""api": "https://a.test""#, community: moderators) == [])
    #expect(try problems("", community: moderators + #", "drafts": true"#) == [], "a person tells them")
  }

  @Test func aPluginThatAnswersNeedsAPlatformThatPosts() throws {
    #expect(
      try problems("", platform: "reader").first
        == "error communities[0].plugins[0].plugin: welcome needs joins, post, which the platform reader does not bring; "
        + "remove it here; it can work on: bridge")
  }
}
