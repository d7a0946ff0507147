import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

/// Every request that the connector makes, against GitHub's schema and its documented REST paths.
@Suite struct GitHubSchemaTests {
  /// Source: GitHub's REST documentation, "Repositories", "Blocking users", "Team members", "GitHub Apps".
  private static let paths = [
    "GET /repos/{}/{}", "GET /repos/{}/{}/installation", "POST /app/installations/{}/access_tokens",
    "PUT /orgs/{}/blocks/{}", "PUT /user/blocks/{}", "PUT /orgs/{}/teams/{}/memberships/{}",
  ]

  @Test func everyDocumentIsOfGitHubsSchema() {
    let empty = GitHubQuery.all.map { ($0, GitHubSchema.schema.faults($0, [:])) }
    for (document, faults) in empty {
      // Variables are looked at with the requests.
      #expect(faults.filter { !$0.hasPrefix("$") } == [], "\(document)")
    }
    for mutation in GitHubMutation.allCases {
      #expect(GitHubSchema.schema.faults(mutation.document, [:]) == ["$input is missing"], "\(mutation)")
    }
  }

  @Test func everyRequestIsAsGitHubDescribesIt() async throws {
    var requests: [GitHubCall] = []
    for action in Self.actions { requests += try await Self.requests { _ = await $0.perform(action, key: "a1-2") } }
    for message in Self.messages {
      requests += try await Self.requests { _ = await $0.edit(message, text: "x\ny", key: "a1") }
      let reply = Action.reply(text: "x", to: message)
      requests += try await Self.requests {
        _ = try await $0.findPosted(reply, key: "a1", since: GitHubTest.now)
      }
    }
    requests += try await Self.requests { connector in
      let post = Action.post(text: "x", in: "general", named: nil)
      _ = try await connector.findPosted(post, key: "a1", since: GitHubTest.now)
      _ = await connector.probe()
    }
    for list in [GitHubSettings.MemberList.organization, .collaborators] {
      let change = { @Sendable (settings: inout GitHubSettings) in
        (settings.memberList, settings.from, settings.reactions) = (list, .beginning, true)
        (settings.token, settings.appID, settings.privateKey) = (Secret(""), "1", Secret(GitHubKey.rsa))
      }
      requests += try await Self.requests(change) { _ = try await $0.poll(nil) }
    }
    var documents: Set<String> = []
    for call in requests {
      if call.isGraph {
        documents.insert(call.document)
        #expect(GitHubSchema.schema.faults(call.document, call.variables) == [], "\(call.variables)")
      } else {
        #expect(Self.paths.contains { Self.fits(call.line, $0) }, "\(call.line)")
      }
    }
    #expect(documents == Set(GitHubQuery.all + GitHubMutation.allCases.map(\.document)))
    #expect(requests.count == 70)
  }

  @Test(arguments: [
    ("query { viewer { mail } }", "User has no field mail"),
    ("query { repository(owner: \"a\") { id } }", "Query.repository lacks name"),
    ("query($id: String!) { node(id: $id) { id } }", "Query.node(id) is ID!, $id is String!"),
    ("query($id: ID) { node(id: $id) { id } }", "Query.node(id) is ID!, $id is ID"),
    ("query { node(id: 1) { ... on Octopus { id } } }", "there is no type Octopus"),
  ])
  func theSchemaSeesWhatIsWrong(document: String, fault: String) {
    #expect(
      GitHubSchema.schema.faults(document, ["id": "x"]).contains(fault),
      "\(GitHubSchema.schema.faults(document, ["id": "x"]))")
  }

  @Test func theSchemaSeesWrongVariables() {
    let document = GitHubMutation.addReaction.document
    func faults(_ input: JSON) -> [String] { GitHubSchema.schema.faults(document, ["input": input]) }
    #expect(faults(["subjectId": "D_1", "content": "HEART"]) == [])
    #expect(faults(["subjectId": "D_1"]) == ["$input.content is missing"])
    #expect(
      faults(["subjectId": 1, "content": "WAVE"]) == [
        "$input.content is no ReactionContent", "$input.subjectId is no ID",
      ])
    #expect(faults(["subjectId": "D_1", "content": "HEART", "x": 1]) == ["$input.x is not in AddReactionInput"])
  }

  // MARK: What is asked

  private static let messages = [
    MessageRef("D_1", in: "q-a"), MessageRef("DC_1", in: "q-a", thread: "D_1"),
    MessageRef("IC_1", in: "issues", thread: "I_1"), MessageRef("I_1", in: "issues"),
  ]

  private static let actions: [Action] =
    [
      .post(text: "x", in: "general", named: nil), .ban(member: "ada", reason: "x"), .grant(role: "core", to: "ada"),
      .hide(message: messages[1], reason: "x"), .hide(message: messages[2], reason: "spam"),
    ]
    + messages.flatMap { [.reply(text: "x", to: $0), .delete(message: $0, reason: "x")] }
    + GitHubReaction.allCases.map { .react(emoji: $0.emoji, to: messages[0]) }

  /// What the connector asks while GitHub answers everything, with more pages wherever there can be.
  private static func requests(
    _ change: @escaping @Sendable (inout GitHubSettings) -> Void = { _ in },
    _ work: (GitHubDiscussions) async throws -> Void
  ) async throws -> [GitHubCall] {
    let http = GitHubTest.http { answer($0) }
    try await work(GitHubTest.connector(http, change))
    return await http.calls
  }

  private static func answer(_ call: GitHubCall) -> HTTPResponse? {
    let isFirst = call.variables["after"] ?? call.variables["before"] ?? .null == .null
    func page(_ nodes: [JSON]) -> JSON {
      GitHubTest.page(nodes, after: isFirst ? "c" : nil, before: isFirst ? "c" : nil)
    }
    let own: JSON = ["id": "x", "createdAt": "2026-01-01T00:00:00Z"]
    switch call.document {
    case GitHubQuery.discussions:
      return GitHubTest.data(["repository": ["discussions": page([GitHubTest.discussionNode(comments: 1)])]])
    case GitHubQuery.comments:
      let reply = GitHubTest.commentNode(id: "DC_2")
      return GitHubTest.data(["node": ["comments": page([GitHubTest.commentNode(replies: page([reply]))])]])
    case GitHubQuery.replies: return GitHubTest.data(["node": ["replies": page([])]])
    case GitHubQuery.ownDiscussions: return GitHubTest.data(["repository": ["discussions": page([own])]])
    case GitHubQuery.ownComments: return GitHubTest.data(["node": ["comments": page([own])]])
    case GitHubQuery.parent:
      return GitHubTest.data(["node": ["id": "DC_1", "replyTo": nil, "discussion": ["id": "D_1"]]])
    case GitHubQuery.organizationMembers: return GitHubTest.data(["organization": ["membersWithRole": page([])]])
    case GitHubQuery.collaborators: return GitHubTest.data(["repository": ["collaborators": page([])]])
    case GitHubMutation.deleteDiscussionComment.document: return GitHubTest.error("NOT_FOUND", "gone")
    default: break
    }
    if call.line.hasSuffix("/installation") { return .json(["id": 77]) }
    if call.line.hasSuffix("/access_tokens") { return .json(["token": "ghs_1"], status: 201) }
    if call.line == "GET /repos/Octo/town" { return .json(["has_discussions": true]) }
    return nil
  }

  private static func fits(_ line: String, _ template: String) -> Bool {
    let (parts, wanted) = (line.split(separator: "/"), template.split(separator: "/"))
    return parts.count == wanted.count && zip(parts, wanted).allSatisfy { $1 == "{}" || $0 == $1 }
  }
}
