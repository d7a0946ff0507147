internal import BotCore
internal import FoundationEssentials

/// What a call of a Web API method came to.
enum SlackReply: Sendable {
  case ok(JSON, Headers)
  /// `ok: false` with Slack's word for it; the HTTP status is 200 then.
  case refused(String, JSON)
  /// Status 429, or the word for it.
  case limited(after: Duration?)
  /// Another status than 2xx. Slack names what it has against a token: a bare 401 or 403 comes from something on the way
  /// to it, such as a proxy.
  case status(Int)
  /// A 2xx whose body is no answer of Slack's.
  case garbled
  case failed(HTTPError)

  init(_ response: HTTPResponse) {
    let after = Self.wait(response.headers["Retry-After"])
    guard response.status != 429 else {
      self = .limited(after: after)
      return
    }
    let isGood = (200..<300).contains(response.status)
    let body = try? JSON(parsing: response.body)
    guard isGood || [401, 403].contains(response.status) && body?["ok"] == false else {
      self = .status(response.status)
      return
    }
    guard let body, let ok = body["ok"]?.bool else {
      self = .garbled
      return
    }
    let word = body["error"]?.string ?? "no error named"
    self =
      ok
      ? .ok(body, response.headers)
      : word == "ratelimited" || word == "rate_limited" ? .limited(after: after) : .refused(word, body)
  }

  /// Seconds, at most a day.
  private static func wait(_ header: String?) -> Duration? {
    guard let header, let seconds = Double(header), seconds >= 0 else { return nil }
    return .seconds(min(seconds, 86_400))
  }

  /// The body, for methods that only read: what is worth another try is told apart from what is refused for good.
  /// - Throws: `ConnectorError`, `HTTPError`.
  func value() throws -> JSON {
    switch self {
    case .ok(let body, _): return body
    case .refused(let word, let body):
      switch SlackWord(word) {
      case .unauthorized: throw ConnectorError.unauthorized(SlackWord.sentence(word))
      case .unsure: throw HTTPError.noAnswer(word)
      case .target, .content, .unsupported: throw ConnectorError.refused(Self.reason(word, body))
      }
    case .limited(let after): throw ConnectorError.limited(after: after)
    case .status(let status) where status == 408 || status >= 500 || Self.isForeign(status):
      throw HTTPError.noAnswer("Slack answered with status \(status)")
    case .status(let status): throw ConnectorError.refused("Slack answered with status \(status)")
    case .garbled: throw HTTPError.noAnswer("Slack's answer is not JSON with \"ok\"")
    case .failed(let error): throw error
    }
  }

  /// What came of a method that does something.
  /// - Parameters:
  ///   - bucket: what has to wait when Slack says so.
  ///   - settled: words which say that what was wanted is so already.
  ///   - id: of the message that now stands there.
  func outcome(bucket: String, settled: Set<String> = [], id: (JSON) -> ID<Message>? = { _ in nil }) -> Outcome {
    switch self {
    case .ok(let body, _): .done(id(body))
    case .refused(let word, _) where settled.contains(word): .done(nil)
    case .refused(let word, let body): Self.outcome(of: word, body)
    case .limited(let after): .retry(after: after, scope: .bucket(bucket), reason: "Slack limits the rate")
    case .status(let status) where Self.isForeign(status):
      .retry(after: nil, scope: .action, reason: "status \(status) without a word of Slack's")
    case .status(let status) where status == 408 || status >= 500: .unknown("Slack answered with status \(status)")
    case .status(let status): .refused(.content, reason: "Slack answered with status \(status)")
    case .garbled: .unknown("Slack's answer is not JSON with \"ok\"")
    case .failed(.notSent(let reason)): .retry(after: nil, scope: .action, reason: reason)
    case .failed(.noAnswer(let reason)): .unknown(reason)
    case .failed(.tooLarge(let limit)): .unknown("Slack's answer is larger than \(limit) bytes")
    case .failed(.cancelled): .unknown("cancelled before Slack answered")
    }
  }

  private static func isForeign(_ status: Int) -> Bool { status == 401 || status == 403 }

  private static func outcome(of word: String, _ body: JSON) -> Outcome {
    let reason = reason(word, body)
    return switch SlackWord(word) {
    case .unauthorized: .unauthorized(reason)
    case .unsure: .unknown(word)
    case .target: .refused(.target, reason: reason)
    case .content: .refused(.content, reason: reason)
    case .unsupported: .refused(.unsupported, reason: reason)
    }
  }

  private static func reason(_ word: String, _ body: JSON) -> String {
    guard word == "missing_scope", let needed = body["needed"]?.string else {
      return SlackWord.sentence(word)
    }
    return "the token lacks the scope \(needed); \(Slack.adding([needed]))"
  }
}
