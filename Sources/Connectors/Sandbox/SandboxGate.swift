import BotCore

/// Decides whether a request may be served. The page has no password, so a request must come from the page itself:
/// another site that the manager has open must neither post (cross-site request forgery) nor read under a name that it
/// lets point at this machine (DNS rebinding).
struct SandboxGate: Sendable {
  enum Verdict: Sendable, Hashable {
    case pass
    /// The page was opened under a name that is not in the settings; the sentence helps whoever opened it.
    case wrongHost(String)
    case refuse(status: Int, reason: String)
  }

  let hosts: [String]

  func check(_ request: WebhookRequest) -> Verdict {
    guard let host = request.headers["Host"], let name = Self.name(ofHost: host) else {
      return .refuse(status: 400, reason: "the request names no host")
    }
    guard Self.isLoopback(name) || hosts.contains(where: { $0.lowercased() == name }) else {
      return .wrongHost(
        """
        The sandbox may not be opened under this name. Open it as localhost, or add the name to "hosts" in the \
        settings of its connector.

        """)
    }
    switch request.method {
    case "GET", "HEAD": return checkRead(request)
    case "POST": return checkWrite(request, host)
    default: return .refuse(status: 405, reason: "the method \(request.method) is not served")
    }
  }

  private func checkRead(_ request: WebhookRequest) -> Verdict {
    switch request.headers["Sec-Fetch-Site"] {
    case nil, "same-origin", "none": return .pass
    // A link from elsewhere may open the page itself, and nothing else.
    default:
      return request.headers["Sec-Fetch-Mode"] == "navigate"
        ? .pass : .refuse(status: 403, reason: "another site asked for a part of the page")
    }
  }

  private func checkWrite(_ request: WebhookRequest, _ host: String) -> Verdict {
    if let site = request.headers["Sec-Fetch-Site"], site != "same-origin" {
      return .refuse(status: 403, reason: "another site tried to post")
    }
    if let origin = request.headers["Origin"] {
      let allowed = ["http://" + host.lowercased(), "https://" + host.lowercased()]
      return allowed.contains(origin.lowercased())
        ? .pass : .refuse(status: 403, reason: "another site tried to post")
    }
    // Without an origin it is no browser's form; a page elsewhere cannot send JSON without asking first.
    if request.headers["Sec-Fetch-Site"] == nil, SandboxFields.kind(of: request) != .json {
      return .refuse(status: 403, reason: "a form came without its origin")
    }
    return .pass
  }

  /// The name in a Host field without its port, in lower case: `[::1]`, `localhost`.
  static func name(ofHost host: String) -> String? {
    let host = host.lowercased()
    guard !host.isEmpty, host.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
    if host.hasPrefix("[") {
      guard let end = host.firstIndex(of: "]") else { return nil }
      return String(host[...end])
    }
    return host.split(separator: ":", omittingEmptySubsequences: false).first.map(String.init)
  }

  static func isLoopback(_ name: String) -> Bool {
    if name == "localhost" || name == "[::1]" { return true }
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }
}
