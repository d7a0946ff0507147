import BotCore

@testable import BotRuntime

/// The methods of Slack's Web API that the bot calls.
struct FakeSlackAPI: Sendable {
  let state: Lock<FakeSlack.State>

  func handle(_ request: WebhookRequest, _ respond: @escaping @Sendable (WebhookResponse) -> Void) {
    guard request.path.hasPrefix("/api/") else { return respond(.text("", status: 404)) }
    guard request.headers["Authorization"] == "Bearer \(FakeSlack.token)" else {
      return respond(Self.refusal("invalid_auth"))
    }
    let method = String(request.path.dropFirst("/api/".count))
    let parameters = Self.parameters(request)
    let answer = state.withLock { state -> WebhookResponse? in
      state.calls[method, default: 0] += 1
      guard let fault = state.takeFault(method) else { return Self.answer(method, parameters, &state) }
      let failure = Self.fail(fault, method, parameters, &state)
      if failure == nil { state.hanging.append(respond) }
      return failure
    }
    if let answer { respond(answer) }
  }

  private static func fail(
    _ fault: FakeSlack.Fault, _ method: String, _ parameters: [String: JSON], _ state: inout FakeSlack.State
  ) -> WebhookResponse? {
    switch fault {
    case .limited(let seconds):
      var response = WebhookResponse.text("{\"ok\":false,\"error\":\"ratelimited\"}", status: 429)
      response.headers["Retry-After"] = "\(seconds)"
      return response
    case .refusing(let word): return refusal(word)
    case .status(let status, let stores):
      if stores { _ = answer(method, parameters, &state) }
      return .text("out of order", status: status)
    case .internalErrorAfterStoring:
      _ = answer(method, parameters, &state)
      return refusal("internal_error")
    case .hanging(let stores):
      if stores { _ = answer(method, parameters, &state) }
      return nil
    }
  }

  private static func answer(
    _ method: String, _ parameters: [String: JSON], _ state: inout FakeSlack.State
  ) -> WebhookResponse {
    switch method {
    case "auth.test":
      ok(["url": "https://town.slack.example/", "team_id": "T0TOWN", "user_id": "UBOT", "bot_id": "BBOT"])
    case "conversations.list": ok(["channels": channels])
    case "conversations.history": history(parameters, state)
    case "conversations.replies": replies(parameters, state)
    case "conversations.open": ok(["channel": ["id": .string("D" + (parameters["users"]?.string ?? ""))]])
    case "chat.postMessage": post(parameters, &state)
    case "pins.add": mark(parameters["timestamp"], in: &state.pins, "already_pinned")
    case "reactions.add": mark(parameters["timestamp"], in: &state.reactions, "already_reacted")
    default: refusal("unknown_method")
    }
  }

  private static let channels = JSON.array(
    FakeSlack.channels.sorted { $0.key < $1.key }.map { id, name in
      ["id": .string(id), "name": .string(name), "is_member": true]
    })

  private static func post(_ parameters: [String: JSON], _ state: inout FakeSlack.State) -> WebhookResponse {
    guard let channel = parameters["channel"]?.string,
      FakeSlack.channels[channel] != nil || channel.hasPrefix("D")
    else { return refusal("channel_not_found") }
    guard let text = parameters["text"]?.string, !text.isEmpty else { return refusal("no_text") }
    let ts = JSON.string(state.nextTimestamp().text)
    let message = JSON.compact(
      ("type", "message"), ("user", "UBOT"), ("bot_id", "BBOT"), ("text", .string(text)), ("ts", ts),
      ("thread_ts", parameters["thread_ts"]), ("metadata", parameters["metadata"]))
    state.messages[channel, default: []].append(message)
    return ok(["channel": .string(channel), "ts": ts])
  }

  /// Newest first, without replies, later than `oldest`. Metadata is shown to those who ask for it.
  private static func history(_ parameters: [String: JSON], _ state: FakeSlack.State) -> WebhookResponse {
    let all = state.messages[parameters["channel"]?.string ?? ""] ?? []
    let oldest = parameters["oldest"]?.string ?? "0"
    let found = all.filter { isTop($0) && ($0["ts"]?.string ?? "") > oldest }.map { parent in
      withReplies(parent, all)
    }
    let limit = parameters["limit"]?.string.flatMap { Int($0) } ?? 100
    let page = found.reversed().prefix(limit).map { shown($0, parameters) }
    return ok(["messages": .array(page), "has_more": .bool(found.count > limit)])
  }

  private static func replies(_ parameters: [String: JSON], _ state: FakeSlack.State) -> WebhookResponse {
    let all = state.messages[parameters["channel"]?.string ?? ""] ?? []
    guard let ts = parameters["ts"]?.string, all.contains(where: { $0["ts"]?.string == ts }) else {
      return refusal("thread_not_found")
    }
    let oldest = parameters["oldest"]?.string ?? "0"
    let found = all.filter { message in
      message["ts"]?.string == ts || message["thread_ts"]?.string == ts && (message["ts"]?.string ?? "") > oldest
    }
    return ok(["messages": .array(found.map { shown($0, parameters) }), "has_more": false])
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

  private static func shown(_ message: JSON, _ parameters: [String: JSON]) -> JSON {
    guard parameters["include_all_metadata"]?.string != "true", var object = message.object else { return message }
    object["metadata"] = nil
    return .object(object)
  }

  private static func mark(_ timestamp: JSON?, in marks: inout [String], _ twice: String) -> WebhookResponse {
    guard let ts = timestamp?.string else { return refusal("no_item_specified") }
    guard !marks.contains(ts) else { return refusal(twice) }
    marks.append(ts)
    return ok([:])
  }

  private static func ok(_ body: JSON) -> WebhookResponse {
    .text(JSON.object(JSONObject([("ok", true)] + (body.object?.members ?? []).map { ($0.key, $0.value) })).text)
  }

  private static func refusal(_ word: String) -> WebhookResponse {
    .text((["ok": false, "error": .string(word)] as JSON).text)
  }

  /// Of the query or the JSON body.
  private static func parameters(_ request: WebhookRequest) -> [String: JSON] {
    if let body = (try? JSON(parsing: request.body))?.object {
      return Dictionary(body.members.map { ($0.key, $0.value) }) { $1 }
    }
    let pairs = request.query.split(separator: "&").map { pair in
      let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
      return (parts[0], JSON.string(parts.count > 1 ? parts[1] : ""))
    }
    return Dictionary(pairs) { $1 }
  }
}

extension FakeSlack.State {
  mutating func takeFault(_ method: String) -> FakeSlack.Fault? {
    guard let waiting = faults[method], !waiting.isEmpty else { return nil }
    return faults[method]?.removeFirst()
  }
}
