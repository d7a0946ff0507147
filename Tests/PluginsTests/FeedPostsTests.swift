import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Plugins

@Suite struct FeedPostsTests {
  private let start = Date(timeIntervalSince1970: 1_767_225_600)

  private func feed(_ more: (String, JSON)...) throws -> any Plugin {
    let source = ScenarioSource()
    let settings: [(String, JSON)] = [
      ("channel", "news"), ("feeds", [["name": "a", "url": "https://example.org/a"]]), ("text", "{title}"),
      ("every", "10m"),
    ]
    let plugin = source.make(PluginKind(FeedPosts.self), .object(JSONObject(settings + more)))
    #expect(source.faults == [])
    return try #require(plugin)
  }

  private func rss(_ ids: some Sequence<Int>) -> String {
    let items = ids.map { "<item><title>Entry \($0)</title><guid>\($0)</guid></item>" }.joined()
    return "<rss version=\"2.0\"><channel><title>Feed</title>\(items)</channel></rss>"
  }

  /// Answers doubled, late, shuffled and cut; restarts at any time.
  @Test func noEntryIsPostedTwiceAndNoneTooOften() throws {
    for seed in 0..<40 {
      var random = SeededRandom(seed: UInt64(seed))
      let plugin = try feed(("hourly", 3))
      var bench = PluginBench(plugin, now: start)
      try bench.start()
      var newest = 10
      for _ in 0..<60 {
        newest += Int.random(in: 0...3, using: &random)
        let shown = Array(max(0, newest - 15)...newest).shuffled(using: &random)
        switch Int.random(in: 0...5, using: &random) {
        case 0: try bench.start()
        case 1: try bench.wait(.minutes(Int.random(in: 1...90, using: &random)))
        case 2: try bench.handle(.fetched(name: "a", status: 503, body: ""))
        case 3: try bench.handle(.fetched(name: "a", status: 200, body: String(rss(shown).dropLast(60))))
        default:
          for _ in 0..<Int.random(in: 1...2, using: &random) {
            try bench.handle(.fetched(name: "a", status: 200, body: rss(shown)))
          }
        }
      }
      let posts = bench.decisions.filter { $0.action.postText != nil }
      #expect(Set(posts.compactMap(\.action.postText)).count == posts.count, "seed \(seed)")
      let times = posts.map(\.at)
      #expect(zip(times, times.dropFirst(3)).allSatisfy { $1.timeIntervalSince($0) >= 3600 }, "seed \(seed)")
    }
  }

  @Test func halfAFeedIsNoFirstLook() throws {
    var bench = PluginBench(try feed(), now: start)
    try bench.start()
    try bench.handle(.fetched(name: "a", status: 200, body: String(rss([3, 2, 1]).dropLast(75))))
    try bench.handle(.fetched(name: "a", status: 200, body: rss([3, 2, 1])))
    #expect(bench.decisions == [])
  }

  @Test func whatWaitsAndWhatIsRememberedIsBounded() throws {
    var bench = PluginBench(try feed(("hourly", 1)), now: start)
    try bench.start()
    try bench.handle(.fetched(name: "a", status: 200, body: rss([0])))
    for page in 0..<10 {
      try bench.handle(.fetched(name: "a", status: 200, body: rss((page * 500 + 1)..<(page * 500 + 501))))
    }
    let memory = FeedMemory(bench.records.first { $0.key.hasPrefix("feed/") }?.value.value)
    #expect(memory.queue.count <= 50)
    #expect(memory.seen?.count == 2000)
  }

  @Test func aFeedThatIsNoLongerReadIsForgotten() throws {
    var bench = PluginBench(try feed(), now: start)
    try bench.start()
    try bench.handle(.fetched(name: "a", status: 200, body: rss([1])))
    bench.plugin = try feed(("feeds", [["name": "a", "url": "https://example.org/other"]]))
    try bench.start()
    #expect(bench.records.keys.filter { $0.hasPrefix("feed/") } == [])
  }

  @Test func whatAFeedSaysIsNeverMarkup() throws {
    var bench = PluginBench(try feed(), now: start)
    try bench.start()
    try bench.handle(.fetched(name: "a", status: 200, body: rss([])))
    let body =
      "<rss version=\"2.0\"><channel><item><title>**@all** [x](https://evil.example)</title></item></channel></rss>"
    try bench.handle(.fetched(name: "a", status: 200, body: body))
    #expect(
      bench.decisions.map(\.action) == [.post(text: "**@all** [x](https://evil.example)", in: "news", named: nil)])
  }
}
