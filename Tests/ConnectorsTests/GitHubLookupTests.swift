import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

@Suite struct GitHubLookupTests {
  private static let post = Action.post(text: "x", in: "general", named: nil)

  private static func node(
    _ id: String, key: String?, isOwn: Bool = true, created: String = "2026-01-01T00:00:00Z"
  ) -> JSON {
    [
      "id": .string(id), "body": .string(key.map { GitHubMarker.mark("x", $0) } ?? "x"),
      "createdAt": .string(created), "viewerDidAuthor": .bool(isOwn),
    ]
  }

  private func find(
    _ action: Action = post, _ answer: @escaping @Sendable (GitHubCall) throws -> HTTPResponse?
  ) async throws -> (ID<Message>?, [GitHubCall]) {
    let http = GitHubTest.http(answer)
    let found = try await GitHubTest.connector(http).findPosted(action, key: "k1", since: GitHubTest.now)
    return (found, await http.calls.filter { $0.document != GitHubQuery.place })
  }

  private static func discussions(_ page: JSON) -> HTTPResponse {
    GitHubTest.data(["repository": ["discussions": page]])
  }

  @Test func aPostIsFoundByItsMark() async throws {
    let (found, calls) = try await find { call in
      call.document == GitHubQuery.ownDiscussions
        ? Self.discussions(GitHubTest.page([Self.node("D_2", key: "k2"), Self.node("D_1", key: "k1")])) : nil
    }
    #expect(found == "D_1")
    #expect(calls.map(\.variables) == [["owner": "Octo", "name": "town", "category": "DIC_1", "after": nil]])
  }

  @Test func somebodyElsesMarkIsNone() async throws {
    let (found, _) = try await find { call in
      call.document == GitHubQuery.ownDiscussions
        ? Self.discussions(GitHubTest.page([Self.node("D_1", key: "k1", isOwn: false)])) : nil
    }
    #expect(found == nil)
  }

  @Test func olderPagesAreReadAsLongAsTheyAreYoungEnough() async throws {
    func pages(_ created: String) async throws -> (ID<Message>?, Int) {
      let (found, calls) = try await find { call in
        guard call.document == GitHubQuery.ownDiscussions else { return nil }
        let isFirst = call.variables["after"] == .null
        return Self.discussions(
          isFirst
            ? GitHubTest.page([Self.node("D_2", key: nil, created: created)], after: "c1")
            : GitHubTest.page([Self.node("D_1", key: "k1", created: created)]))
      }
      return (found, calls.count)
    }
    let young = try await pages("2026-01-01T00:00:00Z")
    #expect(young.0 == "D_1" && young.1 == 2)
    let old = try await pages("2025-12-31T23:54:59Z")
    #expect(old.0 == nil && old.1 == 1)
  }

  @Test func tooManyNewPostsLeaveTheDoubt() async {
    await #expect(throws: ConnectorError.limited(after: nil)) {
      try await find { call in
        call.document == GitHubQuery.ownDiscussions
          ? Self.discussions(GitHubTest.page([Self.node("D_2", key: nil)], after: "c1")) : nil
      }
    }
    await #expect(throws: ConnectorError.limited(after: nil)) {
      try await find(.reply(text: "x", to: MessageRef("D_1", in: "q-a"))) { call in
        let page = GitHubTest.page([Self.node("DC_2", key: nil)], before: "c1")
        return call.document == GitHubQuery.ownComments ? GitHubTest.data(["node": ["comments": page]]) : nil
      }
    }
  }

  @Test func aPostWithoutATimeLeavesTheDoubt() async {
    await #expect(throws: ConnectorError.limited(after: nil)) {
      try await find {
        $0.document == GitHubQuery.ownDiscussions
          ? Self.discussions(GitHubTest.page([["id": "D_2", "body": "x"]], after: "c1")) : nil
      }
    }
  }

  @Test func aReplyIsLookedForWhereItWouldStand() async throws {
    let comments: JSON = ["comments": GitHubTest.page([Self.node("DC_9", key: "k1")])]
    let (onDiscussion, calls) = try await find(.reply(text: "x", to: MessageRef("D_1", in: "q-a"))) { call in
      call.document == GitHubQuery.ownComments ? GitHubTest.data(["node": comments]) : nil
    }
    #expect(onDiscussion == "DC_9")
    #expect(calls.last?.variables == ["id": "D_1", "before": nil])

    let reply = Action.reply(text: "x", to: MessageRef("DC_2", in: "q-a", thread: "D_1"))
    let (onComment, more) = try await find(reply) { call in
      switch call.document {
      case GitHubQuery.parent:
        GitHubTest.data(["node": ["id": "DC_2", "replyTo": ["id": "DC_1"], "discussion": ["id": "D_1"]]])
      case GitHubQuery.ownComments:
        GitHubTest.data(["node": ["replies": GitHubTest.page([Self.node("DC_9", key: "k1")])]])
      default: nil
      }
    }
    #expect(onComment == "DC_9")
    #expect(more.last?.variables["id"] == "DC_1")

    let (onIssue, last) = try await find(.reply(text: "x", to: MessageRef("IC_1", in: "issues", thread: "I_1"))) {
      $0.document == GitHubQuery.ownComments ? GitHubTest.data(["node": comments]) : nil
    }
    #expect(onIssue == "DC_9")
    #expect(last.last?.variables["id"] == "I_1")
  }

  @Test func whereThePlaceIsGoneNothingStands() async throws {
    let (found, _) = try await find(.reply(text: "x", to: MessageRef("D_1", in: "q-a"))) { call in
      call.document == GitHubQuery.ownComments ? GitHubTest.error("NOT_FOUND", "gone") : nil
    }
    #expect(found == nil)
    #expect(try await find(.post(text: "x", in: "lost", named: nil)) { _ in nil }.0 == nil)
  }

  @Test func whatCannotBeAnsweredIsThrown() async {
    let limited = GitHubTest.error("RATE_LIMITED", "slow")
    await #expect(throws: ConnectorError.limited(after: .minutes(1))) { try await find { _ in limited } }
    await #expect(throws: HTTPError.noAnswer("x")) { try await find { _ in throw HTTPError.noAnswer("x") } }
  }

  @Test func anAnswerThatCannotBeReadIsNoProofThatNothingStands() async {
    await #expect(throws: ConnectorError.limited(after: nil)) {
      try await find {
        $0.document == GitHubQuery.ownDiscussions ? GitHubTest.data(["repository": ["id": "R_1"]]) : nil
      }
    }
  }

  @Test func onlyPostsAndRepliesAreLookedFor() async throws {
    let (found, calls) = try await find(.react(emoji: "👍", to: MessageRef("D_1", in: "q-a"))) { _ in nil }
    #expect(found == nil && calls.isEmpty)
  }

  @Test(arguments: [
    (MessageRef("D_1", in: "x", thread: "D_0"), GitHubNode.discussion), (MessageRef("DC_1", in: "x"), .comment),
    (MessageRef("I_1", in: "x"), .issue), (MessageRef("PR_1", in: "x"), .issue),
    (MessageRef("IC_1", in: "x"), .issueComment),
    (MessageRef("MDEwOkRpc2N1c3Npb24zMjk5NjE0", in: "x"), .discussion),
    (MessageRef("MDE3OkRpc2N1c3Npb25Db21tZW50NTUwMDYy", in: "x"), .comment),
    (MessageRef("other", in: "x"), .discussion), (MessageRef("other", in: "x", thread: "D_1"), .comment),
    (MessageRef("other", in: "issues"), .issue), (MessageRef("other", in: "issues", thread: "I_1"), .issueComment),
  ])
  func aNodesIdTellsWhatItIs(message: MessageRef, kind: GitHubNode) { #expect(GitHubNode(message) == kind) }
}
