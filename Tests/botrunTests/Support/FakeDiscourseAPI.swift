import BotCore
import FoundationEssentials

@testable import BotRuntime

/// One request to the fake forum. As the real one it takes JSON and forms, and paths with and without `.json`.
struct FakeDiscourseAPI {
  private let request: WebhookRequest
  private let parts: [String]
  private let fields: JSON

  init(_ request: WebhookRequest) {
    self.request = request
    let path = request.path.hasSuffix(".json") ? String(request.path.dropLast(5)) : request.path
    parts = path.split(separator: "/").map(String.init)
    let isForm = request.headers["Content-Type"]?.hasPrefix("application/x-www-form-urlencoded") == true
    let sent = isForm ? Self.fields(String(decoding: request.body, as: UTF8.self)) : try? JSON(parsing: request.body)
    fields = sent?.object == nil ? Self.fields(request.query) : sent ?? .null
  }

  func answer(_ state: Lock<FakeDiscourse.State>) -> WebhookResponse {
    guard request.headers["Api-Key"] == FakeDiscourse.apiKey, request.headers["Api-Username"] == FakeDiscourse.bot
    else {
      return refusal(
        403, "You are not permitted to view the requested resource. The API username or key is invalid.",
        "invalid_access")
    }
    return state.withLock { state in
      state.calls.append("\(request.method) /\(parts.joined(separator: "/"))")
      return request.method == "GET" ? read(state) : write(&state)
    }
  }

  // MARK: Reading

  private func read(_ state: FakeDiscourse.State) -> WebhookResponse {
    switch parts.count > 1 && parts[0] == "t" && parts[1] != "external_id" ? ["t"] : parts {
    case ["site"]: ok(["categories": Self.categories])
    case ["site", "settings"]: ok(["min_post_length": 20, "min_topic_title_length": 15])
    case ["posts"]: ok(["latest_posts": .array(page(state) { !state.isPrivate($0) })])
    case ["private-posts"]: ok(["private_posts": .array(page(state) { state.isPrivate($0) })])
    case ["review"]: ok(["reviewables": []])
    case ["t"]: topic(parts.last ?? "", state)
    default:
      switch (parts.first, parts.count) {
      case ("posts", 2): post(parts[1], state)
      case ("t", 3): externalTopic(parts[2], state)
      case ("u", 2), ("users", 2): user(parts[1], state)
      case ("groups", 2): ok(["group": ["id": 10, "name": .string(parts[1])]])
      case ("admin", 4) where parts[2] == "list": ok(.array(accounts(state)))
      case ("admin", 3): ok(["id": .int(Int(parts[2]) ?? 0), "approved": false, "post_count": 0])
      default: missing
      }
    }
  }

  private static let categories: JSON = [
    ["id": 5, "name": "General", "slug": "general", "permission": 1],
    ["id": 9, "name": "Staging", "slug": "staging", "permission": 1],
  ]

  private func page(_ state: FakeDiscourse.State, _ isIn: (FakeDiscourse.Post) -> Bool) -> [JSON] {
    let before = fields["before"]?.string.flatMap { Int($0) } ?? .max
    return state.posts.filter { $0.id < before && isIn($0) }.sorted { $0.id > $1.id }.prefix(50).map { json($0, state) }
  }

  private func post(_ id: String, _ state: FakeDiscourse.State) -> WebhookResponse {
    state.posts.first { String($0.id) == id }.map { ok(json($0, state)) } ?? missing
  }

  private func externalTopic(_ id: String, _ state: FakeDiscourse.State) -> WebhookResponse {
    guard let topic = state.topics.first(where: { $0.externalID == id }) else { return missing }
    var answer = WebhookResponse.text("", status: 301)
    answer.headers["Location"] = "/t/a-topic/\(topic.id).json"
    return answer
  }

  private func topic(_ id: String, _ state: FakeDiscourse.State) -> WebhookResponse {
    guard let topic = state.topics.first(where: { String($0.id) == id }) else { return missing }
    let posts = state.posts.filter { $0.topic == topic.id }
    return ok(
      .compact(
        ("id", .int(topic.id)), ("title", .string(topic.title)), ("posts_count", .int(posts.count)),
        ("category_id", topic.category.map { .int($0) }), ("visible", .bool(topic.status["visible"] ?? true)),
        ("pinned", .bool(topic.status["pinned"] ?? false)),
        (
          "post_stream",
          [
            "posts": .array(posts.prefix(20).map { json($0, state) }), "stream": .array(posts.map { .int($0.id) }),
          ]
        )))
  }

  private func user(_ name: String, _ state: FakeDiscourse.State) -> WebhookResponse {
    guard let id = state.users[name] else { return missing }
    return ok(["user": ["id": .int(id), "username": .string(name), "moderator": .bool(id == 3), "groups": []]])
  }

  private func accounts(_ state: FakeDiscourse.State) -> [JSON] {
    state.users.sorted { $0.value > $1.value }.map { name, id in
      ["id": .int(id), "username": .string(name), "active": true, "created_at": "2026-01-01T00:00:00.000Z"]
    }
  }

  private func json(_ post: FakeDiscourse.Post, _ state: FakeDiscourse.State) -> JSON {
    let topic = state.topics.first { $0.id == post.topic }
    return .compact(
      ("id", .int(post.id)), ("name", .string(post.author)), ("username", .string(post.author)),
      ("created_at", .string(post.at.timestamp)), ("updated_at", .string(post.at.timestamp)),
      ("raw", .string(post.raw)),
      ("cooked", .string("<p>\(post.raw)</p>")), ("post_number", .int(post.number)), ("post_type", 1),
      ("topic_id", .int(post.topic)), ("topic_slug", "a-topic"), ("topic_title", .optional(topic?.title)),
      ("category_id", topic?.category.map { .int($0) }), ("user_id", .int(state.users[post.author] ?? 0)),
      ("version", 1), ("hidden", false),
      (
        "actions_summary",
        [["id": 2, "count": .int(post.likes.count), "acted": .bool(post.likes.contains(FakeDiscourse.bot))]]
      ))
  }

  // MARK: Writing

  private func write(_ state: inout FakeDiscourse.State) -> WebhookResponse {
    switch (request.method, parts.first, parts.count) {
    case ("POST", "posts", 1): create(&state)
    case ("PUT", "posts", 2): change(&state)
    case ("DELETE", "posts", 2): remove(&state)
    case ("POST", "post_actions", 1): like(&state)
    case ("PUT", "t", 3) where parts[2] == "status": status(&state)
    case ("PUT", "admin", 4): done(&state, "\(parts[3]) \(parts[2])")
    case ("DELETE", "admin", 3): done(&state, "delete \(parts[2])")
    case ("PUT", "groups", 3): done(&state, "grant \(parts[1]) \(fields["usernames"]?.string ?? "")")
    default: missing
    }
  }

  private func create(_ state: inout FakeDiscourse.State) -> WebhookResponse {
    guard let raw = fields["raw"]?.string, shown(raw).count >= 20 else {
      return rejection("Body is too short (minimum is 20 characters)")
    }
    if let topic = number("topic_id") {
      guard state.topics.contains(where: { $0.id == topic }) else { return missing }
      return ok(json(state.add(raw, by: FakeDiscourse.bot, in: topic), state))
    }
    let (title, key) = (fields["title"]?.string ?? "", fields["external_id"]?.string)
    if title.count < 15 { return rejection("Title is too short (minimum is 15 characters)") }
    if key != nil, state.topics.contains(where: { $0.externalID == key }) {
      return rejection("External has already been taken")
    }
    let recipients = fields["archetype"]?.string == "private_message" ? fields["target_recipients"]?.string : nil
    if recipients == nil, state.topics.contains(where: { $0.title == title }) {
      return rejection("Title has already been used")
    }
    let topic = state.add(title: title, category: number("category"), externalID: key, recipients: recipients)
    return ok(json(state.add(raw, by: FakeDiscourse.bot, in: topic), state))
  }

  private func change(_ state: inout FakeDiscourse.State) -> WebhookResponse {
    guard let index = state.posts.firstIndex(where: { String($0.id) == parts[1] }) else { return missing }
    guard let raw = (fields["post"]?["raw"] ?? fields["post[raw]"])?.string else {
      return refusal(400, "param is missing or the value is empty: post", "invalid_parameters")
    }
    state.posts[index].raw = raw
    return ok(["post": json(state.posts[index], state)])
  }

  private func remove(_ state: inout FakeDiscourse.State) -> WebhookResponse {
    guard let index = state.posts.firstIndex(where: { String($0.id) == parts[1] }) else { return missing }
    state.posts.remove(at: index)
    return .text("")
  }

  private func like(_ state: inout FakeDiscourse.State) -> WebhookResponse {
    guard let index = state.posts.firstIndex(where: { $0.id == number("id") }) else { return missing }
    guard number("post_action_type_id") == 2, state.posts[index].likes.insert(FakeDiscourse.bot).inserted else {
      return refusal(403, "You are not permitted to view the requested resource.", "invalid_access")
    }
    return ok(json(state.posts[index], state))
  }

  private func status(_ state: inout FakeDiscourse.State) -> WebhookResponse {
    guard let index = state.topics.firstIndex(where: { String($0.id) == parts[1] }), let name = fields["status"]?.string
    else { return missing }
    state.topics[index].status[name] = fields["enabled"]?.string == "true"
    return ok(["success": "OK", "topic_status_update": .null])
  }

  private func done(_ state: inout FakeDiscourse.State, _ deed: String) -> WebhookResponse {
    state.deeds.append(deed)
    return ok(["success": "OK"])
  }

  // MARK: Shapes

  /// What counts for the least length: notes do not.
  private func shown(_ raw: String) -> Substring { raw.prefix { $0 != "<" } }

  private func number(_ name: String) -> Int? { fields[name]?.int ?? fields[name]?.string.flatMap { Int($0) } }

  private var missing: WebhookResponse {
    refusal(404, "The requested URL or resource could not be found.", "not_found")
  }

  private func rejection(_ error: String) -> WebhookResponse {
    json(["action": "create_post", "errors": [.string(error)]], 422)
  }

  private func refusal(_ status: Int, _ error: String, _ type: String) -> WebhookResponse {
    json(["errors": [.string(error)], "error_type": .string(type)], status)
  }

  private func ok(_ body: JSON) -> WebhookResponse { json(body, 200) }

  private func json(_ body: JSON, _ status: Int) -> WebhookResponse {
    .text(body.text, status: status, type: "application/json; charset=utf-8")
  }

  private static func fields(_ form: String) -> JSON {
    .object(
      JSONObject(
        form.split(separator: "&").map { field in
          let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(decode)
          return (parts[0], .string(parts.count > 1 ? parts[1] : ""))
        }))
  }

  private static func decode(_ text: Substring) -> String {
    var out: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      let escaped = byte == UInt8(ascii: "%") ? UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) : nil
      if escaped != nil { rest = rest.dropFirst(2) }
      out.append(escaped ?? (byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte))
    }
    return String(decoding: out, as: UTF8.self)
  }
}
