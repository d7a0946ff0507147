import BotCore
import BotTesting
import FoundationEssentials
import Signing
import Testing

@testable import Connectors

@Suite struct GitHubCredentialTests {
  private static func app(_ settings: inout GitHubSettings) {
    (settings.token, settings.appID, settings.privateKey) = (Secret(""), "12345", Secret(GitHubKey.rsa))
  }

  /// Hands out tokens one after the other, each until an hour from the tests' now.
  private static func http(_ other: @escaping @Sendable (GitHubCall) -> HTTPResponse? = { _ in nil }) -> ScriptedHTTP {
    let count = Lock(0)
    return GitHubTest.http { call in
      switch call.line {
      case "GET /repos/Octo/town/installation": return .json(["id": 77])
      case "POST /app/installations/77/access_tokens", "POST /app/installations/5/access_tokens":
        let number = count.withLock { count in
          count += 1
          return count
        }
        return .json(["token": .string("ghs_\(number)"), "expires_at": "2026-01-01T01:00:00Z"], status: 201)
      default: return other(call)
      }
    }
  }

  private func lines(_ http: ScriptedHTTP) async -> [String] { await http.calls.map(\.line) }

  @Test func anAppAsksForATokenOfItsInstallation() async throws {
    let http = Self.http()
    _ = try await GitHubTest.connector(http, Self.app).directory.place()
    #expect(
      await lines(http) == [
        "GET /repos/Octo/town/installation", "POST /app/installations/77/access_tokens", "POST /graphql",
      ])
    #expect(await http.requests.last?.headers["Authorization"] == "Bearer ghs_1")
  }

  @Test func anAppSignsForTenMinutes() async throws {
    let http = Self.http()
    _ = try await GitHubTest.connector(http, Self.app).directory.place()
    let bearer = try #require(await http.requests.first?.headers["Authorization"])
    let token = String(bearer.dropFirst("Bearer ".count))
    let key = try #require(RS256(pem: GitHubKey.rsa))
    let claims: JSON = ["iat": 1_767_225_540, "exp": 1_767_226_140, "iss": "12345"]
    #expect(token == key.token(claims: claims.bytes))
  }

  @Test func aKnownInstallationIsNotAskedFor() async throws {
    let http = Self.http()
    _ = try await GitHubTest.connector(http) {
      Self.app(&$0)
      $0.installation = 5
    }.directory.place()
    #expect(await lines(http).first == "POST /app/installations/5/access_tokens")
  }

  @Test func theTokenIsKeptUntilShortlyBeforeItsEnd() async throws {
    let time = Lock(GitHubTest.now)
    let http = Self.http()
    var tools = Tools.testing(http: http, now: GitHubTest.now)
    tools = Tools(
      community: tools.community, http: http, now: { time.withLock { $0 } }, sleep: tools.sleep, log: tools.log,
      pace: tools.pace)
    let api = GitHubAPI(GitHubTest.settings(Self.app), tools)
    for minutes in [0, 54, 56] {
      time.withLock { $0 = GitHubTest.now + .minutes(minutes) }
      _ = try? await api.query(GitHubQuery.place)
    }
    #expect(
      await http.requests.filter { $0.url.hasSuffix("/graphql") }.map { $0.headers["Authorization"] }
        == ["Bearer ghs_1", "Bearer ghs_1", "Bearer ghs_2"])
  }

  @Test func aTokenThatWasTakenBackIsReplacedOnce() async {
    let http = Self.http { call in call.isGraph ? .json(["message": "Bad credentials"], status: 401) : nil }
    let connector = GitHubTest.connector(http, Self.app)
    #expect(
      await connector.perform(.post(text: "x", in: "general", named: nil), key: "k")
        == .unauthorized("Bad credentials"))
    #expect(
      await http.requests.filter { $0.url.hasSuffix("/graphql") }.map { $0.headers["Authorization"] }
        == ["Bearer ghs_1", "Bearer ghs_2"])
  }

  @Test func aTokenOfOnesOwnIsNotReplaced() async {
    let http = GitHubTest.http { _ in .json(["message": "Bad credentials"], status: 401) }
    _ = await GitHubTest.connector(http).perform(.post(text: "x", in: "general", named: nil), key: "k")
    #expect(await http.requests.count == 1)
  }

  @Test func anAppThatIsNotInstalledIsTold() async {
    let http = GitHubTest.http()
    #expect(
      await GitHubTest.connector(http, Self.app).perform(.post(text: "x", in: "general", named: nil), key: "k")
        == .refused(.target, reason: "Not Found"))
  }

  // MARK: Settings

  private func problems(_ json: JSON) -> [String] {
    let source = GitHubSettingSource()
    _ = GitHubSettings.read(SettingNode(json, at: JSONPath(), from: source))
    return source.faults
  }

  @Test(
    arguments: [
      (["repository": "octo/town", "token": "env:TOKEN", "webhookSecret": "env:HOOK"], []),
      (["repository": "octo/town", "appID": "1", "privateKey": "env:KEY", "receive": "poll"], []),
      (["repository": "town", "token": "env:TOKEN", "receive": "poll"], ["\"town\" is no repository"]),
      (["repository": "octo/", "token": "env:TOKEN", "receive": "poll"], ["\"octo/\" is no repository"]),
      (["repository": "octo/town", "token": "env:TOKEN"], ["webhooks cannot be verified without a secret"]),
      (["repository": "octo/town", "receive": "poll"], ["there is no way to sign in"]),
      (
        ["repository": "octo/town", "receive": "poll", "token": "env:TOKEN", "appID": "1"],
        ["there are two ways to sign in"]
      ),
      (["repository": "octo/town", "receive": "poll", "privateKey": "env:KEY"], ["privateKey has no appID"]),
      (
        ["repository": "octo/town", "receive": "poll", "appID": "1", "privateKey": "env:BAD"],
        ["this is no RSA private key"]
      ),
      (
        ["repository": "octo/town", "receive": "poll", "token": "env:TOKEN", "api": "github.com"],
        ["\"github.com\" is no web address"]
      ),
    ] as [(JSON, [String])])
  func settingsThatCannotWorkAreTold(json: JSON, faults: [String]) { #expect(problems(json) == faults) }

  @Test func enterpriseServersHaveTheirGraphQLBesideTheRest() async {
    let http = GitHubTest.http()
    let connector = GitHubTest.connector(http) { $0.api = "https://github.example/api/v3/" }
    _ = try? await connector.api.query(GitHubQuery.place)
    _ = try? await connector.api.rest("GET", "/repos/Octo/town")
    #expect(
      await http.requests.map(\.url) == [
        "https://github.example/api/graphql", "https://github.example/api/v3/repos/Octo/town",
      ])
  }
}

private final class GitHubSettingSource: SettingSource {
  private(set) var faults: [String] = []
  let textNames: [String] = []

  func report(fault: String, remedy: String, at path: JSONPath, onKey: Bool) { faults.append(fault) }
  func conceal(_ path: JSONPath) {}
  func file(_ path: String) throws(SettingFault) -> [UInt8] { throw SettingFault("there is no file", "create it") }
  func zone(_ name: String) throws(SettingFault) -> Zone { .utc }
  func text(_ name: String) -> String? { nil }

  func secret(_ reference: String, at path: JSONPath) throws(SettingFault) -> Secret {
    Secret(reference == "env:KEY" ? GitHubKey.rsa : reference)
  }
}

/// A key made for these tests; it opens nothing.
enum GitHubKey {
  static let rsa = """
    -----BEGIN RSA PRIVATE KEY-----
    MIIEpAIBAAKCAQEAsRzzrp7rwl05O6yMMhOo8mof8QSwiCh+WZF2bPYltnhLzzjv
    3EVZWuMD8gEIzjdelHhz2hnI/MDSukkuuWXqVm146J94ZCSUPI/wDajzs5YbXRAj
    CbYwLGYSUeT/ME4qSW4Hp/6X/wOFoS5ufDU2IkosoiCt3zAj6bVUgNRNqZukkd5C
    qXQyHOQTdW4ma7tkaxq5eXOUi+PfNHeHHc0esqbNIIrVFf6Ly1TTh3MDoprK8pYk
    kaFa1LYbxpKekOLB+s5JyDcWr4ToRmz/jyfKfcEiUvtPF9fkFPZWGvSuBAFM3Ua5
    YjLXfdd3FAJf5FyMx4pwH5wzN2lEvos4gyPAKwIDAQABAoIBADkie1PCDZDiTOO8
    um8vG2m0JYC1QBN0aKoRPFBTKYBPFzmOhwYaUwR4Rl4LymDnyLmBj/H0Lnum4nPY
    xttlDq752q7EPuyjRjSxREHL1m4BBuvDGGJ6JNk1xkQn6NCW7ppIhezCOxs3ciS4
    W0jzS3bNUc+tVhmxKGyso8l5c2I6edpCbwgwTn8dFTxxKnRgI6H9PeKpb2auinPO
    WjOP5uTk6U3fY3ed7pQX9HqE/b9upNRvjueRSj16kLotDpOyNXKDW5HAad9svHxc
    XlLnFNQqUjb0KvWSf72Jf4X9Wb2tsfS15I0KrObm0t6KpSyg+asVWoBjo0q7tzGp
    8fsWnkUCgYEA+IO5BncxHFHTJJyIdmzIQgKUZdQWLJorAaK/mtEOWnhvmcavam1h
    Af9n2XjbeE75oJj3h8TwmlqZdzjxsX4E4qozPZOG9vcTuj9JEIEZ0AZYDHDQiewv
    bZCv/mDtleoDt2WAGqNDMEUCAb28QChuZlGWwcFN+CizCjgjLyJTiB8CgYEAtnKo
    aDwgbu19oVaFpBxLY9GmRw3LSAL9d34/7hGXjvgMieCuX58QDLSXah52BguL8o6z
    QpSvOn0qagWi5x5+ao7tKDNCZEVVbvFEdku21YBHR2fNWeg5Y/KBT+2/DK63/hJV
    46b52X25fuLxUqSA+p6sffEnh0vsElfYlkPANnUCgYEA2P/cLoMhhQMGBbARkKcI
    bmtmPUxmWGf+KZ19BaiKigEkIfjV7263CFGG0uSvb2w2mT841XroRT/bRbmZgkzx
    4yKPP7N0ZG328eiU2i6A5Z7Ef4h68BQmjduLceodS4xd1mRw6dGpt5pqWC7fFH65
    d+rCY0lx1cFkJQZD4sJsgi0CgYAR9AxwXWJPqB0RsELsWEBu7SVwnoHfbzPj+09t
    LNv+HJiXRL3D+RIKPgccUS0KAT7fOn2XUqw/lCuFTVKvbYfBEplxuEGTPmNezG0R
    Ovgd4EajVyqU604icK2a4OlI5TSD0ugSw86YQU/slYZrvHZYsx6EMiPSo3zyfSR5
    /ObANQKBgQDKjdsSIFa9EsHwJyeOJEdk8Q+k71NqlVRWpDcwQlILh8xA5lDd/epH
    aHC1HGOL9IewaNQrPzTqTzcpSr4hJA5mxYIXiGw3+gXf32RRdD6qIZdkL4hG45Wi
    XsK8seA5K3M9C9a2jF/xvR8eFuWp/uAwnGL1fE8es6UNg9Dw1N6aPA==
    -----END RSA PRIVATE KEY-----
    """
}
