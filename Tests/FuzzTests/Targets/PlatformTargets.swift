import BotCore
import BotTesting
import FoundationEssentials

@testable import Connectors

/// What a platform answers when the bot asks, and the cursor that the store gives back.
let platformTargets: [FuzzTarget] = [
  platform("slack-api", .slack),
  platform("discord-api", .discord),
  platform("telegram-api", .telegramPolling),
  platform("discourse-api", .discoursePolling),
  platform("github-api", .gitHub),
  platform("matrix-api", .matrixSync),
  platform("mastodon-api", .mastodon),
  platform("feed-api", .feed),
]

/// An input is the cursor, a line end, and what the platform answers, whatever is asked.
private func platform(_ name: String, _ door: Door) -> FuzzTarget {
  FuzzTarget(waiting: name) { input in
    let input = input.cut(32 << 10)
    let cursor = input.prefix { $0 != 0x0A }
    let platform = Platform(body: Array(input.dropFirst(cursor.count + 1)))
    let connector = try door.make(.testing(http: platform, now: Door.now, longestWait: .zero))
    var place = cursor.isEmpty ? nil : Cursor(String(decoding: cursor, as: UTF8.self))
    for _ in 0..<2 {
      let poll = try await connector.poll(place)
      for event in poll.events { try check(event) }
      try Broken.unless(poll.cursor.map { $0.raw.utf8.count < 1 << 20 } ?? true, "a cursor without bounds")
      place = poll.cursor
    }
    try Broken.unless(await platform.count < Platform.most, "the platform is asked again and again")
    _ = await connector.probe()
    try Broken.unless(await platform.count < 2 * Platform.most, "the platform is asked again and again by the probe")
  }
}

/// Answers everything with the same.
private actor Platform: HTTPClient {
  static let most = 2000
  let body: [UInt8]
  private(set) var count = 0

  init(body: [UInt8]) { self.body = body }

  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    count += 1
    if count > 3 * Self.most { throw HTTPError.notSent("asked too often") }
    return HTTPResponse(status: 200, headers: ["Content-Type": "application/json"], body: body)
  }
}

extension Door {
  private static func polling(_ make: @escaping @Sendable (Tools) throws -> any Connector) -> Door {
    Door(make: make, signed: { request($0, [:]) })
  }

  fileprivate static let telegramPolling = polling { tools in
    var settings = TelegramSettings()
    settings.token = Secret("4711:token")
    return Telegram(settings, tools)
  }

  fileprivate static let discoursePolling = polling { tools in
    var settings = DiscourseSettings()
    (settings.url, settings.username, settings.apiKey) = ("https://forum.test", "Forum_Bot", Secret("key"))
    return Discourse(settings, tools)
  }

  fileprivate static let matrixSync = polling { tools in
    var settings = MatrixSettings()
    (settings.homeserver, settings.token) = ("https://matrix.test/", Secret("hush"))
    return Matrix(settings, tools)
  }

  fileprivate static let mastodon = polling { tools in
    var settings = MastodonSettings()
    (settings.instance, settings.token) = ("https://social.example/", Secret("token"))
    return Mastodon(settings, tools)
  }

  fileprivate static let feed = polling { tools in
    var settings = FeedSettings()
    var source = FeedSource()
    (source.name, source.url) = ("news", TextOrSecret("https://a.example/feed"))
    settings.feeds = [source]
    return Feed(settings, tools)
  }
}
