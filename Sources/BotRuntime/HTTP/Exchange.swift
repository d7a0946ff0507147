import BotCore

/// One inbound request, from its first line to its answer's last byte.
///
/// Guard of the unchecked Sendable: `phase`, `answerBy` and `heldBytes` belong to the desk's lock; the rest to
/// libmicrohttpd's thread.
final class Exchange: @unchecked Sendable {
  enum Phase {
    case receiving
    /// Its connection is suspended until an answer comes.
    case waiting(OpaquePointer)
    /// The connection is resumed and will ask for this answer.
    case answered(WebhookResponse)
    case replied
  }

  let path: String
  let query: String
  let descriptor: Int32
  var headers: Headers = [:]
  var isHeadRead = false
  var body: [UInt8] = []
  /// Set while the body comes: the rest of it is dropped and this is answered.
  var refusal: WebhookResponse?
  var droppedBytes = 0
  var outlet: StreamOutlet?

  var phase = Phase.receiving
  var answerBy = ContinuousClock.Instant.distantFuture
  var heldBytes = 0

  /// - Parameter uri: as it stands in the request line.
  init(uri: String, descriptor: Int32) {
    let parts = uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    path = Self.path(in: parts[0])
    query = parts.count > 1 ? String(parts[1]) : ""
    self.descriptor = descriptor
  }

  /// A proxy may send the whole address (RFC 9112, 3.2.2).
  private static func path(in target: Substring) -> String {
    if target.hasPrefix("/") { return String(target) }
    let afterScheme = target.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
    guard afterScheme.count == 3, let slash = afterScheme[2].firstIndex(of: "/") else { return "/" }
    return String(afterScheme[2][slash...])
  }
}

extension ContinuousClock.Instant {
  /// Later than any deadline: a century from now.
  static var distantFuture: Self { Monotonic.now() + .seconds(3_155_760_000) }
}
