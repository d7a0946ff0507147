internal import BotCore
internal import FoundationEssentials

/// The instance's REST API with the account's token, and who that account is.
struct MastodonAPI: Sendable {
  let rest: RESTClient
  private let me = Lock<MastodonSelf?>(nil)

  static let postBucket = "post"
  static let deleteBucket = "delete"
  static let accountBucket = "account"

  init(_ settings: MastodonSettings, _ tools: Tools) {
    let token = settings.token
    rest = RESTClient(
      base: settings.instance,
      headers: { ["Authorization": "Bearer " + token.reveal(), "Accept": "application/json"] }, http: tools.http,
      heed: { method, path, answer in Self.heed(method, path, answer, tools) },
      fault: { answer, json in MastodonFault.read(answer, json, now: tools.now()) })
  }

  /// Who the bot is, once it asked; its own posts are known by that.
  var known: MastodonSelf? { me.withLock { $0 } }

  /// - Throws: `PlatformFault`, `HTTPError`.
  func identity() async throws -> MastodonSelf {
    if let known { return known }
    let account = try await get("/api/v1/accounts/verify_credentials")
    guard let found = MastodonSelf(account) else {
      throw PlatformFault(.foreign, "the address answers, but not as Mastodon does")
    }
    me.withLock { $0 = found }
    return found
  }

  func get(_ path: String, _ query: [(String, String)] = []) async throws -> JSON {
    try await rest.ask("GET", path, query: query).json
  }

  /// As `get`, for what has to be known before something is done: a lost answer then means that nothing was done.
  /// - Returns: `nil` where there is no such thing, or none that the bot may see.
  func look(_ path: String, _ query: [(String, String)] = []) async throws -> JSON? {
    do {
      return try await get(path, query)
    } catch let fault as PlatformFault {
      switch fault.kind {
      case .missing: return nil
      case .broken: throw PlatformFault(.busy, fault.reason)
      case .token, .limited, .forbidden, .duplicate, .unsupported, .rejected, .busy, .foreign: throw fault
      }
    } catch HTTPError.notSent(let reason) {
      throw HTTPError.notSent(reason)
    } catch let error as HTTPError {
      throw PlatformFault(.busy, error.description)
    }
  }

  func send(_ method: String, _ path: String, _ body: JSON? = nil, key: String? = nil) async throws -> JSON {
    let headers: Headers = key.map { ["Idempotency-Key": $0] } ?? [:]
    return try await rest.ask(method, path, body: body.map { .json($0) } ?? .none, headers: headers).json
  }

  /// Waits before the limit is hit. The fields tell of the limit that is nearest, which for posting and deleting is
  /// mostly one of their own.
  private static func heed(_ method: String, _ path: String, _ answer: HTTPResponse, _ tools: Tools) {
    guard answer.headers["X-RateLimit-Remaining"] == "0",
      let until = MastodonLimit.end(answer.headers, now: tools.now())
    else { return }
    let isPost = method != "GET" && path.hasPrefix("/api/v1/statuses")
    let bucket = method == "DELETE" ? deleteBucket : postBucket
    tools.pace(isPost ? .bucket(bucket) : .account, until)
  }
}

/// The bot's own account, as `verify_credentials` tells of it.
struct MastodonSelf: Sendable, Hashable {
  let id: String
  let account: String
  let isMarkedAsBot: Bool

  init?(_ json: JSON) {
    guard let id = json.id("id"), let account = json["acct"]?.string ?? json["username"]?.string else { return nil }
    self.id = id
    self.account = account
    isMarkedAsBot = json["bot"]?.bool ?? false
  }
}
