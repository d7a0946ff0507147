internal import BotCore
internal import Feeds
internal import FoundationEssentials

/// Calls GitHub's GraphQL and REST interfaces.
struct GitHubAPI: Sendable {
  let settings: GitHubSettings
  let tools: Tools
  let credential: GitHubCredential

  init(_ settings: GitHubSettings, _ tools: Tools) {
    self.settings = settings
    self.tools = tools
    credential = GitHubCredential(settings, now: tools.now)
  }

  /// The member `data` of the answer. Faults beside it are passed over where the first thing asked for is there: a
  /// member whose profile is hidden is no reason to read nothing.
  /// - Throws: `PlatformFault`, `HTTPError`.
  func query(_ document: String, _ variables: JSON = [:]) async throws -> JSON {
    try await datedQuery(document, variables).data
  }

  /// The same, with GitHub's own time, where it tells it.
  /// - Throws: `PlatformFault`, `HTTPError`.
  func datedQuery(_ document: String, _ variables: JSON) async throws -> (data: JSON, at: Date?) {
    let answer = try await graph(document, variables)
    let errors = answer.json["errors"]?.array ?? []
    guard let data = answer.json["data"]?.object else {
      throw GitHubFault.of(errors: errors, answer.headers, now: tools.now())
    }
    if data.members.allSatisfy({ $0.value != .null }) {
      return (.object(data), answer.headers["Date"].flatMap { LenientDate.read($0) })
    }
    if errors.isEmpty { throw PlatformFault(.missing, "GitHub has nothing of this name") }
    throw GitHubFault.of(errors: errors, answer.headers, now: tools.now())
  }

  /// Carries out one mutation and hands back what it answers.
  /// - Throws: `PlatformFault`, `HTTPError`.
  func mutate(_ mutation: GitHubMutation, _ input: JSON) async throws -> JSON {
    let answer = try await graph(mutation.document, ["input": input])
    if let payload = answer.json["data"]?[mutation.rawValue], payload != .null { return payload }
    throw GitHubFault.of(errors: answer.json["errors"]?.array ?? [], answer.headers, now: tools.now())
  }

  /// - Parameter path: with its slash, parts that come from elsewhere percent-encoded.
  /// - Throws: `PlatformFault`, `HTTPError`.
  func rest(_ method: String, _ path: String, _ body: JSON? = nil) async throws -> RESTClient.Answer {
    try await send { try await $0.ask(method, path, body: body.map { .json($0) } ?? .none) }
  }

  /// Enterprise Server has its GraphQL beside `/api/v3`, github.com below its one address.
  private func graph(_ document: String, _ variables: JSON) async throws -> RESTClient.Answer {
    let body: JSON = ["query": .string(document), "variables": variables]
    return try await send(isGraph: true) { try await $0.ask("POST", "/graphql", body: .json(body)) }
  }

  /// A GitHub App's token may have been taken back before its hour was over: then once with a new one.
  private func send(
    isGraph: Bool = false, _ call: (RESTClient) async throws -> RESTClient.Answer
  ) async throws -> RESTClient.Answer {
    do {
      return try await call(client(try await token(), isGraph: isGraph))
    } catch let fault as PlatformFault where fault.kind == .token && credential.isRenewable {
      credential.forget()
      return try await call(client(try await token(), isGraph: isGraph))
    }
  }

  private func token() async throws -> String {
    try await credential.token { method, path, bearer in
      try await client(bearer, isGraph: false).ask(method, path).json
    }
  }

  private func client(_ token: String, isGraph: Bool) -> RESTClient {
    var base = settings.api
    while base.hasSuffix("/") { base.removeLast() }
    if isGraph && base.hasSuffix("/v3") { base.removeLast("/v3".count) }
    let now = tools.now
    return RESTClient(
      base: base, headers: { Self.headers(token) }, http: tools.http,
      heed: { _, _, answer in heed(answer.headers) },
      fault: { GitHubFault.of($0, $1, now: now()) })
  }

  /// GitHub refuses requests without a `User-Agent`. The last field makes ids of the new form of all of them, as
  /// webhooks have them (GitHub's documentation, "Migrating GraphQL global node IDs").
  private static func headers(_ token: String) -> Headers {
    [
      "Authorization": "Bearer " + token, "Accept": "application/vnd.github+json", "User-Agent": "botrun",
      "X-GitHub-Api-Version": "2022-11-28", "X-Github-Next-Global-ID": "1",
    ]
  }

  /// GraphQL and REST are counted apart; nearly all goes through GraphQL.
  private func heed(_ headers: Headers) {
    guard let until = GitHubFault.used(headers, now: tools.now()) else { return }
    let isCore = headers["x-ratelimit-resource"] == "core"
    tools.pace(isCore ? .bucket(GitHubBucket.rest) : .account, until)
  }
}

/// What waits together when GitHub limits.
enum GitHubBucket {
  /// New discussions and comments.
  static let posts = "posts"
  /// Whatever changes anything.
  static let changes = "changes"
  /// The REST interface: teams, blocks.
  static let rest = "rest"
}
