import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

/// Discussions whose comments GitHub cannot serve.
@Suite struct GitHubOwedTests {
  private static let cursor = Cursor(
    #"{"since":"2025-12-31T23:00:00.000Z","start":"1970-01-01T00:00:00.000Z"}"#)

  private static func news(_ number: Int, minute: Int) -> JSON {
    GitHubTest.discussionNode(
      id: "D_\(number)", created: "2026-01-01T00:0\(minute):00Z", updated: "2026-01-01T00:0\(minute):00Z", comments: 1)
  }

  /// Three discussions, each with one comment; what is in `bad` is answered with `answer`, or not at all.
  private struct Town: Sendable {
    var bad: Set<String> = ["D_2"]
    var answer: HTTPResponse? = HTTPResponse(status: 502)

    func http() -> ScriptedHTTP {
      GitHubTest.http { call in
        switch call.document {
        case GitHubQuery.discussions:
          let nodes = [news(3, minute: 9), news(2, minute: 7), news(1, minute: 5)]
          return GitHubTest.data(["repository": ["discussions": GitHubTest.page(nodes)]])
        case GitHubQuery.comments:
          let id = call.variables["id"]?.string ?? ""
          if bad.contains(id) {
            guard let answer else { throw HTTPError.noAnswer("it took too long") }
            return answer
          }
          let comment = GitHubTest.commentNode(id: "DC_" + id.dropFirst(2), created: "2026-01-01T00:04:00Z")
          return GitHubTest.data(["node": ["comments": GitHubTest.page([comment])]])
        default: return nil
        }
      }
    }
  }

  private func poll(_ town: Town, _ cursor: Cursor?, at now: Date = GitHubTest.now) async throws -> Poll {
    try await GitHubTest.connector(town.http(), now: now) { $0.receive = .poll }.poll(cursor)
  }

  private func owed(_ poll: Poll, _ id: String = "D_2") -> GitHubOwed? { GitHubCursor(poll.cursor).owed[id] }

  @Test(arguments: [
    HTTPResponse(status: 502), HTTPResponse(status: 504), GitHubTest.error(nil, "Something went wrong: a timeout"),
    GitHubTest.error("RESOURCE_LIMITS_EXCEEDED", "Resource limits for this query exceeded."),
    GitHubTest.data(["node": [:]]), nil,
  ])
  func oneThatCannotBeServedStopsNoOther(answer: HTTPResponse?) async throws {
    let poll = try await poll(Town(answer: answer), Self.cursor)
    #expect(
      Set(poll.events.map(\.key)) == [
        "posted/q-a/D_1", "posted/q-a/D_2", "posted/q-a/D_3", "posted/q-a/DC_1", "posted/q-a/DC_3",
      ])
    #expect(GitHubCursor(poll.cursor).since == GitHubTest.time("2026-01-01T00:09:00Z"))
    #expect(
      owed(poll)
        == GitHubOwed(channel: "q-a", after: GitHubTest.time("2025-12-31T22:59:30Z"), now: GitHubTest.now))
  }

  @Test func whatIsOwedIsToldLater() async throws {
    let first = try await poll(Town(), Self.cursor)
    let soon = try await poll(Town(bad: []), first.cursor, at: GitHubTest.now + .seconds(59))
    #expect(soon.events.contains { $0.key == "posted/q-a/DC_2" } == false, "it is not due yet")
    let later = try await poll(Town(bad: []), first.cursor, at: GitHubTest.now + .minutes(1))
    #expect(later.events.map(\.key).contains("posted/q-a/DC_2"))
    #expect(owed(later) == nil)
  }

  @Test func whatIsOwedIsToldAlsoWhereTheDiscussionIsNewsNoMore() async throws {
    let first = try await poll(Town(), Self.cursor)
    let http = GitHubTest.http { call in
      switch call.document {
      case GitHubQuery.discussions: GitHubTest.data(["repository": ["discussions": GitHubTest.page([])]])
      case GitHubQuery.comments:
        GitHubTest.data(["node": ["comments": GitHubTest.page([GitHubTest.commentNode(id: "DC_2")])]])
      default: nil
      }
    }
    let later = try await GitHubTest.connector(http, now: GitHubTest.now + .minutes(1)) { $0.receive = .poll }
      .poll(first.cursor)
    #expect(later.events.map(\.key) == ["posted/q-a/DC_2"])
    #expect(later.events.first?.message?.channel == "q-a")
    #expect(owed(later) == nil)
  }

  @Test func theWaitGrowsAndTheFirstTimeStays() async throws {
    var cursor: Cursor? = Self.cursor
    var now = GitHubTest.now
    var waits: [Duration] = []
    for _ in 1...11 {
      let poll = try await poll(Town(), cursor, at: now)
      let debt = try #require(owed(poll))
      #expect(debt.after == GitHubTest.time("2025-12-31T22:59:30Z"))
      waits.append(.seconds(debt.due.timeIntervalSince(now)))
      (cursor, now) = (poll.cursor, debt.due)
    }
    #expect(waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360].map { .minutes($0) })
  }

  @Test func aPersonIsToldOnce() async throws {
    let lines = Lock<[String]>([])
    let clock = Lock(GitHubTest.now)
    let tools = Tools(
      community: .testing, http: Town().http(), now: { clock.withLock { $0 } }, sleep: { _ in },
      log: { _, message, fields in lines.withLock { $0.append("\(message): \(fields["discussion"] ?? "")") } },
      pace: { _, _ in })
    let connector = GitHubDiscussions(GitHubTest.settings { $0.receive = .poll }, tools)
    var cursor: Cursor? = Self.cursor
    for _ in 1...6 {
      cursor = try await connector.poll(cursor).cursor
      clock.withLock { $0 = $0 + .hours(6) }
    }
    #expect(
      lines.withLock { $0 } == [
        "GitHub cannot serve a discussion's comments; it is left out and looked at again from time to time: D_2"
      ])
  }

  @Test func manyInARowEndTheRoundAndTheNextGoesPastThem() async throws {
    let asked = Lock<[String]>([])
    let http = GitHubTest.http { call in
      switch call.document {
      case GitHubQuery.discussions:
        let nodes = (1...9).reversed().map { Self.news($0, minute: $0) }
        return GitHubTest.data(["repository": ["discussions": GitHubTest.page(nodes)]])
      case GitHubQuery.comments:
        asked.withLock { $0.append(call.variables["id"]?.string ?? "") }
        return HTTPResponse(status: 502)
      default: return nil
      }
    }
    let connector = GitHubTest.connector(http) { $0.receive = .poll }
    let first = try await connector.poll(Self.cursor)
    #expect(asked.withLock { $0 } == ["D_1", "D_2", "D_3"])
    let second = try await connector.poll(first.cursor)
    #expect(asked.withLock { $0 } == ["D_1", "D_2", "D_3", "D_4", "D_5", "D_6"])
    #expect(GitHubCursor(second.cursor).owed.count == 6)
  }

  @Test func oneThatIsGoneIsOwedNoMore() async throws {
    let first = try await poll(Town(), Self.cursor)
    let gone = Town(answer: GitHubTest.error("NOT_FOUND", "gone"))
    #expect(owed(try await poll(gone, first.cursor, at: GitHubTest.now + .minutes(1))) == nil)
  }

  @Test func whatIsOwedIsWrittenIntoTheCursor() throws {
    var cursor = GitHubCursor(nil)
    cursor.owed["D_1"] = GitHubOwed(channel: "q-a", after: GitHubTest.now, failures: 4, now: GitHubTest.now)
    #expect(GitHubCursor(cursor.cursor) == cursor)
    for (id, text) in [("a", "{}"), ("b", "1"), ("c", #"{"in":"x","after":"y"}"#)] {
      #expect(GitHubCursor(Cursor(#"{"owed":{"\#(id)":\#(text)}}"#)).owed == [:])
    }
  }

  @Test func onlySoManyAreRemembered() {
    var cursor = GitHubCursor(nil)
    for number in 0...GitHubOwed.most {
      _ = cursor.owe("D_\(number)", in: "q-a", after: GitHubTest.now, now: GitHubTest.now)
    }
    #expect(cursor.owe("D_7", in: "q-a", after: GitHubTest.now, now: GitHubTest.now) == 2)
    #expect(cursor.giveUpOne() == "D_7")
    #expect(cursor.giveUpOne() == nil)
    #expect(cursor.owed.count == GitHubOwed.most)
  }
}
