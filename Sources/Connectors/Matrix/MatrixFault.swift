import BotCore
import FoundationEssentials

/// An answer of the homeserver that is no success.
struct MatrixFault: Error, Hashable {
  /// What a caller must tell apart.
  enum Kind: Hashable {
    /// The token is not accepted.
    case token
    case limited(after: Duration?)
    case forbidden
    case missing
    case tooLarge
    /// The same reaction stands there already.
    case duplicate
    /// The homeserver does not know this part of the API.
    case unsupported
    /// The request itself is not accepted.
    case rejected
    /// The homeserver failed; whether it did what was asked, nobody knows.
    case broken
    /// Something between answered, not a homeserver.
    case foreign
  }

  static let sendBucket = "matrix:send"
  static let adminBucket = "matrix:admin"

  let status: Int
  /// Such as `M_FORBIDDEN`; empty where the answer has none.
  let code: String
  /// The homeserver's own words.
  let message: String
  let kind: Kind

  init(_ answer: HTTPResponse, _ json: JSON?) {
    status = answer.status
    code = json?["errcode"]?.string ?? ""
    message = String((json?["error"]?.string ?? "").prefix(300))
    kind = Self.kind(status: status, code: code, wait: Self.wait(answer, json))
  }

  var reason: String {
    let words = [code, message].filter { !$0.isEmpty }.joined(separator: ": ")
    return words.isEmpty ? "the homeserver answered \(status)" : words
  }

  var isLimit: Bool { if case .limited = kind { true } else { false } }

  /// Whether the same request can be answered better later.
  var isPassing: Bool {
    switch kind {
    case .token, .limited, .broken, .foreign: true
    case .forbidden, .missing, .tooLarge, .duplicate, .unsupported, .rejected: false
    }
  }

  /// - Parameter bucket: what has to wait where the homeserver limits.
  func outcome(_ bucket: String) -> Outcome {
    switch kind {
    case .token: .unauthorized(reason)
    case .limited(let after): .retry(after: after, scope: .bucket(bucket), reason: reason)
    case .forbidden, .missing: .refused(.target, reason: reason)
    case .tooLarge, .rejected: .refused(.content, reason: reason)
    case .duplicate: .done(nil)
    case .unsupported: .refused(.unsupported, reason: reason)
    case .broken: .unknown(reason)
    case .foreign:
      .retry(
        after: nil, scope: .account,
        reason: "\(reason), not as a Matrix homeserver does; check the homeserver's address")
    }
  }

  var asConnectorError: ConnectorError {
    switch kind {
    case .token: .unauthorized(reason)
    case .limited(let after): .limited(after: after)
    case .broken: .limited(after: nil)
    case .forbidden, .missing, .tooLarge, .rejected, .duplicate, .unsupported, .foreign: .refused(reason)
    }
  }

  private static func kind(status: Int, code: String, wait: Duration?) -> Kind {
    switch code {
    case "M_UNKNOWN_TOKEN", "M_MISSING_TOKEN", "M_USER_DEACTIVATED", "M_USER_LOCKED": return .token
    case "M_LIMIT_EXCEEDED": return .limited(after: wait)
    case "M_TOO_LARGE": return .tooLarge
    case "M_DUPLICATE_ANNOTATION": return .duplicate
    case "M_UNRECOGNIZED": return .unsupported
    case "M_FORBIDDEN": return .forbidden
    case "M_NOT_FOUND": return .missing
    default: break
    }
    switch status {
    case 401: return .token
    case 429: return .limited(after: wait)
    case 500...: return .broken
    case 403 where !code.isEmpty: return .forbidden
    case 404 where !code.isEmpty: return .missing
    case 413: return .tooLarge
    case 400..<500 where !code.isEmpty: return .rejected
    default: return .foreign
    }
  }

  /// The header is the rule, the member of the body its deprecated elder. Ten minutes at most are believed.
  private static func wait(_ answer: HTTPResponse, _ json: JSON?) -> Duration? {
    let header = answer.headers["Retry-After"].flatMap { Double($0) }
    let body = json?["retry_after_ms"]?.double.map { $0 / 1000 }
    guard let seconds = header ?? body, seconds.isFinite else { return nil }
    return .milliseconds(Int(min(max(seconds, 0), 600) * 1000))
  }
}

extension Outcome {
  /// What a failure of a request with an idempotent effect means for the action.
  init(matrix error: any Error, bucket: String) {
    switch error {
    case let fault as MatrixFault: self = fault.outcome(bucket)
    case HTTPError.notSent(let why): self = .retry(after: nil, scope: .account, reason: why)
    case HTTPError.noAnswer(let why): self = .unknown(why)
    case HTTPError.tooLarge(let limit): self = .unknown("the answer is larger than \(limit) bytes")
    default: self = .unknown("\(error)")
    }
  }
}
