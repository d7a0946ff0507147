import BotCore
import CCurl
import CMicroHTTPD
import Glibc

/// One request on its way, with the place where its caller waits.
///
/// Guard of the unchecked Sendable: `isCancelled` belongs to the loop's inbox lock; from submission on all the rest
/// belongs to the loop's thread.
final class Transfer: @unchecked Sendable {
  let checked: CheckedRequest
  /// When the caller's patience ends, over all redirects.
  let deadline: ContinuousClock.Instant
  var isCancelled = false

  var continuation: CheckedContinuation<HTTPResponse, any Error>?
  var easy: UnsafeMutableRawPointer?
  var headerList: UnsafeMutablePointer<curl_slist>?
  var reader = AnswerReader()
  /// Why a callback of ours stopped the transfer.
  var fault: HTTPError?
  /// Which resolved addresses it may not connect to.
  var isRefused: (UnsafePointer<sockaddr>) -> Bool = { _ in false }
  private var attempts = 0
  private var sentAt: ContinuousClock.Instant?
  private var hasAnswerBegun = false

  init(_ checked: CheckedRequest, deadline: ContinuousClock.Instant) {
    self.checked = checked
    self.deadline = deadline
  }

  var host: String { checked.target.host }
  var limits: HTTPLimits { checked.request.limits }

  /// Whether a byte of the request was handed to a connection.
  var wasSent: Bool { easy.map { cc_info_long($0, CURLINFO_REQUEST_SIZE) > 0 } ?? false }

  func finish(_ result: Result<HTTPResponse, any Error>) {
    continuation?.resume(with: result)
    continuation = nil
  }

  /// Says whether a connection that is ready may be used.
  ///
  /// libcurl by itself sends a request again, of any method, when a kept-open connection breaks before an answer.
  /// The server may have acted on it by then, so only an idempotent one may go out a second time.
  func mayUseConnection() -> Bool {
    attempts += 1
    sentAt = nil
    guard attempts > 1, wasSent, !checked.isIdempotent else { return true }
    fault = HTTPFault.lostOnReuse(host)
    return false
  }

  func takeHeaderLine(_ bytes: UnsafeRawBufferPointer) -> Bool {
    hasAnswerBegun = true
    if reader.takeLine(bytes) { return true }
    fault = HTTPFault.largeHeaders(host)
    return false
  }

  func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
    if reader.takeBody(bytes, limit: limits.maxBody) { return true }
    fault = .tooLarge(limit: limits.maxBody)
    return false
  }

  /// Notes when the whole request had gone out: from then on the answer's first byte is awaited.
  func noteSent(_ now: ContinuousClock.Instant) {
    guard sentAt == nil, !hasAnswerBegun, let easy, wasSent else { return }
    if cc_info_offset(easy, CURLINFO_SIZE_UPLOAD_T) >= checked.request.body.count { sentAt = now }
  }

  /// When the next of its limits runs out.
  var nextDeadline: ContinuousClock.Instant {
    guard let sentAt, !hasAnswerBegun else { return deadline }
    return min(deadline, sentAt + limits.firstByte)
  }

  /// What to tell the caller once `nextDeadline` has passed.
  func lateness(_ now: ContinuousClock.Instant) -> HTTPError {
    now >= deadline
      ? HTTPFault.late(host, total: limits.total, wasSent: wasSent) : HTTPFault.late(host, firstByte: limits.firstByte)
  }
}
