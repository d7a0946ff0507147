import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

@Suite struct SlackPerformTests {
  private static let post = Action.post(text: "hi <there>", in: "C1", named: nil)
  private static let message = MessageRef("1.000001", in: "C1")

  private func outcome(
    _ response: HTTPResponse, of action: Action = post
  ) async -> Outcome { await SlackTest.slack(ScriptedHTTP { _ in response }).perform(action, key: "k1") }

  private func outcome(_ error: HTTPError) async -> Outcome {
    await SlackTest.slack(ScriptedHTTP { _ in throw error }).perform(Self.post, key: "k1")
  }

  @Test func aPostCarriesItsKeyAndItsToken() async throws {
    let http = ScriptedHTTP { _ in .json(["ok": true, "channel": "C1", "ts": "1767225600.000900"]) }
    #expect(await SlackTest.slack(http).perform(Self.post, key: "k1") == .done("1767225600.000900"))
    let request = try #require(await http.requests.first)
    #expect(await http.requests.count == 1)
    #expect(request.method == "POST")
    #expect(request.url == "https://slack.com/api/chat.postMessage")
    #expect(request.headers["Authorization"] == "Bearer xoxb-test")
    #expect(request.headers["Content-Type"] == "application/json; charset=utf-8")
    #expect(
      request.json == [
        "channel": "C1", "text": "hi &lt;there&gt;", "unfurl_links": false, "unfurl_media": false, "link_names": false,
        "metadata": ["event_type": "botrun", "event_payload": ["key": "k1"]],
      ])
  }

  @Test func anAnswerGoesToTheThreadOrStartsOne() async {
    func thread(_ message: MessageRef) async -> String? {
      let http = ScriptedHTTP { _ in .json(["ok": true, "ts": "2.0"]) }
      _ = await SlackTest.slack(http).perform(.reply(text: "x", to: message), key: "k")
      return await http.requests.first?.json["thread_ts"]?.string
    }
    #expect(await thread(Self.message) == "1.000001")
    #expect(await thread(MessageRef("1.000001", in: "C1", thread: "0.5")) == "0.5")
  }

  @Test func aDirectMessageOpensTheConversationOnce() async {
    let http = ScriptedHTTP { request in
      request.slackMethod == "conversations.open"
        ? .json(["ok": true, "channel": ["id": "D1"]]) : .json(["ok": true, "ts": "2.0"])
    }
    let slack = SlackTest.slack(http)
    #expect(await slack.perform(.direct(text: "x", to: "U1"), key: "k") == .done("2.0"))
    #expect(await slack.perform(.direct(text: "y", to: "U1"), key: "l") == .done("2.0"))
    let requests = await http.requests
    #expect(requests.map(\.slackMethod) == ["conversations.open", "chat.postMessage", "chat.postMessage"])
    #expect(requests.dropFirst().map { $0.json["channel"]?.string } == ["D1", "D1"])
  }

  @Test func aConversationThatCannotBeOpenedTellsWhy() async {
    #expect(
      await outcome(.json(["ok": false, "error": "cannot_dm_bot"]), of: .direct(text: "x", to: "U1"))
        == .refused(.target, reason: "cannot_dm_bot"))
    #expect(
      await outcome(HTTPResponse(status: 500), of: .direct(text: "x", to: "U1"))
        == .retry(after: nil, scope: .action, reason: "Slack answered with status 500"))
  }

  @Test func aChannelIsFoundByItsName() async {
    let http = ScriptedHTTP { request in
      request.slackMethod == "conversations.list"
        ? .json(["ok": true, "channels": [["id": "C7", "name": "help", "is_member": true]]])
        : .json(["ok": true, "ts": "2.0"])
    }
    let slack = SlackTest.slack(http)
    #expect(await slack.perform(.post(text: "x", in: "#help", named: nil), key: "k") == .done("2.0"))
    #expect(await http.requests.last?.json["channel"] == "C7")
    #expect(
      await slack.perform(.post(text: "x", in: "#nowhere", named: nil), key: "k")
        == .refused(.target, reason: "there is no channel #nowhere, or the bot may not see it; invite it there"))
    #expect(await http.requests.count { $0.slackMethod == "conversations.list" } == 1)
  }

  @Test func whenChannelsCannotBeListedNothingWasPosted() async {
    let action = Action.post(text: "x", in: "#help", named: nil)
    #expect(
      await outcome(HTTPResponse(status: 429, headers: ["Retry-After": "3"]), of: action)
        == .retry(after: .seconds(3), scope: .bucket("conversations.list"), reason: "Slack limits the rate"))
    #expect(await outcome(.json(["ok": false, "error": "invalid_auth"]), of: action) == .unauthorized("invalid_auth"))
    let http = ScriptedHTTP { _ in throw HTTPError.noAnswer("reset") }
    #expect(
      await SlackTest.slack(http).perform(action, key: "k") == .retry(after: nil, scope: .action, reason: "reset"))
  }

  @Test(
    arguments: [
      (429, ["Retry-After": "7"], Duration.seconds(7)), (429, [:], nil), (429, ["Retry-After": "soon"], nil),
      (429, ["Retry-After": "-1"], nil), (429, ["Retry-After": "1e99"], .seconds(86_400)),
      (200, ["retry-after": "2"], .seconds(2)),
    ] as [(Int, Headers, Duration?)])
  func aLimitWaitsForTheChannelAsLongAsSlackSays(status: Int, headers: Headers, after: Duration?) async {
    let response = HTTPResponse.json(["ok": false, "error": "ratelimited"], status: status, headers: headers)
    #expect(
      await outcome(response) == .retry(after: after, scope: .bucket("post/C1"), reason: "Slack limits the rate"))
  }

  @Test(arguments: [500, 502, 503, 504, 408])
  func aFaultOfSlacksLeavesItUnknown(status: Int) async {
    let body: JSON = ["ok": false, "error": "internal_error"]
    #expect(await outcome(.json(body, status: status)) == .unknown("Slack answered with status \(status)"))
  }

  @Test(
    arguments: [
      ("internal_error", .unknown("internal_error")), ("fatal_error", .unknown("fatal_error")),
      ("service_unavailable", .unknown("service_unavailable")), ("request_timeout", .unknown("request_timeout")),
      ("team_added_to_org", .unknown("team_added_to_org")),
      ("invalid_auth", .unauthorized("invalid_auth")), ("not_authed", .unauthorized("not_authed")),
      ("account_inactive", .unauthorized("account_inactive")), ("token_revoked", .unauthorized("token_revoked")),
      ("token_expired", .unauthorized(SlackWord.sentence("token_expired"))),
      ("channel_not_found", .refused(.target, reason: "channel_not_found")),
      (
        "not_in_channel",
        .refused(
          .target,
          reason: "not_in_channel: the bot is no member of the channel; write /invite @<the bot's name> there")
      ),
      ("is_archived", .refused(.target, reason: "is_archived")),
      ("msg_too_long", .refused(.content, reason: "msg_too_long")), ("no_text", .refused(.content, reason: "no_text")),
      ("invalid_blocks", .refused(.content, reason: "invalid_blocks")),
      ("thread_not_found", .refused(.content, reason: "thread_not_found")),
      ("word_of_tomorrow", .refused(.content, reason: "word_of_tomorrow")),
      ("no_permission", .refused(.unsupported, reason: "no_permission")),
    ] as [(String, Outcome)])
  func everyWordHasItsOutcome(word: String, expected: Outcome) async {
    #expect(await outcome(.json(["ok": false, "error": .string(word)])) == expected)
  }

  @Test func aMissingScopeIsNamedWithItsRemedy() async {
    let response = HTTPResponse.json(["ok": false, "error": "missing_scope", "needed": "chat:write", "provided": "x"])
    let reason =
      "the token lacks the scope chat:write; add chat:write at https://api.slack.com/apps under OAuth & Permissions, "
      + "Bot Token Scopes, then Reinstall to Workspace"
    #expect(await outcome(response) == .refused(.unsupported, reason: reason))
  }

  @Test func whatIsNoAnswerIsNotTakenForOne() async {
    #expect(
      await outcome(HTTPResponse(status: 200, body: Array("<html>".utf8)))
        == .unknown("Slack's answer is not JSON with \"ok\""))
    #expect(await outcome(.json(["error": "x"])) == .unknown("Slack's answer is not JSON with \"ok\""))
    #expect(await outcome(.json(["ok": false])) == .refused(.content, reason: "no error named"))
    #expect(
      await outcome(HTTPResponse(status: 404)) == .refused(.content, reason: "Slack answered with status 404"))
  }

  @Test(arguments: [401, 403])
  func aStatusOfNoAccessIsSlacksOnlyWithAWordOfSlacks(status: Int) async {
    #expect(
      await outcome(.json(["ok": false, "error": "token_revoked"], status: status)) == .unauthorized("token_revoked"))
    #expect(
      await outcome(HTTPResponse(status: status, body: Array("<html>".utf8)))
        == .retry(after: nil, scope: .action, reason: "status \(status) without a word of Slack's"))
  }

  @Test func readingTellsWhatIsWorthAnotherTry() {
    func error(_ response: HTTPResponse) -> (any Error)? {
      do {
        _ = try SlackReply(response).value()
        return nil
      } catch { return error }
    }
    func word(_ word: String) -> (any Error)? { error(.json(["ok": false, "error": .string(word)])) }
    #expect(error(.json(["ok": true])) == nil)
    #expect(error(HTTPResponse(status: 500)) as? HTTPError == .noAnswer("Slack answered with status 500"))
    #expect(word("internal_error") as? HTTPError == .noAnswer("internal_error"))
    #expect(
      error(HTTPResponse(status: 200)) as? HTTPError == .noAnswer("Slack's answer is not JSON with \"ok\""))
    #expect(error(HTTPResponse(status: 429)) as? ConnectorError == .limited(after: nil))
    #expect(error(HTTPResponse(status: 404)) as? ConnectorError == .refused("Slack answered with status 404"))
    #expect(
      error(HTTPResponse(status: 401)) as? HTTPError == .noAnswer("Slack answered with status 401"))
    #expect(word("token_revoked") as? ConnectorError == .unauthorized("token_revoked"))
    #expect(word("channel_not_found") as? ConnectorError == .refused("channel_not_found"))
  }

  @Test func onlyWhatWasNeverSentIsSentAgain() async {
    #expect(await outcome(.notSent("refused")) == .retry(after: nil, scope: .action, reason: "refused"))
    #expect(await outcome(.noAnswer("reset")) == .unknown("reset"))
    #expect(await outcome(.tooLarge(limit: 9)) == .unknown("Slack's answer is larger than 9 bytes"))
    #expect(await outcome(.cancelled) == .unknown("cancelled before Slack answered"))
  }

  @Test(
    arguments: [
      (
        .react(emoji: "tada", to: message), "reactions.add", ["channel": "C1", "timestamp": "1.000001", "name": "tada"]
      ),
      (.pin(message: message), "pins.add", ["channel": "C1", "timestamp": "1.000001"]),
      (.delete(message: message, reason: "spam"), "chat.delete", ["channel": "C1", "ts": "1.000001"]),
    ] as [(Action, String, JSON)])
  func otherActionsCallTheirMethod(action: Action, method: String, body: JSON) async {
    let http = ScriptedHTTP { _ in .json(["ok": true]) }
    #expect(await SlackTest.slack(http).perform(action, key: "k") == .done(nil))
    #expect(await http.requests.map(\.slackMethod) == [method])
    #expect(await http.requests.first?.json == body)
  }

  @Test(
    arguments: [
      (.react(emoji: "x", to: message), "already_reacted"), (.pin(message: message), "already_pinned"),
      (.delete(message: message, reason: ""), "message_not_found"),
    ] as [(Action, String)])
  func whatIsSoAlreadyIsDone(action: Action, word: String) async {
    #expect(await outcome(.json(["ok": false, "error": .string(word)]), of: action) == .done(nil))
  }

  @Test func anEditReplacesTheTextInPlace() async throws {
    let http = ScriptedHTTP { _ in .json(["ok": true, "ts": "1.000001"]) }
    #expect(await SlackTest.slack(http).edit(Self.message, text: "<new>", key: "k2") == .done("1.000001"))
    let request = try #require(await http.requests.first)
    #expect(request.slackMethod == "chat.update")
    #expect(
      request.json == [
        "channel": "C1", "ts": "1.000001", "text": "&lt;new&gt;", "blocks": [], "link_names": false,
        "metadata": ["event_type": "botrun", "event_payload": ["key": "k2"]],
      ])
  }

  @Test(
    arguments: [
      .react(emoji: "tada", to: MessageRef("1.000001", in: "#help")),
      .pin(message: MessageRef("1.000001", in: "#help")),
      .delete(message: MessageRef("1.000001", in: "help"), reason: ""),
      .reply(text: "x", to: MessageRef("1.000001", in: "#help")),
    ] as [Action])
  func aMessagesChannelMayStandThereByItsName(action: Action) async {
    let http = Self.help
    guard case .done = await SlackTest.slack(http).perform(action, key: "k") else {
      Issue.record("\(action) was not done")
      return
    }
    #expect(await http.requests.last?.json["channel"] == "C7")
  }

  @Test func anEditedPostsChannelMayStandThereByItsName() async {
    let http = Self.help
    let slack = SlackTest.slack(http)
    #expect(await slack.edit(MessageRef("1.000001", in: "#help"), text: "x", key: "k") == .done("2.0"))
    #expect(await http.requests.last?.json["channel"] == "C7")
    #expect(
      await slack.edit(MessageRef("1.000001", in: "#nowhere"), text: "x", key: "k")
        == .refused(.target, reason: "there is no channel #nowhere, or the bot may not see it; invite it there"))
  }

  private static var help: ScriptedHTTP {
    ScriptedHTTP { request in
      request.slackMethod == "conversations.list"
        ? .json(["ok": true, "channels": [["id": "C7", "name": "help", "is_member": true]]])
        : .json(["ok": true, "ts": "2.0"])
    }
  }

  @Test func aChannelThatRefusesABanKeepsTheMemberInNoOther() async {
    func ban(_ word: String) async -> (outcome: Outcome, kicks: Int) {
      let http = ScriptedHTTP { request in
        switch (request.slackMethod, request.json["channel"]?.string) {
        case ("conversations.list", _):
          .json(["ok": true, "channels": .array(["C1", "C2", "C3"].map { ["id": .string($0), "is_member": true] })])
        case (_, "C1"): .json(["ok": false, "error": .string(word)])
        case (_, "C2"): .json(["ok": false, "error": "is_archived"])
        default: .json(["ok": true])
        }
      }
      let outcome = await SlackTest.slack(http).perform(.ban(member: "U1", reason: ""), key: "k")
      return (outcome, await http.requests.count - 1)
    }
    #expect(await ban("restricted_action") == (.refused(.target, reason: "restricted_action"), 3))
    #expect(await ban("internal_error") == (.unknown("internal_error"), 1))
    #expect(await ban("token_revoked") == (.unauthorized("token_revoked"), 1))
  }

  @Test func aBanRemovesFromEachChannelOfTheBot() async {
    let http = ScriptedHTTP { request in
      switch (request.slackMethod, request.json["channel"]?.string) {
      case ("conversations.list", _):
        .json([
          "ok": true,
          "channels": [
            ["id": "C1", "name": "a", "is_member": true], ["id": "C2", "name": "b", "is_member": false],
            ["id": "C3", "name": "c", "is_member": true],
          ],
        ])
      case (_, "C1"): .json(["ok": false, "error": "not_in_channel"])
      default: .json(["ok": true])
      }
    }
    #expect(await SlackTest.slack(http).perform(.ban(member: "U1", reason: ""), key: "k") == .done(nil))
    #expect(await http.requests.dropFirst().map { $0.json["channel"]?.string } == ["C1", "C3"])
  }

  @Test(
    arguments: [
      .hide(message: message, reason: ""), .timeout(member: "U1", until: SlackTest.now, reason: ""),
      .approve(member: "U1"), .decline(member: "U1", reason: ""),
      .edit(named: "x", text: "y"), .timer(name: "t", at: nil), .measure(name: "m", value: 1),
    ] as [Action])
  func whatSlackOffersNoAppIsRefusedUnsent(action: Action) async {
    let http = ScriptedHTTP { _ in .json(["ok": true]) }
    guard case .refused(.unsupported, _) = await SlackTest.slack(http).perform(action, key: "k") else {
      Issue.record("\(action) was not refused")
      return
    }
    #expect(await http.requests.isEmpty)
  }

  @Test func postsArePacedPerChannelAndTheRestPerMethod() {
    let slack = SlackTest.slack { $0.messagesPerSecondPerChannel = 0.5 }
    #expect(slack.buckets(for: Self.post) == [Bucket("post/C1", spacing: .seconds(2))])
    #expect(slack.buckets(for: .reply(text: "x", to: Self.message)) == [Bucket("post/C1", spacing: .seconds(2))])
    #expect(
      slack.buckets(for: .direct(text: "x", to: "U1")) == [
        Bucket("post/U1", spacing: .seconds(2)), Bucket("conversations.open"),
      ])
    #expect(
      slack.buckets(for: .post(text: "x", in: "#help", named: nil)) == [
        Bucket("post/#help", spacing: .seconds(2)), Bucket("conversations.list"),
      ])
    #expect(
      slack.buckets(for: .ban(member: "U1", reason: "")).map(\.name) == [
        "conversations.kick", "admin.users.remove", "conversations.list", "auth.test",
      ])
    #expect(
      slack.buckets(for: .grant(role: "x", to: "U1")).map(\.name) == [
        "usergroups.users.update", "usergroups.users.list",
      ])
    #expect(slack.buckets(for: .pin(message: Self.message)) == [Bucket("pins.add", spacing: .seconds(3), burst: 10)])
    #expect(
      slack.buckets(for: .edit(named: "x", text: "y")) == [
        Bucket("chat.update", spacing: .seconds(1.2), burst: 25), Bucket("conversations.list"),
      ])
    #expect(slack.buckets(for: .timer(name: "t", at: nil)) == [])
    #expect(SlackTest.slack { $0.messagesPerSecondPerChannel = 0 }.buckets(for: Self.post) == [Bucket("post/C1")])
  }
}
