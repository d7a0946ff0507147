import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

/// What the homeserver pushes to an application service.
@Suite struct MatrixPushTests {
  private let cursor = Cursor(#"{"next_batch":"s1"}"#)
  private let now = Date(timeIntervalSince1970: 1_767_225_545)

  private func script(
    _ answers: [String: HTTPResponse] = [:], rooms: [String] = ["!lobby"], now: Date? = nil
  ) throws -> MatrixScript {
    let table = ["GET sync": HTTPResponse.json(["next_batch": "s2"])].merging(answers) { $1 }
    return try MatrixScript(
      table, rooms: rooms,
      change: { settings in
        settings.receive = .push
        settings.hsToken = Secret("from the homeserver")
      }, tools: { .testing(http: $0, now: now ?? self.now) })
  }

  private func request(
    _ events: [JSON], path: String = "/_matrix/app/v1/transactions/1", token: String? = "from the homeserver",
    query: String = "", method: String = "PUT"
  ) -> WebhookRequest {
    var headers: Headers = ["Content-Type": "application/json"]
    headers["Authorization"] = token.map { "Bearer " + $0 }
    let body = (["events": .array(events)] as JSON).bytes
    return WebhookRequest(method: method, path: path, query: query, headers: headers, body: body)
  }

  private func inRoom(_ room: String, _ event: JSON) -> JSON {
    var object = event.object ?? JSONObject()
    object["room_id"] = .string(room)
    return .object(object)
  }

  private func hello(_ id: String = "$e", room: String = "!lobby") -> JSON {
    inRoom(room, .matrixText("hello", id: id))
  }

  private func taken(_ ingest: Ingest) -> [Event]? {
    guard case .events(let events, let response) = ingest, case .bytes(let body) = response.body else { return nil }
    #expect(response.status == 200 && body == Array("{}".utf8))
    return events
  }

  private func answer(_ ingest: Ingest) -> String? {
    switch ingest {
    case .events: nil
    case .answer(let response): "\(response.status) \(response.text)"
    case .reject(let status, _): "\(status)"
    }
  }

  @Test func whatIsPushedIsWhatASyncWouldBring() async throws {
    let items = [
      hello("$1"), inRoom("!lobby", .matrixMember("@eve:test", "join", id: "$2")),
      inRoom(
        "!lobby",
        .matrixEvent(
          "m.reaction", ["m.relates_to": ["rel_type": "m.annotation", "event_id": "$1", "key": "👍"]], id: "$3")),
      inRoom("!lobby", .matrixEvent("m.room.redaction", ["redacts": "$1"], id: "$4")),
    ]
    let timeline: JSON = ["events": .array(items), "limited": false]
    let answered = HTTPResponse.json(["next_batch": "s2", "rooms": ["join": ["!lobby": ["timeline": timeline]]]])
    let synced = try await script(["GET sync": answered]).matrix.poll(cursor).events
    let pushed = try script(now: now - .minutes(1))
    _ = try await pushed.matrix.poll(cursor)
    let events = try #require(taken(pushed.matrix.ingest(request(items), now: now)))
    #expect(events == synced)
    #expect(events.map(\.trigger) == [.messagePosted, .memberJoined, .reacted, .messageDeleted])
  }

  @Test(
    arguments: [
      (nil, ""), ("wrong", ""), ("", ""), ("hush", ""), (nil, "access_token="), (nil, "access_token=wrong"),
      ("wrong", "access_token=from%20the%20homeserver"),
      (nil, "access_token=from%20the%20homeserver&access_token=x"),
    ] as [(String?, String)])
  func whoDoesNotKnowTheTokenIsTurnedAwayUnread(_ token: String?, _ query: String) async throws {
    let script = try script()
    _ = try await script.matrix.poll(cursor)
    var request = request([], token: token, query: query)
    request.body = Array("no JSON".utf8)
    #expect(answer(script.matrix.ingest(request, now: now)) == "403")
  }

  @Test func theTokenMayStandInTheAddressAsItOnceDid() async throws {
    let script = try script()
    _ = try await script.matrix.poll(cursor)
    let old = request([hello()], path: "/transactions/7", token: nil, query: "access_token=from%20the+homeserver")
    #expect(taken(script.matrix.ingest(old, now: now))?.count == 1)
  }

  @Test func withoutATokenOfItsOwnNothingIsTaken() throws {
    let script = try MatrixScript([:]) { $0.receive = .push }
    #expect(answer(script.matrix.ingest(request([], token: ""), now: now)) == "403")
    let asking = try MatrixScript([:]) { $0.hsToken = Secret("from the homeserver") }
    #expect(answer(asking.matrix.ingest(request([]), now: now)) == "404")
  }

  @Test(
    arguments: [
      ("POST", "ping", "200 {}"), ("GET", "users/%40x%3Atest", #"404 {"errcode":"M_NOT_FOUND","error":""}"#),
      ("GET", "rooms/%23x%3Atest", #"404 {"errcode":"M_NOT_FOUND","error":""}"#),
      ("GET", "thirdparty/location", #"404 {"errcode":"M_UNRECOGNIZED","error":""}"#),
      ("GET", "transactions/1", #"404 {"errcode":"M_UNRECOGNIZED","error":""}"#),
    ])
  func otherQuestionsHaveTheirAnswers(_ method: String, _ path: String, _ expected: String) throws {
    let request = request([], path: "/_matrix/app/v1/" + path, method: method)
    #expect(answer(try script().matrix.ingest(request, now: now)) == expected)
  }

  @Test func whatIsNoTransactionIsTurnedAway() async throws {
    var request = request([])
    for body in ["", "[]", #"{"events":{}}"#] {
      request.body = Array(body.utf8)
      #expect(answer(try script().matrix.ingest(request, now: now)) == "400")
    }
  }

  @Test func beforeTheFirstLookAllIsTurnedAway() async throws {
    let script = try script()
    let busy = #"503 {"errcode":"M_UNKNOWN","error":""}"#
    #expect(answer(script.matrix.ingest(request([hello()]), now: now)) == busy)
    _ = try await script.matrix.poll(cursor)
    #expect(taken(script.matrix.ingest(request([hello()]), now: now))?.count == 1)
  }

  @Test func anUnknownRoomIsLookedAtFirst() async throws {
    let script = try script(
      ["GET joined_rooms": .json(["joined_rooms": ["!lobby", "!new"]])], rooms: [])
    _ = try await script.matrix.poll(cursor)
    script.matrix.rooms.forget("!new")
    #expect(answer(script.matrix.ingest(request([hello(room: "!new"), hello(room: "!far")]), now: now)) != nil)
    _ = try await script.matrix.poll(cursor)
    let again = taken(script.matrix.ingest(request([hello("$1", room: "!new"), hello("$2", room: "!far")]), now: now))
    #expect(again?.map(\.id) == ["$1"], "the bot is not in !far")
    #expect(script.matrix.known.state.withLock(\.wanted).isEmpty)
  }

  @Test func roomsThatAreNotListedAreNotHeard() async throws {
    let script = try script(["GET joined_rooms": .json(["joined_rooms": ["!lobby", "!own"]])])
    _ = try await script.matrix.poll(cursor)
    #expect(taken(script.matrix.ingest(request([hello(room: "!far")]), now: now)) == [], "the bot is not in it")
    #expect(answer(script.matrix.ingest(request([hello(room: "!own")]), now: now)) != nil)
    _ = try await script.matrix.poll(cursor)
    #expect(taken(script.matrix.ingest(request([hello(room: "!own")]), now: now)) == [])
  }

  @Test func whatWasTurnedAwayIsPushedAgainAtOnce() async throws {
    let script = try script()
    let ping = "POST https://matrix.test/_matrix/client/v1/appservice/botrun/ping {}"
    _ = try await script.matrix.poll(cursor)
    #expect(await script.writes == [ping], "while the bot was away, something may have been owed")
    _ = try await script.matrix.poll(cursor)
    #expect(await script.writes.count == 1)
    script.matrix.rooms.forget("!lobby")
    #expect(answer(script.matrix.ingest(request([hello()]), now: now)) != nil)
    _ = try await script.matrix.poll(cursor)
    #expect(await script.writes == [ping, ping])
  }

  @Test func whatAnEditMeansIsAskedForFirst() async throws {
    let content: JSON = [
      "body": "*", "m.new_content": ["body": "better"],
      "m.relates_to": ["rel_type": "m.replace", "event_id": "$old"],
    ]
    let edit = inRoom("!lobby", .matrixEvent("m.room.message", content))
    let script = try script(["GET rooms/!lobby/event/$old": .json(.matrixText("good", id: "$old"))])
    _ = try await script.matrix.poll(cursor)
    #expect(answer(script.matrix.ingest(request([edit]), now: now)) != nil)
    _ = try await script.matrix.poll(cursor)
    #expect(taken(script.matrix.ingest(request([edit]), now: now))?.compactMap(\.message?.text) == ["better"])
  }

  @Test func whatWasSaidBeforeTheBotCameIsNotHeard() async throws {
    let script = try script()
    _ = try await script.matrix.poll(cursor)
    let items = [
      hello("$1"), inRoom("!lobby", .matrixMember("@bot:test", "join", before: "invite", id: "$2")), hello("$3"),
    ]
    #expect(taken(script.matrix.ingest(request(items), now: now))?.map(\.id) == ["$3"])
  }

  @Test func aBotThatIsSentAwayHearsNoMore() async throws {
    let script = try script()
    _ = try await script.matrix.poll(cursor)
    let gone = inRoom("!lobby", .matrixMember("@bot:test", "leave", before: "join"))
    #expect(taken(script.matrix.ingest(request([hello(), gone, hello("$2")]), now: now))?.map(\.id) == ["$e"])
    let back = inRoom("!lobby", .matrixMember("@bot:test", "join", before: "leave"))
    #expect(answer(script.matrix.ingest(request([hello("$3"), back, hello("$4")]), now: now)) != nil)
    _ = try await script.matrix.poll(cursor)
    let heard = taken(script.matrix.ingest(request([hello("$3"), back, hello("$4")]), now: now))
    #expect(heard?.map(\.id) == ["$4"])
  }

  private func syncs(_ script: MatrixScript) async -> [String] {
    await script.reads.filter { $0.hasPrefix("sync") }
      .map { String($0.split(separator: "&").first { $0.hasPrefix("timeout") } ?? "") }
  }

  @Test func theHomeserverIsAskedUntilItPushes() async throws {
    let script = try script()
    for _ in 1...2 { _ = try await script.matrix.poll(cursor) }
    #expect(await syncs(script) == ["timeout=5000", "timeout=5000"])
    _ = script.matrix.ingest(request([hello()]), now: now)
    let rest = try await script.matrix.poll(cursor)
    #expect(rest.cursor == cursor && rest.events == [] && rest.next == .zero)
    #expect(await syncs(script).count == 2)
    script.matrix.bell.ring()
    _ = try await script.matrix.poll(cursor)
    #expect(await syncs(script) == ["timeout=5000", "timeout=5000", "timeout=0"])
  }

  @Test func aBacklogDoesNotCountAsNews() async throws {
    let script = try script(now: now + .minutes(10))
    _ = try await script.matrix.poll(cursor)
    #expect(taken(script.matrix.ingest(request([hello()]), now: now + .minutes(10)))?.count == 1)
    _ = try await script.matrix.poll(cursor)
    #expect(await syncs(script) == ["timeout=5000", "timeout=5000"])
  }

  @Test func whatNoPushBroughtMakesTheBotAskAgain() async throws {
    let timeline: JSON = ["events": [.matrixText("missed", id: "$missed")], "limited": false]
    let script = try script([
      "GET sync?since=s9": .json(["next_batch": "s10", "rooms": ["join": ["!lobby": ["timeline": timeline]]]])
    ])
    _ = try await script.matrix.poll(cursor)
    _ = script.matrix.ingest(request([hello()]), now: now)
    script.matrix.bell.ring()
    let missed = try await script.matrix.poll(Cursor(#"{"next_batch":"s9"}"#))
    #expect(missed.events.map(\.id) == ["$missed"])
    _ = try await script.matrix.poll(missed.cursor)
    #expect(await syncs(script) == ["timeout=5000", "timeout=0", "timeout=5000"])
  }

  @Test func theSettingsSayHowNewsCome() {
    var settings = MatrixSettings()
    #expect(Matrix.about(with: settings).receives == [.longPoll])
    #expect(!Matrix.about(with: settings).capabilities.contains(.reports))
    (settings.receive, settings.reports) = (.push, true)
    #expect(Matrix.about(with: settings).receives == [.longPoll, .webhook])
    #expect(Matrix.about(with: settings).capabilities == Matrix.about.capabilities)
  }

  @Test func theAccountIsMadeWhereThereIsNone() async throws {
    let asked = Lock(0)
    let http = ScriptedHTTP { request in
      guard request.url.contains("whoami") else { return .json(["user_id": "@other:test"]) }
      let count = asked.withLock { count in
        count += 1
        return count
      }
      return count == 1 ? .matrix(403, "M_FORBIDDEN") : .json(["user_id": "@other:test"])
    }
    var settings = MatrixSettings()
    (settings.homeserver, settings.token, settings.user) = ("https://matrix.test", Secret("hush"), "@other:test")
    #expect(try await Matrix(settings, .testing(http: http)).rooms.identity() == "@other:test")
    let root = "https://matrix.test/_matrix/client/v3/"
    #expect(
      await http.requests.map(\.url) == [
        root + "account/whoami?user_id=%40other%3Atest", root + "register",
        root + "account/whoami?user_id=%40other%3Atest",
      ])
    #expect(
      await http.requests.map { String(decoding: $0.body, as: UTF8.self) }[1]
        == #"{"type":"m.login.application_service","username":"other","inhibit_login":true}"#)
  }

  @Test func anApplicationServiceActsAsTheAccountOfTheSettings() async throws {
    let script = try MatrixScript([:]) { $0.user = "@other:test" }
    _ = await script.matrix.perform(.post(text: "hi", in: "!lobby", named: nil), key: "k")
    #expect(await script.http.requests.allSatisfy { $0.url.hasSuffix("?user_id=%40other%3Atest") })
  }
}

@Suite struct MatrixBellTests {
  private func tools(_ sleep: @escaping @Sendable (Duration) async throws -> Void) -> Tools {
    Tools(
      community: .testing, http: ScriptedHTTP { _ in HTTPResponse(status: 500) }, now: { Date.distantPast },
      sleep: sleep, log: { _, _, _ in }, pace: { _, _ in })
  }

  private let never: @Sendable (Duration) async throws -> Void = { _ in try await Task.sleep(for: .seconds(3600)) }

  @Test func aRingIsKeptForTheNextWhoWaits() async throws {
    let bell = MatrixBell()
    bell.ring()
    #expect(try await bell.wait(atMost: .seconds(1), tools(never)))
    #expect(try await !bell.wait(atMost: .seconds(1), tools { _ in }))
  }

  @Test func aRingWakes() async throws {
    let bell = MatrixBell()
    let tools = tools(never)
    async let isRung = bell.wait(atMost: .seconds(1), tools)
    for _ in 0..<100 { await Task.yield() }
    bell.ring()
    #expect(try await isRung)
  }

  @Test func whoWaitsCanBeCancelled() async throws {
    let bell = MatrixBell()
    let tools = tools(never)
    let task = Task { try await bell.wait(atMost: .seconds(1), tools) }
    for _ in 0..<100 { await Task.yield() }
    task.cancel()
    await #expect(throws: CancellationError.self) { _ = try await task.value }
  }
}
