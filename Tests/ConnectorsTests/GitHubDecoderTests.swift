import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

@Suite struct GitHubDecoderTests {
  private let community: ID<Community> = "lobby"

  private func event(
    _ name: String, _ payload: JSON, own: String? = "town-bot", delivery: String? = "GUID", readsIssues: Bool = false
  ) -> Event? {
    GitHubDecoder(community: community, own: own, repository: "Octo/town", readsIssues: readsIssues)
      .event(name, payload, delivery: delivery, now: GitHubTest.now)
  }

  private func discussion(_ action: String, _ more: [(String, JSON)] = [], sender: String = "ada") -> JSON {
    GitHubTest.payload(action, [("discussion", GitHubTest.discussion)] + more, sender: sender)
  }

  private func comment(_ action: String, _ comment: JSON = GitHubTest.comment, sender: String = "grace") -> JSON {
    GitHubTest.payload(
      action, [("discussion", GitHubTest.discussion), ("comment", comment)], sender: sender)
  }

  private let asked = Message(
    "D_1", in: "q-a", named: "q-a", by: Member("ada"), "How?\n\nTell me,\n@grace and @octo/team", mentions: ["grace"],
    link: "https://github.com/octo/town/discussions/4")

  private let said = Message(
    "DC_1", in: "q-a", named: "q-a", thread: "D_1", by: Member("grace"), "Like this",
    link: "https://github.com/octo/town/discussions/4#discussioncomment-550062")

  @Test func aMentionOfTheBotIsKnownByItsLogin() {
    #expect(event("discussion", discussion("created"))?.message?.mentionsBot == false)
    #expect(event("discussion", discussion("created"), own: "Grace")?.message?.mentionsBot == true)
    #expect(event("discussion", discussion("created"), own: nil)?.message?.mentionsBot == false)
  }

  @Test func aNewDiscussionIsAPostWithItsTitle() {
    #expect(
      event("discussion", discussion("created"))
        == Event(
          id: "GUID", key: "posted/q-a/D_1", community: community, at: GitHubTest.now,
          kind: .messagePosted(message: asked)))
  }

  @Test func aCommentStandsInTheThreadOfItsDiscussion() {
    #expect(
      event("discussion_comment", comment("created"))
        == Event(
          id: "GUID", key: "posted/q-a/DC_1", community: community, at: GitHubTest.time("2026-01-01T00:01:00Z"),
          kind: .messagePosted(message: said)))
  }

  @Test func anEditsVersionTellsWhatTheTextNowIs() throws {
    let edited = try #require(event("discussion", discussion("edited")))
    #expect(edited.trigger == .messageEdited)
    #expect(edited.at == GitHubTest.time("2026-01-01T00:05:00Z"))
    let version = try #require(edited.message?.version)
    #expect(version > 0)
    #expect(edited.key == "edited/q-a/D_1/\(version)")
    #expect(event("discussion", discussion("edited"), delivery: "again")?.key == edited.key)
    var other = GitHubTest.comment.object ?? JSONObject()
    other["body"] = "Like that"
    let keys = [comment("edited"), comment("edited", .object(other))].map { event("discussion_comment", $0)?.key }
    #expect(keys[0] != keys[1])
  }

  @Test func anEditBackAndForthIsToldEachTime() {
    func key(_ body: JSON, _ time: JSON) -> String? {
      var json = GitHubTest.comment.object ?? JSONObject()
      (json["body"], json["updated_at"]) = (body, time)
      return event("discussion_comment", comment("edited", .object(json)))?.key
    }
    let keys = [
      key("a", "2026-01-01T00:05:00Z"), key("b", "2026-01-01T00:05:30Z"), key("a", "2026-01-01T00:06:00Z"),
      key("b", "2026-01-01T00:07:00Z"),
    ]
    #expect(Set(keys).count == 4)
    #expect(key("b", "2026-01-01T00:05:31Z") == keys[1], "the two ways of hearing may differ by a second")
  }

  @Test func anEditWithoutATimeOfItsOwnIsOfNow() {
    #expect(event("discussion_comment", comment("edited"))?.at == GitHubTest.now)
  }

  @Test func deletionsNameTheMessage() {
    #expect(
      event("discussion", discussion("deleted"))
        == Event(
          id: "GUID", key: "deleted/q-a/D_1", community: community, at: GitHubTest.now,
          kind: .messageDeleted(id: "D_1", channel: "q-a")))
    #expect(event("discussion_comment", comment("deleted"))?.kind == .messageDeleted(id: "DC_1", channel: "q-a"))
  }

  @Test(arguments: [
    "answered", "unanswered", "locked", "pinned", "labeled", "transferred", "category_changed", "newer",
  ])
  func otherActionsAreLetThrough(action: String) throws {
    let payload = discussion(action)
    #expect(
      event("discussion", payload)
        == Event(
          id: "GUID", key: "other/discussion.\(action)/GUID", community: community,
          at: GitHubTest.time("2026-01-01T00:05:00Z"),
          kind: .other(name: "discussion.\(action)", detail: payload.text)))
  }

  @Test func unknownEventsAreLetThrough() {
    let event = event("star", GitHubTest.payload("created", [("starred_at", "2026-01-01T00:00:00Z")]))
    #expect(event?.key == "other/star.created/GUID")
    #expect(self.event("push", GitHubTest.payload(nil, []))?.key == "other/push/GUID")
    #expect(
      self.event("push", GitHubTest.payload(nil, []), delivery: nil)?.key == "other/push/2026-01-01T00:00:00.000Z")
  }

  @Test func whatCannotBeReadIsLetThrough() {
    #expect(event("discussion", GitHubTest.payload("created", []))?.trigger == .other)
    #expect(event("discussion_comment", GitHubTest.payload("created", [("comment", 1)]))?.trigger == .other)
    #expect(event("member", GitHubTest.payload("added", [("member", nil)]))?.trigger == .other)
  }

  @Test func aDiscussionWithoutACategoryStandsInAChannelAllTheSame() {
    var discussion = GitHubTest.discussion.object ?? JSONObject()
    discussion["category"] = nil
    let payload = GitHubTest.payload("created", [("discussion", .object(discussion))])
    #expect(event("discussion", payload)?.message?.channel == "discussions")
  }

  @Test func accountsThatAreGoneAreGhosts() {
    var discussion = GitHubTest.discussion.object ?? JSONObject()
    discussion["user"] = .null
    let payload = GitHubTest.payload("created", [("discussion", .object(discussion))])
    #expect(event("discussion", payload)?.message?.author == Member("ghost"))
  }

  // MARK: Who

  @Test(arguments: ["town-bot", "Town-Bot", "town-bot[bot]"])
  func theBotsOwnPostsAreLeftOut(login: String) {
    var mine = GitHubTest.comment.object ?? JSONObject()
    mine["user"] = GitHubTest.user(login)
    #expect(event("discussion_comment", comment("created", .object(mine))) == nil)
    #expect(event("discussion_comment", comment("edited", .object(mine))) == nil)
    #expect(event("discussion", discussion("locked", sender: login)) == nil)
    #expect(event("discussion", discussion("deleted", sender: login)) == nil)
    #expect(event("member", GitHubTest.payload("added", [("member", GitHubTest.user(login))])) == nil)
  }

  @Test func aPostOfTheBotThatAModeratorDeletedIsTold() {
    var mine = GitHubTest.comment.object ?? JSONObject()
    mine["user"] = GitHubTest.user("town-bot")
    #expect(event("discussion_comment", comment("deleted", .object(mine)))?.trigger == .messageDeleted)
  }

  @Test func onlyBeforeItKnowsItsNameDoesTheBotTrustItsMark() {
    var marked = GitHubTest.comment.object ?? JSONObject()
    marked["body"] = .string(GitHubMarker.mark("hello", "a1"))
    let payload = comment("created", .object(marked))
    #expect(event("discussion_comment", payload, own: nil) == nil)
    #expect(event("discussion_comment", payload)?.trigger == .messagePosted)
    #expect(event("discussion_comment", comment("created"), own: nil)?.trigger == .messagePosted)
  }

  @Test func otherBotsAreMarkedAsSuch() {
    var robot = GitHubTest.comment.object ?? JSONObject()
    robot["user"] = GitHubTest.user("dependabot[bot]", type: "Bot")
    #expect(
      event("discussion_comment", comment("created", .object(robot)))?.message?.author
        == Member("dependabot[bot]", isBot: true))
  }

  // MARK: Where

  @Test func otherRepositoriesAndOrganisationsAreLeftOut() {
    let discussion: [(String, JSON)] = [("action", "created"), ("discussion", GitHubTest.discussion)]
    func payload(_ members: (String, JSON)...) -> JSON { .object(JSONObject(discussion + members)) }
    #expect(event("discussion", payload(("repository", ["full_name": "octo/TOWN"]))) != nil)
    #expect(event("discussion", payload(("repository", ["full_name": "octo/village"]))) == nil)
    #expect(event("discussion", payload(("organization", ["login": "OCTO"]))) != nil)
    #expect(event("discussion", payload(("organization", ["login": "other"]))) == nil)
  }

  // MARK: Members

  private func joined(_ name: String, _ action: String, _ members: [(String, JSON)]) -> Event? {
    event(name, GitHubTest.payload(action, members, sender: "owner"))
  }

  @Test func whoEntersTheOrganisationOrTheRepositoryJoinedOnce() {
    let member = GitHubTest.user("hacktocat")
    let first = joined("organization", "member_added", [("membership", ["user": member])])
    let second = joined("member", "added", [("member", member)])
    #expect(first?.kind == .memberJoined(member: Member("hacktocat"), channel: nil, via: .transition))
    #expect(first?.key == "joined//hacktocat/member")
    #expect(second?.key == first?.key)
  }

  @Test func aTeamIsAChannelOfItsOwn() {
    let members: [(String, JSON)] = [
      ("member", GitHubTest.user("hacktocat")), ("team", ["slug": "core"]), ("scope", "team"),
    ]
    #expect(
      joined("membership", "added", members)?.kind
        == .memberJoined(member: Member("hacktocat"), channel: "team/core", via: .transition))
    #expect(
      joined("membership", "removed", members)?.kind == .memberLeft(member: Member("hacktocat"), channel: "team/core"))
  }

  @Test func whoGoesHasLeft() {
    let member = GitHubTest.user("hacktocat")
    #expect(
      joined("organization", "member_removed", [("membership", ["user": member])])?.kind
        == .memberLeft(member: Member("hacktocat"), channel: nil))
    #expect(
      joined("member", "removed", [("member", member)])?.kind
        == .memberLeft(member: Member("hacktocat"), channel: nil))
    #expect(joined("member", "edited", [("member", member)])?.trigger == .other)
  }

  // MARK: Issues

  private let issue: JSON = [
    "node_id": "I_1", "title": "Broken", "body": nil, "user": GitHubTest.user("ada"),
    "created_at": "2026-01-01T00:00:00Z", "html_url": "https://github.com/octo/town/issues/1",
  ]

  @Test func issuesAreReadOnRequestOnly() {
    let opened = GitHubTest.payload("opened", [("issue", issue)])
    #expect(event("issues", opened)?.trigger == .other)
    #expect(
      event("issues", opened, readsIssues: true)?.message
        == Message(
          "I_1", in: "issues", named: "issues", by: Member("ada"), "Broken",
          link: "https://github.com/octo/town/issues/1"))
  }

  @Test func anIssuesCommentStandsInItsThread() {
    var comment = GitHubTest.comment.object ?? JSONObject()
    comment["node_id"] = "IC_1"
    let payload = GitHubTest.payload("created", [("issue", issue), ("comment", .object(comment))])
    let event = event("issue_comment", payload, readsIssues: true)
    #expect(event?.message?.channel == "issues" && event?.message?.thread == "I_1")
    #expect(self.event("issue_comment", payload)?.trigger == .other)
  }
}
