import BotCore
import FoundationEssentials

/// Speaks the client-server API: puts addresses together, adds the token, reads answers and errors.
struct MatrixAPI: Sendable {
  private static let root = "/_matrix/client/v3"

  private let rest: RESTClient
  /// The account that an application service acts as; empty: the token's own.
  let user: String

  init(homeserver: String, token: Secret, user: String = "", http: any HTTPClient) {
    rest = RESTClient(
      base: homeserver, headers: { ["Authorization": "Bearer " + token.reveal(), "Accept": "application/json"] },
      http: http, fault: PlatformFault.matrix)
    self.user = user
  }

  /// Asks and hands over what a success brought.
  /// - Parameters:
  ///   - path: the parts after the root, not yet escaped.
  ///   - root: where the API is that the path belongs to.
  ///   - isOwn: whether the bot's account asks, and not the application service as such.
  /// - Throws: `PlatformFault` for every answer that is no success, `HTTPError` where none came.
  func ask(
    _ path: [String], _ method: String = "GET", query: [(String, String)] = [], body: JSON? = nil,
    limits: HTTPLimits = Self.limits, root: String = Self.root, isOwn: Bool = true
  ) async throws -> JSON {
    let query = user.isEmpty || !isOwn ? query : query + [("user_id", user)]
    return try await rest.ask(
      method, root + "/" + path.map(Percent.encode).joined(separator: "/"), query: query,
      body: body.map { .json($0) } ?? .none, limits: limits
    ).json
  }

  /// As `ask`, with `nil` where the thing asked for does not exist or is closed to the bot.
  func find(
    _ path: [String], _ method: String = "GET", query: [(String, String)] = [], body: JSON? = nil
  ) async throws -> JSON? {
    do {
      return try await ask(path, method, query: query, body: body)
    } catch let fault as PlatformFault where fault.kind == .missing || fault.kind == .forbidden {
      return nil
    }
  }

  private static var limits: HTTPLimits {
    var limits = HTTPLimits()
    // The list of members of a large room comes in one piece.
    limits.maxBody = 32 << 20
    return limits
  }
}
