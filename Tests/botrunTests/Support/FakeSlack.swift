import BotCore
import FoundationEssentials

@testable import BotRuntime

/// Slack in the test's own process: its Web API over loopback, and what its members say and do.
///
/// It keeps what was posted with its metadata, in channels and threads, answers with `ok: false` and a word where
/// Slack would, and fails on demand. Messages of members stand in the channels' history as well as in the events, as
/// on the real platform, so that a bot hears of them twice.
final class FakeSlack: Sendable {
  static let token = "xoxb-planted-4711-token-of-the-test"
  static let signingSecret = "planted-8a1f-signing-secret"
  static let channels = ["CGENERAL": "general", "CHELP": "help", "CMODERATORS": "moderators"]

  /// What a method does instead of its work, once.
  enum Fault: Sendable {
    /// Status 429 with `Retry-After` in seconds.
    case limited(after: Int)
    case refusing(String)
    /// The status, after or without having done the work.
    case status(Int, stores: Bool)
    /// `ok: false` with `internal_error`, though the work was done.
    case internalErrorAfterStoring
    /// No answer, after or without having done the work.
    case hanging(stores: Bool)
  }

  struct State {
    /// By channel, oldest first, with the replies.
    var messages: [String: [JSON]] = [:]
    /// What waits for its time.
    var scheduled: [JSON] = []
    var pins: [String] = []
    var reactions: [String] = []
    /// By method, taken in their order.
    var faults: [String: [Fault]] = [:]
    var calls: [String: Int] = [:]
    /// Answers that never come: kept, so that the connections stay open.
    var hanging: [@Sendable (WebhookResponse) -> Void] = []
    /// Microseconds since 1970 of the newest message.
    var newest = 0
    var deliveries = 0
  }

  let state: Lock<State>
  private let server: WebhookServer

  init() throws {
    let state = Lock(State())
    self.state = state
    server = try WebhookServer(listen: "127.0.0.1:0") { request, respond in
      FakeSlackAPI(state: state).handle(request, respond)
    }
  }

  /// For the setting `api`.
  var api: String { "http://127.0.0.1:\(server.port)/api/" }

  func fail(_ method: String, with faults: Fault...) {
    state.withLock { $0.faults[method, default: []] += faults }
  }

  /// Gives the answers that were kept back.
  func answerHanging() {
    let hanging = state.withLock { state in
      defer { state.hanging = [] }
      return state.hanging
    }
    for respond in hanging { respond(.text("{\"ok\":true,\"ts\":\"1.000000\"}")) }
  }

  func calls(of method: String) -> Int { state.withLock { $0.calls[method, default: 0] } }

  // MARK: What the bot did

  /// A line for each of the bot's messages, sorted: `#help, to "How?": Thus.`
  var posts: [String] {
    state.withLock { state in
      state.messages.flatMap { channel, messages in
        messages.filter { $0["bot_id"] != nil }.map { line($0, channel, messages) }
      }.sorted()
    }
  }

  /// The texts of the messages that were pinned.
  var pinned: [String] {
    state.withLock { state in
      let messages = state.messages.values.joined()
      return state.pins.map { pin in messages.first { $0["ts"]?.string == pin }?["text"]?.string ?? pin }
    }
  }

  private func line(_ message: JSON, _ channel: String, _ messages: [JSON]) -> String {
    let parent = message["thread_ts"].flatMap { thread in messages.first { $0["ts"] == thread } }
    let place = "#\(Self.channels[channel] ?? channel)" + (parent.map { ", to \"\($0["text"]?.string ?? "")\"" } ?? "")
    return "\(place): \(message["text"]?.string ?? "")"
  }

  // MARK: What members do

  @discardableResult
  func say(_ text: String, by user: String, in channel: String = "CGENERAL", thread: String? = nil) -> FakeSlackEvent {
    add(
      .compact(
        ("type", "message"), ("user", .string(user)), ("text", .string(text)), ("thread_ts", .optional(thread))),
      to: channel)
  }

  /// Slack tells of it twice: by an event, and by a message in the channel.
  @discardableResult
  func join(_ user: String, _ channel: String = "CGENERAL") -> FakeSlackEvent {
    let message = add(
      ["type": "message", "subtype": "channel_join", "user": .string(user), "text": "has joined the channel"],
      to: channel)
    return FakeSlackEvent(
      id: message.id, seconds: message.seconds,
      event: [
        "type": "member_joined_channel", "user": .string(user), "channel": .string(channel),
        "event_ts": .string(message.event["ts"]?.string ?? ""),
      ])
  }

  private func add(_ message: JSON, to channel: String) -> FakeSlackEvent {
    state.withLock { state in
      let (ts, seconds) = state.nextTimestamp()
      var stored = message.object ?? JSONObject()
      stored["ts"] = .string(ts)
      state.messages[channel, default: []].append(.object(stored))
      stored["channel"] = .string(channel)
      stored["event_ts"] = .string(ts)
      state.deliveries += 1
      return FakeSlackEvent(id: "Ev\(state.deliveries)", seconds: seconds, event: .object(stored))
    }
  }
}

/// Something that Slack tells the bot, again and again until it is taken.
struct FakeSlackEvent: Sendable {
  let id: String
  let seconds: Int
  let event: JSON

  var ts: String? { event["ts"]?.string }

  /// The body of the Events API.
  var envelope: JSON {
    [
      "team_id": "T0TOWN", "api_app_id": "A0BOT", "type": "event_callback", "event_id": .string(id),
      "event_time": .int(seconds), "event": event,
      "authorizations": [["team_id": "T0TOWN", "user_id": "UBOT", "is_bot": true]],
    ]
  }
}

extension FakeSlack.State {
  /// Slack's `ts`, unique and rising, and its seconds.
  mutating func nextTimestamp() -> (text: String, seconds: Int) {
    newest = max(newest + 100, Int(Clock.system.now().timeIntervalSince1970 * 1_000_000))
    let fraction = String(1_000_000 + newest % 1_000_000).dropFirst()
    return ("\(newest / 1_000_000).\(fraction)", newest / 1_000_000)
  }
}
