import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Plugins

/// Whatever happens to the bot, no planned time is posted twice, and nothing is posted that needs approval and has none.
@Suite struct ScheduleOnceTests {
  private let start = Date(timeIntervalSince1970: 1_767_225_600)
  private let community = Community(id: "lobby", platform: "test", moderators: "mods", managers: ["boss"])

  private func schedule(_ settings: JSON) throws -> any Plugin {
    let source = ScenarioSource()
    let plugin = source.make(PluginKind(ScheduledPosts.self), settings)
    #expect(source.faults == [])
    return try #require(plugin)
  }

  /// Restarts, timers that come again or early, clocks set back and forth, answers doubled and in any order.
  private func live(_ bench: inout PluginBench, _ plugins: [any Plugin], _ random: inout SeededRandom) throws {
    let ids = ["p0", "p1", "p2", "p3", "p4", "p5"]
    for _ in 0..<60 {
      let time = Duration.minutes(Int.random(in: 1...700, using: &random))
      switch Int.random(in: 0...9, using: &random) {
      case 0, 1, 2: try bench.wait(time)
      case 3: bench.now = bench.now + time
      case 4: bench.now = bench.now - time
      case 5: try bench.handle(.due(timer: ids.randomElement(using: &random) ?? "", planned: bench.now))
      case 6: bench.plugin = plugins.randomElement(using: &random) ?? bench.plugin
      case 7:
        let word = Bool.random(using: &random) ? "approve" : "reject"
        let id = ids.randomElement(using: &random) ?? ""
        for _ in 0..<Int.random(in: 1...2, using: &random) {
          try bench.handle(.messagePosted(message: Message("m", in: "mods", by: Member("ada"), "!\(word) \(id)")))
        }
      case 8:
        let message = ID<Message>("p\(Int.random(in: 1...20, using: &random))")
        try bench.handle(
          .reacted(emoji: "👍", member: Member("bob"), message: message, channel: "mods"))
      default: try bench.start()
      }
    }
  }

  @Test func noPlannedTimeIsPostedTwice() throws {
    for seed in 0..<40 {
      var random = SeededRandom(seed: UInt64(seed))
      let settings = RandomCalendar.settings(&random)
      let plugins = [try schedule(settings), try schedule(Self.reviewed(settings))]
      var bench = PluginBench(plugins[0], community: community, now: start)
      try bench.start()
      try live(&bench, plugins, &random)
      let posted = bench.decisions.compactMap(\.action.publicText)
      // A pool's texts differ, but each names the time that it was posted for.
      let times = posted.map { text in
        text.split(separator: " ").prefix(1).joined() + text.split(separator: " ").suffix(2).joined(separator: " ")
      }
      #expect(Set(times).count == times.count, "seed \(seed)")
    }
  }

  private static func reviewed(_ settings: JSON) -> JSON {
    var object = settings.object ?? JSONObject()
    let posts = (settings["posts"]?.array ?? []).map { post -> JSON in
      var post = post.object ?? JSONObject()
      post["status"] = "review"
      return .object(post)
    }
    object["posts"] = .array(posts)
    return .object(object)
  }

  @Test func nothingGoesOutUnapproved() throws {
    for seed in 0..<20 {
      var random = SeededRandom(seed: UInt64(seed))
      var bench = PluginBench(
        try schedule(Self.reviewed(RandomCalendar.settings(&random))), community: community, now: start)
      try bench.start()
      for _ in 0..<30 { try bench.wait(.hours(Int.random(in: 1...20, using: &random))) }
      #expect(bench.decisions.compactMap(\.action.publicText) == [], "seed \(seed)")
    }
  }

  /// With a distance, two posts of one channel are never nearer, but for those that are always posted.
  @Test func theDistanceIsKept() throws {
    for seed in 0..<20 {
      var random = SeededRandom(seed: UInt64(seed))
      var settings = RandomCalendar.settings(&random).object ?? JSONObject()
      settings["distance"] = "45m"
      settings["posts"] = .array(
        (settings["posts"]?.array ?? []).map { post in
          var post = post.object ?? JSONObject()
          post["always"] = false
          return .object(post)
        })
      var bench = PluginBench(try schedule(.object(settings)), community: community, now: start)
      try bench.start()
      try bench.wait(.days(10))
      for channel: ID<Channel> in ["a", "b"] {
        let times = bench.decisions.filter { $0.action.channel == channel }.map(\.at)
        #expect(zip(times, times.dropFirst()).allSatisfy { $1.timeIntervalSince($0) >= 2700 }, "seed \(seed)")
      }
    }
  }

  @Test func aReactionOnAnOlderTextIsNoApprovalOfTheNewer() throws {
    func plugin(_ text: JSON) throws -> any Plugin {
      try schedule([
        "channel": "c", "posts": [["id": "a", "at": "2026-01-02T09:00", "text": text, "status": "review"]],
      ])
    }
    var bench = PluginBench(try plugin("Old"), community: community, now: start + .hours(12))
    try bench.start()
    bench.plugin = try plugin("New")
    try bench.start()
    try bench.handle(.reacted(emoji: "👍", member: Member("ada"), message: "p1", channel: "mods"))
    try bench.wait(.days(1))
    #expect(bench.decisions.compactMap(\.action.publicText) == [])
  }

  @Test func withoutAModeratorsChannelAFlagAsks() throws {
    let plugin = try schedule([
      "channel": "c", "posts": [["id": "a", "at": "2026-01-01T09:00", "text": "Hello", "status": "review"]],
    ])
    let alone = Community(id: "lobby", platform: "test", managers: ["boss"])
    var bench = PluginBench(plugin, community: alone, now: start)
    try bench.start()
    try bench.handle(.messagePosted(message: Message("m", in: "c", by: Member("eve"), "!approve a")))
    try bench.handle(.messagePosted(message: Message("n", in: "c", by: Member("boss"), "!approve a")))
    try bench.wait(.days(1))
    let shown = bench.decisions.map { decision in
      switch decision.action {
      case .flag(let flag): "flag \(flag.title) \(flag.name ?? "")"
      case .reply(let text, _, _): "reply \(text.plain)"
      case .post(let text, _, _): "post \(text.plain)"
      default: "other"
      }
    }
    #expect(shown == ["flag For approval review-a", "reply a is approved.", "post Hello"])
  }

  @Test func ordinaryMessagesAreOnlyLookedAtWhereSomebodyIsAsked() throws {
    let daily: JSON = ["channel": "c", "posts": [["id": "a", "cron": "0 9 * * *", "text": "x"]]]
    #expect(try schedule(daily).triggers == [.started, .due, .delivered])
    let once: JSON = ["channel": "c", "posts": [["id": "a", "at": "2026-01-02", "text": "x"]]]
    #expect(try schedule(once).triggers.contains(.messagePosted))
  }
}

extension Action {
  fileprivate var channel: ID<Channel>? {
    guard case .post(_, let channel, _) = self else { return nil }
    return channel
  }

  /// Of a post that the community sees.
  fileprivate var publicText: String? {
    guard case .post(let text, let channel, _) = self, channel != "mods" else { return nil }
    return text.plain
  }
}
