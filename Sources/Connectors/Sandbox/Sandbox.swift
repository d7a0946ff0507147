public import BotCore
public import FoundationEssentials

/// A community inside the bot: a chat on a web page, to try plugins without an account anywhere.
///
/// Open `http://<listen>/communities/<id>/`. Join under any name, say something, react, reply, edit, report; what the
/// bot answers appears at once. Everybody who opens the page sees the same sandbox and may speak as any member.
///
///     { "id": "lobby", "name": "The Lobby", "platform": "sandbox", "moderators": "#moderators",
///       "connection": { "channels": ["general", "help", "moderators"], "script": "day.jsonl" } }
///
/// - The first channel is where members join. The moderators' channel is the one that the community names, or
///   `moderators`; only members who joined as moderators write there.
/// - A text that starts with `/name` is a command. `@Name` of a member mentions them. Members write no markup.
/// - `approval` makes each new member wait until a plugin approves or declines them.
/// - `script` plays by itself, in seconds after the start; `label` names a message for later lines:
///
///       {"after": 2, "join": "Ada"}
///       {"after": 4, "say": "How do I reset my password?", "as": "Ada", "in": "#help", "label": "question"}
///       {"after": 6, "say": "I wondered too", "as": "Ada", "to": "question"}
///       {"after": 8, "react": "👍", "as": "Ada", "to": "question"}
///       {"after": 9, "leave": "Ada"}
///
///   `edit` (with `to`), `delete` and `report` work alike; `"in": "@bot"` speaks to the bot alone; `"moderator": true`
///   joins as a moderator.
/// - It keeps the last 2,000 messages in memory and forgets everything when the bot stops or reads its configuration
///   anew. Ids carry the time of the start, so none is used twice. What the bot edits of an earlier start is put up anew.
/// - The page has no password: whoever reaches the address may act. It answers only under loopback names and those in
///   `hosts`, and takes posts only from itself.
public struct Sandbox: Connector {
  public static let about = ConnectorAbout(
    name: "sandbox", summary: "A community on a web page of the bot itself, to try everything without an account.",
    receives: [.webhook], capabilities: Set(Capability.allCases).subtracting([.schedule, .commands]),
    text: TextLimits(max: SandboxWorld.maxText, unit: .scalars),
    idempotency: .key(validFor: SandboxState.keysValidFor))

  /// All channels are made by the settings.
  public static func about(with settings: SandboxSettings) -> ConnectorAbout {
    var about = about
    about.channels = settings.channels
    return about
  }

  private let tools: Tools
  private let gate: PageGate
  private let state: Lock<SandboxState>

  public init(_ settings: SandboxSettings, _ tools: Tools) throws {
    let start = tools.now()
    let world = SandboxWorld(settings, tools.community, start: start)
    let script = try settings.script.map {
      try SandboxScript($0, channels: settings.channels, members: settings.members)
    }
    self.tools = tools
    gate = PageGate(hosts: Set(settings.hosts))
    state = Lock(SandboxState(world, script ?? .empty, start: start))
  }

  public func poll(_ cursor: Cursor?) async throws -> Poll {
    let now = tools.now()
    let (poll, skipped) = change { state in
      defer { state.skipped = [] }
      return (state.poll(cursor, now: now), state.skipped)
    }
    for line in skipped {
      tools.log(.warning, "script line not played", ["line": String(line.line), "reason": line.reason])
    }
    return poll
  }

  public func perform(_ action: Action, key: String) async -> Outcome {
    let now = tools.now()
    return change { $0.once(key, now: now) { $0.perform(action, at: now) } }
  }

  /// Replaces the text of one of the bot's own messages.
  public func edit(_ message: MessageRef, text: Text, key: String) async -> Outcome {
    let now = tools.now()
    return change { $0.once(key, now: now) { ($0.edit(message, text, at: now), []) } }
  }

  /// Serves the page, its events and what is done on it. Unlike other connectors' it changes the sandbox.
  public func ingest(_ request: WebhookRequest, now: Date) -> Ingest {
    switch gate.check(request) {
    case .pass where request.isFormWithoutOrigin:
      return .reject(status: 403, reason: "a form came without its origin")
    case .pass: break
    case .wrongHost: return .answer(.text(Self.wrongHost, status: 421))
    case .refuse(let status, let reason): return .reject(status: status, reason: reason)
    }
    // Without the slash the browser would look for the page's parts beside the community.
    if request.path.isEmpty { return .answer(SandboxPage.redirect(to: "\(tools.community.id)/")) }
    if request.method == "POST" { return act(request, now) }
    if request.path == "/events" { return .answer(SandboxPage.stream(open())) }
    return SandboxPage.file(request.path).map { .answer($0) } ?? .reject(status: 404, reason: "no such page")
  }

  private static let wrongHost = """
    The sandbox may not be opened under this name. Open it as localhost, or add the name to "hosts" in the settings of \
    its connector.

    """

  private func act(_ request: WebhookRequest, _ now: Date) -> Ingest {
    do throws(SandboxFault) {
      let deed = try SandboxDeed(request.path, SandboxFields(request))
      let done = try change { state throws(SandboxFault) in try state.world.perform(deed, at: now) }
      let answer = JSON.compact(("member", .optional(done.member?.raw)), ("message", .optional(done.message?.raw)))
      return .events(done.events, SandboxPage.json(answer))
    } catch {
      return .answer(SandboxPage.json(["error": .string(error.sentence)], status: error.status))
    }
  }

  private func open() -> AsyncStream<[UInt8]> {
    change { $0.feed.open(first: SandboxFeed.frame("snapshot", $0.world.snapshot)) }
  }

  /// The one way to the state: what changed in the world is told to the pages before the lock is given back, so that
  /// every page sees the same order.
  private func change<Result, Failure: Error>(
    _ body: (inout SandboxState) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try state.withLock { state throws(Failure) in
      let result = try body(&state)
      for change in state.world.takeChanges() {
        if let frame = state.world.frame(change) { state.feed.send(frame) }
      }
      return result
    }
  }
}

extension WebhookRequest {
  /// The page has no password. Without an origin it is no browser's form; a page elsewhere cannot send JSON without asking
  /// first.
  fileprivate var isFormWithoutOrigin: Bool {
    method == "POST" && headers["Origin"] == nil && headers["Sec-Fetch-Site"] == nil
      && SandboxFields.kind(of: self) != .json
  }
}
