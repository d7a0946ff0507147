import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

@Suite struct GitHubPollTests {
  /// A repository whose discussions and comments are told as they stand.
  private struct Town: Sendable {
    var discussions: [JSON] = [GitHubTest.discussionNode()]
    var comments: [String: JSON] = [:]
    var replies: [String: JSON] = [:]

    func http() -> ScriptedHTTP {
      GitHubTest.http { call in
        let id = call.variables["id"]?.string ?? ""
        switch call.document {
        case GitHubQuery.discussions:
          return GitHubTest.data(["repository": ["discussions": GitHubTest.page(discussions)]])
        case GitHubQuery.comments:
          return GitHubTest.data(["node": ["comments": comments[id] ?? GitHubTest.page([])]])
        case GitHubQuery.replies:
          return GitHubTest.data(["node": ["replies": replies[id] ?? GitHubTest.page([])]])
        default: return nil
        }
      }
    }
  }

  private static let old = "2025-12-31T23:00:00.000Z"

  private func cursor(
    since: String = old, start: String = "1970-01-01T00:00:00.000Z", begun: String? = nil
  ) -> Cursor {
    Cursor(
      JSON.compact(("since", .string(since)), ("start", .string(start)), ("begun", .optional(begun))).text)
  }

  private func poll(
    _ town: Town, _ cursor: Cursor?, _ change: (inout GitHubSettings) -> Void = { $0.receive = .poll }
  ) async throws -> Poll { try await GitHubTest.connector(town.http(), change).poll(cursor) }

  @Test func theFirstLookTellsNothingAndRemembersGitHubsTime() async throws {
    let poll = try await poll(Town(), nil)
    #expect(poll.events.isEmpty)
    #expect(poll.next == .minutes(1))
    let time = "2026-01-01T00:05:00.000Z"
    #expect(
      poll.cursor
        == Cursor("{\"since\":\"\(time)\",\"start\":\"\(time)\"}"))
  }

  @Test func anEmptyRepositoryBeginsNow() async throws {
    let poll = try await poll(Town(discussions: []), nil)
    #expect(poll.cursor.map { GitHubCursor($0).since } == GitHubTest.now)
  }

  @Test func theFirstLookMayReadEverything() async throws {
    let poll = try await poll(Town(), nil) { ($0.receive, $0.from) = (.poll, .beginning) }
    #expect(poll.events.map(\.key) == ["posted/q-a/D_1"])
  }

  @Test func newsAreTheSameEventsAsTheWebhooks() async throws {
    var town = Town(discussions: [GitHubTest.discussionNode(comments: 1)])
    town.comments["D_1"] = GitHubTest.page([GitHubTest.commentNode()])
    let events = try await poll(town, cursor()).events
    let decoder = GitHubTest.connector().decoder
    let told = [
      decoder.event(
        "discussion", GitHubTest.payload("created", [("discussion", GitHubTest.discussion)]), delivery: nil,
        now: GitHubTest.now),
      decoder.event(
        "discussion_comment",
        GitHubTest.payload("created", [("discussion", GitHubTest.discussion), ("comment", GitHubTest.comment)]),
        delivery: nil, now: GitHubTest.now),
    ]
    #expect(events == told.compactMap { $0 })
    #expect(events.count == 2)
  }

  @Test func anEditHasTheWebhooksKey() async throws {
    let edited = "2026-01-01T00:05:00Z"
    let town = Town(discussions: [GitHubTest.discussionNode(edited: edited)])
    let events = try await poll(town, cursor(since: "2026-01-01T00:02:00.000Z")).events
    let told = GitHubTest.connector().decoder.event(
      "discussion", GitHubTest.payload("edited", [("discussion", GitHubTest.discussion)]), delivery: nil,
      now: GitHubTest.now)
    #expect(events.map(\.key) == [told?.key])
    #expect(events.first?.at == GitHubTest.time(edited))
  }

  @Test func repliesAreReadWithTheirComment() async throws {
    var town = Town(discussions: [GitHubTest.discussionNode(comments: 1)])
    let reply = GitHubTest.commentNode(id: "DC_2", by: "ada", created: "2026-01-01T00:03:00Z")
    town.comments["D_1"] = GitHubTest.page([GitHubTest.commentNode(replies: GitHubTest.page([reply]))])
    let events = try await poll(town, cursor()).events
    #expect(events.map(\.key) == ["posted/q-a/D_1", "posted/q-a/DC_1", "posted/q-a/DC_2"])
    #expect(events.last?.message?.thread == "D_1")
  }

  @Test func manyRepliesAreReadBackToTheLastLook() async throws {
    var town = Town(discussions: [GitHubTest.discussionNode(comments: 1)])
    let new = GitHubTest.commentNode(id: "DC_3", created: "2026-01-01T00:04:00Z")
    let earlier = GitHubTest.commentNode(id: "DC_2", created: "2026-01-01T00:03:00Z")
    town.comments["D_1"] = GitHubTest.page([
      GitHubTest.commentNode(replies: GitHubTest.page([new], before: "c1"))
    ])
    town.replies["DC_1"] = GitHubTest.page([earlier])
    let http = town.http()
    let connector = GitHubTest.connector(http) { $0.receive = .poll }
    #expect(
      try await connector.poll(cursor()).events.map(\.key)
        == ["posted/q-a/D_1", "posted/q-a/DC_1", "posted/q-a/DC_2", "posted/q-a/DC_3"])
    #expect(await http.calls.last?.variables == ["id": "DC_1", "before": "c1", "reactions": false])
    let later = try await poll(town, cursor(since: "2026-01-01T00:04:40.000Z"))
    #expect(later.events.isEmpty)
  }

  @Test func whatWasReadIsNotToldAgain() async throws {
    var town = Town(discussions: [GitHubTest.discussionNode(comments: 1)])
    town.comments["D_1"] = GitHubTest.page([GitHubTest.commentNode()])
    let first = try await poll(town, cursor())
    #expect(first.cursor.map { GitHubCursor($0).since } == GitHubTest.time("2026-01-01T00:05:00Z"))
    let second = try await poll(town, first.cursor)
    #expect(second.events.isEmpty)
    #expect(second.cursor == first.cursor)
  }

  @Test func discussionsWithoutCommentsAreNotAskedForThem() async throws {
    let http = Town().http()
    _ = try await GitHubTest.connector(http) { $0.receive = .poll }.poll(cursor())
    #expect(await http.calls.allSatisfy { $0.document != GitHubQuery.comments })
  }

  @Test func theBotsOwnPostsAreLeftOut() async throws {
    var town = Town(discussions: [GitHubTest.discussionNode(by: "town-bot", comments: 1)])
    town.comments["D_1"] = GitHubTest.page([GitHubTest.commentNode(by: "Town-Bot", edited: "2026-01-01T00:02:00Z")])
    #expect(try await poll(town, cursor()).events.isEmpty)
  }

  @Test func otherBotsAreNamedAsInWebhooks() throws {
    let json: JSON = [
      "id": "DC_1", "createdAt": "2026-01-01T00:00:00Z", "author": ["__typename": "Bot", "login": "dependabot"],
    ]
    #expect(
      GitHubPost(node: json, in: "q-a", thread: "D_1")?.author == Member("dependabot[bot]", isBot: true))
  }

  @Test func aDeletedCommentThatLeftItsPlaceIsTold() async throws {
    var town = Town(discussions: [GitHubTest.discussionNode(comments: 1)])
    town.comments["D_1"] = GitHubTest.page([GitHubTest.commentNode(deleted: "2026-01-01T00:04:00Z")])
    let events = try await poll(town, cursor(since: "2026-01-01T00:03:00.000Z")).events
    #expect(events.map(\.key) == ["deleted/q-a/DC_1"])
  }

  @Test func nothingFromBeforeTheBeginningIsTold() async throws {
    let start = "2026-01-01T00:02:00.000Z"
    var town = Town(discussions: [GitHubTest.discussionNode(comments: 1)])
    town.comments["D_1"] = GitHubTest.page([GitHubTest.commentNode()])
    #expect(try await poll(town, cursor(since: start, start: start)).events.isEmpty)
  }

  // MARK: Pages and limits

  @Test func pagesAreReadBackToTheLastLook() async throws {
    let http = GitHubTest.http { call in
      guard call.document == GitHubQuery.discussions else { return nil }
      let isFirst = call.variables["after"] == .null
      let node = GitHubTest.discussionNode(
        id: isFirst ? "D_2" : "D_1", updated: isFirst ? "2026-01-01T00:05:00Z" : "2025-12-31T22:00:00Z")
      return GitHubTest.data(["repository": ["discussions": GitHubTest.page([node], after: "c1")]])
    }
    let poll = try await GitHubTest.connector(http) { $0.receive = .poll }.poll(cursor())
    #expect(poll.events.map(\.key) == ["posted/q-a/D_2"])
    let asked = await http.calls.filter { $0.document == GitHubQuery.discussions }.map(\.variables)
    #expect(
      asked == [.null, "c1"].map { ["owner": "Octo", "name": "town", "after": $0, "reactions": false] })
  }

  @Test func aLimitInBetweenKeepsWhatWasRead() async throws {
    let http = GitHubTest.http { call in
      switch call.document {
      case GitHubQuery.discussions:
        let nodes = [
          GitHubTest.discussionNode(id: "D_2", updated: "2026-01-01T00:09:00Z", comments: 1),
          GitHubTest.discussionNode(id: "D_1", updated: "2026-01-01T00:05:00Z", comments: 1),
        ]
        return GitHubTest.data(["repository": ["discussions": GitHubTest.page(nodes)]])
      case GitHubQuery.comments where call.variables["id"] == "D_1":
        return GitHubTest.data(["node": ["comments": GitHubTest.page([])]])
      case GitHubQuery.comments: return GitHubTest.error("RATE_LIMITED", "slow")
      default: return nil
      }
    }
    let poll = try await GitHubTest.connector(http) { $0.receive = .poll }.poll(cursor())
    #expect(poll.events.map(\.key) == ["posted/q-a/D_1"])
    #expect(poll.cursor.map { GitHubCursor($0).since } == GitHubTest.time("2026-01-01T00:05:00Z"))
  }

  @Test func aLimitAtOnceIsTold() async {
    let http = GitHubTest.http { _ in
      .json(["message": "secondary rate limit"], status: 403, headers: ["Retry-After": "7"])
    }
    await #expect(throws: ConnectorError.limited(after: .seconds(7))) {
      try await GitHubTest.connector(http).poll(nil)
    }
  }

  @Test func aTokenThatIsRefusedIsTold() async {
    let http = GitHubTest.http { _ in .json(["message": "Bad credentials"], status: 401) }
    await #expect(throws: ConnectorError.unauthorized("Bad credentials")) {
      try await GitHubTest.connector(http).poll(nil)
    }
  }

  @Test func aDiscussionThatIsGoneStopsNothing() async throws {
    let http = GitHubTest.http { call in
      switch call.document {
      case GitHubQuery.discussions:
        let nodes = [GitHubTest.discussionNode(id: "D_2"), GitHubTest.discussionNode(id: "D_1", comments: 1)]
        return GitHubTest.data(["repository": ["discussions": GitHubTest.page(nodes)]])
      case GitHubQuery.comments: return GitHubTest.error("NOT_FOUND", "gone")
      default: return nil
      }
    }
    let poll = try await GitHubTest.connector(http) { $0.receive = .poll }.poll(cursor())
    #expect(poll.events.map(\.key) == ["posted/q-a/D_2"])
  }

  @Test func anAnswerThatCannotBeReadMovesNothing() async {
    let http = GitHubTest.http { $0.document == GitHubQuery.discussions ? GitHubTest.data(["repository": [:]]) : nil }
    await #expect(throws: ConnectorError.limited(after: nil)) {
      try await GitHubTest.connector(http) { $0.receive = .poll }.poll(cursor())
    }
  }

  @Test func aRoundHasAnEndAndTheNextGoesOnAtOnce() async throws {
    let nodes = (0..<150).reversed().map { number in
      let minute = String(100 + number / 60).dropFirst()
      let second = String(100 + number % 60).dropFirst()
      return GitHubTest.discussionNode(id: "D_\(number)", updated: "2026-01-01T00:\(minute):\(second)Z")
    }
    let first = try await poll(Town(discussions: nodes), cursor())
    #expect(first.next == .zero)
    let second = try await poll(Town(discussions: nodes), first.cursor)
    #expect(second.next == .minutes(1))
    #expect(second.cursor.map { GitHubCursor($0).since } == GitHubTest.time("2026-01-01T00:02:29Z"))
  }

  // MARK: In webhook mode

  @Test func webhookModeLooksForWhatWasLost() async throws {
    let poll = try await poll(Town(), cursor()) { _ in }
    #expect(poll.events.map(\.key) == ["posted/q-a/D_1"])
    #expect(poll.next == .minutes(10))
  }

  @Test func withoutCatchUpOnlyThePlaceIsAskedFor() async throws {
    let http = Town().http()
    let poll = try await GitHubTest.connector(http) { $0.catchUp = false }.poll(cursor())
    #expect(poll.events.isEmpty)
    #expect(await http.calls.map(\.document) == [GitHubQuery.place])
  }

  // MARK: Reactions

  private let rocket: JSON = ["content": "ROCKET", "createdAt": "2026-01-01T00:04:00Z", "user": ["login": "grace"]]
  private let earlier: JSON = ["content": "HEART", "createdAt": "2025-12-31T23:59:50Z", "user": ["login": "grace"]]
  private let quiet = "2025-12-31T22:00:00Z"
  private let withReactions = { @Sendable (settings: inout GitHubSettings) in
    (settings.receive, settings.reactions) = (.poll, true)
  }

  @Test func reactionsAreReadOnRequest() async throws {
    let town = Town(discussions: [GitHubTest.discussionNode(updated: quiet, reactions: [rocket])])
    let first = try await poll(town, cursor(begun: Self.old), withReactions)
    #expect(
      first.events.map(\.kind) == [
        .reacted(emoji: "🚀", member: Member("grace"), message: "D_1", channel: "q-a")
      ])
    #expect(first.events.first?.key == "reacted/q-a/D_1/grace/🚀/2026-01-01T00:04:00.000Z")
    #expect(first.cursor.map { GitHubCursor($0).reacted } == GitHubTest.time("2026-01-01T00:04:00Z"))
    #expect(try await poll(town, cursor()).events.isEmpty)
  }

  @Test func reactionsFromBeforeTheFirstLookAreNeverTold() async throws {
    let before = Town(discussions: [GitHubTest.discussionNode(updated: quiet, reactions: [earlier])])
    let first = try await poll(before, nil, withReactions)
    #expect(first.cursor.map { GitHubCursor($0).begun } == GitHubTest.now)
    #expect(try await poll(before, first.cursor, withReactions).events.allSatisfy { $0.trigger != .reacted })
    var later = Town(
      discussions: [
        GitHubTest.discussionNode(updated: "2026-01-01T00:09:00Z", comments: 1, reactions: [earlier, rocket])
      ])
    var comment = GitHubTest.commentNode(created: "2025-12-31T21:00:00Z").object ?? JSONObject()
    comment["reactions"] = ["nodes": [earlier, rocket]]
    later.comments["D_1"] = GitHubTest.page([.object(comment)])
    let told = try await poll(later, first.cursor, withReactions).events.filter { $0.trigger == .reacted }
    #expect(
      Set(told.map(\.key)) == [
        "reacted/q-a/D_1/grace/🚀/2026-01-01T00:04:00.000Z", "reacted/q-a/DC_1/grace/🚀/2026-01-01T00:04:00.000Z",
      ])
  }

  @Test func readingReactionsLaterBeginsThen() async throws {
    let town = Town(discussions: [GitHubTest.discussionNode(updated: quiet, reactions: [earlier])])
    let first = try await poll(town, cursor(), withReactions)
    #expect(first.events == [])
    #expect(first.cursor.map { GitHubCursor($0).begun } == GitHubTest.now)
    let without = try await poll(town, first.cursor)
    #expect(without.cursor.map { GitHubCursor($0).begun } == .some(nil))
  }

  @Test func readingEverythingReadsReactionsToo() async throws {
    let town = Town(discussions: [GitHubTest.discussionNode(reactions: [rocket])])
    let poll = try await poll(town, nil) { ($0.receive, $0.from, $0.reactions) = (.poll, .beginning, true) }
    #expect(Set(poll.events.map(\.trigger)) == [.messagePosted, .reacted])
  }

  @Test func theFirstLookIsDatedByGitHubsClock() async throws {
    let http = GitHubTest.http { call in
      guard call.document == GitHubQuery.discussions else { return nil }
      var answer = GitHubTest.data(["repository": ["discussions": GitHubTest.page([])]])
      answer.headers["Date"] = "Thu, 01 Jan 2026 00:06:00 GMT"
      return answer
    }
    let poll = try await GitHubTest.connector(http, withReactions).poll(nil)
    #expect(poll.cursor.map { GitHubCursor($0).begun } == GitHubTest.time("2026-01-01T00:06:00Z"))
  }

  // MARK: Members

  private func members(_ logins: [String], _ roll: Cursor?, at now: Date = GitHubTest.now) async throws -> Poll {
    let http = GitHubTest.http { call in
      switch call.document {
      case GitHubQuery.organizationMembers:
        GitHubTest.data([
          "organization": ["membersWithRole": GitHubTest.page(logins.map { ["login": .string($0)] })]
        ])
      case GitHubQuery.discussions: GitHubTest.data(["repository": ["discussions": GitHubTest.page([])]])
      default: nil
      }
    }
    return try await GitHubTest.connector(http, now: now) { $0.memberList = .organization }.poll(roll)
  }

  @Test func whoIsNewInTheListJoined() async throws {
    let first = try await members(["ada", "town-bot"], nil)
    #expect(first.events.isEmpty)
    let later = GitHubTest.now + .hours(1)
    let second = try await members(["ada", "grace", "town-bot"], first.cursor, at: later)
    #expect(second.events.map(\.key) == ["joined//grace/member"])
    #expect(second.events.first?.at == later)
    #expect(try await members(["ada", "grace"], second.cursor, at: later + .hours(1)).events.isEmpty)
  }

  @Test func theListIsReadFromTimeToTimeOnly() async throws {
    let first = try await members(["ada"], nil)
    let second = try await members(["ada", "grace"], first.cursor, at: GitHubTest.now + .minutes(29))
    #expect(second.events.isEmpty)
  }

  @Test func aListThatIsHiddenStopsNothing() async throws {
    let http = GitHubTest.http { call in
      switch call.document {
      case GitHubQuery.collaborators: GitHubTest.error("FORBIDDEN", "You do not have permission")
      case GitHubQuery.discussions:
        GitHubTest.data(["repository": ["discussions": GitHubTest.page([GitHubTest.discussionNode()])]])
      default: nil
      }
    }
    let poll = try await GitHubTest.connector(http) { $0.memberList = .collaborators }.poll(cursor())
    #expect(poll.events.map(\.key) == ["posted/q-a/D_1"])
    #expect(poll.cursor.map { GitHubCursor($0).rolled } == GitHubTest.now)
  }

  @Test(arguments: ["", "{", "[]", "{\"since\":1}", "{\"since\":\"yesterday\"}"])
  func whatIsNoCursorIsAFirstStart(raw: String) {
    #expect(GitHubCursor(Cursor(raw)) == GitHubCursor(nil))
  }

  // MARK: What holds with the settings

  @Test func pollingSeesLessThanWebhooks() {
    func about(_ change: (inout GitHubSettings) -> Void) -> Set<Capability> {
      GitHubDiscussions.about(with: GitHubTest.settings(change)).capabilities
    }
    let all = GitHubDiscussions.about.capabilities
    #expect(about { _ in } == all.subtracting([.reactions, .members]))
    #expect(about { $0.receive = .poll } == all.subtracting([.reactions, .members, .deletions, .joins]))
    #expect(
      about { ($0.receive, $0.memberList, $0.reactions) = (.poll, .organization, true) }
        == all.subtracting([.deletions]))
  }
}
