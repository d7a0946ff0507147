import BotCore
import BotRuntime
import BotTesting
import FoundationEssentials

@testable import Connectors

/// A real homeserver, told by the environment: `MATRIX_URL`, and the access tokens `MATRIX_TOKEN_BOT` and
/// `MATRIX_TOKEN_ALICE` of two accounts without special rights.
struct MatrixLive {
  private static let environment = ProcessInfo.processInfo.environment
  static var isHere: Bool {
    ["MATRIX_URL", "MATRIX_TOKEN_BOT", "MATRIX_TOKEN_ALICE"].allSatisfy { environment[$0] != nil }
  }
  /// Whether the homeserver keeps the limits that it has by default; `MATRIX_LIMITS` says so.
  static var isLimited: Bool { environment["MATRIX_LIMITS"] != nil }

  let http = CurlClient()
  let alice: MatrixAPI
  let aliceID: String
  let botAPI: MatrixAPI
  let botID: String

  init() async throws {
    alice = Self.api("MATRIX_TOKEN_ALICE", http)
    botAPI = Self.api("MATRIX_TOKEN_BOT", http)
    aliceID = try await alice.ask(["account", "whoami"])["user_id"]?.string ?? ""
    botID = try await botAPI.ask(["account", "whoami"])["user_id"]?.string ?? ""
  }

  private static func api(_ token: String, _ http: CurlClient) -> MatrixAPI {
    MatrixAPI(homeserver: environment["MATRIX_URL"] ?? "", token: Secret(environment[token] ?? ""), http: http)
  }

  /// The connector as it is after a start; a new one remembers nothing of an earlier one.
  func bot(_ rooms: [String], now: Date = Date(timeIntervalSince1970: 1_767_225_600)) throws -> Matrix {
    var settings = MatrixSettings()
    settings.homeserver = Self.environment["MATRIX_URL"] ?? ""
    settings.token = Secret(Self.environment["MATRIX_TOKEN_BOT"] ?? "")
    settings.rooms = rooms
    return Matrix(settings, .testing(http: http, now: now))
  }

  /// A room that the bot made.
  func room(_ extra: (String, JSON)...) async throws -> String {
    let body = JSONObject([("preset", "public_chat"), ("name", "The Lobby")] + extra)
    return try await botAPI.ask(["createRoom"], "POST", body: .object(body))["room_id"]?.string ?? ""
  }

  func join(_ room: String) async throws { _ = try await alice.ask(["join", room], "POST", body: [:]) }

  /// What alice sends; its event id.
  @discardableResult
  func send(_ room: String, _ type: String, _ content: JSON) async throws -> String {
    let path = ["rooms", room, "send", type, UUID().uuidString]
    return try await alice.ask(path, "PUT", body: content)["event_id"]?.string ?? ""
  }

  @discardableResult
  func say(_ room: String, _ text: String) async throws -> String {
    try await send(room, "m.room.message", ["msgtype": "m.text", "body": .string(text)])
  }

  func redact(_ room: String, _ event: String) async throws {
    _ = try await alice.ask(["rooms", room, "redact", event, UUID().uuidString], "PUT", body: [:])
  }

  /// The newest messages of a room, oldest first, as somebody who looks at it finds them.
  func messages(_ room: String) async throws -> [JSON] {
    let query = [("dir", "b"), ("limit", "100")]
    let chunk = try await botAPI.ask(["rooms", room, "messages"], query: query)["chunk"]?.array ?? []
    return chunk.reversed().filter { $0["type"]?.string == "m.room.message" }
  }

  func membership(_ user: String, _ room: String) async throws -> String? {
    try await botAPI.find(["rooms", room, "state", "m.room.member", user])?["membership"]?.string
  }
}

/// The polling side of a bot.
struct MatrixListener {
  let bot: Matrix
  private(set) var cursor: Cursor?

  init(_ bot: Matrix, from cursor: Cursor? = nil) { (self.bot, self.cursor) = (bot, cursor) }

  /// Polls until that many events came, or five polls brought too few.
  mutating func hear(_ count: Int) async throws -> [Event] {
    var events: [Event] = []
    for _ in 0..<5 {
      let poll = try await bot.poll(cursor)
      cursor = poll.cursor
      events += poll.events
      if events.count >= count { break }
    }
    return events
  }
}
