import BotCore

/// Decides from its head alone whether a request is let in, before a byte of its body is kept.
struct Admission: Sendable {
  let limits: WebhookLimits

  /// How busy the server is.
  struct Load: Sendable {
    var waiting = 0
    var heldBytes = 0
    var isDraining = false
  }

  /// The answer that turns a request away; nil lets it in.
  /// - Parameter version: of the protocol, such as `HTTP/1.1`.
  func refusal(method: String, version: String, headers: Headers, load: Load) -> WebhookResponse? {
    let lengths = headers.values(of: "Content-Length")
    let length = lengths.first.flatMap { Int($0) }
    if !["GET", "HEAD", "POST", "PUT", "DELETE"].contains(method) { return Self.otherMethod }
    if headers.fields.count > limits.headerFields { return Self.manyHeaders }
    // Another reader may see a length in what is no field to us (RFC 9112, 5.1).
    if !headers.fields.allSatisfy({ $0.isNamedSafely && $0.isValueSafe }) { return Self.unclearHead }
    if headers.values(of: "Host").count > 1 { return Self.unclearHead }
    if !isClear(lengths, headers.values(of: "Transfer-Encoding"), version) { return Self.unclearLength }
    if length ?? 0 > limits.body { return Self.largeBody }
    if load.isDraining || load.waiting >= limits.waiting { return Self.busy }
    if load.heldBytes + (length ?? 0) > limits.heldBytes { return Self.busy }
    return nil
  }

  /// Two readings of where a body ends are how requests are smuggled past a proxy (RFC 9112, 6.1 and 6.3).
  private func isClear(_ lengths: [String], _ encodings: [String], _ version: String) -> Bool {
    guard let encoding = encodings.first else {
      return lengths.isEmpty || (lengths.count == 1 && Int(lengths[0]) != nil)
    }
    return lengths.isEmpty && encodings.count == 1 && encoding.lowercased() == "chunked" && version == "HTTP/1.1"
  }

  static let busy = refuse(503, "Too busy just now; try again in a second.\n", ["Retry-After": "1"])
  static let largeBody = refuse(413, "The body is too large.\n")
  static let late = refuse(503, "The answer takes too long; try again later.\n", ["Retry-After": "1"])
  static let broken = refuse(500, "The answer could not be made.\n")
  private static let manyHeaders = refuse(431, "There are too many headers.\n")
  private static let unclearHead = refuse(400, "The head of the request is unclear.\n")
  private static let unclearLength = refuse(400, "The length of the body is unclear.\n")
  private static let otherMethod = refuse(
    405, "The method is not allowed here.\n", ["Allow": "GET, HEAD, POST, PUT, DELETE"])

  private static func refuse(_ status: Int, _ text: String, _ headers: Headers = [:]) -> WebhookResponse {
    var response = WebhookResponse.text(text, status: status)
    for field in headers.fields { response.headers.add(field.name, field.value) }
    return response
  }
}
