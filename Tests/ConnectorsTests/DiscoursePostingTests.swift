import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

@Suite struct DiscoursePostingTests {
  private static let text: Text = "What did you learn about roses?"
  private static let note = "\n\n<!-- botrun:k1 -->"
  private static let created: JSON = ["id": 90, "topic_id": 30, "post_number": 1]

  @Test func aPostInACategoryIsATopicKnownByItsKey() async throws {
    let http = DiscourseTest.forum(["GET /site.json": DiscourseTest.site, "POST /posts.json": Self.created])
    let discourse = DiscourseTest.discourse(http)
    #expect(await discourse.perform(.post(text: Self.text, in: "#support", named: nil), key: "k1") == .done("90"))
    let request = try #require(await http.requests.last)
    #expect(request.route == "POST /posts.json")
    #expect(request.headers["Api-Key"] == DiscourseTest.key)
    #expect(request.headers["Api-Username"] == "Forum_Bot")
    #expect(request.headers["Content-Type"] == "application/json")
    #expect(
      request.json == [
        "title": "What did you learn about roses?", "raw": .string("What did you learn about roses?" + Self.note),
        "category": 5, "external_id": "botrun-k1",
      ])
  }

  @Test func aNumberNeedsNoLookUp() async {
    let http = DiscourseTest.forum(["POST /posts.json": Self.created])
    let discourse = DiscourseTest.discourse(http)
    #expect(await discourse.perform(.post(text: Self.text, in: "5", named: nil), key: "k1") == .done("90"))
    #expect(await http.routes == ["POST /posts.json"])
  }

  @Test func aPostInATopicIsAnAnswerThere() async {
    let http = DiscourseTest.forum(["POST /posts.json": Self.created])
    let action = Action.post(text: Self.text, in: "https://forum.test/t/roses/11/2", named: nil)
    #expect(await DiscourseTest.discourse(http).perform(action, key: "k1") == .done("90"))
    #expect(
      await http.bodies(of: "POST /posts.json") == [
        ["topic_id": 11, "raw": .string("What did you learn about roses?" + Self.note)]
      ])
  }

  @Test func anAnswerStandsBelowItsPost() async {
    func sent(_ number: Int) async -> JSON? {
      let http = DiscourseTest.forum([
        "GET /posts/15.json": DiscourseTest.post(number: number), "POST /posts.json": Self.created,
      ])
      _ = await DiscourseTest.discourse(http).perform(.reply(text: Self.text, to: MessageRef("15", in: "5")), key: "k1")
      return await http.bodies(of: "POST /posts.json").first
    }
    let raw = JSON.string("What did you learn about roses?" + Self.note)
    #expect(await sent(2) == ["topic_id": 11, "raw": raw, "reply_to_post_number": 2])
    #expect(await sent(1) == ["topic_id": 11, "raw": raw])
  }

  @Test func aDirectMessageIsATopicForTwo() async {
    let http = DiscourseTest.forum(["POST /posts.json": Self.created])
    let discourse = DiscourseTest.discourse(http)
    #expect(await discourse.perform(.direct(text: Self.text, to: "ada"), key: "k1") == .done("90"))
    #expect(
      await http.bodies(of: "POST /posts.json") == [
        [
          "title": "What did you learn about roses?", "raw": .string("What did you learn about roses?" + Self.note),
          "archetype": "private_message", "target_recipients": "ada", "external_id": "botrun-k1",
        ]
      ])
    // What the member answers there is heard.
    #expect(discourse.directory.takesPart(in: 30))
    let outcome = await discourse.perform(.direct(text: Self.text, to: "id:42"), key: "k1")
    #expect(outcome == .refused(.target, reason: "Discourse told no name of the member id:42, only a number"))
  }

  @Test func aTitleThatWasUsedGetsTheDate() async {
    let http = ScriptedHTTP { request in
      switch request.route {
      case "POST /posts.json":
        request.json["title"]?.string == "What did you learn about roses? 2026-01-01"
          ? .json(Self.created) : DiscourseTest.rejected("Title has already been used")
      default: DiscourseTest.missing
      }
    }
    let action = Action.post(text: Self.text, in: "5", named: nil)
    #expect(await DiscourseTest.discourse(http).perform(action, key: "k1") == .done("90"))
    #expect(
      await http.routes == ["POST /posts.json", "GET /t/external_id/botrun-k1.json", "POST /posts.json"])
  }

  @Test func aKeyThatWasUsedIsThePostOfTheFirstTry() async {
    let http = DiscourseTest.forum([
      "POST /posts.json": DiscourseTest.rejected("External has already been taken"),
      "GET /t/external_id/botrun-k1.json": .json(["id": 30, "post_stream": ["stream": [90, 91]]]),
    ])
    let action = Action.post(text: Self.text, in: "5", named: nil)
    #expect(await DiscourseTest.discourse(http).perform(action, key: "k1") == .done("90"))
    #expect(await http.routes == ["POST /posts.json", "GET /t/external_id/botrun-k1.json"])
  }

  @Test func whatTheForumDoesNotAcceptIsToldInItsWords() async {
    let http = DiscourseTest.forum(["POST /posts.json": DiscourseTest.rejected("Body is too similar")])
    let discourse = DiscourseTest.discourse(http)
    #expect(
      await discourse.perform(.post(text: Self.text, in: "5", named: nil), key: "k1")
        == .refused(.content, reason: "Body is too similar"))
    #expect(
      await discourse.perform(.post(text: Self.text, in: "topic:11", named: nil), key: "k1")
        == .refused(.content, reason: "Body is too similar"))
  }

  @Test func aCategoryThatNobodyKnowsIsRefused() async {
    let http = DiscourseTest.forum(["GET /site.json": DiscourseTest.site])
    #expect(
      await DiscourseTest.discourse(http).perform(.post(text: Self.text, in: "#tulips", named: nil), key: "k1")
        == .refused(
          .target,
          reason: "there is no category #tulips, or the bot may not see it; correct the name, or open it to the bot"))
  }

  @Test func whatWaitsForApprovalIsDoneWithoutAPost() async {
    let http = DiscourseTest.forum(["POST /posts.json": ["success": true, "action": "enqueued"]])
    #expect(
      await DiscourseTest.discourse(http).perform(.post(text: Self.text, in: "5", named: nil), key: "k1") == .done(nil))
  }

  @Test func anEditKeepsTheTitleOutOfTheBody() async {
    func edited(_ number: Int) async -> [JSON] {
      let http = DiscourseTest.forum([
        "GET /posts/90.json": DiscourseTest.post(90, number: number), "PUT /posts/90.json": ["post": ["id": 90]],
      ])
      let text: Text = "Weekly questions, week 3\nWhat did you learn about roses?"
      let outcome = await DiscourseTest.discourse(http).edit(MessageRef("90", in: "5"), text: text, key: "k1")
      #expect(outcome == .done("90"))
      return await http.bodies(of: "PUT /posts/90.json")
    }
    #expect(await edited(1) == [["post": ["raw": .string("What did you learn about roses?" + Self.note)]]])
    #expect(
      await edited(2) == [
        ["post": ["raw": .string("Weekly questions, week 3\nWhat did you learn about roses?" + Self.note)]]
      ])
  }

  // MARK: Outcomes

  private func outcome(_ answer: HTTPResponse, _ action: Action) async -> Outcome {
    await DiscourseTest.discourse(ScriptedHTTP { _ in answer }).perform(action, key: "k1")
  }

  @Test func eachAnswerHasItsOutcome() async {
    let post = Action.post(text: Self.text, in: "topic:11", named: nil)
    let likes = HTTPResponse.json(
      ["errors": ["Slow down"], "error_type": "rate_limit", "extras": ["wait_seconds": 40]], status: 429)
    let all = HTTPResponse(
      status: 429, headers: ["Retry-After": "9", "Discourse-Rate-Limit-Error-Code": "ip_60_secs_limit"],
      body: Array("Slow down, too many requests".utf8))
    let proxy = HTTPResponse(status: 429, headers: ["Retry-After": "5"], body: Array("<html>".utf8))
    let readOnly = HTTPResponse.json(["errors": ["Read only"], "error_type": "read_only"], status: 503)
    let table: [(HTTPResponse, Outcome)] = [
      (likes, .retry(after: .seconds(40), scope: .bucket("post"), reason: "Slow down")),
      (all, .retry(after: .seconds(9), scope: .account, reason: "Discourse answered with status 429")),
      (proxy, .retry(after: .seconds(5), scope: .account, reason: "Discourse answered with status 429")),
      (
        DiscourseTest.wrongKey,
        .unauthorized("You are not permitted to view the requested resource. The API username or key is invalid.")
      ),
      (
        DiscourseTest.forbidden,
        .refused(.target, reason: "You are not permitted to view the requested resource.")
      ),
      (
        DiscourseTest.missing, .refused(.target, reason: "The requested URL or resource could not be found.")
      ),
      (readOnly, .retry(after: nil, scope: .action, reason: "Read only")),
      (HTTPResponse(status: 502), .unknown("Discourse answered with status 502")),
      (HTTPResponse(status: 500), .unknown("Discourse answered with status 500")),
      (HTTPResponse(status: 401), .unauthorized("Discourse answered with status 401")),
      (
        HTTPResponse(status: 302),
        .retry(
          after: nil, scope: .account,
          reason: "Discourse answered with status 302; check the platform's address")
      ),
    ]
    for (answer, outcome) in table { #expect(await self.outcome(answer, post) == outcome, "\(answer.text)") }
  }

  @Test func doubtIsOnlyWhereSomethingMayHaveBeenPosted() async {
    func outcome(_ error: HTTPError, _ action: Action) async -> Outcome {
      await DiscourseTest.discourse(ScriptedHTTP { _ in throw error }).perform(action, key: "k1")
    }
    let post = Action.post(text: Self.text, in: "5", named: nil)
    let reply = Action.reply(text: Self.text, to: MessageRef("15", in: "5"))
    #expect(await outcome(.noAnswer("timed out"), post) == .unknown("timed out"))
    #expect(await outcome(.notSent("refused"), post) == .retry(after: nil, scope: .account, reason: "refused"))
    // The post that is answered was looked up first: nothing was done yet.
    #expect(await outcome(.noAnswer("timed out"), reply) == .retry(after: nil, scope: .action, reason: "timed out"))
    let pin = Action.pin(message: MessageRef("15", in: "5"))
    #expect(await outcome(.noAnswer("timed out"), pin) == .retry(after: nil, scope: .action, reason: "timed out"))
    let ban = Action.ban(member: "id:42", reason: "spam")
    #expect(await outcome(.noAnswer("timed out"), ban) == .retry(after: nil, scope: .action, reason: "timed out"))
  }

  @Test func noOutcomeTellsTheKey() async {
    for answer in [DiscourseTest.wrongKey, DiscourseTest.forbidden, HTTPResponse(status: 500)] {
      let outcome = await outcome(answer, .post(text: Self.text, in: "5", named: nil))
      #expect(!"\(outcome)".contains(DiscourseTest.key))
    }
    #expect(!"\(DiscourseTest.discourse())".contains(DiscourseTest.key))
  }

  @Test func actionsArePacedByKindAndTogether() {
    let discourse = DiscourseTest.discourse()
    let all = Bucket("api", spacing: .seconds(2), burst: 5)
    #expect(discourse.buckets(for: .post(text: "x", in: "5", named: nil)) == [Bucket("post"), all])
    #expect(discourse.buckets(for: .react(emoji: "heart", to: MessageRef("1", in: "5"))) == [Bucket("react"), all])
    #expect(discourse.buckets(for: .approve(member: "ada")) == [Bucket("moderate"), all])
    #expect(discourse.buckets(for: .measure(name: "x", value: 1)) == [])
    let free = DiscourseTest.discourse { $0.requestsPerMinute = 0 }
    #expect(free.buckets(for: .approve(member: "ada")) == [Bucket("moderate"), Bucket("api", burst: 5)])
  }

  // MARK: Scheduling

  private static let later = Date(timeIntervalSince1970: 1_767_312_000)
  private static let schedule = Action.schedule(text: text, in: "#support", at: later)

  @Test func aScheduledTopicWaitsInTheStagingCategory() async {
    let http = DiscourseTest.forum([
      "GET /site.json": DiscourseTest.site, "POST /posts.json": Self.created,
      "POST /t/30/timer.json": ["success": "OK"],
    ])
    let discourse = DiscourseTest.discourse(http) { $0.stagingCategory = "#staging" }
    #expect(await discourse.perform(Self.schedule, key: "k1") == .done("90"))
    #expect(await http.bodies(of: "POST /posts.json").map { $0["category"] } == [9])
    #expect(
      await http.bodies(of: "POST /t/30/timer.json") == [
        ["time": "2026-01-02T00:00:00.000Z", "status_type": "publish_to_category", "category_id": 5]
      ])
  }

  @Test func aTimerThatWasNotSetIsSetAtTheNextTry() async {
    let http = DiscourseTest.forum([
      "GET /site.json": .json(DiscourseTest.site),
      "POST /posts.json": DiscourseTest.rejected("External has already been taken"),
      "GET /t/external_id/botrun-k1.json": .json(["id": 30, "category_id": 9, "post_stream": ["stream": [90]]]),
      "POST /t/30/timer.json": .json(["success": "OK"]),
    ])
    let discourse = DiscourseTest.discourse(http) { $0.stagingCategory = "staging" }
    #expect(await discourse.perform(Self.schedule, key: "k1") == .done("90"))
    #expect(await http.routes.last == "POST /t/30/timer.json")
  }

  @Test func nothingIsScheduledWithoutAPlaceToWait() async {
    let outcome = await DiscourseTest.discourse().perform(Self.schedule, key: "k1")
    #expect(
      outcome == .refused(.unsupported, reason: "no stagingCategory is set, where scheduled topics could wait"))
    let http = DiscourseTest.forum(["GET /site.json": DiscourseTest.site])
    let discourse = DiscourseTest.discourse(http) { $0.stagingCategory = "staging" }
    #expect(
      await discourse.perform(.schedule(text: Self.text, in: "topic:11", at: Self.later), key: "k1")
        == .refused(.target, reason: "only topics in a category can be scheduled, not answers in topic:11"))
  }
}
