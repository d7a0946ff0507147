import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

@Suite struct SlackPollTests {
  private static func slack(_ workspace: SlackWorkspace, _ change: (inout SlackSettings) -> Void = { _ in }) -> Slack {
    SlackTest.slack(workspace.http()) {
      $0.receive = .poll
      $0.from = .beginning
      change(&$0)
    }
  }

  @Test func readsAllPagesOldestFirst() async throws {
    let workspace = SlackWorkspace(history: ["C1": (1...5).map { said("100000000\($0).000001") }])
    let poll = try await Self.slack(workspace).poll(nil)
    #expect(texts(poll) == (1...5).map { "at 100000000\($0).000001" })
    #expect(poll.cursor?.raw == #"{"C1":"1000000005.000001","C1/start":"0","C1/threads":"0"}"#)
    #expect(poll.next == .seconds(30))
    #expect(poll.events.first?.id == "posted/C1/1000000001.000001")
    #expect(poll.events.first?.message?.channelName == "c1")
  }

  @Test func aLongPastIsHandedOverInRoundsOfWhichNoneIsLong() async throws {
    let times = (1...1_250).map { "10000\(10_000 + $0 * 100).000001" }
    var workspace = SlackWorkspace(history: ["C1": times.map { said($0) }, "C2": times.map { said($0) }])
    workspace.pageSize = 200
    let slack = Self.slack(workspace)
    var (cursor, told, sizes): (Cursor?, [String], [Int]) = (nil, [], [])
    repeat {
      let poll = try await slack.poll(cursor)
      told += poll.events.map(\.key)
      sizes.append(poll.events.count)
      cursor = poll.cursor
      guard poll.next == .zero else { break }
    } while sizes.count < 10
    // Of the last minute, which is read again, one is told twice: it is known by its key.
    #expect(sizes == [600, 600, 650, 600, 51])
    #expect(Set(told).count == 2_500)
    #expect(try await slack.poll(cursor).next == .seconds(30))
  }

  @Test func aSecondRoundBringsWhatIsNewAndTheLastMinuteAgain() async throws {
    var workspace = SlackWorkspace(history: [
      "C1": [said("100.000001"), said("200.000001")], "C2": [said("150.000001")],
    ])
    let first = try await Self.slack(workspace).poll(nil)
    #expect(texts(first) == ["at 100.000001", "at 150.000001", "at 200.000001"])
    workspace.history["C1"]?.append(said("300.000001"))
    let second = try await Self.slack(workspace).poll(first.cursor)
    #expect(texts(second) == ["at 150.000001", "at 200.000001", "at 300.000001"])
    #expect(second.events.prefix(2) == first.events.suffix(2))
  }

  @Test func whatBecomesVisibleLateIsFound() async throws {
    var workspace = SlackWorkspace(history: ["C1": [said("100.000001"), said("200.000001")]])
    let first = try await Self.slack(workspace).poll(nil)
    workspace.history["C1"]?.insert(said("141.000001"), at: 1)
    let second = try await Self.slack(workspace).poll(first.cursor)
    #expect(texts(second) == ["at 141.000001", "at 200.000001"])
    #expect(second.cursor == first.cursor)
  }

  @Test func aFirstStartFromNowLeavesThePastAlone() async throws {
    var workspace = SlackWorkspace(history: ["C1": [said("1.000001"), said("2.000001")], "C2": []])
    let first = try await Self.slack(workspace) { $0.from = .now }.poll(nil)
    #expect(first.events == [])
    workspace.history = ["C1": [said("1.000001"), said("2.000001"), said("3.000001")], "C2": [said("4.000001")]]
    let second = try await Self.slack(workspace) { $0.from = .now }.poll(first.cursor)
    #expect(texts(second) == ["at 3.000001", "at 4.000001"])
  }

  @Test func ownMessagesAreLeftOutButMoveTheCursor() async throws {
    let workspace = SlackWorkspace(history: [
      "C1": [said("1.000001", by: "UBOT"), said("2.000001", by: "UX", ("bot_id", "BBOT"))]
    ])
    let poll = try await Self.slack(workspace).poll(nil)
    #expect(poll.events == [])
    #expect(poll.cursor?.raw == #"{"C1":"2.000001","C1/start":"0","C1/threads":"0"}"#)
  }

  @Test func joinsAreFoundInTheHistory() async throws {
    let workspace = SlackWorkspace(history: ["C1": [said("60.000001", ("subtype", "channel_join"))]])
    let poll = try await Self.slack(workspace).poll(nil)
    #expect(poll.events.map(\.key) == ["joined/C1/U1/1"])
  }

  @Test func newRepliesOfOldThreadsAreFound() async throws {
    var workspace = SlackWorkspace(history: ["C1": [said("1.000001"), said("100.000001")]])
    let first = try await Self.slack(workspace).poll(nil)
    workspace.history["C1"]?[0] = said("1.000001", ("latest_reply", "9.000001"), ("thread_ts", "1.000001"))
    workspace.replies["1.000001"] = [
      said("1.000001", ("thread_ts", "1.000001")), said("8.000001", ("thread_ts", "1.000001")),
      said("9.000001", ("thread_ts", "1.000001")),
    ]
    let second = try await Self.slack(workspace).poll(first.cursor)
    #expect(texts(second) == ["at 8.000001", "at 9.000001", "at 100.000001"])
    #expect(second.events.map { $0.message?.thread } == ["1.000001", "1.000001", nil])
    #expect(second.cursor?.raw == #"{"C1":"100.000001","C1/start":"0","C1/threads":"9.000001"}"#)
    #expect(texts(try await Self.slack(workspace).poll(second.cursor)) == ["at 100.000001"])
  }

  @Test func threadsAreLookedForEveryFiveMinutesOnly() async throws {
    let http = SlackWorkspace(history: ["C1": []]).http()
    let slack = SlackTest.slack(http) { $0.receive = .poll }
    var cursor: Cursor?
    for _ in 0..<3 { cursor = try await slack.poll(cursor).cursor }
    #expect(await http.requests.count { $0.query("limit") == "100" } == 1)
  }

  @Test func namedChannelsAloneAreRead() async throws {
    let workspace = SlackWorkspace(history: [
      "C1": [said("1.000001")], "C2": [said("2.000001")], "C3": [said("3.000001")],
    ])
    let poll = try await Self.slack(workspace) { $0.channels = ["#c1", "C3"] }.poll(nil)
    #expect(texts(poll) == ["at 1.000001", "at 3.000001"])
  }

  @Test func aLimitEndsTheRoundButKeepsWhatWasRead() async throws {
    var workspace = SlackWorkspace(history: ["C1": [said("1.000001")], "C2": [said("2.000001")]])
    workspace.limitedChannel = "C2"
    let http = workspace.http()
    let slack = SlackTest.slack(http) {
      $0.receive = .poll
      $0.from = .beginning
    }
    let poll = try await slack.poll(nil)
    #expect(texts(poll) == ["at 1.000001"])
    #expect(poll.next == .seconds(40))
    #expect(SlackCursor(poll.cursor)["C1"] == "1.000001")
    await #expect(throws: ConnectorError.limited(after: .seconds(40))) { try await slack.poll(poll.cursor) }
    #expect(await http.requests.last?.query("channel") == "C2", "the next round begins where the last was cut short")
  }

  @Test func aChannelThatCannotBeReadDoesNotHideTheOthers() async throws {
    var workspace = SlackWorkspace(history: ["C1": [said("1.000001")], "C2": [said("2.000001")]])
    workspace.refusedChannel = "C1"
    #expect(texts(try await Self.slack(workspace).poll(nil)) == ["at 2.000001"])
  }

  @Test func aWebhooksGapsAreFilledFromTheHistory() async throws {
    let workspace = SlackWorkspace(history: ["C1": [said("1767225600.000200")]])
    let slack = Self.slack(workspace) { $0.receive = .webhook }
    let poll = try await slack.poll(SlackCursor(nil).cursor)
    #expect(poll.next == .minutes(10))
    let delivered = SlackTest.event(SlackTest.message())
    #expect(poll.events.map(\.key) == [delivered?.key])
  }

  @Test func withoutCatchUpOnlyNamesAreLearnt() async throws {
    let http = SlackWorkspace(history: ["C1": [said("1767225600.000200")]]).http()
    let slack = SlackTest.slack(http) { $0.catchUp = false }
    let poll = try await slack.poll(Cursor("as it was"))
    #expect(poll.events == [])
    #expect(poll.cursor?.raw == "as it was")
    #expect(await http.requests.map(\.slackMethod) == ["auth.test", "conversations.list"])
    #expect(SlackTest.event(SlackTest.message(), slack: slack)?.message?.channelName == "c1")
  }

  @Test func aTokenThatIsNotAcceptedIsToldAsThat() async {
    let slack = SlackTest.slack(ScriptedHTTP { _ in .json(["ok": false, "error": "invalid_auth"]) })
    await #expect(throws: ConnectorError.unauthorized("invalid_auth")) { try await slack.poll(nil) }
  }

  @Test func aTokenThatMayNotListPrivateChannelsListsTheOthers() async throws {
    let http = ScriptedHTTP { request in
      guard request.slackMethod == "conversations.list" else { return .json(["ok": true, "user_id": "UBOT"]) }
      return request.query("types") == "public_channel"
        ? .json(["ok": true, "channels": []])
        : .json(["ok": false, "error": "missing_scope", "needed": "groups:read"])
    }
    _ = try await SlackTest.slack(http) { $0.receive = .poll }.poll(nil)
    #expect(await http.requests.count == 3)
  }

  @Test(arguments: ["", "{", "[]", "7", #"{"C1":5,"C2":"x"}"#])
  func aCursorOfAnotherMakeIsAFirstStart(raw: String) { #expect(SlackCursor(Cursor(raw)) == SlackCursor(nil)) }
}
