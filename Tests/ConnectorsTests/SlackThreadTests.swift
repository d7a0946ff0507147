import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

/// Threads that are longer than what Slack gives at once.
@Suite struct SlackThreadTests {
  private static let thread = ("thread_ts", JSON.string("1000.000001"))

  /// A thread with so many replies, and what else is said in the channel.
  private static func workspace(replies count: Int) -> SlackWorkspace {
    let replies = (0..<count).map { said("\(2000 + $0).000001", thread) }
    var workspace = SlackWorkspace(history: [
      "C1": [said("1000.000001", thread, ("latest_reply", .string("\(1999 + count).000001")))]
    ])
    workspace.replies = ["1000.000001": [said("1000.000001", thread)] + replies]
    return workspace
  }

  private static func replies(_ count: Int) -> Set<String> { Set((0..<count).map { "at \(2000 + $0).000001" }) }

  @Test func aLongThreadIsReadPageByPageAndHoldsUpNobody() async throws {
    var workspace = Self.workspace(replies: 40)
    workspace.pageSize = 15
    let rounds = SlackRounds(workspace) {
      $0.historyPerMinute = 1
      $0.historyPage = 15
    }
    let slack = rounds.slack()
    var cursor: Cursor?
    var seen: [String] = []
    var newsSeen: Int?
    for round in 0..<10 {
      if round == 3 { rounds.change { $0.history["C1"]?.append(said("5000.000001")) } }
      do {
        let poll = try await slack.poll(cursor)
        cursor = poll.cursor
        seen += texts(poll)
        if newsSeen == nil && seen.contains("at 5000.000001") { newsSeen = round }
      } catch ConnectorError.limited {}
      rounds.pass(.seconds(60))
    }
    #expect(Set(seen) == Self.replies(40).union(["at 1000.000001", "at 5000.000001"]))
    #expect((newsSeen ?? 99) <= 5)
    #expect(SlackCursor(cursor)[threadsOf: "C1"] == "2039.000001")
  }

  @Test func aStartInBetweenGoesOnInTheThread() async throws {
    let rounds = SlackRounds(Self.workspace(replies: 5))
    var cursor: Cursor?
    var seen: [[String]] = []
    for _ in 0..<4 {
      rounds.change { $0.budget = ["conversations.replies": 1] }
      let poll = try await rounds.slack().poll(cursor)
      seen.append(texts(poll).filter { $0.hasPrefix("at 2") })
      cursor = poll.cursor
    }
    #expect(
      seen == [
        ["at 2000.000001"], ["at 2001.000001", "at 2002.000001"], ["at 2003.000001", "at 2004.000001"], [],
      ])
    #expect(cursor?.raw == #"{"C1":"1000.000001","C1/start":"0","C1/threads":"2004.000001"}"#)
  }

  @Test func aThreadThatIsGoneIsLeft() async throws {
    let rounds = SlackRounds(Self.workspace(replies: 5))
    rounds.change { $0.budget = ["conversations.replies": 1] }
    let first = try await rounds.slack().poll(nil)
    #expect(
      first.cursor?.raw
        == #"{"C1":"1000.000001","C1/start":"0","C1/thread":"1000.000001","C1/thread/latest":"2004.000001","C1/thread/page":"2","C1/threads":"0"}"#
    )
    rounds.change {
      $0.budget = [:]
      $0.refusals = ["conversations.replies": "thread_not_found"]
    }
    let second = try await rounds.slack().poll(first.cursor)
    #expect(second.cursor?.raw == #"{"C1":"1000.000001","C1/start":"0","C1/threads":"0"}"#)
    rounds.change { $0.refusals = [:] }
    #expect(Set(texts(try await rounds.slack().poll(second.cursor))).isSuperset(of: Self.replies(5)))
  }
}

/// Channels that cannot be reached.
@Suite struct SlackBrokenChannelTests {
  private static let five = SlackWorkspace(
    history: Dictionary(uniqueKeysWithValues: (1...5).map { ("C\($0)", [said("\($0).000001")]) }))

  @Test func oneThatGivesNoAnswerHoldsUpNoOther() async throws {
    let rounds = SlackRounds(Self.five)
    rounds.change { $0.brokenChannels = ["C1", "C3"] }
    let poll = try await rounds.slack().poll(nil)
    #expect(texts(poll) == ["at 2.000001", "at 4.000001", "at 5.000001"])
    #expect(rounds.logged.withLock { $0 } == ["a channel cannot be read", "a channel cannot be read"])
    rounds.change { $0.brokenChannels = [] }
    #expect(Set(texts(try await rounds.slack().poll(poll.cursor))).isSuperset(of: ["at 1.000001", "at 3.000001"]))
  }

  @Test func whereNoneAnswersTheRoundEnds() async throws {
    let rounds = SlackRounds(Self.five)
    rounds.change { $0.brokenChannels = ["C1", "C2", "C3", "C4"] }
    let slack = rounds.slack()
    await #expect(throws: HTTPError.noAnswer("timed out")) { try await slack.poll(nil) }
    #expect(await rounds.calls("conversations.history") == 3)
    #expect(texts(try await slack.poll(nil)) == ["at 5.000001"], "the next round begins with the others")
  }

  @Test func theOnlyOneThatGivesNoAnswerIsTold() async {
    let rounds = SlackRounds(SlackWorkspace(history: ["C1": []]))
    rounds.change { $0.brokenChannels = ["C1"] }
    await #expect(throws: HTTPError.noAnswer("timed out")) { try await rounds.slack().poll(nil) }
  }

  @Test func anAnswerWithoutMessagesIsNone() async {
    let http = ScriptedHTTP { request in
      request.slackMethod == "conversations.list"
        ? .json(["ok": true, "channels": [["id": "C1", "is_member": true]]]) : .json(["ok": true, "user_id": "UBOT"])
    }
    await #expect(throws: HTTPError.noAnswer("conversations.history answered without messages")) {
      try await SlackTest.slack(http) { $0.receive = .poll }.poll(nil)
    }
  }
}

/// A join that a channel's list and its history both tell.
@Suite struct SlackListedJoinTests {
  @Test func aJoinIsToldOnceWhereALimitCutTheRound() async throws {
    var workspace = SlackWorkspace(history: ["C1": []])
    workspace.members = ["C1": ["UBOT", "U1"]]
    let rounds = SlackRounds(workspace) { $0.members = .channels }
    let slack = rounds.slack()
    let first = try await slack.poll(nil)
    rounds.pass(.minutes(15))
    rounds.change { $0.budget = ["conversations.members": 0] }
    let second = try await slack.poll(first.cursor)
    rounds.change {
      $0.budget = [:]
      $0.history["C1"] = [said("1767226600.000001", by: "U5", ("subtype", "channel_join"))]
      $0.members["C1"]?.append("U5")
    }
    rounds.pass(.minutes(5))
    let third = try await slack.poll(second.cursor)
    #expect(third.events.map(\.key) == ["joined/C1/U5/29453776"])
    let methods = await rounds.http.requests.map(\.slackMethod)
    let list = try #require(methods.lastIndex(of: "conversations.members"))
    #expect(methods[..<list].last { $0 != "users.info" } == "conversations.history")
  }

  @Test func rollsOfChannelsThatTheBotLeftAreForgotten() async throws {
    let rounds = SlackRounds(SlackWorkspace(history: ["C1": []]))
    let cursor = Cursor(#"{"C1":"5.000001","C1/members":"a.b","C2":"6.000001","C2/members":"c","members":"d"}"#)
    let poll = try await rounds.slack().poll(cursor)
    #expect(SlackCursor(poll.cursor)[rollOf: "C1"]?.count == 2)
    #expect(SlackCursor(poll.cursor)[rollOf: "C2"] == nil)
    #expect(SlackCursor(poll.cursor)["C2"] == "6.000001")
    #expect(SlackCursor(poll.cursor)[rollOf: nil]?.count == 1)
  }

  @Test func directConversationsAreRememberedUpToANumber() async {
    let slack = SlackTest.slack(ScriptedHTTP { _ in .json(["ok": true, "channel": ["id": "D1"]]) })
    slack.directory.state.withLock { state in
      for number in 0..<SlackDirectory.mostDirect { state.direct[ID("U\(number)")] = "D1" }
    }
    _ = await slack.directory.direct("UNEW")
    #expect(slack.directory.state.withLock { $0.direct } == ["UNEW": "D1"])
  }

  @Test func aFaultOfSlacksDoesNotEndTheLookUpOfNames() async throws {
    var workspace = SlackWorkspace(history: ["C1": [said("1.000001")]])
    workspace.users = [person("U1", "Ada")]
    workspace.refusals = ["users.info": "internal_error"]
    let rounds = SlackRounds(workspace)
    let slack = rounds.slack()
    let first = try await slack.poll(nil)
    rounds.change { $0.refusals = [:] }
    rounds.pass(.minutes(1))
    #expect(try await slack.poll(first.cursor).events.first?.actor == Member("U1", name: "Ada"))
  }
}
