internal import BotCore

/// Speaks to an API of JSON over HTTP: puts addresses together, adds the credentials, tells success from failure.
struct RESTClient: Sendable {
  /// Without a slash at its end.
  let base: String
  /// Sent with every request.
  let headers: @Sendable () -> Headers
  let http: any HTTPClient
  /// What an answer that is no success means.
  let fault: @Sendable (HTTPResponse, JSON?) -> PlatformFault
  /// Sees every answer: for limits that are announced in headers. Gets the path as it was called.
  let heed: @Sendable (_ method: String, _ path: String, HTTPResponse) -> Void

  init(
    base: String, headers: @escaping @Sendable () -> Headers, http: any HTTPClient,
    heed: @escaping @Sendable (String, String, HTTPResponse) -> Void = { _, _, _ in },
    fault: @escaping @Sendable (HTTPResponse, JSON?) -> PlatformFault
  ) {
    var base = Substring(base)
    while base.hasSuffix("/") { base = base.dropLast() }
    self.base = String(base)
    self.headers = headers
    self.http = http
    self.heed = heed
    self.fault = fault
  }

  struct Answer: Sendable {
    /// `null` where the answer has no body.
    let json: JSON
    let headers: Headers
  }

  enum Body {
    case none
    case json(JSON)
    case form([(String, String)])
  }

  /// - Parameter path: after the base, with its slash; parts that come from elsewhere are percent-encoded already.
  /// - Throws: `PlatformFault` for every answer that is no success, `HTTPError` where none came.
  func ask(
    _ method: String, _ path: String, query: [(String, String)] = [], body: Body = .none, headers more: Headers = [:],
    limits: HTTPLimits = HTTPLimits()
  ) async throws -> Answer {
    var all = headers()
    for field in more.fields { all[field.name] = field.value }
    var bytes: [UInt8] = []
    switch body {
    case .none: break
    case .json(let json): (bytes, all["Content-Type"]) = (json.bytes, "application/json")
    case .form(let fields):
      (bytes, all["Content-Type"]) = (Array(Percent.form(fields).utf8), "application/x-www-form-urlencoded")
    }
    let url = base + path + (query.isEmpty ? "" : "?" + Percent.form(query))
    let answer = try await http.send(HTTPRequest(method, url, headers: all, body: bytes, limits: limits))
    heed(method, path, answer)
    let json = answer.body.isEmpty ? JSON.null : try? JSON(parsing: answer.body)
    guard (200..<300).contains(answer.status), let json else { throw fault(answer, json) }
    return Answer(json: json, headers: answer.headers)
  }
}
