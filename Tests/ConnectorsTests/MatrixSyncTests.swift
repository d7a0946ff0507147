import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

@Suite struct MatrixSyncTests {
  private let cursor = Cursor(#"{"next_batch":"s1"}"#)

  private func sync(join room: String, _ events: [JSON], limited: Bool = false) -> HTTPResponse {
    let timeline: JSON = ["events": .array(events), "limited": .bool(limited), "prev_batch": "t9"]
    let rooms = JSONObject([(room, ["timeline": timeline])])
    return .json(["next_batch": "s2", "rooms": ["join": .object(rooms)]])
  }

  @Test func theFirstLookTellsWhoIsThereAndNothingThatWasSaid() async throws {
    let script = try MatrixScript(["GET sync": .json(["next_batch": "s0"])])
    let poll = try await script.matrix.poll(nil)
    let now = Date(timeIntervalSince1970: 1_767_225_600)
    let alice = Member("@alice:test", name: "Alice", roles: ["admin"])
    let bob = Member("@bob:test", name: "bob")
    #expect(
      poll.events
        == [alice, bob].map {
          .joined($0, channel: "!lobby", in: "lobby", at: now, mark: "snapshot", via: .snapshot)
        })
    #expect(poll.cursor == Cursor(#"{"next_batch":"s0"}"#))
    #expect(poll.next == .zero)
    #expect(await script.http.requests.first { $0.url.contains("/sync") }?.url.contains("timeout=0") == true)
  }

  @Test func laterLooksWaitForNews() async throws {
    let script = try MatrixScript(["GET sync": sync(join: "!lobby", [.matrixText("hello")])])
    let poll = try await script.matrix.poll(cursor)
    #expect(poll.events.compactMap(\.message?.text) == ["hello"])
    #expect(poll.events.first?.message?.author == Member("@alice:test", name: "Alice", roles: ["admin"]))
    #expect(poll.cursor == Cursor(#"{"next_batch":"s2"}"#))
    let request = try #require(await script.http.requests.first { $0.url.contains("/sync") })
    #expect(request.url.contains("since=s1&timeout=30000"))
    #expect(request.limits.firstByte > .seconds(30) && request.limits.total > .seconds(30))
  }

  @Test func whereTheBotOnlyLooksOnceItDoesNotWaitForNews() async throws {
    let script = try MatrixScript(
      ["GET sync": .json(["next_batch": "s2"])], tools: { .testing(http: $0, longestWait: .zero) })
    #expect(try await script.matrix.poll(cursor).events == [])
    #expect(await script.http.requests.first { $0.url.contains("/sync") }?.url.contains("since=s1&timeout=0&") == true)
  }

  @Test func whatIsSaidDuringTheWaitKeepsItsTime() async throws {
    // Each look at this clock finds it a second later; the message is of the second after the first look.
    let clock = Lock(Date(timeIntervalSince1970: 1_767_225_538))
    let tick: @Sendable () -> Date = {
      clock.withLock { time in
        time += 1
        return time
      }
    }
    let script = try MatrixScript(
      ["GET sync": sync(join: "!lobby", [.matrixText("hello")])],
      tools: { http in
        Tools(
          community: .testing, http: http, now: tick, sleep: { _ in }, log: { _, _, _ in }, pace: { _, _ in })
      })
    #expect(try await script.matrix.poll(cursor).events.map(\.at) == [Date(timeIntervalSince1970: 1_767_225_540)])
  }

  @Test func whatHappensInSeveralRoomsComesInTheOrderOfItsTime() async throws {
    func said(_ id: String, _ time: Int) -> JSON {
      var object = JSON.matrixText(id, id: id).object ?? JSONObject()
      object["origin_server_ts"] = .int(1_767_225_540_000 + time)
      return .object(object)
    }
    let script = try MatrixScript(
      [
        "GET sync": .json([
          "next_batch": "s2",
          "rooms": [
            "join": [
              "!lobby": ["timeline": ["events": [said("$4", 4), said("$5", 1), said("$6", 6)]]],
              "!other": ["timeline": ["events": [said("$1", 1), said("$7", 7)]]],
            ]
          ],
        ])
      ], rooms: ["!lobby", "!other"])
    #expect(try await script.matrix.poll(cursor).events.map(\.id) == ["$1", "$4", "$5", "$6", "$7"])
  }

  @Test func onlyListedRoomsAreServed() async throws {
    let script = try MatrixScript(["GET sync": sync(join: "!other", [.matrixText("hello")])])
    #expect(try await script.matrix.poll(cursor).events == [])
  }

  @Test func aDirectConversationIsServedBesideListedRooms() async throws {
    let script = try MatrixScript([
      "GET sync": sync(join: "!other", [.matrixText("psst")]),
      "GET user/@bot:test/account_data/m.direct": .json(["@alice:test": ["!other"]]),
      "GET rooms/!other/joined_members": .json(["joined": ["@alice:test": [:], "@bot:test": [:]]]),
    ])
    #expect(try await script.matrix.poll(cursor).events.map(\.message?.isDirect) == [true])
  }

  @Test func aRoomOfManyIsNoDirectConversationWhateverItIsCalled() async throws {
    let script = try MatrixScript([
      "GET sync": sync(join: "!other", [.matrixText("psst")]),
      "GET user/@bot:test/account_data/m.direct": .json(["@alice:test": ["!other"]]),
      "GET rooms/!other/joined_members": .json([
        "joined": ["@alice:test": [:], "@bob:test": [:], "@bot:test": [:]]
      ]),
    ])
    #expect(try await script.matrix.poll(cursor).events == [])
  }

  @Test func aGapIsFilledInOrder() async throws {
    let script = try MatrixScript([
      "GET sync": sync(join: "!lobby", [.matrixText("four", id: "$4")], limited: true),
      "GET rooms/!lobby/messages?dir=b&from=t9": .json([
        "chunk": [.matrixText("three", id: "$3"), .matrixText("two", id: "$2")], "end": "t7",
      ]),
      "GET rooms/!lobby/messages?dir=b&from=t7": .json(["chunk": [.matrixText("one", id: "$1")]]),
    ])
    let events = try await script.matrix.poll(cursor).events
    #expect(events.compactMap(\.message?.text) == ["one", "two", "three", "four"])
    let asked = await script.reads.filter { $0.contains("/messages") }
    #expect(asked.count == 2 && asked.allSatisfy { $0.contains("to=s1") })
  }

  @Test func fillingAGapEndsSomewhere() async throws {
    let script = try MatrixScript([
      "GET sync": sync(join: "!lobby", [], limited: true),
      "GET rooms/!lobby/messages": .json(["chunk": [], "end": "t1"]),
    ])
    _ = try await script.matrix.poll(cursor)
    #expect(await script.reads.filter { $0.contains("/messages") }.count == 2)
  }

  @Test func whatWasSaidBeforeTheBotCameIsNotHeard() async throws {
    let script = try MatrixScript([
      "GET sync": sync(
        join: "!lobby",
        [
          .matrixText("old", id: "$1"), .matrixMember("@bot:test", "join", before: "invite", id: "$2"),
          .matrixText("new", id: "$3"),
        ], limited: true)
    ])
    let events = try await script.matrix.poll(cursor).events
    #expect(events.map(\.trigger) == [.memberJoined, .memberJoined, .messagePosted])
    #expect(events.last?.message?.text == "new")
    #expect(await script.reads.filter { $0.contains("/messages") } == [])
  }

  @Test func anEditOfSomethingOldIsLookedUp() async throws {
    let edit = JSON.matrixEvent(
      "m.room.message",
      [
        "body": "*", "m.new_content": ["body": "better"],
        "m.relates_to": ["rel_type": "m.replace", "event_id": "$old"],
      ])
    let script = try MatrixScript([
      "GET sync": sync(join: "!lobby", [edit, edit]),
      "GET rooms/!lobby/event/$old": .json(.matrixText("good", id: "$old")),
    ])
    #expect(try await script.matrix.poll(cursor).events.map(\.message?.text) == ["better", "better"])
    #expect(await script.reads.filter { $0.contains("/event/") }.count == 1)
  }

  private func invitation(_ sender: String, direct: Bool) -> HTTPResponse {
    let content: JSON = ["membership": "invite", "is_direct": .bool(direct)]
    let event = JSON.matrixEvent("m.room.member", content, by: sender, key: "@bot:test")
    return .json(["next_batch": "s2", "rooms": ["invite": ["!new": ["invite_state": ["events": [event]]]]]])
  }

  @Test func aListedRoomsInvitationIsFollowed() async throws {
    let answers = ["GET sync": invitation("@eve:far.org", direct: false), "POST join/!new": .json(["room_id": "!new"])]
    let script = try MatrixScript(answers, rooms: ["!lobby", "!new"]) { $0.acceptInvites = true }
    _ = try await script.matrix.poll(nil)
    #expect(await script.writes == ["POST join/!new {}", "POST join/!new {}"])
  }

  @Test(arguments: [(["!lobby"], "@alice:test"), ([], "@eve:far.org")])
  func otherInvitationsAreLeftOpen(_ rooms: [String], _ sender: String) async throws {
    let script = try MatrixScript(["GET sync": invitation(sender, direct: false)], rooms: rooms)
    _ = try await script.matrix.poll(cursor)
    #expect(await script.writes == [])
  }

  @Test func invitationsCanBeLeftToAPerson() async throws {
    let script = try MatrixScript(["GET sync": invitation("@alice:test", direct: true)]) { $0.acceptInvites = false }
    _ = try await script.matrix.poll(cursor)
    #expect(await script.writes == [])
  }

  @Test func anInvitationToTalkIsFollowedAndWrittenDown() async throws {
    let script = try MatrixScript([
      "GET sync": invitation("@eve:far.org", direct: true), "POST join/!new": .json(["room_id": "!new"]),
      "PUT user/@bot:test/account_data/m.direct": .json([:]),
      "GET rooms/!new/joined_members": .json(["joined": ["@eve:far.org": [:], "@bot:test": [:]]]),
    ])
    _ = try await script.matrix.poll(cursor)
    #expect(
      await script.writes == [
        "POST join/!new {}", #"PUT user/@bot:test/account_data/m.direct {"@eve:far.org":["!new"]}"#,
      ])
  }

  @Test func anInvitationToTalkThatLeadsToACrowdIsLeftAgain() async throws {
    let crowd = JSONObject((1...5).map { ("@m\($0):far.org", [:]) })
    let script = try MatrixScript([
      "GET sync": invitation("@eve:far.org", direct: true), "POST join/!new": .json(["room_id": "!new"]),
      "PUT user/@bot:test/account_data/m.direct": .json([:]),
      "GET rooms/!new/joined_members": .json(["joined": .object(crowd)]),
    ])
    _ = try await script.matrix.poll(cursor)
    #expect(await script.writes.last == "POST rooms/!new/leave {}")
  }

  @Test(arguments: [502, 403, 429])
  func anInvitationThatCannotBeFollowedStopsNothing(_ status: Int) async throws {
    let script = try MatrixScript([
      "GET sync": invitation("@eve:far.org", direct: true), "POST join/!new": .matrix(status, "M_UNKNOWN"),
    ])
    #expect(try await script.matrix.poll(cursor).cursor == Cursor(#"{"next_batch":"s2"}"#))
  }

  @Test(arguments: [("$x", 500), ("$x", 404), ("", 200), (String(repeating: "$", count: 40_000), 200)])
  func aHostileEditStopsNothing(_ id: String, _ status: Int) async throws {
    let relation: JSON = ["rel_type": "m.replace", "event_id": .string(id)]
    let content: JSON = ["body": "*", "m.new_content": ["body": "x"], "m.relates_to": relation]
    let script = try MatrixScript([
      "GET sync": sync(join: "!lobby", [.matrixEvent("m.room.message", content), .matrixText("still here")]),
      "GET rooms/!lobby/event": .matrix(status, "M_UNRECOGNIZED"),
    ])
    #expect(try await script.matrix.poll(cursor).events.compactMap(\.message?.text) == ["still here"])
    #expect(await script.reads.filter { $0.contains("/event/") } == (id == "$x" ? ["rooms/!lobby/event/$x"] : []))
  }

  @Test func aGapThatTheHomeserverWillNotFillStopsNothing() async throws {
    let script = try MatrixScript([
      "GET sync": sync(join: "!lobby", [.matrixText("after")], limited: true),
      "GET rooms/!lobby/messages": .matrix(400, "M_INVALID_PARAM"),
    ])
    #expect(try await script.matrix.poll(cursor).events.compactMap(\.message?.text) == ["after"])
  }

  @Test func aLimitOnJoiningWaitsAndThenJoins() async throws {
    let script = try MatrixScript(["POST join/!far": .matrix(429, "M_LIMIT_EXCEEDED")], rooms: ["!far"])
    for _ in 1...2 {
      await #expect(throws: ConnectorError.limited(after: nil)) { try await script.matrix.poll(cursor) }
    }
    #expect(await script.writes.count == 2)
  }

  @Test func aPlaceThatTheHomeserverForgotStartsAnew() async throws {
    let script = try MatrixScript([
      "GET sync?since=s1": .matrix(400, "M_UNKNOWN"), "GET sync?timeout=0": .json(["next_batch": "s0"]),
    ])
    #expect(try await script.matrix.poll(cursor).cursor == Cursor(#"{"next_batch":"s0"}"#))
  }

  @Test(
    arguments: [
      (.matrix(401, "M_UNKNOWN_TOKEN"), .unauthorized("M_UNKNOWN_TOKEN: no")),
      (HTTPResponse(status: 502), .limited(after: nil)),
      (.matrix(429, "M_LIMIT_EXCEEDED", headers: ["Retry-After": "2"]), .limited(after: .seconds(2))),
    ] as [(HTTPResponse, ConnectorError)])
  func aFailureIsTold(_ answer: HTTPResponse, _ error: ConnectorError) async throws {
    let script = try MatrixScript(["GET sync": answer])
    await #expect(throws: error) { try await script.matrix.poll(cursor) }
  }
}
