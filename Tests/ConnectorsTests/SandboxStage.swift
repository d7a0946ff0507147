import BotCore
import BotTesting
import FoundationEssentials

@testable import Connectors

/// A sandbox with a clock of its own, and what a browser would send to it.
struct SandboxStage {
  static let start = Date(timeIntervalSince1970: 1_767_225_600)

  let sandbox: Sandbox
  private let clock: Lock<Date>
  private let lines = Lock<[[String: String]]>([])

  init(moderators: ID<Channel>? = nil, _ change: (inout SandboxSettings) -> Void = { _ in }) throws {
    var settings = SandboxSettings()
    change(&settings)
    let clock = Lock(Self.start)
    let lines = lines
    let tools = Tools(
      community: Community(id: "lobby", name: "The Lobby", platform: "sandbox", moderators: moderators),
      http: ScriptedHTTP { _ in throw HTTPError.cancelled }, now: { clock.withLock { $0 } }, sleep: { _ in },
      log: { _, _, fields in lines.withLock { $0.append(fields) } }, pace: { _, _ in })
    self.clock = clock
    sandbox = try Sandbox(settings, tools)
  }

  var now: Date { clock.withLock { $0 } }
  var logged: [[String: String]] { lines.withLock { $0 } }

  func advance(_ duration: Duration) { clock.withLock { $0 = $0 + duration } }

  /// What a post of the page came to: its events, the status and the answer.
  func post(_ path: String, _ fields: JSON) -> (events: [Event], status: Int, answer: JSON) {
    let request = WebhookRequest(
      method: "POST", path: path,
      headers: [
        "Host": "localhost:8080", "Origin": "http://localhost:8080", "Sec-Fetch-Site": "same-origin",
        "Content-Type": "application/json",
      ], body: fields.bytes)
    switch sandbox.ingest(request, now: now) {
    case .events(let events, let response): return (events, response.status, response.json)
    case .answer(let response): return ([], response.status, response.json)
    case .reject(let status, let reason): return ([], status, .string(reason))
    }
  }

  func get(_ path: String) -> WebhookResponse? {
    let request = WebhookRequest(method: "GET", path: path, headers: ["Host": "127.0.0.1:8080"])
    guard case .answer(let response) = sandbox.ingest(request, now: now) else { return nil }
    return response
  }

  @discardableResult
  func join(_ name: String, isModerator: Bool = false) -> ID<Member> {
    ID(post("/join", ["name": .string(name), "moderator": .bool(isModerator)]).answer["member"]?.string ?? "")
  }

  @discardableResult
  func say(_ text: String, as member: ID<Member>, in channel: String = "general", thread: String = "") -> ID<Message> {
    let fields: JSON = [
      "as": .string(member.raw), "text": .string(text), "channel": .string(channel), "thread": .string(thread),
    ]
    return ID(post("/say", fields).answer["message"]?.string ?? "")
  }

  func ref(_ id: ID<Message>) -> MessageRef { MessageRef(id, in: "general") }

  /// What a page that opens now is shown first.
  func snapshot() async throws -> JSON {
    guard case .stream(let stream)? = get("/events")?.body else { return .null }
    var pieces = stream.makeAsyncIterator()
    return try SandboxFrame(await pieces.next() ?? []).data
  }

  func messages() async throws -> [JSON] { try await snapshot()["messages"]?.array ?? [] }

  func texts() async throws -> [String] {
    try await messages().map { message in
      (message["text"]?.array ?? []).map { $0["text"]?.string ?? "" }.joined()
    }
  }
}

/// One server-sent event, read as a browser reads it.
struct SandboxFrame: Hashable {
  let name: String
  let data: JSON

  init(_ bytes: [UInt8]) throws {
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    let fields = lines.filter { !$0.isEmpty }.map { $0.split(separator: ":", maxSplits: 1).map(String.init) }
    name = fields.first { $0[0] == "event" }?[1].dropFirst().description ?? ""
    data = try JSON(parsing: fields.filter { $0[0] == "data" }.map { String($0[1].dropFirst()) }.joined())
  }
}

extension WebhookResponse {
  var text: String {
    guard case .bytes(let bytes) = body else { return "" }
    return String(decoding: bytes, as: UTF8.self)
  }

  var json: JSON { (try? JSON(parsing: text)) ?? .null }
}
