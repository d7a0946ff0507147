import BotCore
import BotTesting
import FoundationEssentials

@testable import Connectors

/// A homeserver that answers from a table. A key is the method and the unescaped path, `GET rooms/!r/joined_members`, or
/// the beginning of one; what no key fits is not found.
struct MatrixScript {
  let http: ScriptedHTTP
  let matrix: Matrix
  private let table: Lock<[String: HTTPResponse]>

  init(
    _ answers: [String: HTTPResponse], rooms: [String] = ["!lobby"],
    change: (inout MatrixSettings) -> Void = { _ in },
    tools: (any HTTPClient) -> Tools = { .testing(http: $0) }
  ) throws {
    let table = Lock(Self.home.merging(answers) { $1 })
    self.table = table
    http = ScriptedHTTP { request in Self.answer(request, table.withLock { $0 }) }
    var settings = MatrixSettings()
    settings.homeserver = "https://matrix.test/"
    settings.token = Secret("hush")
    settings.rooms = rooms
    change(&settings)
    matrix = Matrix(settings, tools(http))
  }

  /// From now on, a call has another answer.
  func answer(_ call: String, with answer: HTTPResponse) { table.withLock { $0[call] = answer } }

  /// What was asked that may change something, with the body.
  var writes: [String] {
    get async {
      await http.requests.filter { $0.method != "GET" }.map {
        $0.method + " " + Self.path($0.url) + " " + String(decoding: $0.body, as: UTF8.self)
      }
    }
  }

  var reads: [String] {
    get async { await http.requests.filter { $0.method == "GET" }.map { Self.path($0.url) } }
  }

  /// The bot, one room with three members, and nothing else.
  private static let home: [String: HTTPResponse] = [
    "GET account/whoami": .json(["user_id": "@bot:test"]),
    "GET joined_rooms": .json(["joined_rooms": ["!lobby"]]),
    "GET rooms/!lobby/joined_members": .json([
      "joined": [
        "@alice:test": ["display_name": "Alice"], "@bot:test": ["display_name": "Bot"], "@bob:test": [:],
      ]
    ]),
    "GET rooms/!lobby/state/m.room.canonical_alias/": .json(["alias": "#lobby:test"]),
    "GET rooms/!lobby/state/m.room.name/": .json(["name": "The Lobby"]),
    "GET rooms/!lobby/state/m.room.power_levels/": .json([
      "users": ["@bot:test": 50, "@alice:test": 100], "users_default": 0, "state_default": 50,
    ]),
    "PUT rooms/!lobby/send": .json(["event_id": "$sent"]),
    "PUT rooms/!lobby/redact": .json(["event_id": "$redaction"]),
  ]

  private static func answer(_ request: HTTPRequest, _ table: [String: HTTPResponse]) -> HTTPResponse {
    guard request.headers["Authorization"] == "Bearer hush" else { return .matrix(401, "M_MISSING_TOKEN") }
    let call = request.method + " " + path(request.url)
    let key = table.keys.filter {
      call == $0 || call.hasPrefix($0 + "/") || call.hasPrefix($0 + "?") || ($0.contains("?") && call.hasPrefix($0))
    }.max {
      $0.utf8.count < $1.utf8.count
    }
    return key.flatMap { table[$0] } ?? .matrix(404, "M_NOT_FOUND")
  }

  private static func path(_ url: String) -> String {
    let prefix = "https://matrix.test/_matrix/client/v3/"
    let parts = URLComponents(string: String(url.dropFirst(prefix.count)))
    guard url.hasPrefix(prefix), let parts else { return url }
    return parts.path + (parts.query.map { "?" + $0 } ?? "")
  }
}

extension HTTPResponse {
  static func matrix(_ status: Int, _ code: String, _ error: String = "no", headers: Headers = [:]) -> HTTPResponse {
    .json(["errcode": .string(code), "error": .string(error)], status: status, headers: headers)
  }
}

extension JSON {
  /// An event of a timeline, as `/sync` brings it, at 2026-01-01 00:00:00 UTC less a minute.
  static func matrixEvent(
    _ type: String, _ content: JSON, by sender: String = "@alice:test", id: String = "$e", key: String? = nil,
    before: JSON? = nil, redacts: String? = nil
  ) -> JSON {
    .compact(
      ("type", .string(type)), ("event_id", .string(id)), ("sender", .string(sender)), ("content", content),
      ("origin_server_ts", 1_767_225_540_000), ("state_key", .optional(key)), ("redacts", .optional(redacts)),
      ("unsigned", before.map { ["prev_content": $0] }))
  }

  static func matrixText(_ body: String, by sender: String = "@alice:test", id: String = "$e") -> JSON {
    .matrixEvent("m.room.message", ["msgtype": "m.text", "body": .string(body)], by: sender, id: id)
  }

  static func matrixMember(
    _ user: String, _ membership: String, before: String? = nil, id: String = "$e", reason: String? = nil
  ) -> JSON {
    let content = JSON.compact(("membership", .string(membership)), ("reason", .optional(reason)))
    let old: JSON? = before.map { ["membership": .string($0)] }
    return .matrixEvent("m.room.member", content, by: user, id: id, key: user, before: old)
  }
}
