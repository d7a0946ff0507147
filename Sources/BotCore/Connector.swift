public import FoundationEssentials

/// One platform's API: brings events, performs actions. It keeps nothing that must survive: the cursor does that.
public protocol Connector: Sendable {
  associatedtype Settings: SettingGroup

  static var about: ConnectorAbout { get }

  /// What holds with these settings: a server may allow longer texts than others, polling may see less than a webhook.
  static func about(with settings: Settings) -> ConnectorAbout

  init(_ settings: Settings, _ tools: Tools) throws

  /// Asks the platform for what came after `cursor` (`nil`: from now on). May wait for the platform to answer.
  /// The cursor that it returns is stored in the same transaction as the events.
  /// - Throws: `ConnectorError`, `HTTPError`.
  func poll(_ cursor: Cursor?) async throws -> Poll

  /// Reads an inbound request. A function of its arguments: verifies before it parses, keeps nothing.
  func ingest(_ request: WebhookRequest, now: Date) -> Ingest

  /// The pacing buckets that the action counts against, from the narrowest to the widest.
  func buckets(for action: Action) -> [Bucket]

  /// Performs an action once. `key` is the same at every try of the same action.
  func perform(_ action: Action, key: String) async -> Outcome

  /// Replaces the text of an own post once. The runtime asks for it in place of `Action.edit`, whose name it has
  /// resolved to the post.
  func edit(_ message: MessageRef, text: Text, key: String) async -> Outcome

  /// Looks on the platform for what an earlier try of the action posted, where idempotency is `lookup`.
  func findPosted(_ action: Action, key: String, since: Date) async throws -> ID<Message>?

  /// Checks token, scopes, channels and permissions.
  func probe() async -> [Problem]

  /// Those of the names that are not on the platform. Asks only, and changes nothing there. `nil`: it cannot tell.
  /// - Throws: `ConnectorError`, `HTTPError`.
  func missing(among names: [PlaceName]) async throws -> [MissingName]?
}

extension Connector {
  public static func about(with settings: Settings) -> ConnectorAbout { about }
  public func poll(_ cursor: Cursor?) async throws -> Poll { Poll(events: [], cursor: cursor, next: nil) }
  public func ingest(_ request: WebhookRequest, now: Date) -> Ingest { .reject(status: 404, reason: "no webhook here") }
  public func buckets(for action: Action) -> [Bucket] { [] }
  public func edit(_ message: MessageRef, text: Text, key: String) async -> Outcome {
    .refused(.unsupported, reason: "\(Self.about.name) cannot edit posts")
  }
  public func findPosted(_ action: Action, key: String, since: Date) async throws -> ID<Message>? { nil }
  public func probe() async -> [Problem] { [] }
  public func missing(among names: [PlaceName]) async throws -> [MissingName]? { nil }
}

/// An opaque place in a platform's stream.
public struct Cursor: Sendable, Hashable {
  public let raw: String
  public init(_ raw: String) { self.raw = raw }
}

public struct Poll: Sendable {
  public var events: [Event]
  public var cursor: Cursor?
  /// How long to wait before asking again; zero asks at once (long polling), `nil` never (the webhook does the rest).
  public var next: Duration?

  public init(events: [Event], cursor: Cursor?, next: Duration?) {
    self.events = events
    self.cursor = cursor
    self.next = next
  }
}

/// What an inbound request turned out to be.
public enum Ingest: Sendable {
  /// Verified. The response is sent after the events are on disk.
  case events([Event], WebhookResponse)
  /// A challenge, a page: nothing to store.
  case answer(WebhookResponse)
  /// Not to be trusted, or not understood. The reason is for the operator's log, never for the sender.
  case reject(status: Int, reason: String)
}

/// What came of an action.
public enum Outcome: Sendable, Hashable {
  /// Done; `id` of the message that now stands there.
  case done(ID<Message>?)
  /// Provably not done. `after`: what the platform asked for; `scope`: what else has to wait with it.
  case retry(after: Duration?, scope: PaceScope, reason: String)
  /// Nobody knows whether it was done.
  case unknown(String)
  /// The platform will never do this.
  case refused(Refusal, reason: String)
  /// The account's token is not accepted: nothing goes out before somebody mends it.
  case unauthorized(String)
}

public enum PaceScope: Sendable, Hashable {
  /// Only this action.
  case action
  /// What counts against the bucket of this name.
  case bucket(String)
  /// All that goes through the same credential.
  case account
}

public enum Refusal: String, Sendable, Hashable {
  /// What was said or asked for is not accepted.
  case content
  /// The channel or member is gone, or closed to the bot.
  case target
  /// The connector has no way to do it.
  case unsupported
}

/// A limit that the platform sets, shared by all that uses the same credential.
public struct Bucket: Sendable, Hashable {
  public let name: String
  /// The least time between two actions; `nil` where only the platform's answers limit.
  public let spacing: Duration?
  /// How many may go at once before the spacing holds.
  public let burst: Int

  public init(_ name: String, spacing: Duration? = nil, burst: Int = 1) {
    self.name = name
    self.spacing = spacing
    self.burst = burst
  }
}

/// What a connector's `poll` and `findPosted` may throw beside `HTTPError`.
public enum ConnectorError: Error, Sendable, Hashable {
  case unauthorized(String)
  /// 429 or 503 with its wait.
  case limited(after: Duration?)
  /// The platform answered something that is not in its contract, or refused for good.
  case refused(String)
}

extension ConnectorError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unauthorized(let reason): "the token is not accepted: \(reason)"
    case .limited(let after): "the platform asked to wait" + (after.map { " " + $0.settingText } ?? "")
    case .refused(let reason): reason
    }
  }
}

/// What a connector gets of the world.
public struct Tools: Sendable {
  public enum Level: String, Sendable { case debug, info, warning, error }

  public let community: Community
  public let http: any HTTPClient
  public let now: @Sendable () -> Date
  public let sleep: @Sendable (Duration) async throws -> Void
  /// A constant message and the facts as fields.
  public let log: @Sendable (Level, String, [String: String]) -> Void
  /// Tells of a limit that the platform announced before it was hit: nothing in the bucket before `until`.
  public let pace: @Sendable (_ scope: PaceScope, _ until: Date) -> Void
  /// At most this long may one `poll` wait for news; zero where the bot only looks once.
  public let longestWait: Duration

  public init(
    community: Community, http: any HTTPClient, now: @escaping @Sendable () -> Date,
    sleep: @escaping @Sendable (Duration) async throws -> Void,
    log: @escaping @Sendable (Level, String, [String: String]) -> Void,
    pace: @escaping @Sendable (PaceScope, Date) -> Void, longestWait: Duration = .seconds(30)
  ) {
    self.community = community
    self.http = http
    self.now = now
    self.sleep = sleep
    self.log = log
    self.pace = pace
    self.longestWait = longestWait
  }
}
