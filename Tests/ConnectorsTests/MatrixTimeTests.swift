import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

/// When something happened, whatever time is claimed for it.
@Suite struct MatrixTimeTests {
  private let start = Date(timeIntervalSince1970: 1_767_225_600)
  private let claimed = Date(timeIntervalSince1970: 1_000_000)
  private let cursor = Cursor(#"{"next_batch":"s1"}"#)

  private func old(_ id: String) -> JSON {
    var object = JSON.matrixText("old", id: id).object ?? JSONObject()
    object["origin_server_ts"] = 1_000_000_000
    object["room_id"] = "!lobby"
    return .object(object)
  }

  private func answer(_ next: String, _ items: [JSON], limited: Bool = false) -> HTTPResponse {
    let timeline: JSON = ["events": .array(items), "limited": .bool(limited), "prev_batch": "t1"]
    return .json(["next_batch": .string(next), "rooms": ["join": ["!lobby": ["timeline": timeline]]]])
  }

  private func script(_ answers: [String: HTTPResponse], _ clock: Lock<Date>) throws -> MatrixScript {
    try MatrixScript(
      answers,
      change: { settings in
        settings.receive = .push
        settings.hsToken = Secret("theirs")
      },
      tools: { http in
        Tools(
          community: .testing, http: http, now: { clock.withLock { $0 } }, sleep: { _ in }, log: { _, _, _ in },
          pace: { _, _ in })
      })
  }

  private func push(_ script: MatrixScript, _ items: [JSON], now: Date) -> [Date] {
    let body = (["events": .array(items)] as JSON).bytes
    let request = WebhookRequest(
      method: "PUT", path: "/_matrix/app/v1/transactions/1", query: "", headers: ["Authorization": "Bearer theirs"],
      body: body)
    guard case .events(let events, _) = script.matrix.ingest(request, now: now) else { return [] }
    return events.map(\.at)
  }

  @Test func onlyAfterAPauseIsAnOldTimeBelieved() async throws {
    let clock = Lock(start)
    let script = try script(
      [
        "GET sync?since=s1": answer("s2", [old("$1")]), "GET sync?since=s2": answer("s3", [old("$2")], limited: true),
        "GET rooms/!lobby/messages": .json(["chunk": [old("$gap")]]),
      ], clock)
    let caughtUp = try await script.matrix.poll(cursor)
    #expect(caughtUp.events.map(\.at) == [claimed])
    clock.withLock { $0 = start + .minutes(1) }
    let news = try await script.matrix.poll(caughtUp.cursor)
    #expect(news.events.map(\.id) == ["$gap", "$2"])
    #expect(news.events.map(\.at) == [claimed, start])
    #expect(
      push(script, [old("$1"), old("$2"), old("$3")], now: start + .minutes(2)) == [
        claimed, start, start + .minutes(1),
      ])
  }

  @Test func aBacklogFromBeforeTheFirstStartKeepsItsTime() async throws {
    let clock = Lock(start)
    let script = try script(
      [
        "GET sync?timeout=0": .json(["next_batch": "s1"]), "GET sync?since=s1": answer("s2", [old("$2")]),
      ], clock)
    let first = try await script.matrix.poll(nil)
    #expect(push(script, [old("$1")], now: start) == [claimed])
    #expect(try await script.matrix.poll(first.cursor).events.map(\.at) == [start])
    let prompt = JSON.object((old("$3").object ?? JSONObject()).setting("origin_server_ts", 1_767_225_600_000))
    #expect(push(script, [prompt], now: start) == [start])
    #expect(push(script, [old("$4")], now: start) == [start])
  }
}

extension JSONObject {
  fileprivate func setting(_ key: String, _ value: JSON) -> JSONObject {
    var object = self
    object[key] = value
    return object
  }
}
