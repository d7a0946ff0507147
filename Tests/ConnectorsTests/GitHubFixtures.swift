import BotCore
import BotTesting
import FoundationEssentials
import Signing
import Testing

@testable import Connectors

/// Builders for the tests of the GitHub Discussions connector.
enum GitHubTest {
  static let now = Date(timeIntervalSince1970: 1_767_225_600)
  static let secret = "It's a Secret to Everybody"
  static let token = "github_pat_planted_4711"

  static func settings(_ change: (inout GitHubSettings) -> Void = { _ in }) -> GitHubSettings {
    var settings = GitHubSettings()
    settings.repository = "Octo/town"
    settings.token = Secret(token)
    settings.webhookSecret = Secret(secret)
    change(&settings)
    return settings
  }

  static func connector(
    _ http: any HTTPClient = http(), moderators: ID<Channel>? = nil, now: Date = now,
    _ change: (inout GitHubSettings) -> Void = { _ in }
  ) -> GitHubDiscussions {
    var community = Community.testing
    community.moderators = moderators
    return GitHubDiscussions(settings(change), .testing(http: http, community: community, now: now))
  }

  /// Answers the question about the place, and others as told; what nobody answers is missing.
  static func http(
    place: JSON = place, _ answer: @escaping @Sendable (GitHubCall) throws -> HTTPResponse? = { _ in nil }
  ) -> ScriptedHTTP {
    ScriptedHTTP { request in
      let call = GitHubCall(request)
      if let answer = try answer(call) { return answer }
      if call.document == GitHubQuery.place { return .json(["data": place]) }
      return .json(["message": "Not Found"], status: 404)
    }
  }

  static let place: JSON = [
    "viewer": ["login": "town-bot"],
    "repository": [
      "id": "R_1", "viewerPermission": "WRITE", "owner": ["__typename": "Organization", "login": "Octo"],
      "discussionCategories": [
        "nodes": [
          ["id": "DIC_1", "slug": "general", "name": "General"], ["id": "DIC_2", "slug": "q-a", "name": "Q&A"],
        ]
      ],
    ],
  ]

  // MARK: Webhooks

  static func request(
    _ name: String, _ payload: JSON, delivery: String? = "72d3162e-cc78-11e3-81ab-4c9367dc0958", secret: String = secret
  ) -> WebhookRequest {
    signed(payload.bytes, ["X-GitHub-Event": name, "Content-Type": "application/json"], delivery, secret)
  }

  static func signed(
    _ body: [UInt8], _ headers: [String: String], _ delivery: String? = nil, _ secret: String = secret
  ) -> WebhookRequest {
    var request = WebhookRequest(method: "POST", path: "/webhook", body: body)
    for header in headers { request.headers[header.key] = header.value }
    request.headers["X-GitHub-Delivery"] = delivery
    request.headers["X-Hub-Signature-256"] = BodySignature.gitHub(secret: secret).sign(body) ?? ""
    return request
  }

  /// `nil` unless the request was accepted.
  static func events(of ingest: Ingest) -> [Event]? {
    guard case .events(let events, let response) = ingest, response.status == 200 else { return nil }
    return events
  }

  static func status(of ingest: Ingest) -> Int {
    switch ingest {
    case .events(_, let response), .answer(let response): response.status
    case .reject(let status, _): status
    }
  }

  static func user(_ login: String, type: String = "User") -> JSON { ["login": .string(login), "type": .string(type)] }

  static let discussion: JSON = [
    "id": 3_299_614, "node_id": "D_1", "number": 4, "title": "How?", "body": "Tell me,\r\n@grace and @octo/team",
    "html_url": "https://github.com/octo/town/discussions/4", "user": user("ada"),
    "category": ["id": 32, "node_id": "DIC_2", "slug": "q-a", "name": "Q&A"], "created_at": "2026-01-01T00:00:00Z",
    "updated_at": "2026-01-01T00:05:00Z",
  ]

  static let comment: JSON = [
    "id": 550_062, "node_id": "DC_1", "body": "Like this", "discussion_id": 3_299_614, "parent_id": nil,
    "html_url": "https://github.com/octo/town/discussions/4#discussioncomment-550062", "user": user("grace"),
    "created_at": "2026-01-01T00:01:00Z", "updated_at": "2026-01-01T00:01:00Z",
  ]

  static func payload(_ action: String?, _ members: [(String, JSON)], sender: String = "ada") -> JSON {
    .object(
      JSONObject(
        (action.map { [("action", .string($0))] } ?? []) + members + [
          ("repository", ["full_name": "octo/town"]), ("organization", ["login": "octo"]), ("sender", user(sender)),
        ]))
  }

  // MARK: GraphQL

  static func data(_ json: JSON) -> HTTPResponse { .json(["data": json]) }

  static func error(_ type: String?, _ message: String) -> HTTPResponse {
    .json(["data": nil, "errors": [.compact(("type", .optional(type)), ("message", .string(message)))]])
  }

  static func page(_ nodes: [JSON], after: String? = nil, before: String? = nil) -> JSON {
    [
      "pageInfo": [
        "hasNextPage": .bool(after != nil), "endCursor": .optional(after) ?? .null,
        "hasPreviousPage": .bool(before != nil), "startCursor": .optional(before) ?? .null,
      ],
      "nodes": .array(nodes),
    ]
  }

  /// The discussion of the webhook, as GraphQL tells it.
  static func discussionNode(
    id: String = "D_1", by author: String = "ada", created: String = "2026-01-01T00:00:00Z",
    updated: String = "2026-01-01T00:05:00Z", edited: String? = nil, comments: Int = 0, reactions: [JSON] = []
  ) -> JSON {
    [
      "id": .string(id), "title": "How?", "body": "Tell me,\r\n@grace and @octo/team", "createdAt": .string(created),
      "updatedAt": .string(updated), "lastEditedAt": .optional(edited) ?? .null,
      "url": "https://github.com/octo/town/discussions/4", "author": ["__typename": "User", "login": .string(author)],
      "category": ["slug": "q-a"], "comments": ["totalCount": .int(comments)],
      "reactions": ["nodes": .array(reactions)],
    ]
  }

  /// The comment of the webhook, as GraphQL tells it.
  static func commentNode(
    id: String = "DC_1", by author: String = "grace", created: String = "2026-01-01T00:01:00Z", edited: String? = nil,
    deleted: String? = nil, replies: JSON = page([])
  ) -> JSON {
    [
      "id": .string(id), "body": "Like this", "createdAt": .string(created),
      "lastEditedAt": .optional(edited) ?? .null, "deletedAt": .optional(deleted) ?? .null,
      "url": "https://github.com/octo/town/discussions/4#discussioncomment-550062",
      "author": ["__typename": "User", "login": .string(author)], "replies": replies,
    ]
  }

  static func time(_ text: String) -> Date { Date(timestamp: text) ?? .distantPast }
}

/// A request as the tests look at it.
struct GitHubCall: Sendable {
  let request: HTTPRequest
  private let json: JSON

  init(_ request: HTTPRequest) {
    self.request = request
    json = (try? JSON(parsing: request.body)) ?? .null
  }

  var isGraph: Bool { request.url.hasSuffix("/graphql") }
  var document: String { json["query"]?.string ?? "" }
  var variables: JSON { json["variables"] ?? .null }
  var input: JSON { variables["input"] ?? .null }
  var body: JSON { json }

  /// `createDiscussion`; `nil` where nothing is changed.
  var mutation: GitHubMutation? { GitHubMutation.allCases.first { $0.document == document } }

  /// `PUT /orgs/Octo/blocks/ada`
  var line: String {
    request.method + " " + String(request.url.dropFirst("https://api.github.com".count))
  }
}

extension ScriptedHTTP {
  var calls: [GitHubCall] { requests.map { GitHubCall($0) } }
}
