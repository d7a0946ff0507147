internal import BotCore

/// An answer of a platform that is no success, as callers must tell them apart.
struct PlatformFault: Error, Hashable {
  enum Kind: Hashable {
    /// The token is not accepted.
    case token
    /// Too much was asked; `scope` is what has to wait, `nil` the bucket of the action.
    case limited(after: Duration?, scope: PaceScope?)
    /// Closed to the bot.
    case forbidden
    case missing
    /// The same thing stands there already.
    case duplicate
    /// The platform has no such thing.
    case unsupported
    /// What was said is not accepted.
    case rejected
    /// Provably nothing was done, and it may be accepted later.
    case busy
    /// The platform failed; whether it did what was asked, nobody knows.
    case broken
    /// Something between answered, not the platform.
    case foreign
  }

  let kind: Kind
  /// The platform's own words; no secret, at most a few hundred characters.
  let reason: String

  /// What a log says of an error that a platform, or the way to it, brought about.
  static func reason(of error: any Error) -> String { (error as? PlatformFault)?.reason ?? "\(error)" }

  init(_ kind: Kind, _ reason: String) {
    self.kind = kind
    self.reason = String(reason.prefix(300))
  }

  /// What an HTTP status means where the platform's own words tell nothing more exact.
  static func kind(of status: Int, after: Duration?) -> Kind {
    switch status {
    // A success that cannot be read, and a request that took too long, may have had their effect.
    case 200..<300, 408: .broken
    case 401: .token
    case 403: .forbidden
    case 404, 410: .missing
    case 429: .limited(after: after, scope: nil)
    case 503 where after != nil: .limited(after: after, scope: nil)
    case 500...: .broken
    case 400..<500: .rejected
    default: .foreign
    }
  }

  var isLimit: Bool { if case .limited = kind { true } else { false } }

  /// Whether the same request can be answered better later.
  var isPassing: Bool {
    switch kind {
    case .token, .limited, .broken, .foreign, .busy: true
    case .forbidden, .missing, .duplicate, .unsupported, .rejected: false
    }
  }

  /// - Parameter bucket: what has to wait where the platform limits and names nothing else.
  func outcome(bucket: String) -> Outcome {
    switch kind {
    case .token: .unauthorized(reason)
    case .limited(let after, let scope): .retry(after: after, scope: scope ?? .bucket(bucket), reason: reason)
    case .forbidden, .missing: .refused(.target, reason: reason)
    case .duplicate: .done(nil)
    case .rejected: .refused(.content, reason: reason)
    case .unsupported: .refused(.unsupported, reason: reason)
    case .busy: .retry(after: nil, scope: .action, reason: reason)
    case .broken: .unknown(reason)
    case .foreign: .retry(after: nil, scope: .account, reason: "\(reason); check the platform's address")
    }
  }

  var asConnectorError: ConnectorError {
    switch kind {
    case .token: .unauthorized(reason)
    case .limited(let after, _): .limited(after: after)
    case .broken, .busy: .limited(after: nil)
    case .forbidden, .missing, .rejected, .duplicate, .unsupported, .foreign: .refused(reason)
    }
  }
}

extension Outcome {
  /// What came of a request that did not succeed.
  /// - Parameter isHarmless: the request reads, or changes nothing when it is made again: then doubt is no reason to
  ///   stop.
  init(_ error: any Error, bucket: String, isHarmless: Bool = false) {
    let outcome: Outcome =
      switch error {
      case let fault as PlatformFault: fault.outcome(bucket: bucket)
      case HTTPError.notSent(let reason): .retry(after: nil, scope: .account, reason: reason)
      case let error as HTTPError: .unknown(error.description)
      case ConnectorError.unauthorized(let reason): .unauthorized(reason)
      case ConnectorError.limited(let after):
        .retry(after: after, scope: .bucket(bucket), reason: "the platform limits the rate")
      case ConnectorError.refused(let reason): .refused(.target, reason: reason)
      default: .unknown("\(error)")
      }
    if isHarmless, case .unknown(let reason) = outcome {
      self = .retry(after: nil, scope: .action, reason: reason)
    } else {
      self = outcome
    }
  }
}
