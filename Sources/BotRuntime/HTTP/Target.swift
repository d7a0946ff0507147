import BotCore
import CCurl

/// Where a request goes, taken apart by libcurl's own parser, so that what is checked is what is used.
struct Target: Hashable, Sendable {
  /// The whole address, with path and query: may hold secrets, never for an error text.
  let url: String
  let scheme: String
  /// In lower case; the only part of an address that error texts name.
  let host: String
  let port: String

  var origin: String { "\(scheme)://\(host):\(port)" }

  /// - Parameter base: resolves a relative address, as a redirect's `Location` may be. User name and password are
  ///   kept only within one origin.
  /// - Throws: `HTTPError.notSent`.
  init(_ address: String, relativeTo base: Target? = nil) throws(HTTPError) {
    guard !address.isEmpty, address.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f }), let parser = curl_url() else {
      throw Target.malformed
    }
    defer { curl_url_cleanup(parser) }
    if let base { curl_url_set(parser, CURLUPART_URL, base.url, 0) }
    let code = curl_url_set(parser, CURLUPART_URL, address, 0)
    guard code != CURLUE_UNSUPPORTED_SCHEME else { throw Target.otherScheme }
    guard code == CURLUE_OK, let scheme = Target.part(CURLUPART_SCHEME, of: parser) else { throw Target.malformed }
    guard scheme == "http" || scheme == "https" else { throw Target.otherScheme }
    guard let host = Target.part(CURLUPART_HOST, of: parser), let port = Target.part(CURLUPART_PORT, of: parser)
    else { throw Target.malformed }
    self.scheme = scheme
    self.host = host.lowercased()
    self.port = port
    if let base, base.origin != "\(scheme)://\(host.lowercased()):\(port)" {
      curl_url_set(parser, CURLUPART_USER, nil, 0)
      curl_url_set(parser, CURLUPART_PASSWORD, nil, 0)
    }
    guard let url = Target.part(CURLUPART_URL, of: parser, flags: 0) else { throw Target.malformed }
    self.url = url
  }

  private static let malformed = HTTPError.notSent(
    "The address is not a valid http or https URL; check its spelling.")
  private static let otherScheme = HTTPError.notSent(
    "The address has another scheme than http or https; only these two are allowed.")

  private static func part(_ part: CURLUPart, of parser: OpaquePointer, flags: Int32 = CURLU_DEFAULT_PORT) -> String? {
    var text: UnsafeMutablePointer<CChar>?
    guard curl_url_get(parser, part, &text, UInt32(flags)) == CURLUE_OK, let text else { return nil }
    defer { curl_free(text) }
    return String(cString: text)
  }
}
