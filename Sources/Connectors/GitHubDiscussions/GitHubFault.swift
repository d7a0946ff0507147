internal import BotCore
internal import FoundationEssentials

/// What GitHub's answers mean that are no success.
enum GitHubFault {
  /// What GitHub asks for where it limits and names no time.
  static let pause = Duration.minutes(1)

  /// An answer with a status of its own. Limits come with 403 as well as 429 (GitHub's documentation, "Rate limits for
  /// the REST API").
  static func of(_ response: HTTPResponse, _ json: JSON?, now: Date) -> PlatformFault {
    let said = json?["message"]?.string
    let reason = said ?? "GitHub answered with status \(response.status)"
    let after = wait(response.headers, now: now)
    if response.status == 403 || response.status == 429 {
      if let after { return PlatformFault(.limited(after: after, scope: .account), reason) }
      if response.status == 429 || isLimit(reason) {
        return PlatformFault(.limited(after: pause, scope: .account), reason)
      }
    }
    // A success that cannot be read: it was done, but nobody knows what came of it.
    if (200..<300).contains(response.status) { return PlatformFault(.broken, "GitHub's answer is no JSON") }
    return PlatformFault(PlatformFault.kind(of: response.status, after: after), reason)
  }

  /// The list `errors` of a GraphQL answer, which comes with status 200.
  static func of(errors: [JSON], _ headers: Headers, now: Date) -> PlatformFault {
    let first = errors.first ?? [:]
    let reason = first["message"]?.string ?? "GitHub names no reason"
    return PlatformFault(kind(first["type"]?.string, first, reason, headers, now), reason)
  }

  private static func kind(
    _ type: String?, _ error: JSON, _ reason: String, _ headers: Headers, _ now: Date
  ) -> PlatformFault.Kind {
    if isLimit(reason) { return .limited(after: wait(headers, now: now) ?? pause, scope: .account) }
    switch type {
    case "RATE_LIMITED", "RATE_LIMIT": return .limited(after: wait(headers, now: now) ?? pause, scope: .account)
    case "NOT_FOUND": return .missing
    case "FORBIDDEN", "INSUFFICIENT_SCOPES", "UNAUTHENTICATED": return .forbidden
    case "UNPROCESSABLE", "VALIDATION", "BAD_REQUEST", "MAX_NODE_LIMIT_EXCEEDED", "RESOURCE_LIMITS_EXCEEDED":
      return .rejected
    case nil:
      // A question that the schema does not know was not carried out; it names what it stumbled on.
      return error["extensions"]?["code"]?.string != nil ? .unsupported : .broken
    default: return .broken
    }
  }

  private static func isLimit(_ reason: String) -> Bool {
    let lower = reason.lowercased()
    return ["rate limit", "submitted too quickly", "abuse detection"].contains { lower.contains($0) }
  }

  /// `Retry-After`, else the end of a limit that is used up.
  static func wait(_ headers: Headers, now: Date) -> Duration? {
    RateHeaders.retryAfter(headers, now: now)
      ?? used(headers, now: now).flatMap { RateHeaders.duration($0.timeIntervalSince(now)) }
  }

  /// When a limit ends of which nothing is left; `nil` while there is.
  static func used(_ headers: Headers, now: Date) -> Date? {
    guard headers["x-ratelimit-remaining"] == "0", let reset = headers["x-ratelimit-reset"] else { return nil }
    return RateHeaders.reset(reset, now: now)
  }
}
