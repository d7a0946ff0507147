internal import BotCore
internal import FoundationEssentials

/// Discourse's API under the forum's address.
struct DiscourseAPI: Sendable {
  private let rest: RESTClient
  /// Where the bot's own profile is read.
  let profile: String

  /// The forum's address, without a slash at its end.
  var base: String { rest.base }

  init(_ settings: DiscourseSettings, _ tools: Tools) {
    let now = tools.now
    profile = "/u/\(Percent.encode(settings.username)).json"
    rest = RESTClient(
      base: settings.url,
      headers: {
        ["Api-Key": settings.apiKey.reveal(), "Api-Username": settings.username, "Accept": "application/json"]
      },
      http: tools.http, fault: { DiscourseFault.read($0, $1, now: now()) })
  }

  /// A granular key without the scope for a call gets the same answer as a wrong key: what can read the bot's own
  /// profile is no wrong key, and only this call is closed to it.
  /// - Parameter path: with its slash; parts that come from elsewhere are percent-encoded already.
  /// - Throws: `PlatformFault`, `HTTPError`.
  func ask(
    _ method: String, _ path: String, query: [(String, String)] = [], body: RESTClient.Body = .none,
    limits: HTTPLimits = HTTPLimits()
  ) async throws -> RESTClient.Answer {
    do {
      return try await rest.ask(method, path, query: query, body: body, limits: limits)
    } catch let fault as PlatformFault where fault.kind == .token && path != profile {
      guard (try? await rest.ask("GET", profile)) != nil else { throw fault }
      throw PlatformFault(.forbidden, "the API key lacks the scope for \(path): \(fault.reason)")
    }
  }
}

/// What Discourse says where it does not do what was asked: `errors`, `error_type`, and for limits of one kind of action
/// `extras.wait_seconds`.
enum DiscourseFault {
  static func read(_ answer: HTTPResponse, _ json: JSON?, now: Date) -> PlatformFault {
    let reason = reason(json) ?? "Discourse answered with status \(answer.status)"
    switch answer.status {
    case 429: return PlatformFault(limit(answer, json, now), reason)
    // A wrong key is forbidden as well; in every language its sentence names the API.
    case 403 where json?["error_type"]?.string == "invalid_access" && reason.contains("API"):
      return PlatformFault(.token, reason)
    case 409: return PlatformFault(.duplicate, reason)
    // Read-only mode, as while a backup is made.
    case 503 where json?["error_type"]?.string == "read_only": return PlatformFault(.busy, reason)
    default:
      let after = RateHeaders.retryAfter(answer.headers, now: now)
      return PlatformFault(PlatformFault.kind(of: answer.status, after: after), reason)
    }
  }

  /// A limiter of all requests names itself in a header; what something in between answers is not Discourse's JSON.
  /// Everything else limits one kind of action.
  private static func limit(_ answer: HTTPResponse, _ json: JSON?, _ now: Date) -> PlatformFault.Kind {
    let header = RateHeaders.retryAfter(answer.headers, now: now)
    let body = json?["extras"]?["wait_seconds"]?.double.flatMap { RateHeaders.duration($0) }
    let isForAll = answer.headers["Discourse-Rate-Limit-Error-Code"] != nil || json?.object == nil
    return .limited(after: header ?? body, scope: isForAll ? .account : nil)
  }

  private static func reason(_ json: JSON?) -> String? {
    if let errors = json?["errors"]?.array?.compactMap(\.string), !errors.isEmpty {
      return errors.joined(separator: " ")
    }
    return [json?["message"], json?["error"]].compactMap { $0?.string }.first { !$0.isEmpty }
  }
}
