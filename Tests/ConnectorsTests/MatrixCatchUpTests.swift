import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

/// Rooms in which more was said than a sync tells.
@Suite struct MatrixCatchUpTests {
  private static let cursor = Cursor(#"{"next_batch":"s1"}"#)
  private static let rooms = ["!lobby", "!one", "!two"]
  private static let broken = HTTPResponse.matrix(502, "M_UNKNOWN")

  private let clock = Lock(Date(timeIntervalSince1970: 1_767_225_600))
  private let logged = Lock<[String]>([])

  private static func owed(_ rooms: String..., next: String = "s2", end: String = "s2") -> Cursor {
    let list = rooms.map { #"{"room":"\#($0)","since":"s1","end":"\#(end)"}"# }.joined(separator: ",")
    return Cursor(#"{"next_batch":"\#(next)","owed":[\#(list)]}"#)
  }

  private static func sync(_ next: String, _ joined: (String, JSON)...) -> HTTPResponse {
    .json([
      "next_batch": .string(next), "rooms": ["join": .object(JSONObject(joined.map { ($0.0, ["timeline": $0.1]) }))],
    ])
  }

  /// More was said than it tells.
  private static let cut: JSON = ["events": [], "limited": true, "prev_batch": "t9"]

  private static func told(_ id: String) -> JSON { ["events": [.matrixText("news", id: id)]] }

  private static func said(_ count: Int, in room: String) -> HTTPResponse {
    let texts = (0..<count).map { JSON.matrixText("\($0)", id: "$\(room)-\($0)") }
    return .json(["chunk": .array(texts.reversed())])
  }

  private func script(_ pages: [String: HTTPResponse] = [:]) throws -> MatrixScript {
    var answers: [String: HTTPResponse] = [
      "GET sync": Self.sync("s2", ("!lobby", Self.cut), ("!one", Self.cut), ("!two", Self.cut)),
      "GET joined_rooms": .json(["joined_rooms": .array(Self.rooms.map { .string($0) })]),
    ]
    for room in Self.rooms {
      answers["GET rooms/\(room)/joined_members"] = .json([
        "joined": ["@alice:test": ["display_name": "Alice"], "@bob:test": [:], "@bot:test": ["display_name": "Bot"]]
      ])
      answers["GET rooms/\(room)/messages"] = Self.said(2100, in: room)
    }
    let (clock, logged) = (clock, logged)
    return try MatrixScript(
      answers.merging(pages) { $1 }, rooms: Self.rooms,
      tools: { http in
        Tools(
          community: .testing, http: http, now: { clock.withLock { $0 } }, sleep: { _ in },
          log: { level, text, fields in
            logged.withLock { $0.append("\(level) \(fields["room"] ?? "") \(text)") }
          }, pace: { _, _ in })
      })
  }

  private func channels(_ poll: Poll) -> Set<ID<Channel>> { Set(poll.events.compactMap(\.message?.channel)) }

  @Test func whatWasSaidInManyRoomsIsHandedOverRoomByRoom() async throws {
    let script = try script()
    let first = try await script.matrix.poll(Self.cursor)
    #expect(channels(first) == ["!lobby"] && first.events.count == 2100)
    #expect(first.cursor == Self.owed("!one", "!two"))
    #expect(first.next == .zero)
    // Another process goes on.
    let again = try self.script()
    let second = try await again.matrix.poll(first.cursor)
    #expect(channels(second) == ["!one"] && second.events.count == 2100)
    let third = try await again.matrix.poll(second.cursor)
    #expect(channels(third) == ["!two"])
    #expect(third.cursor == Cursor(#"{"next_batch":"s2"}"#))
    let asked = await again.reads
    #expect(asked.allSatisfy { !$0.hasPrefix("sync") })
    #expect(asked.filter { $0.contains("/messages") }.allSatisfy { $0.contains("from=s2&to=s1") })
  }

  @Test func aRoomThatIsClosedMeanwhileHoldsNothingUp() async throws {
    let script = try script(["GET rooms/!one/messages": .matrix(403, "M_FORBIDDEN")])
    let poll = try await script.matrix.poll(Self.owed("!one", "!two"))
    #expect(poll.events == [])
    #expect(poll.cursor == Self.owed("!two"))
  }

  @Test func oneThatKeepsFailingHoldsUpNeitherTheOthersNorTheNews() async throws {
    let script = try script([
      "GET sync": Self.sync("s3", ("!lobby", Self.told("$news"))), "GET rooms/!one/messages": Self.broken,
    ])
    let first = try await script.matrix.poll(Self.owed("!one", "!two"))
    #expect(first.events.compactMap(\.message?.text) == ["news"])
    #expect(first.cursor == Self.owed("!two", "!one", next: "s3"))
    let sync = try #require(await script.reads.last { $0.hasPrefix("sync") })
    #expect(sync.contains("timeout=0&"), "the others are not kept waiting")
    let second = try await script.matrix.poll(first.cursor)
    #expect(channels(second) == ["!two"] && second.events.count == 2100)
    #expect(second.cursor == Self.owed("!one", next: "s3"))
    // Of what is said there now, nothing waits.
    script.answer("GET sync", with: Self.sync("s4", ("!one", Self.told("$later"))))
    let third = try await script.matrix.poll(second.cursor)
    #expect(third.events.map(\.id) == ["$later"])
    #expect(third.cursor == Self.owed("!one", next: "s4"))
    clock.withLock { $0 = $0 + .minutes(1) }
    script.answer("GET rooms/!one/messages", with: Self.said(3, in: "!one"))
    let fourth = try await script.matrix.poll(third.cursor)
    #expect(fourth.events.map(\.id) == ["$!one-0", "$!one-1", "$!one-2"])
    #expect(fourth.cursor == Cursor(#"{"next_batch":"s4"}"#))
  }

  @Test func itIsAskedAgainAfterGrowingPauses() async throws {
    let script = try script(["GET sync": .json(["next_batch": "s2"]), "GET rooms/!one/messages": Self.broken])
    var cursor: Cursor? = Self.owed("!one")
    var minutes: [Int] = []
    for minute in 0..<20 {
      let before = await script.reads.count
      cursor = try await script.matrix.poll(cursor).cursor
      if await script.reads.dropFirst(before).contains(where: { $0.contains("!one/messages") }) {
        minutes.append(minute)
      }
      clock.withLock { $0 = $0 + .minutes(1) }
    }
    #expect(minutes == [0, 1, 3, 7, 15])
    let text = "!one the homeserver cannot tell what was said in a room; it is asked again from time to time"
    #expect(
      logged.withLock { $0 } == ["info", "info", "warning", "info", "info"].map { "\($0) \(text)" })
  }

  @Test(arguments: [
    (HTTPResponse.matrix(502, "M_UNKNOWN"), "GET rooms/!one/messages"),
    (HTTPResponse.matrix(400, "M_BAD_JSON"), "GET rooms/!one/joined_members"),
    (HTTPResponse(status: 403), "GET rooms/!one/state"),
  ])
  func oneThatFailsWhileNewsAreReadIsCaughtUpLater(_ answer: HTTPResponse, _ call: String) async throws {
    let script = try script([
      "GET sync": Self.sync("s2", ("!one", Self.cut), ("!lobby", Self.told("$news"))), call: answer,
    ])
    let first = try await script.matrix.poll(Self.cursor)
    #expect(first.events.map(\.id) == ["$news"])
    #expect(first.cursor == Self.owed("!one"))
    // More comes, which it tells as little: it is not asked at once, and nothing is left out later.
    script.answer("GET sync", with: Self.sync("s3", ("!one", Self.cut)))
    let before = await script.reads.count
    let second = try await script.matrix.poll(first.cursor)
    #expect(second.cursor == Self.owed("!one", next: "s3", end: "s3"))
    #expect(await script.reads.dropFirst(before).allSatisfy { !$0.contains("!one") })
    clock.withLock { $0 = $0 + .minutes(1) }
    script.answer("GET rooms/!one/messages", with: Self.said(2, in: "!one"))
    script.answer("GET rooms/!one/joined_members", with: .json(["joined": ["@alice:test": [:]]]))
    script.answer("GET rooms/!one/state", with: .matrix(404, "M_NOT_FOUND"))
    let third = try await script.matrix.poll(second.cursor)
    #expect(third.events.map(\.id) == ["$!one-0", "$!one-1"])
    #expect(await script.reads.last { $0.contains("/messages") }?.contains("from=s3&to=s1") == true)
  }

  @Test func aHomeserverThatIsDownIsNoRoomsFault() async throws {
    let script = try script(["GET sync": Self.broken, "GET rooms/!one/messages": Self.broken])
    await #expect(throws: ConnectorError.limited(after: nil)) { try await script.matrix.poll(Self.owed("!one")) }
    let limited = try self.script(["GET rooms/!one/messages": .matrix(429, "M_LIMIT_EXCEEDED")])
    await #expect(throws: ConnectorError.limited(after: nil)) { try await limited.matrix.poll(Self.owed("!one")) }
  }

  @Test func aRoomThatCannotBeLoadedHoldsUpNoOtherWherePushed() async throws {
    let script = try script()
    script.matrix.known.state.withLock { $0.wanted = [.room("!one")] }
    script.answer("GET sync", with: Self.sync("s2", ("!lobby", Self.told("$news"))))
    script.answer("GET rooms/!one/joined_members", with: Self.broken)
    #expect(try await script.matrix.poll(Self.cursor).events.map(\.id) == ["$news"])
    #expect(script.matrix.known.state.withLock { $0.wanted } == [.room("!one")])
  }
}
