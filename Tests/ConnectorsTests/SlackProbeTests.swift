import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

@Suite struct SlackProbeTests {
  private func probe(
    scopes: String, _ channels: [JSON] = [["id": "C1", "name": "help", "is_member": true]],
    _ change: @escaping (inout SlackSettings) -> Void = { _ in }
  ) async -> [Problem] {
    await SlackTest.slack(
      ScriptedHTTP { request in
        request.slackMethod == "auth.test"
          ? .json(["ok": true, "user_id": "UBOT", "user": "bot", "team_id": "T1"], headers: ["x-oauth-scopes": scopes])
          : .json(["ok": true, "channels": .array(channels)])
      }, change
    ).probe()
  }

  private let all =
    "chat:write,channels:read, channels:history,groups:read,groups:history,im:write,im:history,users:read,"
    + "reactions:read,reactions:write,pins:write,channels:manage,usergroups:read,usergroups:write,commands"

  @Test func aReadyWorkspaceHasNoProblem() async {
    #expect(await probe(scopes: all) == [])
    #expect(await probe(scopes: all) { $0.channels = ["#help", "C1"] } == [])
  }

  @Test func aMissingScopeIsNamedWithThePlaceToAddIt() async {
    let problems = await probe(
      scopes: all.split(separator: ",").filter {
        !["chat:write", "pins:write", "usergroups:read", "usergroups:write"].contains($0)
      }.joined(separator: ","))
    let place = "at https://api.slack.com/apps under OAuth & Permissions, Bot Token Scopes, then Reinstall to Workspace"
    #expect(
      problems == [
        Problem(
          subject: "scope chat:write", fault: "the token lacks it",
          remedy: "add chat:write \(place)"),
        Problem(
          .warning, subject: "scope pins:write", fault: "the token lacks it: messages cannot be pinned",
          remedy: "where that is wanted, add pins:write \(place)"),
        Problem(
          .warning, subject: "scope usergroups:read, usergroups:write",
          fault: "the token lacks it: nobody can be put into a user group",
          remedy: "where that is wanted, add usergroups:read and usergroups:write \(place)"),
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
          remedy: "write /invite @bot in the channel"),
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

  @Test func pollingNeedsNoScopesForWhatWebhooksBring() async {
    let scopes = all.split(separator: ",").filter { !["reactions:read", "commands"].contains($0) }
    #expect(await probe(scopes: scopes.joined(separator: ",")) { $0.receive = .poll } == [])
    #expect(
      await probe(scopes: scopes.joined(separator: ",")).map(\.subject) == ["scope reactions:read", "scope commands"])
  }

  @Test func theModeratorsChannelIsLookedFor() {
    let channels = [
      SlackChannel(["id": "C1", "name": "help", "is_member": true]), SlackChannel(["id": "C2", "name": "mods"]),
    ]
    .compactMap { $0 }
    func problems(_ moderators: ID<Channel>?) -> [Problem] {
      Slack.problems(channels: [], moderators: moderators, among: channels, bot: "helper")
    }
    #expect(problems(nil) == [])
    #expect(problems("#help") == [])
    #expect(
      problems("#mods") == [
        Problem(
          subject: "moderators #mods", fault: "the bot is no member of it",
          remedy: "write /invite @helper in the channel")
      ])
    #expect(
      problems("#modz") == [
        Problem(
          subject: "moderators #modz", fault: "there is none of this name that the bot can see",
          remedy: "did you mean #mods? correct the name, or invite the bot if the channel is private")
      ])
  }

  @Test func anExpiringTokenIsNamed() async {
    let problems = await SlackTest.slack(ScriptedHTTP { _ in .json(["ok": false, "error": "token_expired"]) }).probe()
    #expect(
      problems.map(\.fault) == [
        "Slack does not accept the token: token_expired: the app rotates its tokens, which the bot cannot follow; "
          + "use the token of an app whose Token Rotation was never turned on"
      ])
  }

  @Test(
    arguments: [
      (.json(["ok": true, "user_id": "UADMIN", "team_id": "T1"], headers: ["x-oauth-scopes": "chat:write"]), []),
      (.json(["ok": true, "user_id": "UADMIN", "team_id": "T1"]), []),
      (
        .json(["ok": true, "user_id": "UADMIN", "team_id": "T1"], headers: ["x-oauth-scopes": "users:read"]),
        ["it lacks the scope chat:write: others' messages cannot be deleted"]
      ),
      (.json(["ok": true, "user_id": "UADMIN", "team_id": "T2"]), ["it is of the workspace T2, the bot's of T1"]),
      (.json(["ok": false, "error": "invalid_auth"]), ["Slack does not accept it: invalid_auth"]),
      (HTTPResponse(status: 500), ["it could not be checked: Slack answered with status 500"]),
    ] as [(HTTPResponse, [String])])
  func theAdminsTokenIsChecked(answer: HTTPResponse, faults: [String]) async {
    let problems = await SlackTest.slack(
      ScriptedHTTP { request in
        guard request.slackMethod == "auth.test" else {
          return .json(["ok": true, "channels": [["id": "C1", "name": "help", "is_member": true]]])
        }
        return request.headers["Authorization"] == "Bearer xoxp-admin"
          ? answer : .json(["ok": true, "user_id": "UBOT", "team_id": "T1"])
      }, { $0.adminToken = Secret("xoxp-admin") }
    ).probe()
    #expect(problems.map(\.fault) == faults)
    #expect(problems.allSatisfy { $0.subject == "adminToken" && !"\($0)".contains("xoxp-admin") })
  }
}
