import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

@Suite struct SlackEditsTests {
  private static func edited(_ ts: String, at edit: String) -> JSON {
    said(ts, ("edited", ["user": "U1", "ts": .string(edit)]))
  }

  @Test func anEditWithinTheLastMinuteIsTold() async throws {
    let rounds = SlackRounds(SlackWorkspace(history: ["C1": [said("100.000001"), said("130.000001")]]))
    let slack = rounds.slack()
    let first = try await slack.poll(nil)
    rounds.change { $0.history["C1"]?[0] = Self.edited("100.000001", at: "140.000000") }
    let second = try await slack.poll(first.cursor)
    #expect(
      second.events.map(\.key) == [
        "posted/C1/100.000001", "posted/C1/130.000001", "edited/C1/100.000001/140000000",
      ])
    #expect(second.events.last?.message?.version == 140_000_000)
    let third = try await slack.poll(second.cursor)
    #expect(third.events.map(\.trigger) == [.messagePosted, .messagePosted], "an edit is told once")
  }

  @Test func anEditThatWasNotStoredIsToldAgain() async throws {
    let rounds = SlackRounds(SlackWorkspace(history: ["C1": [said("100.000001")]]))
    let slack = rounds.slack()
    let first = try await slack.poll(nil)
    rounds.change { $0.history["C1"]?[0] = Self.edited("100.000001", at: "140.000000") }
    let lost = try await slack.poll(first.cursor)
    let again = try await slack.poll(first.cursor)
    #expect(lost.events.map(\.trigger) == [.messagePosted, .messageEdited])
    #expect(again.events == lost.events)
    #expect(try await slack.poll(again.cursor).events.map(\.trigger) == [.messagePosted])
  }

  @Test func itsKeyIsThatOfTheWebhook() throws {
    let decoder = SlackTest.slack().decoder(own: [])
    let polled = decoder.edit(Self.edited("1767225600.000200", at: "1767225700.000000"), channel: "C1")
    let pushed = SlackTest.event([
      "type": "message", "subtype": "message_changed", "channel": "C1", "ts": "1767225700.000300",
      "message": Self.edited("1767225600.000200", at: "1767225700.000000"), "previous_message": ["text": "old"],
    ])
    #expect(polled?.key == pushed?.key)
    #expect(polled?.kind == pushed?.kind)
  }

  @Test func whatWasEditedBeforeItWasReadIsNew() async throws {
    let rounds = SlackRounds(SlackWorkspace(history: ["C1": [Self.edited("100.000001", at: "101.000000")]]))
    let slack = rounds.slack()
    let first = try await slack.poll(nil)
    let second = try await slack.poll(first.cursor)
    #expect((first.events + second.events).map(\.trigger) == [.messagePosted, .messagePosted])
  }

  @Test func anEditWhileTheBotWasAwayIsTold() async throws {
    let rounds = SlackRounds(SlackWorkspace(history: ["C1": [said("100.000001")]]))
    let first = try await rounds.slack().poll(nil)
    rounds.change { $0.history["C1"]?[0] = Self.edited("100.000001", at: "140.000000") }
    let second = try await rounds.slack().poll(first.cursor)
    #expect(second.events.map(\.trigger) == [.messagePosted, .messageEdited])
  }

  @Test func ownEditsAreNone() async throws {
    let rounds = SlackRounds(SlackWorkspace(history: ["C1": [said("100.000001", by: "UBOT")]]))
    let slack = rounds.slack()
    let first = try await slack.poll(nil)
    rounds.change { $0.history["C1"]?[0] = said("100.000001", by: "UBOT", ("edited", ["ts": "140.000000"])) }
    #expect(try await slack.poll(first.cursor).events == [])
  }
}

@Suite struct SlackLimitedTests {
  private static let five = SlackWorkspace(history: ["C1": (1...5).map { said("100\($0).000001") }])

  /// Two messages a page and one page a round: what was read is kept, and nothing is read twice or left out.
  @Test func aChannelIsReadOnWhereTheLimitEndedTheRound() async throws {
    let rounds = SlackRounds(Self.five)
    let slack = rounds.slack()
    var cursor: Cursor?
    var seen: [[String]] = []
    for _ in 0..<3 {
      rounds.change { $0.budget = ["conversations.history": 1] }
      let poll = try await slack.poll(cursor)
      seen.append(texts(poll))
      cursor = poll.cursor
      #expect(poll.next == .seconds(60))
    }
    #expect(seen == [["at 1004.000001", "at 1005.000001"], ["at 1002.000001", "at 1003.000001"], ["at 1001.000001"]])
    #expect(cursor?.raw == #"{"C1":"1005.000001","C1/start":"0","C1/threads":"0"}"#)
  }

  @Test func aStartInBetweenGoesOnToo() async throws {
    let rounds = SlackRounds(Self.five)
    rounds.change { $0.budget = ["conversations.history": 2] }
    let first = try await rounds.slack().poll(nil)
    #expect(
      first.cursor?.raw
        == #"{"C1":"0","C1/page":"4","C1/start":"0","C1/threads":"0","C1/top":"1005.000001"}"#)
    rounds.change { $0.budget = [:] }
    let second = try await rounds.slack().poll(first.cursor)
    #expect(texts(second) == ["at 1001.000001"])
    #expect(second.cursor?.raw == #"{"C1":"1005.000001","C1/start":"0","C1/threads":"0"}"#)
  }

  @Test func aPageThatSlackForgotMeansFromTheTop() async throws {
    let http = ScriptedHTTP { request in
      switch request.slackMethod {
      case "conversations.list": .json(["ok": true, "channels": [["id": "C1", "name": "a", "is_member": true]]])
      case "conversations.history" where request.query("cursor") != nil:
        .json(["ok": false, "error": "invalid_cursor"])
      case "conversations.history": .json(["ok": true, "messages": [said("7.000001")], "has_more": false])
      default: .json(["ok": true, "user_id": "UBOT"])
      }
    }
    let cursor = Cursor(#"{"C1":"0","C1/page":"gone","C1/start":"0","C1/threads":"0","C1/top":"5.000001"}"#)
    let poll = try await SlackTest.slack(http) { $0.receive = .poll }.poll(cursor)
    #expect(texts(poll) == ["at 7.000001"])
    #expect(poll.cursor?.raw == #"{"C1":"7.000001","C1/start":"0","C1/threads":"0"}"#)
  }

  @Test func threadsThatWereReadAreNotReadAgainInTheSamePass() async throws {
    func thread(_ number: Int) -> JSON {
      said(
        "\(number).000001", ("latest_reply", .string("10\(number).000001")), ("thread_ts", .string("\(number).000001")))
    }
    var workspace = SlackWorkspace(history: ["C1": [thread(1), thread(2)]])
    for number in 1...2 {
      workspace.replies["\(number).000001"] = ["50", "10"].map { start in
        said("\(start)\(number).000001", ("thread_ts", .string("\(number).000001")))
      }
    }
    workspace.budget = ["conversations.replies": 1]
    let rounds = SlackRounds(workspace)
    let slack = rounds.slack()
    let first = try await slack.poll(nil)
    #expect(SlackCursor(first.cursor)[threadsDoneOf: "C1"] == "101.000001")
    rounds.change { $0.budget = [:] }
    let second = try await slack.poll(first.cursor)
    #expect(Set(texts(second)).isSuperset(of: ["at 502.000001", "at 102.000001"]))
    #expect(await rounds.calls("conversations.replies") == 3, "one was limited")
    #expect(SlackCursor(second.cursor)[threadsDoneOf: "C1"] == nil)
    #expect(SlackCursor(second.cursor)[threadsOf: "C1"] == "102.000001")
  }

  @Test func callsAMinuteAreCountedWhereTheyAreSet() async throws {
    let rounds = SlackRounds(Self.five) {
      $0.historyPerMinute = 1
      $0.historyPage = 15
    }
    let slack = rounds.slack()
    let first = try await slack.poll(nil)
    #expect(await rounds.http.requests.first { $0.slackMethod == "conversations.history" }?.query("limit") == "15")
    #expect(first.next == .seconds(60))
    await #expect(throws: ConnectorError.limited(after: .seconds(60))) { try await slack.poll(first.cursor) }
    await #expect(throws: ConnectorError.limited(after: .seconds(60))) {
      try await slack.findPosted(.post(text: "x", in: "C1", named: nil), key: "k", since: SlackTest.now)
    }
    #expect(await rounds.calls("conversations.history") == 1)
    rounds.pass(.seconds(60))
    #expect(try await slack.poll(first.cursor).events.count == 2)
    #expect(await rounds.calls("conversations.history") == 2)
  }

  @Test func aFirstLookFromNowTakesOneCall() async throws {
    let rounds = SlackRounds(Self.five) { $0.from = .now }
    rounds.change { $0.budget = ["conversations.history": 1] }
    let first = try await rounds.slack().poll(nil)
    #expect(first.events == [])
    #expect(SlackCursor(first.cursor)["C1"] == "1005.000001")
  }
}

@Suite struct SlackNamesTests {
  @Test func authorsAreNamedFromTheListOfUsers() async throws {
    var workspace = SlackWorkspace(history: ["C1": [said("1.000001"), said("2.000001", by: "U2")]])
    workspace.users = [
      person("U1", "Ada", ("is_admin", true), ("locale", "en-GB")), person("U2", "Ecto", ("is_bot", true)),
    ]
    let rounds = SlackRounds(workspace)
    let poll = try await rounds.slack().poll(nil)
    #expect(
      poll.events.map { $0.message?.author } == [
        Member("U1", name: "Ada", roles: ["admin"], locale: "en-GB"), Member("U2", name: "Ecto", isBot: true),
      ])
    #expect(await rounds.calls("users.info") == 2)
  }

  @Test func eachIsLookedUpOnceADay() async throws {
    var workspace = SlackWorkspace(history: ["C1": [said("1.000001"), said("2.000001", by: "UGONE")]])
    workspace.users = [person("U1", "Ada")]
    let rounds = SlackRounds(workspace)
    let slack = rounds.slack()
    var cursor = try await slack.poll(nil).cursor
    cursor = try await slack.poll(cursor).cursor
    #expect(await rounds.calls("users.info") == 2)
    rounds.pass(.days(1))
    _ = try await slack.poll(cursor)
    #expect(await rounds.calls("users.info") == 4)
  }

  @Test func withoutTheScopeIdsServeAsNames() async throws {
    var workspace = SlackWorkspace(history: ["C1": [said("1.000001")], "C2": [said("2.000001", by: "U2")]])
    workspace.refusals = ["users.info": "missing_scope"]
    let rounds = SlackRounds(workspace)
    let poll = try await rounds.slack().poll(nil)
    #expect(poll.events.map { $0.message?.author } == [Member("U1"), Member("U2")])
    #expect(await rounds.calls("users.info") == 1)
    #expect(
      rounds.logged.withLock { $0 } == [
        "Slack refuses a list or a name; it is not asked for again before the next start"
      ]
    )
  }

  @Test func aLimitOnNamesHoldsUpNoMessages() async throws {
    var workspace = SlackWorkspace(history: ["C1": [said("1.000001")]])
    workspace.budget = ["users.info": 0]
    let rounds = SlackRounds(workspace)
    let slack = rounds.slack()
    let first = try await slack.poll(nil)
    #expect(texts(first) == ["at 1.000001"])
    _ = try await slack.poll(first.cursor)
    #expect(await rounds.calls("users.info") == 1)
    rounds.pass(.seconds(60))
    _ = try await slack.poll(first.cursor)
    #expect(await rounds.calls("users.info") == 2)
  }

  @Test func whomAWebhookBroughtIsNamedFromTheNextRoundOn() async throws {
    var workspace = SlackWorkspace(history: ["C1": []])
    workspace.users = [person("U1", "Ada")]
    let rounds = SlackRounds(workspace) { $0.receive = .webhook }
    let slack = rounds.slack()
    #expect(SlackTest.event(SlackTest.message(), slack: slack)?.message?.author == Member("U1"))
    _ = try await slack.poll(nil)
    #expect(SlackTest.event(SlackTest.message(), slack: slack)?.message?.author == Member("U1", name: "Ada"))
  }

  @Test(arguments: ["team_join", "user_change"]) func someEventsBringTheName(type: String) {
    let slack = SlackTest.slack()
    let event: JSON = ["type": .string(type), "user": person("U1", "Ada"), "event_ts": "1767225600.000200"]
    _ = SlackTest.event(event, slack: slack)
    #expect(SlackTest.event(SlackTest.message(), slack: slack)?.message?.author.name == "Ada")
    let reaction: JSON = [
      "type": "reaction_added", "user": "U1", "reaction": "x", "item": ["channel": "C1", "ts": "1.0"],
      "event_ts": "2.0",
    ]
    #expect(SlackTest.event(reaction, slack: slack)?.actor == Member("U1", name: "Ada"))
  }

  @Test func theMemoryIsBounded() {
    var people = SlackPeople()
    for number in 0..<(SlackPeople.most * 3) { people.note(Member(ID("U\(number)")), at: SlackTest.now) }
    #expect(people["U0"] == nil)
    #expect(people["U\(SlackPeople.most * 3 - 1)"] != nil)
    #expect((0..<(SlackPeople.most * 3)).count { people["U\($0)"] != nil } <= SlackPeople.most)
    for number in 0..<1000 { people.want("UNEW\(number)", at: SlackTest.now) }
    people.want("B1", at: SlackTest.now)
    #expect(people.wanted.count == SlackPeople.mostWanted)
  }

  @Test func slacksOwnBotIsABot() {
    #expect(Member(slack: ["id": "USLACKBOT", "is_bot": false])?.isBot == true)
    #expect(SlackTest.event(SlackTest.message([("user", "USLACKBOT")]))?.message?.author.isBot == true)
    #expect(Member(slack: ["name": "nobody"]) == nil)
  }
}

@Suite struct SlackMembersTests {
  private static func workspace() -> SlackWorkspace {
    var workspace = SlackWorkspace(history: ["C1": []])
    workspace.users = [person("UBOT", "bot"), person("U1", "Ada"), person("U2", "Bo", ("deleted", true))]
    workspace.members = ["C1": ["UBOT", "U1"]]
    return workspace
  }

  @Test func whoCameWhileTheBotWasAwayIsFoundInTheWorkspacesList() async throws {
    let rounds = SlackRounds(Self.workspace()) { $0.members = .workspace }
    let first = try await rounds.slack().poll(nil)
    #expect(first.events == [], "the first look announces nobody")
    rounds.change { $0.users.append(person("U3", "Cy")) }
    let second = try await rounds.slack().poll(first.cursor)
    #expect(
      second.events == [
        .joined(
          Member("U3", name: "Cy"), channel: nil, in: "lobby", at: SlackTest.now, mark: "list", id: "joined//U3")
      ])
    #expect(try await rounds.slack().poll(second.cursor).events == [])
  }

  @Test func theListAndSlacksWordOfItAreOneEvent() async throws {
    let decoder = SlackTest.slack().decoder(own: [])
    let told = SlackTest.event(["type": "team_join", "user": person("U3", "Cy"), "event_ts": "1767225600.000200"])
    #expect(decoder.found(Member("U3"), at: SlackTest.now).id == told?.id)
    #expect(told?.key == "joined//U3/29453760")
  }

  @Test func aChannelsListTellsWhatNoMessageTells() async throws {
    let rounds = SlackRounds(Self.workspace()) { $0.members = .channels }
    let slack = rounds.slack()
    let first = try await slack.poll(nil)
    #expect(first.events == [])
    rounds.change {
      $0.history["C1"] = [said("1767225700.000001", by: "U4", ("subtype", "channel_join"))]
      $0.members["C1"] = ["UBOT", "U1", "U3", "U4"]
      $0.users.append(person("U3", "Cy"))
    }
    rounds.pass(.minutes(5))
    let second = try await slack.poll(first.cursor)
    #expect(second.events.map(\.key) == ["joined/C1/U4/29453761"], "lists are read every quarter of an hour")
    rounds.pass(.minutes(10))
    let third = try await slack.poll(second.cursor)
    #expect(
      third.events.filter { $0.actor?.id == "U3" }.map(\.kind) == [
        .memberJoined(member: Member("U3", name: "Cy"), channel: "C1", via: .transition)
      ])
    #expect(third.events.filter { $0.actor?.id == "U4" }.map(\.key) == ["joined/C1/U4/29453761"])
    #expect(await rounds.calls("conversations.members") == 2)
  }

  @Test func whoeverLeavesAndComesBackHasJoinedAgain() async throws {
    let rounds = SlackRounds(Self.workspace()) { $0.members = .channels }
    var cursor = try await rounds.slack().poll(nil).cursor
    rounds.change { $0.members["C1"] = ["UBOT"] }
    cursor = try await rounds.slack().poll(cursor).cursor
    rounds.change { $0.members["C1"] = ["UBOT", "U1"] }
    #expect(try await rounds.slack().poll(cursor).events.map { $0.actor?.id } == ["U1"])
  }

  @Test(arguments: ["missing_scope", "not_allowed_token_type"])
  func aListThatMayNotBeReadHoldsUpNothing(word: String) async throws {
    var workspace = Self.workspace()
    workspace.history["C1"] = [said("1.000001")]
    workspace.refusals = ["users.list": word]
    let rounds = SlackRounds(workspace) {
      $0.members = .workspace
      $0.membersEvery = .zero
    }
    let slack = rounds.slack()
    let first = try await slack.poll(nil)
    _ = try await slack.poll(first.cursor)
    #expect(texts(first) == ["at 1.000001"])
    #expect(await rounds.calls("users.list") == 1)
  }

  @Test func aRoundThatWasCutShortDoesNotReadTheListAgain() async throws {
    var workspace = Self.workspace()
    workspace.budget = ["conversations.history": 1]
    let rounds = SlackRounds(workspace) { $0.members = .workspace }
    let slack = rounds.slack()
    let first = try await slack.poll(nil)
    _ = try? await slack.poll(first.cursor)
    #expect(await rounds.calls("users.list") == 1)
    rounds.pass(.minutes(15))
    _ = try? await slack.poll(first.cursor)
    #expect(await rounds.calls("users.list") == 2)
  }

  @Test func requestsForAnInvitationAreReadWithTheAdminsToken() async throws {
    var workspace = Self.workspace()
    let request: JSON = [
      "id": "I01", "email": "brent@example.org", "date_created": 1_767_225_500, "real_name": "Brent",
      "request_reason": "A friend of Ada's", "requester_ids": ["U1"],
    ]
    workspace.invitations = [request, ["email": "no id"]]
    let rounds = SlackRounds(workspace) { $0.adminToken = Secret("xoxp-admin") }
    let asked = Event.joinRequested(
      Member("I01", name: "Brent"), channel: nil, answer: "A friend of Ada's", in: "lobby",
      at: Date(timeIntervalSince1970: 1_767_225_500), mark: "I01")
    #expect(try await rounds.slack().poll(nil).events == [asked])
    #expect(
      await rounds.http.requests.first { $0.slackMethod == "admin.inviteRequests.list" }?.headers["Authorization"]
        == "Bearer xoxp-admin")
    #expect(SlackTest.event(["type": "invite_requested", "invite_request": request]) == asked)
  }

  @Test func rollsOfOtherMakesAndOldCursorsAreKept() {
    var cursor = SlackCursor(Cursor(#"{"C1":"5.000001","C1/members":"a.b","members":"c"}"#))
    #expect(cursor[rollOf: "C1"]?.count == 2)
    #expect(cursor[rollOf: nil]?.count == 1)
    cursor[rollOf: nil] = nil
    #expect(cursor.cursor.raw == #"{"C1":"5.000001","C1/members":"a.b"}"#)
  }
}
