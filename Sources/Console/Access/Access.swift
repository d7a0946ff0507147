import BotCore
import BotRuntime
import Signing

/// What of a request decides who it is from, and how the answer is to be kept.
struct Access: Sendable {
  private let gate: PageGate
  /// Whether only this machine can reach the bot, so that a proxy's word on the protocol can be trusted.
  private let isLoopback: Bool
  private let isPublicSecure: Bool

  init(_ http: HTTPSettings) {
    var hosts = Set(http.console.hosts.compactMap { HostName.name(ofHost: $0) })
    if let name = Self.host(of: http.publicURL) { hosts.insert(name) }
    gate = PageGate(hosts: hosts)
    isLoopback = Self.isLoopback(listen: http.listen)
    isPublicSecure = http.publicURL.lowercased().hasPrefix("https://")
  }

  /// Why the request may not be looked at; `nil`: it may.
  func refusal(_ request: WebhookRequest) -> (status: Int, reason: String)? {
    switch gate.check(request) {
    case .pass: nil
    case .wrongHost:
      (
        421,
        "The console may not be opened under this name. Open it as localhost, or write the name into http.publicURL or "
          + "http.console.hosts of the configuration."
      )
    case .refuse(let status, let reason): (status, reason)
    }
  }

  /// Whether nobody but this machine can reach an address such as "127.0.0.1:8080".
  static func isLoopback(listen: String) -> Bool {
    HostName.name(ofHost: listen).map(HostName.isLoopback) ?? false
  }

  static func host(of address: String) -> String? {
    let parts = address.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
    return parts.count > 2 ? HostName.name(ofHost: String(parts[2])) : nil
  }

  /// Whether the browser speaks https, by the word of the proxy before the bot or, where others could give that word, by
  /// the configuration.
  func isSecure(_ request: WebhookRequest) -> Bool {
    guard isLoopback else { return isPublicSecure }
    // Of several proxies, each writes what it was asked by.
    return request.headers["X-Forwarded-Proto"]?.lowercased().split(separator: ",").first == "https"
  }

  func cookie(of request: WebhookRequest, named name: String) -> String? {
    for value in request.headers.values(of: "Cookie") {
      for part in value.split(separator: ";") {
        let pair = part.drop { $0 == " " }
        if pair.hasPrefix(name + "=") { return String(pair.dropFirst(name.count + 1)) }
      }
    }
    return nil
  }

  /// Without a path, so that the browser takes that of the console, also behind a proxy that serves it elsewhere.
  /// - Parameter value: `nil` takes the cookie away.
  func cookieField(_ name: String, _ value: String?, for request: WebhookRequest) -> String {
    "\(name)=\(value ?? ""); HttpOnly; SameSite=Strict" + (isSecure(request) ? "; Secure" : "")
      + (value == nil ? "; Max-Age=0" : "")
  }

  func isToken(_ sent: String?, of session: SessionBook.Session) -> Bool {
    ConstantTime.equalToken(session.csrf, sent ?? "")
  }
}
