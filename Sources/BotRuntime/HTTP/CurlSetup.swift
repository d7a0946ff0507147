import BotCore
import CCurl
import CMicroHTTPD
import Glibc

/// What every transfer is told before it starts. Certificates are always verified; there is no switch.
struct CurlSetup: Sendable {
  /// The system's authorities and the operator's own, in PEM form; nil leaves it to libcurl's default.
  var authorities: [UInt8]?
  /// Which addresses count as private where a request may not reach those.
  var isPrivate: @Sendable (UnsafePointer<sockaddr>) -> Bool = PrivateAddress.contains

  /// Where libcurl was built to find the system's authorities.
  static var systemAuthorities: String? {
    let easy = curl_easy_init()
    defer { curl_easy_cleanup(easy) }
    return easy.flatMap { cc_info_text($0, CURLINFO_CAINFO) }.map { String(cString: $0) }
  }

  func prepare(_ easy: UnsafeMutableRawPointer, for transfer: Transfer) {
    let request = transfer.checked.request
    cc_text(easy, CURLOPT_URL, transfer.checked.target.url)
    cc_text(easy, CURLOPT_PROTOCOLS_STR, "http,https")
    cc_text(easy, CURLOPT_PROXY, "")
    cc_text(easy, CURLOPT_USERAGENT, "botrun/\(Build.version)")
    cc_text(easy, CURLOPT_ACCEPT_ENCODING, "")
    cc_long(easy, CURLOPT_NOSIGNAL, 1)
    cc_long(easy, CURLOPT_TCP_KEEPALIVE, 1)
    // A lookup that hangs must not hold the thread when its transfer is given up.
    cc_long(easy, CURLOPT_QUICK_EXIT, 1)
    cc_long(easy, CURLOPT_CONNECTTIMEOUT_MS, Int(max(1, Monotonic.milliseconds(request.limits.connect))))
    cc_long(easy, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
    // On plain http a hanging first request would hold up all that follow.
    cc_long(easy, CURLOPT_PIPEWAIT, transfer.checked.target.scheme == "https" ? 1 : 0)
    if !request.limits.allowsPrivateAddresses {
      transfer.isRefused = isPrivate
      isolate(easy)
    }
    setAuthorities(easy)
    setMethod(easy, request)
    setHeaders(easy, transfer)
    cc_callbacks(
      easy, Unmanaged.passUnretained(transfer).toOpaque(), takeHeaderLine, takeBody, openSocket, connectionIsReady)
  }

  /// The address is judged when a socket is opened, so the request must open its own: a kept-open connection may
  /// lead where this one must not go.
  private func isolate(_ easy: UnsafeMutableRawPointer) {
    cc_long(easy, CURLOPT_FRESH_CONNECT, 1)
    cc_long(easy, CURLOPT_FORBID_REUSE, 1)
    cc_long(easy, CURLOPT_PIPEWAIT, 0)
  }

  private func setAuthorities(_ easy: UnsafeMutableRawPointer) {
    if let authorities {
      authorities.withUnsafeBytes { _ = cc_authorities(easy, $0.baseAddress, $0.count) }
    } else if cc_info_text(easy, CURLINFO_CAINFO) != nil {
      // libcurl keeps the parsed bundle between connections only without a certificate folder.
      cc_text(easy, CURLOPT_CAPATH, nil)
    }
  }

  private func setMethod(_ easy: UnsafeMutableRawPointer, _ request: HTTPRequest) {
    if request.method == "HEAD" {
      cc_long(easy, CURLOPT_NOBODY, 1)
      return
    }
    if !request.body.isEmpty || ["POST", "PUT", "PATCH"].contains(request.method) {
      cc_long(easy, CURLOPT_POST, 1)
      request.body.withUnsafeBytes { _ = cc_body(easy, $0.baseAddress ?? UnsafeRawPointer(bitPattern: 1), $0.count) }
    }
    cc_text(easy, CURLOPT_CUSTOMREQUEST, request.method)
  }

  private func setHeaders(_ easy: UnsafeMutableRawPointer, _ transfer: Transfer) {
    let headers = transfer.checked.request.headers
    // Neither the wait for "100 Continue" nor libcurl's form type, which it adds to any body, is wanted.
    var lines = ["Expect:"]
    if headers["Content-Type"] == nil { lines.append("Content-Type:") }
    lines += headers.fields.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
    for line in lines { transfer.headerList = curl_slist_append(transfer.headerList, line) }
    cc_list(easy, transfer.headerList)
  }
}

private func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer {
  Unmanaged<Transfer>.fromOpaque(context!).takeUnretainedValue()
}

private let takeHeaderLine: cc_data = { bytes, size, count, context in
  transfer(context).takeHeaderLine(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
}

private let takeBody: cc_data = { bytes, size, count, context in
  transfer(context).takeBody(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
}

/// Judges the resolved address, so neither a name that changes its address nor a redirect gets around the rule.
private let openSocket: cc_socket = { context, _, address in
  let transfer = transfer(context)
  guard let address, let target = cc_address(address) else { return -1 }
  if transfer.isRefused(target) {
    transfer.fault = HTTPFault.privateAddress(transfer.host)
    return -1
  }
  return cc_open(address)
}

private let connectionIsReady: cc_ready = { context, _, _, _, _ in
  let transfer = transfer(context)
  guard transfer.mayUseConnection() else { return CURL_PREREQFUNC_ABORT }
  transfer.fault = nil
  return CURL_PREREQFUNC_OK
}
