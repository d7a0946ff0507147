import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

/// What members report, by Synapse's Admin API.
@Suite struct MatrixReportsTests {
  private static let page = "GET https://matrix.test/_synapse/admin/v1/event_reports"
  private let first = page + "?dir=b&from=0&limit=100"
  private let place = Cursor(#"{"next_batch":"s1","report":7}"#)

  private func report(_ id: Int, room: String = "!lobby") -> JSON {
    [
      "id": .int(id), "received_ts": 1_767_225_540_000, "room_id": .string(room), "event_id": .string("$\(id)"),
      "user_id": "@bob:test", "sender": "@eve:test", "reason": id == 9 ? .null : "rude", "score": -100, "name": nil,
    ]
  }

  private func script(_ answers: [String: HTTPResponse], isOn: Bool = true) throws -> MatrixScript {
    try MatrixScript(answers.merging(["GET sync": .json(["next_batch": "s2"])]) { $1 }) { $0.reports = isOn }
  }

  private func asked(_ script: MatrixScript) async -> [String] {
    await script.http.requests.map(\.url).filter { $0.contains("event_reports") }
  }

  @Test func whatIsNewIsToldInItsOrder() async throws {
    let reports: JSON = ["event_reports": [report(10, room: "!far"), report(9), report(8), report(7)], "total": 4]
    let poll = try await script([first: .json(reports)]).matrix.poll(place)
    let at = Date(timeIntervalSince1970: 1_767_225_540)
    let bob = Member("@bob:test", name: "bob")
    #expect(
      poll.events == [
        .reported("$8", channel: "!lobby", by: bob, reason: "rude", in: "lobby", at: at, mark: "8"),
        .reported("$9", channel: "!lobby", by: bob, reason: "", in: "lobby", at: at, mark: "9"),
      ])
    #expect(poll.cursor == Cursor(#"{"next_batch":"s2","report":10}"#))
  }

  @Test func manyAreReadPageByPage() async throws {
    let newest: JSON = ["event_reports": [report(9)], "total": 3, "next_token": 1]
    let rest: JSON = ["event_reports": [report(8), report(7)], "total": 3]
    let script = try script([first: .json(newest), Self.page + "?dir=b&from=1&limit=100": .json(rest)])
    #expect(try await script.matrix.poll(place).events.count == 2)
    #expect(await asked(script).count == 2)
  }

  @Test(arguments: [nil, Cursor(#"{"next_batch":"s1"}"#)])
  func whatWasReportedBeforeTheStartIsNotTold(_ cursor: Cursor?) async throws {
    let newest: JSON = ["event_reports": [report(9)], "total": 9, "next_token": 1]
    let poll = try await script([Self.page + "?dir=b&from=0&limit=1": .json(newest)]).matrix.poll(cursor)
    #expect(poll.cursor == Cursor(#"{"next_batch":"s2","report":9}"#))
    #expect(poll.events.allSatisfy { $0.trigger == .memberJoined })
  }

  @Test func theyAreAskedForOnceAMinute() async throws {
    let script = try script([first: .json(["event_reports": [], "total": 0])])
    for _ in 1...3 { _ = try await script.matrix.poll(place) }
    #expect(await asked(script).count == 1)
  }

  @Test(arguments: [403, 404, 500]) func aHomeserverThatTellsNoneStopsNothing(_ status: Int) async throws {
    let script = try script([Self.page: .matrix(status, "M_UNKNOWN")])
    for _ in 1...2 { #expect(try await script.matrix.poll(place).cursor == Cursor(#"{"next_batch":"s2","report":7}"#)) }
    #expect(await asked(script).count == 1)
  }

  @Test func withoutTheSettingNobodyAsks() async throws {
    let script = try script([:], isOn: false)
    _ = try await script.matrix.poll(place)
    #expect(await asked(script) == [])
  }

  /// A gap too long to be read is told by who came and went in it.
  @Test func whoCameAndWentInAPauseIsFoundInTheListOfMembers() async throws {
    let timeline: JSON = ["events": [.matrixText("now")], "limited": true, "prev_batch": "t0"]
    var table: [String: HTTPResponse] = [
      "GET sync": .json(["next_batch": "s2", "rooms": ["join": ["!lobby": ["timeline": timeline]]]])
    ]
    for page in 0..<20 {
      table["GET rooms/!lobby/messages?dir=b&from=t\(page)&"] = .json(["chunk": [], "end": .string("t\(page + 1)")])
    }
    let before = ["@bot:test", "@alice:test", "@gone:test"].map { JSON.matrixMember($0, "join", id: "$0") }
    table["GET rooms/!lobby/members?at=s1&membership=join"] = .json(["chunk": .array(before)])
    table["GET rooms/!lobby/members"] = .json([
      "chunk": [
        .matrixMember("@bot:test", "join", id: "$b"), .matrixMember("@alice:test", "join", id: "$a"),
        .matrixMember("@new:test", "join", before: "invite", id: "$n"),
        .matrixMember("@renamed:test", "join", before: "join", id: "$r"),
        .matrixMember("@gone:test", "leave", before: "join", id: "$g"),
        .matrixMember("@long:test", "leave", before: "join", id: "$l"),
      ]
    ])
    let script = try MatrixScript(table)
    let events = try await script.matrix.poll(Cursor(#"{"next_batch":"s1"}"#)).events
    #expect(
      events.map(\.key) == [
        "joined/!lobby/@new:test/$n", "joined/!lobby/@renamed:test/snapshot", "left/!lobby/@gone:test/$g",
        "posted/!lobby/$e",
      ])
  }
}
