import BotCore
import BotTesting
import FoundationEssentials

@testable import Connectors

/// A feed server that a test changes, and a connector that looks at it.
final class FeedTest: Sendable {
  struct State {
    var answers: [String: HTTPResponse] = [:]
    var requests: [HTTPRequest] = []
    var now = Date(timeIntervalSince1970: 1_767_225_600)
    var logs: [String] = []
    var isDown = false
  }

  let state = Lock(State())

  func set(_ url: String, _ body: String, status: Int = 200, headers: Headers = [:]) {
    state.withLock { $0.answers[url] = HTTPResponse(status: status, headers: headers, body: Array(body.utf8)) }
  }

  func feed(_ feeds: [(name: String, url: String)], _ change: (inout FeedSettings) -> Void = { _ in }) -> Feed {
    var settings = FeedSettings()
    settings.feeds = feeds.map { name, url in
      var source = FeedSource()
      (source.name, source.url) = (name, TextOrSecret(url))
      return source
    }
    change(&settings)
    let state = state
    let tools = Tools(
      community: .testing, http: self, now: { state.withLock { $0.now } }, sleep: { _ in },
      log: { level, text, fields in
        let facts = fields.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        state.withLock { $0.logs.append("\(level): \(text)\(facts)") }
      }, pace: { _, _ in })
    return Feed(settings, tools)
  }

  func pass(_ duration: Duration) { state.withLock { $0.now = $0.now + duration } }
  var logs: [String] { state.withLock { $0.logs } }
  var requests: [HTTPRequest] { state.withLock { $0.requests } }

  static func rss(_ items: String...) -> String { "<rss><channel><title>News</title>\(items.joined())</channel></rss>" }

  static func item(_ id: String, _ text: String, _ day: Int) -> String {
    "<item><guid>\(id)</guid><title>\(text)</title><link>https://a.example/\(id)</link>"
      + "<pubDate>\(day) Jan 2026 10:00:00 GMT</pubDate></item>"
  }

  static func message(_ id: String, _ text: String, version: Int = 0, feed: String = "news") -> Message {
    Message(
      ID(id), in: ID(feed), named: feed, by: Member("News"), text, link: "https://a.example/\(id)", version: version)
  }

  static func day(_ day: Int) -> Date { Date(timeIntervalSince1970: 1_767_225_600 + Double(day - 1) * 86_400 + 36_000) }
}

extension FeedTest: HTTPClient {
  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    let answer = state.withLock { state in
      state.requests.append(request)
      return state.isDown ? nil : state.answers[request.url]
    }
    guard let answer else { throw HTTPError.notSent("feeds.example: the connection was refused") }
    return answer
  }
}
