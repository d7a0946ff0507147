import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

@Suite struct SlackLookupTests {
  private static func own(_ ts: String, _ key: String, _ type: String = "botrun") -> JSON {
    [
      "type": "message", "user": "UBOT", "ts": .string(ts), "text": "x",
      "metadata": ["event_type": .string(type), "event_payload": ["key": .string(key)]],
    ]
  }

  private static func page(_ messages: [JSON], next: String = "") -> HTTPResponse {
    .json([
      "ok": true, "messages": .array(messages), "has_more": .bool(!next.isEmpty),
      "response_metadata": ["next_cursor": .string(next)],
    ])
  }

  @Test func aPostIsFoundInTheChannelByItsKey() async throws {
    let http = ScriptedHTTP { _ in
      Self.page([Self.own("5.000001", "other"), Self.own("4.000001", "k1", "another app"), Self.own("3.000001", "k1")])
    }
    let found = try await SlackTest.slack(http)
      .findPosted(.post(text: "x", in: "C1", named: nil), key: "k1", since: SlackTest.now)
    #expect(found == "3.000001")
    let request = try #require(await http.requests.first)
    #expect(request.slackMethod == "conversations.history")
    #expect(request.query("include_all_metadata") == "true")
    #expect(request.query("channel") == "C1")
  }

  @Test func anAnswerIsFoundInItsThread() async throws {
    let http = ScriptedHTTP { _ in Self.page([Self.own("3.000001", "k1")]) }
    let found = try await SlackTest.slack(http)
      .findPosted(.reply(text: "x", to: MessageRef("1.000001", in: "C1")), key: "k1", since: SlackTest.now)
    #expect(found == "3.000001")
    let request = try #require(await http.requests.first)
    #expect(request.slackMethod == "conversations.replies")
    #expect(request.query("ts") == "1.000001")
    #expect(request.query("oldest") == "1.000001")
  }

  @Test func aDirectMessageIsFoundInItsConversation() async throws {
    let http = ScriptedHTTP { request in
      request.slackMethod == "conversations.open"
        ? .json(["ok": true, "channel": ["id": "D1"]]) : Self.page([Self.own("3.000001", "k1")])
    }
    let found = try await SlackTest.slack(http)
      .findPosted(.direct(text: "x", to: "U1"), key: "k1", since: SlackTest.now)
    #expect(found == "3.000001")
    #expect(await http.requests.last?.query("channel") == "D1")
  }

  private static let post = Action.post(text: "x", in: "C1", named: nil)

  @Test func theSearchEndsWithTheTimeOfTheFirstTry() async throws {
    let http = ScriptedHTTP { _ in Self.page([Self.own("1767225000.000000", "other")], next: "more") }
    #expect(try await SlackTest.slack(http).findPosted(Self.post, key: "k1", since: SlackTest.now) == nil)
    #expect(await http.requests.count == 1)
  }

  @Test func aSearchThatFindsNoEndIsNoAnswerAndGoesOnTheNextTime() async throws {
    let http = ScriptedHTTP { request in
      let page = Int(request.query("cursor") ?? "") ?? 0
      return page == 6
        ? Self.page([Self.own("1767225600.000000", "k1")])
        : Self.page([Self.own("1767225700.000000", "other")], next: "\(page + 1)")
    }
    let slack = SlackTest.slack(http)
    await #expect(throws: ConnectorError.limited(after: nil)) {
      try await slack.findPosted(Self.post, key: "k1", since: SlackTest.now)
    }
    #expect(await http.requests.count == 5)
    #expect(try await slack.findPosted(Self.post, key: "k1", since: SlackTest.now) == "1767225600.000000")
    #expect(await http.requests.map { $0.query("cursor") } == [nil, "1", "2", "3", "4", "5", "6"])
    #expect(slack.directory.state.withLock { $0.lookUps } == [:])
  }

  @Test(arguments: [
    post, .reply(text: "x", to: MessageRef("1.000001", in: "C1")), .direct(text: "x", to: "U1"),
    .schedule(text: "x", in: "C1", at: SlackTest.now),
  ])
  func whatIsNoListIsNoAnswer(action: Action) async {
    let slack = SlackTest.slack(ScriptedHTTP { _ in .json(["ok": true]) })
    await #expect(throws: HTTPError.self) { try await slack.findPosted(action, key: "k", since: SlackTest.now) }
  }

  @Test func aSearchThatCannotBeMadeIsNoAnswer() async {
    let limited = SlackTest.slack(ScriptedHTTP { _ in HTTPResponse(status: 429, headers: ["Retry-After": "9"]) })
    await #expect(throws: ConnectorError.limited(after: .seconds(9))) {
      try await limited.findPosted(.post(text: "x", in: "C1", named: nil), key: "k", since: SlackTest.now)
    }
    let silent = SlackTest.slack(ScriptedHTTP { _ in throw HTTPError.noAnswer("reset") })
    await #expect(throws: HTTPError.noAnswer("reset")) {
      try await silent.findPosted(.direct(text: "x", to: "U1"), key: "k", since: SlackTest.now)
    }
  }

  @Test func whatIsNoPostIsNotLookedFor() async throws {
    let http = ScriptedHTTP { _ in Self.page([]) }
    let found = try await SlackTest.slack(http)
      .findPosted(.pin(message: MessageRef("1.0", in: "C1")), key: "k", since: SlackTest.now)
    #expect(found == nil)
    #expect(await http.requests.isEmpty)
  }

  @Test func anAnswerToACommandIsFoundInTheChannel() async throws {
    let http = ScriptedHTTP { _ in Self.page([Self.own("3.000001", "k1")]) }
    let found = try await SlackTest.slack(http)
      .findPosted(.reply(text: "x", to: MessageRef("123.456.abc", in: "C1")), key: "k1", since: SlackTest.now)
    #expect(found == "3.000001")
    #expect(await http.requests.map(\.slackMethod) == ["conversations.history"])
  }
}

/// Posts that Slack keeps for later carry no mark: they are known by text and time.
@Suite struct SlackScheduledLookupTests {
  private static let at = Date(timeIntervalSince1970: 1_767_312_000)
  private static let action = Action.schedule(text: Text("A & B <c>"), in: "C1", at: at)

  private func found(_ waiting: [JSON], posted: [JSON] = [], now: Date = SlackTest.now) async throws
    -> (id: ID<Message>?, requests: [HTTPRequest])
  {
    let http = ScriptedHTTP { request in
      switch request.slackMethod {
      case "auth.test": .json(["ok": true, "user_id": "UBOT", "bot_id": "BBOT"])
      case "conversations.history": .json(["ok": true, "messages": .array(posted)])
      default: .json(["ok": true, "scheduled_messages": .array(waiting), "response_metadata": ["next_cursor": ""]])
      }
    }
    let slack = SlackTest.slack(http, now: now)
    _ = try await slack.directory.identity()
    let id = try await slack.findPosted(Self.action, key: "k1", since: SlackTest.now)
    return (id, await Array(http.requests.dropFirst()))
  }

  private func waiting(_ text: String, at: JSON) -> JSON {
    ["id": "Q1", "channel_id": "C1", "post_at": at, "date_created": 1_767_225_600, "text": .string(text)]
  }

  @Test func aPostThatWaitsIsFound() async throws {
    let found = try await found([waiting("other", at: 1_767_312_000), waiting("A &amp; B &lt;c&gt;", at: "1767312000")])
    #expect(found.id == "Q1")
    #expect(
      found.requests.map(\.url) == [
        "https://slack.com/api/chat.scheduledMessages.list?channel=C1&oldest=1767311999&latest=1767312001&limit=100"
      ])
  }

  @Test func aPostThatWasDueAndPostedAtOnceIsFoundByItsKey() async throws {
    let posted: [JSON] = [
      [
        "type": "message", "bot_id": "BBOT", "ts": "1767398400.000100", "text": "another",
        "metadata": ["event_type": "botrun", "event_payload": ["key": "k1"]],
      ]
    ]
    #expect(try await found([], posted: posted, now: Self.at + .days(1)).id == "1767398400.000100")
  }

  @Test func anotherTimeOrTextIsAnotherPost() async throws {
    let list = [waiting("A & B", at: 1_767_312_000), waiting("A & B <c>", at: 1_767_312_060)]
    let found = try await found(list)
    #expect(found.id == nil)
    #expect(found.requests.count == 1, "before its time nothing can stand in the channel")
  }

  @Test func aPostThatHadItsTimeIsFoundInTheChannel() async throws {
    let posted: [JSON] = [
      ["type": "message", "user": "U1", "ts": "1767312001.000100", "text": "A &amp; B &lt;c&gt;"],
      ["type": "message", "bot_id": "BBOT", "ts": "1767312002.000100", "text": "A &amp; B\n&lt;c&gt;"],
    ]
    let found = try await found([], posted: posted, now: Self.at + .minutes(5))
    #expect(found.id == "1767312002.000100")
    #expect(found.requests.last?.query("oldest") == "1767311940")
    #expect(found.requests.last?.query("latest") == "1767312600")
  }
}
