import BotCore
import BotRuntime
import FoundationEssentials

/// A homeserver in the test's own process: one room with the bot in it, which takes messages. As a real one, it answers
/// a transaction id that it knows with the event that it made then, for the same token and endpoint.
final class FakeMatrix: FakePlatform {
  static let platform = "matrix"
  static let channel = "#lobby:fake.test"
  static let token = "planted-5c19-token-of-the-test"
  private static let room = "!lobby:fake.test"
  private static let bot = "@bot:fake.test"

  private struct State {
    /// By the path with its transaction id: the event's id.
    var sent: [String: String] = [:]
    var texts: [String] = []
  }

  private let state: Lock<State>
  private let server: WebhookServer

  init() throws {
    let state = Lock(State())
    self.state = state
    server = try WebhookServer(listen: "127.0.0.1:0") { request, respond in
      let (status, json) = Self.answer(request, state)
      respond(.text(json.text, status: status, type: "application/json"))
    }
  }

  var connection: JSON {
    [
      "homeserver": .string("http://127.0.0.1:\(server.port)"), "token": "env:MATRIX_TOKEN",
      "rooms": [.string(Self.channel)],
    ]
  }

  var posted: [String] { state.withLock(\.texts) }

  private static func answer(_ request: WebhookRequest, _ state: Lock<State>) -> (Int, JSON) {
    guard request.headers["Authorization"] == "Bearer " + token else { return fault(401, "M_UNKNOWN_TOKEN") }
    let path = decoded(request.path)
    let root = "/_matrix/client/v3/"
    guard path.hasPrefix(root) else { return fault(404, "M_UNRECOGNIZED") }
    let place = String(path.dropFirst(root.count))
    switch (request.method, place) {
    case ("GET", "account/whoami"): return (200, ["user_id": .string(bot), "device_id": "D"])
    case ("GET", "joined_rooms"): return (200, ["joined_rooms": [.string(room)]])
    case ("GET", "sync"): return (200, ["next_batch": "s1"])
    case ("GET", "directory/room/\(channel)"): return (200, ["room_id": .string(room), "servers": ["fake.test"]])
    case ("GET", "rooms/\(room)/joined_members"):
      return (200, ["joined": .object(JSONObject([(bot, ["display_name": "Bot"])]))])
    case ("GET", "rooms/\(room)/state/m.room.power_levels/"): return (200, ["users": .object(JSONObject([(bot, 100)]))])
    case ("GET", _): return fault(404, "M_NOT_FOUND")
    case ("PUT", _) where place.hasPrefix("rooms/\(room)/send/m.room.message/"): return send(place, request.body, state)
    default: return fault(404, "M_UNRECOGNIZED")
    }
  }

  private static func send(_ place: String, _ body: [UInt8], _ state: Lock<State>) -> (Int, JSON) {
    guard let text = (try? JSON(parsing: body))?["body"]?.string else { return fault(400, "M_BAD_JSON") }
    let id = state.withLock { state in
      if let id = state.sent[place] { return id }
      state.texts.append(text)
      let id = "$event\(state.texts.count)"
      state.sent[place] = id
      return id
    }
    return (200, ["event_id": .string(id)])
  }

  private static func fault(_ status: Int, _ code: String) -> (Int, JSON) {
    (status, ["errcode": .string(code), "error": "no"])
  }

  private static func decoded(_ path: String) -> String {
    var bytes: [UInt8] = []
    var rest = Array(path.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
