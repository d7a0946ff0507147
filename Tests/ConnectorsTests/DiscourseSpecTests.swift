import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

/// Discourse's own description of its API and the answers that its own tests use.
@Suite(.enabled(if: SpecFolder.isThere, SpecFolder.skipped))
struct DiscourseSpecTests {
  /// What Discourse has and its description has not, with the place in its source.
  private static let undocumented = [
    // config/routes.rb: get "private-posts" => "posts#latest", id: "private_posts"
    "GET /private-posts.json",
    // config/routes.rb: resources :reviewables, path: "review"
    "GET /review.json",
    // config/routes.rb: get "site/settings" => "site#settings"
    "GET /site/settings.json",
    // config/routes.rb, admin/users: put "approve"
    "PUT /admin/users/42/approve.json",
    // plugins/discourse-reactions/config/routes.rb
    "PUT /discourse-reactions/posts/15/custom-reactions/tada/toggle.json",
  ]

  private static let document = Result {
    APISpec(
      try SpecFolder.json("discourse/openapi.json"),
      // app/controllers/post_actions_controller.rb: take_action of moderators.
      newer: ["body.take_action": "post_actions_controller.rb"])
  }

  private static let site: @Sendable (HTTPRequest) -> HTTPResponse = { request in
    let second = request.json["title"]?.string?.hasSuffix("2026-01-01") == true
    switch request.route {
    case "GET /site.json": return .json(DiscourseTest.site)
    case "POST /posts.json" where request.json["title"] != nil && !second: return DiscourseTest.rejected("Title used")
    case "POST /posts.json": return .json(["id": 90, "topic_id": 30])
    case "GET /t/external_id/botrun-k1.json":
      return .json(["id": 30, "category_id": 9, "post_stream": ["stream": [90]]])
    case "GET /t/external_id/botrun-k2.json": return DiscourseTest.missing
    case "GET /t/11.json": return .json(["id": 11, "post_stream": ["stream": [15, 16]]])
    case "GET /posts/15.json", "GET /posts/16.json", "GET /posts/90.json": return .json(DiscourseTest.post())
    case "GET /posts/14.json": return .json(DiscourseTest.post(14, number: 1))
    case "GET /u/ada.json", "GET /u/Forum_Bot.json": return .json(["user": ["id": 42, "groups": [["id": 10]]]])
    case "GET /groups/gardeners.json": return .json(["group": ["id": 10]])
    case "PUT /groups/10/members.json": return DiscourseTest.rejected("already a member")
    case "GET /admin/users/42.json": return .json(["id": 42, "approved": false])
    case "GET /posts.json": return .json(["latest_posts": .array(page(request))])
    case "GET /private-posts.json": return .json(["private_posts": []])
    case "GET /review.json": return .json(["reviewables": []])
    default: return .json(request.route.hasPrefix("GET /admin/users/list") ? [] : ["success": "OK"])
    }
  }

  private static func page(_ request: HTTPRequest) -> [JSON] {
    let top = request.query("before").flatMap { Int($0) } ?? 200
    return (max(1, top - 50)..<top).map { DiscourseTest.post($0) }
  }

  /// Everything that the connector can ask for.
  private func everyRequest() async throws -> [HTTPRequest] {
    let http = ScriptedHTTP { Self.site($0) }
    let discourse = DiscourseTest.discourse(http) {
      $0.joining = .approved
      $0.reactions = true
      $0.stagingCategory = "staging"
    }
    let text: Text = "What did you learn about roses?"
    let message = MessageRef("15", in: "5")
    let later = DiscourseTest.now + .days(1)
    let actions: [Action] = [
      .post(text: text, in: "#support", named: nil), .post(text: text, in: "topic:11", named: nil),
      .reply(text: text, to: message), .direct(text: text, to: "ada"), .schedule(text: text, in: "5", at: later),
      .react(emoji: "heart", to: message), .react(emoji: "🎉", to: message), .pin(message: message),
      .hide(message: message, reason: "x"), .hide(message: MessageRef("14", in: "5"), reason: "x"),
      .delete(message: message, reason: "x"), .timeout(member: "ada", until: later, reason: "x"),
      .ban(member: "ada", reason: "x"), .grant(role: "gardeners", to: "ada"), .approve(member: "ada"),
      .decline(member: "ada", reason: "x"),
    ]
    for key in ["k1", "k2"] {
      for action in actions {
        guard case .done = await discourse.perform(action, key: key) else {
          Issue.record("\(action)")
          continue
        }
        _ = try await discourse.findPosted(action, key: key, since: DiscourseTest.now)
      }
    }
    #expect(await discourse.edit(MessageRef("90", in: "5"), text: text, key: "k1") == .done("90"))
    _ = await discourse.probe()
    let cursor = "{\"posts\":[100,100],\"private\":[0,0],\"user\":1,\"pending\":\"\",\"review\":1}"
    _ = try await discourse.poll(Cursor(cursor))
    return await http.requests
  }

  @Test func everyRequestIsAsDiscourseDescribesIt() async throws {
    let spec = try Self.document.get()
    let requests = try await everyRequest()
    let open = requests.filter { Self.undocumented.contains($0.route) }
    #expect(Set(open.map(\.route)) == Set(Self.undocumented))
    let judged = requests.filter { !Self.undocumented.contains($0.route) }
    #expect(judged.flatMap { spec.faults($0) } == [])
    #expect(judged.count >= 80, "\(judged.count) requests")
    let operations = Set(judged.map { $0.method + " " + (spec.path(of: $0) ?? "?") })
    #expect(operations.count == 19, "\(operations.sorted())")
  }

  // MARK: Answers

  /// All objects at any depth that the condition holds for.
  private func objects(_ json: JSON, _ condition: (JSON) -> Bool) -> [JSON] {
    let own = json.object != nil && condition(json) ? [json] : []
    let below = (json.object?.members.map(\.value) ?? []) + (json.array ?? [])
    return own + below.flatMap { objects($0, condition) }
  }

  private func isPost(_ json: JSON) -> Bool { json["post_number"] != nil && json["cooked"] != nil && json["id"] != nil }
  private func isUser(_ json: JSON) -> Bool {
    json["username"]?.string != nil && json["id"] != nil && !isPost(json) && json["topic_id"] == nil
  }

  /// As a later version might send it: members that nobody knows, and other values where a fixed few are expected.
  private func mutated(_ json: JSON) -> JSON {
    guard var object = json.object else { return json }
    object["new_in_2030"] = ["deeply": [["nested", 1.5, .null]]]
    for key in ["topic_archetype", "category_slug", "display_username", "locale"] { object[key] = "never_seen" }
    for key in ["name", "trust_level", "groups", "moderator", "updated_at"] { object[key] = ["unexpected": true] }
    return .object(object)
  }

  @Test func everyFixtureIsReadAndSoIsItsMutation() throws {
    let files = try SpecFolder.files(in: "discourse/fixtures", suffix: ".json")
    #expect(files.count >= 52)
    let decoder = DiscourseTest.discourse().decoder
    var (posts, users, inputs) = (0, 0, 0)
    for file in files {
      let json = try SpecFolder.json(file)
      let (allPosts, allUsers) = (objects(json, isPost), objects(json, isUser))
      inputs += allPosts.isEmpty && allUsers.isEmpty ? 0 : 1
      for post in allPosts {
        posts += 1
        let event = decoder.posted(post)
        #expect(event?.message?.id.raw == post["id"]?.int.map { String($0) }, "\(file)")
        #expect(event?.message?.text.isEmpty == false, "\(file)")
        #expect(event.map { $0.at > Date(timeIntervalSince1970: 1_000_000_000) } == true, "\(file)")
        let later = decoder.posted(mutated(post))
        #expect(later?.message?.id == event?.message?.id)
        #expect(later?.message?.author.id == event?.message?.author.id)
        #expect(decoder.edited(post) != nil)
      }
      for user in allUsers {
        users += 1
        let event = decoder.joined(user, at: DiscourseTest.now)
        #expect(event?.actor?.id.raw == user["username"]?.string, "\(file)")
        #expect(decoder.joined(mutated(user), at: DiscourseTest.now)?.actor?.id == event?.actor?.id, "\(file)")
      }
    }
    #expect([posts, users, inputs] == [14, 401, 31])
  }

  @Test func theListsThatAreReadAreLikeTheFixtures() async throws {
    let posts = try SpecFolder.json("discourse/fixtures/posts_latest.json")
    let users = try SpecFolder.json("discourse/fixtures/user_list.json")
    let http = DiscourseTest.forum(["GET /posts.json": posts, "GET /admin/users/list/new.json": users])
    let cursor = Cursor("{\"posts\":[1,1],\"user\":0}")
    let events = try await DiscourseTest.discourse(http).poll(cursor).events
    #expect(events.prefix(4).map(\.id) == ["posted/2", "posted/10", "posted/14", "posted/15"])
    #expect(events.count == 23)
    #expect(events.dropFirst(4).allSatisfy { $0.trigger == .memberJoined })
    #expect(events[3].message?.text == "holla bullhonky.")
    #expect(events[3].message?.channel == "1")
  }

  @Test func thePublishedSignatureIsAccepted() throws {
    let vectors = try SpecFolder.json("vectors/webhook-signatures.json")
    let ours = objects(vectors) { $0["scheme"] == "discourse-sha256" }
    #expect(!ours.isEmpty)
    for vector in ours {
      let secret = Secret(vector["secret"]?.string ?? "")
      let headers = (vector["headers"]?.object?.members ?? []).map { ($0.key, $0.value.string ?? "") }
      var request = WebhookRequest(method: "POST", path: "/webhook", body: Array((vector["body"]?.string ?? "").utf8))
      for (name, value) in headers { request.headers[name] = value }
      let ingest = DiscourseTest.discourse { $0.webhookSecret = secret }.ingest(request, now: DiscourseTest.now)
      guard case .answer = ingest else {
        #expect(vector["valid"] == false)
        continue
      }
      #expect(vector["valid"] == true)
    }
  }
}
