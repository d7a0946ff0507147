import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

@Suite struct SlackLookupTests {
  private static func own(_ ts: String, _ key: String, _ type: String = "botrun") -> JSON {
    [
      "type": "message", "user": "UBOT", "ts": .string(ts), "text": "x",
      "metadata": ["event_type": .string(type), "event_payload": ["key": .string(key)]],
    ]
  }

  private static func page(_ messages: [JSON], next: String = "") -> HTTPResponse {
    .json([
      "ok": true, "messages": .array(messages), "has_more": .bool(!next.isEmpty),
      "response_metadata": ["next_cursor": .string(next)],
    ])
  }

  @Test func aPostIsFoundInTheChannelByItsKey() async throws {
    let http = ScriptedHTTP { _ in
      Self.page([Self.own("5.000001", "other"), Self.own("4.000001", "k1", "another app"), Self.own("3.000001", "k1")])
    }
    let found = try await SlackTest.slack(http)
      .findPosted(.post(text: "x", in: "C1", named: nil), key: "k1", since: SlackTest.now)
    #expect(found == "3.000001")
    let request = try #require(await http.requests.first)
    #expect(request.slackMethod == "conversations.history")
    #expect(request.query("include_all_metadata") == "true")
    #expect(request.query("channel") == "C1")
  }

  @Test func anAnswerIsFoundInItsThread() async throws {
    let http = ScriptedHTTP { _ in Self.page([Self.own("3.000001", "k1")]) }
    let found = try await SlackTest.slack(http)
      .findPosted(.reply(text: "x", to: MessageRef("1.000001", in: "C1")), key: "k1", since: SlackTest.now)
    #expect(found == "3.000001")
    let request = try #require(await http.requests.first)
    #expect(request.slackMethod == "conversations.replies")
    #expect(request.query("ts") == "1.000001")
    #expect(request.query("oldest") == "1767225300.000000")
  }

  @Test func aDirectMessageIsFoundInItsConversation() async throws {
    let http = ScriptedHTTP { request in
      request.slackMethod == "conversations.open"
        ? .json(["ok": true, "channel": ["id": "D1"]]) : Self.page([Self.own("3.000001", "k1")])
    }
    let found = try await SlackTest.slack(http)
      .findPosted(.direct(text: "x", to: "U1"), key: "k1", since: SlackTest.now)
    #expect(found == "3.000001")
    #expect(await http.requests.last?.query("channel") == "D1")
  }

  @Test func theSearchEndsWithTheTimeOfTheFirstTryAndAfterFivePages() async throws {
    func pages(_ ts: String) async throws -> Int {
      let http = ScriptedHTTP { _ in Self.page([Self.own(ts, "other")], next: "more") }
      let found = try await SlackTest.slack(http)
        .findPosted(.post(text: "x", in: "C1", named: nil), key: "k1", since: SlackTest.now)
      #expect(found == nil)
      return await http.requests.count
    }
    #expect(try await pages("1767225000.000000") == 1)
    #expect(try await pages("1767225500.000000") == 5)
  }

  @Test func aSearchThatCannotBeMadeIsNoAnswer() async {
    let limited = SlackTest.slack(ScriptedHTTP { _ in HTTPResponse(status: 429, headers: ["Retry-After": "9"]) })
    await #expect(throws: ConnectorError.limited(after: .seconds(9))) {
      try await limited.findPosted(.post(text: "x", in: "C1", named: nil), key: "k", since: SlackTest.now)
    }
    let silent = SlackTest.slack(ScriptedHTTP { _ in throw HTTPError.noAnswer("reset") })
    await #expect(throws: HTTPError.noAnswer("reset")) {
      try await silent.findPosted(.direct(text: "x", to: "U1"), key: "k", since: SlackTest.now)
    }
  }

  @Test func whatIsNoPostIsNotLookedFor() async throws {
    let http = ScriptedHTTP { _ in Self.page([]) }
    let found = try await SlackTest.slack(http)
      .findPosted(.pin(message: MessageRef("1.0", in: "C1")), key: "k", since: SlackTest.now)
    #expect(found == nil)
    #expect(await http.requests.isEmpty)
  }
}

@Suite struct SlackProbeTests {
  private func probe(
    scopes: String, _ channels: [JSON] = [["id": "C1", "name": "help", "is_member": true]],
    _ change: @escaping (inout SlackSettings) -> Void = { _ in }
  ) async -> [Problem] {
    await SlackTest.slack(
      ScriptedHTTP { request in
        request.slackMethod == "auth.test"
          ? .json(["ok": true, "user_id": "UBOT", "team_id": "T1"], headers: ["x-oauth-scopes": scopes])
          : .json(["ok": true, "channels": .array(channels)])
      }, change
    ).probe()
  }

  private let all =
    "chat:write,channels:read, channels:history,groups:history,im:write,reactions:write,pins:write"

  @Test func aReadyWorkspaceHasNoProblem() async {
    #expect(await probe(scopes: all) == [])
    #expect(await probe(scopes: all) { $0.channels = ["#help", "C1"] } == [])
  }

  @Test func aMissingScopeIsNamedWithThePlaceToAddIt() async {
    let problems = await probe(scopes: "channels:read,channels:history,groups:history,im:write,reactions:write")
    let place = "at https://api.slack.com/apps under OAuth & Permissions, Bot Token Scopes"
    #expect(
      problems == [
        Problem(
          subject: "scope chat:write", fault: "the token lacks it",
          remedy: "add chat:write \(place), and install the app again"),
        Problem(
          .warning, subject: "scope pins:write", fault: "the token lacks it: messages cannot be pinned",
          remedy: "where that is wanted, add pins:write \(place), and install the app again"),
      ])
  }

  @Test func channelsAreFoundOrTheNearestIsNamed() async {
    let channels: [JSON] = [["id": "C1", "name": "help", "is_member": true], ["id": "C2", "name": "news"]]
    let problems = await probe(scopes: all, channels) { $0.channels = ["#halp", "news"] }
    #expect(
      problems == [
        Problem(
          subject: "channel #halp", fault: "there is none of this name that the bot can see",
          remedy: "did you mean #help? correct the name, or invite the bot if the channel is private"),
        Problem(
          subject: "channel news", fault: "the bot is no member of it",
          remedy: "write /invite @<the bot's name> in the channel"),
      ])
    #expect(await probe(scopes: all, []).map(\.fault) == ["the bot is a member of no channel"])
  }

  @Test func anotherWorkspacesTokenIsNoticed() async {
    #expect(
      await probe(scopes: all) { $0.team = "T2" }.map(\.fault) == ["the token is of the workspace T1, not of T2"])
  }

  @Test func aTokenThatIsNotAcceptedIsNamedAndNotShown() async {
    let problems = await SlackTest.slack(ScriptedHTTP { _ in .json(["ok": false, "error": "token_revoked"]) }).probe()
    #expect(problems.map(\.fault) == ["Slack does not accept the token: token_revoked"])
    #expect(!"\(problems)".contains("xoxb"))
    let silent = await SlackTest.slack(ScriptedHTTP { _ in throw HTTPError.notSent("refused") }).probe()
    #expect(silent.map(\.subject) == ["api"])
  }
}

@Suite struct SlackSettingsTests {
  private func read(_ json: JSON) -> (settings: SlackSettings?, faults: [String]) {
    let source = ScenarioSource()
    let settings = SlackSettings.read(SettingNode(json, at: JSONPath(), from: source))
    return (settings, source.faults)
  }

  @Test func aTokenAndASecretAreEnough() {
    let read = read(["token": "env:T", "signingSecret": "env:S"])
    #expect(read.faults == [])
    #expect(read.settings?.api == "https://slack.com/api/")
    #expect(read.settings?.receive == .webhook)
  }

  @Test func webhooksWithoutASecretAreRefused() {
    #expect(
      read(["token": "env:T"]).faults == [
        "error : webhooks cannot be verified without a signing secret; "
          + "add \"signingSecret\": \"env:SLACK_SIGNING_SECRET\", or set \"receive\": \"poll\""
      ])
    #expect(read(["token": "env:T", "receive": "poll"]).faults == [])
  }

  @Test func anAddressWithoutASchemeIsRefused() {
    #expect(
      read(["token": "env:T", "receive": "poll", "api": "slack.com/api"]).faults == [
        "error api: \"slack.com/api\" is no web address; write an address that begins with https://"
      ])
  }

  @Test func theRegistryKnowsSlack() {
    #expect(builtInConnectors.contains { $0.about.name == "slack" })
    #expect(builtInConnectors.map(\.about.name) == builtInConnectors.map(\.about.name).sorted())
  }
}
