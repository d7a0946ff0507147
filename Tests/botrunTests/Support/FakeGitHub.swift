import BotCore

@testable import BotRuntime

/// GitHub in the test's own process: a repository with discussions, over its GraphQL interface.
///
/// Like the real one it takes no key against doing a thing twice, and keeps the comment of HTML at a body's end.
final class FakeGitHub: Sendable {
  static let token = "github_pat_planted_4711_of_the_test"
  private static let categories = ["DIC_1": "general", "DIC_2": "q-a"]

  private struct Discussion: Sendable {
    let id: String
    let category: String
    let title: String
    let body: String
    let created: String
    var comments: [Comment] = []
  }

  private struct Comment: Sendable {
    let id: String
    let body: String
    let created: String
  }

  /// Oldest first.
  private let discussions: Lock<[Discussion]>
  private let server: WebhookServer

  init() throws {
    let discussions = Lock<[Discussion]>([])
    self.discussions = discussions
    server = try WebhookServer(listen: "127.0.0.1:0") { request, respond in
      respond(discussions.withLock { Self.answer(request, &$0) })
    }
  }

  private static func answer(_ request: WebhookRequest, _ discussions: inout [Discussion]) -> WebhookResponse {
    guard request.headers["Authorization"] == "Bearer " + token else {
      return json(["message": "Bad credentials", "status": "401"], status: 401)
    }
    guard request.headers["User-Agent"] != nil else { return .text("Request forbidden", status: 403) }
    guard request.method == "POST", request.path == "/graphql", let body = try? JSON(parsing: request.body),
      let document = body["query"]?.string, let variables = body["variables"]
    else { return json(["message": "Not Found", "status": "404"], status: 404) }
    let now = Clock.system.now().timestamp.prefix(19) + "Z"
    return document.hasPrefix("mutation")
      ? change(document, variables["input"] ?? .null, String(now), &discussions)
      : look(document, variables, discussions)
  }

  // MARK: Changing

  private static func change(
    _ document: String, _ input: JSON, _ now: String, _ discussions: inout [Discussion]
  ) -> WebhookResponse {
    guard let body = input["body"]?.string, !body.isEmpty else {
      return failure("UNPROCESSABLE", "Body can't be blank")
    }
    if document.contains("createDiscussion(") {
      guard input["repositoryId"] == "R_1", let category = input["categoryId"]?.string, categories[category] != nil,
        let title = input["title"]?.string, !title.isEmpty
      else { return failure("NOT_FOUND", "Could not resolve to a node") }
      let discussion = Discussion(
        id: "D_\(discussions.count + 1)", category: category, title: title, body: body, created: now)
      discussions.append(discussion)
      return data("createDiscussion", ["discussion": ["id": .string(discussion.id)]])
    }
    guard document.contains("addDiscussionComment("),
      let index = discussions.firstIndex(where: { $0.id == input["discussionId"]?.string })
    else { return failure("NOT_FOUND", "Could not resolve to a node") }
    let comment = Comment(id: "DC_\(index + 1)_\(discussions[index].comments.count + 1)", body: body, created: now)
    discussions[index].comments.append(comment)
    return data("addDiscussionComment", ["comment": ["id": .string(comment.id)]])
  }

  // MARK: Looking

  private static func look(_ document: String, _ variables: JSON, _ discussions: [Discussion]) -> WebhookResponse {
    if document.contains("viewer {") { return place }
    if document.contains("discussions(") {
      let category = variables["category"]?.string
      let wanted = discussions.filter { category == nil || $0.category == category }
      return data("repository", ["discussions": page(wanted.reversed().map(node))])
    }
    guard let found = discussions.first(where: { $0.id == variables["id"]?.string }) else {
      return failure("NOT_FOUND", "Could not resolve to a node")
    }
    return data("node", ["comments": page(found.comments.map { said($0.id, $0.body, $0.created) })])
  }

  private static var place: WebhookResponse {
    let nodes = categories.sorted { $0.key < $1.key }.map { id, slug -> JSON in
      ["id": .string(id), "slug": .string(slug), "name": .string(slug)]
    }
    return json([
      "data": [
        "viewer": ["login": "town-bot"],
        "repository": [
          "id": "R_1", "viewerPermission": "WRITE", "owner": ["__typename": "Organization", "login": "octo"],
          "discussionCategories": ["nodes": .array(nodes)],
        ],
      ]
    ])
  }

  private static func node(_ discussion: Discussion) -> JSON {
    var node = said(discussion.id, discussion.body, discussion.created).object ?? JSONObject()
    node["title"] = .string(discussion.title)
    node["updatedAt"] = .string(discussion.comments.last?.created ?? discussion.created)
    node["category"] = ["slug": .optional(categories[discussion.category]) ?? .null]
    node["comments"] = ["totalCount": .int(discussion.comments.count)]
    return .object(node)
  }

  private static func said(_ id: String, _ body: String, _ created: String) -> JSON {
    [
      "id": .string(id), "body": .string(body), "createdAt": .string(created), "lastEditedAt": nil, "deletedAt": nil,
      "url": .string("https://github.com/octo/town/discussions#\(id)"), "viewerDidAuthor": true,
      "author": ["__typename": "User", "login": "town-bot"],
      "replies": ["pageInfo": ["hasPreviousPage": false, "startCursor": nil], "nodes": []],
    ]
  }

  private static func page(_ nodes: [JSON]) -> JSON {
    [
      "pageInfo": ["hasNextPage": false, "endCursor": nil, "hasPreviousPage": false, "startCursor": nil],
      "nodes": .array(nodes),
    ]
  }

  // MARK: Answers

  private static func data(_ name: String, _ value: JSON) -> WebhookResponse {
    json(["data": .object(JSONObject([(name, value)]))])
  }

  /// GraphQL's faults come with status 200.
  private static func failure(_ type: String, _ message: String) -> WebhookResponse {
    json(["data": nil, "errors": [["type": .string(type), "message": .string(message)]]])
  }

  private static func json(_ json: JSON, status: Int = 200) -> WebhookResponse {
    .text(json.text, status: status, type: "application/json; charset=utf-8")
  }
}

extension FakeGitHub: FakePlatform {
  static let platform = "githubDiscussions"
  static let channel = "general"

  var connection: JSON {
    [
      "repository": "octo/town", "token": "env:GITHUB_TOKEN", "receive": "poll",
      "api": .string("http://127.0.0.1:\(server.port)"),
    ]
  }

  var posted: [String] { discussions.withLock { $0.map { $0.title + "\n" + $0.body } } }
}
