import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

/// What an admin's token adds, and what goes on without one.
@Suite struct SlackModerateTests {
  private static let message = MessageRef("1.000001", in: "C1")

  /// Answers by method, and by whose token asks: `admin chat.delete`.
  private func calls(
    _ action: Action, isAdmin: Bool = true, _ answers: [String: JSON] = [:]
  ) async -> (outcome: Outcome, calls: [String], last: JSON) {
    let http = ScriptedHTTP { request in
      if let answer = answers[Self.name(request)] { return .json(answer) }
      return switch request.slackMethod {
      case "auth.test": .json(["ok": true, "user_id": "UBOT", "team_id": "T1"])
      case "conversations.list": .json(["ok": true, "channels": [["id": "C1", "name": "help", "is_member": true]]])
      default: .json(["ok": true])
      }
    }
    let slack = SlackTest.slack(http) { if isAdmin { $0.adminToken = Secret("xoxp-admin") } }
    let outcome = await slack.perform(action, key: "k")
    return (outcome, await http.requests.map(Self.name), await http.requests.last?.json ?? .null)
  }

  private static func name(_ request: HTTPRequest) -> String {
    (request.headers["Authorization"] == "Bearer xoxp-admin" ? "admin " : "") + request.slackMethod
  }

  private static func refusal(_ word: String) -> JSON { ["ok": false, "error": .string(word)] }

  @Test func ownMessagesAreDeletedWithTheBotsToken() async {
    let result = await calls(.delete(message: Self.message, reason: ""))
    #expect(result.outcome == .done(nil))
    #expect(result.calls == ["chat.delete"])
  }

  @Test func othersMessagesAreDeletedWithTheAdmins() async {
    let refusal = ["chat.delete": Self.refusal("cant_delete_message")]
    let result = await calls(.delete(message: Self.message, reason: ""), refusal)
    #expect(result.outcome == .done(nil))
    #expect(result.calls == ["chat.delete", "admin chat.delete"])
    #expect(result.last == ["channel": "C1", "ts": "1.000001"])
    let without = await calls(.delete(message: Self.message, reason: ""), isAdmin: false, refusal)
    #expect(
      without.outcome
        == .refused(
          .unsupported,
          reason: "cant_delete_message: a bot may delete its own messages only; set adminToken for those of others"))
  }

  @Test func toHideIsToDeleteAsAnAdmin() async {
    let result = await calls(.hide(message: Self.message, reason: ""))
    #expect(result.outcome == .done(nil))
    #expect(result.calls == ["admin chat.delete"])
    #expect(
      await calls(.hide(message: Self.message, reason: ""), isAdmin: false).outcome
        == .refused(.unsupported, reason: "Slack lets an admin alone do this; set adminToken"))
    #expect(
      await calls(
        .hide(message: Self.message, reason: ""), ["admin chat.delete": Self.refusal("message_not_found")]
      ).outcome == .done(nil))
  }

  @Test func anAdminsTokenThatIsNotAcceptedStopsNothingElse() async {
    #expect(
      await calls(.hide(message: Self.message, reason: ""), ["admin chat.delete": Self.refusal("token_revoked")])
        .outcome
        == .refused(.unsupported, reason: "Slack does not accept the adminToken: token_revoked"))
  }

  @Test func aBanRemovesFromTheWorkspaceWhereSlackLetsTheAdmin() async {
    let result = await calls(.ban(member: "U1", reason: ""))
    #expect(result.outcome == .done(nil))
    #expect(result.calls == ["auth.test", "admin admin.users.remove"])
    #expect(result.last == ["team_id": "T1", "user_id": "U1"])
  }

  @Test(arguments: ["missing_scope", "not_allowed_token_type", "feature_not_enabled", "not_an_enterprise"])
  func elseItRemovesFromTheChannels(word: String) async {
    let result = await calls(.ban(member: "U1", reason: ""), ["admin admin.users.remove": Self.refusal(word)])
    #expect(result.outcome == .done(nil))
    #expect(result.calls == ["auth.test", "admin admin.users.remove", "conversations.list", "conversations.kick"])
    #expect(result.last == ["channel": "C1", "user": "U1"])
  }

  @Test func aBanThatMayHaveHappenedIsNotTriedInAnotherWay() async {
    let result = await calls(
      .ban(member: "U1", reason: ""), ["admin admin.users.remove": Self.refusal("internal_error")])
    #expect(result.outcome == .unknown("internal_error"))
    #expect(result.calls.last == "admin admin.users.remove")
  }

  @Test(arguments: [
    (Action.approve(member: "I01"), "admin.inviteRequests.approve"),
    (.decline(member: "I01", reason: "no"), "admin.inviteRequests.deny"),
  ])
  func requestsForAnInvitationAreDecidedOn(action: Action, method: String) async {
    let result = await calls(action)
    #expect(result.outcome == .done(nil))
    #expect(result.calls == ["auth.test", "admin " + method])
    #expect(result.last == ["team_id": "T1", "invite_request_id": "I01"])
    #expect(await calls(action, isAdmin: false).calls == [])
  }
}

@Suite struct SlackGrantTests {
  private func grant(
    _ role: String, users: [JSON] = ["U7", "U8"], update: JSON = ["ok": true]
  ) async -> (outcome: Outcome, requests: [HTTPRequest]) {
    let http = ScriptedHTTP { request in
      switch request.slackMethod {
      case "usergroups.list":
        .json([
          "ok": true,
          "usergroups": [["id": "S1", "handle": "helpers", "name": "Helpers"], ["id": "S2", "handle": "S1"]],
        ])
      case "usergroups.users.list": .json(["ok": true, "users": .array(users)])
      default: .json(update)
      }
    }
    let outcome = await SlackTest.slack(http).perform(.grant(role: role, to: "U1"), key: "k")
    return (outcome, await http.requests)
  }

  @Test(arguments: ["@helpers", "helpers"])
  func aMemberIsAddedToTheWholeList(role: String) async {
    let result = await grant(role)
    #expect(result.outcome == .done(nil))
    #expect(
      result.requests.map(\.slackMethod) == ["usergroups.list", "usergroups.users.list", "usergroups.users.update"])
    #expect(result.requests[1].query("usergroup") == "S1")
    #expect(result.requests.last?.json == ["usergroup": "S1", "users": "U7,U8,U1"])
  }

  @Test func aHandleGoesBeforeAnIdOfTheSameName() async {
    #expect(await grant("S1").requests.last?.json["usergroup"] == "S2")
    #expect(await grant("S2").requests.last?.json["usergroup"] == "S2")
  }

  @Test func whoIsInTheGroupStaysThereUntouched() async {
    let result = await grant("@helpers", users: ["U1", "U7"])
    #expect(result.outcome == .done(nil))
    #expect(result.requests.map(\.slackMethod) == ["usergroups.list", "usergroups.users.list"])
  }

  @Test func anUnknownGroupIsNamed() async {
    #expect(
      await grant("@nobody").outcome
        == .refused(.unsupported, reason: "there is no user group @nobody; create it in Slack, or correct the name"))
  }

  @Test func whatMayHaveHappenedIsDoneAgain() async {
    #expect(
      await grant("@helpers", update: ["ok": false, "error": "internal_error"]).outcome
        == .retry(after: nil, scope: .action, reason: "internal_error"))
    #expect(
      await grant("@helpers", update: ["ok": false, "error": "plan_upgrade_required"]).outcome
        == .refused(.unsupported, reason: "plan_upgrade_required: user groups need a paid plan of Slack"))
  }

  @Test func aLimitWaits() async {
    let slack = SlackTest.slack(ScriptedHTTP { _ in HTTPResponse(status: 429, headers: ["Retry-After": "5"]) })
    #expect(
      await slack.perform(.grant(role: "x", to: "U1"), key: "k")
        == .retry(after: .seconds(5), scope: .bucket("usergroups.users.list"), reason: "Slack limits the rate"))
  }
}

@Suite struct SlackScheduleTests {
  private func schedule(
    _ text: Text = "Soon <there>", in channel: ID<Channel> = "C1", at: Date, _ answer: JSON = ["ok": true]
  ) async -> (outcome: Outcome, requests: [HTTPRequest]) {
    let http = ScriptedHTTP { request in
      request.slackMethod == "conversations.list"
        ? .json(["ok": true, "channels": [["id": "C7", "name": "help", "is_member": true]]]) : .json(answer)
    }
    let outcome = await SlackTest.slack(http).perform(.schedule(text: text, in: channel, at: at), key: "k1")
    return (outcome, await http.requests)
  }

  @Test func aScheduledPostIsHandedToSlackWithoutMetadata() async {
    let result = await schedule(in: "#help", at: SlackTest.now + .hours(2))
    #expect(result.outcome == .done(nil))
    #expect(result.requests.last?.slackMethod == "chat.scheduleMessage")
    #expect(
      result.requests.last?.json == [
        "channel": "C7", "text": "Soon &lt;there&gt;", "post_at": 1_767_232_800, "unfurl_links": false,
        "unfurl_media": false, "link_names": false,
      ])
  }

  @Test func slackKeepsPostsForAHundredAndTwentyDays() async {
    #expect(await schedule(at: SlackTest.now + .days(120)).outcome == .done(nil))
    let late = await schedule(at: SlackTest.now + .days(120) + .seconds(1))
    #expect(
      late.outcome
        == .refused(.content, reason: "Slack takes posts for at most 120 days ahead; schedule it later"))
    #expect(late.requests.isEmpty)
  }

  @Test(arguments: [-3600.0, 0, 9])
  func whatIsDueIsPostedAtOnce(seconds: Double) async {
    let result = await schedule(at: SlackTest.now + .seconds(seconds), ["ok": true, "ts": "2.0"])
    #expect(result.outcome == .done("2.0"))
    #expect(result.requests.map(\.slackMethod) == ["chat.postMessage"])
    #expect(result.requests.last?.json["metadata"]?["event_payload"] == ["key": "k1"])
  }

  @Test func whatSlackTakesForPastIsPostedAtOnce() async {
    let http = ScriptedHTTP { request in
      request.slackMethod == "chat.scheduleMessage"
        ? .json(["ok": false, "error": "time_in_past"]) : .json(["ok": true, "ts": "2.0"])
    }
    let action = Action.schedule(text: "x", in: "C1", at: SlackTest.now + .seconds(30))
    #expect(await SlackTest.slack(http).perform(action, key: "k1") == .done("2.0"))
    #expect(await http.requests.map(\.slackMethod) == ["chat.scheduleMessage", "chat.postMessage"])
  }

  @Test(arguments: ["time_too_far", "restricted_too_many", "invalid_time"])
  func whatSlackRefusesIsRefused(word: String) async {
    let answer: JSON = ["ok": false, "error": .string(word)]
    #expect(await schedule(at: SlackTest.now + .hours(1), answer).outcome == .refused(.content, reason: word))
  }

  @Test func aTextThatIsTooLongIsNeverSent() async {
    let long = Text(String(repeating: "<", count: 1001))
    let http = ScriptedHTTP { _ in .json(["ok": true, "ts": "1.0"]) }
    let slack = SlackTest.slack(http)
    let refusal = Outcome.refused(.content, reason: "the message has 4004 characters, more than 4000")
    #expect(await schedule(long, at: SlackTest.now).outcome == refusal)
    #expect(await slack.perform(.post(text: long, in: "C1", named: nil), key: "k") == refusal)
    #expect(await slack.edit(MessageRef("1.0", in: "C1"), text: long, key: "k") == refusal)
    #expect(await http.requests.isEmpty)
    let fitting = Text(String(repeating: "<", count: 1000))
    #expect(await slack.perform(.post(text: fitting, in: "C1", named: nil), key: "k") == .done("1.0"))
  }
}
