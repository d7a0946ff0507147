import BotCore
import FoundationEssentials

extension PlatformFault {
  /// An answer of the homeserver that is no success, by its own word for it and else by its status.
  static func matrix(_ answer: HTTPResponse, _ json: JSON?) -> PlatformFault {
    let code = json?["errcode"]?.string ?? ""
    let words = [code, json?["error"]?.string ?? ""].filter { !$0.isEmpty }.joined(separator: ": ")
    let kind = matrixKind(answer, code, wait: matrixWait(answer, json))
    let reason = words.isEmpty ? "the homeserver answered \(answer.status)" : words
    return PlatformFault(kind, kind == .foreign ? "\(reason), not as a Matrix homeserver does" : reason)
  }

  private static func matrixKind(_ answer: HTTPResponse, _ code: String, wait: Duration?) -> Kind {
    switch code {
    case "M_UNKNOWN_TOKEN", "M_MISSING_TOKEN", "M_USER_DEACTIVATED", "M_USER_LOCKED": return .token
    case "M_LIMIT_EXCEEDED": return .limited(after: wait, scope: nil)
    case "M_TOO_LARGE": return .rejected
    case "M_DUPLICATE_ANNOTATION": return .duplicate
    case "M_UNRECOGNIZED": return .unsupported
    case "M_FORBIDDEN": return .forbidden
    case "M_NOT_FOUND": return .missing
    default: break
    }
    // Without one of its words, 403 and 404 come from something that stands before the homeserver.
    switch answer.status {
    case 401, 413, 429: return kind(of: answer.status, after: wait)
    case 500...: return .broken
    case 400..<500 where !code.isEmpty: return kind(of: answer.status, after: wait)
    default: return .foreign
    }
  }

  /// The header is the rule, the member of the body its deprecated elder. Ten minutes at most are believed.
  private static func matrixWait(_ answer: HTTPResponse, _ json: JSON?) -> Duration? {
    let header = answer.headers["Retry-After"].flatMap { Double($0) }
    let body = json?["retry_after_ms"]?.double.map { $0 / 1000 }
    return (header ?? body).flatMap(RateHeaders.duration).map { min($0, .minutes(10)) }
  }
}

extension Outcome {
  /// The buckets of the actions.
  static let matrixSend = "matrix:send"
  static let matrixAdmin = "matrix:admin"
}
