import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

/// A workspace that answers from what it holds.
private struct Workspace: Sendable {
  /// Oldest first.
  var history: [String: [JSON]] = [:]
  var replies: [String: [JSON]] = [:]
  var limitedChannel: String?
  var refusedChannel: String?
  var pageSize = 2

  func http() -> ScriptedHTTP {
    ScriptedHTTP { request in
      switch request.slackMethod {
      case "auth.test":
        .json(["ok": true, "user_id": "UBOT", "bot_id": "BBOT", "team_id": "T1", "url": "https://peer.slack.test/"])
      case "conversations.list":
        .json([
          "ok": true,
          "channels": .array(
            history.keys.sorted().map { ["id": .string($0), "name": .string($0.lowercased()), "is_member": true] }),
        ])
      case "conversations.history": page(request, history[request.query("channel") ?? ""] ?? [], newestFirst: true)
      case "conversations.replies": page(request, replies[request.query("ts") ?? ""] ?? [], newestFirst: false)
      default: .json(["ok": false, "error": "unknown_method"])
      }
    }
  }

  private func page(_ request: HTTPRequest, _ all: [JSON], newestFirst: Bool) -> HTTPResponse {
    if request.query("channel") == limitedChannel {
      return .json(["ok": false, "error": "ratelimited"], status: 429, headers: ["Retry-After": "40"])
    }
    if request.query("channel") == refusedChannel { return .json(["ok": false, "error": "not_in_channel"]) }
    let oldest = SlackTimestamp(request.query("oldest") ?? "0") ?? SlackTimestamp("0")
    let wanted = all.filter { message in
      guard let ts = message.timestamp("ts"), let oldest else { return false }
      return ts > oldest
    }
    let ordered = newestFirst ? wanted.reversed() : wanted
    let start = Int(request.query("cursor") ?? "0") ?? 0
    let size = min(pageSize, Int(request.query("limit") ?? "") ?? pageSize)
    let end = min(ordered.count, start + size)
    let more = end < ordered.count
    return .json([
      "ok": true, "messages": .array(Array(ordered[start..<end])), "has_more": .bool(more),
      "response_metadata": ["next_cursor": .string(more ? "\(end)" : "")],
    ])
  }
}

private func said(_ ts: String, by user: String = "U1", _ more: (String, JSON)...) -> JSON {
  .object(
    JSONObject(
      [("type", "message"), ("user", .string(user)), ("ts", .string(ts)), ("text", .string("at " + ts))] + more))
}

private func texts(_ poll: Poll) -> [String] { poll.events.compactMap { $0.message?.text } }

@Suite struct SlackPollTests {
  private static func slack(_ workspace: Workspace, _ change: (inout SlackSettings) -> Void = { _ in }) -> Slack {
    SlackTest.slack(workspace.http()) {
      $0.receive = .poll
      $0.from = .beginning
      change(&$0)
    }
  }

  @Test func readsAllPagesOldestFirst() async throws {
    let workspace = Workspace(history: ["C1": (1...5).map { said("100000000\($0).000001") }])
    let poll = try await Self.slack(workspace).poll(nil)
    #expect(texts(poll) == (1...5).map { "at 100000000\($0).000001" })
    #expect(poll.cursor?.raw == #"{"C1":"1000000005.000001","C1/start":"0","C1/threads":"0"}"#)
    #expect(poll.next == .seconds(30))
    #expect(poll.events.first?.id == "posted/C1/1000000001.000001")
    #expect(poll.events.first?.message?.channelName == "c1")
  }

  @Test func aSecondRoundBringsWhatIsNewAndTheLastMinuteAgain() async throws {
    var workspace = Workspace(history: ["C1": [said("100.000001"), said("200.000001")], "C2": [said("150.000001")]])
    let first = try await Self.slack(workspace).poll(nil)
    #expect(texts(first) == ["at 100.000001", "at 150.000001", "at 200.000001"])
    workspace.history["C1"]?.append(said("300.000001"))
    let second = try await Self.slack(workspace).poll(first.cursor)
    #expect(texts(second) == ["at 150.000001", "at 200.000001", "at 300.000001"])
    #expect(second.events.prefix(2) == first.events.suffix(2))
  }

  @Test func whatBecomesVisibleLateIsFound() async throws {
    var workspace = Workspace(history: ["C1": [said("100.000001"), said("200.000001")]])
    let first = try await Self.slack(workspace).poll(nil)
    workspace.history["C1"]?.insert(said("141.000001"), at: 1)
    let second = try await Self.slack(workspace).poll(first.cursor)
    #expect(texts(second) == ["at 141.000001", "at 200.000001"])
    #expect(second.cursor == first.cursor)
  }

  @Test func aFirstStartFromNowLeavesThePastAlone() async throws {
    var workspace = Workspace(history: ["C1": [said("1.000001"), said("2.000001")], "C2": []])
    let first = try await Self.slack(workspace) { $0.from = .now }.poll(nil)
    #expect(first.events == [])
    workspace.history = ["C1": [said("1.000001"), said("2.000001"), said("3.000001")], "C2": [said("4.000001")]]
    let second = try await Self.slack(workspace) { $0.from = .now }.poll(first.cursor)
    #expect(texts(second) == ["at 3.000001", "at 4.000001"])
  }

  @Test func ownMessagesAreLeftOutButMoveTheCursor() async throws {
    let workspace = Workspace(history: [
      "C1": [said("1.000001", by: "UBOT"), said("2.000001", by: "UX", ("bot_id", "BBOT"))]
    ])
    let poll = try await Self.slack(workspace).poll(nil)
    #expect(poll.events == [])
    #expect(poll.cursor?.raw == #"{"C1":"2.000001","C1/start":"0","C1/threads":"0"}"#)
  }

  @Test func joinsAreFoundInTheHistory() async throws {
    let workspace = Workspace(history: ["C1": [said("60.000001", ("subtype", "channel_join"))]])
    let poll = try await Self.slack(workspace).poll(nil)
    #expect(poll.events.map(\.key) == ["joined/C1/U1/1"])
  }

  @Test func newRepliesOfOldThreadsAreFound() async throws {
    var workspace = Workspace(history: ["C1": [said("1.000001"), said("100.000001")]])
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
    let http = Workspace(history: ["C1": []]).http()
    let slack = SlackTest.slack(http) { $0.receive = .poll }
    var cursor: Cursor?
    for _ in 0..<3 { cursor = try await slack.poll(cursor).cursor }
    #expect(await http.requests.count { $0.query("limit") == "100" } == 1)
  }

  @Test func namedChannelsAloneAreRead() async throws {
    let workspace = Workspace(history: ["C1": [said("1.000001")], "C2": [said("2.000001")], "C3": [said("3.000001")]])
    let poll = try await Self.slack(workspace) { $0.channels = ["#c1", "C3"] }.poll(nil)
    #expect(texts(poll) == ["at 1.000001", "at 3.000001"])
  }

  @Test func aLimitEndsTheRoundButKeepsWhatWasRead() async throws {
    var workspace = Workspace(history: ["C1": [said("1.000001")], "C2": [said("2.000001")]])
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
    var workspace = Workspace(history: ["C1": [said("1.000001")], "C2": [said("2.000001")]])
    workspace.refusedChannel = "C1"
    #expect(texts(try await Self.slack(workspace).poll(nil)) == ["at 2.000001"])
  }

  @Test func aWebhooksGapsAreFilledFromTheHistory() async throws {
    let workspace = Workspace(history: ["C1": [said("1767225600.000200")]])
    let slack = Self.slack(workspace) { $0.receive = .webhook }
    let poll = try await slack.poll(SlackCursor(nil).cursor)
    #expect(poll.next == .minutes(10))
    let delivered = SlackTest.event(SlackTest.message())
    #expect(poll.events.map(\.key) == [delivered?.key])
  }

  @Test func withoutCatchUpOnlyNamesAreLearnt() async throws {
    let http = Workspace(history: ["C1": [said("1767225600.000200")]]).http()
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
