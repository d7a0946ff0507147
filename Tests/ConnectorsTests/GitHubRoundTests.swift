import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

@Suite struct GitHubRoundTests {
  @Test func manyCommentsEndARoundToo() async throws {
    let nodes = (0..<5).reversed().map { number in
      GitHubTest.discussionNode(id: "D_\(number)", updated: "2026-01-01T00:0\(number):00Z", comments: 900)
    }
    let many = GitHubTest.page((0..<900).map { GitHubTest.commentNode(id: "C_\($0)") })
    let http = GitHubTest.http { call in
      switch call.document {
      case GitHubQuery.discussions:
        GitHubTest.data(["repository": ["discussions": GitHubTest.page(nodes)]])
      case GitHubQuery.comments: GitHubTest.data(["node": ["comments": many]])
      default: nil
      }
    }
    let github = GitHubTest.connector(http) { $0.receive = .poll }
    let start = Cursor(#"{"since":"2025-12-31T23:00:00.000Z","start":"1970-01-01T00:00:00.000Z"}"#)
    let first = try await github.poll(start)
    #expect(first.next == .zero)
    #expect(first.events.count > 2000 && first.events.count < 3000)
    #expect(first.cursor.map { GitHubCursor($0).since } == GitHubTest.time("2026-01-01T00:02:00Z"))
    let second = try await github.poll(first.cursor)
    #expect(second.next == .minutes(1))
  }
}
