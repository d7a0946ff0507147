import BotCore
import FoundationEssentials

@testable import BotRuntime

/// A Discourse forum in the test's own process: its REST API over loopback.
///
/// It keeps topics with their posts, answers in Discourse's shapes, refuses what Discourse refuses (short posts, titles
/// and external ids that were used), and leads on from an external id to the topic. It knows keys only as Discourse
/// does: by `external_id` for topics, not at all for answers.
final class FakeDiscourse: FakePlatform {
  static let platform = "discourse"
  static let channel = "#general"
  static let apiKey = "planted-2c5e-key-of-the-test"
  static let bot = "forum_bot"

  struct Topic: Sendable {
    let id: Int
    let title: String
    let category: Int?
    let externalID: String?
    let recipients: String?
    var status: [String: Bool] = ["visible": true]
  }

  struct Post: Sendable {
    let id: Int
    let topic: Int
    let number: Int
    let author: String
    var raw: String
    let at: Date
    var likes: Set<String> = []
  }

  struct State: Sendable {
    var topics: [Topic] = []
    var posts: [Post] = []
    /// By username.
    var users: [String: Int] = [FakeDiscourse.bot: 3, "ada": 42, "ben": 43]
    /// What was done to members: `silence ada`.
    var deeds: [String] = []
    var calls: [String] = []
  }

  let state = Lock(State())
  private let server: WebhookServer

  init() throws {
    let state = state
    server = try WebhookServer(listen: "127.0.0.1:0") { request, respond in
      respond(FakeDiscourseAPI(request).answer(state))
    }
  }

  var address: String { "http://127.0.0.1:\(server.port)" }

  var connection: JSON {
    [
      "url": .string(address), "username": .string(Self.bot), "apiKey": "env:DISCOURSE_KEY", "requestsPerMinute": 0,
      "pollEvery": "1s",
    ]
  }

  /// The sources of the bot's posts.
  var posted: [String] { state.withLock { $0.posts.filter { $0.author == Self.bot }.map(\.raw) } }

  var deeds: [String] { state.withLock { $0.deeds } }

  // MARK: What members do

  @discardableResult
  func write(_ raw: String, by author: String, topic title: String) -> Int {
    state.withLock { state in
      let topic = state.add(title: title, category: 5, externalID: nil, recipients: nil)
      return state.add(raw, by: author, in: topic).id
    }
  }
}

extension FakeDiscourse.State {
  mutating func add(title: String, category: Int?, externalID: String?, recipients: String?) -> Int {
    let topic = FakeDiscourse.Topic(
      id: topics.count + 10, title: title, category: category, externalID: externalID, recipients: recipients)
    topics.append(topic)
    return topic.id
  }

  mutating func add(_ raw: String, by author: String, in topic: Int) -> FakeDiscourse.Post {
    let post = FakeDiscourse.Post(
      id: (posts.map(\.id).max() ?? 100) + 1, topic: topic, number: posts.filter { $0.topic == topic }.count + 1,
      author: author, raw: raw, at: Clock.system.now())
    posts.append(post)
    return post
  }

  func isPrivate(_ post: FakeDiscourse.Post) -> Bool { topics.first { $0.id == post.topic }?.recipients != nil }
}
