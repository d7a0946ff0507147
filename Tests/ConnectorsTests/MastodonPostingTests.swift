import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

@Suite struct MastodonPostingTests {
  private static let posts = "POST /api/v1/statuses"
  private static let stands = HTTPResponse.json(["id": "500"])

  private func perform(
    _ action: Action, _ routes: [String: HTTPResponse] = [posts: stands], community: Community = .testing,
    _ change: (inout MastodonSettings) -> Void = { _ in }
  ) async -> (outcome: Outcome, requests: [HTTPRequest]) {
    let http = MastodonTest.server(routes)
    let outcome = await MastodonTest.mastodon(http, community: community, change).perform(action, key: "k1")
    return (outcome, await http.requests)
  }

  private func parent(_ visibility: String, author: String = "2") -> [String: HTTPResponse] {
    let status = MastodonTest.status(
      "100", by: author == "1" ? "bot" : "alice@a.example", account: author, visibility: visibility)
    return [Self.posts: Self.stands, "GET /api/v1/statuses/100": .json(status)]
  }

  @Test func aPostBearsItsKeyAndItsVisibility() async throws {
    let (outcome, requests) = await perform(.post(text: "Hello", in: "public #swift", named: nil))
    #expect(outcome == .done("500"))
    let request = try #require(requests.first)
    #expect(requests.count == 1)
    #expect(request.url == "https://social.example/api/v1/statuses")
    #expect(request.headers["Idempotency-Key"] == "k1")
    #expect(request.headers["Authorization"] == "Bearer planted-token")
    #expect(request.json == ["status": "Hello\n\n#swift", "visibility": "public", "language": "en"])
  }

  @Test(arguments: [
    ("#swift", "unlisted", "Hi\n\n#swift"), ("followers", "private", "Hi"),
    ("@mod @two@b.example", "direct", "@mod @two@b.example Hi"),
  ])
  func aChannelSaysWhoSeesThePost(_ channel: String, _ visibility: String, _ text: String) async {
    let (_, requests) = await perform(.post(text: "Hi", in: ID(channel), named: nil)) { $0.visibility = .unlisted }
    #expect(requests.first?.json["visibility"]?.string == visibility)
    #expect(requests.first?.json["status"]?.string == text)
  }

  @Test(arguments: ["general", "direct", ""]) func aChannelThatNamesNobodyIsRefused(_ channel: String) async {
    let (outcome, requests) = await perform(.post(text: "Hi", in: ID(channel), named: nil))
    guard case .refused(.target, let reason) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(reason.contains("names nobody") && requests.isEmpty)
  }

  @Test(arguments: [
    ("public", "unlisted"), ("unlisted", "unlisted"), ("private", "private"), ("direct", "direct"), ("new", "direct"),
  ])
  func aReplyIsSeenByNoMoreThanThePost(_ post: String, _ reply: String) async {
    let (outcome, requests) = await perform(.reply(text: "Yes", to: MastodonTest.message()), parent(post))
    #expect(outcome == .done("500"))
    #expect(
      requests.last?.json
        == ["status": "@alice@a.example Yes", "visibility": .string(reply), "language": "en", "in_reply_to_id": "100"])
    #expect(requests.last?.headers["Idempotency-Key"] == "k1")
  }

  @Test func aReplyMayBePublicAndCallsTheAuthorOnce() async {
    let text = Text([.mention(member: "2", name: "alice@a.example"), .plain(" yes")])
    let (_, requests) = await perform(.reply(text: text, to: MastodonTest.message()), parent("public")) {
      $0.replies = .public
    }
    #expect(requests.last?.json["visibility"] == "public")
    #expect(requests.last?.json["status"] == "@alice@a.example yes")
    let own = await perform(.reply(text: "more", to: MastodonTest.message()), parent("public", author: "1"))
    #expect(own.requests.last?.json["status"] == "more")
  }

  @Test func aReplyToAPostThatIsGoneIsRefused() async {
    let (outcome, requests) = await perform(.reply(text: "x", to: MastodonTest.message()))
    #expect(outcome == .refused(.target, reason: "the post 100 is gone, or the bot may not see it"))
    #expect(requests.count == 1)
  }

  @Test func aDirectMessageMentionsTheMember() async {
    let known = [
      "GET /api/v1/accounts/7": HTTPResponse.json(MastodonTest.account("7", "bob@b.example")), Self.posts: Self.stands,
    ]
    let (outcome, requests) = await perform(.direct(text: "psst", to: "7"), known)
    #expect(outcome == .done("500"))
    #expect(requests.last?.json == ["status": "@bob@b.example psst", "visibility": "direct", "language": "en"])
    let named = await perform(.direct(text: "psst", to: "@bob@b.example"), known)
    #expect(named.requests.map(\.json["status"]) == ["@bob@b.example psst"])
    #expect(
      await perform(.direct(text: "x", to: "8"), known).outcome == .refused(.target, reason: "there is no account 8"))
  }

  @Test func aScheduledPostIsHandedOver() async {
    let at = MastodonTest.now + .minutes(10)
    let (outcome, requests) = await perform(.schedule(text: "Later", in: "public", at: at))
    #expect(outcome == .done(nil))
    #expect(requests.first?.json["scheduled_at"] == "2026-01-01T00:10:00.000Z")
    #expect(requests.first?.headers["Idempotency-Key"] == "k1")
  }

  @Test func whatIsDueTooSoonWaitsAndWhatIsDueIsPosted() async {
    let soon = await perform(.schedule(text: "x", in: "public", at: MastodonTest.now + .minutes(5)))
    #expect(
      soon.outcome
        == .retry(
          after: .minutes(5), scope: .action, reason: "Mastodon holds nothing back for less than five minutes"))
    #expect(soon.requests.isEmpty)
    let due = await perform(.schedule(text: "x", in: "public", at: MastodonTest.now))
    #expect(due.outcome == .done("500") && due.requests.first?.json["scheduled_at"] == nil)
  }

  @Test func anEditKeepsWhatTheChannelAdds() async {
    let http = MastodonTest.server(["PUT /api/v1/statuses/500": Self.stands])
    let outcome = await MastodonTest.mastodon(http)
      .edit(MastodonTest.message("500", in: "#swift"), text: "New", key: "k")
    #expect(outcome == .done("500"))
    #expect(await http.requests.first?.json == ["status": "New\n\n#swift", "language": "en"])
  }

  @Test func aTextThatIsTooLongOrEmptyIsRefused() async {
    let long = Text(String(repeating: "x", count: 501))
    for (text, reason) in [
      (long, "the text has 501 characters and a post holds 500; shorten it"), (Text("  \n"), "the text is empty"),
    ] {
      let (outcome, requests) = await perform(.post(text: text, in: "public", named: nil))
      #expect(outcome == .refused(.content, reason: reason) && requests.isEmpty)
    }
    #expect(
      await perform(.post(text: long, in: "public", named: nil)) { $0.maxCharacters = 5000 }.outcome == .done("500"))
  }

  @Test func aFlagToManyModeratorsIsShortenedAndNotLost() async throws {
    let names = ["alice", "bob", "carla", "dimitri", "eleonora", "friedrich", "grace"].map { "@\($0)" }
    let channel = names.joined(separator: " ")
    let words = Text((0..<200).map { "word\($0)" }.joined(separator: " "))
    let about = Mastodon.about
    for text in words.parts(longest: about.text.max, length: about.length) + [Text([.list(items: [words])])] {
      let (outcome, requests) = await perform(.post(text: text, in: ID(channel), named: nil))
      #expect(outcome == .done("500"))
      let status = try #require(requests.last?.json["status"]?.string)
      #expect(status.hasPrefix(channel + " ") && status.count <= 500)
      #expect(status.hasSuffix(" …") == (MastodonText(text).length + channel.count + 1 > 500))
    }
  }

  @Test(arguments: ["#mods", "public", "unlisted", "private", "private @alice", "public #mods @alice"])
  func whatIsForTheModeratorsIsShownToNobodyElse(_ channel: String) async {
    var community = Community.testing
    community.moderators = ID(channel)
    let refused = Outcome.refused(
      .content,
      reason: "\"moderators\" is \"\(channel)\", which others than the moderators see, so nothing is posted there; "
        + "write their accounts, such as \"@alice @bob\"")
    let later = MastodonTest.now + .hours(1)
    for action in [
      Action.post(text: "Bob spams", in: ID(channel), named: nil),
      .schedule(text: "Bob spams", in: ID(channel), at: later),
      .schedule(text: "Bob spams", in: ID(channel), at: MastodonTest.now),
    ] {
      let (outcome, requests) = await perform(action, community: community)
      #expect(outcome == refused && requests.isEmpty)
    }
    let (outcome, _) = await perform(.post(text: "Hi", in: "public #other", named: nil), community: community)
    #expect(outcome == .done("500"), "other channels are open as ever")
  }

  @Test func moderatorsThatAreNamedGetPrivateMentions() async {
    var community = Community.testing
    community.moderators = "@alice @bob"
    let (outcome, requests) = await perform(
      .post(text: "Look", in: "@alice @bob", named: nil), community: community)
    #expect(outcome == .done("500"))
    #expect(requests.first?.json["visibility"] == "direct")
  }

  @Test func whatIsShortenedIsLogged() async {
    let lines = Lock<[String]>([])
    let mastodon = MastodonTest.mastodon(MastodonTest.server([Self.posts: Self.stands]), logTo: lines)
    let channel = (1...9).map { "@moderator\($0)" }.joined(separator: " ")
    let text = Text(String(repeating: "word ", count: 90))
    #expect(await mastodon.perform(.post(text: text, in: ID(channel), named: nil), key: "k") == .done("500"))
    #expect(
      lines.withLock { $0 }
        == ["warning; a text was shortened: the accounts and hashtags of its channel take too much room; 108"])
  }

  @Test func whereTheAccountsLeaveNoRoomThePostIsRefused() async {
    let channel = (1...9).map { "@moderator\($0)" }.joined(separator: " ")
    let (outcome, requests) = await perform(.post(text: "a longer text", in: ID(channel), named: nil)) {
      $0.maxCharacters = 100
    }
    guard case .refused(.content, _) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(requests.isEmpty)
  }

  @Test func accountsThatAPostDoesNotCallAreTold() async {
    let lines = Lock<[String]>([])
    let told: JSON = ["id": "500", "mentions": [["acct": "Bob"], ["acct": "eve@b.example"], ["acct": "here"]]]
    let mastodon = MastodonTest.mastodon(MastodonTest.server([Self.posts: .json(told)]), logTo: lines)
    func post(_ channel: ID<Channel>) async -> Outcome {
      await mastodon.perform(.post(text: "x", in: channel, named: nil), key: "k")
    }
    #expect(await post("@bob @Eve@b.example @here@social.example") == .done("500"))
    #expect(lines.withLock { $0.isEmpty })
    #expect(await post("@bob @alcie @eve") == .done("500"))
    #expect(
      lines.withLock { $0 }
        == ["warning; a post does not reach accounts that it names: there are none of these names; @alcie @eve"])
  }

  @Test func theLanguageIsTheCommunitys() async {
    var community = Community.testing
    community.locale = "pt-BR"
    #expect(
      await perform(.post(text: "x", in: "public", named: nil), community: community).requests.first?.json["language"]
        == "pt")
    community.locale = "x-unknown"
    #expect(
      await perform(.post(text: "x", in: "public", named: nil), community: community).requests.first?.json["language"]
        == nil)
  }
}

/// What each answer to a post means.
@Suite struct MastodonOutcomeTests {
  private func post(_ answer: @escaping @Sendable () throws -> HTTPResponse) async -> Outcome {
    let http = ScriptedHTTP { _ in try answer() }
    return await MastodonTest.mastodon(http).perform(.post(text: "x", in: "public", named: nil), key: "k")
  }

  private func outcome(_ status: Int, _ words: String = "words", _ headers: Headers = [:]) async -> Outcome {
    await post { .json(["error": .string(words)], status: status, headers: headers) }
  }

  @Test func refusalsAreToldApart() async {
    #expect(await outcome(401) == .unauthorized("words"))
    #expect(await outcome(403) == .refused(.target, reason: "words"))
    #expect(await outcome(403, "Your login is currently disabled") == .unauthorized("Your login is currently disabled"))
    #expect(await outcome(404) == .refused(.target, reason: "words"))
    #expect(
      await outcome(422, "Validation failed: Text character limit of 500 exceeded")
        == .refused(.content, reason: "Validation failed: Text character limit of 500 exceeded"))
    guard case .refused(.unsupported, let reason) = await outcome(403, "This action is outside the authorized scopes")
    else {
      Issue.record("no refusal")
      return
    }
    #expect(reason.contains("Preferences, Development"))
  }

  @Test func limitsSayHowLongToWait() async {
    func limited(_ after: Duration?) -> Outcome { .retry(after: after, scope: .bucket("post"), reason: "words") }
    #expect(await outcome(429) == limited(nil))
    #expect(await outcome(429, "words", ["Retry-After": "20"]) == limited(.seconds(20)))
    #expect(await outcome(429, "words", ["X-RateLimit-Reset": "2026-01-01T00:01:00.000000Z"]) == limited(.seconds(60)))
    #expect(await outcome(429, "words", ["X-RateLimit-Reset": "2026-01-01T00:01:00.000Z"]) == limited(.seconds(60)))
    #expect(await outcome(429, "words", ["X-RateLimit-Reset": "1767225630"]) == limited(.seconds(30)))
    #expect(await outcome(429, "words", ["X-RateLimit-Reset": "1767225600"]) == limited(.seconds(1)))
    #expect(await outcome(503, "words", ["Retry-After": "5"]) == limited(.seconds(5)))
  }

  @Test func doubtIsDoubt() async {
    #expect(await outcome(500) == .unknown("words"))
    #expect(
      await post { HTTPResponse(status: 200, body: Array("<html>".utf8)) }
        == .unknown("the instance's answer is no JSON"))
    #expect(await post { HTTPResponse(status: 502) } == .unknown("the instance answered with status 502"))
    #expect(await post { throw HTTPError.noAnswer("timed out") } == .unknown("timed out"))
    #expect(await post { throw HTTPError.notSent("refused") } == .retry(after: nil, scope: .account, reason: "refused"))
    guard case .retry(nil, .account, _) = await post({ HTTPResponse(status: 302) }) else {
      Issue.record("302")
      return
    }
  }

  @Test func aLookThatFailsBeforehandIsNoDoubt() async {
    for answer: @Sendable () throws -> HTTPResponse in [
      { throw HTTPError.noAnswer("timed out") }, { HTTPResponse(status: 500) },
    ] {
      let http = ScriptedHTTP { _ in try answer() }
      let outcome = await MastodonTest.mastodon(http).perform(.reply(text: "x", to: MastodonTest.message()), key: "k")
      guard case .retry(nil, .action, _) = outcome else {
        Issue.record("\(outcome)")
        return
      }
    }
  }

  @Test func noTokenIsInAnyReason() async {
    for status in [200, 302, 400, 401, 403, 404, 422, 429, 500, 503] {
      #expect(!"\(await outcome(status))".contains("planted-token"))
    }
  }

  @Test(arguments: [
    ("GET", "/api/v1/notifications", PaceScope.account), ("POST", "/api/v1/statuses", .bucket("post")),
    ("PUT", "/api/v1/statuses/1", .bucket("post")), ("DELETE", "/api/v1/statuses/1", .bucket("delete")),
    ("POST", "/api/v1/admin/accounts/1/action", .account),
  ])
  func theLastCallBeforeALimitPaces(_ method: String, _ path: String, _ scope: PaceScope) async throws {
    let paced = Lock<[(PaceScope, Date)]>([])
    let http = ScriptedHTTP { request in
      let left = request.headers["X-Left"] ?? "0"
      return .json([:], headers: ["X-RateLimit-Remaining": left, "X-RateLimit-Reset": "2026-01-01T00:04:00.000Z"])
    }
    let plain = Tools.testing(http: http)
    let tools = Tools(
      community: plain.community, http: http, now: plain.now, sleep: plain.sleep, log: plain.log,
      pace: { scope, until in paced.withLock { $0.append((scope, until)) } })
    let api = MastodonAPI(MastodonTest.settings(), tools)
    _ = try await api.rest.ask(method, path)
    _ = try await api.rest.ask(method, path, headers: ["X-Left": "12"])
    let seen = paced.withLock { $0 }
    #expect(seen.map(\.0) == [scope])
    #expect(seen.map(\.1) == [MastodonTest.now + .minutes(4)])
  }

  @Test func theLimitsAreBuckets() {
    let mastodon = MastodonTest.mastodon(MastodonTest.server())
    let account = Bucket("account", spacing: .seconds(1), burst: 150)
    #expect(
      mastodon.buckets(for: .post(text: "x", in: "public", named: nil))
        == [Bucket("post", spacing: .seconds(36), burst: 300), account])
    #expect(
      mastodon.buckets(for: .delete(message: MastodonTest.message(), reason: ""))
        == [Bucket("delete", spacing: .seconds(60), burst: 30), account])
    #expect(mastodon.buckets(for: .react(emoji: "x", to: MastodonTest.message())) == [account])
    #expect(mastodon.buckets(for: .measure(name: "x", value: 1)).isEmpty)
  }
}
