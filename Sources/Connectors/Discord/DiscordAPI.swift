internal import BotCore
internal import FoundationEssentials

/// Speaks to Discord's HTTP API: keeps within the limits that it announces, and never asks on when too much was refused.
struct DiscordAPI: Sendable {
  /// What the answers told of limits.
  struct Limits: Sendable {
    var budget: DiscordBudget
    /// Until when a route that reads has to rest, by its path.
    var holds: [String: Date] = [:]
  }

  /// A read waits this long for a limit to pass before it gives up.
  static let longestHold = Duration.seconds(5)
  private static let tries = 3

  private let client: RESTClient
  private let limits: Lock<Limits>
  private let tools: Tools

  /// - Parameter name: what the actions call a channel of this id.
  init(_ settings: DiscordSettings, _ tools: Tools, name: @escaping @Sendable (String) -> String) {
    let limits = Lock(Limits(budget: DiscordBudget(limit: settings.refusedRequests)))
    self.limits = limits
    self.tools = tools
    let token = settings.token
    client = RESTClient(
      base: settings.api,
      headers: { ["Authorization": "Bot " + token.reveal(), "User-Agent": "DiscordBot (https://botrun.example, 1)"] },
      http: tools.http,
      heed: { method, path, answer in
        Self.heed(answer, method, path, limits, tools, name)
      },
      fault: { answer, json in DiscordFault.fault(answer, json, now: tools.now()) })
  }

  /// Waits where Discord asks for a short wait.
  /// - Throws: `PlatformFault`, `HTTPError`.
  func read(_ path: String, _ query: [(String, String)] = []) async throws -> JSON {
    for _ in 1..<Self.tries {
      try await rest(path)
      do {
        return try await ask("GET", path, query: query)
      } catch let fault as PlatformFault {
        guard case .limited(let after?, _) = fault.kind, after <= Self.longestHold else { throw fault }
        try await tools.sleep(after)
      }
    }
    return try await ask("GET", path, query: query)
  }

  /// Until the limit of a route has passed that an earlier answer announced.
  private func rest(_ path: String) async throws {
    guard let until = limits.withLock({ $0.holds.removeValue(forKey: path) }) else { return }
    let wait = Duration.milliseconds(Int(max(0, until.timeIntervalSince(tools.now()) * 1000)))
    if wait > .zero { try await tools.sleep(min(wait, Self.longestHold)) }
  }

  /// - Parameter reason: for the server's audit log.
  /// - Throws: `PlatformFault`, `HTTPError`.
  @discardableResult
  func write(_ method: String, _ path: String, _ body: JSON? = nil, reason: String? = nil) async throws -> JSON {
    var headers: Headers = [:]
    if let reason, !reason.isEmpty { headers["X-Audit-Log-Reason"] = Self.auditReason(reason) }
    return try await ask(method, path, body: body.map { .json($0) } ?? .none, headers: headers)
  }

  private func ask(
    _ method: String, _ path: String, query: [(String, String)] = [], body: RESTClient.Body = .none,
    headers: Headers = [:]
  ) async throws -> JSON {
    if let wait = limits.withLock({ $0.budget.wait(now: tools.now()) }) {
      throw PlatformFault(
        .limited(after: wait, scope: .account), "Discord refused too much lately: the bot rests before it is blocked")
    }
    return try await client.ask(method, path, query: query, body: body, headers: headers).json
  }

  private static func heed(
    _ answer: HTTPResponse, _ method: String, _ path: String, _ limits: Lock<Limits>, _ tools: Tools,
    _ name: (String) -> String
  ) {
    let now = tools.now()
    limits.withLock { $0.budget.count(answer, now: now) }
    guard answer.headers["X-RateLimit-Remaining"] == "0", let after = answer.headers["X-RateLimit-Reset-After"],
      let seconds = Double(after), let wait = RateHeaders.duration(seconds)
    else { return }
    if let bucket = DiscordRoute.name(method, path, name: name) {
      tools.pace(.bucket(bucket), now + wait)
    } else {
      limits.withLock { limits in
        limits.holds[path] = now + wait
        if limits.holds.count > 1000 { limits.holds = limits.holds.filter { $0.value > now } }
      }
    }
  }

  /// At most 512 characters, percent-encoded (Discord's documentation, "Audit Logs").
  static func auditReason(_ reason: String) -> String {
    var out = ""
    for character in reason {
      let encoded = Percent.encode(String(character))
      if out.utf8.count + encoded.utf8.count > 512 { break }
      out += encoded
    }
    return out
  }
}
