import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

/// Grants and timeouts: what becomes of power levels.
@Suite struct MatrixStandingTests {
  private let levels = "rooms/!lobby/state/m.room.power_levels/"
  private let mutes = "rooms/!lobby/state/org.botrun.timeouts/"
  private let now = Date(timeIntervalSince1970: 1_767_225_600)
  private let ends = 1_767_226_200_000

  private func script(
    levels content: JSON = ["users": ["@bot:test": 100, "@mod:test": 50], "state_default": 50],
    mutes record: JSON? = nil, _ more: [String: HTTPResponse] = [:]
  ) throws -> MatrixScript {
    var table = more
    table["GET " + levels] = .json(content)
    if let record { table["GET " + mutes] = .json(["members": record]) }
    for path in [levels, mutes] where table["PUT " + path] == nil { table["PUT " + path] = .json(["event_id": "$s"]) }
    return try MatrixScript(table.merging(["GET sync": .json(["next_batch": "s2"])]) { $1 })
  }

  private func mute(_ script: MatrixScript, _ member: ID<Member> = "@eve:test") async -> Outcome {
    await script.matrix.perform(.timeout(member: member, until: now + .minutes(10), reason: "spam"), key: "k")
  }

  @Test func aTimeoutIsWrittenDownBeforeItBegins() async throws {
    let script = try script()
    #expect(await mute(script) == .done(nil))
    #expect(
      await script.writes == [
        "PUT " + mutes + #" {"members":{"@eve:test":{"until":\#(ends)}}}"#,
        "PUT " + levels + #" {"users":{"@bot:test":100,"@mod:test":50,"@eve:test":-1},"state_default":50}"#,
      ])
  }

  @Test func theLevelToGiveBackIsKept() async throws {
    let levels: JSON = [
      "users": ["@bot:test": 100, "@eve:test": 10], "events_default": 5, "events": ["m.room.message": 3], "ban": 50,
      "users_default": 4,
    ]
    let script = try script(levels: levels, mutes: ["@ada:test": ["until": 1, "level": 7]])
    #expect(await mute(script) == .done(nil))
    #expect(
      await script.writes.map { $0.split(separator: " ", maxSplits: 2)[2] } == [
        #"{"members":{"@ada:test":{"until":1,"level":7},"@eve:test":{"until":\#(ends),"level":10}}}"#,
        #"{"users":{"@bot:test":100,"@eve:test":2},"events_default":5,"events":{"m.room.message":3},"ban":50,"#
          + #""users_default":4}"#,
      ])
  }

  @Test func theSameTimeoutAgainChangesNothing() async throws {
    let levels: JSON = ["users": ["@bot:test": 100, "@eve:test": -1]]
    let script = try script(levels: levels, mutes: ["@eve:test": ["until": .int(ends), "level": 10]])
    #expect(await mute(script) == .done(nil))
    #expect(await script.writes == [])
  }

  @Test func aLongerTimeoutGivesBackWhatTheFirstTook() async throws {
    let levels: JSON = ["users": ["@bot:test": 100, "@eve:test": -1]]
    let script = try script(levels: levels, mutes: ["@eve:test": ["until": 5, "level": 10]])
    #expect(await mute(script) == .done(nil))
    #expect(
      await script.writes == ["PUT " + mutes + #" {"members":{"@eve:test":{"until":\#(ends),"level":10}}}"#])
  }

  @Test(
    arguments: [
      ("@mod:test", 100, "@mod:test is a moderator; take that role away first"),
      ("@eve:test", 49, "the bot may not change power levels there; make it an admin (power level 100)"),
    ] as [(ID<Member>, Int, String)])
  func whoCannotBeMutedIsTold(_ member: ID<Member>, _ own: Int, _ reason: String) async throws {
    let script = try script(levels: ["users": ["@bot:test": .int(own), "@mod:test": 50]])
    #expect(await mute(script, member) == .refused(.target, reason: reason))
    #expect(await script.writes == [])
  }

  @Test func theMakerOfARoomIsLeftAlone() async throws {
    let creation: JSON = ["sender": "@maker:test", "content": ["room_version": "12"]]
    let script = try script(mutes: nil, ["GET rooms/!lobby/state/m.room.create/": .json(creation)])
    #expect(
      await mute(script, "@maker:test")
        == .refused(.target, reason: "@maker:test made the room and cannot be muted"))
    #expect(
      await script.matrix.perform(.grant(role: "moderator", to: "@maker:test"), key: "k")
        == .refused(.target, reason: "@maker:test made the room and has all power there already"))
    #expect(await script.writes == [])
  }

  @Test func aTimeoutThatIsOverAlreadyIsNone() async throws {
    let script = try script()
    let over = Action.timeout(member: "@eve:test", until: now, reason: "")
    #expect(await script.matrix.perform(over, key: "k") == .done(nil))
    #expect(await script.writes == [])
  }

  @Test(
    arguments: [
      ("moderator", #","@eve:test":50"#), ("Admin", #","@eve:test":100"#), ("25", #","@eve:test":25"#),
      ("-1", #","@eve:test":-1"#),
    ])
  func aRoleIsAPowerLevel(_ role: String, _ entry: String) async throws {
    let script = try script()
    #expect(await script.matrix.perform(.grant(role: role, to: "@eve:test"), key: "k") == .done(nil))
    #expect(
      await script.writes == [
        "PUT " + levels + #" {"users":{"@bot:test":100,"@mod:test":50\#(entry)},"state_default":50}"#
      ])
  }

  @Test func whatSomebodyHasIsNotGranted() async throws {
    let script = try script()
    #expect(await script.matrix.perform(.grant(role: "moderator", to: "@mod:test"), key: "k") == .done(nil))
    #expect(await script.matrix.perform(.grant(role: "member", to: "@eve:test"), key: "k") == .done(nil))
    #expect(await script.writes == [])
    #expect(await script.matrix.perform(.grant(role: "member", to: "@mod:test"), key: "k") == .done(nil))
    #expect(await script.writes == ["PUT " + levels + #" {"users":{"@bot:test":100},"state_default":50}"#])
  }

  @Test func aWordThatIsNoRoleIsRefused() async throws {
    let script = try script()
    #expect(
      await script.matrix.perform(.grant(role: "wizard", to: "@eve:test"), key: "k")
        == .refused(
          .content, reason: "\"wizard\" is no role; write member, moderator, admin or a power level such as 25"))
    #expect(await script.http.requests.isEmpty)
  }

  @Test func aHomeserverThatForbidsItIsHeard() async throws {
    let script = try script(mutes: nil, ["PUT " + levels: .matrix(403, "M_FORBIDDEN")])
    #expect(
      await script.matrix.perform(.grant(role: "admin", to: "@eve:test"), key: "k")
        == .refused(.target, reason: "M_FORBIDDEN: no"))
    let limited = try self.script(mutes: nil, ["PUT " + levels: .matrix(429, "M_LIMIT_EXCEEDED")])
    #expect(
      await limited.matrix.perform(.grant(role: "admin", to: "@eve:test"), key: "k")
        == .retry(after: nil, scope: .bucket("matrix:admin"), reason: "M_LIMIT_EXCEEDED: no"))
  }

  private func poll(_ script: MatrixScript) async throws -> Poll {
    try await script.matrix.poll(Cursor(#"{"next_batch":"s1"}"#))
  }

  @Test func whatATimeoutTookIsGivenBackWhenItIsOver() async throws {
    let levels: JSON = [
      "users": ["@bot:test": 100, "@ada:test": -1, "@eve:test": -1, "@sly:test": -1, "@kay:test": 25]
    ]
    let script = try script(
      levels: levels,
      mutes: [
        "@ada:test": ["until": 5], "@eve:test": ["until": 1_767_225_600_000, "level": 10],
        "@sly:test": ["until": 5, "level": 100], "@kay:test": ["until": 5, "level": 1],
        "@ben:test": ["until": .int(ends)],
      ])
    _ = try await poll(script)
    #expect(
      await script.writes == [
        "PUT " + self.levels
          + #" {"users":{"@bot:test":100,"@eve:test":10,"@sly:test":49,"@kay:test":25}}"#,
        "PUT " + mutes + #" {"members":{"@ben:test":{"until":\#(ends)}}}"#,
      ])
    _ = try await poll(script)
    #expect(await script.writes.count == 2)
  }

  @Test func theNextEndIsNotSleptThrough() async throws {
    let script = try script(mutes: ["@ben:test": ["until": 1_767_225_607_000]])
    _ = try await poll(script)
    let sync = await script.reads.first { $0.hasPrefix("sync") }
    #expect(sync?.contains("timeout=7000&") == true)
    #expect(await script.writes == [])
  }

  @Test func aTimeoutThatCannotBeEndedStopsNothing() async throws {
    let script = try script(
      levels: ["users": ["@ada:test": -1]], mutes: ["@ada:test": ["until": 5]],
      ["PUT " + levels: .matrix(403, "M_FORBIDDEN")])
    #expect(try await poll(script).cursor == Cursor(#"{"next_batch":"s2"}"#))
    _ = try await poll(script)
    #expect(await script.writes.count == 1, "it is tried again in five minutes, not at once")
  }

  @Test(arguments: ["", "x", #"{"@a:b":5}"#, #"{"@a:b":{"until":"soon"}}"#, "[]"])
  func aRecordThatSomebodyBrokeIsNoRecord(_ text: String) throws {
    let members = (try? JSON(parsing: Array(text.utf8))) ?? .string(text)
    #expect(MatrixMutes(["members": members]) == MatrixMutes())
  }

  @Test(arguments: [Int.min, -(1 << 53), 1 << 53, Int.max])
  func numbersThatNobodyMeansAreLeftOut(_ number: Int) {
    let absurd = MatrixMutes([
      "members": ["@a:b": ["until": .int(number)], "@c:d": ["until": 5, "level": .int(number)]]
    ])
    #expect(absurd.content == ["members": ["@c:d": ["until": 5]]])
    let levels = MatrixLevels([
      "users_default": .int(number), "state_default": .int(number), "events_default": .int(number),
      "events": ["m.reaction": .int(number)], "users": ["@a:b": .int(number)],
    ])
    #expect(levels.silent == -1 && levels.moderating == 50 && levels.usersDefault == 0 && levels["@a:b"] == nil)
    #expect(levels.level(of: String(number)) == nil)
  }

  @Test func anEndBeyondAllNumbersIsBounded() {
    var mutes = MatrixMutes()
    mutes.members["@a:b"] = MatrixMutes.Mute(until: Date(timeIntervalSince1970: 1e300), level: nil)
    #expect(mutes.content == ["members": ["@a:b": ["until": 9_007_199_254_740_991]]])
  }

  @Test func aRecordIsReadAsItIsWritten() {
    var mutes = MatrixMutes()
    mutes.members["@a:b"] = MatrixMutes.Mute(until: now, level: nil)
    mutes.members["@c:d"] = MatrixMutes.Mute(until: now + .seconds(1), level: -3)
    #expect(MatrixMutes(mutes.content) == mutes)
    #expect(mutes.over(at: now) == ["@a:b"] && mutes.nextEnd == now)
  }
}
