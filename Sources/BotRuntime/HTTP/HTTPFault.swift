import BotCore
import CCurl

/// Turns libcurl's codes into what a caller must tell apart. Texts name the host and never the path or the query,
/// where platforms keep tokens.
enum HTTPFault {
  /// - Parameter wasSent: whether a byte of the request was handed to the connection. Codes that can only come after
  ///   that count as sent in any case.
  static func error(_ code: CURLcode, host: String, wasSent: Bool) -> HTTPError {
    if wasSent || onlyAfterSending.contains(code.rawValue) { return .noAnswer("\(host): \(lost(code))") }
    return .notSent("\(host): \(unreachable(code))")
  }

  static func privateAddress(_ host: String) -> HTTPError {
    .notSent("\(host): it leads to a private or local address, which this request may not reach; use a public one.")
  }

  static func late(_ host: String, firstByte limit: Duration) -> HTTPError {
    .noAnswer("\(host): no answer began within \(words(limit)); the service may be overloaded, try later.")
  }

  static func late(_ host: String, total limit: Duration, wasSent: Bool) -> HTTPError {
    wasSent
      ? .noAnswer("\(host): no whole answer within \(words(limit)); the service may be overloaded, try later.")
      : .notSent("\(host): it could not be sent within \(words(limit)); too many requests may be waiting, try later.")
  }

  static func lostOnReuse(_ host: String) -> HTTPError {
    .noAnswer("\(host): the kept-open connection was closed before an answer; see whether the request had its effect.")
  }

  static func largeHeaders(_ host: String) -> HTTPError {
    .noAnswer(
      "\(host): the answer's headers are larger than \(AnswerReader.maxHeaderBytes >> 10) KiB; ask its operator.")
  }

  static func crowded(_ host: String, limit: Int) -> HTTPError {
    .notSent("\(host): \(limit) requests are waiting already; send fewer or try later.")
  }

  static let closed = HTTPError.notSent("The HTTP client is closed; the program is shutting down.")

  /// "200 ms", "10 s".
  static func words(_ duration: Duration) -> String {
    let milliseconds = Monotonic.milliseconds(duration)
    return milliseconds % 1000 == 0 ? "\(milliseconds / 1000) s" : "\(milliseconds) ms"
  }

  private static let onlyAfterSending: Set = [
    CURLE_GOT_NOTHING.rawValue, CURLE_PARTIAL_FILE.rawValue, CURLE_SEND_FAIL_REWIND.rawValue,
    CURLE_WEIRD_SERVER_REPLY.rawValue, CURLE_BAD_CONTENT_ENCODING.rawValue, CURLE_HTTP2_STREAM.rawValue,
  ]

  private static func unreachable(_ code: CURLcode) -> String {
    switch code {
    case CURLE_COULDNT_RESOLVE_HOST:
      "the name was not found; check its spelling and this machine's DNS."
    case CURLE_OPERATION_TIMEDOUT:
      "no connection was made in time; check that the service is up and no firewall stands between."
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CERTPROBLEM:
      "its TLS certificate could not be verified; check the certificate, the clock, or name your own authority's file."
    case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER:
      "no TLS connection could be agreed on; check that the port speaks TLS."
    case CURLE_COULDNT_CONNECT:
      "the connection was refused; check that the service is up and the port is right."
    default:
      "the request could not be sent (\(String(cString: curl_easy_strerror(code)))); check the address and the network."
    }
  }

  private static func lost(_ code: CURLcode) -> String {
    switch code {
    case CURLE_GOT_NOTHING:
      "the connection was closed without an answer; see whether the request had its effect."
    case CURLE_PARTIAL_FILE:
      "the connection was closed in the middle of the answer; see whether the request had its effect."
    default:
      "the answer was lost (\(String(cString: curl_easy_strerror(code)))); see whether the request had its effect."
    }
  }
}
