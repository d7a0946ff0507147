import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

@Suite struct DiscourseModerationTests {
  private static let message = MessageRef("15", in: "5", thread: "topic:11")

  /// What was asked beside look-ups, with its body.
  private func deeds(
    _ action: Action, _ answers: [String: HTTPResponse], _ change: (inout DiscourseSettings) -> Void = { _ in }
  ) async -> (Outcome, [String]) {
    let http = DiscourseTest.forum(answers)
    let outcome = await DiscourseTest.discourse(http, change).perform(action, key: "k1")
    let requests = await http.requests.filter { $0.method != "GET" }
    return (outcome, requests.map { $0.body.isEmpty ? $0.route : $0.route + " " + $0.json.text })
  }

  private func post(_ number: Int, _ more: [(String, JSON)] = []) -> HTTPResponse {
    .json(DiscourseTest.post(number: number, more))
  }

  private let ok = HTTPResponse.json(["success": "OK"])

  @Test func aHeartIsALike() async {
    let (outcome, deeds) = await deeds(.react(emoji: "👍", to: Self.message), ["POST /post_actions.json": ok])
    #expect(outcome == .done(nil))
    #expect(deeds == ["POST /post_actions.json {\"id\":15,\"post_action_type_id\":2}"])
  }

  @Test func aSecondLikeIsDoneAndAForbiddenOneIsNot() async {
    func outcome(acted: Bool) async -> Outcome {
      await deeds(
        .react(emoji: "heart", to: Self.message),
        [
          "POST /post_actions.json": DiscourseTest.forbidden,
          "GET /posts/15.json": post(2, [("actions_summary", [["id": 2, "count": 1, "acted": .bool(acted)]])]),
        ]
      ).0
    }
    #expect(await outcome(acted: true) == .done(nil))
    #expect(
      await outcome(acted: false)
        == .refused(.target, reason: "You are not permitted to view the requested resource."))
  }

  @Test func withThePluginAnyReactionWorks() async {
    let path = "PUT /discourse-reactions/posts/15/custom-reactions/tada/toggle.json"
    let other: [(String, JSON)] = [("current_user_reaction", ["id": "heart", "type": "emoji", "can_undo": true])]
    let answers = [path: ok, "GET /posts/15.json": post(2, other)]
    let (outcome, deeds) = await deeds(.react(emoji: "🎉", to: Self.message), answers) { $0.reactions = true }
    #expect(outcome == .done(nil))
    #expect(deeds == [path])
    #expect(DiscourseEmoji.name(":open_mouth:") == "open_mouth")
  }

  @Test func aReactionThatStandsThereIsNotTakenBack() async {
    let own: [(String, JSON)] = [("current_user_reaction", ["id": "tada", "type": "emoji", "can_undo": true])]
    let (outcome, deeds) = await deeds(
      .react(emoji: "🎉", to: Self.message), ["GET /posts/15.json": post(2, own)]
    ) { $0.reactions = true }
    #expect(outcome == .done(nil))
    #expect(deeds == [])
  }

  @Test func theTopicOfAPostIsPinned() async {
    let (outcome, deeds) = await deeds(
      .pin(message: Self.message), ["GET /posts/15.json": post(2), "PUT /t/11/status.json": ok])
    #expect(outcome == .done(nil))
    #expect(
      deeds == [
        "PUT /t/11/status.json {\"enabled\":\"true\",\"until\":\"2027-01-01T00:00:00.000Z\",\"status\":\"pinned\"}"
      ])
  }

  @Test func aTopicIsUnlistedAndAnAnswerFlagged() async {
    let hide = Action.hide(message: Self.message, reason: "spam")
    let topic = await deeds(hide, ["GET /posts/15.json": post(1), "PUT /t/11/status.json": ok])
    #expect(topic.1 == ["PUT /t/11/status.json {\"enabled\":\"false\",\"status\":\"visible\"}"])
    let answer = await deeds(hide, ["GET /posts/15.json": post(2), "POST /post_actions.json": ok])
    #expect(answer.1 == ["POST /post_actions.json {\"id\":15,\"post_action_type_id\":4,\"take_action\":\"true\"}"])
    let again = await deeds(hide, ["GET /posts/15.json": post(2, [("hidden", true)])])
    #expect(again.0 == .done(nil))
    #expect(again.1 == [])
  }

  @Test func whatIsGoneIsDeleted() async {
    let delete = Action.delete(message: Self.message, reason: "spam")
    #expect(await deeds(delete, ["DELETE /posts/15.json": HTTPResponse(status: 200)]).0 == .done(nil))
    #expect(await deeds(delete, [:]).0 == .done(nil))
    #expect(
      await deeds(delete, ["DELETE /posts/15.json": DiscourseTest.forbidden]).0
        == .refused(.target, reason: "You are not permitted to view the requested resource."))
  }

  @Test func aTimeoutSilencesAndABanSuspends() async {
    let found = HTTPResponse.json(["user": ["id": 42, "username": "ada"]])
    let until = Date(timeIntervalSince1970: 1_767_312_000)
    let silence = await deeds(
      .timeout(member: "ada", until: until, reason: "rude"),
      ["GET /u/ada.json": found, "PUT /admin/users/42/silence.json": ok])
    #expect(silence.0 == .done(nil))
    #expect(
      silence.1 == [
        "PUT /admin/users/42/silence.json {\"silenced_till\":\"2026-01-02T00:00:00.000Z\",\"reason\":\"rude\"}"
      ])
    let suspend = await deeds(
      .ban(member: "id:42", reason: "spam"), ["PUT /admin/users/42/suspend.json": ok]
    ) { $0.banFor = .days(1) }
    #expect(
      suspend.1 == [
        "PUT /admin/users/42/suspend.json {\"suspend_until\":\"2026-01-02T00:00:00.000Z\",\"reason\":\"spam\"}"
      ])
    let already = HTTPResponse.json(["failed": "FAILED", "message": "already suspended"], status: 409)
    #expect(
      await deeds(.ban(member: "id:42", reason: "x"), ["PUT /admin/users/42/suspend.json": already]).0 == .done(nil))
    #expect(
      await deeds(.ban(member: "nobody", reason: "x"), [:]).0
        == .refused(.target, reason: "The requested URL or resource could not be found."))
  }

  @Test func aMemberComesIntoAGroupOnce() async {
    let group = HTTPResponse.json(["group": ["id": 10, "name": "gardeners"]])
    let grant = Action.grant(role: "gardeners", to: "ada")
    let first = await deeds(grant, ["GET /groups/gardeners.json": group, "PUT /groups/10/members.json": ok])
    #expect(first.0 == .done(nil))
    #expect(first.1 == ["PUT /groups/10/members.json {\"usernames\":\"ada\"}"])
    func again(_ groups: JSON) async -> Outcome {
      await deeds(
        grant,
        [
          "GET /groups/gardeners.json": group,
          "PUT /groups/10/members.json": DiscourseTest.rejected("'ada' is already a member of this group."),
          "GET /u/ada.json": .json(["user": ["id": 42, "groups": groups]]),
        ]
      ).0
    }
    #expect(await again([["id": 10]]) == .done(nil))
    #expect(await again([]) == .refused(.content, reason: "'ada' is already a member of this group."))
    #expect(
      await deeds(grant, [:]).0
        == .refused(.target, reason: "The requested URL or resource could not be found."))
  }

  @Test func onlyAccountsThatWaitAreDeclined() async {
    let approve = await deeds(
      .approve(member: "id:42"), ["PUT /admin/users/42/approve.json": HTTPResponse(status: 200)])
    #expect(approve.0 == .done(nil))
    func decline(_ user: JSON) async -> (Outcome, [String]) {
      await deeds(
        .decline(member: "id:42", reason: "x"),
        ["GET /admin/users/42.json": .json(user), "DELETE /admin/users/42.json": .json(["deleted": true])])
    }
    let waits = await decline(["id": 42, "approved": false, "post_count": 0])
    #expect(waits.0 == .done(nil))
    #expect(waits.1 == ["DELETE /admin/users/42.json {}"])
    for user: JSON in [["id": 42, "approved": true], ["id": 42], ["id": 42, "approved": false, "post_count": 3]] {
      let refused = await decline(user)
      #expect(refused.1 == [])
      #expect(
        refused.0
          == .refused(.target, reason: "id:42 does not wait to be approved; only such accounts are declined"))
    }
    #expect(await deeds(.decline(member: "id:42", reason: "x"), [:]).0 == .done(nil))
  }

  @Test func whatConcernsNoForumIsRefused() async {
    for action: Action in [.timer(name: "x", at: nil), .fetch(name: "x", url: "y"), .measure(name: "x", value: 1)] {
      #expect(await deeds(action, [:]).0 == .refused(.unsupported, reason: "this is nothing to send"))
    }
    #expect(
      await deeds(.edit(named: "x", text: "y"), [:]).0
        == .refused(.unsupported, reason: "an edit needs the message that the name stands for"))
  }
}
