import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

@Suite struct GitHubPerformTests {
  private static let post = Action.post(text: "Title\nhi <there>", in: "general", named: nil)
  private static let discussion = MessageRef("D_1", in: "q-a")
  private static let comment = MessageRef("DC_1", in: "q-a", thread: "D_1")

  /// Answers every mutation with the id that it would make.
  private static func made(_ call: GitHubCall) -> HTTPResponse? {
    switch call.mutation {
    case .createDiscussion, .updateDiscussion: payload(call, ["discussion": ["id": "D_9"]])
    case .addDiscussionComment, .updateDiscussionComment: payload(call, ["comment": ["id": "DC_9"]])
    case .addComment: payload(call, ["commentEdge": ["node": ["id": "IC_9"]]])
    case .updateIssueComment: payload(call, ["issueComment": ["id": "IC_9"]])
    case .deleteDiscussion, .deleteDiscussionComment, .deleteIssueComment:
      payload(call, ["clientMutationId": nil])
    case .addReaction: payload(call, ["reaction": ["content": "HEART"]])
    case .minimizeComment: payload(call, ["minimizedComment": ["isMinimized": true]])
    case nil: nil
    }
  }

  private static func payload(_ call: GitHubCall, _ json: JSON) -> HTTPResponse {
    GitHubTest.data(.object(JSONObject([(call.mutation?.rawValue ?? "", json)])))
  }

  private func perform(
    _ action: Action, place: JSON = GitHubTest.place,
    _ answer: @escaping @Sendable (GitHubCall) throws -> HTTPResponse? = { made($0) },
    settings change: (inout GitHubSettings) -> Void = { _ in }
  ) async -> (Outcome, [GitHubCall]) {
    let http = GitHubTest.http(place: place, answer)
    let outcome = await GitHubTest.connector(http, change).perform(action, key: "k1")
    return (outcome, await http.calls.filter { $0.document != GitHubQuery.place })
  }

  // MARK: Saying

  @Test func aPostOpensADiscussionWithItsMark() async throws {
    let (outcome, calls) = await perform(Self.post)
    #expect(outcome == .done("D_9"))
    let call = try #require(calls.first)
    #expect(calls.count == 1)
    #expect(call.request.method == "POST")
    #expect(call.request.url == "https://api.github.com/graphql")
    #expect(call.mutation == .createDiscussion)
    #expect(
      call.input == [
        "repositoryId": "R_1", "categoryId": "DIC_1", "title": "Title",
        "body": "hi \\<there\\>\n\n<!-- botrun:k1 -->",
      ])
    #expect(call.request.headers["Authorization"] == "Bearer " + GitHubTest.token)
    #expect(call.request.headers["User-Agent"] == "botrun")
    #expect(call.request.headers["X-GitHub-Api-Version"] == "2022-11-28")
    #expect(call.request.headers["X-Github-Next-Global-ID"] == "1")
    #expect(call.request.headers["Accept"] == "application/vnd.github+json")
  }

  @Test(arguments: ["q-a", "#q-a", "Q&A", "#Q&A", "DIC_2", "Q-A"])
  func aCategoryIsFoundByEveryNameOfIt(name: String) async {
    let (_, calls) = await perform(.post(text: "x", in: ID(name), named: nil))
    #expect(calls.first?.input["categoryId"] == "DIC_2")
  }

  @Test func anUnknownCategoryIsRefusedWithThoseThatThereAre() async {
    let (outcome, calls) = await perform(.post(text: "x", in: "lost", named: nil))
    #expect(outcome == .refused(.target, reason: "Octo/town has no category lost; it has general, q-a"))
    #expect(calls.isEmpty)
  }

  @Test func thePlaceIsAskedForOnce() async {
    let http = GitHubTest.http { Self.made($0) }
    let connector = GitHubTest.connector(http)
    _ = await connector.perform(Self.post, key: "k1")
    _ = await connector.perform(Self.post, key: "k2")
    #expect(await http.calls.filter { $0.document == GitHubQuery.place }.count == 1)
  }

  @Test func aReplyToADiscussionIsAComment() async {
    let (outcome, calls) = await perform(.reply(text: "yes", to: Self.discussion))
    #expect(outcome == .done("DC_9"))
    #expect(calls.map(\.mutation) == [.addDiscussionComment])
    #expect(calls.first?.input == ["discussionId": "D_1", "body": "yes\n\n<!-- botrun:k1 -->"])
  }

  @Test(arguments: [(JSON.null, "DC_1"), (["id": "DC_0"], "DC_0")] as [(JSON, String)])
  func aReplyToACommentGoesBelowTheOneOfTheFirstLevel(replyTo: JSON, parent: String) async {
    let (outcome, calls) = await perform(.reply(text: "yes", to: Self.comment)) { call in
      call.document == GitHubQuery.parent
        ? GitHubTest.data(["node": ["id": "DC_1", "replyTo": replyTo, "discussion": ["id": "D_7"]]]) : Self.made(call)
    }
    #expect(outcome == .done("DC_9"))
    #expect(calls.map(\.mutation) == [nil, .addDiscussionComment])
    #expect(
      calls.last?.input == [
        "discussionId": "D_7", "replyToId": .string(parent), "body": "yes\n\n<!-- botrun:k1 -->",
      ])
  }

  @Test func aReplyToWhatIsGoneIsRefused() async {
    let (outcome, _) = await perform(.reply(text: "yes", to: Self.comment)) { _ in
      GitHubTest.error("NOT_FOUND", "Could not resolve to a node with the global id of 'DC_1'")
    }
    #expect(
      outcome == .refused(.target, reason: "Could not resolve to a node with the global id of 'DC_1'"))
  }

  @Test func aReplyOnAnIssueIsACommentThere() async {
    for message in [MessageRef("I_1", in: "issues"), MessageRef("IC_1", in: "issues", thread: "I_1")] {
      let (outcome, calls) = await perform(.reply(text: "yes", to: message))
      #expect(outcome == .done("IC_9"))
      #expect(calls.map(\.mutation) == [.addComment])
      #expect(calls.first?.input["subjectId"] == "I_1")
    }
  }

  @Test func aTextThatIsEmptyOrTooLongIsRefusedUnsent() async {
    let long = Text(String(repeating: "x", count: GitHubText.most + 1))
    for (text, reason) in [
      (Text(""), "the text is empty"), (long, "the text has 65401 characters; GitHub takes 65400"),
    ] {
      let (outcome, calls) = await perform(.reply(text: text, to: Self.discussion))
      #expect(outcome == .refused(.content, reason: reason))
      #expect(calls.isEmpty)
    }
  }

  @Test func anEditChangesWhatStandsThere() async {
    func edit(_ message: MessageRef) async -> (Outcome, GitHubCall?) {
      let http = GitHubTest.http { Self.made($0) }
      let outcome = await GitHubTest.connector(http).edit(message, text: "New\nbody", key: "k2")
      return (outcome, await http.calls.first)
    }
    let (discussion, first) = await edit(Self.discussion)
    #expect(discussion == .done("D_9"))
    #expect(first?.input == ["discussionId": "D_1", "title": "New", "body": "body\n\n<!-- botrun:k2 -->"])
    let (comment, second) = await edit(Self.comment)
    #expect(comment == .done("DC_9"))
    #expect(second?.input == ["commentId": "DC_1", "body": "New\nbody\n\n<!-- botrun:k2 -->"])
    #expect(await edit(MessageRef("IC_1", in: "issues", thread: "I_1")).0 == .done("IC_9"))
    #expect(await edit(MessageRef("I_1", in: "issues")).0.isUnsupported)
  }

  // MARK: Moderation

  @Test func aReactionIsOneOfEight() async {
    let (outcome, calls) = await perform(.react(emoji: "❤️", to: Self.comment))
    #expect(outcome == .done(nil))
    #expect(calls.first?.input == ["subjectId": "DC_1", "content": "HEART"])
    let (refused, none) = await perform(.react(emoji: "🐙", to: Self.comment))
    #expect(refused == .refused(.content, reason: "GitHub has no reaction 🐙; it has 👍 👎 😄 🎉 😕 \u{2764} 🚀 👀"))
    #expect(none.isEmpty)
  }

  @Test(arguments: [
    ("This is SPAM", "SPAM"), ("insults others", "ABUSE"), ("off-topic", "OFF_TOPIC"), ("duplicate of 3", "DUPLICATE"),
    ("outdated", "OUTDATED"), ("resolved", "RESOLVED"), ("a rule was broken", "OUTDATED"),
  ])
  func aCommentIsHiddenForOneOfGitHubsReasons(reason: String, classifier: String) async {
    let (outcome, calls) = await perform(
      .hide(message: Self.comment, reason: reason), settings: { $0.hideAs = .outdated })
    #expect(outcome == .done(nil))
    #expect(calls.first?.input == ["subjectId": "DC_1", "classifier": .string(classifier)])
  }

  @Test func aDiscussionCannotBeHidden() async {
    let (outcome, calls) = await perform(.hide(message: Self.discussion, reason: "spam"))
    #expect(
      outcome == .refused(.unsupported, reason: "GitHub hides comments only; a discussion can be deleted"))
    #expect(calls.isEmpty)
  }

  @Test func everyKindIsDeletedInItsWay() async {
    for (message, mutation) in [
      (Self.discussion, GitHubMutation.deleteDiscussion), (Self.comment, .deleteDiscussionComment),
      (MessageRef("IC_1", in: "issues", thread: "I_1"), .deleteIssueComment),
    ] {
      let (outcome, calls) = await perform(.delete(message: message, reason: "x"))
      #expect(outcome == .done(nil))
      #expect(calls.map(\.mutation) == [mutation])
      #expect(calls.first?.input == ["id": .string(message.id.raw)])
    }
    #expect(await perform(.delete(message: MessageRef("I_1", in: "issues"), reason: "x")).0.isUnsupported)
  }

  @Test func whatIsGoneNeedsNoDeleting() async {
    let missing = GitHubTest.error("NOT_FOUND", "Could not resolve to a node")
    #expect(await perform(.delete(message: Self.comment, reason: "x")) { _ in missing }.0 == .done(nil))
    let (outcome, _) = await perform(.delete(message: Self.comment, reason: "x")) { call in
      call.mutation == nil
        ? GitHubTest.data(["node": ["id": "DC_1"]]) : GitHubTest.error("FORBIDDEN", "no permission")
    }
    #expect(outcome == .refused(.target, reason: "no permission"))
  }

  @Test func aBanBlocksInTheOrganisation() async {
    let (outcome, calls) = await perform(.ban(member: "mallory", reason: "x")) { call in
      call.isGraph ? nil : HTTPResponse(status: 204)
    }
    #expect(outcome == .done(nil))
    #expect(calls.map(\.line) == ["PUT /orgs/Octo/blocks/mallory"])
  }

  @Test func wherePeopleOwnTheRepositoryABanIsTheAccountsOwn() async {
    let (outcome, calls) = await perform(.ban(member: "mallory", reason: "x"), place: Self.personal) { call in
      call.isGraph ? nil : HTTPResponse(status: 204)
    }
    #expect(outcome == .done(nil))
    #expect(calls.map(\.line) == ["PUT /user/blocks/mallory"])
  }

  @Test func whoIsBlockedAlreadyIsBlocked() async {
    let (outcome, _) = await perform(.ban(member: "mallory", reason: "x")) { call in
      call.isGraph ? nil : .json(["message": "Blocked user has already been blocked"], status: 422)
    }
    #expect(outcome == .done(nil))
  }

  @Test(arguments: ["Core Team", "core-team", "octo/core-team", "@octo/core-team"])
  func aRoleIsATeam(role: String) async {
    let (outcome, calls) = await perform(.grant(role: role, to: "ada")) { call in
      call.isGraph ? nil : .json(["state": "active"])
    }
    #expect(outcome == .done(nil))
    #expect(calls.map(\.line) == ["PUT /orgs/Octo/teams/core-team/memberships/ada"])
    #expect(calls.first?.body == ["role": "member"])
  }

  @Test func withoutAnOrganisationThereAreNoTeams() async {
    let (outcome, calls) = await perform(.grant(role: "core", to: "ada"), place: Self.personal)
    #expect(outcome == .refused(.unsupported, reason: "Octo is no organisation, so it has no teams"))
    #expect(calls.isEmpty)
  }

  @Test(arguments: ["../ada", "ada/repos", "app[bot]", ""])
  func whatIsNoLoginReachesNoAddress(member: String) async {
    for action in [Action.ban(member: ID(member), reason: "x"), .grant(role: "core", to: ID(member))] {
      let (outcome, calls) = await perform(action)
      #expect(outcome.isTarget)
      #expect(calls.isEmpty)
    }
  }

  @Test func whatGitHubHasNotIsRefused() async {
    let none: [Action] = [
      .direct(text: "x", to: "ada"), .pin(message: Self.discussion),
      .schedule(text: "x", in: "general", at: .distantFuture),
      .timeout(member: "ada", until: .distantFuture, reason: "x"), .approve(member: "ada"),
      .decline(member: "ada", reason: "x"), .edit(named: "x", text: "y"), .measure(name: "x", value: 1),
      .timer(name: "x", at: nil), .fetch(name: "x", url: "https://e.example"),
    ]
    for action in none {
      let (outcome, calls) = await perform(action)
      #expect(outcome.isUnsupported, "\(action)")
      #expect(calls.isEmpty)
    }
  }

  // MARK: Pacing

  @Test func postsCountTwiceAndOtherChangesOnce() {
    let connector = GitHubTest.connector()
    let posts = Bucket("posts", spacing: .seconds(7.5), burst: 20)
    let changes = Bucket("changes", spacing: .seconds(1))
    #expect(connector.buckets(for: Self.post) == [posts, changes])
    #expect(connector.buckets(for: .reply(text: "x", to: Self.comment)) == [posts, changes])
    #expect(connector.buckets(for: .react(emoji: "x", to: Self.comment)) == [changes])
    #expect(connector.buckets(for: .ban(member: "x", reason: "y")) == [Bucket("rest"), changes])
    #expect(connector.buckets(for: .pin(message: Self.comment)) == [])
  }

  private static let personal: JSON = [
    "viewer": ["login": "town-bot"],
    "repository": ["id": "R_1", "owner": ["__typename": "User"], "discussionCategories": ["nodes": []]],
  ]
}

extension Outcome {
  fileprivate var isTarget: Bool {
    if case .refused(.target, _) = self { return true }
    return false
  }

  fileprivate var isUnsupported: Bool {
    if case .refused(.unsupported, _) = self { return true }
    return false
  }
}
