import BotCore
import BotTesting
import FoundationEssentials

@testable import Connectors

/// A workspace that answers from what it holds.
struct SlackWorkspace: Sendable {
  /// Oldest first.
  var history: [String: [JSON]] = [:]
  var replies: [String: [JSON]] = [:]
  var limitedChannel: String?
  var refusedChannel: String?
  /// Whose history gives no answer.
  var brokenChannels: Set<String> = []
  /// Of the workspace, and by the channel's id of a channel.
  var users: [JSON] = []
  var members: [String: [String]] = [:]
  var invitations: [JSON] = []
  /// Words with which methods refuse.
  var refusals: [String: String] = [:]
  /// After so many calls of a method it is limited.
  var budget: [String: Int] = [:]
  var pageSize = 2

  func http() -> ScriptedHTTP {
    let live = Lock(self)
    return Self.http(live)
  }

  /// Answers from what the workspace holds at the time.
  static func http(_ live: Lock<SlackWorkspace>) -> ScriptedHTTP {
    ScriptedHTTP { request in
      if live.withLock({ $0.brokenChannels.contains(request.query("channel") ?? "") }) {
        throw HTTPError.noAnswer("timed out")
      }
      return live.withLock { workspace in
        guard workspace.takes(request.slackMethod) else {
          return .json(["ok": false, "error": "ratelimited"], status: 429, headers: ["Retry-After": "60"])
        }
        if let word = workspace.refusals[request.slackMethod] { return .json(["ok": false, "error": .string(word)]) }
        return workspace.answer(request)
      }
    }
  }

  private mutating func takes(_ method: String) -> Bool {
    guard let left = budget[method] else { return true }
    budget[method] = left - 1
    return left > 0
  }

  private func answer(_ request: HTTPRequest) -> HTTPResponse {
    switch request.slackMethod {
    case "auth.test":
      .json(["ok": true, "user_id": "UBOT", "bot_id": "BBOT", "team_id": "T1", "url": "https://peer.slack.test/"])
    case "conversations.list": channels
    case "conversations.history": page(request, history[request.query("channel") ?? ""] ?? [], newestFirst: true)
    case "conversations.replies": page(request, replies[request.query("ts") ?? ""] ?? [], newestFirst: false)
    case "conversations.members": list("members", (members[request.query("channel") ?? ""] ?? []).map { .string($0) })
    case "users.list": list("members", users)
    case "users.info": user(request.query("user"))
    case "admin.inviteRequests.list": list("invite_requests", invitations)
    default: .json(["ok": false, "error": "unknown_method"])
    }
  }

  private var channels: HTTPResponse {
    list(
      "channels",
      history.keys.sorted().map { ["id": .string($0), "name": .string($0.lowercased()), "is_member": true] })
  }

  private func list(_ key: String, _ items: [JSON]) -> HTTPResponse {
    .json(.object(JSONObject([("ok", true), (key, .array(items))])))
  }

  private func user(_ id: String?) -> HTTPResponse {
    guard let user = users.first(where: { $0["id"]?.string == id }) else {
      return .json(["ok": false, "error": "user_not_found"])
    }
    return .json(["ok": true, "user": user])
  }

  private func page(_ request: HTTPRequest, _ all: [JSON], newestFirst: Bool) -> HTTPResponse {
    if request.query("channel") == limitedChannel {
      return .json(["ok": false, "error": "ratelimited"], status: 429, headers: ["Retry-After": "40"])
    }
    if request.query("channel") == refusedChannel { return .json(["ok": false, "error": "not_in_channel"]) }
    let oldest = SlackTimestamp(request.query("oldest") ?? "0") ?? SlackTimestamp("0")
    let wanted = all.filter { message in
      guard let ts = message.timestamp("ts"), let oldest else { return false }
      return ts > oldest
    }
    let ordered = newestFirst ? wanted.reversed() : wanted
    let start = Int(request.query("cursor") ?? "0") ?? 0
    let size = min(pageSize, Int(request.query("limit") ?? "") ?? pageSize)
    let end = min(ordered.count, start + size)
    let more = end < ordered.count
    return .json([
      "ok": true, "messages": .array(Array(ordered[start..<end])), "has_more": .bool(more),
      "response_metadata": ["next_cursor": .string(more ? "\(end)" : "")],
    ])
  }
}

func said(_ ts: String, by user: String = "U1", _ more: (String, JSON)...) -> JSON {
  .object(
    JSONObject(
      [("type", "message"), ("user", .string(user)), ("ts", .string(ts)), ("text", .string("at " + ts))] + more))
}

func texts(_ poll: Poll) -> [String] { poll.events.compactMap { $0.message?.text } }

/// Of Slack's user object, what tells who somebody is.
func person(_ id: String, _ name: String, _ more: (String, JSON)...) -> JSON {
  .object(JSONObject([("id", .string(id)), ("profile", ["display_name": .string(name)])] + more))
}
