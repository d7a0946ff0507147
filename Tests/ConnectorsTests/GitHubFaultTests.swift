import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

/// What comes of a post, for everything that GitHub may answer.
@Suite struct GitHubFaultTests {
  private func outcome(
    _ answer: @escaping @Sendable () throws -> HTTPResponse
  ) async -> Outcome {
    await GitHubTest.connector(GitHubTest.http { $0.mutation == nil ? nil : try answer() })
      .perform(.post(text: "x", in: "general", named: nil), key: "k")
  }

  private func outcome(_ status: Int, _ message: String, _ headers: Headers = [:]) async -> Outcome {
    await outcome { .json(["message": .string(message)], status: status, headers: headers) }
  }

  @Test func aTokenThatIsRefusedStopsTheAccount() async {
    #expect(await outcome(401, "Bad credentials") == .unauthorized("Bad credentials"))
  }

  @Test func aSecondaryLimitNamesItsWait() async {
    let said = "You have exceeded a secondary rate limit"
    #expect(
      await outcome(403, said, ["retry-after": "30"]) == .retry(after: .seconds(30), scope: .account, reason: said))
    #expect(
      await outcome(429, said, ["Retry-After": "30"]) == .retry(after: .seconds(30), scope: .account, reason: said))
    #expect(await outcome(403, said) == .retry(after: .minutes(1), scope: .account, reason: said))
    #expect(await outcome(429, "x") == .retry(after: .minutes(1), scope: .account, reason: "x"))
  }

  @Test func aPrimaryLimitEndsAtItsReset() async {
    let headers: Headers = ["x-ratelimit-remaining": "0", "x-ratelimit-reset": "1767225720"]
    #expect(
      await outcome(403, "API rate limit exceeded", headers)
        == .retry(after: .minutes(2), scope: .account, reason: "API rate limit exceeded"))
    let used = GitHubTest.error("RATE_LIMITED", "API rate limit exceeded")
    #expect(
      await outcome { .json((try? JSON(parsing: used.body)) ?? .null, headers: headers) }
        == .retry(after: .minutes(2), scope: .account, reason: "API rate limit exceeded"))
    #expect(
      await outcome { GitHubTest.error("RATE_LIMITED", "slow") }
        == .retry(after: .minutes(1), scope: .account, reason: "slow"))
  }

  @Test func contentThatComesTooFastIsALimit() async {
    #expect(
      await outcome { GitHubTest.error("UNPROCESSABLE", "was submitted too quickly") }
        == .retry(after: .minutes(1), scope: .account, reason: "was submitted too quickly"))
  }

  @Test func otherRefusalsAreForGood() async {
    let said = "Resource not accessible by personal access token"
    #expect(await outcome(403, said) == .refused(.target, reason: said))
    #expect(await outcome { GitHubTest.error("FORBIDDEN", said) } == .refused(.target, reason: said))
    #expect(await outcome { GitHubTest.error("INSUFFICIENT_SCOPES", said) } == .refused(.target, reason: said))
    #expect(await outcome { GitHubTest.error("NOT_FOUND", "gone") } == .refused(.target, reason: "gone"))
    #expect(await outcome { GitHubTest.error("UNPROCESSABLE", "too long") } == .refused(.content, reason: "too long"))
    let unknown: JSON = [
      "errors": [["message": "Field 'x' doesn't exist", "extensions": ["code": "undefinedField"]]]
    ]
    #expect(await outcome { .json(unknown) } == .refused(.unsupported, reason: "Field 'x' doesn't exist"))
  }

  @Test func doubtIsDoubt() async {
    let said = "Something went wrong while executing your query."
    #expect(await outcome { GitHubTest.error(nil, said) } == .unknown(said))
    #expect(await outcome { GitHubTest.error("SERVICE_UNAVAILABLE", said) } == .unknown(said))
    #expect(await outcome(502, "Bad Gateway") == .unknown("Bad Gateway"))
    #expect(await outcome { HTTPResponse(status: 504) } == .unknown("GitHub answered with status 504"))
    #expect(await outcome { HTTPResponse(status: 200, body: [0x7B]) } == .unknown("GitHub's answer is no JSON"))
    #expect(await outcome { .json(["data": ["createDiscussion": nil]]) } == .unknown("GitHub names no reason"))
    #expect(await outcome { throw HTTPError.noAnswer("timed out") } == .unknown("timed out"))
  }

  @Test func whatWasNotSentMayBeSentAgain() async {
    #expect(
      await outcome { throw HTTPError.notSent("refused") } == .retry(after: nil, scope: .account, reason: "refused"))
    let down = await GitHubTest.connector(ScriptedHTTP { _ in throw HTTPError.noAnswer("timed out") })
      .perform(.post(text: "x", in: "general", named: nil), key: "k")
    #expect(down == .retry(after: nil, scope: .action, reason: "timed out"))
  }

  @Test func whatMayBeDoneTwiceIsTriedAgain() async {
    let http = GitHubTest.http { _ in throw HTTPError.noAnswer("timed out") }
    let connector = GitHubTest.connector(http)
    let comment = MessageRef("DC_1", in: "q-a", thread: "D_1")
    let again = Outcome.retry(after: nil, scope: .action, reason: "timed out")
    #expect(await connector.perform(.react(emoji: "👍", to: comment), key: "k") == again)
    #expect(await connector.perform(.hide(message: comment, reason: "x"), key: "k") == again)
    #expect(await connector.perform(.delete(message: comment, reason: "x"), key: "k") == again)
    #expect(await connector.perform(.ban(member: "x", reason: "x"), key: "k") == again)
    #expect(await connector.edit(comment, text: "x", key: "k") == again)
  }

  @Test func anAnswerWithFaultsBesideWhatWasDoneIsDone() async {
    let answer: JSON = [
      "data": ["createDiscussion": ["discussion": ["id": "D_9"]]], "errors": [["message": "a field is hidden"]],
    ]
    #expect(await outcome { .json(answer) } == .done("D_9"))
  }

  @Test func aLimitThatIsUsedUpIsToldBeforeItIsHit() async {
    let paced = Lock<[PaceScope: Date]>([:])
    let http = GitHubTest.http { call in
      .json(
        ["data": ["createDiscussion": ["discussion": ["id": "D_9"]]]],
        headers: [
          "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1767225660",
          "x-ratelimit-resource": call.isGraph ? "graphql" : "core",
        ])
    }
    var tools = Tools.testing(http: http, now: GitHubTest.now)
    tools = Tools(
      community: tools.community, http: http, now: tools.now, sleep: tools.sleep, log: tools.log,
      pace: { scope, until in paced.withLock { $0[scope] = until } })
    let api = GitHubAPI(GitHubTest.settings(), tools)
    _ = try? await api.mutate(.createDiscussion, [:])
    _ = try? await api.rest("GET", "/x")
    let until = Date(timeIntervalSince1970: 1_767_225_660)
    #expect(paced.withLock { $0 } == [.account: until, .bucket("rest"): until])
  }

  @Test func noAnswerOrErrorHoldsTheToken() async {
    for status in [400, 401, 403, 404, 422, 500] {
      #expect(!"\(await outcome(status, "no"))".contains(GitHubTest.token))
    }
    let settings = GitHubTest.settings()
    #expect(!"\(settings)".contains(GitHubTest.token))
  }
}
