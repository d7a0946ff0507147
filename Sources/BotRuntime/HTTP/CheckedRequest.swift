import BotCore

/// A request that may be put on the wire: its address is http or https, and nothing in it can start a line of its own.
struct CheckedRequest: Sendable {
  let request: HTTPRequest
  let target: Target

  /// - Throws: `HTTPError.notSent`, naming the host and the fault, never a value.
  init(_ request: HTTPRequest) throws(HTTPError) {
    try self.init(request, to: Target(request.url))
  }

  private init(_ request: HTTPRequest, to target: Target) throws(HTTPError) {
    self.request = request
    self.target = target
    guard request.method.isToken, request.method != "CONNECT" else {
      throw .notSent("\(target.host): the request's method is not an HTTP method; use GET, POST, PUT or DELETE.")
    }
    for field in request.headers.fields {
      guard field.isNamedSafely else {
        throw .notSent("\(target.host): a header name holds a character that is not allowed there; remove it.")
      }
      guard field.isValueSafe else {
        throw .notSent("\(target.host): the header \(field.name) holds a line break or a zero byte; remove it.")
      }
      guard !Self.ownedByClient.contains(field.name.lowercased()) else {
        throw .notSent("\(target.host): the header \(field.name) is set by the HTTP client itself; leave it out.")
      }
    }
  }

  /// Whether sending it twice has the effect of sending it once (RFC 9110, 9.2.2).
  var isIdempotent: Bool { ["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"].contains(request.method) }

  /// The request that a redirect asks for (RFC 9110, 15.4), nil if the answer is none or leads away from http and https.
  ///
  /// Another origin gets none of our headers but those that cannot hold a secret: platforms keep tokens in
  /// `Authorization`, and as often in fields of their own.
  func redirected(by answer: HTTPResponse) -> CheckedRequest? {
    guard [301, 302, 303, 307, 308].contains(answer.status), let location = answer.headers["Location"],
      let next = try? Target(location, relativeTo: target)
    else { return nil }
    var request = request
    request.url = next.url
    if asksForGet(answer.status) {
      request.method = "GET"
      request.body = []
      request.headers["Content-Type"] = nil
    }
    if next.origin != target.origin {
      var harmless: Headers = [:]
      for field in request.headers.fields where Self.harmless.contains(field.name.lowercased()) {
        harmless.add(field.name, field.value)
      }
      request.headers = harmless
    }
    return try? CheckedRequest(request, to: next)
  }

  private func asksForGet(_ status: Int) -> Bool {
    status == 303 ? request.method != "HEAD" : status < 303 && request.method == "POST"
  }

  private static let harmless: Set = [
    "accept", "accept-language", "content-type", "if-modified-since", "if-none-match", "user-agent",
  ]
  private static let ownedByClient: Set = [
    "connection", "content-length", "expect", "host", "te", "trailer", "transfer-encoding", "upgrade",
  ]
}
