import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

@Suite struct DiscourseLookupTests {
  private static let since = DiscourseTest.now
  private static let reply = Action.reply(text: "x", to: MessageRef("15", in: "5"))

  private func find(
    _ action: Action, _ answers: [String: HTTPResponse], _ change: (inout DiscourseSettings) -> Void = { _ in }
  ) async throws -> ID<Message>? {
    try await DiscourseTest.discourse(DiscourseTest.forum(answers), change)
      .findPosted(action, key: "k1", since: Self.since)
  }

  private func post(_ id: Int, _ raw: String, at: String = "2026-01-01T00:00:10.000Z") -> HTTPResponse {
    .json(DiscourseTest.post(id, by: "forum_bot", raw: raw, [("created_at", .string(at))]))
  }

  @Test func aTopicIsFoundByItsKey() async throws {
    let found = [
      "GET /t/external_id/botrun-k1.json": HTTPResponse.json(["id": 30, "post_stream": ["stream": [90, 91]]])
    ]
    let actions: [Action] = [.post(text: "x", in: "5", named: nil), .direct(text: "x", to: "ada")]
    for action in actions {
      #expect(try await find(action, found) == "90")
      #expect(try await find(action, [:]) == nil)
    }
  }

  @Test func anAnswerIsFoundByItsNote() async throws {
    let answers = [
      "GET /posts/15.json": HTTPResponse.json(DiscourseTest.post()),
      "GET /t/11.json": .json(["id": 11, "post_stream": ["stream": [15, 20, 21, 22]]]),
      "GET /posts/22.json": post(22, "by somebody else, later"), "GET /posts/21.json": DiscourseTest.missing,
      "GET /posts/20.json": post(20, "x\n\n<!-- botrun:k1 -->"),
    ]
    #expect(try await find(Self.reply, answers) == "20")
    #expect(try await find(.post(text: "x", in: "topic:11", named: nil), answers) == "20")
  }

  @Test func theNoteOfAnotherKeyIsNotOurs() async throws {
    let answers = [
      "GET /posts/15.json": HTTPResponse.json(DiscourseTest.post()),
      "GET /t/11.json": .json(["id": 11, "post_stream": ["stream": [20]]]),
      "GET /posts/20.json": post(20, "x\n\n<!-- botrun:k1-2 -->"),
    ]
    #expect(try await find(Self.reply, answers) == nil)
  }

  @Test func theNoteInSomebodyElsesPostIsNotOurs() async throws {
    let copied = DiscourseTest.post(20, by: "ada", raw: "x\n\n<!-- botrun:k1 -->")
    let answers = [
      "GET /t/11.json": HTTPResponse.json(["id": 11, "post_stream": ["stream": [20]]]),
      "GET /posts/20.json": .json(copied),
    ]
    #expect(try await find(.post(text: "x", in: "topic:11", named: nil), answers) == nil)
  }

  @Test(arguments: [50, 51]) func tooManyNewPostsLeaveTheDoubt(_ count: Int) async throws {
    var answers = [
      "GET /t/11.json": HTTPResponse.json(["post_stream": ["stream": .array((1...count).map { .int($0) })]])
    ]
    for id in 1...count { answers["GET /posts/\(id).json"] = post(id, "new") }
    let action = Action.post(text: "x", in: "topic:11", named: nil)
    if count == 50 {
      #expect(try await find(action, answers) == nil)
    } else {
      let all = answers
      await #expect(throws: ConnectorError.limited(after: nil)) { try await find(action, all) }
    }
  }

  @Test func anAnswerThatCannotBeReadLeavesTheDoubt() async {
    let tables: [[String: HTTPResponse]] = [
      ["GET /posts/15.json": .json([:])],
      ["GET /posts/15.json": .json(DiscourseTest.post()), "GET /t/11.json": .json(["id": 11])],
      [
        "GET /posts/15.json": .json(DiscourseTest.post()),
        "GET /t/11.json": .json(["post_stream": ["stream": [20]]]), "GET /posts/20.json": .json(["id": 20]),
      ],
    ]
    for answers in tables {
      await #expect(throws: ConnectorError.limited(after: nil)) { try await find(Self.reply, answers) }
    }
    await #expect(throws: ConnectorError.limited(after: nil)) {
      try await find(.direct(text: "x", to: "ada"), ["GET /t/external_id/botrun-k1.json": .json([])])
    }
  }

  @Test func lookingEndsAtPostsFromBefore() async throws {
    let http = DiscourseTest.forum([
      "GET /posts/15.json": HTTPResponse.json(DiscourseTest.post()),
      "GET /t/11.json": .json(["id": 11, "post_stream": ["stream": [20, 21, 22]]]),
      "GET /posts/22.json": post(22, "new"), "GET /posts/21.json": post(21, "old", at: "2025-12-31T23:00:00.000Z"),
      "GET /posts/20.json": post(20, "x\n\n<!-- botrun:k1 -->"),
    ])
    let found = try await DiscourseTest.discourse(http).findPosted(Self.reply, key: "k1", since: Self.since)
    #expect(found == nil)
    #expect(await http.routes.contains("GET /posts/20.json") == false)
  }

  @Test func aTopicThatIsGoneHasNoAnswer() async throws {
    #expect(try await find(Self.reply, [:]) == nil)
  }

  @Test func aForumThatCannotBeReadLeavesTheDoubt() async {
    await #expect(throws: ConnectorError.unauthorized("Discourse answered with status 401")) {
      try await find(Self.reply, ["GET /posts/15.json": HTTPResponse(status: 401)])
    }
    await #expect(throws: ConnectorError.limited(after: nil)) {
      try await find(.direct(text: "x", to: "ada"), ["GET /t/external_id/botrun-k1.json": HTTPResponse(status: 502)])
    }
  }

  @Test func aScheduledTopicIsDoneOnlyWithItsTimer() async throws {
    let action = Action.schedule(text: "x", in: "5", at: Self.since)
    func find(_ topic: JSON) async throws -> ID<Message>? {
      try await self.find(
        action, ["GET /site.json": .json(DiscourseTest.site), "GET /t/external_id/botrun-k1.json": .json(topic)]
      ) { $0.stagingCategory = "staging" }
    }
    let stream: JSON = ["stream": [90]]
    #expect(try await find(["id": 30, "category_id": 9, "post_stream": stream]) == nil)
    #expect(
      try await find(["id": 30, "category_id": 9, "post_stream": stream, "topic_timer": ["id": 1]]) == "90")
    #expect(try await find(["id": 30, "category_id": 5, "post_stream": stream, "topic_timer": .null]) == "90")
  }

  @Test func keysFitIntoDiscoursesIds() {
    #expect(Discourse.externalID("0123456789abcdef-2") == "botrun-0123456789abcdef-2")
    #expect(Discourse.externalID("a/b c") == "botrun-a_b_c")
    #expect(Discourse.externalID(String(repeating: "x", count: 90)).count == 50)
  }

  @Test func whatIsNoPostIsNotLookedFor() async throws {
    #expect(try await find(.pin(message: MessageRef("15", in: "5")), [:]) == nil)
  }
}
