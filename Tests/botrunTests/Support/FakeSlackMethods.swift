import BotCore
import FoundationEssentials

@testable import BotRuntime
@testable import Connectors

/// One call of a method of Slack's Web API, with the words by which Slack refuses what it refuses.
struct FakeSlackMethods {
  let method: String
  private let parameters: [String: JSON]

  init(method: String, _ parameters: [String: JSON]) {
    self.method = method
    self.parameters = parameters
  }

  func answer(_ state: inout FakeSlack.State) -> WebhookResponse {
    switch method {
    case "auth.test":
      Self.ok([
        "url": "https://town.slack.example/", "team": "Town", "user": "bot", "team_id": "T0TOWN", "user_id": "UBOT",
        "bot_id": "BBOT",
      ])
    case "conversations.list": page(Self.channels, "channels")
    case "conversations.info": info()
    case "conversations.history": history(state)
    case "conversations.replies": replies(state)
    case "conversations.open": Self.ok(["channel": ["id": .string("D" + (self["users"] ?? ""))]])
    case "conversations.members": page(state.people(in: self["channel"] ?? "").map { .string($0) }, "members")
    case "users.list": page(state.people().map(Self.user), "members")
    case "users.info": user(state)
    case "chat.postMessage": post(&state)
    case "chat.update": update(&state)
    case "chat.delete": delete(&state)
    case "chat.scheduleMessage": schedule(&state)
    case "chat.scheduledMessages.list":
      page(state.scheduled.filter { $0["channel_id"]?.string == self["channel"] }, "scheduled_messages")
    case "pins.add": mark(\.pins, &state, "already_pinned")
    case "reactions.add": mark(\.reactions, &state, "already_reacted")
    default: Self.refusal("unknown_method")
    }
  }

  private subscript(name: String) -> String? { parameters[name]?.string }

  private static let channels = FakeSlack.channels.sorted { $0.key < $1.key }.map(channel)

  private static func channel(_ id: String, _ name: String) -> JSON {
    [
      "id": .string(id), "name": .string(name), "is_channel": true, "is_archived": false, "is_private": false,
      "is_member": true,
    ]
  }

  private func info() -> WebhookResponse {
    guard let id = self["channel"], let name = FakeSlack.channels[id] else { return Self.refusal("channel_not_found") }
    return Self.ok(["channel": Self.channel(id, name)])
  }

  // MARK: People

  private static func user(_ id: String) -> JSON {
    [
      "id": .string(id), "team_id": "T0TOWN", "name": .string(id), "deleted": false, "is_bot": .bool(id == "UBOT"),
      "profile": ["display_name": .string(id), "real_name": .string(id)],
    ]
  }

  private func user(_ state: FakeSlack.State) -> WebhookResponse {
    guard let id = self["user"], state.people().contains(id) else { return Self.refusal("user_not_found") }
    return Self.ok(["user": Self.user(id)])
  }

  // MARK: Messages

  private func post(_ state: inout FakeSlack.State) -> WebhookResponse {
    guard let channel = self["channel"], Self.isThere(channel) else { return Self.refusal("channel_not_found") }
    guard let text = self["text"], !text.isEmpty else { return Self.refusal("no_text") }
    guard text.utf16.count <= 40_000 else { return Self.refusal("msg_too_long") }
    let message = state.post(text, in: channel, thread: parameters["thread_ts"], metadata: parameters["metadata"])
    return Self.ok(["channel": .string(channel), "ts": message["ts"] ?? .null, "message": message])
  }

  private static func isThere(_ channel: String) -> Bool {
    FakeSlack.channels[channel] != nil || channel.hasPrefix("D")
  }

  private func update(_ state: inout FakeSlack.State) -> WebhookResponse {
    guard Self.isThere(self["channel"] ?? "") else { return Self.refusal("channel_not_found") }
    guard let text = self["text"], text.utf16.count <= 4000 else { return Self.refusal("msg_too_long") }
    guard let channel = self["channel"], let index = state.own(self["ts"], in: channel),
      var message = state.messages[channel]?[index].object
    else { return Self.refusal("message_not_found") }
    message["text"] = .string(text)
    message["edited"] = ["user": "UBOT", "ts": .string(state.nextTimestamp().text)]
    if let metadata = parameters["metadata"] { message["metadata"] = metadata }
    state.messages[channel]?[index] = .object(message)
    return Self.ok(["channel": .string(channel), "ts": message["ts"] ?? .null, "text": .string(text)])
  }

  private func delete(_ state: inout FakeSlack.State) -> WebhookResponse {
    guard Self.isThere(self["channel"] ?? "") else { return Self.refusal("channel_not_found") }
    guard let channel = self["channel"], let ts = self["ts"],
      state.messages[channel]?.contains(where: { $0["ts"]?.string == ts }) == true
    else { return Self.refusal("message_not_found") }
    guard let index = state.own(ts, in: channel) else { return Self.refusal("cant_delete_message") }
    state.messages[channel]?.remove(at: index)
    return Self.ok(["channel": .string(channel), "ts": .string(ts)])
  }

  /// Slack's limit of 120 days; the oddity that metadata keeps a scheduled post from being posted is Slack's too.
  private func schedule(_ state: inout FakeSlack.State) -> WebhookResponse {
    guard let channel = self["channel"], Self.isThere(channel) else { return Self.refusal("channel_not_found") }
    guard let text = self["text"], !text.isEmpty else { return Self.refusal("no_text") }
    guard let at = parameters["post_at"]?.int ?? self["post_at"].flatMap({ Int($0) }) else {
      return Self.refusal("invalid_time")
    }
    let now = Int(Clock.system.now().timeIntervalSince1970)
    guard at > now else { return Self.refusal("time_in_past") }
    guard at <= now + 120 * 86_400 else { return Self.refusal("time_too_far") }
    state.deliveries += 1
    let id = JSON.string("Q\(10_000_000 + state.deliveries)")
    state.scheduled.append(
      .compact(
        ("id", id), ("channel_id", .string(channel)), ("post_at", .int(at)), ("date_created", .int(now)),
        ("text", .string(text)), ("metadata", parameters["metadata"])))
    return Self.ok(["channel": .string(channel), "scheduled_message_id": id, "post_at": .int(at)])
  }

  /// Newest first, without replies, later than `oldest`, earlier than `latest`. Metadata is shown to those who ask.
  private func history(_ state: FakeSlack.State) -> WebhookResponse {
    guard Self.isThere(self["channel"] ?? "") else { return Self.refusal("channel_not_found") }
    let all = state.messages[self["channel"] ?? ""] ?? []
    let (oldest, latest) = (self["oldest"] ?? "0", self["latest"] ?? "9")
    let found = all.filter { message in
      let ts = message["ts"]?.string ?? ""
      return Self.isTop(message) && ts > oldest && ts < latest
    }
    return page(found.reversed().map { shown(Self.withReplies($0, all)) }, "messages")
  }

  private func replies(_ state: FakeSlack.State) -> WebhookResponse {
    guard Self.isThere(self["channel"] ?? "") else { return Self.refusal("channel_not_found") }
    let all = state.messages[self["channel"] ?? ""] ?? []
    guard let ts = self["ts"], all.contains(where: { $0["ts"]?.string == ts }) else {
      return Self.refusal("thread_not_found")
    }
    let oldest = self["oldest"] ?? "0"
    let found = all.filter { message in
      message["ts"]?.string == ts || message["thread_ts"]?.string == ts && (message["ts"]?.string ?? "") > oldest
    }
    return page(found.map { shown(Self.withReplies($0, all)) }, "messages")
  }

  private static func isTop(_ message: JSON) -> Bool {
    message["thread_ts"] == nil || message["thread_ts"] == message["ts"]
  }

  private static func withReplies(_ parent: JSON, _ all: [JSON]) -> JSON {
    let replies = all.filter { $0["thread_ts"] == parent["ts"] && !isTop($0) }
    guard let latest = replies.last?["ts"], var object = parent.object else { return parent }
    object["latest_reply"] = latest
    object["reply_count"] = .int(replies.count)
    return .object(object)
  }

  private func shown(_ message: JSON) -> JSON {
    let shows = ["true", "1"].contains(self["include_all_metadata"])
    guard !shows, var object = message.object else { return message }
    object["metadata"] = nil
    return .object(object)
  }

  // MARK: Answers

  private func mark(
    _ marks: WritableKeyPath<FakeSlack.State, [String]>, _ state: inout FakeSlack.State, _ twice: String
  ) -> WebhookResponse {
    guard let channel = self["channel"], Self.isThere(channel) else { return Self.refusal("channel_not_found") }
    guard let timestamp = self["timestamp"] else { return Self.refusal("no_item_specified") }
    guard state.messages[channel]?.contains(where: { $0["ts"]?.string == timestamp }) == true else {
      return Self.refusal("message_not_found")
    }
    guard !state[keyPath: marks].contains(timestamp) else { return Self.refusal(twice) }
    state[keyPath: marks].append(timestamp)
    return Self.ok([:])
  }

  /// As many as `limit` asks for, from where `cursor` says.
  private func page(_ all: [JSON], _ key: String) -> WebhookResponse {
    let limit = self["limit"].flatMap { Int($0) } ?? 100
    let start = min(all.count, self["cursor"].flatMap { Int($0) } ?? 0)
    let end = min(all.count, start + limit)
    let isLast = end == all.count
    return Self.ok(
      .object(
        JSONObject([
          (key, .array(Array(all[start..<end]))), ("has_more", .bool(!isLast)),
          ("response_metadata", ["next_cursor": .string(isLast ? "" : "\(end)")]),
        ])))
  }

  private static func ok(_ body: JSON) -> WebhookResponse {
    .text(JSON.object(JSONObject([("ok", true)] + (body.object?.members ?? []).map { ($0.key, $0.value) })).text)
  }

  static func refusal(_ word: String) -> WebhookResponse {
    .text((["ok": false, "error": .string(word)] as JSON).text)
  }
}

extension FakeSlack.State {
  /// A message of the bot's.
  mutating func post(_ text: String, in channel: String, thread: JSON? = nil, metadata: JSON? = nil) -> JSON {
    let message = JSON.compact(
      ("type", "message"), ("user", "UBOT"), ("bot_id", "BBOT"), ("text", .string(text)),
      ("ts", .string(nextTimestamp().text)), ("thread_ts", thread), ("metadata", metadata))
    messages[channel, default: []].append(message)
    return message
  }

  /// What was scheduled and had its time.
  mutating func postWhatIsDue() {
    let now = Int(Clock.system.now().timeIntervalSince1970)
    let due = scheduled.filter { ($0["post_at"]?.int ?? now) <= now }
    scheduled.removeAll { due.contains($0) }
    for post in due where post["metadata"] == nil {
      _ = self.post(post["text"]?.string ?? "", in: post["channel_id"]?.string ?? "")
    }
  }

  /// Where a message of the bot's stands.
  func own(_ ts: String?, in channel: String) -> Int? {
    messages[channel]?.firstIndex { $0["ts"]?.string == ts && $0["bot_id"] != nil }
  }

  /// Who said or joined anything, and the bot.
  func people(in channel: String? = nil) -> [String] {
    let all = messages.filter { channel == nil || $0.key == channel }.values.joined()
    return Set(all.compactMap { $0["user"]?.string } + ["UBOT"]).sorted()
  }
}
