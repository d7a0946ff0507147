import BotCore
import FoundationEssentials

/// Which inbound request goes where: health, metrics, the bot's own page, and each community's webhook and page.
struct Router: Sendable {
  /// Arrivals that may wait for the engine before new ones are turned away, so that memory never grows with a flood.
  static let maxWaiting = 2000

  let mailbox: Mailbox
  let links: Links
  let pulse: Pulse
  let metrics: Metrics
  let clock: Clock
  let log: Log
  /// Shows to `botrun doctor` that this is the bot whose store it has.
  let door: DoorProof?
  let connector: @Sendable (ID<Community>) -> (any Connector)?
  /// The bot's own page, at /console.
  var console: WebhookServer.Handler?

  func handle(_ request: WebhookRequest, _ respond: @escaping @Sendable (WebhookResponse) -> Void) {
    switch request.path {
    case "/": respond(front)
    case "/healthz": respond(health)
    case "/readyz": respond(readiness)
    case DoorProof.path: respond(doorProof(request))
    case "/metrics": respond(.text(metrics.text, type: "text/plain; version=0.0.4"))
    case "/console": answerAsConsole(request, respond)
    case let path where path.hasPrefix("/console/"): answerAsConsole(request, respond)
    default: handleCommunity(request, respond)
    }
  }

  private func doorProof(_ request: WebhookRequest) -> WebhookResponse {
    guard let proof = door?.answer(to: request.query) else { return .text("Nothing is here.\n", status: 404) }
    return .text(proof)
  }

  private func answerAsConsole(_ request: WebhookRequest, _ respond: @escaping @Sendable (WebhookResponse) -> Void) {
    guard let console else {
      return respond(.text("There is no console here: see \"http\": { \"console\": … }.\n", status: 404))
    }
    console(request, respond)
  }

  private func handleCommunity(_ request: WebhookRequest, _ respond: @escaping @Sendable (WebhookResponse) -> Void) {
    let parts = request.path.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: true)
    guard parts.count >= 2, parts[0] == "communities", let connector = connector(ID(String(parts[1]))) else {
      return respond(.text("Nothing is here.\n", status: 404))
    }
    let community = ID<Community>(String(parts[1]))
    guard mailbox.count < Self.maxWaiting else {
      metrics.count("overload_total")
      return respond(Self.overload)
    }
    var inner = request
    inner.path = "/" + (parts.count > 2 ? parts[2] : "")
    switch connector.ingest(inner, now: clock.now()) {
    case .answer(let response): respond(response)
    case .reject(let status, let reason):
      metrics.count("rejected_total", "community=\"\(community)\"")
      log(.info, "an inbound request was rejected", ["community": community.raw, "reason": reason])
      respond(.text("", status: status))
    case .events(let events, let response):
      mailbox.post(
        .events(events, community: community, cursor: nil) { isStored in
          if isStored { links.noteCall(of: community) }
          respond(isStored ? response : Self.overload)
          FaultPoint.acknowledged.pass()
        })
    }
  }

  private static let overload: WebhookResponse = {
    var response = WebhookResponse.text("Busy; try again.\n", status: 503)
    response.headers["Retry-After"] = "1"
    return response
  }()

  private var front: WebhookResponse {
    let communities = links.all.keys.sorted()
    let lines = communities.map { "<li><a href=\"/communities/\($0)/\">\($0)</a></li>" }.joined()
    let door = console == nil ? "" : "<p><a href=\"/console/\">The console, for those who manage them</a></p>"
    let page = """
      <!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
      <title>botrun</title><h1>botrun</h1><p>The communities that this bot serves:</p><ul>\(lines)</ul>\(door)
      """
    var response = WebhookResponse.text(page, type: "text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = "default-src 'none'"
    return response
  }

  /// The process as such: the engine is not stuck in a turn.
  private var health: WebhookResponse {
    standing.stuck.map { .text("stuck in \($0)\n", status: 503) } ?? .text("ok\n")
  }

  /// Whether every platform can be reached and the store takes commits.
  private var readiness: WebhookResponse {
    let lines = standing.lines
    return lines.isEmpty ? .text("ready\n") : .text(lines.joined(separator: "\n") + "\n", status: 503)
  }

  private var standing: Standing { Standing(links, pulse.now, at: clock.monotonic()) }
}
