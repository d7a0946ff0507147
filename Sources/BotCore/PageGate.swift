/// Decides whether a request for a page of the bot may be looked at, before anything else: another site that somebody has
/// open must neither do anything here (cross-site request forgery) nor read under a name that it lets point at this
/// machine (DNS rebinding).
public struct PageGate: Sendable {
  public enum Verdict: Sendable, Hashable {
    case pass
    /// The page was asked for under a name that is none of its own.
    case wrongHost
    /// With a sentence for whoever asks.
    case refuse(status: Int, reason: String)
  }

  /// Beside the loopback names; in lower case.
  private let hosts: Set<String>

  public init(hosts: Set<String>) { self.hosts = Set(hosts.map { $0.lowercased() }) }

  public func check(_ request: WebhookRequest) -> Verdict {
    guard let host = request.headers["Host"], let name = HostName.name(ofHost: host) else {
      return .refuse(status: 400, reason: "The request names no host.")
    }
    guard HostName.isLoopback(name) || hosts.contains(name) else { return .wrongHost }
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
        ? .pass : .refuse(status: 403, reason: "Another site asked for a part of the page.")
    }
  }

  /// Browsers send at least one of the two with a form. Who sends neither is none, and has to show by other means that no
  /// page elsewhere made it ask.
  private func checkWrite(_ request: WebhookRequest, _ host: String) -> Verdict {
    let refusal = Verdict.refuse(status: 403, reason: "Another site tried to do something here.")
    if let site = request.headers["Sec-Fetch-Site"], site != "same-origin" { return refusal }
    guard let origin = request.headers["Origin"]?.lowercased() else { return .pass }
    return ["http://", "https://"].contains { $0 + host.lowercased() == origin } ? .pass : refusal
  }
}
