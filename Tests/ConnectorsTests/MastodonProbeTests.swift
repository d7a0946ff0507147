import BotCore
import BotTesting
import Testing

@testable import Connectors

@Suite struct MastodonProbeTests {
  private static let instance = "GET /api/v2/instance"
  private static let app = "GET /api/v1/apps/verify_credentials"

  private static func good(_ more: [String: HTTPResponse] = [:]) -> [String: HTTPResponse] {
    let routes: [String: HTTPResponse] = [
      instance: .json(["configuration": ["statuses": ["max_characters": 500]]]),
      app: .json(["scopes": ["read", "write", "admin:read", "admin:write"]]), "GET /api/v1/notifications": .json([]),
    ]
    return routes.merging(more) { $1 }
  }

  private func probe(
    _ routes: [String: HTTPResponse], moderators: String? = nil, _ change: (inout MastodonSettings) -> Void = { _ in }
  ) async -> [Problem] {
    var community = Community.testing
    community.moderators = moderators.map { ID($0) }
    return await MastodonTest.mastodon(MastodonTest.server(routes), community: community, change).probe()
  }

  @Test func allIsWell() async {
    let known = Self.good(["GET /api/v1/accounts/lookup": .json(MastodonTest.account("2", "alice"))])
    #expect(await probe(known, moderators: "@alice").isEmpty)
    let admin = Self.good([
      "GET /api/v1/admin/reports": .json([]), "GET /api/v2/admin/accounts": .json([]),
      "GET /api/v1/timelines/tag/swift": .json([]), "GET /api/v1/timelines/list/9": .json([]),
    ])
    #expect(
      await probe(admin) {
        ($0.moderator, $0.joins, $0.hashtags, $0.lists) = (true, .accounts, ["swift"], ["9"])
      }.isEmpty)
  }

  @Test func olderServersTellTheirLimitElsewhere() async {
    let old: [String: HTTPResponse] = [
      Self.instance: .json(["error": "Not Found"], status: 404),
      "GET /api/v1/instance": .json(["max_toot_chars": 5000]),
    ]
    #expect(
      await probe(Self.good(old)) == [
        Problem(
          .warning, subject: "maxCharacters", fault: "the instance takes posts of 5000 characters, not 500",
          remedy: "set \"maxCharacters\": 5000")
      ])
    #expect(await probe(Self.good()) { $0.maxCharacters = 600 }.map(\.severity) == [.error])
  }

  @Test func aTokenThatIsNotAcceptedIsTold() async {
    let refused = [
      "GET /api/v1/accounts/verify_credentials": HTTPResponse.json(
        ["error": "The access token is invalid"], status: 401)
    ]
    #expect(
      await probe(refused) == [
        Problem(
          subject: "token", fault: "the instance does not accept the token: The access token is invalid",
          remedy: "take \"Your access token\" from Preferences, Development, your application; regenerate it if need be"
        )
      ])
  }

  @Test func missingScopesAreNamed() async {
    let routes = Self.good([Self.app: .json(["scopes": ["read", "write:statuses"]])])
    #expect(
      await probe(routes).map(\.subject)
        == ["write:favourites", "write:reports", "write:mutes", "write:blocks", "write:follows"].map { "scope \($0)" })
    let narrow = ["read:accounts", "write"]
    #expect(
      MastodonProbe.missing([("read:accounts", ""), ("read:lists", ""), ("write:x", "")], in: narrow).map(\.0) == [
        "read:lists"
      ])
    let hidden = Self.good([Self.app: .json(["error": "forbidden"], status: 403)])
    #expect(await probe(hidden).isEmpty)
  }

  @Test func aPersonsAccountIsToldToBeMarked() async {
    let person = ["GET /api/v1/accounts/verify_credentials": HTTPResponse.json(["id": "1", "acct": "bot"])]
    let problems = await probe(Self.good(person))
    #expect(problems.map(\.subject) == ["@bot"] && problems.map(\.severity) == [.warning])
  }

  @Test func listsThatAreClosedAreNamed() async {
    let outside = HTTPResponse.json(["error": "This action is outside the authorized scopes"], status: 403)
    let notAllowed = HTTPResponse.json(["error": "This action is not allowed"], status: 403)
    let routes = Self.good([
      "GET /api/v1/notifications": outside, "GET /api/v1/admin/reports": notAllowed,
      "GET /api/v2/admin/accounts": outside,
    ])
    let problems = await probe(routes) { ($0.moderator, $0.joins, $0.lists) = (true, .accounts, ["404"]) }
    #expect(problems.map(\.subject) == ["notifications", "list:404", "reports", "accounts"])
    #expect(problems.allSatisfy { $0.severity == .error && !$0.remedy.isEmpty })
    #expect(problems.last?.remedy.contains("admin:read") == true)
  }

  @Test(arguments: [
    ("#mods", "what is posted in \"#mods\" is seen by others, so flags are not posted"),
    ("general", "\"general\" names nobody"),
  ])
  func flagsMustNotBePublic(_ channel: String, _ fault: String) async {
    #expect(await probe(Self.good(), moderators: channel).map(\.fault) == [fault])
  }

  @Test func moderatorsThatAreNotThereAreTold() async {
    let remedy = "check how it is written; a private mention of an account that is not there reaches nobody"
    #expect(
      await probe(Self.good(), moderators: "@alcie @bob@b.example") == [
        Problem(subject: "moderators", fault: "there is no account @alcie", remedy: remedy),
        Problem(
          .warning, subject: "moderators", fault: "the instance has not heard of @bob@b.example yet", remedy: remedy),
      ])
    let closed = Self.good(["GET /api/v1/accounts/lookup": .json(["error": "no"], status: 403)])
    #expect(await probe(closed, moderators: "@alcie").isEmpty)
  }

  @Test func soManyModeratorsThatFlagsAreShortenedAreTold() async {
    let known = Self.good(["GET /api/v1/accounts/lookup": .json(MastodonTest.account("2", "alice"))])
    let many = (1...4).map { "@moderator\($0)" }.joined(separator: " ")
    #expect(
      await probe(known, moderators: many) == [
        Problem(
          .warning, subject: "moderators",
          fault: "the accounts take 48 characters of each post, and only 40 are kept free: long flags are shortened",
          remedy: "name fewer accounts")
      ])
  }

  @Test func anInstanceThatIsAwayOrNoMastodonIsTold() async {
    let away = MastodonTest.mastodon(ScriptedHTTP { _ in throw HTTPError.notSent("connection refused") })
    #expect(await away.probe().map(\.fault) == ["https://social.example/ cannot be asked: connection refused"])
    let other = MastodonTest.mastodon(ScriptedHTTP { _ in HTTPResponse(status: 200, body: Array("<html>".utf8)) })
    #expect(await other.probe().map(\.subject) == ["instance"])
    let limited = MastodonTest.mastodon(ScriptedHTTP { _ in HTTPResponse(status: 429) })
    #expect(await limited.probe().map(\.severity) == [.warning])
  }
}
