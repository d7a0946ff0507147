import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

/// Timeouts, grants and reports on a real homeserver.
@Suite(
  .enabled(if: MatrixLive.isHere, "no homeserver: set MATRIX_URL, MATRIX_TOKEN_BOT and MATRIX_TOKEN_ALICE"),
  .serialized)
struct MatrixLiveStandingTests {
  private let start = Date(timeIntervalSince1970: 1_767_225_600)

  /// The level that the room's state gives to alice.
  private func level(_ live: MatrixLive, _ room: String) async throws -> Int? {
    let path = ["rooms", room, "state", "m.room.power_levels", ""]
    return try await live.botAPI.ask(path)["users"]?[live.aliceID]?.int
  }

  @Test(arguments: ["10", "12"]) func aTimeoutSilencesAndEnds(_ version: String) async throws {
    let live = try await MatrixLive()
    let room = try await live.room(("room_version", .string(version)))
    try await live.join(room)
    let alice = ID<Member>(live.aliceID)
    let bot = try live.bot([room])
    #expect(await bot.perform(.grant(role: "7", to: alice), key: "g") == .done(nil))
    #expect(try await level(live, room) == 7)
    let mute = Action.timeout(member: alice, until: start + .minutes(10), reason: "spam")
    for _ in 1...2 { #expect(await bot.perform(mute, key: "t") == .done(nil)) }
    #expect(try await level(live, room) == -1)
    await #expect(throws: PlatformFault.self) { try await live.say(room, "may I?") }

    // A bot that was started anew finds it in the room.
    let poll = try await live.bot([room], now: start + .minutes(9)).poll(nil)
    #expect(try await level(live, room) == -1)
    _ = try await live.bot([room], now: start + .minutes(10)).poll(poll.cursor)
    #expect(try await level(live, room) == 7)
    try await live.say(room, "I may")
    let record = try await live.botAPI.ask(["rooms", room, "state", MatrixMutes.type, ""])
    #expect(record == ["members": [:]])
    #expect(await bot.perform(.grant(role: "member", to: alice), key: "m") == .done(nil))
    #expect(try await level(live, room) == nil)
  }

  @Test func reportsAreForAdministratorsOnly() async throws {
    let live = try await MatrixLive()
    let room = try await live.room()
    var bot = try live.bot([room])
    bot = Matrix(
      {
        var settings = bot.settings
        settings.reports = true
        return settings
      }(), bot.tools)
    #expect(try await bot.poll(nil).cursor != nil)
    let admin = ProcessInfo.processInfo.environment["MATRIX_TOKEN_ADMIN"]
    guard let admin else { return }
    var settings = bot.settings
    settings.token = Secret(admin)
    let asAdmin = Matrix(settings, bot.tools)
    _ = try await asAdmin.api.ask(["join", room], "POST", body: [:])
    let first = try await asAdmin.poll(nil)
    try await live.join(room)
    let rude = try await live.say(room, "you fool")
    _ = try await live.alice.ask(["rooms", room, "report", rude], "POST", body: ["reason": "rude"])
    let again = Matrix(settings, .testing(http: live.http, now: .distantFuture, longestWait: .zero))
    let reports = try await again.poll(first.cursor).events.filter { $0.trigger == .reported }
    #expect(
      reports.map(\.kind) == [
        .reported(
          message: ID(rude), channel: ID(room), by: Member(ID(live.aliceID), name: "alice"), reason: "rude")
      ])
  }
}
