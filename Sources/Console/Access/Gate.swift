import BotCore

/// Decides whether a request may be looked at, before anything else: by the name the page was asked for, and by the site
/// that asks.
struct Gate: Sendable {
  enum Verdict: Sendable, Hashable {
    case pass
    case refuse(status: Int, reason: String)
  }

  /// Beside the loopback names; in lower case.
  let hosts: Set<String>

  func check(_ request: WebhookRequest) -> Verdict {
    guard let host = request.headers["Host"], let name = HostName.name(ofHost: host) else {
      return .refuse(status: 400, reason: "The request names no host.")
    }
    guard HostName.isLoopback(name) || hosts.contains(name) else {
      return .refuse(
        status: 421,
        reason: "The console may not be opened under this name. Open it as localhost, or write the name into "
          + "http.publicURL or http.console.hosts of the configuration.")
    }
    switch request.method {
    case "GET", "HEAD": return checkRead(request)
    case "POST": return checkWrite(request, host)
    default: return .refuse(status: 405, reason: "The method \(request.method) is not served.")
    }
  }

  /// A link from elsewhere may open a page; nothing else may be asked for from there.
  private func checkRead(_ request: WebhookRequest) -> Verdict {
    switch request.headers["Sec-Fetch-Site"] {
    case nil, "same-origin", "none": return .pass
    default:
      return request.headers["Sec-Fetch-Mode"] == "navigate" && request.headers["Sec-Fetch-Dest"] == "document"
        ? .pass : .refuse(status: 403, reason: "Another site asked for a part of the console.")
    }
  }

  /// Browsers send at least one of the two with a form. Who sends neither is none, and still has to know the token of the
  /// session.
  private func checkWrite(_ request: WebhookRequest, _ host: String) -> Verdict {
    let refusal = Verdict.refuse(status: 403, reason: "Another site tried to do something here.")
    if let site = request.headers["Sec-Fetch-Site"], site != "same-origin" { return refusal }
    guard let origin = request.headers["Origin"]?.lowercased() else { return .pass }
    return ["http://", "https://"].contains { $0 + host.lowercased() == origin } ? .pass : refusal
  }
}
