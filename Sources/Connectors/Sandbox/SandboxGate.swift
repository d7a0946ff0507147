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
    guard let host = request.headers["Host"], let name = HostName.name(ofHost: host) else {
      return .refuse(status: 400, reason: "the request names no host")
    }
    guard HostName.isLoopback(name) || hosts.contains(where: { $0.lowercased() == name }) else {
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
}
